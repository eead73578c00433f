#include "suites/users/profile.h"

// Deleting, naming and joining users: https://www.braze.com/docs/api/endpoints/user_data/
namespace brazecheck::users {
namespace {

Call delete_users(const std::vector<std::string>& external_ids) {
  return {.operation = "users.delete",
          .path = {},
          .query = {},
          .body = Json{{"external_ids", external_ids}}};
}

Call export_alias(const std::string& name, const std::string& label) {
  return {.operation = "users.export.ids",
          .path = {},
          .query = {},
          .body = Json{{"user_aliases", {{{"alias_name", name}, {"alias_label", label}}}},
                       {"fields_to_export", {"external_id", "first_name", "user_aliases"}}}};
}

// The users that the export finds by an alias.
Json users_by_alias(Session& session, const std::string& name, const std::string& label) {
  const Json body = session.ok(export_alias(name, label));
  return body.is_object() ? list(body, "users") : Json::array();
}

void deleted_users_are_gone(Session& session) {
  const std::string id = new_user(session);
  session.ok(track_attributes(id, {{"first_name", "Ada"}}));
  profile_shows(
      session, id, [](const Json&) { return true; }, "a tracked user is exported");
  session.ok(delete_users({id}));
  profile_gone(session, id, "a deleted user is exported no more");
}

void other_users_stay(Session& session) {
  const std::string gone = new_user(session);
  const std::string kept = new_user(session, "k");
  session.ok(track_attributes(gone, {{"first_name", "Ada"}}));
  session.ok(track_attributes(kept, {{"first_name", "Ben"}}));
  profile_shows(
      session, gone, [](const Json&) { return true; }, "a tracked user is exported");
  session.ok(delete_users({gone}));
  profile_gone(session, gone, "a deleted user is exported no more");
  profile_shows(
      session, kept, [](const Json& user) { return member(user, "first_name") == "Ben"; },
      "a user that was not named stays");
}

void deleted_counts_ids(Session& session) {
  const std::string id = unused_id(session);
  const Json body = session.ok(delete_users({id + "x", id + "y"}));
  if (session.failed()) return;
  session.expect(member(body, "deleted") == 2,
                 "deleted is 2 for two external IDs, though nobody has them", body.dump());
}

void unknown_ids_are_listed(Session& session) {
  const std::string id = unused_id(session);
  const Json body = session.ok(export_user(id));
  if (session.failed()) return;
  session.expect(list(body, "invalid_user_ids") == Json({id}),
                 "an external ID that nobody has is listed in invalid_user_ids", body.dump());
  session.expect(member(body, "users") == Json::array(), "and users is an empty list", body.dump());
}

void alias_resolves(Session& session) {
  const std::string id = new_user(session);
  session.ok(track_attributes(id, {{"first_name", "Ada"}}));
  profile_shows(
      session, id, [](const Json&) { return true; }, "a tracked user is exported");
  session.ok(
      {.operation = "users.alias.new",
       .path = {},
       .query = {},
       .body = Json{{"user_aliases",
                     {{{"external_id", id}, {"alias_name", id + "_a"}, {"alias_label", "crm"}}}}}});
  session.eventually(
      [&] {
        const Json users = users_by_alias(session, id + "_a", "crm");
        return users.size() == 1 && member(users[0], "external_id") == id;
      },
      "the user is found by a new alias");
}

void alias_renamed(Session& session) {
  const std::string id = new_user(session);
  session.tidy_later(
      {.operation = "users.delete",
       .path = {},
       .query = {},
       .body = Json{{"user_aliases", {{{"alias_name", id + "_new"}, {"alias_label", "crm"}}}}}});
  session.ok({.operation = "users.alias.new",
              .path = {},
              .query = {},
              .body = Json{{"user_aliases", {{{"alias_name", id}, {"alias_label", "crm"}}}}}});
  session.eventually([&] { return users_by_alias(session, id, "crm").size() == 1; },
                     "an alias-only user is found by the alias");
  session.ok(
      {.operation = "users.alias.update",
       .path = {},
       .query = {},
       .body = Json{
           {"alias_updates",
            {{{"alias_label", "crm"}, {"old_alias_name", id}, {"new_alias_name", id + "_new"}}}}}});
  session.eventually([&] { return users_by_alias(session, id + "_new", "crm").size() == 1; },
                     "the user is found by the new name of the alias");
  session.eventually([&] { return users_by_alias(session, id, "crm").empty(); },
                     "and no longer by the old one");
}

void user_identified(Session& session) {
  const std::string id = new_user(session);
  const Json alias = {{"alias_name", id + "_a"}, {"alias_label", "crm"}};
  session.ok(
      track(Json::array(
                {{{"user_alias", alias}, {"_update_existing_only", false}, {"first_name", "Ada"}}}),
            Json::array(), Json::array()));
  session.eventually([&] { return users_by_alias(session, id + "_a", "crm").size() == 1; },
                     "an alias-only user is found by the alias");
  session.ok(
      {.operation = "users.identify",
       .path = {},
       .query = {},
       .body = Json{{"aliases_to_identify", {{{"external_id", id}, {"user_alias", alias}}}}}});
  profile_shows(
      session, id, [](const Json& user) { return member(user, "first_name") == "Ada"; },
      "an identified user is exported by the external ID");
}

Call merge(const std::string& from, const std::string& into) {
  return {.operation = "users.merge",
          .path = {},
          .query = {},
          .body = Json{{"merge_updates",
                        {{{"identifier_to_merge", {{"external_id", from}}},
                          {"identifier_to_keep", {{"external_id", into}}}}}}}};
}

// Two users, of whom the first lacks a name and the second has one thing less.
void make_two(Session& session, const std::string& from, const std::string& into) {
  session.ok(track(Json::array({{{"external_id", from}, {"first_name", "Ada"}, {"colour", "red"}},
                                {{"external_id", into}, {"colour", "blue"}}}),
                   Json::array({event(from, "ping"), event(into, "ping")}), Json::array()));
  profile_shows(
      session, from,
      [](const Json& user) { return count_of(list(user, "custom_events"), "ping") == 1; },
      "a tracked user is exported");
  profile_shows(
      session, into,
      [](const Json& user) { return count_of(list(user, "custom_events"), "ping") == 1; },
      "a tracked user is exported");
}

void merged_user_is_gone(Session& session) {
  const std::string from = new_user(session), into = new_user(session, "k");
  make_two(session, from, into);
  session.ok(merge(from, into));
  profile_gone(session, from, "a merged user is exported no more");
}

void merge_copies_and_keeps(Session& session, const std::function<bool(const Json&)>& holds,
                            const std::string& statement) {
  const std::string from = new_user(session), into = new_user(session, "k");
  make_two(session, from, into);
  session.ok(merge(from, into));
  profile_shows(session, into, holds, statement);
}

void missing_fields_copied(Session& session) {
  merge_copies_and_keeps(
      session, [](const Json& user) { return member(user, "first_name") == "Ada"; },
      "a field that the kept user lacks is copied");
}

void kept_values_stay(Session& session) {
  merge_copies_and_keeps(
      session,
      [](const Json& user) {
        return member(user, "first_name") == "Ada" &&
               member(member(user, "custom_attributes"), "colour") == "blue";
      },
      "a field that both have keeps the kept user's value");
}

void counts_are_summed(Session& session) {
  merge_copies_and_keeps(
      session, [](const Json& user) { return count_of(list(user, "custom_events"), "ping") == 2; },
      "the counts of an event are summed");
}

const std::vector<std::string> kMergeUses = {"users.track", "users.export.ids", "users.merge"};

const ScenarioRegistration kRegistrations[] = {
    ScenarioRegistration{{"users.delete/deleted-users-are-gone",
                          {"users.track", "users.export.ids", "users.delete"},
                          deleted_users_are_gone}},
    ScenarioRegistration{{"users.delete/other-users-stay",
                          {"users.track", "users.export.ids", "users.delete"},
                          other_users_stay}},
    ScenarioRegistration{{"users.delete/deleted-counts-ids", {"users.delete"}, deleted_counts_ids}},
    ScenarioRegistration{
        {"users.export.ids/unknown-ids-are-listed", {"users.export.ids"}, unknown_ids_are_listed}},
    ScenarioRegistration{{"users.alias.new/alias-resolves",
                          {"users.track", "users.export.ids", "users.alias.new"},
                          alias_resolves}},
    ScenarioRegistration{{"users.alias.update/alias-renamed",
                          {"users.alias.new", "users.alias.update", "users.export.ids"},
                          alias_renamed}},
    ScenarioRegistration{{"users.identify/user-identified",
                          {"users.track", "users.identify", "users.export.ids"},
                          user_identified}},
    ScenarioRegistration{{"users.merge/merged-user-is-gone", kMergeUses, merged_user_is_gone}},
    ScenarioRegistration{{"users.merge/missing-fields-copied", kMergeUses, missing_fields_copied}},
    ScenarioRegistration{{"users.merge/kept-values-stay", kMergeUses, kept_values_stay}},
    ScenarioRegistration{{"users.merge/counts-are-summed", kMergeUses, counts_are_summed}},
};

}  // namespace
}  // namespace brazecheck::users
