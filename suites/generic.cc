#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "contract/wire.h"
#include "generators/generate.h"
#include "suites/check.h"

namespace brazecheck {
namespace {

// A request that keeps all rules, for cases that spoil something around it.
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

Check check_of(Case tested) {
  return {.contract = tested.contract,
          .requirement = tested.requirement,
          .cases = {std::move(tested)},
          .scenario = nullptr,
          .not_tested = ""};
}

void add_key_checks(const ContractIndex& index, const Contract& contract, std::uint64_t seed,
                    std::vector<Check>* out) {
  const auto add = [&](const char* requirement, Credential credential, const char* label) {
    Case tested = stateless_case(index, contract, requirement, seed, label);
    tested.credential = credential;
    out->push_back(check_of(std::move(tested)));
  };
  add("key-required", Credential::kNone, "no key");
  add("key-known", Credential::kUnknown, "a key that nobody issued");
  // Where no permission is named, none can be missing.
  if (contract.permission.empty()) return;
  add("key-permission", Credential::kWithoutPermission, "a key without the operation's permission");
}

std::string body_bytes(const Case& tested) {
  return tested.request.body
             ? tested.request.body->dump(-1, ' ', false, Json::error_handler_t::replace)
             : "{}";
}

void add_body_checks(const ContractIndex& index, const Contract& contract, std::uint64_t seed,
                     std::vector<Check>* out) {
  if (!contract.has_body) return;
  Case malformed =
      stateless_case(index, contract, "request-json", seed, "a body cut off in the middle");
  const std::string whole = body_bytes(malformed);
  malformed.request.body_text =
      whole.substr(0, whole.size() - std::min<std::size_t>(whole.size(), 1));
  malformed.request.body.reset();
  out->push_back(check_of(std::move(malformed)));

  Case mislabelled =
      stateless_case(index, contract, "request-content-type", seed, "JSON labelled text/plain");
  mislabelled.request.headers.emplace_back("Content-Type", "text/plain");
  out->push_back(check_of(std::move(mislabelled)));

  // White space after the document: nothing but the size is wrong.
  const std::size_t limit = contract.max_body_bytes;
  Case oversized =
      stateless_case(index, contract, "request-body-size", seed,
                     fmt::format("{} bytes where at most {} are allowed", limit + 1, limit));
  std::string padded = body_bytes(oversized);
  padded.resize(limit + 1, ' ');
  oversized.request.body_text = std::move(padded);
  oversized.request.body.reset();
  out->push_back(check_of(std::move(oversized)));
}

// Recordings may leave headers out, so no finding tells of one that is missing: the case does.
void add_header_checks(const ContractIndex& index, const Contract& contract, std::uint64_t seed,
                       std::vector<Check>* out) {
  for (const auto& parameter : contract.header_parameters) {
    if (!parameter.required) continue;
    Case tested = base_case(index, contract, *parameter.required_by, seed);
    tested.label = "without the header " + parameter.name;
    auto& headers = tested.request.headers;
    std::erase_if(headers, [&](const auto& header) { return header.first == parameter.name; });
    out->push_back(check_of(std::move(tested)));
  }
}

void add_address_checks(const ContractIndex& index, const Contract& contract, std::uint64_t seed,
                        std::vector<Check>* out) {
  Case unknown = stateless_case(index, contract, "unknown-path", seed,
                                "a path below the operation's that names nothing");
  unknown.request.path += "/bzc/nothing/here";
  out->push_back(check_of(std::move(unknown)));

  Case method = stateless_case(index, contract, "unknown-method", seed, "");
  for (const char* candidate : {"PATCH", "DELETE", "PUT", "POST", "GET"}) {
    if (index.match(candidate, method.request.path).contract != nullptr) continue;
    method.request.method = candidate;
    method.label = fmt::format("{} where the path has no such method", candidate);
    out->push_back(check_of(std::move(method)));
    return;
  }
}

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
    out->push_back(check_of(std::move(tested)));
  }
}

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

}  // namespace

std::vector<Check> generic_checks(const ContractIndex& index, const Contract& contract,
                                  std::uint64_t seed, int cases) {
  std::vector<Check> checks;
  checks.push_back({.contract = &contract,
                    .requirement = &index.common("valid-accepted"),
                    .cases = valid_cases(index, contract, seed, cases),
                    .scenario = nullptr,
                    .not_tested = ""});
  add_rule_checks(index, contract, seed, &checks);
  add_documented_errors(index, contract, seed, &checks);
  add_key_checks(index, contract, seed, &checks);
  add_header_checks(index, contract, seed, &checks);
  add_body_checks(index, contract, seed, &checks);
  add_address_checks(index, contract, seed, &checks);
  return checks;
}

}  // namespace brazecheck
