#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "contract/formats.h"
#include "generators/draw.h"

namespace brazecheck {

/// The first `count` code points.
[[nodiscard]] std::string first_code_points(std::string_view text, std::size_t count);
void append_code_point(char32_t point, std::string* text);

/// Text of exactly `length` code points: mostly words, sometimes one of the scripts and characters
/// that break careless code (outside the BMP, right to left, combining, quotes, line breaks).
[[nodiscard]] std::string sample_text(Draw& draw, std::size_t length);
/// Words of exactly `length` code points in letters and spaces, never starting with a space.
[[nodiscard]] std::string plain_text(Draw& draw, std::size_t length);
/// Text of exactly `length` code points that takes more bytes than that (if `length` is not 0).
[[nodiscard]] std::string wide_text(std::size_t length);
/// A made-up identifier: "k_tovo".
[[nodiscard]] std::string sample_name(Draw& draw);

/// A string in `format`: one of its samples or a new one of the same notation.
[[nodiscard]] std::string sample_format(Draw& draw, const Format& format);

}  // namespace brazecheck
