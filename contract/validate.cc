#include <fmt/format.h>

#include <optional>

#include "contract/formats.h"
#include "contract/json_values.h"
#include "contract/pattern.h"
#include "contract/rules.h"
#include "contract/schema.h"
#include "contract/schema_locator.h"
#include "contract/value_text.h"

namespace brazecheck {
namespace {

// The way from the validated value to a part of it: a list on the stack, written out as a JSON
// pointer only for a violation.
struct Path {
  const Path* parent;
  std::string_view name;
  std::size_t index;  // when `name` is null

  [[nodiscard]] std::string pointer() const {
    if (parent == nullptr) return "";
    const std::string above = parent->pointer();
    return name.data() != nullptr ? above + "/" + pointer_token(name)
                                  : above + "/" + std::to_string(index);
  }
};

constexpr Path kRoot{nullptr, {}, 0};

unsigned type_bits(const Json& value) {
  switch (value.type()) {
    case Json::value_t::null:
      return kNull;
    case Json::value_t::boolean:
      return kBoolean;
    case Json::value_t::number_integer:
    case Json::value_t::number_unsigned:
      return kInteger | kNumber;
    case Json::value_t::number_float:
      return is_integral(value) ? kInteger | kNumber : static_cast<unsigned>(kNumber);
    case Json::value_t::string:
      return kString;
    case Json::value_t::array:
      return kArray;
    case Json::value_t::object:
      return kObject;
    default:
      return 0;
  }
}

const Requirement* any_requirement(const Schema& schema) {
  for (const Requirement* requirement : schema.requirements) {
    if (requirement != nullptr) return requirement;
  }
  return nullptr;
}

// More than anybody reads, and a bound on what a hostile body can make us hold.
constexpr std::size_t kMaxViolations = 1000;

// With kReport, every violation is collected; without, the first one ends the work.
template <bool kReport>
class Validator {
 public:
  explicit Validator(int depth) : depth_(depth) {}
  Validator(const Schema& root, std::vector<Violation>* violations)
      : violations_(violations), fallback_(any_requirement(resolved(root))) {}

  bool run(const Schema& given, const Json& value, const Path& path) {
    const Schema& schema = resolved(given);
    if (schema.never) {
      return fail(schema, Keyword::kFalse, path, [&] { return describe_value(value); });
    }
    if (depth_ >= kMaxNesting) return too_deep(schema, path);
    if (kReport && violations_->size() >= kMaxViolations) return false;
    ++depth_;
    const bool valid = judge(schema, value, path);
    --depth_;
    return valid;
  }

 private:
  bool judge(const Schema& schema, const Json& value, const Path& path) {
    // Of a value of the wrong type everything else would only say the same once more.
    if (schema.types != 0 && (schema.types & type_bits(value)) == 0) {
      return fail(schema, Keyword::kType, path, [&] {
        return value.is_structured() || value.is_null()
                   ? describe_type(value)
                   : describe_type(value) + ", " + describe_value(value);
      });
    }
    bool valid = any_value(schema, value, path);
    if (!kReport && !valid) return false;
    switch (value.type()) {
      case Json::value_t::string:
        valid &= string(schema, value.get_ref<const std::string&>(), path);
        break;
      case Json::value_t::number_integer:
      case Json::value_t::number_unsigned:
      case Json::value_t::number_float:
        valid &= number(schema, value, path);
        break;
      case Json::value_t::array:
        valid &= array(schema, value, path);
        break;
      case Json::value_t::object:
        valid &= object(schema, value, path);
        break;
      default:
        break;
    }
    if (!kReport && !valid) return false;
    return combinations(schema, value, path) && valid;
  }

  bool any_value(const Schema& schema, const Json& value, const Path& path) {
    bool valid = true;
    if (!schema.enumeration.empty()) {
      bool found = false;
      for (const Json& allowed : schema.enumeration) {
        if ((found = json_equal(allowed, value))) break;
      }
      if (!found) valid = fail(schema, Keyword::kEnum, path, [&] { return describe_value(value); });
    }
    if (schema.constant && !json_equal(*schema.constant, value)) {
      valid = fail(schema, Keyword::kConst, path, [&] { return describe_value(value); });
    }
    return valid;
  }

  bool string(const Schema& schema, const std::string& text, const Path& path) {
    bool valid = true;
    const auto characters = [&] {
      return count_of(count_code_points(text), "character", "characters");
    };
    // Bytes bound the code points from above, so most texts need not be counted.
    if (schema.max_length && text.size() > *schema.max_length &&
        count_code_points(text) > *schema.max_length) {
      valid = fail(schema, Keyword::kMaxLength, path, characters);
    }
    if (schema.min_length && !has_code_points(text, *schema.min_length)) {
      valid = fail(schema, Keyword::kMinLength, path, characters);
    }
    const auto shown = [&] { return describe_value(Json(text)); };
    if (schema.pattern && !schema.pattern->matches(text)) {
      valid = fail(schema, Keyword::kPattern, path, shown);
    }
    if (schema.format != nullptr && !schema.format->matches(text)) {
      valid = fail(schema, Keyword::kFormat, path, shown);
    }
    return valid;
  }

