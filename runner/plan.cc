#include <fmt/format.h>

#include <algorithm>

#include "generators/generate.h"
#include "runner/run.h"
#include "suites/scenario.h"

namespace brazecheck {
namespace {

// Selecting a response requirement means all requests whose responses may show it.
bool picks_a_response_requirement(const Selection& selection, const Contract& contract) {
  return std::any_of(
      contract.requirements.begin(), contract.requirements.end(), [&](const auto* requirement) {
        return requirement->side == Side::kResponse && selection.picks(contract, *requirement);
      });
}

std::string forbidden(const Target& target, const Contract& contract) {
  if (target.allowed.count(contract.effect) != 0) return "";
  return fmt::format("{} has the effect \"{}\", which needs --allow {} on this target",
                     contract.operation, to_string(contract.effect), to_string(contract.effect));
}

// What the target does not have: the operation itself, or things that its cases speak of.
std::string missing(const Target& target, const Contract& contract) {
  if (target.lacks.contains(contract.operation))
    return "the target does not have this operation: it answers 501";
  for (const auto& [name, what] : contract.fixture.needs) {
    if (!target.supplies.contains(name))
      return fmt::format("needs {} that the target has: give it with --fixture {}=…", what, name);
  }
  return "";
}

std::string forbidden(const ContractIndex& index, const Target& target, const Check& check) {
  std::string reason = forbidden(target, *check.contract);
  if (reason.empty()) reason = missing(target, *check.contract);
  if (check.scenario == nullptr) return reason;
  for (const auto& operation : check.scenario->uses) {
    const Contract* used = index.find(operation);
    if (reason.empty() && used != nullptr) reason = forbidden(target, *used);
    if (reason.empty() && used != nullptr) reason = missing(target, *used);
  }
  return reason;
}

}  // namespace

std::vector<Check> plan_checks(const ContractIndex& index, const Target& target,
                               const RunOptions& options) {
  std::vector<Check> plan;
  for (const auto& contract : index.operations()) {
    const bool whole = picks_a_response_requirement(options.selection, *contract);
    const bool any =
        whole || std::any_of(contract->requirements.begin(), contract->requirements.end(),
                             [&](const auto* r) { return options.selection.picks(*contract, *r); });
    if (!any) continue;
    auto checks = generic_checks(index, *contract, options.seed, options.cases);
    for (auto& check : scenario_checks(index, *contract)) checks.push_back(std::move(check));
    for (auto& check : checks) {
      if (!whole && !options.selection.picks(*contract, *check.requirement)) continue;
      if (std::string reason = forbidden(index, target, check); !reason.empty()) {
        check = {.contract = check.contract,
                 .requirement = check.requirement,
                 .cases = {},
                 .scenario = nullptr,
                 .not_tested = std::move(reason)};
      }
      for (auto& tested : check.cases) supply(target.supplies, &tested);
      plan.push_back(std::move(check));
    }
  }
  return plan;
}

}  // namespace brazecheck
