#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "contract/error.h"
#include "reports/reports.h"
#include "sample_run.h"

namespace brazecheck {
namespace {

using test::sample_run;
using test::TempFolder;
using testing::HasSubstr;

std::string load_error(const std::string& text) {
  const TempFolder folder;
  std::ofstream(folder.path() / "r.json", std::ios::binary) << text;
  try {
    (void)load_results(folder.path() / "r.json");
    return "loaded";
  } catch (const InputError& e) {
    EXPECT_THAT(e.where(), HasSubstr("r.json"));
    return e.id();
  }
}

TEST(ResultsJsonTest, LooksAsAgreed) {
  test::expect_golden("results.json", results_document(sample_run()).dump(2) + "\n");
}

TEST(ResultsJsonTest, ComesBackAsItWas) {
  const TempFolder folder;
  const brazecheck::Run run = sample_run();
  write_reports(run, folder.path(), {"json"});
  const brazecheck::Run loaded = load_results(folder.path() / "results.json");
  EXPECT_EQ(results_document(loaded), results_document(run));
  EXPECT_EQ(loaded.exit_code(), run.exit_code());
  EXPECT_EQ(loaded.info.seed, run.info.seed);
  // Sorted by operation, then requirement: users.track: common/documented-status.
  const Failure& failure = loaded.results.at(5).failures.at(0);
  EXPECT_EQ(failure.exchanges.at(0).response.value().body_text, "\xff\xfe raw \x07");
  EXPECT_EQ(failure.exchanges.at(1).error.value().kind, TransportError::Kind::kReset);
}

TEST(ResultsJsonTest, AnEmptyRunComesBack) {
  const TempFolder folder;
  write_reports(brazecheck::Run(), folder.path(), {"json"});
  EXPECT_EQ(load_results(folder.path() / "results.json").exit_code(), 4);
}

TEST(ResultsJsonTest, RefusesAFileThatIsCutOffAnywhere) {
  const std::string whole = results_document(sample_run()).dump();
  for (std::size_t length = 0; length < whole.size(); length += 97) {
    EXPECT_EQ(load_error(whole.substr(0, length)), "report.unreadable");
  }
}

TEST(ResultsJsonTest, RefusesAFileWithoutItsFooterOrWithAnother) {
  Json document = results_document(sample_run());
  Json changed = document;
  changed["results"][0]["verdict"] = "pass";
  EXPECT_EQ(load_error(changed.dump()), "report.no-footer");
  changed = document;
  changed["results"].erase(0);
  EXPECT_EQ(load_error(changed.dump()), "report.no-footer");
  changed = document;
  changed["footer"] = 1;
  EXPECT_EQ(load_error(changed.dump()), "report.no-footer");
  document.erase("footer");
  EXPECT_EQ(load_error(document.dump()), "report.no-footer");
}

TEST(ResultsJsonTest, RefusesWhatIsNoReport) {
  for (const char* text : {"", "[]", "null", "\xff", "{", "1"}) {
    EXPECT_EQ(load_error(text), "report.unreadable");
  }
  EXPECT_EQ(load_error("{}"), "report.no-footer");
  EXPECT_EQ(load_error(R"({"footer":{}})"), "report.unreadable");
  EXPECT_EQ(load_error(std::string(100'000, '[') + std::string(100'000, ']')), "report.unreadable");
  EXPECT_THROW((void)load_results("/nonexistent/results.json"), InputError);
  EXPECT_THROW((void)load_results("/"), InputError);
}

}  // namespace
}  // namespace brazecheck
