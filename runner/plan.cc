#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <exception>
#include <iterator>
#include <mutex>
#include <thread>

#include "generators/generate.h"
#include "runner/budget.h"
#include "runner/reach.h"
#include "runner/run.h"
#include "runner/verdicts.h"
#include "suites/machine.h"
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

std::string why_not(const ContractIndex& index, const Target& target, const Check& check) {
  // A request without a good key is refused whatever the target has. Scenarios and machines say
  // themselves what they lack.
  const bool speaks_of_things =
      std::any_of(check.cases.begin(), check.cases.end(),
                  [](const Case& tested) { return tested.needs_fixture; });
  std::string reason = speaks_of_things ? missing_supply(target, *check.contract) : "";
  std::vector<std::string> uses;
  if (check.scenario != nullptr) uses = check.scenario->uses;
  if (check.machine != nullptr)
    uses.insert(uses.end(), check.machine->uses.begin(), check.machine->uses.end());
  for (const auto& operation : uses) {
    const Contract* used = index.find(operation);
    if (used == nullptr || !reason.empty() || can_do_without(target, *used)) continue;
    reason = out_of_reach(target, *used);
  }
  return reason;
}

Check untested(const Contract& contract, const Requirement& requirement, std::string reason) {
  return {.contract = &contract,
          .requirement = &requirement,
          .cases = {},
          .scenario = nullptr,
          .not_tested = std::move(reason)};
}

bool picks_any(const Selection& selection, const Contract& contract) {
  return std::any_of(contract.requirements.begin(), contract.requirements.end(),
                     [&](const auto* r) { return selection.picks(contract, *r); });
}

// The checks of one operation; nothing is generated for one that is out of reach.
std::vector<Check> checks_of(const ContractIndex& index, const Target& target,
                             const RunOptions& options, const Contract& contract) {
  const bool whole = picks_a_response_requirement(options.selection, contract);
  if (!whole && !picks_any(options.selection, contract)) return {};
  std::vector<Check> plan;
  const auto picked = [&](const Requirement& requirement) {
    return whole || options.selection.picks(contract, requirement);
  };
  if (const std::string reason = out_of_reach(target, contract); !reason.empty()) {
    for (const auto* requirement : contract.requirements) {
      if (!judged_on_responses(*requirement) && picked(*requirement))
        plan.push_back(untested(contract, *requirement, reason));
    }
    return plan;
  }
  Variables wanted;
  for (const auto& [name, what] : contract.fixture.needs) {
    const auto given = target.supplies.find(name);
    if (given != target.supplies.end()) wanted.insert(*given);
  }
  auto checks = generic_checks(index, contract, options.seed, options.profile.cases);
  for (auto& check : scenario_checks(index, contract)) checks.push_back(std::move(check));
  for (auto& check : checks) {
    if (!picked(*check.requirement)) continue;
    if (std::string reason = why_not(index, target, check); !reason.empty())
      check = untested(contract, *check.requirement, std::move(reason));
    for (auto& tested : check.cases) supply(wanted, &tested);
    plan.push_back(std::move(check));
  }
  return plan;
}

}  // namespace

std::vector<Check> plan_checks(const ContractIndex& index, const Target& target,
                               const RunOptions& options) {
  const auto& operations = index.operations();
  std::vector<std::vector<Check>> parts(operations.size());
  std::atomic<std::size_t> next{0};
  std::mutex mutex;
  std::exception_ptr failure;
  const auto work = [&] {
    for (std::size_t at = next++; at < operations.size(); at = next++) {
      try {
        parts[at] = checks_of(index, target, options, *operations[at]);
      } catch (...) {
        const std::lock_guard lock(mutex);
        failure = std::current_exception();
        next = operations.size();
      }
    }
  };
  // Cases are functions of contract, requirement and seed: who makes them does not matter.
  std::vector<std::thread> helpers;
  for (unsigned i = 1; i < std::thread::hardware_concurrency(); ++i) helpers.emplace_back(work);
  work();
  for (auto& helper : helpers) helper.join();
  if (failure) std::rethrow_exception(failure);
  std::vector<Check> plan;
  for (auto& part : parts) std::move(part.begin(), part.end(), std::back_inserter(plan));
  trim({options.profile, left_of(options.max_requests, target)}, &plan);
  return plan;
}

}  // namespace brazecheck
