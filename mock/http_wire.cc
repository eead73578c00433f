#include "mock/http_wire.h"

#include <fmt/format.h>

#include <array>
#include <utility>

namespace brazecheck::mock {

namespace {

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

/// A header that could be taken for two, or for the end of the head, is cut at the first such byte.
std::string_view one_line(std::string_view text) {
  // Two searches for a byte each are several times as fast as one for either.
  text = text.substr(0, text.find('\r'));
  return text.substr(0, text.find('\n'));
}

}  // namespace

std::string_view reason_phrase(int status) {
  static constexpr std::array<std::pair<int, std::string_view>, 24> kPhrases{{
      {200, "OK"},
      {201, "Created"},
      {202, "Accepted"},
      {204, "No Content"},
      {304, "Not Modified"},
      {400, "Bad Request"},
      {401, "Unauthorized"},
      {403, "Forbidden"},
      {404, "Not Found"},
      {405, "Method Not Allowed"},
      {408, "Request Timeout"},
      {409, "Conflict"},
      {413, "Payload Too Large"},
      {414, "URI Too Long"},
      {415, "Unsupported Media Type"},
      {417, "Expectation Failed"},
      {422, "Unprocessable Entity"},
      {429, "Too Many Requests"},
      {431, "Request Header Fields Too Large"},
      {500, "Internal Server Error"},
      {501, "Not Implemented"},
      {502, "Bad Gateway"},
      {503, "Service Unavailable"},
      {504, "Gateway Timeout"},
  }};
  for (const auto& [code, phrase] : kPhrases) {
    if (code == status) return phrase;
  }
  return "Unknown";
}

bool is_bodiless(int status) { return status == 204 || status == 304; }

void append_head(const HttpAnswer& answer, Persistence persistence, std::string* out) {
  out->append("HTTP/1.1 ").append(fmt::format_int(answer.status).c_str()).append(" ");
  out->append(reason_phrase(answer.status)).append("\r\n");
  for (const auto& [name, value] : answer.headers) {
    out->append(one_line(name)).append(": ").append(one_line(value)).append("\r\n");
  }
  if (!is_bodiless(answer.status)) {
    out->append("Content-Length: ").append(fmt::format_int(answer.body.size()).c_str());
    out->append("\r\n");
  }
  if (persistence == Persistence::kSaidKept) out->append("Connection: keep-alive\r\n");
  if (persistence == Persistence::kClosed) out->append("Connection: close\r\n");
  out->append("\r\n");
}

std::string to_wire(const HttpAnswer& answer, bool head_only, bool keep_alive) {
  std::string out;
  append_head(answer, keep_alive ? Persistence::kKept : Persistence::kClosed, &out);
  if (!head_only && !is_bodiless(answer.status)) out.append(answer.body);
  return out;
}

std::string_view target_path(std::string_view target) {
  target = target.substr(0, target.find_first_of("?#"));
  const std::size_t scheme = target.find("://");
  if (scheme != std::string_view::npos && !target.starts_with('/')) {
    const std::size_t slash = target.find('/', scheme + 3);
    return slash == std::string_view::npos ? std::string_view("/") : target.substr(slash);
  }
  return target;
}

bool has_valid_escapes(std::string_view text) {
  for (std::size_t at = text.find('%'); at != std::string_view::npos; at = text.find('%', at + 1)) {
    if (at + 2 >= text.size() || hex_digit(text[at + 1]) < 0 || hex_digit(text[at + 2]) < 0) {
      return false;
    }
  }
  return true;
}

std::string decode_percent(std::string_view text, bool plus_is_space) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool escape = text[i] == '%' && i + 2 < text.size() && hex_digit(text[i + 1]) >= 0 &&
                        hex_digit(text[i + 2]) >= 0;
    if (escape) {
      out.push_back(static_cast<char>(hex_digit(text[i + 1]) * 16 + hex_digit(text[i + 2])));
      i += 2;
    } else {
      out.push_back(text[i] == '+' && plus_is_space ? ' ' : text[i]);
    }
  }
  return out;
}

Fields target_query(std::string_view target) {
  Fields fields;
  const std::size_t mark = target.find('?');
  if (mark == std::string_view::npos) return fields;
  std::string_view rest = target.substr(mark + 1);
  rest = rest.substr(0, rest.find('#'));
  while (!rest.empty()) {
    const std::string_view pair = rest.substr(0, rest.find('&'));
    rest.remove_prefix(std::min(rest.size(), pair.size() + 1));
    const std::size_t equals = pair.find('=');
    const std::string_view name = pair.substr(0, equals);
    // "?=" and "&&" carry nothing; clients in the field send them.
    if (name.empty()) continue;
    const std::string_view value =
        equals == std::string_view::npos ? std::string_view() : pair.substr(equals + 1);
    fields.emplace_back(decode_percent(name, true), decode_percent(value, true));
  }
  return fields;
}

}  // namespace brazecheck::mock
