#include "suites/answer.h"
#include "suites/events/tracked.h"

// What a series of a custom event counts:
// https://www.braze.com/docs/api/endpoints/export/custom_events/get_custom_events_analytics/
namespace brazecheck::tracked {
namespace {

using series::Points;

const std::vector<std::string> kCounted = {"events.data_series", "users.track", "users.export.ids"};
const std::vector<std::string> kListed = {"events.data_series", "events.list"};

constexpr char kCounts[] = "events.data_series/counts-occurrences";

// A series of an event that the workspace has already.
series::Series listed() {
  series::Series out = events();
  out.subject = [](Session& session) -> Fields {
    const Json names = list(
        session.ok({.operation = "events.list", .path = {}, .query = {}, .body = std::nullopt}),
        "events");
    if (names.empty() || !names.front().is_string()) {
      session.skip("no custom event is listed");
      return {};
    }
    return {{"event", names.front().get<std::string>()}};
  };
  return out;
}

Moment when() { return morning(2); }

double total(Session& session, const Fields& subject, Fields more = {}) {
  Fields query = around(when());
  for (auto& field : more) query.push_back(std::move(field));
  return series::read(session, events(), subject, std::move(query)).total("count");
}

// An event of the scenario's own that happened twice, in no app.
Fields own_event(Session& session, const std::string& external_id) {
  const std::string event = name(session);
  happen(session, external_id, {{.name = event, .times = 2, .at = when()}});
  Fields subject = {{"event", event}};
  session.eventually_of(
      kCounts, [&] { return total(session, subject) == 2; },
      "an event that was tracked twice counts 2");
  return subject;
}

void counts_occurrences(Session& session) {
  const Fields subject = own_event(session, user(session));
  const Points by_day = series::read(session, events(), subject, around(when()));
  const double of_day = by_day.at(std::chrono::floor<std::chrono::days>(when()), "count");
  session.expect(of_day == 2, "both occurrences count for their day", std::to_string(of_day));
  const Points by_hour = series::read(
      session, events(), subject,
      {{"length", "3"}, {"unit", "hour"}, {"ending_at", to_text(when() + std::chrono::hours(1))}});
  double of_hour = 0;
  for (const Moment hour : by_hour.times) {
    if (hour <= when() && when() < hour + std::chrono::hours(1))
      of_hour = by_hour.at(hour, "count");
  }
  session.expect(of_hour == 2, "both occurrences count for their hour", std::to_string(of_hour));
}

void limited_to_app(Session& session) {
  const std::string app = session.supplied("app_id");
  const std::string external_id = user(session);
  const Fields subject = own_event(session, external_id);
  session.ok(track(external_id, {{.name = name(session), .at = when(), .app = app}}));
  session.eventually_of(
      kCounts, [&] { return total(session, subject) == 3; },
      "an event of an app counts beside two of no app");
  session.eventually(
      [&] {
        return total(session, subject, {{"app_id", app}}) == 1;
      },
      "of three events the one of the app is counted");
}

// Segments with analytics tracking that the workspace has.
std::vector<std::string> tracked_segments(Session& session) {
  const Json body =
      session.ok({.operation = "segments.list", .path = {}, .query = {}, .body = std::nullopt});
  for (const Json& segment : list(body, "segments")) {
    const Json id = member(segment, "id");
    if (member(segment, "analytics_tracking_enabled") == true && id.is_string()) return {id};
  }
  session.skip("no segment with analytics tracking is listed");
  return {""};
}

series::Series own() {
  series::Series out = events();
  out.subject = [](Session& session) { return own_event(session, user(session)); };
  return out;
}

std::vector<std::string> with_segments(std::vector<std::string> uses) {
  uses.emplace_back("segments.list");
  return uses;
}

const ScenarioRegistration kRegistrations[] = {
    ScenarioRegistration{{"events.data_series/counts-occurrences", kCounted, counts_occurrences}},
    ScenarioRegistration{{"events.data_series/limited-to-app", kCounted, limited_to_app}},
    ScenarioRegistration{{"events.data_series/limited-to-segment", with_segments(kCounted),
                          series::limited_by(own(), "segment_id", tracked_segments)}},
    ScenarioRegistration{
        {"events.data_series/at-most-length-points", kListed, series::at_most_length(listed())}},
    ScenarioRegistration{
        {"events.data_series/one-point-a-unit", kListed, series::one_point_a_unit(listed())}},
    ScenarioRegistration{
        {"events.data_series/points-in-window", kListed, series::within_window(listed())}},
    ScenarioRegistration{
        {"events.data_series/ending-at-default", kListed, series::ends_now_by_default(listed())}},
    ScenarioRegistration{
        {"events.data_series/unit-default", kListed, series::days_by_default(listed())}},
    ScenarioRegistration{
        {"events.data_series/time-by-unit", kListed, series::time_by_unit(listed())}},
};

}  // namespace
}  // namespace brazecheck::tracked
