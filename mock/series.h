#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "mock/call.h"

namespace brazecheck::mock {

/// One point of a data series: what happened in [from, to), under the time that stands for it.
struct Point {
  Time from{}, to{};
  std::string label;  ///< "2024-05-31" for a day, "2024-05-31T10:00:00+00:00" for an hour
};

/// The points that a call asks for, oldest first: `length` of them, each a `unit` ("day", where it
/// is left out, or "hour"). The last is the one that `ending_at` (left out: the present) lies in.
/// Days are those of UTC, the time zone of the emulated company.
[[nodiscard]] std::vector<Point> points_of(const Call& call);

/// The days from that of `first` to that of `last`; none where `last` is earlier.
[[nodiscard]] std::vector<Point> days_between(Time first, Time last);

/// The time of a query parameter, or `otherwise` where it is missing or none.
[[nodiscard]] Time time_parameter(const Call& call, std::string_view name, Time otherwise);

/// What happens in a workspace that nobody but the fixtures ever filled: a whole number that looks
/// like traffic of `per_day` a day, the same for the same subject and hour in every process.
/// Nothing happens before `since` or after `now`.
struct Traffic {
  double per_day = 0;
  Time since{};
  Time now{};

  [[nodiscard]] std::int64_t count(std::string_view subject, const Point& point) const;
};

/// The traffic of a document: its "per_day" since its "created_at"; none for drafts.
[[nodiscard]] Traffic traffic_of(const Json& document, Time now);

/// About `ratio` of `whole`, a whole number that is the same for the same subject and point.
[[nodiscard]] std::int64_t part_of(std::int64_t whole, double ratio, std::string_view subject,
                                   const Point& point);

/// Money to whole cents, as series print it.
[[nodiscard]] double to_cents(double amount);

}  // namespace brazecheck::mock
