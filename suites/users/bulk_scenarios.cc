#include "suites/users/calls.h"

// Answers of tracking calls, and tracking in bulk, whose effects are the same:
// https://www.braze.com/docs/api/endpoints/user_data/post_user_track_bulk/
namespace brazecheck::users {
namespace {

constexpr char kBulk[] = "users.track.bulk";

Call by(const std::string& operation, Call call) {
  call.operation = operation;
  return call;
}

// Sends these arrays, also the empty ones, and compares the counters of the answer with them.
void counts(Session& session, const std::string& operation, const Json& arrays) {
  const Exchange& exchange = session.send(post(operation, arrays));
  if (session.failed()) return;
  const Json body = exchange.response->body.value_or(Json());
  if (!session.expect_of(operation + "/partial-success", exchange.response->status < 300,
                         "a request with good objects is accepted", body.dump()))
    return;
  for (const auto& [name, sent] : arrays.items()) {
    std::size_t accepted = sent.size();
    for (const Json& error : list(body, "errors")) {
      if (member(error, "input_array") == name) --accepted;
    }
    const std::string counter = name + "_processed";
    if (sent.empty()) {
      session.expect(body.is_object() && !body.contains(counter),
                     counter + " is absent where the array is empty", body.dump());
    } else {
      session.expect(member(body, counter) == accepted,
                     counter + " is the number of objects without those that errors lists",
                     body.dump());
    }
  }
}

std::function<void(Session&)> counts_match(const std::string& operation) {
  return [operation](Session& session) {
    const Known user = known_user(session);
    if (session.failed()) return;
    // Bulk requests are for longer arrays.
    const std::size_t length = operation == kBulk ? 80 : 13;
    const Json named = {{"external_id", user.id}, {"first_name", "Ada"}};
    Json events = Json::array();
    for (int i = 0; i < 12; ++i) events.push_back(event(user, "one"));
    counts(session, operation,
           {{"attributes", Json(length, named)}, {"events", events}, {"purchases", Json::array()}});
    counts(session, operation,
           {{"attributes", {named, {{"first_name", "Nobody"}}, named}},
            {"events", Json::array()},
            {"purchases", {purchase(user, "pen", 1), purchase(user, "cup", 2)}}});
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

// More objects than users.track takes at once.
void each_of_many(Session& session, const Known& user) {
  constexpr int kMany = 45;
  Json events = Json::array(), purchases = Json::array();
  for (int i = 1; i <= kMany; ++i) {
    events.push_back(event(user, "step", i));
    purchases.push_back(purchase(user, "stone", 1, i));
  }
  session.ok(by(kBulk, track(Json::array(), events, purchases)));
  profile_shows(
      session, user.id,
      [&](const Json& found) {
        return happened(entry_of(list(found, "custom_events"), "step"), kMany, user, kMany, 1) &&
               happened(entry_of(list(found, "purchases"), "stone"), kMany, user, kMany, 1);
      },
      "of many events and purchases in one request each is on the profile");
}

void read_your_writes(Session& session) {
  const Known user = known_user(session);
  if (!session.failed() && written(session, user)) each_of_many(session, user);
}

void as_track(Session& session) {
  const Known user = known_user(
      session, "",
      {{"visits", 10}, {"likes", {"a", "b"}}, {"colour", "red"}, {"home", {{"rooms", 3}}}});
  if (session.failed() || !written(session, user)) return;
  // Values that are easily damaged, and times that a zone wrote.
  const Json fragile = {{"folder", "C:\\new \"x\" \\/"},
                        {"story", std::string(230, 's') + " The End."},
                        {"points", 9007199254740993},
                        {"debt", 0},
                        {"banned", false},
                        {"Gr\u00f6\u00dfe", "  Zo\u00eb \U0001F600 "}};
  Json sent = fragile;
  sent["external_id"] = user.id;
  Json east = event(user, "Rose \u8336"), west = purchase(user, "Moon", 2);
  east["time"] = days_before_in_zone(user, 2, 330);
  west["time"] = days_before_in_zone(user, 2, -210);
  session.ok(by(kBulk, track(Json::array({sent}), Json::array({east}), Json::array({west}))));
  profile_shows(
      session, user.id,
      [&](const Json& found) {
        return carries(found, fragile) &&
               happened(entry_of(list(found, "custom_events"), "Rose \u8336"), 1, user, 2, 2) &&
               happened(entry_of(list(found, "purchases"), "Moon"), 2, user, 2, 2);
      },
      "texts, numbers, false and times with the offset of a zone are kept as by users.track");
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
