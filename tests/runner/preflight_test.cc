#include "runner/preflight.h"

#include <algorithm>

#include "runner/budget.h"
#include "runner/reach.h"
#include "runner/run.h"
#include "tests/runner/engine_fixture.h"

// What a run learns of its target before the first case.
namespace brazecheck {
namespace {

class PreflightTest : public EngineTest {
 protected:
  /// An emulator that passes for any other server.
  Target stranger(std::vector<std::string> faults) {
    Target out = target(std::move(faults));
    out.emulator = out.in_process = false;
    return out;
  }
  static RunOptions items() {
    RunOptions options;
    options.selection = Selection({"catalogs.item.*", "catalogs.items.list"});
    options.seed = kSeed;
    return options;
  }
};

TEST_F(PreflightTest, AllThatIsThereStaysOpen) {
  Target where = stranger({});
  (void)preflight(contracts(), items(), &where);
  EXPECT_TRUE(where.closed.empty()) << where.closed.begin()->first;
  EXPECT_GT(where.asked, 0);
}

TEST_F(PreflightTest, APathWithoutTheMethodIsNoOperation) {
  Target where = stranger({"error:catalogs.item.replace:405"});
  const auto notes = preflight(contracts(), items(), &where);
  ASSERT_EQ(where.closed.size(), 1U);
  EXPECT_EQ(where.closed.begin()->first, "catalogs.item.replace");
  ASSERT_FALSE(notes.empty());
  EXPECT_EQ(notes.front(), "the target lacks catalogs.item.replace");
}

TEST_F(PreflightTest, ANearbyStandInNeedNotTakeDownWhatItWasGiven) {
  const Contract& removal = *contracts().find("catalogs.delete");
  Target where = stranger({"error:catalogs.delete:405", "error:catalogs.list:405"});
  (void)preflight(contracts(), {.selection = Selection({"catalogs"})}, &where);
  ASSERT_TRUE(where.absent.contains("catalogs.delete"));
  EXPECT_FALSE(can_do_without(where, removal)) << "it may be a workspace behind a gateway";
  where.nearby = true;
  EXPECT_TRUE(can_do_without(where, removal));
  EXPECT_FALSE(can_do_without(where, *contracts().find("catalogs.list"))) << "it is looked at";
  const auto plan =
      plan_checks(contracts(), where, {.selection = Selection({"catalogs.item.get"})});
  EXPECT_TRUE(std::any_of(plan.begin(), plan.end(),
                          [](const Check& check) { return check.scenario != nullptr; }));
}

TEST_F(PreflightTest, WhatItCostsIsTakenFromTheBudget) {
  Target where;
  EXPECT_EQ(left_of(0, where), 0) << "no budget";
  where.asked = 30;
  EXPECT_EQ(left_of(100, where), 70);
  EXPECT_EQ(left_of(20, where), 1) << "0 would be no end";
}

}  // namespace
}  // namespace brazecheck
