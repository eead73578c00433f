#include "contract/json_parser.h"

#include <array>
#include <charconv>
#include <cstdint>
#include <string>
#include <system_error>
#include <utility>

#include "contract/json_values.h"

namespace brazecheck {
namespace {

// Bytes that stand for themselves in a string: ASCII but quotes, backslashes and controls.
constexpr std::array<bool, 256> kPlain = [] {
  std::array<bool, 256> plain{};
  for (std::size_t c = 0x20; c < 0x80; ++c) plain[c] = c != '"' && c != '\\';
  return plain;
}();

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// Reads one document from left to right. Every step says no where it meets what it does not take;
// what was read so far is thrown away then.
class Reader {
 public:
  explicit Reader(std::string_view text) : at_(text.data()), end_(at_ + text.size()) {}

  bool document(Json* out) {
    if (!value(out, 0)) return false;
    skip_blanks();
    return at_ == end_;
  }

 private:
  void skip_blanks() {
    while (at_ != end_ && (*at_ == ' ' || *at_ == '\n' || *at_ == '\r' || *at_ == '\t')) ++at_;
  }

  bool take(char c) {
    if (at_ == end_ || *at_ != c) return false;
    ++at_;
    return true;
  }

  bool word(std::string_view expected) {
    if (static_cast<std::size_t>(end_ - at_) < expected.size() ||
        std::string_view(at_, expected.size()) != expected) {
      return false;
    }
    at_ += expected.size();
    return true;
  }

  bool value(Json* out, int depth) {
    skip_blanks();
    if (at_ == end_ || depth > kMaxNesting) return false;
    switch (*at_) {
      case '{':
        return object(out, depth);
      case '[':
        return array(out, depth);
      case '"':
        *out = Json(Json::value_t::string);
        return string(out->get_ptr<std::string*>());
      case 't':
        *out = true;
        return word("true");
      case 'f':
        *out = false;
        return word("false");
      case 'n':
        return word("null");
      default:
        return number(out);
    }
  }

  bool object(Json* out, int depth) {
    ++at_;
    *out = Json(Json::value_t::object);
    auto& members = *out->get_ptr<Json::object_t*>();
    skip_blanks();
    if (take('}')) return true;
    do {
      skip_blanks();
      std::string name;
      if (at_ == end_ || *at_ != '"' || !string(&name)) return false;
      skip_blanks();
      if (!take(':')) return false;
      const std::size_t known = members.size();
      // Members are often in order; the hint costs nothing where they are not.
      const auto member = members.emplace_hint(members.end(), std::move(name), Json());
      if (members.size() == known || !value(&member->second, depth + 1)) return false;
      skip_blanks();
    } while (take(','));
    return take('}');
  }

  bool array(Json* out, int depth) {
    ++at_;
    *out = Json(Json::value_t::array);
    auto& items = *out->get_ptr<Json::array_t*>();
    skip_blanks();
    if (take(']')) return true;
    do {
      if (!value(&items.emplace_back(), depth + 1)) return false;
      skip_blanks();
    } while (take(','));
    return take(']');
  }

  bool string(std::string* out) {
    ++at_;
    while (true) {
      const char* const begin = at_;
      while (at_ != end_ && kPlain[static_cast<unsigned char>(*at_)]) ++at_;
      out->append(begin, at_);
      if (at_ == end_) return false;
      if (take('"')) return true;
      if (!(*at_ == '\\' ? escape(out) : multibyte(out))) return false;
    }
  }

  bool escape(std::string* out) {
    ++at_;
    if (at_ == end_) return false;
    switch (*at_++) {
      case '"':
        out->push_back('"');
        return true;
      case '\\':
        out->push_back('\\');
        return true;
      case '/':
        out->push_back('/');
        return true;
      case 'b':
        out->push_back('\b');
        return true;
      case 'f':
        out->push_back('\f');
        return true;
      case 'n':
        out->push_back('\n');
        return true;
      case 'r':
        out->push_back('\r');
        return true;
      case 't':
        out->push_back('\t');
        return true;
      case 'u':
        return code_point(out);
      default:
        return false;
    }
  }

