#include "suites/users/profile.h"

// What tracking does to profiles:
// https://www.braze.com/docs/api/endpoints/user_data/post_user_track/
namespace brazecheck::users {
namespace {

const std::vector<std::string> kTrackAndExport = {"users.track", "users.export.ids"};

Json custom(const Json& user, const char* name) {
  return member(member(user, "custom_attributes"), name);
}

void read_your_writes(Session& session) {
  const std::string id = new_user(session);
  session.ok(track(Json::array({{{"external_id", id},
                                 {"first_name", "Zoë \U0001F600"},
                                 {"shoe_size", 38.5},
                                 {"member", true},
                                 {"tags", {"a", "b"}}}}),
                   Json::array({event(id, "opened_door")}),
                   Json::array({purchase(id, "lamp", 1)})));
  profile_shows(
      session, id,
      [](const Json& user) {
        return member(user, "first_name") == "Zoë \U0001F600" &&
               custom(user, "shoe_size") == 38.5 && custom(user, "member") == true &&
               custom(user, "tags") == Json({"a", "b"});
      },
      "the attributes that were tracked are exported");
  profile_shows(
      session, id,
      [](const Json& user) {
        return count_of(list(user, "custom_events"), "opened_door") == 1 &&
               count_of(list(user, "purchases"), "lamp") == 1;
      },
      "the event and the purchase that were tracked are exported with a count of 1");
}

void counts_match(Session& session) {
  const std::string id = new_user(session);
  const Json body =
      session.ok(track(Json::array({{{"external_id", id}, {"first_name", "Ada"}}}),
                       Json::array({event(id, "one"), event(id, "two")}), Json::array()));
  if (session.failed()) return;
  session.expect(member(body, "attributes_processed") == 1,
                 "attributes_processed is 1 for one attributes object", body.dump());
  session.expect(member(body, "events_processed") == 2, "events_processed is 2 for two events",
                 body.dump());
  session.expect(!body.contains("purchases_processed"),
                 "purchases_processed is absent where no purchase was sent", body.dump());
}

void partial_success(Session& session) {
  const std::string id = new_user(session);
  const auto& exchange = session.send(
      track(Json::array(),
            Json::array({event(id, "kept"), Json{{"external_id", id}, {"name", "timeless"}}}),
            Json::array()));
  if (session.failed()) return;
  const Json body = exchange.response->body.value_or(Json());
  session.expect(exchange.response->status < 300 && body.is_object() &&
                     member(body, "events_processed") == 1 && list(body, "errors").size() == 1,
                 "of a good and a faulty event one is processed and one is listed in errors",
                 body.dump());
  profile_shows(
      session, id,
      [](const Json& user) { return count_of(list(user, "custom_events"), "kept") == 1; },
      "the good event of a partly faulty request is recorded");
}

void repeated_events_count(Session& session) {
  const std::string id = new_user(session);
  session.ok(
      track(Json::array(), Json::array({event(id, "ping"), event(id, "ping")}), Json::array()));
  session.ok(track(Json::array(), Json::array({event(id, "ping")}), Json::array()));
  profile_shows(
      session, id,
      [](const Json& user) { return count_of(list(user, "custom_events"), "ping") == 3; },
      "an event sent three times counts 3");
}

void quantity_counts(Session& session) {
  const std::string id = new_user(session);
  session.ok(track(Json::array(), Json::array(), Json::array({purchase(id, "pen", 4)})));
  profile_shows(
      session, id,
      [](const Json& user) {
        return count_of(list(user, "purchases"), "pen") == 4 &&
               member(user, "total_revenue") == 10.0;
      },
      "a purchase of quantity 4 counts as 4 purchases, and its revenue fourfold");
}

void null_removes(Session& session) {
  const std::string id = new_user(session);
  session.ok(track_attributes(id, {{"first_name", "Ada"}, {"colour", "red"}}));
  profile_shows(
      session, id, [](const Json& user) { return custom(user, "colour") == "red"; },
      "an attribute that was set is exported");
  session.ok(track_attributes(id, {{"first_name", nullptr}, {"colour", nullptr}}));
  profile_shows(
      session, id,
      [](const Json& user) {
        return member(user, "first_name").is_null() && custom(user, "colour").is_null();
      },
      "attributes set to null are gone");
}

void increments(Session& session) {
  const std::string id = new_user(session);
  session.ok(track_attributes(id, {{"visits", 10}}));
  profile_shows(
      session, id, [](const Json& user) { return custom(user, "visits") == 10; },
      "an integer that was set is exported");
  session.ok(track_attributes(id, {{"visits", {{"inc", 5}}}}));
  session.ok(track_attributes(id, {{"visits", {{"inc", -3}}}}));
  profile_shows(
      session, id, [](const Json& user) { return custom(user, "visits") == 12; },
      "10 incremented by 5 and -3 is 12");
}

void array_add_remove(Session& session) {
  const std::string id = new_user(session);
  session.ok(track_attributes(id, {{"likes", {"a", "b"}}}));
  profile_shows(
      session, id,
      [](const Json& user) {
        return custom(user, "likes") == Json({"a", "b"});
      },
      "a list that was set is exported");
  session.ok(track_attributes(id, {{"likes", {{"add", {"c"}}}}}));
  session.ok(track_attributes(id, {{"likes", {{"remove", {"a"}}}}}));
  profile_shows(
      session, id,
      [](const Json& user) {
        return custom(user, "likes") == Json({"b", "c"});
      },
      "adding c to and removing a from [a, b] leaves [b, c]");
}

void objects_merge(Session& session) {
  const std::string id = new_user(session);
  session.ok(track_attributes(id, {{"home", {{"rooms", 3}, {"garden", true}}}}));
  profile_shows(
      session, id,
      [](const Json& user) {
        return custom(user, "home") == Json({{"rooms", 3}, {"garden", true}});
      },
      "an object that was set is exported");
  session.ok(track_attributes(id, {{"home", {{"rooms", 4}}}, {"_merge_objects", true}}));
  profile_shows(
      session, id,
      [](const Json& user) {
        return custom(user, "home") == Json({{"rooms", 4}, {"garden", true}});
      },
      "with _merge_objects the members that were not sent stay");
  session.ok(track_attributes(id, {{"home", {{"rooms", 5}}}}));
  profile_shows(
      session, id,
      [](const Json& user) {
        return custom(user, "home") == Json({{"rooms", 5}});
      },
      "without _merge_objects the object is replaced");
}

void update_existing_only(Session& session) {
  const std::string id = new_user(session);
  const std::string known = new_user(session, "k");
  session.ok(track_attributes(id, {{"first_name", "Nobody"}, {"_update_existing_only", true}}));
  session.ok(track_attributes(known, {{"first_name", "Ada"}}));
  // Once the later write shows, the earlier one had its time.
  profile_shows(
      session, known, [](const Json&) { return true; }, "a new external ID creates a profile");
  session.expect(profile(session, id).is_null() || session.failed(),
                 "with _update_existing_only no profile is created");
}

const ScenarioRegistration kRegistrations[] = {
    ScenarioRegistration{{"users.track/read-your-writes", kTrackAndExport, read_your_writes}},
    ScenarioRegistration{{"users.track/counts-match", {"users.track"}, counts_match}},
    ScenarioRegistration{{"users.track/partial-success", kTrackAndExport, partial_success}},
    ScenarioRegistration{
        {"users.track/repeated-events-count", kTrackAndExport, repeated_events_count}},
    ScenarioRegistration{{"users.track/quantity-counts", kTrackAndExport, quantity_counts}},
    ScenarioRegistration{{"users.track/null-removes", kTrackAndExport, null_removes}},
    ScenarioRegistration{{"users.track/increments", kTrackAndExport, increments}},
    ScenarioRegistration{{"users.track/array-add-remove", kTrackAndExport, array_add_remove}},
    ScenarioRegistration{{"users.track/objects-merge", kTrackAndExport, objects_merge}},
    ScenarioRegistration{
        {"users.track/update-existing-only", kTrackAndExport, update_existing_only}},
};

}  // namespace
}  // namespace brazecheck::users
