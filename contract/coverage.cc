#include "contract/coverage.h"

#include <initializer_list>

#include "contract/pattern.h"

namespace brazecheck {
namespace {

constexpr int kMaxDepth = 200;

void visit(const Schema& schema, const Json& value, std::set<const Requirement*>* applied,
           int depth);

void note(const Schema& schema, std::initializer_list<Keyword> keywords,
          std::set<const Requirement*>* applied) {
  for (const auto keyword : keywords) {
    if (const auto* requirement = schema.requirement(keyword)) applied->insert(requirement);
  }
}

void visit_object(const Schema& schema, const Json& value, std::set<const Requirement*>* applied,
                  int depth) {
  note(schema, {Keyword::kMaxProperties, Keyword::kMinProperties}, applied);
  for (const auto& dependency : schema.dependencies) {
    if (value.contains(dependency.name)) note(schema, {Keyword::kDependencies}, applied);
  }
  for (const auto& required : schema.required) {
    if (required.requirement != nullptr) applied->insert(required.requirement);
  }
  for (const auto& [name, member] : value.items()) {
    const Schema* own = schema.property(name);
    if (own != nullptr) visit(*own, member, applied, depth);
    bool matched = own != nullptr;
    for (const auto& entry : schema.pattern_properties) {
      if (!entry.pattern->matches(name)) continue;
      matched = true;
      visit(*entry.schema, member, applied, depth);
    }
    if (!matched && schema.additional_properties != nullptr) {
      visit(*schema.additional_properties, member, applied, depth);
    }
    if (schema.property_names != nullptr) visit(*schema.property_names, Json(name), applied, depth);
  }
  note(schema, {Keyword::kAdditionalProperties}, applied);
  if (!value.empty()) note(schema, {Keyword::kPropertyNames}, applied);
}

void visit_array(const Schema& schema, const Json& value, std::set<const Requirement*>* applied,
                 int depth) {
  note(schema, {Keyword::kMaxItems, Keyword::kMinItems, Keyword::kUniqueItems, Keyword::kContains},
       applied);
  for (std::size_t i = 0; i < value.size(); ++i) {
    if (schema.items != nullptr) visit(*schema.items, value[i], applied, depth);
    if (i < schema.tuple.size()) visit(*schema.tuple[i], value[i], applied, depth);
  }
}

void visit(const Schema& schema, const Json& value, std::set<const Requirement*>* applied,
           int depth) {
  if (depth > kMaxDepth) return;
  if (schema.ref != nullptr) return visit(*schema.ref, value, applied, depth + 1);
  note(schema,
       {Keyword::kFalse, Keyword::kType, Keyword::kEnum, Keyword::kConst, Keyword::kAnyOf,
        Keyword::kOneOf, Keyword::kNot},
       applied);
  if (value.is_number()) {
    note(schema,
         {Keyword::kMultipleOf, Keyword::kMaximum, Keyword::kExclusiveMaximum, Keyword::kMinimum,
          Keyword::kExclusiveMinimum},
         applied);
  } else if (value.is_string()) {
    note(schema, {Keyword::kMaxLength, Keyword::kMinLength, Keyword::kPattern, Keyword::kFormat},
         applied);
  } else if (value.is_array()) {
    visit_array(schema, value, applied, depth + 1);
  } else if (value.is_object()) {
    visit_object(schema, value, applied, depth + 1);
  }
  for (const auto& use : schema.rules) {
    if (use.requirement != nullptr) applied->insert(use.requirement);
  }
  for (const auto* part : schema.all_of) visit(*part, value, applied, depth + 1);
  if (schema.condition != nullptr) {
    const Schema* branch =
        is_valid(*schema.condition, value) ? schema.then_schema : schema.else_schema;
    if (branch != nullptr) visit(*branch, value, applied, depth + 1);
  }
}

}  // namespace

void collect_applied(const Schema& schema, const Json& value,
                     std::set<const Requirement*>* applied) {
  visit(schema, value, applied, 0);
}

}  // namespace brazecheck
