#include "reports/files.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <memory>
#include <system_error>

#include "contract/error.h"
#include "reports/reports.h"

namespace brazecheck {
namespace fs = std::filesystem;
namespace {

[[noreturn]] void unwritable(const fs::path& path, const std::string& reason) {
  throw InputError("report.unwritable", path.string(), reason);
}

std::string reason_of(int error) { return std::generic_category().message(error); }

/// Folders as needed, down to `directory`.
void make_directory(const fs::path& directory) {
  std::error_code error;
  fs::create_directories(directory, error);
  if (fs::is_directory(directory)) return;
  if (fs::exists(directory)) unwritable(directory, "is a file, not a folder");
  unwritable(directory, error ? error.message() : "cannot be created");
}

/// A file that an earlier run of ours may have left in an Allure results folder.
bool is_ours(const std::string& name) {
  constexpr std::size_t kUuid = 36;
  return name.size() > kUuid && name[kUuid] == '-' &&
         (name.ends_with("-result.json") || name.find("-attachment-") == kUuid);
}

void write_allure(const Run& run, const fs::path& directory) {
  make_directory(directory);
  const std::map<std::string, std::string> files = allure_files(run);
  for (const auto& [name, content] : files) write_atomically(directory / name, content);
  // Results of an earlier run would be counted as if they were of this one.
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(directory, error)) {
    const std::string name = entry.path().filename().string();
    if (is_ours(name) && !files.contains(name)) fs::remove(entry.path(), error);
  }
}

struct Format {
  std::string_view name;
  void (*write)(const Run& run, const fs::path& directory);
};

constexpr Format kFormats[] = {
    {"json",
     [](const Run& run, const fs::path& directory) {
       write_atomically(
           directory / "results.json",
           results_document(run).dump(2, ' ', false, Json::error_handler_t::replace) + "\n");
     }},
    {"allure", [](const Run& run,
                  const fs::path& directory) { write_allure(run, directory / "allure-results"); }},
    {"junit",
     [](const Run& run, const fs::path& directory) {
       write_atomically(directory / "junit.xml", junit_document(run));
     }},
    {"gtest",
     [](const Run& run, const fs::path& directory) {
       write_atomically(directory / "regression_test.cc", gtest_document(run));
     }},
};

}  // namespace

void write_atomically(const fs::path& file, std::string_view content) {
  const fs::path part = file.string() + fmt::format(".{}.part", getpid());
  std::FILE* out = std::fopen(part.c_str(), "wb");
  if (out == nullptr) unwritable(file, reason_of(errno));
  const bool written = std::fwrite(content.data(), 1, content.size(), out) == content.size();
  int failed = written ? 0 : errno;
  if (std::fclose(out) != 0 && failed == 0) failed = errno;
  std::error_code error;
  if (failed == 0) fs::rename(part, file, error);
  if (failed == 0 && !error) return;
  std::error_code ignored;
  fs::remove(part, ignored);
  unwritable(file, failed != 0 ? reason_of(failed) : error.message());
}

std::vector<std::string> report_formats() {
  std::vector<std::string> names;
  for (const Format& format : kFormats) names.emplace_back(format.name);
  return names;
}

void write_reports(const Run& run, const fs::path& directory,
                   const std::vector<std::string>& formats) {
  std::vector<const Format*> chosen;
  for (const std::string& name : formats) {
    const auto* format = std::find_if(std::begin(kFormats), std::end(kFormats),
                                      [&](const Format& f) { return f.name == name; });
    if (format == std::end(kFormats)) {
      throw InputError("report.unknown-format", name,
                       fmt::format("is not one of {}", fmt::join(report_formats(), ", ")));
    }
    chosen.push_back(format);
  }
  make_directory(directory);
  for (const Format* format : chosen) format->write(run, directory);
}

void check_report_directory(const fs::path& directory) {
  make_directory(directory);
  const fs::path probe = directory / ".brazecheck-probe";
  write_atomically(probe, "");
  std::error_code error;
  fs::remove(probe, error);
  if (error) unwritable(directory, error.message());
}

}  // namespace brazecheck
