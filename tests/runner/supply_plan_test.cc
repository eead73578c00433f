#include <gtest/gtest.h>

#include "generators/generate.h"
#include "runner/run.h"
#include "runner/verdicts.h"
#include "tests/runner/engine_fixture.h"

// Plans for targets that lack operations or supply things that no request can make.

namespace brazecheck {
namespace {

Target open_target() {
  Target where;
  where.name = "somewhere";
  where.allowed = {Effect::kRead, Effect::kWrite, Effect::kSend, Effect::kDestroy, Effect::kExport};
  return where;
}

RunProfile of_cases(int cases) {
  RunProfile profile = *find_run_profile("standard");
  profile.cases = cases;
  return profile;
}

std::vector<Check> plan_of(const Target& where, std::vector<std::string> selectors, int cases = 2) {
  return plan_checks(
      contracts(), where,
      {.selection = Selection(std::move(selectors)), .seed = kSeed, .profile = of_cases(cases)});
}

// All that a plan says of its requests, as text.
std::string written(const std::vector<Check>& plan) {
  std::string text;
  for (const auto& check : plan) {
    text += check.contract->operation + " " + check.requirement->id + " " + check.not_tested + "\n";
    for (const auto& tested : check.cases) {
      text += "  " + std::to_string(tested.index) + " " + tested.label + " " +
              tested.request.method + " " + tested.request.path;
      for (const auto& [name, value] : tested.request.query) text += " " + name + "=" + value;
      if (tested.request.body) text += " " + tested.request.body->dump();
      text += "\n";
    }
  }
  return text;
}

TEST(Planning, NothingIsGeneratedForAnOperationThatTheTargetLacks) {
  Target where = open_target();
  where.lacks = {"catalogs.create"};
  const auto plan = plan_of(where, {"catalogs.create", "catalogs.list"});
  std::set<const Requirement*> untested;
  int others = 0;
  for (const auto& check : plan) {
    if (check.contract->operation != "catalogs.create") {
      others += check.cases.empty() ? 0 : 1;
      continue;
    }
    EXPECT_TRUE(check.cases.empty() && check.scenario == nullptr) << check.requirement->id;
    EXPECT_EQ(check.not_tested, kLacking) << check.requirement->id;
    EXPECT_TRUE(untested.insert(check.requirement).second) << "twice: " << check.requirement->id;
  }
  for (const auto* requirement : contracts().find("catalogs.create")->requirements)
    EXPECT_EQ(untested.contains(requirement), !judged_on_responses(*requirement))
        << requirement->id;
  EXPECT_GT(untested.size(), 20U);
  EXPECT_GT(others, 0);
}

TEST(Planning, OneRequirementOfALackingOperationIsOneCheck) {
  Target where = open_target();
  where.lacks = {"catalogs.create"};
  const auto plan = plan_of(where, {"catalogs.create:common/key-required"});
  ASSERT_EQ(plan.size(), 1U);
  EXPECT_EQ(plan[0].not_tested, kLacking);
}

TEST(Planning, ScenariosThatUseALackingOperationAreNotTested) {
  const auto scenarios = [](const Target& where) {
    int count = 0;
    for (const auto& check : plan_of(where, {"users.track"})) count += check.scenario != nullptr;
    return count;
  };
  Target where = open_target();
  const int all = scenarios(where);
  ASSERT_GT(all, 0);
  where.lacks = {"users.export.ids"};
  EXPECT_LT(scenarios(where), all);
  for (const auto& check : plan_of(where, {"users.track"})) {
    if (!check.not_tested.empty() && check.not_tested == kLacking) {
      EXPECT_TRUE(check.requirement->keyword.empty()) << check.requirement->id;
    }
  }
}

// The first operation of the contracts that needs this thing and nothing else.
const Contract& needing(const std::string& name) {
  for (const auto& contract : contracts().operations()) {
    const auto& needs = contract->fixture.needs;
    if (needs.size() == 1 && needs.contains(name)) return *contract;
  }
  throw std::runtime_error("no contract needs " + name);
}

Target supplying(const Contract& contract) {
  Target where = open_target();
  for (const auto& [name, what] : contract.fixture.needs) where.supplies[name] = "given_" + name;
  return where;
}

TEST(Planning, WithoutWhatAnOperationNeedsTheChecksOfKeysStay) {
  const Contract& contract = needing("type_name");
  const auto plan = plan_of(open_target(), {contract.operation});
  std::set<std::string> tested;
  for (const auto& check : plan) {
    if (!check.cases.empty()) {
      tested.insert(check.requirement->id);
      for (const auto& made : check.cases) EXPECT_FALSE(made.needs_fixture);
    } else if (check.requirement->id == "common/valid-accepted") {
      EXPECT_NE(check.not_tested.find("--fixture type_name="), std::string::npos)
          << check.not_tested;
    }
    EXPECT_TRUE(!check.cases.empty() || !check.not_tested.empty() || check.scenario != nullptr)
        << check.requirement->id;
  }
  EXPECT_TRUE(tested.contains("common/key-required"));
  EXPECT_TRUE(tested.contains("common/key-known"));
  EXPECT_FALSE(tested.contains("common/valid-accepted"));
}

TEST(Planning, WhatTheTargetSuppliesStandsInAllRequests) {
  std::set<std::string> seen;
  for (const auto& contract : contracts().operations()) {
    const auto& needs = contract->fixture.needs;
    const auto parameter = [&](const Parameter& each) { return needs.contains(each.name); };
    if (std::none_of(contract->path_parameters.begin(), contract->path_parameters.end(), parameter))
      continue;
    if (seen.size() == 8) break;
    const std::string& operation = *seen.insert(contract->operation).first;
    for (const auto& check : plan_of(supplying(*contract), {operation}, 3)) {
      for (const auto& made : check.cases) {
        SCOPED_TRACE(operation + " " + check.requirement->id + ": " + made.label);
        EXPECT_EQ(made.request.path.find('{'), std::string::npos) << made.request.path;
        EXPECT_EQ(made.request.path.find("%7B"), std::string::npos) << made.request.path;
        if (check.requirement->id == "common/valid-accepted") {
          EXPECT_NE(made.request.path.find("/given_"), std::string::npos) << made.request.path;
        }
      }
    }
  }
  EXPECT_GE(seen.size(), 5U);
}

TEST(Planning, NoProvokedErrorLeavesAGapInItsAddress) {
  int provoked = 0;
  for (const auto& contract : contracts().operations()) {
    if (contract->path_parameters.empty() || contract->errors.empty()) continue;
    if (std::none_of(contract->errors.begin(), contract->errors.end(),
                     [](const DocumentedError& error) { return !error.provoke.is_null(); }))
      continue;
    const auto plan = plan_of(supplying(*contract), {contract->operation + ":*/error-*"}, 1);
    for (const auto& check : plan) {
      for (const auto& made : check.cases) {
        EXPECT_EQ(made.request.path.find('{'), std::string::npos)
            << check.requirement->id << " " << made.request.path;
        EXPECT_EQ(made.request.path.find("%7B"), std::string::npos)
            << check.requirement->id << " " << made.request.path;
        ++provoked;
      }
    }
  }
  EXPECT_GT(provoked, 5);
}

TEST(Planning, GivesTheSamePlanHoweverTheWorkIsShared) {
  const Target where = open_target();
  const std::string all = written(plan_of(where, {"catalogs", "subscription"}));
  EXPECT_EQ(written(plan_of(where, {"catalogs", "subscription"})), all);
  std::string apart;  // one operation at a time: one thread does all of it
  for (const auto& contract : contracts().operations()) {
    if (contract->category == "catalogs" || contract->category == "subscription")
      apart += written(plan_of(where, {contract->operation}));
  }
  EXPECT_EQ(apart, all);
  EXPECT_GT(all.size(), 10'000U);
}

TEST(ResponseResults, OfALackingOperationSayThatItIsLacking) {
  Target where = open_target();
  where.lacks = {"catalogs.create"};
  const auto plan = plan_of(where, {"catalogs.create", "catalogs.list"}, 1);
  const ResponseLedger nothing(contracts());
  const auto results = Verdicts{contracts(), where, kSeed, ""}.response_results(plan, nothing);
  int lacking = 0, silent = 0;
  for (const auto& result : results) {
    EXPECT_EQ(result.verdict, Verdict::kNotTested);
    if (result.operation == "catalogs.create") {
      EXPECT_EQ(result.reason, kLacking) << result.requirement;
      ++lacking;
    } else {
      EXPECT_EQ(result.reason, "no response had anything that this speaks of");
      ++silent;
    }
  }
  EXPECT_GT(lacking, 3);
  EXPECT_GT(silent, 3);
}

TEST_F(EngineTest, AnOperationThatTheTargetLacksIsNeitherAskedNorJudged) {
  Target where = target();
  where.lacks = {"segments.list"};
  const std::string operation = *where.lacks.begin();
  const auto plan = plan_of(where, {operation}, 2);
  ASSERT_FALSE(plan.empty());
  const auto result = run(plan, where);
  EXPECT_EQ(listener_.sent, 0);
  EXPECT_EQ(result.exit_code(), 4) << "nothing judged is no pass";
  for (const auto& each : result.results) {
    EXPECT_EQ(each.verdict, Verdict::kNotTested) << each.requirement;
    EXPECT_EQ(each.reason, kLacking) << each.requirement;
  }
}

}  // namespace
}  // namespace brazecheck
