#pragma once

#include <span>
#include <string>
#include <string_view>

namespace brazecheck {

/// A named string format. Formats describe notations (what a date-time looks like), never which
/// values Braze accepts: such lists are data in schemas/.
struct Format {
  std::string_view name;
  bool (*matches)(std::string_view text);
  std::string_view description;  ///< "a date and time as in ISO 8601"
  /// Well-formed samples and near misses; tests hold both against `matches`, generators use them.
  std::span<const std::string_view> valid;
  std::span<const std::string_view> invalid;
};

/// Null for an unknown name.
[[nodiscard]] const Format* find_format(std::string_view name);
[[nodiscard]] std::span<const Format> all_formats();

}  // namespace brazecheck
