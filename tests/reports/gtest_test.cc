#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>

#include "reports/files.h"
#include "sample_run.h"

// Failures as GoogleTest tests to keep.
namespace brazecheck {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(GtestReport, HoldsOneTestForEachFailedRequirementOfAnOperation) {
  const std::string text = gtest_document(test::sample_run());
  EXPECT_THAT(text, HasSubstr("TEST(BrazeConformance, users_track__users_track_events_max_items)"));
  EXPECT_THAT(text, HasSubstr("brazecheck run --only"));
  EXPECT_THAT(text, Not(HasSubstr("event_name_required"))) << "it passed";
}

TEST(GtestReport, OfARunWithoutFailuresHasNoTest) {
  brazecheck::Run run = test::sample_run();
  run.results.clear();
  EXPECT_THAT(gtest_document(run), Not(HasSubstr("TEST(")));
  EXPECT_THAT(gtest_document(run), HasSubstr("Nothing failed"));
}

TEST(GtestReport, CompilesWhateverStandsInRequestsAndFindings) {
  brazecheck::Run run = test::sample_run();
  for (auto& result : run.results) {
    for (auto& failure : result.failures) {
      failure.summary += " )x\" */ \\ \n#include <nothing> \xE2\x82\xAC";
      failure.curl += "\\\n  --data ')x\" )xx\" \\'";
    }
  }
  const test::TempFolder folder;
  const auto file = folder.path() / "regression_test.cc";
  write_atomically(file, gtest_document(run));
  const std::string compile = "c++ -std=c++17 -Wall -Werror -fsyntax-only '" + file.string() + "'";
  EXPECT_EQ(std::system(compile.c_str()), 0);
}

}  // namespace
}  // namespace brazecheck
