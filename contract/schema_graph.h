#pragma once

#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "contract/schema.h"

namespace brazecheck {

/// The schemas that judge the same value as `schema`: `$ref`, combinations, conditions.
[[nodiscard]] std::vector<const Schema*> same_value_parts(const Schema& schema);

/// The schemas that judge parts of the value: properties, items, names.
[[nodiscard]] std::vector<const Schema*> inner_parts(const Schema& schema);

/// Looks for schemas that would judge one value forever. What one search has found good, the next
/// ones do not look at again.
class EndlessSearch {
 public:
  /// As find_endless_reference(). REQUIRES: everything reachable from `schema` is compiled, and
  /// lives as long as this.
  [[nodiscard]] const Schema* find(const Schema& schema);

 private:
  enum class Mark { kOpen, kDone };
  const Schema* visit(const Schema& schema);

  std::unordered_map<const Schema*, Mark> marks_;
  std::unordered_set<const Schema*> seen_;
};

/// A schema reachable from `schema` that would judge one value forever; null when there is none.
[[nodiscard]] const Schema* find_endless_reference(const Schema& schema);

}  // namespace brazecheck
