#include "generators/merge.h"

#include <algorithm>

#include "contract/pattern.h"

namespace brazecheck {
namespace {

constexpr unsigned kAllTypes = 127;
// Flattening a schema that refers to itself through allOf must end.
constexpr std::size_t kMaxParts = 64;

/// The required names of every branch but the chosen one: their full sets must not come along.
void avoid_other_branches(const std::vector<const Schema*>& branches, std::size_t chosen,
                          Merged* merged) {
  const auto& own = resolved(*branches[chosen]).required;
  const auto owned = [&](const Schema::Required& entry) {
    return std::any_of(own.begin(), own.end(), [&](const auto& o) { return o.name == entry.name; });
  };
  for (std::size_t i = 0; i < branches.size(); ++i) {
    const auto& other = resolved(*branches[i]).required;
    if (i == chosen || std::all_of(other.begin(), other.end(), owned)) continue;
    std::vector<std::string> names;
    for (const auto& entry : other) names.push_back(entry.name);
    merged->not_together.push_back(std::move(names));
  }
}

/// A condition that nothing but the type decides, so that failing it is a matter of the type.
bool only_types(const Schema& schema) {
  return schema.types != 0 && schema.enumeration.empty() && !schema.constant &&
         schema.contains == nullptr && schema.required.empty() && schema.properties.empty() &&
         !schema.min_items && !schema.min_properties && !schema.min_length &&
         schema.any_of.empty() && schema.all_of.empty() && schema.one_of.empty() &&
         schema.negated == nullptr && schema.property_names == nullptr &&
         schema.pattern == nullptr && schema.format == nullptr && schema.items == nullptr &&
         !schema.minimum && !schema.maximum;
}

const Schema* hint(const Schema& schema, std::string_view name) {
  for (const auto& entry : schema.generate) {
    if (entry.name == name) return entry.schema;
  }
  return nullptr;
}

}  // namespace

unsigned spelled_types(unsigned types) {
  if (types == 0) return kAllTypes;
  return (types & kNumber) != 0 ? types | kInteger : types;
}

void merge_into(Merged* merged, const Schema& schema, const Chooser& choose) {
  const Schema* const part = &resolved(schema);
  if (merged->parts.size() >= kMaxParts ||
      std::find(merged->parts.begin(), merged->parts.end(), part) != merged->parts.end()) {
    return;
  }
  merged->parts.push_back(part);
  merged->never = merged->never || part->never;
  merged->types &= spelled_types(part->types);
  merged->risky = merged->risky || part->contains != nullptr || part->unique_items ||
                  !part->rules.empty() || !part->dependencies.empty() ||
                  part->property_names != nullptr || part->multiple_of.has_value() ||
                  ((!part->enumeration.empty() || part->constant) && part->types != 0) ||
                  part->max_properties.has_value() || part->min_properties.has_value();
  for (const Schema* each : part->all_of) merge_into(merged, *each, choose);
  if (!part->any_of.empty()) {
    merged->risky = true;
    auto group = required_group(part->any_of);
    if (!group.empty()) {
      merged->at_least_one.push_back(std::move(group));
    } else {
      merged->forked = true;
      merge_into(merged, *part->any_of[choose(*part, Fork::kAnyOf, part->any_of.size())], choose);
    }
  }
  if (!part->one_of.empty()) {
    merged->risky = true;
    auto group = required_group(part->one_of);
    if (!group.empty()) {
      merged->exactly_one.push_back(std::move(group));
    } else {
      merged->forked = true;
      const std::size_t chosen = choose(*part, Fork::kOneOf, part->one_of.size());
      avoid_other_branches(part->one_of, chosen, merged);
      merge_into(merged, *part->one_of[chosen], choose);
    }
  }
  if (part->negated != nullptr) {
    merged->risky = true;
    if (auto group = negated_group(*part); !group.empty()) merged->not_together.push_back(group);
  }
  if (part->condition != nullptr) {
    merged->risky = merged->forked = true;
    if (choose(*part, Fork::kCondition, 2) == 0) {
      merge_into(merged, *part->condition, choose);
      if (part->then_schema != nullptr) merge_into(merged, *part->then_schema, choose);
    } else {
      const Schema& condition = resolved(*part->condition);
      if (only_types(condition)) merged->types &= ~condition.types;
      if (part->else_schema != nullptr) merge_into(merged, *part->else_schema, choose);
    }
  }
}

Merged merge(const Parts& parts, const Chooser& choose) {
  Merged merged;
  merged.types = kAllTypes;
  for (const Schema* part : parts) merge_into(&merged, *part, choose);
  merged.risky = merged.risky || merged.parts.size() > 1;
  return merged;
}

Parts member_parts(const Parts& parts, std::string_view name, bool with_hints) {
  Parts found;
  for (const Schema* part : parts) {
    bool declared = false;
    if (const Schema* property = part->property(name)) {
      found.push_back(property);
      declared = true;
    }
    for (const auto& entry : part->pattern_properties) {
      if (!entry.pattern->matches(name)) continue;
      found.push_back(entry.schema);
      declared = true;
    }
    if (!declared && part->additional_properties != nullptr)
      found.push_back(part->additional_properties);
    if (!with_hints) continue;
    if (const Schema* hinted = hint(*part, name)) found.push_back(hinted);
  }
  return found;
}

Parts item_parts(const Parts& parts, std::size_t at) {
  Parts found;
  for (const Schema* part : parts) {
    if (part->items != nullptr) found.push_back(part->items);
    if (at < part->tuple.size()) {
      found.push_back(part->tuple[at]);
    } else if (!part->tuple.empty() && part->additional_items != nullptr) {
      found.push_back(part->additional_items);
    }
  }
  return found;
}

Chooser forms_of(const Json& value) {
  return [&value](const Schema& schema, Fork fork, std::size_t count) -> std::size_t {
    if (fork == Fork::kCondition)
      return schema.condition != nullptr && is_valid(*schema.condition, value) ? 0 : 1;
    const auto& branches = fork == Fork::kOneOf ? schema.one_of : schema.any_of;
    for (std::size_t i = 0; i < std::min(count, branches.size()); ++i) {
      if (is_valid(*branches[i], value)) return i;
    }
    return 0;
  };
}

}  // namespace brazecheck
