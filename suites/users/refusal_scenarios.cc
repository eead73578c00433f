#include "suites/refusals.h"
#include "suites/users/calls.h"

// What refused calls leave of users: https://www.braze.com/docs/api/endpoints/user_data/
namespace brazecheck::users {
namespace {

using refusals::filled;
using refusals::one_too_many;
using refusals::refused;
using refusals::refused_strangers;
using refusals::requirement_of;

// Sends the call with no key and with one that permits nothing, and one that names too many.
bool all_refused(Session& session, const Call& allowed, const Call& too_many) {
  return refused_strangers(session, allowed) && refused(session, too_many);
}

void track_makes_nobody(Session& session) {
  const std::string id = new_user(session);
  const std::size_t count = one_too_many(session, "users.track/objects-max-combined");
  Json events = Json::array();
  for (std::size_t i = 0; i < count; ++i)
    events.push_back({{"external_id", id}, {"name", "ping"}, {"time", "2024-05-01T10:00:00Z"}});
  if (!all_refused(session, track_attributes(id, {{"first_name", "Ada"}}),
                   track(Json::array(), std::move(events), Json::array())))
    return;
  const Json found = profile(session, id);
  session.expect(found.is_null(), "a user whom only refused calls named is not there",
                 found.dump());
}

// Only keys are wrong: what else is refused in bulk differs from what is refused at once.
std::function<void(Session&)> others_make_nobody(const std::string& operation) {
  return [operation](Session& session) {
    const std::string id = new_user(session);
    Call call = track_attributes(id, {{"first_name", "Ada"}});
    call.operation = operation;
    if (!refused_strangers(session, call)) return;
    const Json found = profile(session, id);
    session.expect(found.is_null(), "a user whom only refused calls named is not there",
                   found.dump());
  };
}

void renames_no_alias(Session& session) {
  const std::string id = unused_id(session);
  const Json named = alias(id), renamed = alias(id + "_new");
  tidy_alias(session, renamed);
  anonymous_users(session, {{named, Json::object()}});
  const Json update = {{"alias_label", named["alias_label"]},
                       {"old_alias_name", named["alias_name"]},
                       {"new_alias_name", renamed["alias_name"]}};
  if (!refused_strangers(session,
                         post("users.alias.update", {{"alias_updates", Json::array({update})}})))
    return;
  session.expect(user_of(session, named).is_object(),
                 "a user is found by the alias that refused calls were to rename");
}

void deletes_nobody(Session& session) {
  const Known user = known_user(session);
  const std::size_t count = one_too_many(session, "users.delete/external_ids-max-items");
  if (!all_refused(session, delete_ids({user.id}), delete_ids(filled({user.id}, user.id, count))))
    return;
  session.expect(profile(session, user.id).is_object(),
                 "a user whom refused calls were to delete is still there");
}

void merges_nobody(Session& session) {
  const auto users =
      known_users(session, {{"", {{"first_name", "Ada"}}}, {"k", {{"first_name", "Ben"}}}});
  const std::size_t count = one_too_many(session, "users.merge/merge_updates-max-items");
  if (session.failed()) return;
  const Json entry = merging_ids(users[0].id, users[1].id);
  Json entries = Json::array({entry});
  for (const auto& other : filled({}, users[0].id, count - 1))
    entries.push_back(merging_ids(other, other + "_k"));
  if (!all_refused(session, merge(Json::array({entry})), merge(std::move(entries)))) return;
  session.expect(profile(session, users[0].id).is_object(),
                 "a user whom refused calls were to merge is still there");
}

void adds_no_alias(Session& session) {
  const Known user = known_user(session);
  const std::size_t count = one_too_many(session, "users.alias.new/user_aliases-max-items");
  std::vector<std::pair<std::string, Json>> many;
  for (const auto& name : filled({}, user.id, count)) many.emplace_back(user.id, alias(name, name));
  if (!all_refused(session, add_aliases({{user.id, alias(user.id)}}), add_aliases(many))) return;
  const Json found = profile(session, user.id);
  session.expect(list(found, "user_aliases").empty(),
                 "a user has no alias that refused calls were to add", found.dump());
}

void identifies_nobody(Session& session) {
  const std::string id = new_user(session);
  const Json named = alias(id);
  anonymous_users(session, {{named, Json::object()}});
  const std::size_t count = one_too_many(session, "users.identify/aliases_to_identify-max-items");
  std::vector<std::pair<Json, std::string>> many = {{named, id}};
  for (const auto& other : filled({}, id, count - 1)) many.emplace_back(alias(other), other);
  if (!all_refused(session, identify({{named, id}}), identify(many))) return;
  const Json found = user_of(session, named);
  session.expect(is_anonymous(found),
                 "a user whom refused calls were to identify has no external ID", found.dump());
}

void renames_nobody(Session& session) {
  const Known user = known_user(session);
  const std::string other = new_user(session, "new");
  const std::size_t count =
      one_too_many(session, "users.external_ids.rename/external_id_renames-max-items");
  std::vector<std::pair<std::string, std::string>> many = {{user.id, other}};
  for (const auto& name : filled({}, user.id, count - 1)) many.emplace_back(name, name + "_new");
  if (!all_refused(session, rename_ids({{user.id, other}}), rename_ids(many))) return;
  session.expect(profile(session, user.id).is_object(),
                 "a user whom refused calls were to rename carries the same external ID");
}

void removes_no_id(Session& session) {
  const Known user = known_user(session);
  const std::string now = new_user(session, "new");
  if (session.failed()) return;
  session.ok(rename_ids({{user.id, now}}));
  const auto finds = [&] {
    const Json users = users_by(session, {{"external_ids", Json::array({user.id})}});
    return users.size() == 1 && member(users[0], "external_id") == now;
  };
  session.eventually_of("users.external_ids.rename/found-by-both-ids", finds,
                        "the user is found by the deprecated ID");
  const std::size_t count =
      one_too_many(session, "users.external_ids.remove/external_ids-max-items");
  if (!all_refused(session, remove_ids({user.id}), remove_ids(filled({user.id}, user.id, count))))
    return;
  session.expect(finds(), "a user is found by a deprecated ID that refused calls were to remove");
}

const ScenarioRegistration kRegistrations[] = {
    ScenarioRegistration{{requirement_of("users.track.bulk"),
                          {"users.track.bulk", "users.export.ids"},
                          others_make_nobody("users.track.bulk")}},
    ScenarioRegistration{{requirement_of("users.track.sync"),
                          {"users.track.sync", "users.export.ids"},
                          others_make_nobody("users.track.sync")}},
    ScenarioRegistration{{requirement_of("users.alias.update"),
                          {"users.track", "users.export.ids", "users.delete", "users.alias.update"},
                          renames_no_alias}},
    ScenarioRegistration{{requirement_of("users.track"),
                          {"users.track", "users.export.ids", "users.delete"},
                          track_makes_nobody}},
    ScenarioRegistration{{requirement_of("users.delete"),
                          {"users.track", "users.export.ids", "users.delete"},
                          deletes_nobody}},
    ScenarioRegistration{{requirement_of("users.merge"),
                          {"users.track", "users.export.ids", "users.delete", "users.merge"},
                          merges_nobody}},
    ScenarioRegistration{{requirement_of("users.alias.new"),
                          {"users.track", "users.export.ids", "users.delete", "users.alias.new"},
                          adds_no_alias}},
    ScenarioRegistration{{requirement_of("users.identify"),
                          {"users.track", "users.export.ids", "users.delete", "users.identify"},
                          identifies_nobody}},
    ScenarioRegistration{
        {requirement_of("users.external_ids.rename"),
         {"users.track", "users.export.ids", "users.delete", "users.external_ids.rename"},
         renames_nobody}},
    ScenarioRegistration{{requirement_of("users.external_ids.remove"),
                          {"users.track", "users.export.ids", "users.delete",
                           "users.external_ids.rename", "users.external_ids.remove"},
                          removes_no_id}},
};

}  // namespace
}  // namespace brazecheck::users
