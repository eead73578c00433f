#include "suites/users/profile.h"

// Answers of tracking calls, and tracking in bulk, whose effects are the same:
// https://www.braze.com/docs/api/endpoints/user_data/post_user_track_bulk/
namespace brazecheck::users {
namespace {

constexpr char kBulk[] = "users.track.bulk";

Call by(const std::string& operation, Call call) {
  call.operation = operation;
  return call;
}

std::function<void(Session&)> counts_match(const std::string& operation) {
  return [operation](Session& session) {
    const Known user = known_user(session);
    if (session.failed()) return;
    const Json body = session.ok(
        by(operation, track(Json::array({{{"external_id", user.id}, {"first_name", "Ada"}}}),
                            Json::array({event(user, "one"), event(user, "two")}), Json::array())));
    if (session.failed()) return;
    session.expect(member(body, "attributes_processed") == 1,
                   "attributes_processed is 1 for one attributes object", body.dump());
    session.expect(member(body, "events_processed") == 2, "events_processed is 2 for two events",
                   body.dump());
    session.expect(body.is_object() && !body.contains("purchases_processed"),
                   "purchases_processed is absent where no purchase was sent", body.dump());
  };
}

// Sends attributes, an event and a purchase in bulk.
bool written(Session& session, const Known& user) {
  session.ok(by(kBulk, track(Json::array({{{"external_id", user.id}, {"shoe_size", 38.5}}}),
                             Json::array({event(user, "opened_door")}),
                             Json::array({purchase(user, "lamp", 3)}))));
  return profile_shows_of(
      session, std::string(kBulk) + "/read-your-writes", user.id,
      [](const Json& found) {
        return carries(found, {{"shoe_size", 38.5}}) &&
               !entry_of(list(found, "custom_events"), "opened_door").is_null() &&
               !entry_of(list(found, "purchases"), "lamp").is_null();
      },
      "what was tracked in bulk is exported");
}

std::function<void(Session&)> partial_success(const std::string& operation) {
  return [operation](Session& session) {
    const Known user = known_user(session);
    // Whether anything is recorded at all is another statement.
    if (session.failed() || (operation == kBulk && !written(session, user))) return;
    const Json faulty = {{"external_id", user.id}, {"name", "timeless"}};
    const Exchange& exchange =
        session.send(by(operation, track(Json::array(), Json::array({event(user, "kept"), faulty}),
                                         Json::array())));
    if (session.failed()) return;
    const Json body = exchange.response->body.value_or(Json());
    const Json errors = list(body, "errors");
    session.expect(exchange.response->status < 300 && errors.size() == 1 &&
                       member(errors[0], "index") == 1 &&
                       (member(errors[0], "input_array").is_null() ||
                        member(errors[0], "input_array") == "events"),
                   "of a good and a faulty event the faulty one is listed in errors", body.dump());
    profile_shows(
        session, user.id,
        [](const Json& found) { return count_of(list(found, "custom_events"), "kept") == 1; },
        "the good event of a partly faulty request is recorded");
  };
}

void read_your_writes(Session& session) {
  const Known user = known_user(session);
  if (!session.failed()) written(session, user);
}

void as_track(Session& session) {
  const Known user = known_user(
      session, "",
      {{"visits", 10}, {"likes", {"a", "b"}}, {"colour", "red"}, {"home", {{"rooms", 3}}}});
  if (session.failed() || !written(session, user)) return;
  session.ok(by(kBulk, track(Json::array({{{"external_id", user.id},
                                           {"visits", {{"inc", 2}}},
                                           {"likes", {{"add", {"c"}}, {"remove", {"a"}}}},
                                           {"colour", nullptr},
                                           {"home", {{"garden", true}}},
                                           {"_merge_objects", true}}}),
                             Json::array({event(user, "opened_door")}), Json::array())));
  profile_shows(
      session, user.id,
      [](const Json& found) {
        return carries(found, {{"visits", 12},
                               {"likes", {"b", "c"}},
                               {"colour", nullptr},
                               {"home", {{"rooms", 3}, {"garden", true}}}}) &&
               count_of(list(found, "custom_events"), "opened_door") == 2 &&
               count_of(list(found, "purchases"), "lamp") == 3;
      },
      "increments, changes of lists, nulls, merges and repeated events do what they do by "
      "users.track");
}

const std::vector<std::string> kTrackAndExport = {"users.track", "users.export.ids"};
const std::vector<std::string> kBulkUses = {"users.track", "users.export.ids", kBulk};

const ScenarioRegistration kRegistrations[] = {
    ScenarioRegistration{
        {"users.track/counts-match", kTrackAndExport, counts_match("users.track")}},
    ScenarioRegistration{
        {"users.track/partial-success", kTrackAndExport, partial_success("users.track")}},
    ScenarioRegistration{{"users.track.bulk/counts-match", kBulkUses, counts_match(kBulk)}},
    ScenarioRegistration{{"users.track.bulk/partial-success", kBulkUses, partial_success(kBulk)}},
    ScenarioRegistration{{"users.track.bulk/read-your-writes", kBulkUses, read_your_writes}},
    ScenarioRegistration{{"users.track.bulk/as-track", kBulkUses, as_track}},
};

}  // namespace
}  // namespace brazecheck::users
