#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

#include "reports/console_summary.h"
#include "reports/reports.h"
#include "reports/text.h"
#include "sample_run.h"

// What the summary leaves out, and what it says in place of it.

namespace brazecheck {
namespace {

using testing::HasSubstr;
using testing::Not;

RequirementResult judged(const std::string& operation, Verdict verdict, std::string reason = "") {
  RequirementResult result;
  result.operation = operation;
  result.category = "things";
  result.requirement = operation + "/a-rule";
  result.statement = "A rule.";
  result.level = "must";
  result.verdict = verdict;
  result.reason = std::move(reason);
  result.cases = verdict == Verdict::kPass ? 1 : 0;
  return result;
}

std::string summary(const brazecheck::Run& run) { return console_summary(run, Paint(false)); }

TEST(SummaryTest, OperationsOfWhichNothingWasJudgedAreOneLine) {
  brazecheck::Run run;
  run.results = {judged("things.good", Verdict::kPass)};
  for (int i = 0; i < 30; ++i) {
    run.results.push_back(judged("things.silent_" + std::to_string(i),
                                 i % 2 == 0 ? Verdict::kNotTested : Verdict::kNotApplicable,
                                 "no such thing"));
  }
  const std::string text = summary(run);
  EXPECT_THAT(text, HasSubstr("\n30 operations of which nothing was judged\n"));
  EXPECT_THAT(text, Not(HasSubstr("things.silent_")));
  EXPECT_THAT(text, HasSubstr("things.good"));
}

TEST(SummaryTest, OneOperationOfWhichNothingWasJudgedIsOne) {
  brazecheck::Run run;
  run.results = {judged("things.good", Verdict::kPass),
                 judged("things.silent", Verdict::kNotTested)};
  EXPECT_THAT(summary(run), HasSubstr("\n1 operation of which nothing was judged\n"));
}

TEST(SummaryTest, AnOperationWithOneVerdictHasItsLine) {
  for (const Verdict verdict : {Verdict::kPass, Verdict::kFail, Verdict::kWarn, Verdict::kError}) {
    brazecheck::Run run;
    run.results = {judged("things.some", verdict), judged("things.some", Verdict::kNotTested)};
    const std::string text = summary(run);
    EXPECT_THAT(text, Not(HasSubstr("of which nothing was judged"))) << to_string(verdict);
    EXPECT_THAT(text, HasSubstr("\nthings.some ")) << to_string(verdict);
  }
}

// A run of one pass and `reasons` reasons; the reason numbered i counts i + 1 times.
brazecheck::Run run_with_reasons(int reasons) {
  brazecheck::Run run;
  run.results = {judged("things.good", Verdict::kPass)};
  for (int i = 0; i < reasons; ++i) {
    for (int k = 0; k <= i; ++k) {
      run.results.push_back(
          judged("things.silent", Verdict::kNotTested, "reason <" + std::to_string(i) + ">"));
    }
  }
  return run;
}

TEST(SummaryTest, TenReasonsAreAllSpelledOut) {
  const std::string text = summary(run_with_reasons(10));
  for (int i = 0; i < 10; ++i) EXPECT_THAT(text, HasSubstr("reason <" + std::to_string(i) + ">"));
  EXPECT_THAT(text, Not(HasSubstr("other reason")));
}

TEST(SummaryTest, OfMoreThanTenReasonsTheMostFrequentAreSpelledOut) {
  const std::string text = summary(run_with_reasons(14));
  for (int i = 0; i < 14; ++i) {
    const std::string reason = "reason <" + std::to_string(i) + ">";
    EXPECT_EQ(text.find(reason) != std::string::npos, i >= 4) << reason;
  }
  EXPECT_LT(text.find("reason <13>"), text.find("reason <12>"));
  // 1 + 2 + 3 + 4 requirements have the four reasons that are left out.
  EXPECT_THAT(text, HasSubstr("    10                  for 4 other reasons, in results.json\n"));
}

TEST(SummaryTest, OneOtherReasonIsOne) {
  EXPECT_THAT(summary(run_with_reasons(11)), HasSubstr("for 1 other reason, in results.json\n"));
}

TEST(SummaryTest, LongReasonsFitTheColumns) {
  brazecheck::Run run;
  run.results = {judged("things.good", Verdict::kPass)};
  for (int i = 0; i < 12; ++i) {
    std::string reason = "because number " + std::to_string(i);
    while (reason.size() < 300) reason += " and so on";
    run.results.push_back(judged("things.silent", Verdict::kNotTested, reason));
  }
  std::istringstream lines(summary(run));
  for (std::string line; std::getline(lines, line);) EXPECT_LE(width(line), 100U) << line;
}

TEST(SummaryTest, ARunThatJudgedNothingSaysSoWithoutAnEmptyTable) {
  brazecheck::Run run;
  run.results = {judged("things.silent", Verdict::kNotTested, "no key")};
  const std::string text = summary(run);
  EXPECT_THAT(text, HasSubstr("1 operation of which nothing was judged\n"));
  EXPECT_THAT(text, HasSubstr("Nothing was judged, and that is not a pass."));
  EXPECT_THAT(text, Not(HasSubstr("pass  fail")));
}

}  // namespace
}  // namespace brazecheck
