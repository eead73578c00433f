#pragma once

#include <string_view>

/// Scanners of date and time notations; each reads its text once.
namespace brazecheck {

/// yyyy-MM-dd, a day of the calendar.
[[nodiscard]] bool is_date(std::string_view text);

/// ISO 8601 with a zone: `T` or space, seconds and fraction optional, offset with or without colon,
/// after a space too, and with one digit of hours.
[[nodiscard]] bool is_date_time(std::string_view text);

/// date-time or one of the other notations of the user attributes page.
[[nodiscard]] bool is_braze_time(std::string_view text);

/// ISO 8601, zone and time optional, or milliseconds behind a colon.
[[nodiscard]] bool is_braze_event_time(std::string_view text);

}  // namespace brazecheck
