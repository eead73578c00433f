#include <gtest/gtest.h>

#include "runner/run.h"
#include "tests/runner/engine_fixture.h"

namespace brazecheck {
namespace {

TEST(Planning, ChecksThatTheTargetDoesNotAllowStayWithTheReason) {
  Target where;
  where.allowed = {Effect::kRead};
  const auto plan =
      plan_checks(contracts(), where,
                  {.selection = Selection({"catalogs.delete", "catalogs.list"}), .seed = kSeed});
  int forbidden = 0, allowed = 0;
  for (const auto& check : plan) {
    if (check.contract->operation == "catalogs.delete") {
      EXPECT_TRUE(check.cases.empty() && check.scenario == nullptr) << check.requirement->id;
      EXPECT_NE(check.not_tested.find("--allow destroy"), std::string::npos);
      ++forbidden;
    } else {
      EXPECT_EQ(check.contract->operation, "catalogs.list");
      EXPECT_EQ(check.scenario, nullptr) << "it writes: " << check.requirement->id;
      allowed += check.cases.empty() ? 0 : 1;
    }
  }
  EXPECT_GT(forbidden, 0);
  EXPECT_GT(allowed, 0);
}

TEST(Planning, AResponseRequirementBringsAllRequestsThatMayShowIt) {
  Target where;
  where.allowed = {Effect::kRead};
  const auto one = plan_checks(
      contracts(), where,
      {.selection = Selection({"users.export.ids:common/key-required"}), .seed = kSeed});
  ASSERT_EQ(one.size(), 1U);
  EXPECT_EQ(one[0].requirement->id, "common/key-required");
  const auto all =
      plan_checks(contracts(), where,
                  {.selection = Selection({"users.export.ids:common/answered"}), .seed = kSeed});
  EXPECT_GT(all.size(), 10U);
  EXPECT_TRUE(
      plan_checks(contracts(), where, {.selection = Selection({"no.such.thing"}), .seed = kSeed})
          .empty());
}

}  // namespace
}  // namespace brazecheck
