#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>

#include "reports/files.h"
#include "sample_run.h"

namespace brazecheck {
namespace {

using test::sample_run;
using testing::HasSubstr;

/// By libxml2, a parser that is not ours; and against the schema of the format.
bool is_valid(const std::string& document) {
  const test::TempFolder folder;
  const std::string file = (folder.path() / "junit.xml").string();
  std::ofstream(file, std::ios::binary) << document;
  const std::string command = "xmllint --noout --nonet --schema " BRAZECHECK_TEST_DATA
                              "/junit.xsd " +
                              file + " 2>/dev/null";
  return std::system(command.c_str()) == 0;
}

TEST(JunitTest, LooksAsAgreed) { test::expect_golden("junit.xml", junit_document(sample_run())); }

TEST(JunitTest, IsWhatReadersOfTheFormatAccept) {
  EXPECT_TRUE(is_valid(junit_document(sample_run())));
  EXPECT_TRUE(is_valid(junit_document(brazecheck::Run())));
}

TEST(JunitTest, SaysEveryVerdictInItsOwnWay) {
  const std::string xml = junit_document(sample_run());
  EXPECT_THAT(xml,
              HasSubstr("<testsuites name=\"brazecheck\" tests=\"8\" failures=\"3\" errors=\"1\""));
  EXPECT_THAT(xml, HasSubstr("<skipped message=\"not tested: destroys data"));
  EXPECT_THAT(xml, HasSubstr("<skipped message=\"not applicable: no key"));
  EXPECT_THAT(xml, HasSubstr("<error message=\"the fixture could not be set up"));
  EXPECT_THAT(xml, HasSubstr("<system-out>warning: "));
}

TEST(JunitTest, SurvivesEveryByteInEveryText) {
  brazecheck::Run run = sample_run();
  std::string bytes;
  for (int byte = 0; byte < 256; ++byte) bytes += static_cast<char>(byte);
  bytes += "\xEF\xBF\xBE \xEF\xBF\xBF \xED\xA0\x80 \xF4\x90\x80\x80 ]]> <![CDATA[";
  for (RequirementResult& result : run.results) {
    result.statement = result.reason = bytes;
    for (Failure& failure : result.failures)
      failure.summary = failure.actual = failure.curl = bytes;
  }
  EXPECT_TRUE(is_valid(junit_document(run)));
}

TEST(JunitTest, NoTwoCasesShareTheirName) {
  brazecheck::Run run = sample_run();
  run.results.push_back(run.results.front());
  const std::string xml = junit_document(run);
  EXPECT_TRUE(is_valid(xml));
  EXPECT_THAT(xml, HasSubstr("name=\"users.track/events-max-items (2)\""));
}

TEST(JunitTest, DoesNotDependOnTheOrderOfResults) {
  brazecheck::Run run = sample_run();
  std::reverse(run.results.begin(), run.results.end());
  EXPECT_EQ(junit_document(run), junit_document(sample_run()));
}

}  // namespace
}  // namespace brazecheck
