#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "contract/json.h"

namespace brazecheck {

/// A moment to the second, as scenarios send and read them.
using Moment = std::chrono::sys_seconds;

/// Now, by the clock of this machine.
[[nodiscard]] Moment present();
/// Half past nine (UTC) of the day `days` days ago: an hour of the day that has the same date from
/// Alaska to Kiribati, so that the time zone of a company does not change which days a series has.
[[nodiscard]] Moment morning(int days_ago);

/// "2026-01-31T09:30:00Z".
[[nodiscard]] std::string to_text(Moment moment);
/// "2026-01-31", the day in UTC.
[[nodiscard]] std::string to_day(Moment moment);

/// Whether the value is a text of the form of a day: "2026-01-31".
[[nodiscard]] bool is_day(const Json& value);
/// Whether the value is a text of a day and a time of it.
[[nodiscard]] bool is_day_and_time(const Json& value);
/// The moment that a value names: a day is its beginning, a time without a zone is of UTC. Nullopt
/// where it is no text of such a form.
[[nodiscard]] std::optional<Moment> moment_of(const Json& value);

}  // namespace brazecheck
