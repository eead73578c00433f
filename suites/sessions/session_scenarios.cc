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

// The sessions of a day are those of its hours. Where a day begins is up to the company's time
// zone, and with half hours it begins within an hour: so some 23 hours in a row have no more than
// the day, and those with an hour before and behind no fewer.
void hours_add_up(Session& session) {
  constexpr int kDay = 24, kZones = 14;
  const Moment day = std::chrono::floor<std::chrono::days>(morning(2));
  const auto of = [&](const char* unit, int length, Moment end) {
    return series::read(
        session, sessions(), {},
        {{"length", std::to_string(length)}, {"unit", unit}, {"ending_at", to_text(end)}});
  };
  const double whole = of("day", 1, day + std::chrono::hours(kDay / 2)).at(day, "sessions");
  const series::Points hours =
      of("hour", kDay + 2 * kZones, day + std::chrono::hours(kDay + kZones));
  if (session.failed()) return;
  if (whole == 0 || hours.all.size() < kDay + 2) return session.skip("there were no sessions");
  bool fits = false;
  for (std::size_t first = 0; first + kDay + 1 <= hours.all.size(); ++first) {
    double outer = 0;
    for (std::size_t i = first; i < first + kDay + 1; ++i)
      outer += hours.at(hours.times[i], "sessions");
    const double inner = outer - hours.at(hours.times[first], "sessions") -
                         hours.at(hours.times[first + kDay], "sessions");
    fits = fits || (inner <= whole && whole <= outer);
  }
  session.expect(fits, "the hours of a day add up to the day",
                 std::to_string(whole) + " in the day, by hour " + Json(hours.all).dump());
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
    ScenarioRegistration{{"sessions.data_series/hours-add-up", kUses, hours_add_up}},
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
