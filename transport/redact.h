#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "contract/exchange.h"

namespace brazecheck {

/// What stands where a secret stood.
inline constexpr std::string_view kRedacted = "[redacted]";

/// Finds secrets in text and documents and replaces them by kRedacted. A secret is found as it is,
/// in other letter case, and with any of its characters percent-encoded ("%2D"), JSON-escaped
/// ("\-",
/// "\u002d") or, for a space, written as "+".
class Redactor {
 public:
  /// Empty secrets are left out.
  explicit Redactor(std::vector<std::string> secrets);

  /// Adds one more, if it is new.
  void add(const std::string& secret);

  [[nodiscard]] bool knows(std::string_view secret) const;
  [[nodiscard]] bool found_in(std::string_view text) const;
  /// True if something was replaced.
  bool redact(std::string* text) const;
  /// Strings and member names at any depth.
  void redact(Json* document) const;
  /// Names and values. Headers that carry credentials by their nature lose their value altogether.
  void redact_headers(Fields* headers) const;
  void redact_fields(Fields* fields) const;

 private:
  struct Match {
    std::size_t begin, length;
  };
  [[nodiscard]] Match find(std::string_view text, std::size_t from) const;

  std::vector<std::string> secrets_;
  std::array<bool, 256> starts_{};  ///< bytes that can begin a match
};

}  // namespace brazecheck
