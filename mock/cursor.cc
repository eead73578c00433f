#include "mock/cursor.h"

#include <charconv>
#include <cstdint>

namespace brazecheck::mock {

namespace {

constexpr std::string_view kDigits =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::string_view kPrefix = "skip:";

std::string encode(std::string_view bytes) {
  std::string out;
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    std::uint32_t block = 0;
    const std::size_t count = std::min<std::size_t>(3, bytes.size() - i);
    for (std::size_t k = 0; k < 3; ++k) {
      block = block << 8 | (k < count ? static_cast<unsigned char>(bytes[i + k]) : 0u);
    }
    for (std::size_t k = 0; k < 4; ++k) {
      out += k <= count ? kDigits[block >> (18 - 6 * k) & 63] : '=';
    }
  }
  return out;
}

std::string decode(std::string_view text) {
  std::string out;
  std::uint32_t block = 0;
  int bits = 0;
  for (const char c : text.substr(0, text.find('='))) {
    const std::size_t digit = kDigits.find(c);
    if (digit == std::string_view::npos) return "";
    block = block << 6 | static_cast<std::uint32_t>(digit);
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      out += static_cast<char>(block >> bits & 0xFF);
    }
  }
  return out;
}

}  // namespace

std::string to_cursor(std::size_t skip) {
  return encode(std::string(kPrefix) + std::to_string(skip));
}

std::optional<std::size_t> from_cursor(std::string_view cursor) {
  const std::string plain = decode(cursor);
  if (!plain.starts_with(kPrefix)) return std::nullopt;
  std::size_t skip = 0;
  const char* end = plain.data() + plain.size();
  const auto [stop, error] = std::from_chars(plain.data() + kPrefix.size(), end, skip);
  // Written back it must be the same: padding and other spellings are nobody's.
  if (error != std::errc() || stop != end || to_cursor(skip) != cursor) return std::nullopt;
  return skip;
}

}  // namespace brazecheck::mock
