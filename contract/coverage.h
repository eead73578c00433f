#pragma once

#include <set>

#include "contract/json.h"
#include "contract/schema.h"

namespace brazecheck {

/// Adds to `*applied` every requirement of `schema` that `value` gave something to judge: a limit
/// on a field counts only where the field is there. A response that leaves a field out proves
/// nothing about that field's type, so such requirements stay untested instead of passing.
void collect_applied(const Schema& schema, const Json& value,
                     std::set<const Requirement*>* applied);

}  // namespace brazecheck
