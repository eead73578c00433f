#include "contract/error.h"
#include "contract/schema_compiler.h"

namespace brazecheck {

Schema* SchemaSet::add_schema() { return &schemas_.emplace_back(); }

const Requirement* SchemaSet::add_requirement(Requirement requirement) {
  const auto [entry, fresh] = by_id_.try_emplace(requirement.id, nullptr);
  if (!fresh) {
    throw InputError("contract.duplicate-id", requirement.location,
                     "\"" + requirement.id + "\" is the id of " + entry->second->location +
                         " already: give one of them an id in x-requirements");
  }
  return entry->second = &requirements_.emplace_back(std::move(requirement));
}

const Requirement* SchemaSet::find_requirement(const std::string& id) const {
  const auto found = by_id_.find(id);
  return found == by_id_.end() ? nullptr : found->second;
}

}  // namespace brazecheck
