#include "reports/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <tuple>

namespace brazecheck {
namespace {

constexpr std::string_view kBase64 =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

/// Bytes of the UTF-8 character at `at`; 0 where there is none.
std::size_t character(std::string_view text, std::size_t at) {
  const auto byte = [&](std::size_t i) {
    return i < text.size() ? static_cast<unsigned>(static_cast<unsigned char>(text[i])) : 0u;
  };
  const unsigned first = byte(at);
  std::size_t length = 0;
  unsigned low = 0x80, high = 0xBF;  // of the second byte: no overlong forms, no surrogates
  if (first < 0x80) {
    return 1;
  } else if (first >= 0xC2 && first < 0xE0) {
    length = 2;
  } else if (first >= 0xE0 && first < 0xF0) {
    length = 3;
    if (first == 0xE0) low = 0xA0;
    if (first == 0xED) high = 0x9F;
  } else if (first >= 0xF0 && first < 0xF5) {
    length = 4;
    if (first == 0xF0) low = 0x90;
    if (first == 0xF4) high = 0x8F;
  } else {
    return 0;
  }
  if (byte(at + 1) < low || byte(at + 1) > high) return 0;
  for (std::size_t i = 2; i < length; ++i) {
    if ((byte(at + i) & 0xC0) != 0x80) return 0;
  }
  return length;
}

std::uint64_t hash(std::string_view text, std::uint64_t salt) {
  std::uint64_t value = 0xcbf29ce484222325u ^ (salt * 0x9e3779b97f4a7c15u);
  for (const char c : text) {
    value ^= static_cast<unsigned char>(c);
    value *= 0x100000001b3u;
  }
  // FNV-1a leaves its last bytes in few bits; spread them.
  value ^= value >> 33;
  value *= 0xff51afd7ed558ccdu;
  return value ^ (value >> 29);
}

void append_body(std::string* out, const std::optional<Json>& body,
                 const std::optional<std::string>& body_text) {
  if (body) {
    *out += fmt::format("\n{}\n", body->dump(2, ' ', false, Json::error_handler_t::replace));
  } else if (body_text) {
    *out += fmt::format("\n{}\n", printable(*body_text, true));
  }
}

void append_headers(std::string* out, const Fields& headers) {
  for (const auto& [name, value] : headers)
    *out += printable(name) + ": " + printable(value) + "\n";
}

}  // namespace

bool is_utf8(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t length = character(text, at);
    if (length == 0) return false;
    at += length;
  }
  return true;
}

std::string as_utf8(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t length = character(text, at);
    out += length == 0 ? kReplacement : text.substr(at, length);
    at += std::max<std::size_t>(length, 1);
  }
  return out;
}

std::string printable(std::string_view text, bool keep_lines) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t length = character(text, at);
    const auto c = static_cast<unsigned char>(text[at]);
    const bool kept = keep_lines && (c == '\n' || c == '\t');
    if (length == 0) {
      out += fmt::format("\\x{:02x}", c);
    } else if (length == 1 && (c < ' ' || c == 0x7f) && !kept) {
      out += c == '\n'   ? "\\n"
             : c == '\t' ? "\\t"
             : c == '\r' ? "\\r"
                         : fmt::format("\\x{:02x}", c);
    } else if (length == 2 && c == 0xC2 && static_cast<unsigned char>(text[at + 1]) < 0xA0) {
      out += fmt::format("\\u00{:02x}", static_cast<unsigned char>(text[at + 1]));
    } else {
      out += text.substr(at, length);
    }
    at += std::max<std::size_t>(length, 1);
  }
  return out;
}

std::size_t width(std::string_view utf8) {
  return static_cast<std::size_t>(std::count_if(utf8.begin(), utf8.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
  }));
}

std::string clipped(const std::string& utf8, std::size_t columns) {
  if (utf8.size() <= columns || width(utf8) <= columns) return utf8;
  std::size_t at = 0;
  for (std::size_t seen = 0; at < utf8.size() && seen + 3 < columns; ++seen) {
    at += std::max<std::size_t>(character(utf8, at), 1);
  }
  return utf8.substr(0, at) + "...";
}

std::vector<std::string> wrapped(std::string_view text, std::size_t columns) {
  std::vector<std::string> lines;
  std::string line;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find(' ', at), text.size());
    const std::string_view word = text.substr(at, end - at);
    at = end + 1;
    if (word.empty()) continue;
    if (!line.empty() && width(line) + 1 + width(word) > columns) {
      lines.push_back(std::move(line));
      line.clear();
    }
    if (!line.empty()) line += ' ';
    line += word;
  }
  if (!line.empty() || lines.empty()) lines.push_back(std::move(line));
  return lines;
}

std::string shortened_command(const std::string& command, std::size_t limit) {
  if (command.size() <= limit) return command;
  std::size_t end = limit;
  while (end > 0 && (static_cast<unsigned char>(command[end]) & 0xC0) == 0x80) --end;
  return command.substr(0, end) +
         fmt::format("...\n(cut: {} more characters; the whole command is in results.json)",
                     grouped(static_cast<std::int64_t>(width(command.substr(end)))));
}

