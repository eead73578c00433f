#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "contract/json.h"
#include "mock/clock.h"

namespace brazecheck::mock {

/// The time that member `name` of a table's row holds: text as parse_time() reads it, milliseconds
/// since the epoch, or {"days_ago": n, "hours": h}, the h-th hour (UTC) of the day n days before
/// `now`, which is how fixtures stay near the present. Nullopt for anything else.
[[nodiscard]] std::optional<Time> row_time(const Json& document, std::string_view name, Time now);

/// "2020-06-17 19:27:44 +0000", as lists of addresses print times.
[[nodiscard]] std::string to_spaced_time(Time time);
/// "2024-03-02T11:45:31" followed by `zone`.
[[nodiscard]] std::string to_second_time(Time time, std::string_view zone);

}  // namespace brazecheck::mock
