#include "runner/slots.h"

#include <algorithm>
#include <set>
#include <utility>

#include "suites/groundwork.h"

namespace brazecheck {
namespace {

enum Phase : int { kGroundwork, kEnumerated, kRandom, kScenarios, kMachines };

Phase phase_of(const Check& check, const Slots& slots, std::size_t slot) {
  if (slots.is_scenario(slot))
    return groundwork().contains(check.requirement->id) ? kGroundwork : kScenarios;
  if (slots.is_sequence(slot)) return kMachines;
  const Case& tested = check.cases[slot];
  return tested.origin == Origin::kValid && tested.priority > 0 ? kRandom : kEnumerated;
}

}  // namespace

Work order_of_work(const std::vector<Check>& checks, int sequences) {
  std::vector<std::pair<Phase, Item>> planned;
  std::set<const Machine*> machines;
  for (std::size_t number = 0; number < checks.size(); ++number) {
    const Check& check = checks[number];
    const Slots slots(check, sequences);
    const bool first = check.machine != nullptr && machines.insert(check.machine).second;
    for (std::size_t slot = 0; slot < slots.count(); ++slot) {
      if (slots.is_sequence(slot) && !first) break;
      planned.emplace_back(phase_of(check, slots, slot), Item{number, slot});
    }
  }
  std::stable_sort(planned.begin(), planned.end(),
                   [](const auto& a, const auto& b) { return a.first < b.first; });
  Work work;
  work.items.reserve(planned.size());
  for (const auto& [phase, item] : planned) {
    work.items.push_back(item);
    work.groundwork += phase == kGroundwork ? 1 : 0;
  }
  return work;
}

}  // namespace brazecheck
