#pragma once

#include <optional>

#include "mock/messaging.h"

namespace brazecheck::mock {

/// Table of messages that wait for their time: {"by", "request", "schedule", "dispatch_id",
/// "created_at"} by schedule ID. "by" is the name of an Origin.
inline constexpr char kSchedules[] = "schedules";

[[nodiscard]] std::string_view name_of(Origin origin);

/// When everybody has got a message of this schedule; for local and optimal time the end of the
/// last time zone. Nullopt where the time cannot be read.
[[nodiscard]] std::optional<Time> due_time(const Json& schedule);
/// Whether the local time of a schedule has passed in all time zones, or in the first of them.
[[nodiscard]] bool passed_everywhere(const Json& schedule, Time now);
[[nodiscard]] bool passed_somewhere(const Json& schedule, Time now);

/// Sends every message whose time has come and takes it off the table. To be called by whatever
/// shows effects of sending. Costs a look at each schedule.
void send_due(State* state, Time now);

}  // namespace brazecheck::mock
