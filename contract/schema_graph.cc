#include "contract/schema_graph.h"

#include <cstdint>
#include <utility>

#include "contract/schema_compiler.h"

namespace brazecheck {
namespace {

template <typename Visit>
void each_same_value_part(const Schema& schema, Visit visit) {
  if (schema.ref != nullptr) visit(*schema.ref);
  for (const auto* branches : {&schema.all_of, &schema.any_of, &schema.one_of}) {
    for (const Schema* branch : *branches) visit(*branch);
  }
  for (const Schema* part :
       {schema.negated, schema.condition, schema.then_schema, schema.else_schema}) {
    if (part != nullptr) visit(*part);
  }
  for (const auto& dependency : schema.dependencies) {
    if (dependency.schema != nullptr) visit(*dependency.schema);
  }
}

template <typename Visit>
void each_inner_part(const Schema& schema, Visit visit) {
  for (const auto& property : schema.properties) visit(*property.schema);
  for (const auto& entry : schema.pattern_properties) visit(*entry.schema);
  for (const Schema* part : {schema.additional_properties, schema.property_names, schema.items}) {
    if (part != nullptr) visit(*part);
  }
  for (const Schema* item : schema.tuple) visit(*item);
  for (const Schema* part : {schema.additional_items, schema.contains}) {
    if (part != nullptr) visit(*part);
  }
}

// A set of pointers in one block of memory: the walks below ask it tens of thousands of times while
// contracts load.
class Seen {
 public:
  bool insert(const void* pointer) {
    if ((size_ + 1) * 2 > slots_.size()) grow();
    const void** slot = find(pointer);
    if (*slot != nullptr) return false;
    *slot = pointer;
    ++size_;
    return true;
  }

 private:
  // The slot of the pointer, or the free one that it would take.
  const void** find(const void* pointer) {
    const std::size_t mask = slots_.size() - 1;
    std::size_t at =
        (reinterpret_cast<std::uintptr_t>(pointer) * 0x9E3779B97F4A7C15ULL >> 32) & mask;
    while (slots_[at] != nullptr && slots_[at] != pointer) at = (at + 1) & mask;
    return &slots_[at];
  }

  void grow() {
    const auto old = std::exchange(slots_, std::vector<const void*>(slots_.size() * 2));
    for (const void* pointer : old) {
      if (pointer != nullptr) *find(pointer) = pointer;
    }
  }

  std::vector<const void*> slots_ = std::vector<const void*>(256);  // a power of two
  std::size_t size_ = 0;
};

bool is_new(Seen* seen, const Schema* schema) { return seen->insert(schema); }
bool is_new(std::unordered_set<const Schema*>* seen, const Schema* schema) {
  return seen->insert(schema).second;
}

// Adds what `seen` does not hold yet.
template <typename Set>
void reach(const Schema& schema, Set* seen, std::vector<const Schema*>* order) {
  if (!is_new(seen, &schema)) return;
  order->push_back(&schema);
  const auto further = [&](const Schema& part) { reach(part, seen, order); };
  each_same_value_part(schema, further);
  each_inner_part(schema, further);
}

}  // namespace

std::vector<const Schema*> same_value_parts(const Schema& schema) {
  std::vector<const Schema*> parts;
  each_same_value_part(schema, [&parts](const Schema& part) { parts.push_back(&part); });
  return parts;
}

std::vector<const Schema*> inner_parts(const Schema& schema) {
  std::vector<const Schema*> parts;
  each_inner_part(schema, [&parts](const Schema& part) { parts.push_back(&part); });
  return parts;
}

const Schema* EndlessSearch::visit(const Schema& schema) {
  const auto [entry, fresh] = marks_.try_emplace(&schema, Mark::kOpen);
  if (!fresh) return entry->second == Mark::kOpen ? &schema : nullptr;
  Mark& mark = entry->second;  // stays where it is while others come
  const Schema* endless = nullptr;
  each_same_value_part(schema, [&](const Schema& part) {
    if (endless == nullptr) endless = visit(part);
  });
  if (endless == nullptr) mark = Mark::kDone;
  return endless;
}

const Schema* EndlessSearch::find(const Schema& schema) {
  std::vector<const Schema*> order;
  reach(schema, &seen_, &order);
  for (const Schema* part : order) {
    if (const Schema* endless = visit(*part)) return endless;
  }
  return nullptr;
}

const Schema* find_endless_reference(const Schema& schema) { return EndlessSearch().find(schema); }

std::vector<const Requirement*> collect_requirements(const Schema& schema) {
  std::vector<const Schema*> order;
  Seen reached;
  reach(schema, &reached, &order);
  std::vector<const Requirement*> result;
  Seen seen;
  const auto add = [&](const Requirement* requirement) {
    if (requirement != nullptr && seen.insert(requirement)) result.push_back(requirement);
  };
  for (const Schema* part : order) {
    for (const Requirement* requirement : part->requirements) add(requirement);
    for (const auto& required : part->required) add(required.requirement);
    for (const auto& use : part->rules) add(use.requirement);
  }
  return result;
}

}  // namespace brazecheck