  bool number(const Schema& schema, const Json& value, const Path& path) {
    bool valid = true;
    const auto shown = [&] { return describe_value(value); };
    if (schema.maximum && compare_number(value, *schema.maximum) > 0) {
      valid = fail(schema, Keyword::kMaximum, path, shown);
    }
    if (schema.minimum && compare_number(value, *schema.minimum) < 0) {
      valid = fail(schema, Keyword::kMinimum, path, shown);
    }
    if (schema.exclusive_maximum && compare_number(value, *schema.exclusive_maximum) >= 0) {
      valid = fail(schema, Keyword::kExclusiveMaximum, path, shown);
    }
    if (schema.exclusive_minimum && compare_number(value, *schema.exclusive_minimum) <= 0) {
      valid = fail(schema, Keyword::kExclusiveMinimum, path, shown);
    }
    if (schema.multiple_of && !is_multiple_of(value, *schema.multiple_of)) {
      valid = fail(schema, Keyword::kMultipleOf, path, shown);
    }
    return valid;
  }

  bool array(const Schema& schema, const Json& value, const Path& path) {
    const auto& items = value.get_ref<const Json::array_t&>();
    bool valid = true;
    const auto counted = [&] { return count_of(items.size(), "item", "items"); };
    if (schema.max_items && items.size() > *schema.max_items) {
      valid = fail(schema, Keyword::kMaxItems, path, counted);
    }
    if (schema.min_items && items.size() < *schema.min_items) {
      valid = fail(schema, Keyword::kMinItems, path, counted);
    }
    if (!kReport && !valid) return false;
    for (std::size_t i = 0; i < items.size(); ++i) {
      const Schema* schema_of_item = schema.items;
      if (!schema.tuple.empty()) {
        schema_of_item = i < schema.tuple.size() ? schema.tuple[i] : schema.additional_items;
        if (i >= schema.tuple.size() && schema_of_item != nullptr && schema_of_item->never) {
          valid = fail(schema, Keyword::kAdditionalItems, path, counted);
          break;
        }
      }
      if (schema_of_item == nullptr) break;
      if (!run(*schema_of_item, items[i], Path{&path, {}, i})) {
        valid = false;
        if (!kReport) return false;
      }
    }
    if (schema.unique_items) {
      if (const auto pair = find_equal_items(value)) {
        valid = fail(schema, Keyword::kUniqueItems, path, [&] {
          return fmt::format("items {} and {} are equal", pair->first, pair->second);
        });
      }
    }
    if (schema.contains != nullptr && !contains(*schema.contains, items)) {
      valid = fail(schema, Keyword::kContains, path, [&] { return "none among " + counted(); });
    }
    return valid;
  }

  bool contains(const Schema& schema, const Json::array_t& items) {
    for (const Json& item : items) {
      if (matches(schema, item)) return true;
    }
    return false;
  }

  bool object(const Schema& schema, const Json& value, const Path& path) {
    const auto& members = value.get_ref<const Json::object_t&>();
    bool valid = true;
    const auto counted = [&] { return count_of(members.size(), "member", "members"); };
    if (schema.max_properties && members.size() > *schema.max_properties) {
      valid = fail(schema, Keyword::kMaxProperties, path, counted);
    }
    if (schema.min_properties && members.size() < *schema.min_properties) {
      valid = fail(schema, Keyword::kMinProperties, path, counted);
    }
    for (const auto& required : schema.required) {
      if (members.find(required.name) == members.end()) {
        valid = false;
        if (!kReport) return false;
        report({required.requirement, &schema, Keyword::kRequired, path.pointer(),
                "member " + required.name, "no such member"});
      }
    }
    if (!kReport && !valid) return false;
    valid &= member_values(schema, members, path);
    for (const auto& dependency : schema.dependencies) {
      if (members.find(dependency.name) == members.end()) continue;
      if (dependency.schema != nullptr ? matches(*dependency.schema, value)
                                       : has_all(members, dependency.required)) {
        continue;
      }
      valid = fail(schema, Keyword::kDependencies, path,
                   [&] { return dependency.name + " without what it needs"; });
    }
    return valid;
  }

  static bool has_all(const Json::object_t& members, const std::vector<std::string>& names) {
    for (const std::string& name : names) {
      if (members.find(name) == members.end()) return false;
    }
    return true;
  }

  bool member_values(const Schema& schema, const Json::object_t& members, const Path& path) {
    if (schema.properties.empty() && schema.pattern_properties.empty() &&
        schema.additional_properties == nullptr && schema.property_names == nullptr) {
      return true;
    }
    bool valid = true;
    // Members and properties are both sorted by name: one walk over the two finds all pairs.
    auto property = schema.properties.begin();
    for (const auto& [name, value] : members) {
      const Path here{&path, name, 0};
      bool known = false;
      int order = -1;
      while (property != schema.properties.end() && (order = property->name.compare(name)) < 0) {
        ++property;
      }
      if (property != schema.properties.end() && order == 0) {
        known = true;
        valid &= run(*property->schema, value, here);
      }
      for (const auto& entry : schema.pattern_properties) {
        if (!entry.pattern->matches(name)) continue;
        known = true;
        valid &= run(*entry.schema, value, here);
      }
      if (!known && schema.additional_properties != nullptr) {
        valid &= additional(schema, value, here);
      }
      if (schema.property_names != nullptr) {
        valid &= run(*schema.property_names, as_value(name), here);
      }
      if (!kReport && !valid) return false;
    }
    return valid;
  }

