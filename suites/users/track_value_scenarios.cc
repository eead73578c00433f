#include "suites/users/profile.h"

// Which values of attributes and times are taken, and as what:
// https://www.braze.com/docs/api/objects_filters/user_attributes_object/
namespace brazecheck::users {
namespace {

// Tracks attributes of a user who has `before`, with a mark beside them; returns the profile once
// the mark shows, or null after a failure.
Json after_setting(Session& session, const Json& before, Json attributes) {
  const Known user = known_user(session, "", before);
  if (session.failed()) return nullptr;
  return after_marking(session, user, std::move(attributes));
}

void invalid_nested_dropped(Session& session) {
  const Json home = {{"rooms", 3}};
  const Json found =
      after_setting(session, {{"home", home}},
                    {{"home", {{"rooms", 4}, {"garden", nullptr}}}, {"_merge_objects", true}});
  if (!session.failed())
    session.expect(custom(found, "home") == home,
                   "with a null in it no value of an object is updated", found.dump());
}

// A list of objects that takes a good half of what an attribute may take.
Json long_list(int first) {
  constexpr int kObjects = 245;
  const std::string text(220, 'x');
  Json objects = Json::array();
  for (int i = first; i < first + kObjects; ++i) objects.push_back({{"id", i}, {"name", text}});
  return objects;
}

void oversized_object_dropped(Session& session) {
  const Json half = long_list(1);
  const Json found =
      after_setting(session, {{"store", half}}, {{"store", {{"$add", long_list(1001)}}}});
  if (!session.failed())
    session.expect(custom(found, "store") == half,
                   "an update that makes an attribute too large leaves it as it was",
                   custom(found, "store").dump().substr(0, 200));
}

void far_years_are_text(Session& session) {
  const std::string far = "3001-02-03T04:05:06Z";
  const Json found = after_setting(
      session, {{"first_name", "Ada"}},
      {{"patience_ends", far}, {"home", {{"rooms", 3}, {"sold_at", {{"$time", far}}}}}});
  if (session.failed()) return;
  session.expect(custom(found, "patience_ends") == far, "a time of the year 3001 is stored as text",
                 found.dump());
  session.expect(member(custom(found, "home"), "sold_at").is_null(),
                 "inside an object it is not stored", found.dump());
}

void unmapped_country_null(Session& session) {
  const Json found =
      after_setting(session, {{"country", "GB"}}, {{"country", "Atlantis of the Sea"}});
  if (!session.failed())
    session.expect(member(found, "country").is_null(), "a country that is none is stored as null",
                   found.dump());
}

void unknown_time_zone_ignored(Session& session) {
  const Json found =
      after_setting(session, {{"time_zone", "Europe/London"}}, {{"time_zone", "Sea/Atlantis"}});
  if (!session.failed())
    session.expect(member(found, "time_zone") == "Europe/London",
                   "a time zone that is none is not set", found.dump());
}

void profile_fields_lower_case(Session& session) {
  const Json found = after_setting(session, {{"first_name", "Ada"}}, {{"First_Name", "Zed"}});
  if (session.failed()) return;
  session.expect(member(found, "first_name") == "Ada",
                 "First_Name does not set the profile's first name", found.dump());
  session.expect(custom(found, "First_Name") == "Zed", "it is a custom attribute", found.dump());
}

void times_without_zone_utc(Session& session) {
  const Known user = known_user(session);
  if (session.failed()) return;
  const std::string day = days_before(user, 3).substr(0, std::string("2026-01-31").size());
  Json timed = event(user, "arrived"), dated = event(user, "left");
  const Json zoned = event(user, "called");
  timed["time"] = day + "T10:20:30";
  dated["time"] = day;
  session.ok(track(Json::array({{{"external_id", user.id}, {"dob", "1990-12-10"}}}),
                   Json::array({timed, dated, zoned}), Json::array()));
  Json found;
  session.eventually_of(
      kWritten,
      [&] {
        found = profile(session, user.id);
        const Json events = list(found, "custom_events");
        return count_of(events, "arrived") == 1 && count_of(events, "left") == 1 &&
               happened(entry_of(events, "called"), 1, user, 1, 1) &&
               !member(found, "dob").is_null();
      },
      "what was tracked is exported");
  if (session.failed()) return;
  const Json events = list(found, "custom_events");
  session.expect(
      moment_in(member(entry_of(events, "arrived"), "last")) == moment_in(day + "T10:20:30Z"),
      "a time without zone is taken as UTC", found.dump());
  session.expect(
      moment_in(member(entry_of(events, "left"), "last")) == moment_in(day + "T00:00:00Z") &&
          moment_in(member(found, "dob")) == moment_in("1990-12-10T00:00:00Z"),
      "a date is taken as its midnight in UTC", found.dump());
}

void future_times_become_now(Session& session) {
  const Known user = known_user(session);
  if (session.failed()) return;
  Json early = event(user, "dreamt"), bought = purchase(user, "ticket", 1);
  early["time"] = bought["time"] = "2999-01-01T00:00:00Z";
  session.ok(track(Json::array(), Json::array({early}), Json::array({bought})));
  Json found;
  session.eventually_of(
      kWritten,
      [&] {
        found = profile(session, user.id);
        return count_of(list(found, "custom_events"), "dreamt") == 1 &&
               count_of(list(found, "purchases"), "ticket") == 1;
      },
      "what was tracked is exported");
  if (session.failed()) return;
  const auto soon = moment_in(days_before(user, -1));
  for (const Json& entry : {entry_of(list(found, "custom_events"), "dreamt"),
                            entry_of(list(found, "purchases"), "ticket")}) {
    const auto at = moment_in(member(entry, "last"));
    session.expect(at >= user.created && at < soon, "a time to come counts as the current time",
                   entry.dump());
  }
}

const std::vector<std::string> kTrackAndExport = {"users.track", "users.export.ids"};

const ScenarioRegistration kRegistrations[] = {
    ScenarioRegistration{
        {"users.track/invalid-nested-dropped", kTrackAndExport, invalid_nested_dropped}},
    ScenarioRegistration{
        {"users.track/oversized-object-dropped", kTrackAndExport, oversized_object_dropped}},
    ScenarioRegistration{{"users.track/far-years-are-text", kTrackAndExport, far_years_are_text}},
    ScenarioRegistration{
        {"users.track/unmapped-country-null", kTrackAndExport, unmapped_country_null}},
    ScenarioRegistration{
        {"users.track/unknown-time-zone-ignored", kTrackAndExport, unknown_time_zone_ignored}},
    ScenarioRegistration{
        {"users.track/profile-fields-lower-case", kTrackAndExport, profile_fields_lower_case}},
    ScenarioRegistration{
        {"users.track/times-without-zone-utc", kTrackAndExport, times_without_zone_utc}},
    ScenarioRegistration{
        {"users.track/future-times-become-now", kTrackAndExport, future_times_become_now}},
};

}  // namespace
}  // namespace brazecheck::users
