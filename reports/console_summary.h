#pragma once

#include <string>

#include "reports/model.h"

namespace brazecheck {

/// Paints text for a terminal, or leaves it alone.
class Paint {
 public:
  explicit Paint(bool color) : color_(color) {}
  [[nodiscard]] std::string bold(const std::string& text) const { return with("1", text); }
  [[nodiscard]] std::string dim(const std::string& text) const { return with("2", text); }
  [[nodiscard]] std::string red(const std::string& text) const { return with("31", text); }
  [[nodiscard]] std::string green(const std::string& text) const { return with("32", text); }
  [[nodiscard]] std::string yellow(const std::string& text) const { return with("33", text); }

 private:
  [[nodiscard]] std::string with(const char* code, const std::string& text) const {
    return color_ ? "\x1b[" + std::string(code) + "m" + text + "\x1b[0m" : text;
  }
  bool color_;
};

/// The end of the console report: failures, warnings and errors, what was not judged and why, a
/// table per operation, and the totals as the last line. At most 100 columns, commands aside.
[[nodiscard]] std::string console_summary(const Run& run, const Paint& paint);

}  // namespace brazecheck
