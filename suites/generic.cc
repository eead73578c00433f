#include <algorithm>
#include <iterator>

#include "generators/generate.h"
#include "generators/likeness.h"
#include "generators/text_cases.h"
#include "suites/generic_checks.h"

namespace brazecheck {
namespace {

/// What two checks would send alike is sent once. A rule keeps its request, whose failure then
/// names the rule; documented examples stay, and what a rule can do without goes.
void drop_alike(std::vector<Check>* rules, std::vector<Case>* valid) {
  Alike examples, sent;
  for (const auto& tested : *valid) {
    if (tested.priority == 0) (void)examples.add(tested);
  }
  for (auto& check : *rules) {
    for (std::size_t i = 0; i < check.cases.size(); ++i) {
      if (check.cases[i].expect != Expect::kAccepted) continue;
      const bool spare =
          check.cases.size() > 1 && (examples.has(check.cases[i]) || sent.has(check.cases[i]));
      if (spare) {
        check.cases.erase(check.cases.begin() + static_cast<std::ptrdiff_t>(i--));
      } else {
        (void)sent.add(check.cases[i]);
      }
    }
  }
  std::erase_if(*valid,
                [&](const Case& tested) { return tested.priority != 0 && sent.has(tested); });
}

}  // namespace

Case base_case(const ContractIndex& index, const Contract& contract, const Requirement& requirement,
               std::uint64_t seed) {
  const std::string token = unique_token(seed, requirement.id + " " + contract.operation, 0);
  Case tested;
  tested.contract = &contract;
  tested.requirement = &requirement;
  tested.origin = Origin::kInvalid;
  tested.expect = Expect::kRefused;
  tested.variables = fixture_variables(contract.fixture, token);
  tested.token = token;
  tested.seed = seed;
  constexpr int kSmall = 5;
  const rc::Random random(scoped_seed(seed, requirement.id + " " + contract.operation));
  tested.request = request_gen(index, contract, tested.variables, token)(random, kSmall).value();
  return tested;
}

Case stateless_case(const ContractIndex& index, const Contract& contract, const char* requirement,
                    std::uint64_t seed, std::string label) {
  Case tested = base_case(index, contract, index.common(requirement, contract), seed);
  tested.needs_fixture = false;
  tested.label = std::move(label);
  return tested;
}

Check check_of(std::vector<Case> cases) {
  const Contract* contract = cases.front().contract;
  const Requirement* requirement = cases.front().requirement;
  return {.contract = contract,
          .requirement = requirement,
          .cases = std::move(cases),
          .scenario = nullptr,
          .not_tested = ""};
}

void add_text_checks(const ContractIndex& index, const Contract& contract,
                     const std::vector<Case>& valid, std::vector<Check>* out) {
  for (const auto& [requirement, filling] :
       {std::pair("text-any-script", Filling::kScripts),
        std::pair("text-control", Filling::kControl), std::pair("text-long", Filling::kLong)}) {
    auto cases = text_cases(index, contract, index.common(requirement, contract), filling, valid);
    if (!cases.empty()) out->push_back(check_of(std::move(cases)));
  }
}

std::vector<Check> generic_checks(const ContractIndex& index, const Contract& contract,
                                  std::uint64_t seed, int cases) {
  std::vector<Check> checks, texts;
  auto valid = valid_cases(index, contract, seed, cases);
  add_text_checks(index, contract, valid, &texts);
  add_rule_checks(index, contract, seed, &checks);
  drop_alike(&checks, &valid);
  checks.insert(checks.begin(), check_of(std::move(valid)));
  add_documented_errors(index, contract, seed, &checks);
  add_key_checks(index, contract, seed, &checks);
  add_header_checks(index, contract, seed, &checks);
  add_body_checks(index, contract, seed, &checks);
  add_address_checks(index, contract, seed, &checks);
  add_refusal_check(index, contract, seed, &checks);
  std::move(texts.begin(), texts.end(), std::back_inserter(checks));
  return checks;
}

}  // namespace brazecheck
