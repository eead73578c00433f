#include "suites/users/profile.h"

// What tracking does to profiles:
// https://www.braze.com/docs/api/endpoints/user_data/post_user_track/
namespace brazecheck::users {
namespace {

Json with_id(Json attributes, const std::string& external_id) {
  attributes["external_id"] = external_id;
  return attributes;
}

// Nearly as long as names and texts may be.
constexpr std::size_t kLong = 230;

// Values that are easily damaged on their way: blanks at the edges, capitals, scripts, letters that
// are written in two ways, backslashes, length, fractions, integers that no double holds, order,
// depth, false and 0.
const Json kValues = {{"first_name", "Zo\u00eb \U0001F600"},
                      {"email_subscribe", "opted_in"},
                      {"push_subscribe", "unsubscribed"},
                      {"shoe_size", 38.5},
                      {"balance", -123456.789},
                      {"points", 9007199254740993},
                      {"Gr\u00f6\u00dfe \u8336", "XL"},
                      {"debt", 0},
                      {"member", true},
                      {"banned", false},
                      {"motto", "  Two  Blanks \U0001F375 right to left\n"},
                      {"letters", "e\u0301 \u00e9 \u0130 \u00df"},
                      {"folder", "C:\\new\\table \"x\" \\/ %5C &amp; <b>"},
                      {"story", std::string(kLong, 's') + " The End."},
                      {"tags", {"b", "a", "C"}},
                      {"home", {{"owner", {{"name", "Zo\u00eb"}, {"age", 36.5}}}, {"rooms", 3}}}};

const std::string kEvent = "Opened Door \u8336 \U0001F6AA " + std::string(kLong, 'e') + "9";
const std::string kProduct = "Lamp \u00e9-9 " + std::string(kLong, 'p') + "9";

// Long arrays of each kind, one request for each.
void each_of_many(Session& session, const Known& user) {
  constexpr int kMany = 45;
  Json attributes = Json::array(), events = Json::array(), purchases = Json::array();
  Json values = Json::object();
  for (int i = 1; i <= kMany; ++i) {
    const std::string name = "field_" + std::to_string(i);
    values[name] = i;
    attributes.push_back({{"external_id", user.id}, {name, i}});
    events.push_back(event(user, "step", i));
    purchases.push_back(purchase(user, "stone", 1, i));
  }
  session.ok(track(attributes, Json::array(), Json::array()));
  session.ok(track(Json::array(), events, Json::array()));
  session.ok(track(Json::array(), Json::array(), purchases));
  profile_shows(
      session, user.id,
      [&](const Json& found) {
        return carries(found, values) &&
               happened(entry_of(list(found, "custom_events"), "step"), kMany, user, kMany, 1) &&
               happened(entry_of(list(found, "purchases"), "stone"), kMany, user, kMany, 1);
      },
      "of many attributes, events and purchases in one request each is on the profile");
}

void read_your_writes(Session& session) {
  const Known user = known_user(session);
  if (session.failed()) return;
  session.ok(track(Json::array({with_id(kValues, user.id)}), Json::array({event(user, kEvent)}),
                   Json::array({purchase(user, kProduct, 1)})));
  profile_shows(
      session, user.id, [](const Json& found) { return carries(found, kValues); },
      "the attributes that were tracked are exported, value by value");
  profile_shows(
      session, user.id,
      [&](const Json& found) {
        return happened(entry_of(list(found, "custom_events"), kEvent), 1, user, 1, 1) &&
               happened(entry_of(list(found, "purchases"), kProduct), 1, user, 1, 1);
      },
      "the event and the purchase that were tracked are exported with a count of 1 and their time");
  Json east = event(user, "rose", 2), west = purchase(user, "moon", 1, 2);
  east["time"] = days_before_in_zone(user, 2, 330);
  west["time"] = days_before_in_zone(user, 2, -210);
  session.ok(track(Json::array(), Json::array({east}), Json::array({west})));
  profile_shows(
      session, user.id,
      [&](const Json& found) {
        return happened(entry_of(list(found, "custom_events"), "rose"), 1, user, 2, 2) &&
               happened(entry_of(list(found, "purchases"), "moon"), 1, user, 2, 2);
      },
      "times that were sent with the offset of a zone are exported as the same moments");
  each_of_many(session, user);
}

void repeated_events_count(Session& session) {
  const Known user = known_user(session);
  if (session.failed()) return;
  const auto counts = [](const Json& found, int count) {
    return count_of(list(found, "custom_events"), "ping") == count &&
           count_of(list(found, "purchases"), "pen") == count;
  };
  const Json ping = event(user, "ping"), pen = purchase(user, "pen", 1);
  const Call once = track(Json::array(), Json::array({ping}), Json::array({pen}));
  session.ok(once);
  profile_shows_of(
      session, kWritten, user.id, [&](const Json& found) { return counts(found, 1); },
      "an event and a purchase that were tracked are exported");
  session.ok(once);
  session.ok(track(Json::array(), Json::array({ping, ping}), Json::array({pen, pen})));
  profile_shows(
      session, user.id, [&](const Json& found) { return counts(found, 4); },
      "an event and a purchase sent again, and then twice in a request, count 4");
}

void quantity_counts(Session& session) {
  const Known user = known_user(session);
  if (session.failed()) return;
  Json one = purchase(user, "cup", 1);
  one.erase("quantity");
  session.ok(track(Json::array(), Json::array(), Json::array({purchase(user, "pen", 4)})));
  session.ok(track(Json::array(), Json::array(), Json::array({one})));
  profile_shows_of(
      session, kWritten, user.id,
      [](const Json& found) { return !entry_of(list(found, "purchases"), "pen").is_null(); },
      "a purchase that was tracked is exported");
  profile_shows(
      session, user.id,
      [](const Json& found) {
        return count_of(list(found, "purchases"), "pen") == 4 &&
               count_of(list(found, "purchases"), "cup") == 1 &&
               member(found, "total_revenue") == 12.5;
      },
      "a purchase of quantity 4 counts as 4 purchases, one without quantity as 1");
}

// Sets attributes of a user who has `before`, and waits for `after`.
void changes(Session& session, const Json& before, const std::vector<Json>& steps,
             const Json& after, const std::string& statement) {
  const Known user = known_user(session, "", before);
  if (session.failed()) return;
  for (const Json& step : steps) session.ok(track_attributes(user.id, step));
  profile_shows(
      session, user.id, [&](const Json& found) { return carries(found, after); }, statement);
}

void null_removes(Session& session) {
  changes(session,
          {{"first_name", "Ada"}, {"last_name", "Byron"}, {"colour", "red"}, {"tone", "blue"}},
          {{{"first_name", nullptr}, {"last_name", nullptr}, {"colour", nullptr}}},
          {{"first_name", nullptr}, {"last_name", nullptr}, {"colour", nullptr}, {"tone", "blue"}},
          "attributes set to null are gone, and others are not");
}

void increments(Session& session) {
  changes(session, {{"visits", 10}}, {{{"visits", {{"inc", 5}}}}, {{"visits", {{"inc", -3}}}}},
          {{"visits", 12}}, "10 incremented by 5 and -3 is 12");
}

void array_add_remove(Session& session) {
  changes(session, {{"likes", {"a", "b"}}},
          {{{"likes", {{"add", {"c"}}}}}, {{"likes", {{"remove", {"a"}}}}}},
          {{"likes", {"b", "c"}}}, "adding c to and removing a from [a, b] leaves [b, c]");
}

void array_values_once(Session& session) {
  changes(session, {{"likes", {"a", "b", "c"}}}, {{{"likes", {{"add", {"a"}}}}}},
          {{"likes", {"b", "c", "a"}}}, "adding a to [a, b, c] moves it to the end");
}

void objects_merge(Session& session) {
  changes(session, {{"home", {{"rooms", 3}, {"garden", true}}}, {"shop", {{"till", 1}}}},
          {{{"home", {{"rooms", 4}}}, {"_merge_objects", true}}, {{"shop", {{"floor", 2}}}}},
          {{"home", {{"rooms", 4}, {"garden", true}}}, {"shop", {{"floor", 2}}}},
          "with _merge_objects members that were not sent stay, without they do not");
}

void objects_update_order(Session& session) {
  const auto named = [](int id) {
    return Json{{"$identifier_key", "id"}, {"$identifier_value", id}};
  };
  Json update = named(3);
  update["$new_object"] = {{"name", "Rex"}};
  const Json change = {
      {"$update", Json::array({update})},
      {"$remove", Json::array({named(1), named(2)})},
      {"$add", Json::array({{{"id", 2}, {"name", "Tom"}}, {{"id", 3}, {"name", "Kit"}}})}};
  changes(session, {{"pets", Json::array({{{"id", 1}, {"name", "Bo"}}})}}, {{{"pets", change}}},
          {{"pets", Json::array({{{"id", 3}, {"name", "Rex"}}})}},
          "of an added object one is removed and one updated in the same request");
}

const std::vector<std::string> kTrackAndExport = {"users.track", "users.export.ids"};

const ScenarioRegistration kRegistrations[] = {
    ScenarioRegistration{{kWritten, kTrackAndExport, read_your_writes}},
    ScenarioRegistration{
        {"users.track/repeated-events-count", kTrackAndExport, repeated_events_count}},
    ScenarioRegistration{{"users.track/quantity-counts", kTrackAndExport, quantity_counts}},
    ScenarioRegistration{{"users.track/null-removes", kTrackAndExport, null_removes}},
    ScenarioRegistration{{"users.track/increments", kTrackAndExport, increments}},
    ScenarioRegistration{{"users.track/array-add-remove", kTrackAndExport, array_add_remove}},
    ScenarioRegistration{{"users.track/array-values-once", kTrackAndExport, array_values_once}},
    ScenarioRegistration{{"users.track/objects-merge", kTrackAndExport, objects_merge}},
    ScenarioRegistration{
        {"users.track/objects-update-order", kTrackAndExport, objects_update_order}},
};

}  // namespace
}  // namespace brazecheck::users
