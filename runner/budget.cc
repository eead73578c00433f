#include "runner/budget.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <tuple>

#include "runner/fixtures.h"
#include "suites/machine.h"
#include "suites/scenario.h"

namespace brazecheck {
namespace {

// Requests, by experience; what is really sent is counted while a run goes on.
constexpr int kOfScenario = 7;
constexpr int kOfCommand = 3;

// What is planned to be spent: scenarios and sequences cost more or less than is estimated, and
// what was made smaller after a failure was not planned at all.
int planned_of(int max_requests) { return std::max(1, max_requests * 19 / 20); }

// The order in which things earn their cost.
enum Tier : int { kEssential, kOfScenarios, kSecond, kOfMachines, kFurther };

struct Unit {
  Tier tier;
  std::size_t round;  ///< how many of its operation and tier come before it
  std::size_t check;
  enum class Kind { kCase, kScenario, kMachine } kind;
  std::size_t number;  ///< of the case
};

Tier tier_of(const Case& tested) {
  if (tested.priority <= 0) return kEssential;
  return tested.priority == 1 ? kSecond : kFurther;
}

int steps_of(const Json& steps) { return steps.is_array() ? static_cast<int>(steps.size()) : 0; }

int cost_of_sequences(const RunProfile& profile) {
  // The length of a sequence is drawn evenly from one to the longest.
  return profile.sequences * kOfCommand * (profile.length + 1) / 2;
}

// Counts what a case needs besides itself; shared fixtures once.
class FixtureCost {
 public:
  int operator()(const Case& tested) {
    if (!tested.needs_fixture) return 0;
    const Fixture& fixture = tested.contract->fixture;
    const int both = steps_of(fixture.setup) + steps_of(fixture.teardown);
    const int extra = steps_of(tested.extra_setup);
    if (fixture.per_case) return both + extra;
    return extra + (seen_.insert(Fixtures::key(tested)).second ? both : 0);
  }

 private:
  std::set<std::string> seen_;
};

// Everything that could be left out, in the order in which it is kept.
std::vector<Unit> units_of(const std::vector<Check>& plan) {
  std::vector<Unit> units;
  std::set<const Machine*> machines;
  for (std::size_t check = 0; check < plan.size(); ++check) {
    const auto& cases = plan[check].cases;
    for (std::size_t number = 0; number < cases.size(); ++number)
      units.push_back({tier_of(cases[number]), 0, check, Unit::Kind::kCase, number});
    if (plan[check].scenario != nullptr)
      units.push_back({kOfScenarios, 0, check, Unit::Kind::kScenario, 0});
    if (plan[check].machine != nullptr && machines.insert(plan[check].machine).second)
      units.push_back({kOfMachines, 0, check, Unit::Kind::kMachine, 0});
  }
  // First cases of each check before second ones, then operation by operation in turn.
  std::stable_sort(units.begin(), units.end(), [](const Unit& a, const Unit& b) {
    return std::tie(a.tier, a.number) < std::tie(b.tier, b.number);
  });
  std::map<std::pair<const Contract*, int>, std::size_t> counts;
  for (Unit& unit : units) unit.round = counts[{plan[unit.check].contract, unit.tier}]++;
  std::stable_sort(units.begin(), units.end(), [](const Unit& a, const Unit& b) {
    return std::tie(a.tier, a.round) < std::tie(b.tier, b.round);
  });
  return units;
}

}  // namespace

int left_of(int max_requests, const Target& target) {
  return max_requests == 0 ? 0 : std::max(1, max_requests - target.asked);
}

std::map<const Contract*, Cost> cost_of(const std::vector<Check>& plan, const Budget& budget) {
  std::map<const Contract*, Cost> costs;
  FixtureCost fixture;
  std::set<const Machine*> machines;
  for (const Check& check : plan) {
    Cost& cost = costs[check.contract];
    cost.cases += static_cast<int>(check.cases.size());
    for (const Case& tested : check.cases) cost.fixtures += fixture(tested);
    if (check.scenario != nullptr) cost.scenarios += kOfScenario;
    if (check.machine != nullptr && machines.insert(check.machine).second)
      cost.machines += cost_of_sequences(budget.profile);
  }
  return costs;
}

void trim(const Budget& budget, std::vector<Check>* plan) {
  const RunProfile& profile = budget.profile;
  std::vector<std::vector<bool>> kept(plan->size());
  for (std::size_t i = 0; i < plan->size(); ++i) kept[i].resize((*plan)[i].cases.size());
  std::set<std::size_t> scenarios;
  std::set<const Machine*> machines;
  std::map<const Contract*, std::size_t> cases_of;
  FixtureCost fixture;
  int spent = 0;
  for (const Unit& unit : units_of(*plan)) {
    const Check& check = (*plan)[unit.check];
    int cost = 0;
    switch (unit.kind) {
      case Unit::Kind::kCase:
        if (profile.cases_of_operation > 0 &&
            cases_of[check.contract] >= profile.cases_of_operation)
          continue;
        cost = 1 + fixture(check.cases[unit.number]);
        break;
      case Unit::Kind::kScenario:
        if (!profile.scenarios) continue;
        cost = kOfScenario;
        break;
      case Unit::Kind::kMachine:
        if (profile.sequences == 0) continue;
        cost = cost_of_sequences(profile);
        break;
    }
    if (budget.max_requests > 0 && spent + cost > planned_of(budget.max_requests)) continue;
    spent += cost;
    switch (unit.kind) {
      case Unit::Kind::kCase:
        ++cases_of[check.contract];
        kept[unit.check][unit.number] = true;
        break;
      case Unit::Kind::kScenario:
        scenarios.insert(unit.check);
        break;
      case Unit::Kind::kMachine:
        machines.insert(check.machine);
        break;
    }
  }
  const std::string reason =
      budget.max_requests > 0
          ? fmt::format("left out by the budget of {} requests", budget.max_requests)
          : fmt::format("left out by the profile {}", profile.name);
  for (std::size_t i = 0; i < plan->size(); ++i) {
    Check& check = (*plan)[i];
    if (check.cases.empty() && check.scenario == nullptr && check.machine == nullptr) continue;
    std::vector<Case> cases;
    for (std::size_t number = 0; number < check.cases.size(); ++number) {
      if (kept[i][number]) cases.push_back(std::move(check.cases[number]));
    }
    check.cases = std::move(cases);
    if (!scenarios.contains(i)) check.scenario = nullptr;
    if (!machines.contains(check.machine)) check.machine = nullptr;
    if (check.cases.empty() && check.scenario == nullptr && check.machine == nullptr)
      check.not_tested = reason;
  }
}

}  // namespace brazecheck
