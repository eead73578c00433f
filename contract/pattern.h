#pragma once

#include <memory>
#include <string>
#include <string_view>

namespace brazecheck {

/// A regular expression, matched in linear time (RE2), found anywhere in the text as JSON Schema
/// asks: anchors are the author's.
class Pattern {
 public:
  /// Throws InputError("contract.bad-pattern", where, …) for what RE2 refuses.
  Pattern(const std::string& text, const std::string& where);
  ~Pattern();
  Pattern(const Pattern&) = delete;
  Pattern& operator=(const Pattern&) = delete;

  [[nodiscard]] bool matches(std::string_view text) const;
  [[nodiscard]] const std::string& text() const { return text_; }

 private:
  struct Impl;
  std::string text_;
  std::unique_ptr<Impl> impl_;
};

}  // namespace brazecheck
