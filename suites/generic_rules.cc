#include <algorithm>
#include <map>

#include "contract/wire.h"
#include "generators/generate.h"
#include "suites/generic_checks.h"

// The rules of a page, one by one.

namespace brazecheck {
namespace {

std::string why_untested(const Requirement& requirement) {
  if (requirement.level != Level::kMust)
    return "a recommendation: the documentation names no consequence of breaking it";
  // Whatever stands in an address or a header is text.
  const bool of_text = requirement.location.find("#/request/body") == std::string::npos &&
                       requirement.location.find("#/request/") != std::string::npos &&
                       requirement.keyword == "type";
  if (of_text) return "every value in a path, a query or a header is text";
  return "part of a choice between forms: a request that breaks it breaks the choice, not this "
         "rule alone";
}

bool is_required_header(const Contract& contract, const Requirement& requirement) {
  return std::any_of(
      contract.header_parameters.begin(), contract.header_parameters.end(),
      [&](const Parameter& parameter) { return parameter.required_by == &requirement; });
}

}  // namespace

// State that the contract describes how to reach: an unknown catalog, a name that is taken.
void add_documented_errors(const ContractIndex& index, const Contract& contract, std::uint64_t seed,
                           std::vector<Check>* out) {
  for (const auto& error : contract.errors) {
    if (error.requirement == nullptr) continue;
    if (error.provoke.is_null()) {
      out->push_back({.contract = &contract,
                      .requirement = error.requirement,
                      .cases = {},
                      .scenario = nullptr,
                      .not_tested = error.not_provocable});
      continue;
    }
    Case tested = base_case(index, contract, *error.requirement, seed);
    tested.label = error.when;
    const Json recipe = substitute(error.provoke, tested.variables);
    tested.extra_setup = recipe.value("setup", Json::array());
    if (const auto path = recipe.find("path"); path != recipe.end()) {
      Variables parameters = tested.variables;
      for (const std::string& name : contract.fixture.supplied_names()) {
        parameters[name] = "${" + name + "}";
      }
      for (const auto& [name, value] : path->items()) parameters[name] = value.get<std::string>();
      tested.request.path = expand_path(contract.path, parameters);
    }
    if (const auto query = recipe.find("query"); query != recipe.end())
      tested.request.query = query_fields(*query);
    if (const auto body = recipe.find("body"); body != recipe.end()) tested.request.body = *body;
    out->push_back(check_of({std::move(tested)}));
  }
}

// Cases of one requirement make one check, in the order in which the contract states them.
void add_rule_checks(const ContractIndex& index, const Contract& contract, std::uint64_t seed,
                     std::vector<Check>* out) {
  std::map<const Requirement*, std::vector<Case>> by_requirement;
  for (auto* make : {&boundary_cases, &invalid_cases}) {
    for (auto& tested : make(index, contract, seed))
      by_requirement[tested.requirement].push_back(std::move(tested));
  }
  for (const auto* requirement : contract.requirements) {
    if (requirement->side != Side::kRequest || requirement->keyword.empty()) continue;
    if (is_required_header(contract, *requirement)) continue;
    Check check{.contract = &contract,
                .requirement = requirement,
                .cases = {},
                .scenario = nullptr,
                .not_tested = ""};
    if (const auto found = by_requirement.find(requirement); found != by_requirement.end()) {
      check.cases = std::move(found->second);
      for (std::size_t i = 0; i < check.cases.size(); ++i)
        check.cases[i].index = static_cast<int>(i);
    } else {
      check.not_tested = why_untested(*requirement);
    }
    out->push_back(std::move(check));
  }
}

}  // namespace brazecheck
