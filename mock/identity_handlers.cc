#include "mock/answers.h"
#include "mock/audience.h"
#include "mock/handlers.h"
#include "mock/json_view.h"
#include "mock/messaging.h"

namespace brazecheck::mock {

namespace {

Alias read_alias(const Json& object) {
  return {text(object, "alias_label"), text(object, "alias_name")};
}

Profile* by_contact(Users* users, const char* field, const Json& object) {
  // Older clients send the bare address instead of an object.
  return prioritized(
      users->by_contact(field, object.is_object() ? text(object, field) : text(object)),
      items(object, "prioritization"));
}

/// The profile that an identifier object of merge names.
Profile* identified(Users* users, const Json& object) {
  if (const std::string id = text(object, "external_id"); !id.empty())
    return users->by_external_id(id);
  if (const std::string id = text(object, "braze_id"); !id.empty()) return users->by_braze_id(id);
  if (member(object, "user_alias").is_object()) {
    return users->by_alias(read_alias(member(object, "user_alias")));
  }
  return by_contact(users, member(object, "email").is_null() ? "phone" : "email", object);
}

Reply alias_new(const Call& call, State& state) {
  const auto& aliases = items(call.body, "user_aliases");
  for (const Json& entry : aliases) {
    const Alias alias = read_alias(entry);
    const std::string id = text(entry, "external_id");
    // With an external ID nobody has, no alias is added; without one, an alias-only user is made.
    Profile* profile = id.empty() ? nullptr : state.users.by_external_id(id);
    if (id.empty() && state.users.by_alias(alias) == nullptr) {
      profile = &state.users.create("alias " + alias.label + " " + alias.name, call.now);
    }
    if (profile == nullptr) continue;
    state.users.add_alias(profile, alias);
    state.users.touch(profile);
  }
  return success(*call.contract, {{"aliases_processed", aliases.size()}});
}

Reply alias_update(const Call& call, State& state) {
  for (const Json& entry : items(call.body, "alias_updates")) {
    state.users.rename_alias({text(entry, "alias_label"), text(entry, "old_alias_name")},
                             text(entry, "new_alias_name"));
  }
  return success(*call.contract);
}

/// Gives `anonymous` the external ID, or joins it with the profile that has it.
void identify_one(Users* users, Profile* anonymous, const std::string& external_id) {
  if (anonymous == nullptr || external_id.empty()) return;
  Profile* known = users->by_external_id(external_id);
  if (known == anonymous) return;
  if (known == nullptr) {
    // An identified user keeps the ID it has.
    if (anonymous->external_id.empty()) users->set_external_id(anonymous, external_id);
    users->touch(anonymous);
    return;
  }
  // Only unidentified profiles are taken over.
  if (!anonymous->external_id.empty()) return;
  users->absorb(known, anonymous);
}

Reply identify(const Call& call, State& state) {
  Users& users = state.users;
  const auto& aliases = items(call.body, "aliases_to_identify");
  for (const Json& entry : aliases) {
    const Alias alias = read_alias(member(entry, "user_alias"));
    const std::string id = text(entry, "external_id");
    const Profile* known = users.by_external_id(id);
    // Not combined when the identified user has an alias of that label already.
    if (known != nullptr && known->alias(alias.label) != nullptr) continue;
    identify_one(&users, users.by_alias(alias), id);
  }
  for (const Json& entry : items(call.body, "emails_to_identify")) {
    identify_one(&users, by_contact(&users, "email", entry), text(entry, "external_id"));
  }
  for (const Json& entry : items(call.body, "phone_numbers_to_identify")) {
    identify_one(&users, by_contact(&users, "phone", entry), text(entry, "external_id"));
  }
  Json extra = Json::object();
  if (!aliases.empty()) extra["aliases_processed"] = aliases.size();
  return success(*call.contract, std::move(extra));
}

/// An identifier by a phone number that is none: two of them are never merged.
bool invalid_phone(const Json& identifier) {
  const Json& phone = member(identifier, "phone");
  return phone.is_string() && !is_phone_number(phone.get_ref<const std::string&>());
}

Reply merge(const Call& call, State& state) {
  for (const Json& entry : items(call.body, "merge_updates")) {
    Profile* from = identified(&state.users, member(entry, "identifier_to_merge"));
    Profile* into = identified(&state.users, member(entry, "identifier_to_keep"));
    if (from == nullptr || into == nullptr || from == into) continue;
    if (invalid_phone(member(entry, "identifier_to_merge")) &&
        invalid_phone(member(entry, "identifier_to_keep"))) {
      continue;
    }
    state.users.absorb(into, from);
  }
  return success(*call.contract);
}

Reply remove(const Call& call, State& state) {
  Users& users = state.users;
  std::size_t submitted = 0;
  const auto drop = [&](Profile* profile) {
    // What counts are the identifiers sent, whether or not anybody has them.
    ++submitted;
    if (profile != nullptr) users.remove(profile);
  };
  for (const Json& id : items(call.body, "external_ids")) {
    Profile* profile = users.by_external_id(text(id));
    // A replaced ID still names the whole profile.
    drop(profile != nullptr ? profile : users.by_deprecated_id(text(id)));
  }
  for (const Json& alias : items(call.body, "user_aliases"))
    drop(users.by_alias(read_alias(alias)));
  for (const Json& id : items(call.body, "braze_ids")) drop(users.by_braze_id(text(id)));
  for (const Json& entry : items(call.body, "email_addresses"))
    drop(by_contact(&users, "email", entry));
  for (const Json& entry : items(call.body, "phone_numbers"))
    drop(by_contact(&users, "phone", entry));
  return success(*call.contract, {{"deleted", submitted}});
}

Reply rename_ids(const Call& call, State& state) {
  Json renamed = Json::array();
  Json errors = Json::array();
  const auto& renames = items(call.body, "external_id_renames");
  for (std::size_t i = 0; i < renames.size(); ++i) {
    const std::string current = text(renames[i], "current_external_id");
    const std::string next = text(renames[i], "new_external_id");
    Profile* profile = state.users.by_external_id(current);
    const auto fail = [&](const char* why) { errors.push_back(Json::array({i, why})); };
    if (profile == nullptr) {
      fail(state.users.by_deprecated_id(current) != nullptr
               ? "The current external_id is deprecated"
               : "The current external_id does not exist");
    } else if (state.users.by_external_id(next) != nullptr ||
               state.users.by_deprecated_id(next) != nullptr) {
      fail("The new external_id is already in use");
    } else {
      state.users.rename(profile, next);
      state.users.touch(profile);
      renamed.push_back({{"current_external_id", current}, {"new_external_id", next}});
    }
  }
  return success(*call.contract, {{"external_ids", renamed}, {"rename_errors", errors}});
}

Reply remove_ids(const Call& call, State& state) {
  Json removed = Json::array();
  Json errors = Json::array();
  const auto& ids = items(call.body, "external_ids");
  for (std::size_t i = 0; i < ids.size(); ++i) {
    const std::string id = text(ids[i]);
    if (state.users.by_external_id(id) != nullptr) {
      errors.push_back(Json::array({i, "The external_id is primary, not deprecated"}));
    } else if (state.users.by_deprecated_id(id) == nullptr) {
      errors.push_back(Json::array({i, "The external_id does not exist"}));
    } else {
      state.users.forget_deprecated_id(id);
      removed.push_back(id);
    }
  }
  return success(*call.contract, {{"removed_ids", removed}, {"removal_errors", errors}});
}

}  // namespace

std::vector<Handler> identity_handlers() {
  return {{"users.alias.new", alias_new},
          {"users.alias.update", alias_update},
          {"users.identify", identify},
          {"users.merge", merge},
          {"users.delete", remove},
          {"users.external_ids.rename", rename_ids},
          {"users.external_ids.remove", remove_ids}};
}

}  // namespace brazecheck::mock
