#pragma once

#include <cstdint>
#include <set>

#include "generators/case.h"

namespace brazecheck {

/// A hash of what a case sends, with the names that it makes up left out: two cases of one likeness
/// show the same of a target.
[[nodiscard]] std::uint64_t likeness(const Case& tested);

/// The cases of one operation that are planned so far, by likeness.
class Alike {
 public:
  /// Adds the case; false where one like it is there already.
  bool add(const Case& tested) { return seen_.insert(likeness(tested)).second; }
  [[nodiscard]] bool has(const Case& tested) const { return seen_.contains(likeness(tested)); }

 private:
  std::set<std::uint64_t> seen_;
};

}  // namespace brazecheck
