#include "suites/users/calls.h"

// Aliases: https://www.braze.com/docs/api/endpoints/user_data/post_user_alias/
namespace brazecheck::users {
namespace {

bool resolves(Session& session, const Json& named, const std::string& external_id) {
  return session.eventually_of(
      kAliasResolves, [&] { return member(user_of(session, named), "external_id") == external_id; },
      "the user is found by a new alias");
}

void alias_resolves(Session& session) {
  const Known user = known_user(session);
  if (session.failed()) return;
  const Json named = alias(user.id + "_Aa \u00c9", "Crm");
  session.ok(add_aliases({{user.id, named}}));
  if (!resolves(session, named, user.id)) return;
  std::vector<std::pair<std::string, Json>> aliases;
  Json asked = Json::array();
  for (const auto& id : many_users(session)) {
    aliases.emplace_back(id, alias(id + "_a"));
    asked.push_back(aliases.back().second);
  }
  session.ok(add_aliases(aliases));
  session.eventually(
      [&] {
        return users_by(session, {{"user_aliases", asked}}).size() == aliases.size();
      },
      "of many aliases in one request each names its user");
}

void counts_aliases(Session& session) {
  const Known user = known_user(session);
  if (session.failed()) return;
  const Json body = session.ok(
      add_aliases({{user.id, alias(user.id + "_a")}, {user.id, alias(user.id + "_b", "till")}}));
  const Json count = member(body, "aliases_processed");
  if (session.failed()) return;
  if (count.is_null()) return session.skip("the answer has no aliases_processed");
  session.expect(count == 2, "aliases_processed is 2 for two new aliases", body.dump());
}

void alias_only_user(Session& session) {
  const Known user = known_user(session);
  if (session.failed()) return;
  const Json named = alias(user.id + "_a"), alone = alias(user.id + "_only");
  tidy_alias(session, alone);
  session.ok(add_aliases({{user.id, named}, {"", alone}}));
  if (!resolves(session, named, user.id)) return;
  session.eventually([&] { return user_of(session, alone).is_object(); },
                     "an alias without an external ID makes a user");
  const Json made = user_of(session, alone);
  if (session.failed()) return;
  session.expect(is_anonymous(made), "who has no external ID", made.dump());
  session.expect(list(made, "user_aliases") == Json::array({alone}), "and the alias alone",
                 made.dump());
}

void unknown_external_id(Session& session) {
  const Known user = known_user(session);
  if (session.failed()) return;
  const Json named = alias(user.id + "_a"), vain = alias(user.id + "_vain");
  const std::string nobody = new_user(session, "nobody");
  if (!succeeds(session, add_aliases({{nobody, vain}, {user.id, named}}),
                "an alias for an external ID that nobody has is accepted") ||
      !resolves(session, named, user.id))
    return;
  const Json found = users_by(
      session, {{"external_ids", Json::array({nobody})}, {"user_aliases", Json::array({vain})}});
  if (!session.failed())
    session.expect(found.empty(), "an alias for an external ID that nobody has makes no user",
                   found.dump());
}

void taken_alias_unchanged(Session& session) {
  const auto users =
      known_users(session, {{"", {{"first_name", "Ada"}}}, {"k", {{"first_name", "Ben"}}}});
  if (session.failed()) return;
  const Json taken = alias(users[0].id + "_a"), other = alias(users[0].id + "_b", "till");
  session.ok(add_aliases({{users[0].id, taken}}));
  if (!resolves(session, taken, users[0].id)) return;
  if (!succeeds(session, add_aliases({{users[1].id, taken}, {users[1].id, other}}),
                "an alias that a user has already is accepted") ||
      !resolves(session, other, users[1].id))
    return;
  const Json owner = user_of(session, taken);
  if (session.failed()) return;
  session.expect(member(owner, "external_id") == users[0].id,
                 "an alias that a user has stays with that user alone", owner.dump());
}

void one_name_per_label(Session& session) {
  const Known user = known_user(session);
  if (session.failed()) return;
  const Json first = alias(user.id + "_a"), second = alias(user.id + "_b");
  const Json other = alias(user.id + "_a", "till");
  session.ok(add_aliases({{user.id, first}}));
  if (!resolves(session, first, user.id)) return;
  if (!succeeds(session, add_aliases({{user.id, second}, {user.id, other}}),
                "a second alias of a label is accepted") ||
      !resolves(session, other, user.id))
    return;
  const Json found = profile(session, user.id);
  if (!session.failed())
    session.expect(names_of(found, "crm").size() == 1, "a user has one alias of each label",
                   found.dump());
}

void rename_alias(Session& session, const std::vector<std::pair<Json, std::string>>& renames) {
  Json entries = Json::array();
  for (const auto& [old, name] : renames) {
    entries.push_back({{"alias_label", member(old, "alias_label")},
                       {"old_alias_name", member(old, "alias_name")},
                       {"new_alias_name", name}});
  }
  session.ok(post("users.alias.update", {{"alias_updates", std::move(entries)}}));
}

void alias_renamed(Session& session) {
  const Known user = known_user(session);
  if (session.failed()) return;
  const Json old = alias(user.id + "_a"), renamed = alias(user.id + "_Bb \u00c9");
  session.ok(add_aliases({{user.id, old}}));
  if (!resolves(session, old, user.id)) return;
  rename_alias(session, {{old, member(renamed, "alias_name")}});
  session.eventually([&] { return member(user_of(session, renamed), "external_id") == user.id; },
                     "the user is found by the new name of the alias");
  session.eventually([&] { return users_by(session, by_alias(old)).empty(); },
                     "and no longer by the old one");
}

void unknown_alias_ignored(Session& session) {
  const Known user = known_user(session);
  if (session.failed()) return;
  const Json old = alias(user.id + "_a"), renamed = alias(user.id + "_b");
  session.ok(add_aliases({{user.id, old}}));
  if (!resolves(session, old, user.id)) return;
  const Json none = alias(user.id + "_none"), made = alias(user.id + "_new");
  for (const Json& vain : {none, made}) tidy_alias(session, vain);
  rename_alias(session, {{none, user.id + "_new"}});
  rename_alias(session, {{none, user.id + "_new"}, {old, user.id + "_b"}});
  session.eventually_of(
      "users.alias.update/alias-renamed",
      [&] { return member(user_of(session, renamed), "external_id") == user.id; },
      "the user is found by the new name of the alias");
  const Json found = users_by(session, {{"user_aliases", Json::array({none, made})}});
  if (!session.failed())
    session.expect(found.empty(), "neither name of an alias that nobody had finds anybody",
                   found.dump());
}

const std::vector<std::string> kNew = {"users.track", "users.export.ids", "users.alias.new"};
const std::vector<std::string> kUpdate = {"users.track", "users.export.ids", "users.alias.new",
                                          "users.alias.update"};

const ScenarioRegistration kRegistrations[] = {
    ScenarioRegistration{{kAliasResolves, kNew, alias_resolves}},
    ScenarioRegistration{{"users.alias.new/counts-aliases", kNew, counts_aliases}},
    ScenarioRegistration{{"users.alias.new/alias-only-user", kNew, alias_only_user}},
    ScenarioRegistration{{"users.alias.new/unknown-external-id", kNew, unknown_external_id}},
    ScenarioRegistration{{"users.alias.new/taken-alias-unchanged", kNew, taken_alias_unchanged}},
    ScenarioRegistration{{"users.alias.new/one-name-per-label", kNew, one_name_per_label}},
    ScenarioRegistration{{"users.alias.update/alias-renamed", kUpdate, alias_renamed}},
    ScenarioRegistration{
        {"users.alias.update/unknown-alias-ignored", kUpdate, unknown_alias_ignored}},
};

}  // namespace
}  // namespace brazecheck::users
