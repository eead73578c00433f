#pragma once

#include <vector>

#include "contract/schema.h"

namespace brazecheck {

/// The schemas that judge the same value as `schema`: `$ref`, combinations, conditions.
[[nodiscard]] std::vector<const Schema*> same_value_parts(const Schema& schema);

/// The schemas that judge parts of the value: properties, items, names.
[[nodiscard]] std::vector<const Schema*> inner_parts(const Schema& schema);

/// A schema reachable from `schema` that would judge one value forever; null when there is none.
[[nodiscard]] const Schema* find_endless_reference(const Schema& schema);

}  // namespace brazecheck
