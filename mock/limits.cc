#include "mock/limits.h"

#include <algorithm>

#include "contract/rules.h"

namespace brazecheck::mock {

namespace {

std::size_t code_points(const std::string& text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xC0) != 0x80; }));
}

/// Whether the rule would hold if its limit lay `past` beyond where it does.
bool holds(const RuleUse& use, const Json& value, int past) {
  Json args = use.args;
  if (args.contains("max") && args["max"].is_number_integer()) {
    args["max"] = args["max"].get<std::int64_t>() + past;
  } else if (args.contains("min") && args["min"].is_number_integer()) {
    args["min"] = args["min"].get<std::int64_t>() - past;
  }
  return !use.rule->check(value, args).has_value();
}

/// A rule is met exactly when one less would be a breach.
bool rule_met(const RuleUse& use, const Json& value, int past) {
  return holds(use, value, past) && !holds(use, value, past - 1);
}

/// Whether the count lies `past` beyond a limit: above the largest, or below the smallest.
bool at(std::size_t count, std::optional<std::size_t> limit, int past) {
  return limit && static_cast<std::int64_t>(count) == static_cast<std::int64_t>(*limit) + past;
}

class Search {
 public:
  Search(const Requirement& requirement, int past) : wanted_(&requirement), past_(past) {}

  bool in(const Schema& raw, const Json& value) {
    const Schema& schema = resolved(raw);
    return here(schema, value) || in_branches(schema, value) || in_children(schema, value);
  }

 private:
  bool is(const Schema& schema, Keyword keyword) const {
    return schema.requirement(keyword) == wanted_;
  }

  bool here(const Schema& schema, const Json& value) const {
    for (const RuleUse& use : schema.rules) {
      if (use.requirement == wanted_ && rule_met(use, value, past_)) return true;
    }
    if (value.is_array()) {
      return (is(schema, Keyword::kMaxItems) && at(value.size(), schema.max_items, past_)) ||
             (is(schema, Keyword::kMinItems) && at(value.size(), schema.min_items, -past_));
    }
    if (value.is_object()) {
      return (is(schema, Keyword::kMaxProperties) &&
              at(value.size(), schema.max_properties, past_)) ||
             (is(schema, Keyword::kMinProperties) &&
              at(value.size(), schema.min_properties, -past_));
    }
    if (value.is_string()) {
      const bool watched = is(schema, Keyword::kMaxLength) || is(schema, Keyword::kMinLength);
      const std::size_t length = watched ? code_points(value.get_ref<const std::string&>()) : 0;
      return (is(schema, Keyword::kMaxLength) && at(length, schema.max_length, past_)) ||
             (is(schema, Keyword::kMinLength) && at(length, schema.min_length, -past_));
    }
    if (value.is_number()) {
      return (is(schema, Keyword::kMaximum) && value.get<double>() == *schema.maximum + past_) ||
             (is(schema, Keyword::kMinimum) && value.get<double>() == *schema.minimum - past_);
    }
    return false;
  }

  bool in_branches(const Schema& schema, const Json& value) {
    for (const auto* branches : {&schema.all_of, &schema.any_of, &schema.one_of}) {
      for (const Schema* branch : *branches) {
        if (in(*branch, value)) return true;
      }
    }
    for (const Schema* branch : {schema.then_schema, schema.else_schema}) {
      if (branch != nullptr && in(*branch, value)) return true;
    }
    return false;
  }

  bool in_children(const Schema& schema, const Json& value) {
    if (value.is_array() && schema.items != nullptr) {
      return std::any_of(value.begin(), value.end(),
                         [&](const Json& item) { return in(*schema.items, item); });
    }
    if (!value.is_object()) return false;
    for (const auto& [name, member] : value.items()) {
      if (schema.property_names != nullptr && in(*schema.property_names, Json(name))) return true;
      const Schema* child = schema.property(name);
      if (child == nullptr) child = schema.additional_properties;
      if (child != nullptr && in(*child, member)) return true;
    }
    return false;
  }

  const Requirement* wanted_;
  int past_;
};

}  // namespace

bool meets_limit(const Schema& schema, const Json& value, const Requirement& requirement,
                 int past) {
  return Search(requirement, past).in(schema, value);
}

bool has_limit(const Requirement& requirement) {
  return requirement.side == Side::kRequest &&
         (requirement.keyword.starts_with("max") || requirement.keyword.starts_with("min"));
}

}  // namespace brazecheck::mock
