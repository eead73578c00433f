#pragma once

#include <map>
#include <string>
#include <vector>

#include "contract/index.h"
#include "runner/run_profile.h"
#include "runner/target.h"
#include "suites/check.h"

namespace brazecheck {

/// What a run may cost.
struct Budget {
  RunProfile profile;
  int max_requests = 0;  ///< 0: no end
};

/// What checks will cost in requests, setting up and taking down included. Cases and fixtures are
/// counted exactly, scenarios and sequences estimated.
struct Cost {
  int cases = 0;
  int fixtures = 0;
  int scenarios = 0;
  int machines = 0;
  [[nodiscard]] int total() const { return cases + fixtures + scenarios + machines; }
};

/// What a budget of requests leaves to a run that has begun to learn of its target. 0: no end.
[[nodiscard]] int left_of(int max_requests, const Target& target);

/// The cost of what is left of a plan, by operation. A machine is counted for the operation of the
/// first check that it has in the plan.
[[nodiscard]] std::map<const Contract*, Cost> cost_of(const std::vector<Check>& plan,
                                                      const Budget& budget);

/// Leaves out of a plan what the budget does not allow: the most telling stays, each operation in
/// its turn. Checks that lose everything stay, with the reason in `not_tested`. A function of the
/// plan alone.
void trim(const Budget& budget, std::vector<Check>* plan);

}  // namespace brazecheck
