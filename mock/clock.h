#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace brazecheck::mock {

/// A point in time as the emulator stores it.
using Time = std::chrono::sys_time<std::chrono::milliseconds>;

/// What the emulator takes for the present.
using Clock = std::function<Time()>;

[[nodiscard]] Time system_now();

/// "2026-01-31T10:20:30.123Z", as exports print times.
[[nodiscard]] std::string to_export_time(Time time);
/// "2026-01-31T10:20:30.123+00:00", as catalogs print times.
[[nodiscard]] std::string to_catalog_time(Time time);
/// "Sat, 31 Jan 2026 10:20:30 GMT", as HTTP prints times.
[[nodiscard]] std::string to_http_date(Time time);
/// "2026-01-31", the day in UTC.
[[nodiscard]] std::string to_date(Time time);

/// Reads a date, or a date and time, in year-month-day order: `T` or space between, optional
/// fraction (also after a colon), optional `Z` or offset (blank before it allowed). Without a zone
/// it is UTC; without a time, midnight.
[[nodiscard]] std::optional<Time> parse_time(std::string_view text);

/// Whether the text has the form of a zone of the IANA database ("Europe/London", "UTC") or of the
/// long names in use beside them ("Eastern Time (US & Canada)"). Which cities exist is not checked.
[[nodiscard]] bool looks_like_time_zone(std::string_view text);

/// A hash that is the same in every process: 64 bits, well mixed.
[[nodiscard]] std::uint64_t stable_hash(std::uint64_t seed, std::string_view text);

/// `digits` lower-case hex digits drawn from `hash`.
[[nodiscard]] std::string hex_digits(std::uint64_t hash, std::size_t digits);

/// "8c7f…-4…-a…": a version 4 UUID drawn from `hash`.
[[nodiscard]] std::string uuid_from(std::uint64_t hash);

}  // namespace brazecheck::mock
