#include "suites/users/calls.h"

// Tracking with an answer that tells what came of it:
// https://www.braze.com/docs/api/endpoints/user_data/post_user_track_synchronous/
namespace brazecheck::users {
namespace {

constexpr char kDone[] = "users.track.sync/done-when-answered";

// Sends one object and returns the first user of the answer.
Json answer_to(Session& session, const std::string& array, Json object) {
  const Json body =
      session.ok(post("users.track.sync", {{array, Json::array({std::move(object)})}}));
  const Json users = list(body, "users");
  return users.empty() ? Json() : users[0];
}

Json with_id(const Known& user, Json attributes) {
  attributes["external_id"] = user.id;
  return attributes;
}

// What users.track did for the user is there before a synchronous call follows.
Known starting_with(Session& session, const Json& attributes) {
  return known_user(session, "", attributes);
}

void done_when_answered(Session& session) {
  const Known user = starting_with(session, {{"first_name", "Ada"}});
  if (session.failed()) return;
  answer_to(session, "attributes", with_id(user, {{"first_name", "Ben"}, {"shoe_size", 38.5}}));
  answer_to(session, "events", event(user, "opened_door"));
  answer_to(session, "purchases", purchase(user, "lamp", 2));
  const Json found = profile(session, user.id);
  if (session.failed()) return;
  session.expect(carries(found, {{"first_name", "Ben"}, {"shoe_size", 38.5}}) &&
                     count_of(list(found, "custom_events"), "opened_door") == 1 &&
                     count_of(list(found, "purchases"), "lamp") == 2,
                 "attributes, event and purchase are on the profile as soon as the answers came",
                 found.dump());
}

bool shows_at_once(Session& session, const Known& user, const Json& attributes) {
  const Json found = profile(session, user.id);
  return !session.failed() &&
         session.expect_of(kDone, carries(found, attributes),
                           "an attribute is on the profile as soon as the answer came",
                           found.dump());
}

void only_what_was_sent(Session& session) {
  const Known user = starting_with(session, {{"tone", "red"}, {"points", 3}});
  if (session.failed()) return;
  const Json told = answer_to(session, "attributes", with_id(user, {{"tone", "blue"}}));
  if (session.failed()) return;
  session.expect(member(told, "custom_attributes") == Json({{"tone", "blue"}}) &&
                     !told.contains("custom_events") && !told.contains("purchase_events"),
                 "the answer holds the one custom attribute that was sent", told.dump());
  const Json seen = answer_to(session, "events", event(user, "one"));
  if (session.failed()) return;
  session.expect(list(seen, "custom_events").size() == 1 && !seen.contains("custom_attributes"),
                 "the answer to an event holds that event", seen.dump());
}

void value_after_the_call(Session& session) {
  const Known user = starting_with(session, {{"visits", 10}, {"likes", {"a", "b"}}});
  if (session.failed()) return;
  const Json told = answer_to(
      session, "attributes",
      with_id(user, {{"visits", {{"inc", 2}}}, {"likes", {{"add", {"a"}}}}, {"tone", "red"}}));
  if (!shows_at_once(session, user, {{"tone", "red"}})) return;
  const Json expected = {{"visits", 12}, {"likes", {"b", "a"}}, {"tone", "red"}};
  session.expect(member(told, "custom_attributes") == expected,
                 "the answer holds what the attributes are then, not what was sent", told.dump());
}

void event_totals(Session& session) {
  const Known user = starting_with(session, {{"first_name", "Ada"}});
  if (session.failed()) return;
  session.ok(track(Json::array(), Json::array({event(user, "ping", 9)}),
                   Json::array({purchase(user, "pen", 1, 9)})));
  profile_shows_of(
      session, kWritten, user.id,
      [&](const Json& found) {
        return happened(entry_of(list(found, "custom_events"), "ping"), 1, user, 9, 9) &&
               happened(entry_of(list(found, "purchases"), "pen"), 1, user, 9, 9);
      },
      "what was tracked is exported");
  const Json seen = answer_to(session, "events", event(user, "ping", 2));
  const Json bought = answer_to(session, "purchases", purchase(user, "pen", 1, 2));
  if (session.failed()) return;
  const auto events = list(seen, "custom_events"), purchases = list(bought, "purchase_events");
  for (const auto& [entries, count] : {std::pair{events, 2}, {purchases, 2}}) {
    const Json entry = entries.empty() ? Json() : entries[0];
    session.expect(happened(entry, count, user, 9, 2),
                   "the answer holds number, first and last time, this one included", entry.dump());
  }
}

void identifier_echoed(Session& session) {
  const Known user = starting_with(session, {{"first_name", "Ada"}});
  if (session.failed()) return;
  const Json named = alias(user.id + "_a");
  session.ok(add_aliases({{user.id, named}}));
  session.eventually_of(
      kAliasResolves, [&] { return member(user_of(session, named), "external_id") == user.id; },
      "the user is found by a new alias");
  const Json by_id = answer_to(session, "attributes", with_id(user, {{"tone", "red"}}));
  const Json by_name = answer_to(session, "attributes", {{"user_alias", named}, {"tone", "blue"}});
  if (session.failed()) return;
  session.expect(member(by_id, "external_id") == user.id,
                 "a user named by external ID is answered by external ID", by_id.dump());
  session.expect(member(by_name, "user_alias") == named,
                 "a user named by alias is answered by alias", by_name.dump());
}

void no_user_no_entry(Session& session) {
  const std::string nobody = new_user(session);
  const Json body = session.ok(
      post("users.track.sync", {{"attributes", Json::array({{{"external_id", nobody},
                                                             {"tone", "red"},
                                                             {"_update_existing_only", true}}})}}));
  const Json made = profile(session, nobody);
  if (session.failed()) return;
  session.expect(list(body, "users").empty(), "no user is found, none is answered", body.dump());
  session.expect(made.is_null(), "and none is made", made.dump());
}

void as_track(Session& session) {
  const Known user =
      starting_with(session, {{"likes", {"a", "b"}}, {"colour", "red"}, {"home", {{"rooms", 3}}}});
  if (session.failed()) return;
  const std::string story = std::string(230, 's') + " The End.";
  answer_to(session, "attributes",
            with_id(user, {{"likes", {{"remove", {"a"}}}},
                           {"colour", nullptr},
                           {"home", {{"garden", true}}},
                           {"_merge_objects", true},
                           {"folder", "C:\\new \"x\" \\/"},
                           {"story", story},
                           {"points", 9007199254740993},
                           {"banned", false},
                           {"mark", true}}));
  Json east = event(user, "Rose \u8336");
  east["time"] = days_before_in_zone(user, 2, 330);
  answer_to(session, "events", east);
  if (!shows_at_once(session, user, {{"mark", true}})) return;
  const Json found = profile(session, user.id);
  if (session.failed()) return;
  session.expect(carries(found, {{"likes", Json::array({"b"})},
                                 {"colour", nullptr},
                                 {"home", {{"rooms", 3}, {"garden", true}}}}),
                 "changes of lists, nulls and merges do what they do by users.track", found.dump());
  session.expect(carries(found, {{"folder", "C:\\new \"x\" \\/"},
                                 {"story", story},
                                 {"points", 9007199254740993},
                                 {"banned", false}}),
                 "texts, numbers and false are kept as by users.track", found.dump());
  session.expect(happened(entry_of(list(found, "custom_events"), "Rose \u8336"), 1, user, 2, 2),
                 "a time with the offset of a zone is the same moment as by users.track",
                 found.dump());
}

void in_sequence(Session& session) {
  const Known user = starting_with(session, {{"first_name", "Ada"}});
  if (session.failed()) return;
  const std::vector<Json> steps = {{{"path", Json::array({"a"})}, {"level", 5}},
                                   {{"path", {{"add", {"b"}}}}, {"level", {{"inc", 2}}}},
                                   {{"path", {{"add", {"a"}}}}, {"level", 1}},
                                   {{"path", {{"add", {"c"}}}}, {"level", {{"inc", 3}}}}};
  for (const Json& step : steps) answer_to(session, "attributes", with_id(user, step));
  const Json found = profile(session, user.id);
  if (session.failed()) return;
  session.expect_of(kDone, !custom(found, "level").is_null(),
                    "an attribute is on the profile as soon as the answer came", found.dump());
  session.expect(carries(found, {{"path", {"b", "a", "c"}}, {"level", 4}}),
                 "calls that follow each other are applied one after the other", found.dump());
}

const std::vector<std::string> kUses = {"users.track", "users.export.ids", "users.track.sync"};

const ScenarioRegistration kRegistrations[] = {
    ScenarioRegistration{{kDone, kUses, done_when_answered}},
    ScenarioRegistration{{"users.track.sync/only-what-was-sent", kUses, only_what_was_sent}},
    ScenarioRegistration{{"users.track.sync/value-after-the-call", kUses, value_after_the_call}},
    ScenarioRegistration{{"users.track.sync/event-totals", kUses, event_totals}},
    ScenarioRegistration{
        {"users.track.sync/identifier-echoed",
         {"users.track", "users.export.ids", "users.track.sync", "users.alias.new"},
         identifier_echoed}},
    ScenarioRegistration{{"users.track.sync/no-user-no-entry",
                          {"users.export.ids", "users.track.sync"},
                          no_user_no_entry}},
    ScenarioRegistration{{"users.track.sync/as-track", kUses, as_track}},
    ScenarioRegistration{{"users.track.sync/in-sequence", kUses, in_sequence}},
};

}  // namespace
}  // namespace brazecheck::users
