#include "runner/budget.h"

#include <gtest/gtest.h>

#include <set>

#include "runner/run.h"
#include "tests/runner/engine_fixture.h"

// What a budget leaves of a plan.
namespace brazecheck {
namespace {

Target anywhere() {
  Target where;
  where.in_process = where.emulator = true;
  where.limited_key = "limited";
  where.allowed = {Effect::kRead, Effect::kWrite, Effect::kSend, Effect::kDestroy, Effect::kExport};
  return where;
}

std::vector<Check> plan(const char* profile, int max_requests = 0,
                        std::vector<std::string> only = {"catalogs", "users"}) {
  RunOptions options;
  options.selection = Selection(std::move(only));
  options.seed = kSeed;
  options.profile = *find_run_profile(profile);
  options.max_requests = max_requests;
  return plan_checks(contracts(), anywhere(), options);
}

int cost(const std::vector<Check>& checks, const char* profile) {
  int all = 0;
  for (const auto& [contract, each] : cost_of(checks, {*find_run_profile(profile), 0}))
    all += each.total();
  return all;
}

std::set<std::string> touched(const std::vector<Check>& checks) {
  std::set<std::string> operations;
  for (const auto& check : checks) {
    if (!check.cases.empty()) operations.insert(check.contract->operation);
  }
  return operations;
}

TEST(Budgets, ALimitOfRequestsIsKeptAndSpentOnEveryOperation) {
  const auto all = plan("standard");
  for (const int limit : {200, 500, 1500}) {
    const auto trimmed = plan("standard", limit);
    EXPECT_LE(cost(trimmed, "standard"), limit);
    EXPECT_GT(cost(trimmed, "standard"), limit * 9 / 10) << "it is used";
    EXPECT_EQ(trimmed.size(), all.size()) << "requirements stay in the plan";
  }
  EXPECT_EQ(touched(plan("standard", 1500)), touched(all));
}

TEST(Budgets, WhatIsLeftOutSaysSo) {
  int left_out = 0;
  for (const auto& check : plan("standard", 200)) {
    const bool nothing =
        check.cases.empty() && check.scenario == nullptr && check.machine == nullptr;
    EXPECT_EQ(nothing, !check.not_tested.empty()) << check.requirement->id;
    left_out += check.not_tested == "left out by the budget of 200 requests" ? 1 : 0;
  }
  EXPECT_GT(left_out, 100);
}

TEST(Budgets, SmokeTouchesEveryOperationWithAHandfulOfCases) {
  const auto smoke = plan("smoke", 0, {});
  EXPECT_EQ(touched(smoke).size(), contracts().operations().size());
  std::map<const Contract*, std::size_t> cases;
  for (const auto& check : smoke) {
    cases[check.contract] += check.cases.size();
    EXPECT_EQ(check.scenario, nullptr);
    EXPECT_EQ(check.machine, nullptr);
  }
  for (const auto& [contract, count] : cases) {
    EXPECT_LE(count, find_run_profile("smoke")->cases_of_operation) << contract->operation;
    EXPECT_GE(count, 3U) << contract->operation;
  }
}

TEST(Budgets, DeepSendsMoreThanStandardAndStandardMoreThanSmoke) {
  const std::vector<std::string> few = {"users.merge", "catalogs.item.patch"};
  const int smoke = cost(plan("smoke", 0, few), "smoke"),
            standard = cost(plan("standard", 0, few), "standard"),
            deep = cost(plan("deep", 0, few), "deep");
  EXPECT_GT(deep, standard * 3 / 2);
  EXPECT_GT(standard, smoke * 3 / 2);
}

TEST(Budgets, ProfilesThatNobodyKnowsAreNone) {
  EXPECT_FALSE(find_run_profile("thorough"));
  EXPECT_EQ(run_profiles().size(), 3U);
}

}  // namespace
}  // namespace brazecheck
