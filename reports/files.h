#pragma once

#include <filesystem>
#include <map>
#include <string>

#include "reports/model.h"

namespace brazecheck {

/// Writes `content` beside `file` and renames it over: readers see all of it or what was there
/// before. Throws InputError("report.unwritable", …), leaving nothing behind.
void write_atomically(const std::filesystem::path& file, std::string_view content);

/// The run in JUnit's format, within what Jenkins' junit-10.xsd allows. Warnings pass, with their
/// text as output; errors of the harness are <error>; what was not judged is <skipped>.
[[nodiscard]] std::string junit_document(const Run& run);

/// The failures of the run as a C++ file of GoogleTest tests, one each, to keep: every test asks
/// brazecheck for that requirement again, with the same seed, and shows the request when it fails.
[[nodiscard]] std::string gtest_document(const Run& run);

/// Files of an Allure results folder by name. One result a requirement and operation. A failure is
/// `failed`, an error of the harness `broken`, what was not judged `skipped`; a warning is `passed`
/// with the tag "warning", because it does not fail the run either.
[[nodiscard]] std::map<std::string, std::string> allure_files(const Run& run);

}  // namespace brazecheck
