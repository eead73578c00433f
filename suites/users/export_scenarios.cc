#include "suites/answer.h"
#include "suites/users/profile.h"

// What an export shows:
// https://www.braze.com/docs/api/endpoints/export/user_data/post_users_identifier/
namespace brazecheck::users {
namespace {

const std::vector<std::string> kTrackAndExport = {"users.track", "users.export.ids"};

// A profile with a value for every field that tracking can set without anything else in place.
Json full_attributes(const std::string& id) {
  return {{"first_name", "Ada"},
          {"last_name", "Byron"},
          {"email", id + "@example.com"},
          {"phone", "+15043277269"},
          {"dob", "1990-12-10"},
          {"gender", "F"},
          {"country", "GB"},
          {"home_city", "London"},
          {"language", "en"},
          {"time_zone", "Europe/London"},
          {"email_subscribe", "opted_in"},
          {"push_subscribe", "subscribed"},
          {"current_location", {{"longitude", -0.1276}, {"latitude", 51.5072}}},
          {"member_since", "2020-02-02"},
          {"points", 12}};
}

Call export_with(Json identifier, Json fields) {
  if (!fields.is_null()) identifier["fields_to_export"] = std::move(fields);
  return {.operation = "users.export.ids", .path = {}, .query = {}, .body = std::move(identifier)};
}

// The only user that an export finds, or null.
Json only_user(Session& session, const Call& call) {
  const Json users = list(session.ok(call), "users");
  return users.size() == 1 ? users[0] : Json();
}

bool tracked(Session& session, const std::string& id) {
  session.ok(track(Json::array({[&] {
                     Json attributes = full_attributes(id);
                     attributes["external_id"] = id;
                     return attributes;
                   }()}),
                   Json::array({event(id, "signed_up")}), Json::array({purchase(id, "book", 2)})));
  return profile_shows(
      session, id, [](const Json& user) { return count_of(list(user, "purchases"), "book") == 2; },
      "a tracked user is exported");
}

void empty_fields_left_out(Session& session) {
  const std::string id = new_user(session);
  if (!tracked(session, id)) return;
  const Json user = only_user(session, export_with({{"external_ids", {id}}}, {"external_id",
                                                                              "braze_id",
                                                                              "created_at",
                                                                              "first_name",
                                                                              "last_name",
                                                                              "email",
                                                                              "phone",
                                                                              "dob",
                                                                              "gender",
                                                                              "country",
                                                                              "home_city",
                                                                              "language",
                                                                              "time_zone",
                                                                              "email_subscribe",
                                                                              "push_subscribe",
                                                                              "last_coordinates",
                                                                              "random_bucket",
                                                                              "total_revenue",
                                                                              "custom_attributes",
                                                                              "custom_events",
                                                                              "purchases",
                                                                              "user_aliases",
                                                                              "push_tokens",
                                                                              "devices",
                                                                              "apps"}));
  if (session.failed()) return;
  const Json tracked_values = full_attributes(id);
  for (const auto& [name, value] : tracked_values.items()) {
    const bool elsewhere = name == "dob" || name == "phone" || name == "current_location" ||
                           name == "member_since" || name == "points";
    if (!elsewhere)
      session.expect(member(user, name) == value, "the export holds " + name + " as it was tracked",
                     user.dump());
  }
  const Json dob = member(user, "dob");
  session.expect(dob.is_string() && dob.get<std::string>().starts_with("1990-12-10"),
                 "the export holds the date of birth", dob.dump());
}

void only_named_fields(Session& session) {
  const std::string id = new_user(session);
  if (!tracked(session, id)) return;
  const Json user =
      only_user(session, export_with({{"external_ids", {id}}}, {"first_name", "email"}));
  if (session.failed()) return;
  session.expect(member(user, "first_name") == "Ada", "a field that was named is exported",
                 user.dump());
  session.expect(user.is_object() && !user.contains("last_name") && !user.contains("custom_events"),
                 "a field that was not named is not", user.dump());
}

void finds_by_each_identifier(Session& session) {
  const std::string id = new_user(session);
  if (!tracked(session, id)) return;
  const Json fields = {"external_id", "braze_id"};
  const Json user = only_user(session, export_with({{"external_ids", {id}}}, fields));
  const Json braze_id = member(user, "braze_id");
  if (!session.expect(braze_id.is_string(), "an exported user has a braze_id", user.dump())) return;
  for (const Json& identifier :
       {Json{{"braze_id", braze_id}}, Json{{"email_address", id + "@example.com"}}}) {
    const Json found = only_user(session, export_with(identifier, fields));
    session.expect(member(found, "external_id") == id,
                   "the user is found by " + identifier.begin().key(), found.dump());
  }
}

void no_user_found(Session& session) {
  const std::string id = unused_id(session);
  const Json body =
      session.ok(export_with({{"email_address", id + "@example.com"}}, {"external_id"}));
  if (!session.failed())
    session.expect(member(body, "users") == Json::array(),
                   "an email address that nobody has finds an empty list of users", body.dump());
}

void creates_user(Session& session) {
  const std::string id = new_user(session);
  session.ok(track(Json::array(), Json::array({event(id, "arrived")}), Json::array()));
  profile_shows(
      session, id, [](const Json&) { return true; },
      "an event for an unknown external ID creates the profile");
}

void primary_identifier_wins(Session& session) {
  const std::string first = new_user(session), second = new_user(session, "k"),
                    mail = first + "@example.com";
  session.ok(track_attributes(first, {{"email", mail}, {"first_name", "Ada"}}));
  session.ok(track_attributes(second, {{"email", mail}, {"first_name", "Ben"}}));
  profile_shows(
      session, second,
      [&](const Json& user) {
        return member(user, "first_name") == "Ben" && member(user, "email") == mail;
      },
      "beside an external ID an email address is an attribute of that user");
  profile_shows(
      session, first, [](const Json& user) { return member(user, "first_name") == "Ada"; },
      "and changes nothing for another user who has it");
}

const ScenarioRegistration kRegistrations[] = {
    ScenarioRegistration{
        {"users.export.ids/empty-fields-left-out", kTrackAndExport, empty_fields_left_out}},
    ScenarioRegistration{
        {"users.export.ids/only-named-fields", kTrackAndExport, only_named_fields}},
    ScenarioRegistration{
        {"users.export.ids/finds-by-each-identifier", kTrackAndExport, finds_by_each_identifier}},
    ScenarioRegistration{{"users.export.ids/no-user-found", {"users.export.ids"}, no_user_found}},
    ScenarioRegistration{{"users.track/creates-user", kTrackAndExport, creates_user}},
    ScenarioRegistration{
        {"users.track/primary-identifier-wins", kTrackAndExport, primary_identifier_wins}},
};

}  // namespace
}  // namespace brazecheck::users
