#include <fmt/format.h>

#include "transport/http_client.h"
#include "transport/redact.h"
#include "transport/url.h"

namespace brazecheck {
namespace {

/// Longest argument that an exec() call takes everywhere, with room to spare.
constexpr std::size_t kMaxArgument = 60'000;

/// Length of the UTF-8 character at `at`, or 0 if the bytes there are none.
std::size_t utf8_length(std::string_view text, std::size_t at) {
  const auto byte = [&](std::size_t i) {
    return i < text.size() ? static_cast<unsigned char>(text[i]) : 0u;
  };
  const unsigned first = byte(at);
  const std::size_t length = first < 0x80   ? 1
                             : first < 0xC2 ? 0
                             : first < 0xE0 ? 2
                             : first < 0xF0 ? 3
                             : first < 0xF5 ? 4
                                            : 0;
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(at + i) & 0xC0) != 0x80) return 0;
  }
  const unsigned second = byte(at + 1);
  const bool overlong = (first == 0xE0 && second < 0xA0) || (first == 0xF0 && second < 0x90);
  const bool outside = (first == 0xED && second > 0x9F) || (first == 0xF4 && second > 0x8F);
  return overlong || outside ? 0 : length;
}

/// Text that a terminal takes when it is pasted between single quotes: UTF-8, and of the control
/// characters only line feed and tab.
bool pastable(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t length = utf8_length(text, at);
    const char c = text[at];
    if (length == 0 || c == '\x7f' || (length == 1 && c < ' ' && c != '\n' && c != '\t'))
      return false;
    at += length;
  }
  return true;
}

std::string single_quoted(std::string_view text) {
  std::string out = "'";
  for (const char c : text) {
    if (c == '\'') {
      out += "'\\''";
    } else {
      out += c;
    }
  }
  return out + "'";
}

/// A format string for printf(1) that prints `text`, with everything special as octal escapes.
std::string printf_format(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '%') {
      out += "%%";
    } else if (c < ' ' || c == '\x7f' || c == '\\' ||
               c == '\'') {  // char is signed: 0x80.. as well
      out += fmt::format("\\{:03o}", static_cast<unsigned char>(c));
    } else {
      out += c;
    }
  }
  return out;
}

std::string argument(const std::string& text) {
  return pastable(text) ? single_quoted(text) : "\"$(printf '" + printf_format(text) + "')\"";
}

bool is_header(std::string_view name, std::string_view wanted) {
  return find_header({{std::string(name), ""}}, wanted) != nullptr;
}

}  // namespace

std::string to_curl(const std::string& base_url, const Request& request, bool signed_with_key) {
  const bool head = request.method == "HEAD";
  const bool has_body = !head && (request.body || request.body_text);
  std::string body;
  if (request.body) {
    body = request.body->dump(-1, ' ', false, Json::error_handler_t::replace);
  } else if (request.body_text) {
    body = *request.body_text;
  }

  std::string prefix, data;
  if (has_body && !pastable(body)) {
    prefix = "printf '" + printf_format(body) + "' | ";
    data = "--data-binary @-";
  } else if (has_body && body.size() > kMaxArgument) {
    // printf is part of the shell: no limit on its arguments.
    prefix = "printf '%s' " + single_quoted(body) + " | ";
    data = "--data-binary @-";
  } else if (has_body) {
    data = "--data-raw " + single_quoted(body);
  } else if (request.method == "POST" || request.method == "PUT" || request.method == "PATCH") {
    data = "--data-raw ''";
  }

  std::string out = prefix + "curl -sS";
  if (head) {
    out += " --head";
  } else {
    const bool word =
        request.method.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ") == std::string::npos;
    out += " -X " + (word ? request.method : argument(request.method));
  }
  const std::string path = wire_path(request.path);
  // Brackets of an IPv6 address and braces would be read as patterns.
  if ((base_url + path).find_first_of("[]{}") != std::string::npos) out += " --globoff";
  if (path.find("/.") != std::string::npos) out += " --path-as-is";
  std::string url = base_url;
  while (url.ends_with('/')) url.pop_back();
  out += " " + argument(url + path + wire_query(request.query));
  const std::string* own = find_header(request.headers, "Authorization");
  if (own != nullptr && own->find(kKeyPlaceholder) == std::string::npos) own = nullptr;
  if (signed_with_key && own != nullptr) {
    std::string value = *own;
    value.replace(value.find(kKeyPlaceholder), kKeyPlaceholder.size(), "$BRAZE_API_KEY");
    out += " \\\n  -H \"Authorization: " + value + "\"";
  } else if (signed_with_key) {
    out += " \\\n  -H \"Authorization: Bearer $BRAZE_API_KEY\"";
  }
  bool typed = false;
  for (const auto& [name, value] : request.headers) {
    const bool is_type = is_header(name, "Content-Type");
    typed = typed || is_type;
    if (is_header(name, "Authorization")) {
      if (!signed_with_key)
        out += " \\\n  -H " + single_quoted(name + ": " + std::string(kRedacted));
      continue;
    }
    out +=
        " \\\n  -H " + argument(value.empty() ? name + (is_type ? ":" : ";") : name + ": " + value);
  }
  if (!typed && has_body) out += " \\\n  -H 'Content-Type: application/json'";
  if (!typed && !has_body && !data.empty()) out += " \\\n  -H 'Content-Type:'";
  if (!data.empty()) out += " \\\n  " + data;
  return out;
}

}  // namespace brazecheck
