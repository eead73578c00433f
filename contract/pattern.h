#pragma once

#include <array>
#include <memory>
#include <optional>
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

  /// Patterns of ASCII sets that a look at each byte decides: "^[a-z_]+$" and "^([^$]|$)".
  struct Shortcut {
    std::array<bool, 128> allowed{};
    bool first_only = false;  ///< says nothing of what comes after the first character
    bool may_be_empty = false;
  };
  static std::optional<Shortcut> shortcut_of(std::string_view text);

  std::string text_;
  std::optional<Shortcut> shortcut_;
  std::unique_ptr<Impl> impl_;
};

}  // namespace brazecheck