  bool four_digits(std::uint32_t* out) {
    if (end_ - at_ < 4) return false;
    const auto [stop, error] = std::from_chars(at_, at_ + 4, *out, 16);
    if (error != std::errc() || stop != at_ + 4) return false;
    at_ += 4;
    return true;
  }

  // Behind "\u"; two such escapes make a code point beyond the first plane.
  bool code_point(std::string* out) {
    std::uint32_t code = 0;
    if (!four_digits(&code)) return false;
    if (code >= 0xD800 && code <= 0xDFFF) {
      std::uint32_t low = 0;
      if (code > 0xDBFF || !word("\\u") || !four_digits(&low)) return false;
      if (low < 0xDC00 || low > 0xDFFF) return false;
      code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
    }
    const auto tail = [&](unsigned shift) {
      out->push_back(static_cast<char>(0x80 | ((code >> shift) & 0x3F)));
    };
    if (code < 0x80) {
      out->push_back(static_cast<char>(code));
    } else if (code < 0x800) {
      out->push_back(static_cast<char>(0xC0 | (code >> 6)));
      tail(0);
    } else if (code < 0x10000) {
      out->push_back(static_cast<char>(0xE0 | (code >> 12)));
      tail(6);
      tail(0);
    } else {
      out->push_back(static_cast<char>(0xF0 | (code >> 18)));
      tail(12);
      tail(6);
      tail(0);
    }
    return true;
  }

  // One character of two to four bytes, neither overlong nor a surrogate.
  bool multibyte(std::string* out) {
    const auto left = static_cast<std::size_t>(end_ - at_);
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(at_[i]); };
    const unsigned char lead = byte(0);
    std::size_t size = 0;
    unsigned char low = 0x80;
    unsigned char high = 0xBF;
    if (lead >= 0xC2 && lead <= 0xDF) {
      size = 2;
    } else if (lead >= 0xE0 && lead <= 0xEF) {
      size = 3;
      if (lead == 0xE0) low = 0xA0;
      if (lead == 0xED) high = 0x9F;
    } else if (lead >= 0xF0 && lead <= 0xF4) {
      size = 4;
      if (lead == 0xF0) low = 0x90;
      if (lead == 0xF4) high = 0x8F;
    }
    if (size == 0 || left < size || byte(1) < low || byte(1) > high) return false;
    for (std::size_t i = 2; i < size; ++i) {
      if ((byte(i) & 0xC0) != 0x80) return false;
    }
    out->append(at_, size);
    at_ += size;
    return true;
  }

  bool number(Json* out) {
    const char* const begin = at_;
    const bool negative = take('-');
    const char* const digits = at_;
    if (!take('0') && !skip_digits()) return false;
    bool whole = true;
    if (take('.')) {
      whole = false;
      if (!skip_digits()) return false;
    }
    if (at_ != end_ && (*at_ == 'e' || *at_ == 'E')) {
      whole = false;
      ++at_;
      if (!take('+')) (void)take('-');
      if (!skip_digits()) return false;
    }
    constexpr std::ptrdiff_t kFitsAnyway = 18;  // digits of every such number are an int64's
    if (whole && at_ - digits <= kFitsAnyway) {
      std::int64_t integer = 0;
      for (const char* digit = digits; digit != at_; ++digit)
        integer = integer * 10 + (*digit - '0');
      if (negative) {
        *out = -integer;
      } else {
        *out = static_cast<std::uint64_t>(integer);
      }
      return true;
    }
    if (whole) return false;
    double real = 0;
    const auto [stop, error] = std::from_chars(begin, at_, real);
    if (error != std::errc() || stop != at_) return false;
    *out = real;
    return true;
  }

  bool skip_digits() {
    const char* const begin = at_;
    while (at_ != end_ && is_digit(*at_)) ++at_;
    return at_ != begin;
  }

  const char* at_;
  const char* end_;
};

}  // namespace

std::optional<Json> parse_plain_json(std::string_view text) {
  std::optional<Json> document(std::in_place);
  if (!Reader(text).document(&*document)) document.reset();
  return document;
}

Json parse_json(std::string_view text) {
  if (auto document = parse_plain_json(text)) return std::move(*document);
  return Json::parse(text, nullptr, /*allow_exceptions=*/false);
}

}  // namespace brazecheck
