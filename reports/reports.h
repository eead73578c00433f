#pragma once

#include <cstdio>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "contract/json.h"
#include "reports/model.h"

namespace brazecheck {

/// The live summary. On a terminal one progress line with counts, redrawn; otherwise a plain line
/// every few seconds and one per failure. Colours only on a terminal and without NO_COLOR.
struct ConsoleOptions {
  std::FILE* out = stdout;
  bool terminal = false;
  bool color = false;
};
[[nodiscard]] std::unique_ptr<Listener> console_report(ConsoleOptions options);

/// The run as a document with a footer, and back. load_results throws InputError
/// ("report.unreadable", "report.no-footer") for a file that is cut off.
[[nodiscard]] Json results_document(const Run& run);
[[nodiscard]] Run load_results(const std::filesystem::path& file);

/// Names of the file formats: "json", "allure", "junit", "gtest".
[[nodiscard]] std::vector<std::string> report_formats();
/// Writes the named formats into `directory`: results.json, allure-results/, junit.xml,
/// regression_test.cc. A file is
/// complete or absent (written beside and renamed). Throws InputError("report.unwritable", …).
void write_reports(const Run& run, const std::filesystem::path& directory,
                   const std::vector<std::string>& formats);
/// Fails early, before a run of minutes: the directory can be made and written. Throws as above.
void check_report_directory(const std::filesystem::path& directory);

}  // namespace brazecheck
