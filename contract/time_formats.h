#pragma once

#include <cstdint>
#include <optional>
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

/// A date, or a date and time of ISO 8601 with or without zone.
[[nodiscard]] bool is_iso8601(std::string_view text);

/// A date and time of ISO 8601 without zone.
[[nodiscard]] bool is_local_date_time(std::string_view text);

/// The moment that an iso8601 text names, in milliseconds since 1970; without a zone it is read as
/// UTC. Nullopt for other texts.
[[nodiscard]] std::optional<std::int64_t> moment_of(std::string_view text);

}  // namespace brazecheck