std::string grouped(std::int64_t number) {
  std::string digits = std::to_string(number);
  const std::int64_t first = number < 0 ? 1 : 0;
  for (auto at = static_cast<std::int64_t>(digits.size()) - 3; at > first; at -= 3) {
    digits.insert(static_cast<std::size_t>(at), 1, ',');
  }
  return digits;
}

std::string counted(std::int64_t number, std::string_view noun) {
  return fmt::format("{} {}{}", grouped(number), noun, number == 1 ? "" : "s");
}

std::string duration(double seconds) {
  if (seconds < 10) return fmt::format("{:.1f} s", seconds);
  const auto whole = static_cast<std::int64_t>(seconds + 0.5);
  if (whole < 120) return fmt::format("{} s", whole);
  return fmt::format("{} min {} s", whole / 60, whole % 60);
}

std::string base64(std::string_view bytes) {
  std::string out;
  for (std::size_t at = 0; at < bytes.size(); at += 3) {
    unsigned group = 0;
    for (std::size_t i = 0; i < 3; ++i) {
      group = group << 8 | (at + i < bytes.size() ? static_cast<unsigned char>(bytes[at + i]) : 0u);
    }
    for (std::size_t i = 0; i < 4; ++i) {
      out += at + i <= bytes.size() ? kBase64[group >> (18 - 6 * i) & 63] : '=';
    }
  }
  return out;
}

std::string from_base64(std::string_view text) {
  std::string out;
  unsigned group = 0;
  int bits = 0;
  for (const char c : text) {
    const std::size_t digit = kBase64.find(c);
    if (digit == std::string_view::npos) continue;
    group = (group << 6 | static_cast<unsigned>(digit)) & 0xFFFF;
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    out += static_cast<char>(group >> bits & 0xFF);
  }
  return out;
}

std::string digest(std::string_view text, std::uint64_t salt) {
  return fmt::format("{:016x}", hash(text, salt));
}

std::string stable_uuid(std::string_view text) {
  std::string hex = digest(text, 1) + digest(text, 2);
  hex[12] = '8';  // version 8: made by a rule of its own
  hex[16] = "89ab"[static_cast<unsigned char>(hex[16]) % 4];
  for (const std::size_t at : {20u, 16u, 12u, 8u}) hex.insert(at, 1, '-');
  return hex;
}

std::int64_t epoch_ms(const std::string& rfc3339) {
  const auto number = [&](std::size_t at, std::size_t count) -> std::int64_t {
    std::int64_t value = -1;
    if (at + count <= rfc3339.size()) {
      const char* end = rfc3339.data() + at + count;
      if (std::from_chars(rfc3339.data() + at, end, value).ptr != end) value = -1;
    }
    return value;
  };
  const std::int64_t y = number(0, 4), m = number(5, 2), d = number(8, 2);
  const std::int64_t hour = number(11, 2), minute = number(14, 2), second = number(17, 2);
  if (std::min({y, m, d, hour, minute, second}) < 0 || m < 1 || m > 12) return 0;
  // Days from civil date, counting years from March so that the leap day comes last.
  const std::int64_t year = m <= 2 ? y - 1 : y;
  const std::int64_t day_of_year = (153 * (m > 2 ? m - 3 : m + 9) + 2) / 5 + d - 1;
  const std::int64_t days = year * 365 + year / 4 - year / 100 + year / 400 + day_of_year - 719468;
  std::int64_t ms = 0;
  if (rfc3339.size() > 20 && rfc3339[19] == '.') ms = std::max<std::int64_t>(number(20, 3), 0);
  return (((days * 24 + hour) * 60 + minute) * 60 + second) * 1000 + ms;
}

std::vector<const RequirementResult*> sorted_results(const Run& run) {
  std::vector<const RequirementResult*> sorted;
  for (const RequirementResult& result : run.results) sorted.push_back(&result);
  std::stable_sort(sorted.begin(), sorted.end(), [](const auto* a, const auto* b) {
    return std::tie(a->operation, a->requirement) < std::tie(b->operation, b->requirement);
  });
  return sorted;
}

std::string request_text(const Request& request) {
  std::string out = printable(request.method) + " " + printable(request.path);
  char separator = '?';
  for (const auto& [name, value] : request.query) {
    out += separator + printable(name) + "=" + printable(value);
    separator = '&';
  }
  out += "\n";
  append_headers(&out, request.headers);
  append_body(&out, request.body, request.body_text);
  return out;
}

std::string response_text(const Exchange& exchange) {
  if (exchange.error) return "no response: " + printable(exchange.error->message) + "\n";
  if (!exchange.response) return "no response\n";
  std::string out = std::to_string(exchange.response->status) + "\n";
  append_headers(&out, exchange.response->headers);
  append_body(&out, exchange.response->body, exchange.response->body_text);
  return out;
}

}  // namespace brazecheck
