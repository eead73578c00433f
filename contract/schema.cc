#include "contract/schema.h"

#include <algorithm>

namespace brazecheck {
namespace {

// A branch that says {"required": [...]} and nothing else.
bool only_requires(const Schema& schema) {
  return !schema.required.empty() && schema.ref == nullptr && !schema.never && schema.types == 0 &&
         schema.enumeration.empty() && !schema.constant && schema.properties.empty() &&
         schema.pattern_properties.empty() && schema.additional_properties == nullptr &&
         schema.property_names == nullptr && schema.dependencies.empty() && schema.all_of.empty() &&
         schema.any_of.empty() && schema.one_of.empty() && schema.negated == nullptr &&
         schema.condition == nullptr && schema.rules.empty() && !schema.max_properties &&
         !schema.min_properties && schema.items == nullptr && schema.tuple.empty() &&
         schema.contains == nullptr && !schema.max_items && !schema.min_items && !schema.pattern &&
         schema.format == nullptr && !schema.max_length && !schema.min_length && !schema.minimum &&
         !schema.maximum && !schema.exclusive_minimum && !schema.exclusive_maximum &&
         !schema.multiple_of && !schema.unique_items;
}

}  // namespace

std::string_view to_string(Keyword keyword) {
  switch (keyword) {
    case Keyword::kFalse:
      return "false";
    case Keyword::kType:
      return "type";
    case Keyword::kEnum:
      return "enum";
    case Keyword::kConst:
      return "const";
    case Keyword::kMultipleOf:
      return "multipleOf";
    case Keyword::kMaximum:
      return "maximum";
    case Keyword::kExclusiveMaximum:
      return "exclusiveMaximum";
    case Keyword::kMinimum:
      return "minimum";
    case Keyword::kExclusiveMinimum:
      return "exclusiveMinimum";
    case Keyword::kMaxLength:
      return "maxLength";
    case Keyword::kMinLength:
      return "minLength";
    case Keyword::kPattern:
      return "pattern";
    case Keyword::kFormat:
      return "format";
    case Keyword::kAdditionalItems:
      return "additionalItems";
    case Keyword::kMaxItems:
      return "maxItems";
    case Keyword::kMinItems:
      return "minItems";
    case Keyword::kUniqueItems:
      return "uniqueItems";
    case Keyword::kContains:
      return "contains";
    case Keyword::kMaxProperties:
      return "maxProperties";
    case Keyword::kMinProperties:
      return "minProperties";
    case Keyword::kRequired:
      return "required";
    case Keyword::kAdditionalProperties:
      return "additionalProperties";
    case Keyword::kPropertyNames:
      return "propertyNames";
    case Keyword::kDependencies:
      return "dependencies";
    case Keyword::kAnyOf:
      return "anyOf";
    case Keyword::kOneOf:
      return "oneOf";
    case Keyword::kNot:
      return "not";
    case Keyword::kRule:
      return "x-rules";
    case Keyword::kCount:
      break;
  }
  return "";
}

const Schema* Schema::property(std::string_view name) const {
  const auto found = std::lower_bound(
      properties.begin(), properties.end(), name,
      [](const Property& property, std::string_view key) { return property.name < key; });
  return found != properties.end() && found->name == name ? found->schema : nullptr;
}

const Schema& resolved(const Schema& schema) {
  const Schema* current = &schema;
  while (current->ref != nullptr) current = current->ref;
  return *current;
}

std::vector<std::string> required_group(const std::vector<const Schema*>& branches) {
  std::vector<std::string> names;
  for (const Schema* branch : branches) {
    if (!only_requires(*branch) || branch->required.size() != 1) return {};
    names.push_back(branch->required.front().name);
  }
  return names;
}

std::vector<std::string> negated_group(const Schema& schema) {
  if (schema.negated == nullptr || !only_requires(*schema.negated)) return {};
  std::vector<std::string> names;
  for (const auto& required : schema.negated->required) names.push_back(required.name);
  return names;
}

}  // namespace brazecheck
