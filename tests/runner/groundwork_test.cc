#include "suites/groundwork.h"

#include <algorithm>

#include "suites/scenario.h"
#include "tests/runner/engine_fixture.h"

// What fixtures stand on is looked at first, so that one lost call is one finding.
namespace brazecheck {
namespace {

std::set<std::string> operations_of(const Json& steps) {
  std::set<std::string> names;
  for (const auto& step : steps) names.insert(step.at("operation").get<std::string>());
  return names;
}

TEST(Groundwork, HasAScenarioEach) {
  EXPECT_GT(groundwork().size(), 10U);
  for (const auto& id : groundwork()) {
    EXPECT_TRUE(std::any_of(scenarios().begin(), scenarios().end(), [&](const Scenario& scenario) {
      return scenario.requirement == id;
    })) << id;
  }
}

TEST(Groundwork, IsThereForAllThatFixturesWrite) {
  std::set<std::string> shown;
  for (const auto& id : groundwork()) shown.insert(id.substr(0, id.find('/')));
  for (const auto& contract : contracts().operations()) {
    for (const auto& name : operations_of(contract->fixture.setup)) {
      if (contracts().find(name)->effect == Effect::kRead) continue;
      EXPECT_TRUE(shown.contains(name)) << name << ", for " << contract->operation;
    }
  }
}

class GroundworkTest : public EngineTest {
 protected:
  brazecheck::Run catalogs_run(std::vector<std::string> faults) {
    std::vector<Check> checks;
    for (const char* operation : {"catalogs.create", "catalogs.delete", "catalogs.item.create"}) {
      for (auto& check : checks_of(operation)) checks.push_back(std::move(check));
    }
    return run(std::move(checks), target(std::move(faults)), {.workers = 4});
  }
  static std::vector<std::string> failed(const brazecheck::Run& run) {
    std::vector<std::string> ids;
    for (const auto& result : run.results) {
      if (result.verdict == Verdict::kFail) ids.push_back(result.requirement);
    }
    return ids;
  }
};

TEST_F(GroundworkTest, WhereItHoldsAllIsJudged) {
  const auto result = catalogs_run({});
  EXPECT_TRUE(failed(result).empty());
  EXPECT_TRUE(std::none_of(result.results.begin(), result.results.end(),
                           [](const auto& each) { return each.reason.starts_with("stands on"); }));
}

TEST_F(GroundworkTest, WhatStandsOnALostCallIsNotJudged) {
  const auto result = catalogs_run({"lost-write:catalogs.create"});
  EXPECT_EQ(failed(result), std::vector<std::string>{"catalogs.create/created-catalogs-exist"});
  const auto stood = std::count_if(
      result.results.begin(), result.results.end(), [](const RequirementResult& each) {
        return each.reason ==
               "stands on catalogs.create/created-catalogs-exist, which does not hold";
      });
  EXPECT_GT(stood, 10);
}

}  // namespace
}  // namespace brazecheck