  // A name as a value; one place serves for all, for a text has no members with names.
  const Json& as_value(const std::string& name) {
    if (name_) {
      name_->get_ref<std::string&>() = name;
    } else {
      name_.emplace(name);
    }
    return *name_;
  }

  bool additional(const Schema& schema, const Json& value, const Path& path) {
    const Schema& rest = *schema.additional_properties;
    if (!rest.never) return run(rest, value, path);
    return fail(schema, Keyword::kAdditionalProperties, path,
                [&] { return "a member " + std::string(path.name); });
  }

  bool combinations(const Schema& schema, const Json& value, const Path& path) {
    bool valid = true;
    for (const Schema* part : schema.all_of) {
      if (!run(*part, value, path)) {
        valid = false;
        if (!kReport) return false;
      }
    }
    if (!schema.any_of.empty() && !matches_any(schema.any_of, value)) {
      valid = fail(schema, Keyword::kAnyOf, path, [&] { return present(schema.any_of, value); });
    }
    if (!schema.one_of.empty() && count_matches(schema.one_of, value) != 1) {
      valid = fail(schema, Keyword::kOneOf, path, [&] { return present(schema.one_of, value); });
    }
    if (schema.negated != nullptr && matches(*schema.negated, value)) {
      valid = fail(schema, Keyword::kNot, path, [&] {
        const auto group = negated_group(schema);
        return group.empty() ? describe_value(value) : join_words(group, " and ");
      });
    }
    if (schema.condition != nullptr) {
      const Schema* then =
          matches(*schema.condition, value) ? schema.then_schema : schema.else_schema;
      if (then != nullptr) valid &= run(*then, value, path);
    }
    for (const RuleUse& use : schema.rules) {
      const auto breach = use.rule->check(value, use.args);
      if (!breach) continue;
      valid = false;
      if (!kReport) return false;
      report({use.requirement, &schema, Keyword::kRule, path.pointer() + breach->pointer,
              breach->expected, breach->actual});
    }
    return valid;
  }

  // Constraints inside combining keywords decide and do not report.
  bool matches(const Schema& schema, const Json& value) {
    return Validator<false>(depth_).run(schema, value, kRoot);
  }

  bool matches_any(const std::vector<const Schema*>& branches, const Json& value) {
    for (const Schema* branch : branches) {
      if (matches(*branch, value)) return true;
    }
    return false;
  }

  int count_matches(const std::vector<const Schema*>& branches, const Json& value) {
    int count = 0;
    for (const Schema* branch : branches) {
      if (matches(*branch, value) && ++count > 1) break;
    }
    return count;
  }

  // What a failed union found: the members that a group speaks of, or the value.
  std::string present(const std::vector<const Schema*>& branches, const Json& value) {
    const auto group = required_group(branches);
    if (group.empty() || !value.is_object()) {
      if (count_matches(branches, value) > 1) return "a value that fits several of them";
      return value.is_structured() ? describe_value(value)
                                   : describe_type(value) + ", " + describe_value(value);
    }
    std::vector<std::string> found;
    for (const std::string& name : group) {
      if (value.contains(name)) found.push_back(name);
    }
    return found.empty() ? "none of them" : join_words(found, " and ");
  }

  template <typename Actual>
  bool fail(const Schema& schema, Keyword keyword, const Path& path, Actual actual) {
    if constexpr (kReport) {
      report({schema.requirement(keyword), &schema, keyword, path.pointer(),
              expectation(schema, keyword), actual()});
    }
    return false;
  }

  bool too_deep(const Schema& schema, const Path& path) {
    if constexpr (kReport) {
      const Requirement* requirement = any_requirement(schema);
      report({requirement != nullptr ? requirement : fallback_, &schema, Keyword::kFalse,
              path.pointer(), fmt::format("at most {} levels of nesting", kMaxNesting),
              "deeper nesting"});
    }
    return false;
  }

  void report(Violation violation) {
    if (violations_->size() < kMaxViolations) violations_->push_back(std::move(violation));
  }

  std::vector<Violation>* violations_ = nullptr;
  const Requirement* fallback_ = nullptr;  // for schemas that state nothing themselves
  int depth_ = 0;
  std::optional<Json> name_;  // of as_value()
};

}  // namespace

std::vector<Violation> validate(const Schema& schema, const Json& value) {
  std::vector<Violation> violations;
  Validator<true>(schema, &violations).run(schema, value, kRoot);
  return violations;
}

bool is_valid(const Schema& schema, const Json& value) {
  return Validator<false>(0).run(schema, value, kRoot);
}

}  // namespace brazecheck
