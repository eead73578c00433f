#include "suites/answer.h"
#include "suites/series.h"

// Sessions are what apps report, so a series is held against itself:
// https://www.braze.com/docs/api/endpoints/export/sessions/get_sessions_analytics/
namespace brazecheck {
namespace {

const std::vector<std::string> kUses = {"sessions.data_series"};

series::Series sessions() {
  return {.operation = "sessions.data_series",
          .counts = {"sessions"},
          .subject = {},
          .hourly = true,
          .steady = true,
          .complete = true};
}

// A segment with analytics tracking that the workspace has.
std::vector<std::string> tracked_segment(Session& session) {
  const Json body =
      session.ok({.operation = "segments.list", .path = {}, .query = {}, .body = std::nullopt});
  for (const Json& segment : list(body, "segments")) {
    const Json id = member(segment, "id");
    if (member(segment, "analytics_tracking_enabled") == true && id.is_string()) return {id};
  }
  session.skip("no segment with analytics tracking is listed");
  return {""};
}

const ScenarioRegistration kRegistrations[] = {
    ScenarioRegistration{
        {"sessions.data_series/at-most-length-points", kUses, series::at_most_length(sessions())}},
    ScenarioRegistration{
        {"sessions.data_series/one-point-a-unit", kUses, series::one_point_a_unit(sessions())}},
    ScenarioRegistration{
        {"sessions.data_series/points-in-window", kUses, series::within_window(sessions())}},
    ScenarioRegistration{
        {"sessions.data_series/ending-at-default", kUses, series::ends_now_by_default(sessions())}},
    ScenarioRegistration{
        {"sessions.data_series/unit-default", kUses, series::days_by_default(sessions())}},
    ScenarioRegistration{
        {"sessions.data_series/time-by-unit", kUses, series::time_by_unit(sessions())}},
    ScenarioRegistration{{"sessions.data_series/limited-to-app", kUses,
                          series::limited_by(sessions(), "app_id", series::supplied({"app_id"}))}},
    ScenarioRegistration{{"sessions.data_series/limited-to-segment",
                          {"sessions.data_series", "segments.list"},
                          series::limited_by(sessions(), "segment_id", tracked_segment)}},
};

}  // namespace
}  // namespace brazecheck
