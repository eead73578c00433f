#include "generators/text.h"

#include <fmt/format.h>

#include <array>

namespace brazecheck {
namespace {

constexpr std::array<std::string_view, 6> kAlphabets = {
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789",
    "abc XYZ 019 -_.,:;!?@#%&*()[]<>|~^=+",
    "áéîõüçñßøåłžŠ日本語한국",
    "😀🎉👩🚀𝒳𐍈",
    "שלוםمرحبا",
    "e\u0301a\u0308\"\\/'\n\t",
};

/// `length` code points, each drawn from the alphabet.
std::string from_alphabet(Draw& draw, std::string_view alphabet, std::size_t length) {
  std::array<std::string_view, 96> letters;
  std::size_t count = 0;
  for (std::size_t at = 0; at < alphabet.size() && count < letters.size();) {
    std::size_t width = 1;
    while (at + width < alphabet.size() && (alphabet[at + width] & 0xC0) == 0x80) ++width;
    letters[count++] = alphabet.substr(at, width);
    at += width;
  }
  std::string text;
  text.reserve(length);
  // One draw of 64 bits serves eight letters.
  for (std::size_t made = 0; made < length;) {
    std::uint64_t bits = draw.next();
    for (int i = 0; i < 8 && made < length; ++i, ++made, bits >>= 8) {
      text += letters[(bits & 0xFF) % count];
    }
  }
  return text;
}

std::string sample_time(Draw& draw) {
  const auto year = draw.between(1971, 2037);
  const auto month = draw.between(1, 12);
  const auto day = draw.between(1, 28);
  const auto second = draw.between(0, 59);
  std::string text = fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}", year, month, day,
                                 draw.between(0, 23), draw.between(0, 59), second);
  if (draw.chance(30)) text += fmt::format(".{:03}", draw.between(0, 999));
  if (draw.chance(60)) return text + "Z";
  return text + fmt::format("{}{:02}:{:02}", draw.chance(50) ? '+' : '-', draw.between(0, 12),
                            draw.chance(80) ? 0 : 30);
}

std::string sample_uuid(Draw& draw) {
  const std::uint64_t a = draw.next(), b = draw.next();
  return fmt::format("{:08x}-{:04x}-4{:03x}-{:x}{:03x}-{:012x}", a >> 32, (a >> 16) & 0xFFFF,
                     a & 0xFFF, 8 + ((b >> 60) & 3), (b >> 48) & 0xFFF, b & 0xFFFFFFFFFFFF);
}

std::string variant(Draw& draw, std::string_view format) {
  if (format == "uuid") return sample_uuid(draw);
  if (format == "date") {
    return fmt::format("{:04}-{:02}-{:02}", draw.between(1900, 2099), draw.between(1, 12),
                       draw.between(1, 28));
  }
  if (format == "email") return fmt::format("{}@example.com", sample_name(draw));
  if (format == "uri") return fmt::format("https://example.com/{}", sample_name(draw));
  // The range that is kept free for fiction.
  if (format == "e164")
    return fmt::format("+1{}5550{:03}", draw.between(201, 989), 100 + draw.below(100));
  return sample_time(draw);
}

}  // namespace

std::string first_code_points(std::string_view text, std::size_t count) {
  std::size_t at = 0;
  for (; at < text.size(); ++at) {
    if ((static_cast<unsigned char>(text[at]) & 0xC0) != 0x80 && count-- == 0) break;
  }
  return std::string(text.substr(0, at));
}

void append_code_point(char32_t point, std::string* text) {
  const auto byte = [&](char32_t bits) { text->push_back(static_cast<char>(bits)); };
  if (point < 0x80) {
    byte(point);
  } else if (point < 0x800) {
    byte(0xC0 | (point >> 6));
    byte(0x80 | (point & 0x3F));
  } else if (point < 0x10000) {
    byte(0xE0 | (point >> 12));
    byte(0x80 | ((point >> 6) & 0x3F));
    byte(0x80 | (point & 0x3F));
  } else {
    byte(0xF0 | (point >> 18));
    byte(0x80 | ((point >> 12) & 0x3F));
    byte(0x80 | ((point >> 6) & 0x3F));
    byte(0x80 | (point & 0x3F));
  }
}

std::string plain_text(Draw& draw, std::size_t length) {
  std::string text = from_alphabet(draw, "abcdefghijklmnopqrstuvwxyz", length);
  for (std::size_t at = 6; at + 1 < text.size(); at += 7) text[at] = ' ';
  return text;
}

std::string sample_text(Draw& draw, std::size_t length) {
  if (draw.chance(50)) return from_alphabet(draw, kAlphabets[0], length);
  if (draw.chance(40)) return plain_text(draw, length);
  std::string text;
  // A few runs of different alphabets in one string.
  while (length > 0) {
    const std::size_t run = std::min(length, 1 + draw.below(length));
    text += from_alphabet(draw, draw.pick(kAlphabets), run);
    length -= run;
  }
  return text;
}

std::string wide_text(std::size_t length) {
  static constexpr std::array<std::string_view, 4> kWide = {"é", "語", "😀", "ש"};
  std::string text;
  for (std::size_t i = 0; i < length; ++i) text += kWide[i % kWide.size()];
  return text;
}

std::string sample_name(Draw& draw) {
  static constexpr std::string_view kConsonants = "bcdfgklmnprstv";
  static constexpr std::string_view kVowels = "aeiou";
  std::string name;
  const std::size_t syllables = 2 + draw.below(3);
  for (std::size_t i = 0; i < syllables; ++i) {
    name += draw.pick(kConsonants);
    name += draw.pick(kVowels);
  }
  return draw.chance(30) ? name + "_" + std::to_string(draw.below(1000)) : name;
}

std::string sample_format(Draw& draw, const Format& format) {
  if (format.valid.empty() || draw.chance(60)) {
    std::string text = variant(draw, format.name);
    if (format.matches(text) || format.valid.empty()) return text;
  }
  return std::string(draw.pick(format.valid));
}

}  // namespace brazecheck
