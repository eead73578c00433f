#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "contract/index.h"
#include "generators/case.h"

namespace brazecheck {

struct Scenario;  // suites/scenario.h
struct Machine;   // suites/machine.h

/// What the engine judges as one: a requirement for an operation, by cases, by a scenario, by a
/// machine that judges others as well, or by several of these.
struct Check {
  const Contract* contract = nullptr;
  const Requirement* requirement = nullptr;
  std::vector<Case> cases;
  const Scenario* scenario = nullptr;
  const Machine* machine = nullptr;
  std::string not_tested;  ///< why there is none of them, or ""
  /// Keeps `scenario` where it is made for this check alone; null for registered ones.
  std::shared_ptr<const Scenario> owned = nullptr;
};

/// The properties that follow from a contract without code: valid requests accepted, each boundary
/// at and past its limit, each rule broken singly, documented state errors provoked, keys,
/// permissions, malformed and oversized bodies, unknown methods and paths. `cases` is the number of
/// random valid requests. Requirements that no case reaches come with the reason in `not_tested`.
[[nodiscard]] std::vector<Check> generic_checks(const ContractIndex& index,
                                                const Contract& contract, std::uint64_t seed,
                                                int cases);

/// The statements of the contract that no schema carries, each with the scenario that judges it.
[[nodiscard]] std::vector<Check> scenario_checks(const ContractIndex& index,
                                                 const Contract& contract);

}  // namespace brazecheck
