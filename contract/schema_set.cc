#include "contract/error.h"
#include "contract/schema_compiler.h"

namespace brazecheck {

Schema* SchemaSet::add_schema() { return &schemas_.emplace_back(); }

const Requirement* SchemaSet::add_requirement(Requirement requirement) {
  const auto known = by_id_.find(requirement.id);
  if (known != by_id_.end()) {
    throw InputError("contract.duplicate-id", requirement.location,
                     "\"" + requirement.id + "\" is the id of " + known->second->location +
                         " already: give one of them an id in x-requirements");
  }
  const Requirement& kept = requirements_.emplace_back(std::move(requirement));
  by_id_.emplace(kept.id, &kept);
  return &kept;
}

const Requirement* SchemaSet::find_requirement(const std::string& id) const {
  const auto found = by_id_.find(id);
  return found == by_id_.end() ? nullptr : found->second;
}

}  // namespace brazecheck
