#include "suites/users/calls.h"

#include <algorithm>

namespace brazecheck::users {

Json alias(const std::string& name, const std::string& label) {
  return {{"alias_name", name}, {"alias_label", label}};
}

Json by_alias(const Json& alias) { return {{"user_aliases", Json::array({alias})}}; }

void tidy_alias(Session& session, const Json& alias) {
  session.tidy_later(post("users.delete", by_alias(alias)));
}

void tidy_contact(Session& session, const std::string& kind, const std::string& value) {
  const Json entry = {{kind, value}, {"prioritization", {"most_recently_updated"}}};
  session.tidy_later(post("users.delete", {{kind == "email" ? "email_addresses" : "phone_numbers",
                                            Json::array({entry})}}));
}

Call post(const std::string& operation, Json body) {
  return {.operation = operation, .path = {}, .query = {}, .body = std::move(body)};
}

Call add_aliases(const std::vector<std::pair<std::string, Json>>& aliases) {
  Json entries = Json::array();
  for (auto [external_id, entry] : aliases) {
    if (!external_id.empty()) entry["external_id"] = external_id;
    entries.push_back(std::move(entry));
  }
  return post("users.alias.new", {{"user_aliases", std::move(entries)}});
}

Call identify(const std::vector<std::pair<Json, std::string>>& aliases) {
  Json entries = Json::array();
  for (const auto& [named, external_id] : aliases) {
    entries.push_back({{"external_id", external_id}, {"user_alias", named}});
  }
  return post("users.identify", {{"aliases_to_identify", std::move(entries)}});
}

Json merging(Json from, Json into) {
  return {{"identifier_to_merge", std::move(from)}, {"identifier_to_keep", std::move(into)}};
}

Json merging_ids(const std::string& from, const std::string& into) {
  return merging({{"external_id", from}}, {{"external_id", into}});
}

Call merge(Json entries) { return post("users.merge", {{"merge_updates", std::move(entries)}}); }

Call delete_ids(const std::vector<std::string>& external_ids) {
  return post("users.delete", {{"external_ids", external_ids}});
}

Call rename_ids(const std::vector<std::pair<std::string, std::string>>& renames) {
  Json entries = Json::array();
  for (const auto& [from, to] : renames) {
    entries.push_back({{"current_external_id", from}, {"new_external_id", to}});
  }
  return post("users.external_ids.rename", {{"external_id_renames", std::move(entries)}});
}

Call remove_ids(const std::vector<std::string>& external_ids) {
  return post("users.external_ids.remove", {{"external_ids", external_ids}});
}

void anonymous_users(Session& session, const std::vector<std::pair<Json, Json>>& wanted) {
  Json attributes = Json::array();
  Json named = Json::array();
  // Whether tracking creates anybody at all is another statement: one with an external ID proves
  // it.
  const std::string proof = new_user(session, "proof");
  attributes.push_back({{"external_id", proof}, {"mark", true}});
  const auto ask = [&] {
    return users_by(session, {{"user_aliases", named}, {"external_ids", Json::array({proof})}});
  };
  for (const auto& [own, values] : wanted) {
    tidy_alias(session, own);
    Json entry = values;
    entry["user_alias"] = own;
    entry["_update_existing_only"] = false;
    attributes.push_back(std::move(entry));
    named.push_back(own);
  }
  session.ok(track(std::move(attributes), Json::array(), Json::array()));
  Json users;
  const auto count = [&](bool with_values) {
    std::size_t met = 0;
    for (const auto& [own, values] : wanted) {
      for (const auto& user : users) {
        const Json& aliases = list(user, "user_aliases");
        const bool has = std::find(aliases.begin(), aliases.end(), own) != aliases.end();
        if (has && (!with_values || carries(user, values))) ++met;
      }
    }
    return session.failed() ? std::size_t{0} : met;
  };
  session.eventually_of(
      kCreated,
      [&] {
        users = ask();
        return std::any_of(users.begin(), users.end(),
                           [&](const Json& user) { return member(user, "external_id") == proof; });
      },
      "a user whose attributes were tracked is exported");
  session.eventually_of(
      kAliasCreated,
      [&] {
        if (count(false) != wanted.size()) users = ask();
        return count(false) == wanted.size();
      },
      "a user who was tracked by an alias, to be created, is exported by it");
  session.eventually_of(
      kWritten,
      [&] {
        if (count(true) != wanted.size()) users = ask();
        return count(true) == wanted.size();
      },
      "the attributes that were tracked for an alias are exported");
}

std::vector<std::string> many_users(Session& session) {
  constexpr int kPortions = 2, kPortion = 14;
  std::vector<std::string> ids;
  for (int i = 0; i < kPortions * kPortion; ++i) {
    ids.push_back(unused_id(session) + "_" + std::to_string(i));
  }
  session.tidy_later(delete_ids(ids));
  for (auto from = ids.begin(); from != ids.end(); from += kPortion) {
    const std::vector<std::string> portion(from, from + kPortion);
    Json attributes = Json::array();
    for (const auto& id : portion) attributes.push_back({{"external_id", id}, {"mark", true}});
    session.ok(track(std::move(attributes), Json::array(), Json::array()));
    session.eventually_of(
        kCreated,
        [&] {
          return users_by(session, {{"external_ids", portion}}).size() == portion.size();
        },
        "users whose attributes were tracked are exported");
  }
  return ids;
}

Json user_of(Session& session, const Json& alias) {
  const Json users = users_by(session, by_alias(alias));
  return users.size() == 1 ? users[0] : Json();
}

bool is_anonymous(const Json& user) {
  return user.is_object() && member(user, "external_id").is_null();
}

std::vector<std::string> names_of(const Json& user, const std::string& label) {
  std::vector<std::string> names;
  for (const auto& own : list(user, "user_aliases")) {
    const Json name = member(own, "alias_name");
    if (member(own, "alias_label") == label && name.is_string()) names.push_back(name);
  }
  return names;
}

bool deletes_users(Session& session, const std::string& external_id) {
  session.ok(delete_ids({external_id}));
  return profile_gone_of(session, kDeleted, external_id, "a deleted user is exported no more");
}

}  // namespace brazecheck::users
