#pragma once

#include <filesystem>
#include <string>

#include "reports/model.h"

namespace brazecheck::test {

/// A run with every verdict, a shared requirement that fails twice, and hostile text in it.
[[nodiscard]] Run sample_run();

[[nodiscard]] std::string read_file(const std::filesystem::path& file);

/// Compares with tests/reports/golden/`name`; with BRAZECHECK_UPDATE_GOLDEN set, writes it instead.
void expect_golden(const std::string& name, const std::string& actual);

/// A folder that is removed at the end.
class TempFolder {
 public:
  TempFolder();
  ~TempFolder();
  TempFolder(const TempFolder&) = delete;
  TempFolder& operator=(const TempFolder&) = delete;
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

}  // namespace brazecheck::test
