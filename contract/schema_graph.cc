#include "contract/schema_graph.h"

#include <unordered_map>
#include <unordered_set>

#include "contract/schema_compiler.h"

namespace brazecheck {
namespace {

enum class Mark { kOpen, kDone };
using Marks = std::unordered_map<const Schema*, Mark>;

void append(const Schema* part, std::vector<const Schema*>* out) {
  if (part != nullptr) out->push_back(part);
}

const Schema* find_endless(const Schema& schema, Marks* marks) {
  const auto [mark, fresh] = marks->try_emplace(&schema, Mark::kOpen);
  if (!fresh) return mark->second == Mark::kOpen ? &schema : nullptr;
  for (const Schema* part : same_value_parts(schema)) {
    if (const Schema* endless = find_endless(*part, marks)) return endless;
  }
  (*marks)[&schema] = Mark::kDone;
  return nullptr;
}

void reach(const Schema& schema, std::unordered_set<const Schema*>* seen,
           std::vector<const Schema*>* order) {
  if (!seen->insert(&schema).second) return;
  order->push_back(&schema);
  for (const Schema* part : same_value_parts(schema)) reach(*part, seen, order);
  for (const Schema* part : inner_parts(schema)) reach(*part, seen, order);
}

std::vector<const Schema*> reachable(const Schema& schema) {
  std::unordered_set<const Schema*> seen;
  std::vector<const Schema*> order;
  reach(schema, &seen, &order);
  return order;
}

}  // namespace

std::vector<const Schema*> same_value_parts(const Schema& schema) {
  std::vector<const Schema*> parts;
  append(schema.ref, &parts);
  for (const auto* branches : {&schema.all_of, &schema.any_of, &schema.one_of}) {
    parts.insert(parts.end(), branches->begin(), branches->end());
  }
  for (const Schema* part :
       {schema.negated, schema.condition, schema.then_schema, schema.else_schema}) {
    append(part, &parts);
  }
  for (const auto& dependency : schema.dependencies) append(dependency.schema, &parts);
  return parts;
}

std::vector<const Schema*> inner_parts(const Schema& schema) {
  std::vector<const Schema*> parts;
  for (const auto& property : schema.properties) parts.push_back(property.schema);
  for (const auto& entry : schema.pattern_properties) parts.push_back(entry.schema);
  append(schema.additional_properties, &parts);
  append(schema.property_names, &parts);
  append(schema.items, &parts);
  parts.insert(parts.end(), schema.tuple.begin(), schema.tuple.end());
  append(schema.additional_items, &parts);
  append(schema.contains, &parts);
  return parts;
}

const Schema* find_endless_reference(const Schema& schema) {
  Marks marks;
  for (const Schema* part : reachable(schema)) {
    if (const Schema* endless = find_endless(*part, &marks)) return endless;
  }
  return nullptr;
}

std::vector<const Requirement*> collect_requirements(const Schema& schema) {
  std::vector<const Requirement*> result;
  std::unordered_set<const Requirement*> seen;
  const auto add = [&](const Requirement* requirement) {
    if (requirement != nullptr && seen.insert(requirement).second) result.push_back(requirement);
  };
  for (const Schema* part : reachable(schema)) {
    for (const Requirement* requirement : part->requirements) add(requirement);
    for (const auto& required : part->required) add(required.requirement);
    for (const auto& use : part->rules) add(use.requirement);
  }
  return result;
}

}  // namespace brazecheck
