#pragma once

#include <string>

#include "suites/campaigns/sending.h"

/// Schedules of API-triggered campaigns and Canvases.
namespace brazecheck::dashboard {

/// Creates a schedule for one user (nobody where ""), which is deleted at the end where it is for
/// another time than soon. The answer.
Json create_schedule(Session& session, const Kind& kind, const Json& schedule,
                     const std::string& external_id = "");
[[nodiscard]] Call update_schedule(Session& session, const Kind& kind, const std::string& id,
                                   const Json& schedule);
[[nodiscard]] Call delete_schedule(Session& session, const Kind& kind, const std::string& id);
/// Creates one of its own, and lays it to schedule-id-usable where it cannot be changed then: what
/// follows is about more than whether schedules are created at all.
void creates_schedules(Session& session, const Kind& kind);
/// Whether the call is answered with success.
[[nodiscard]] bool accepted(Session& session, const Call& call);

/// A schedule so many years ahead.
[[nodiscard]] Json far_schedule(int years = 1);
/// "2026-03-01T08:00:00".
[[nodiscard]] std::string without_zone(Moment moment);

}  // namespace brazecheck::dashboard
