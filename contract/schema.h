#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "contract/json.h"
#include "contract/requirement.h"

namespace brazecheck {

class Pattern;  // contract/pattern.h
struct Format;  // contract/formats.h
struct Rule;    // contract/rules.h

/// Bits of Schema::types. An integral number (also 1.0) matches kInteger and kNumber.
enum TypeBit : unsigned {
  kNull = 1,
  kBoolean = 2,
  kInteger = 4,
  kNumber = 8,
  kString = 16,
  kArray = 32,
  kObject = 64,
};

/// The constraints of JSON Schema draft-07, plus kRule for a named rule. `required` and `rule`
/// carry their requirement per entry, all others once a schema.
enum class Keyword : std::uint8_t {
  kFalse,
  kType,
  kEnum,
  kConst,
  kMultipleOf,
  kMaximum,
  kExclusiveMaximum,
  kMinimum,
  kExclusiveMinimum,
  kMaxLength,
  kMinLength,
  kPattern,
  kFormat,
  kAdditionalItems,
  kMaxItems,
  kMinItems,
  kUniqueItems,
  kContains,
  kMaxProperties,
  kMinProperties,
  kRequired,
  kAdditionalProperties,
  kPropertyNames,
  kDependencies,
  kAnyOf,
  kOneOf,
  kNot,
  kRule,
  kCount
};

/// The JSON Schema spelling ("maxItems"); "x-rules" for kRule.
[[nodiscard]] std::string_view to_string(Keyword keyword);

/// A use of a named rule (contract/rules.h) by a schema.
struct RuleUse {
  const Rule* rule = nullptr;
  Json args;  ///< the entry of `x-rules`, validated by the rule at load
  const Requirement* requirement = nullptr;
};

/// A compiled JSON Schema. Built by compile_schema(), immutable afterwards, owned by a SchemaSet;
/// schemas refer to each other by pointer and may be recursive.
struct Schema {
  struct Property {
    std::string name;
    const Schema* schema;
  };
  struct Required {
    std::string name;
    const Requirement* requirement;
  };
  struct PatternProperty {
    std::shared_ptr<const Pattern> pattern;
    const Schema* schema;
  };
  struct Dependency {
    std::string name;
    std::vector<std::string> required;  ///< used when `schema` is null
    const Schema* schema;
  };

  std::string location;  ///< "objects/event.json#/properties/name"
  std::string title;
  std::string description;
  std::vector<Json> examples;

  bool never = false;           ///< the schema `false`
  const Schema* ref = nullptr;  ///< `$ref`: nothing else in this schema counts, as in draft-07

  unsigned types = 0;  ///< TypeBits; 0 means any
  std::vector<Json> enumeration;
  std::optional<Json> constant;

  std::optional<double> multiple_of, maximum, exclusive_maximum, minimum, exclusive_minimum;

  std::optional<std::size_t> max_length, min_length;  ///< in Unicode code points
  std::shared_ptr<const Pattern> pattern;
  const Format* format = nullptr;

  const Schema* items = nullptr;     ///< for every item, when `items` is one schema
  std::vector<const Schema*> tuple;  ///< when `items` is a list
  const Schema* additional_items = nullptr;
  const Schema* contains = nullptr;
  std::optional<std::size_t> max_items, min_items;
  bool unique_items = false;

  std::vector<Property> properties;  ///< sorted by name
  std::vector<PatternProperty> pattern_properties;
  const Schema* additional_properties = nullptr;
  const Schema* property_names = nullptr;
  std::vector<Required> required;
  std::vector<Dependency> dependencies;
  std::optional<std::size_t> max_properties, min_properties;

  std::vector<const Schema*> all_of, any_of, one_of;
  const Schema* negated = nullptr;
  const Schema* condition = nullptr;  ///< `if`
  const Schema* then_schema = nullptr;
  const Schema* else_schema = nullptr;

  std::vector<RuleUse> rules;

  /// Hints for generators; they constrain nothing. `x-generate`: names of additional properties
  /// with the schemas that their generated values follow. `x-unique`: generated strings are new
  /// ones in every case (names of things that a request creates).
  std::vector<Property> generate;
  bool unique = false;
  bool examples_only = false;  ///< `x-examples-only`: generated values come from `examples` alone
  std::string fixture;         ///< `x-fixture`: the variable that generated values are, or ""

  std::array<const Requirement*, static_cast<std::size_t>(Keyword::kCount)> requirements{};

  [[nodiscard]] const Requirement* requirement(Keyword keyword) const {
    return requirements[static_cast<std::size_t>(keyword)];
  }
  /// The schema of the named property, or null.
  [[nodiscard]] const Schema* property(std::string_view name) const;
  [[nodiscard]] bool allows(unsigned type_bits) const {
    return types == 0 || (types & type_bits) != 0;
  }
};

/// Follows `ref` until a schema that states something itself.
[[nodiscard]] const Schema& resolved(const Schema& schema);

/// The property names when `branches` are all of the form {"required": [one name]}: the way that
/// contracts write at-least-one-of (anyOf), exactly-one-of (oneOf) and must-not-come-together
/// (not: {required: [a, b]}, via negated_group). Empty otherwise.
[[nodiscard]] std::vector<std::string> required_group(const std::vector<const Schema*>& branches);
/// The names in `not: {"required": [...]}`; empty where the negated schema says anything else.
[[nodiscard]] std::vector<std::string> negated_group(const Schema& schema);

/// Where a value departs from a schema.
struct Violation {
  const Requirement* requirement = nullptr;  ///< null only for schemas compiled without a scope
  const Schema* schema = nullptr;
  Keyword keyword = Keyword::kFalse;
  std::string pointer;   ///< JSON pointer into the validated value; "" is the value itself
  std::string expected;  ///< "at most 75 items"
  std::string actual;    ///< "76 items"; long or secret-looking values are shortened
};

/// All violations of `value`, in document order; empty means that it conforms. Inside anyOf, oneOf,
/// not, if and contains single constraints do not report: the combining keyword does.
[[nodiscard]] std::vector<Violation> validate(const Schema& schema, const Json& value);

/// The same answer as validate(...).empty(), without describing anything.
[[nodiscard]] bool is_valid(const Schema& schema, const Json& value);

}  // namespace brazecheck
