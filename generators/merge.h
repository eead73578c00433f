#pragma once

#include <functional>
#include <string>
#include <vector>

#include "contract/schema.h"

namespace brazecheck {

/// Schemas that hold for one value at the same time.
using Parts = std::vector<const Schema*>;

/// Where one of several ways to conform is chosen: a branch of anyOf or oneOf, `then` (0) or `else`
/// (1), a dependency that applies (its index).
enum class Fork { kAnyOf, kOneOf, kCondition, kDependency };

/// Picks one of `count` ways at `schema`.
using Chooser = std::function<std::size_t(const Schema& schema, Fork fork, std::size_t count)>;

/// Everything that one value has to obey: references followed, allOf flattened, a branch of each
/// anyOf, oneOf and if chosen. Branches that only name required members are choices of a set.
struct Merged {
  Parts parts;
  unsigned types = 0;  ///< TypeBits; 0 when nothing is left
  bool never = false;
  bool forked = false;  ///< another choice may succeed where this one fails
  bool risky = false;   ///< says things that only the validator can tell
  std::vector<std::vector<std::string>> at_least_one, exactly_one, not_together;
};

[[nodiscard]] Merged merge(const Parts& parts, const Chooser& choose);

/// Picks the ways that `value`, which has to outlive the chooser, conforms in.
[[nodiscard]] Chooser forms_of(const Json& value);

/// Adds the schemas of a branch that turns out to apply, as `merge` does.
void merge_into(Merged* merged, const Schema& schema, const Chooser& choose);

/// `types` with "any" (0) spelled out, and integers counted among the numbers.
[[nodiscard]] unsigned spelled_types(unsigned types);

/// The schemas that hold for member `name`: declared, by pattern, or additional; plus the hints of
/// `x-generate` when `with_hints`.
[[nodiscard]] Parts member_parts(const Parts& parts, std::string_view name, bool with_hints = true);
/// The schemas that hold for the items of an array (without `tuple`, which contracts do not use).
[[nodiscard]] Parts item_parts(const Parts& parts, std::size_t at);

}  // namespace brazecheck
