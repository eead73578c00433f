#include "suites/machine.h"

#include <algorithm>

namespace brazecheck {
namespace {

std::vector<Machine>& registry() {
  static std::vector<Machine> all;
  return all;
}

}  // namespace

MachineRegistration::MachineRegistration(Machine machine) {
  registry().push_back(std::move(machine));
}

const std::vector<Machine>& machines() {
  static const std::vector<Machine> sorted = [] {
    auto all = registry();
    std::sort(all.begin(), all.end(), [](const auto& a, const auto& b) { return a.name < b.name; });
    return all;
  }();
  return sorted;
}

const Machine* machine_for(const std::string& requirement) {
  for (const auto& machine : machines()) {
    const auto& judges = machine.judges;
    if (std::find(judges.begin(), judges.end(), requirement) != judges.end()) return &machine;
  }
  return nullptr;
}

}  // namespace brazecheck
