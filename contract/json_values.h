#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "contract/json.h"

namespace brazecheck {

/// How deep schemas, validation and comparison follow nested values: far beyond any document of
/// use, and small enough that no input can exhaust the stack.
inline constexpr int kMaxNesting = 500;

/// Equality of JSON Schema: 1 and 1.0 are equal, 1 and true are not. Unlike Json's own operator it
/// compares integers beyond 2^53 exactly. Values nested deeper than kMaxNesting count as different.
[[nodiscard]] bool json_equal(const Json& a, const Json& b);

/// Equal values have equal hashes.
[[nodiscard]] std::uint64_t json_hash(const Json& value);

/// Indices of the first two values (the later one lowest) that are equal. Nearly linear.
/// REQUIRES: no pointer is null.
[[nodiscard]] std::optional<std::pair<std::size_t, std::size_t>> find_equal_pair(
    const std::vector<const Json*>& values);

/// The same over the items of an array; allocates nothing for short ones.
[[nodiscard]] std::optional<std::pair<std::size_t, std::size_t>> find_equal_items(
    const Json& array);

/// True for integers and for numbers such as 1.0.
[[nodiscard]] bool is_integral(const Json& number);

/// -1, 0 or 1 as `number` is less than, equal to or greater than `limit`; exact for integers.
[[nodiscard]] int compare_number(const Json& number, double limit);

/// Whether `number` is a whole multiple of `unit`, as written in decimals (0.3 is one of 0.1).
[[nodiscard]] bool is_multiple_of(const Json& number, double unit);

/// Unicode code points of a UTF-8 text; bytes that are not UTF-8 count one each, roughly.
[[nodiscard]] std::size_t count_code_points(std::string_view text);

/// Whether there are at least `count` of them; looks no further than it must.
[[nodiscard]] bool has_code_points(std::string_view text, std::size_t count);

/// Whether the value surely has no more than `limit` bytes as compact JSON; false where that takes
/// counting (compact_size). Much cheaper for values that are far below.
[[nodiscard]] bool surely_fits(const Json& value, std::size_t limit);

/// Bytes of the value as compact JSON. Stops counting soon after `limit`.
[[nodiscard]] std::size_t compact_size(const Json& value, std::size_t limit);

}  // namespace brazecheck
