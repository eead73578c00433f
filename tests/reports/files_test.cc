#include "reports/files.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "contract/error.h"
#include "reports/reports.h"
#include "sample_run.h"

namespace brazecheck {
namespace {

namespace fs = std::filesystem;
using test::read_file;
using test::sample_run;
using test::TempFolder;
using testing::HasSubstr;
using testing::UnorderedElementsAre;

std::vector<std::string> names_in(const fs::path& folder) {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(folder)) names.push_back(entry.path().filename());
  return names;
}

std::string error_of(const std::function<void()>& action) {
  try {
    action();
    return "";
  } catch (const InputError& e) {
    return e.what();
  }
}

TEST(ReportFilesTest, WritesWhatWasAskedFor) {
  const TempFolder folder;
  write_reports(sample_run(), folder.path() / "a" / "b", {"json", "junit"});
  EXPECT_THAT(names_in(folder.path() / "a" / "b"),
              UnorderedElementsAre("results.json", "junit.xml"));
  write_reports(sample_run(), folder.path() / "a" / "b", report_formats());
  EXPECT_THAT(
      names_in(folder.path() / "a" / "b"),
      UnorderedElementsAre("results.json", "junit.xml", "allure-results", "regression_test.cc"));
}

TEST(ReportFilesTest, TheSameRunGivesTheSameBytes) {
  const TempFolder one, two;
  brazecheck::Run reversed = sample_run();
  std::reverse(reversed.results.begin(), reversed.results.end());
  write_reports(sample_run(), one.path(), report_formats());
  write_reports(reversed, two.path(), report_formats());
  std::size_t compared = 0;
  for (const auto& entry : fs::recursive_directory_iterator(one.path())) {
    if (!entry.is_regular_file()) continue;
    EXPECT_EQ(read_file(entry.path()),
              read_file(two.path() / fs::relative(entry.path(), one.path())));
    ++compared;
  }
  EXPECT_GT(compared, sample_run().results.size());
}

TEST(ReportFilesTest, AnEarlierRunLeavesNoResultsBehindButForeignFilesStay) {
  const TempFolder folder;
  write_reports(sample_run(), folder.path(), {"allure"});
  const fs::path results = folder.path() / "allure-results";
  std::ofstream(results / "categories.json") << "[]";
  brazecheck::Run next = sample_run();
  next.info.started_at = "2026-02-01T12:00:00Z";
  next.results.resize(1);
  write_reports(next, folder.path(), {"allure"});
  std::size_t count = 0;
  for (const std::string& name : names_in(results)) count += name.ends_with("-result.json");
  EXPECT_EQ(count, 1u);
  EXPECT_TRUE(fs::exists(results / "categories.json"));
  EXPECT_EQ(names_in(results).size(), allure_files(next).size() + 1);
}

TEST(ReportFilesTest, AnUnknownFormatWritesNothing) {
  const TempFolder folder;
  const std::string error = error_of([&] {
    write_reports(sample_run(), folder.path() / "r", {"json", "pdf"});
  });
  EXPECT_EQ(error, "[report.unknown-format] pdf: is not one of json, allure, junit, gtest");
  EXPECT_FALSE(fs::exists(folder.path() / "r"));
}

TEST(ReportFilesTest, ReplacingAFileLeavesOneFile) {
  const TempFolder folder;
  write_atomically(folder.path() / "f", "old");
  write_atomically(folder.path() / "f", std::string("new\0", 4));
  EXPECT_EQ(read_file(folder.path() / "f"), std::string("new\0", 4));
  EXPECT_THAT(names_in(folder.path()), UnorderedElementsAre("f"));
}

TEST(ReportFilesTest, AFailedWriteLeavesNothingBehind) {
  const TempFolder folder;
  fs::create_directory(folder.path() / "taken");
  EXPECT_THAT(error_of([&] { write_atomically(folder.path() / "taken", "x"); }),
              HasSubstr("[report.unwritable] "));
  EXPECT_THAT(names_in(folder.path()), UnorderedElementsAre("taken"));
}

TEST(CheckReportDirectoryTest, MakesTheFolderAndLeavesItEmpty) {
  const TempFolder folder;
  check_report_directory(folder.path() / "a" / "b");
  EXPECT_TRUE(fs::is_empty(folder.path() / "a" / "b"));
}

TEST(CheckReportDirectoryTest, RefusesAFile) {
  const TempFolder folder;
  std::ofstream(folder.path() / "file") << "x";
  EXPECT_EQ(
      error_of([&] { check_report_directory(folder.path() / "file"); }),
      "[report.unwritable] " + (folder.path() / "file").string() + ": is a file, not a folder");
  EXPECT_THAT(error_of([&] { check_report_directory(folder.path() / "file" / "below"); }),
              HasSubstr("[report.unwritable] "));
}

TEST(CheckReportDirectoryTest, RefusesAFolderThatCannotBeWritten) {
  // /proc refuses new files to root as well.
  EXPECT_THAT(error_of([] { check_report_directory("/proc/self"); }),
              HasSubstr("[report.unwritable] "));
}

}  // namespace
}  // namespace brazecheck
