#include "reports/model.h"

#include <gtest/gtest.h>

namespace brazecheck {
namespace {

Run run_of(const std::vector<Verdict>& verdicts, bool interrupted = false) {
  brazecheck::Run run;
  for (const Verdict verdict : verdicts) run.results.emplace_back().verdict = verdict;
  run.interrupted = interrupted;
  return run;
}

TEST(RunTest, CountsVerdicts) {
  const brazecheck::Run run = run_of({Verdict::kPass, Verdict::kFail, Verdict::kPass});
  EXPECT_EQ(run.count(Verdict::kPass), 2);
  EXPECT_EQ(run.count(Verdict::kFail), 1);
  EXPECT_EQ(run.count(Verdict::kWarn), 0);
}

TEST(RunTest, AnEmptySetIsNeverAPass) {
  EXPECT_EQ(run_of({}).exit_code(), 4);
  EXPECT_EQ(run_of({Verdict::kNotTested, Verdict::kNotApplicable}).exit_code(), 4);
}

TEST(RunTest, ExitCodeSaysTheWorstThatIsKnown) {
  EXPECT_EQ(run_of({Verdict::kPass}).exit_code(), 0);
  EXPECT_EQ(run_of({Verdict::kWarn, Verdict::kNotTested}).exit_code(), 0);
  EXPECT_EQ(run_of({Verdict::kPass, Verdict::kError}).exit_code(), 3);
  EXPECT_EQ(run_of({Verdict::kError}).exit_code(), 3);
  EXPECT_EQ(run_of({Verdict::kError, Verdict::kFail}).exit_code(), 1);
  EXPECT_EQ(run_of({Verdict::kFail}, /*interrupted=*/true).exit_code(), 130);
  EXPECT_EQ(run_of({}, /*interrupted=*/true).exit_code(), 130);
}

}  // namespace
}  // namespace brazecheck
