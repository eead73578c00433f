#include "suites/groundwork.h"
#include "suites/users/calls.h"

// Renaming external IDs and removing the old ones:
// https://www.braze.com/docs/api/endpoints/user_data/external_id_migration/
namespace brazecheck::users {
namespace {

constexpr char kPrimary[] = "users.external_ids.rename/new-id-is-primary";
constexpr char kBoth[] = "users.external_ids.rename/found-by-both-ids";
constexpr char kRemoved[] = "users.external_ids.remove/removed-id-finds-nobody";
const Json kValues = {{"first_name", "Ada"}, {"points", 12}};

// A user who had one external ID and has another.
struct Renamed {
  std::string old;
  std::string now;
  Known user;  ///< under the old ID
};

bool is_primary(Session& session, const std::string& id) {
  return profile_shows_of(
      session, kPrimary, id, [](const Json&) { return true; },
      "the profile carries the new ID as its external ID");
}

bool finds(Session& session, const std::string& id, const std::string& primary) {
  const Json users = users_by(session, {{"external_ids", Json::array({id})}});
  return users.size() == 1 && member(users[0], "external_id") == primary;
}

// Such a user, after an event; what is missing is laid to where it belongs.
Renamed renamed(Session& session) {
  Renamed made;
  made.user = known_user(session, "old", kValues);
  made.old = made.user.id;
  made.now = new_user(session, "_New \u00c9");
  if (session.failed()) return made;
  session.ok(track(Json::array(), Json::array({event(made.user, "ping")}), Json::array()));
  profile_shows_of(
      session, kWritten, made.old,
      [](const Json& user) { return count_of(list(user, "custom_events"), "ping") == 1; },
      "an event that was tracked is exported");
  session.ok(rename_ids({{made.old, made.now}}));
  is_primary(session, made.now);
  return made;
}

bool found_by_old_id(Session& session, const Renamed& user) {
  return session.eventually_of(
      kBoth, [&] { return finds(session, user.old, user.now); },
      "the user is found by the deprecated ID");
}

// The indexes that a list of errors holds.
Json indexes(const Json& errors) {
  Json found = Json::array();
  for (const auto& entry : errors) {
    if (entry.is_array() && !entry.empty()) found.push_back(entry[0]);
  }
  return found;
}

void new_id_is_primary(Session& session) {
  (void)renamed(session);
  std::vector<std::pair<std::string, std::string>> renames;
  std::vector<std::string> next;
  for (const auto& id : many_users(session)) {
    next.push_back(id + "_next");
    renames.emplace_back(id, next.back());
  }
  session.ok(rename_ids(renames));
  session.eventually(
      [&] {
        const Json users = users_by(session, {{"external_ids", next}});
        return users.size() == next.size();
      },
      "of many renames in one request each gives a user the new ID");
}

void found_by_both_ids(Session& session) {
  const Renamed user = renamed(session);
  if (!session.failed()) found_by_old_id(session, user);
}

void profile_kept(Session& session) {
  const Renamed user = renamed(session);
  if (session.failed()) return;
  profile_shows(
      session, user.now,
      [](const Json& found) {
        return carries(found, kValues) && count_of(list(found, "custom_events"), "ping") == 1;
      },
      "attributes and events of a renamed user stay");
}

void current_is_primary(Session& session) {
  const Renamed user = renamed(session);
  const std::string third = new_user(session, "third");
  const Json body = session.ok(rename_ids({{user.old, third}}));
  if (session.failed()) return;
  session.expect(indexes(list(body, "rename_errors")) == Json({0}),
                 "the rename of a deprecated ID is listed in rename_errors", body.dump());
  const Json made = profile(session, third);
  if (!session.failed()) session.expect(made.is_null(), "and nobody gets the new ID", made.dump());
}

void new_is_free(Session& session) {
  const Renamed user = renamed(session);
  const Known other = known_user(session, "other", {{"first_name", "Ben"}});
  const Json body = session.ok(rename_ids({{other.id, user.now}, {other.id, user.old}}));
  if (session.failed()) return;
  session.expect(indexes(list(body, "rename_errors")) == Json({0, 1}),
                 "renames to a primary and to a deprecated ID are listed in rename_errors",
                 body.dump());
  const Json kept = profile(session, other.id);
  if (!session.failed())
    session.expect(carries(kept, {{"first_name", "Ben"}}), "and the user keeps its external ID",
                   kept.dump());
}

void renames_succeed(Session& session) {
  const std::string nobody = unused_id(session), next = new_user(session, "new");
  const Json body = session.ok(rename_ids({{nobody, next}}));
  if (!session.failed())
    session.expect(member(body, "message") == "success",
                   "the message is success though the one rename fails", body.dump());
}

// The answer to a request whose second rename alone is sound.
Json rename_between_faults(Session& session, const Known& user, const std::string& next) {
  const std::string nobody = unused_id(session) + "nobody";
  return session.ok(rename_ids({{nobody + "x", new_user(session, "x")},
                                {user.id, next},
                                {nobody + "y", new_user(session, "y")}}));
}

void rename_failures_by_index(Session& session) {
  const Known user = known_user(session, "", kValues);
  if (session.failed()) return;
  const Json body = rename_between_faults(session, user, new_user(session, "new"));
  if (!session.failed())
    session.expect(indexes(list(body, "rename_errors")) == Json({0, 2}),
                   "rename_errors holds the indexes of the first and the third rename",
                   body.dump());
}

void rest_is_renamed(Session& session) {
  // Whether renames work at all is another statement.
  (void)renamed(session);
  const Known user = known_user(session, "", kValues);
  const std::string next = new_user(session, "next");
  if (session.failed()) return;
  const Json body = rename_between_faults(session, user, next);
  if (session.failed()) return;
  const Json expected = {{"current_external_id", user.id}, {"new_external_id", next}};
  session.expect(list(body, "external_ids") == Json::array({expected}),
                 "the sound rename is listed in external_ids", body.dump());
  profile_shows(
      session, next, [](const Json&) { return true; },
      "a sound rename takes effect beside faulty ones");
}

void delete_by_deprecated_id(Session& session) {
  const Renamed user = renamed(session);
  const Known beside = known_user(session, "beside");
  if (session.failed()) return;
  session.ok(delete_ids({user.old}));
  if (!deletes_users(session, beside.id)) return;
  profile_gone(session, user.now, "a user who is deleted by a deprecated ID is exported no more");
}

void only_deprecated(Session& session) {
  const Known user = known_user(session, "", kValues);
  if (session.failed()) return;
  const Json body = session.ok(remove_ids({user.id}));
  if (session.failed()) return;
  session.expect(indexes(list(body, "removal_errors")) == Json({0}),
                 "the removal of a primary ID is listed in removal_errors", body.dump());
  const Json kept = profile(session, user.id);
  if (!session.failed())
    session.expect(carries(kept, kValues), "and the user keeps it", kept.dump());
}

// Removes the old ID and waits until it finds nobody.
bool removed(Session& session, const std::string& old) {
  return session.eventually_of(
      kRemoved,
      [&] {
        return users_by(session, {{"external_ids", Json::array({old})}}).empty() &&
               !session.failed();
      },
      "a removed ID finds no user");
}

void removed_id_finds_nobody(Session& session) {
  const Renamed user = renamed(session);
  if (session.failed() || !found_by_old_id(session, user)) return;
  session.ok(remove_ids({user.old}));
  removed(session, user.old);
}

void profile_stays(Session& session) {
  const Renamed user = renamed(session);
  if (session.failed()) return;
  session.ok(remove_ids({user.old}));
  if (!removed(session, user.old)) return;
  const Json kept = profile(session, user.now);
  if (!session.failed())
    session.expect(carries(kept, kValues), "the user is found by the primary ID", kept.dump());
}

void removals_succeed(Session& session) {
  const Json body = session.ok(remove_ids({unused_id(session)}));
  if (!session.failed())
    session.expect(member(body, "message") == "success",
                   "the message is success though the one removal fails", body.dump());
}

void removal_failures_by_index(Session& session) {
  const Renamed user = renamed(session);
  const Json body =
      session.ok(remove_ids({unused_id(session) + "x", user.old, unused_id(session) + "y"}));
  if (!session.failed())
    session.expect(indexes(list(body, "removal_errors")) == Json({0, 2}),
                   "removal_errors holds the indexes of the first and the third ID", body.dump());
}

void rest_is_removed(Session& session) {
  const Renamed user = renamed(session);
  const Json body = session.ok(remove_ids({user.now, user.old}));
  if (session.failed()) return;
  session.expect(list(body, "removed_ids") == Json({user.old}),
                 "the deprecated ID is listed in removed_ids", body.dump());
  removed(session, user.old);
}

const std::vector<std::string> kRename = {"users.track", "users.export.ids",
                                          "users.external_ids.rename"};
const std::vector<std::string> kRemove = {"users.track", "users.export.ids",
                                          "users.external_ids.rename", "users.external_ids.remove"};

const ScenarioRegistration kRegistrations[] = {
    ScenarioRegistration{{kPrimary, kRename, new_id_is_primary}},
    ScenarioRegistration{{kBoth, kRename, found_by_both_ids}},
    ScenarioRegistration{{"users.external_ids.rename/profile-kept", kRename, profile_kept}},
    ScenarioRegistration{
        {"users.external_ids.rename/current-is-primary", kRename, current_is_primary}},
    ScenarioRegistration{{"users.external_ids.rename/new-is-free", kRename, new_is_free}},
    ScenarioRegistration{{"users.external_ids.rename/success-despite-errors",
                          {"users.external_ids.rename"},
                          renames_succeed}},
    ScenarioRegistration{
        {"users.external_ids.rename/failures-by-index", kRename, rename_failures_by_index}},
    ScenarioRegistration{{"users.external_ids.rename/rest-is-renamed", kRename, rest_is_renamed}},
    ScenarioRegistration{
        {"users.external_ids.rename/delete-by-deprecated-id",
         {"users.track", "users.export.ids", "users.external_ids.rename", "users.delete"},
         delete_by_deprecated_id}},
    ScenarioRegistration{{"users.external_ids.remove/only-deprecated",
                          {"users.track", "users.export.ids", "users.external_ids.remove"},
                          only_deprecated}},
    ScenarioRegistration{{kRemoved, kRemove, removed_id_finds_nobody}},
    ScenarioRegistration{{"users.external_ids.remove/profile-stays", kRemove, profile_stays}},
    ScenarioRegistration{{"users.external_ids.remove/success-despite-errors",
                          {"users.external_ids.remove"},
                          removals_succeed}},
    ScenarioRegistration{
        {"users.external_ids.remove/failures-by-index", kRemove, removal_failures_by_index}},
    ScenarioRegistration{{"users.external_ids.remove/rest-is-removed", kRemove, rest_is_removed}},
};

const GroundworkRegistration kGroundwork[] = {
    GroundworkRegistration{"users.external_ids.rename/new-id-is-primary"},
};

}  // namespace
}  // namespace brazecheck::users
