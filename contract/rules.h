#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "contract/json.h"

namespace brazecheck {

/// How a value breaks a named rule.
struct RuleBreach {
  std::string pointer;  ///< relative to the value that the rule stands on
  std::string expected;
  std::string actual;
};

/// A check that JSON Schema cannot express, named in a contract by `x-rules` with its numbers as
/// arguments: the code knows how to count, the contract knows the limit.
struct Rule {
  std::string_view name;     ///< "max_total_items"
  std::string_view summary;  ///< what it checks and which arguments it takes
  /// An explanation of what is wrong with `args`, or "" when they are fine.
  std::string (*check_args)(const Json& args);
  /// Values of a type that the rule does not speak of pass, as with schema keywords.
  std::optional<RuleBreach> (*check)(const Json& value, const Json& args);
  /// A sentence for explain: "attributes, events and purchases hold at most 75 entries together".
  std::string (*describe)(const Json& args);
};

/// Null for an unknown name.
[[nodiscard]] const Rule* find_rule(std::string_view name);
[[nodiscard]] std::span<const Rule> all_rules();

}  // namespace brazecheck
