#include <algorithm>

#include "suites/users/calls.h"

// What an export shows:
// https://www.braze.com/docs/api/endpoints/export/user_data/post_users_identifier/
namespace brazecheck::users {
namespace {

constexpr char kFirstAndLast[] = "users.export.ids/first-and-last-times";

Call export_with(Json identifiers, Json fields) {
  identifiers["fields_to_export"] = std::move(fields);
  return post("users.export.ids", std::move(identifiers));
}

// The only user that an export finds, or null.
Json only_user(Session& session, const Call& call) {
  const Json users = list(session.ok(call), "users");
  return users.size() == 1 ? users[0] : Json();
}

void empty_fields_left_out(Session& session) {
  const Known user = known_user(session);
  if (session.failed()) return;
  // A value for every field that tracking can set without anything else in place.
  const Json values = {{"first_name", "Ada"},
                       {"last_name", "Byron"},
                       {"email", user.id + "@example.com"},
                       {"gender", "F"},
                       {"country", "GB"},
                       {"home_city", "London"},
                       {"language", "en"},
                       {"time_zone", "Europe/London"},
                       {"email_subscribe", "opted_in"},
                       {"push_subscribe", "subscribed"}};
  Json sent = values;
  sent["dob"] = "1990-12-10";
  sent["mark"] = true;
  session.ok(track_attributes(user.id, sent));
  profile_shows_of(
      session, kWritten, user.id,
      [&](const Json& found) {
        return carries(found, {{"mark", true},
                               {"email_subscribe", values["email_subscribe"]},
                               {"push_subscribe", values["push_subscribe"]}});
      },
      "the attributes that were tracked are exported");
  Json fields = {"external_id", "dob", "phone"};
  for (const auto& [name, value] : values.items()) fields.push_back(name);
  const Json found =
      only_user(session, export_with({{"external_ids", Json::array({user.id})}}, fields));
  if (session.failed()) return;
  session.expect(carries(found, values), "the export holds the fields as they were tracked",
                 found.dump());
  session.expect(moment_in(member(found, "dob")) == moment_in("1990-12-10T00:00:00Z"),
                 "the export holds the date of birth", found.dump());
  session.expect(member(found, "phone").is_null(), "a field without value is missing or null",
                 found.dump());
}

void only_named_fields(Session& session) {
  const Known user = known_user(session, "", {{"first_name", "Ada"}, {"last_name", "Byron"}});
  if (session.failed()) return;
  const Json found = only_user(
      session, export_with({{"external_ids", Json::array({user.id})}}, {"first_name", "email"}));
  if (session.failed()) return;
  session.expect(member(found, "first_name") == "Ada", "a field that was named is exported",
                 found.dump());
  session.expect(found.is_object() && !found.contains("last_name") && !found.contains("created_at"),
                 "a field that was not named is not", found.dump());
}

void finds_by_each_identifier(Session& session) {
  const std::string mail = unused_id(session) + "@example.com", phone = phone_number(session);
  const Known user = known_user(session, "", {{"email", mail}, {"phone", phone}});
  if (session.failed()) return;
  const Json named = alias(user.id + "_a");
  session.ok(add_aliases({{user.id, named}}));
  session.eventually_of(
      kAliasResolves, [&] { return list(profile(session, user.id), "user_aliases").size() == 1; },
      "a new alias is on the profile");
  const Json braze_id = member(profile(session, user.id), "braze_id");
  if (session.failed()) return;
  if (!session.expect(braze_id.is_string(), "an exported user has a braze_id", braze_id.dump()))
    return;
  for (const Json& identifier : {Json{{"braze_id", braze_id}}, Json{{"email_address", mail}},
                                 Json{{"phone", phone}}, by_alias(named)}) {
    const Json found = only_user(session, export_by(identifier));
    if (session.failed()) return;
    session.expect(member(found, "external_id") == user.id,
                   "the user is found by " + identifier.begin().key(), found.dump());
  }
}

void all_aliases_shown(Session& session) {
  const Known user = known_user(session);
  if (session.failed()) return;
  const Json first = alias(user.id + "_a"), second = alias(user.id + "_a", "till");
  session.ok(add_aliases({{user.id, first}, {user.id, second}}));
  for (const Json& named : {first, second}) {
    session.eventually_of(
        kAliasResolves, [&] { return member(user_of(session, named), "external_id") == user.id; },
        "the user is found by a new alias");
  }
  profile_shows(
      session, user.id,
      [&](const Json& found) {
        const Json aliases = list(found, "user_aliases");
        return aliases == Json::array({first, second}) || aliases == Json::array({second, first});
      },
      "a profile has both aliases of its user");
}

void no_user_found(Session& session) {
  const std::string id = unused_id(session);
  const Json body =
      session.ok(export_with({{"email_address", id + "@example.com"}}, {"external_id"}));
  if (!session.failed())
    session.expect(member(body, "users") == Json::array(),
                   "an email address that nobody has finds an empty list of users", body.dump());
}

void unknown_ids_are_listed(Session& session) {
  const auto ids = many_users(session);
  if (session.failed()) return;
  const std::string nobody = unused_id(session) + "nobody";
  Json asked = ids;
  asked.insert(asked.begin() + 1, nobody);
  const Json body = session.ok(export_by({{"external_ids", asked}}));
  if (session.failed()) return;
  session.expect(list(body, "invalid_user_ids") == Json({nobody}),
                 "an external ID that nobody has is listed in invalid_user_ids", body.dump());
  std::vector<std::string> found;
  for (const Json& user : list(body, "users")) {
    const Json id = member(user, "external_id");
    if (id.is_string()) found.push_back(id);
  }
  session.expect(std::is_permutation(found.begin(), found.end(), ids.begin(), ids.end()),
                 "beside the users of all others", Json(found).dump());
}

void last_90_days(Session& session) {
  const Known user = known_user(session);
  if (session.failed()) return;
  session.ok(track(Json::array(),
                   Json::array({event(user, "lately", 2), event(user, "long_ago", 200)}),
                   Json::array({purchase(user, "tea", 1, 2), purchase(user, "coffee", 1, 200)})));
  Json found;
  session.eventually_of(
      kWritten,
      [&] {
        found = profile(session, user.id);
        return count_of(list(found, "custom_events"), "lately") == 1 &&
               count_of(list(found, "purchases"), "tea") == 1;
      },
      "an event and a purchase of the day before yesterday are exported");
  if (session.failed()) return;
  session.expect(entry_of(list(found, "custom_events"), "long_ago").is_null() &&
                     entry_of(list(found, "purchases"), "coffee").is_null(),
                 "an event and a purchase of 200 days ago are not", found.dump());
}

// Of three times the one in the middle comes first, the latest last.
void first_and_last_times(Session& session) {
  const Known user = known_user(session);
  if (session.failed()) return;
  const auto show = [&](const std::string& requirement, int count, int first, int last,
                        const std::string& statement) {
    return profile_shows_of(
        session, requirement, user.id,
        [&](const Json& found) {
          return happened(entry_of(list(found, "custom_events"), "ping"), count, user, first,
                          last) &&
                 happened(entry_of(list(found, "purchases"), "pen"), count, user, first, last);
        },
        statement);
  };
  const auto happens = [&](int days) {
    session.ok(track(Json::array(), Json::array({event(user, "ping", days)}),
                     Json::array({purchase(user, "pen", 1, days)})));
  };
  happens(5);
  show(kWritten, 1, 5, 5, "an event and a purchase that were tracked are exported with their time");
  for (const int days : {9, 2}) happens(days);
  profile_shows_of(
      session, kWritten, user.id,
      [](const Json& found) {
        return count_of(list(found, "custom_events"), "ping") == 3 &&
               count_of(list(found, "purchases"), "pen") == 3;
      },
      "an event and a purchase of three times are counted three times");
  show(kFirstAndLast, 3, 9, 2, "first is the earliest of three times, last the latest");
}

void created_at_stays(Session& session) {
  const std::string made = new_user(session, "made");
  session.ok(track_attributes(made, {{"mark", true}}));
  profile_shows_of(
      session, kCreated, made, [](const Json&) { return true; },
      "a user whose attributes were tracked is exported");
  const Json at = member(profile(session, made), "created_at");
  if (session.failed()) return;
  if (!at.is_null())
    session.expect(moment_in(at) != 0, "created_at is a time in one of the notations for times",
                   at.dump());
  const Known user = known_user(session);
  if (session.failed()) return;
  const Json found = after_marking(session, user);
  if (!session.failed())
    session.expect(moment_in(member(found, "created_at")) == user.created,
                   "created_at is what it was before the profile changed", found.dump());
}

void coordinates_order(Session& session) {
  const Known user = known_user(session);
  if (session.failed()) return;
  session.ok(track_attributes(
      user.id, {{"current_location", {{"latitude", 51}, {"longitude", -3}}}, {"mark", true}}));
  Json found;
  session.eventually_of(
      kWritten,
      [&] {
        found = profile(session, user.id);
        return carries(found, {{"mark", true}}) && !member(found, "last_coordinates").is_null();
      },
      "the attributes that were tracked are exported");
  if (!session.failed())
    session.expect(member(found, "last_coordinates") == Json({-3, 51}),
                   "last_coordinates holds longitude and latitude", found.dump());
}

constexpr char kLastDays[] = "users.export.ids/last-90-days";  // not from a contract: its id
const std::vector<std::string> kTrackAndExport = {"users.track", "users.export.ids"};

const ScenarioRegistration kRegistrations[] = {
    ScenarioRegistration{
        {"users.export.ids/empty-fields-left-out", kTrackAndExport, empty_fields_left_out}},
    ScenarioRegistration{
        {"users.export.ids/only-named-fields", kTrackAndExport, only_named_fields}},
    ScenarioRegistration{{"users.export.ids/finds-by-each-identifier",
                          {"users.track", "users.export.ids", "users.alias.new"},
                          finds_by_each_identifier}},
    ScenarioRegistration{{"users.export.ids/all-aliases-shown",
                          {"users.track", "users.export.ids", "users.alias.new"},
                          all_aliases_shown}},
    ScenarioRegistration{{"users.export.ids/no-user-found", {"users.export.ids"}, no_user_found}},
    ScenarioRegistration{
        {"users.export.ids/unknown-ids-are-listed", kTrackAndExport, unknown_ids_are_listed}},
    ScenarioRegistration{{kLastDays, kTrackAndExport, last_90_days}},
    ScenarioRegistration{{kFirstAndLast, kTrackAndExport, first_and_last_times}},
    ScenarioRegistration{{"users.export.ids/created-at-stays", kTrackAndExport, created_at_stays}},
    ScenarioRegistration{
        {"users.export.ids/coordinates-order", kTrackAndExport, coordinates_order}},
};

}  // namespace
}  // namespace brazecheck::users
