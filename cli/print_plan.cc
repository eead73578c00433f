#include <fmt/format.h>

#include <map>

#include "cli/run_options.h"
#include "runner/budget.h"
#include "suites/machine.h"

namespace brazecheck::cli {
namespace {

std::string what_judges(const Check& check) {
  if (!check.not_tested.empty()) return "not tested: " + check.not_tested;
  std::string text;
  const auto add = [&](const std::string& part) { text += (text.empty() ? "" : ", ") + part; };
  if (!check.cases.empty()) add(fmt::format("{} cases", check.cases.size()));
  if (check.scenario != nullptr) add("scenario");
  if (check.machine != nullptr) add("machine " + check.machine->name);
  return text;
}

int print_list(const std::vector<Check>& plan) {
  std::size_t cases = 0;
  for (const auto& check : plan) {
    cases += check.cases.size() + (check.scenario != nullptr ? 1 : 0);
    fmt::print("{:<28} {:<56} {}\n", check.contract->operation, check.requirement->id,
               what_judges(check));
  }
  fmt::print("{} requirements, {} cases\n", plan.size(), cases);
  return plan.empty() ? kNothingRan : kConforming;
}

}  // namespace

int print_plan(const ContractIndex& index, const Target& target, const RunOptions& options,
               bool list) {
  const auto plan = plan_checks(index, target, options);
  if (list) return print_list(plan);
  static constexpr char kRow[] = "{:<44} {:<8} {:>7} {:>9} {:>10} {:>9} {:>7}\n";
  fmt::print(kRow, "operation", "effect", "cases", "fixtures", "scenarios", "machines", "all");
  std::map<std::string, int> by_effect;
  int all = 0, left_out = 0;
  const auto costs = cost_of(plan, {options.profile, options.max_requests});
  for (const auto& contract : index.operations()) {
    const auto found = costs.find(contract.get());
    if (found == costs.end()) continue;
    const Cost& cost = found->second;
    if (cost.total() == 0) {
      ++left_out;
      continue;
    }
    const std::string effect(to_string(contract->effect));
    fmt::print(kRow, contract->operation, effect, cost.cases, cost.fixtures, cost.scenarios,
               cost.machines, cost.total());
    by_effect[effect] += cost.total();
    all += cost.total();
  }
  std::string effects;
  for (const auto& [effect, count] : by_effect)
    effects += fmt::format("{}{} {}", effects.empty() ? "" : ", ", effect, count);
  fmt::print(
      "about {} requests ({}); what scenarios and machines send is estimated; nothing goes to {} "
      "operations\nseed {}\n",
      all, effects.empty() ? "none" : effects, left_out, options.seed);
  return all == 0 ? kNothingRan : kConforming;
}

}  // namespace brazecheck::cli
