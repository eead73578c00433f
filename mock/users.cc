#include "mock/users.h"

#include <algorithm>

#include "contract/schema.h"

namespace brazecheck::mock {

namespace {

std::string alias_key(const Alias& alias) { return alias.label + '\0' + alias.name; }

bool is_contact(const std::string& field) { return field == "email" || field == "phone"; }

/// Names of the properties of a schema, also of those that it is composed of.
void collect_names(const Schema& raw, std::set<std::string, std::less<>>* names) {
  const Schema& schema = resolved(raw);
  for (const auto& property : schema.properties) names->insert(property.name);
  for (const Schema* part : schema.all_of) collect_names(*part, names);
}

}  // namespace

Users::Users(const ContractIndex& index, std::uint64_t seed) : seed_(seed) {
  const Contract* track = index.find("users.track");
  if (track == nullptr || track->body == nullptr) return;
  const Schema* attributes = resolved(*track->body).property("attributes");
  if (attributes == nullptr || resolved(*attributes).items == nullptr) return;
  collect_names(*resolved(*attributes).items, &known_names_);
  custom_ = resolved(*resolved(*attributes).items).additional_properties;
}

Profile* Users::find(const std::unordered_map<std::string, std::string>& index,
                     const std::string& key) {
  const auto entry = index.find(key);
  return entry == index.end() ? nullptr : by_braze_id(entry->second);
}

Profile* Users::by_external_id(const std::string& id) { return find(external_, id); }
Profile* Users::by_deprecated_id(const std::string& id) { return find(deprecated_, id); }
Profile* Users::by_alias(const Alias& alias) { return find(aliases_, alias_key(alias)); }

Profile* Users::by_braze_id(const std::string& id) {
  const auto entry = profiles_.find(id);
  return entry == profiles_.end() ? nullptr : &entry->second;
}

std::vector<Profile*> Users::by_contact(const std::string& field, const std::string& value) {
  std::vector<Profile*> found;
  const auto index = contacts_.find(field);
  if (index == contacts_.end()) return found;
  const auto ids = index->second.find(value);
  if (ids == index->second.end()) return found;
  for (const std::string& id : ids->second) found.push_back(by_braze_id(id));
  std::sort(found.begin(), found.end(),
            [](const Profile* a, const Profile* b) { return a->updated < b->updated; });
  return found;
}

Profile* Users::by_push_token(const std::string& token) {
  for (auto& [id, profile] : profiles_) {
    for (const Json& known : profile.push_tokens) {
      if (known.at("token") == token) return &profile;
    }
  }
  return nullptr;
}

Profile* Users::by_device(const std::string& device_id) {
  for (auto& [id, profile] : profiles_) {
    for (const Json& known : profile.push_tokens) {
      if (known.value("device_id", Json()) == device_id) return &profile;
    }
  }
  return nullptr;
}

Profile& Users::create(const std::string& origin, Time now) {
  std::uint64_t hash = stable_hash(seed_, origin);
  while (profiles_.contains(hex_digits(hash, 24))) ++hash;
  Profile profile;
  profile.braze_id = hex_digits(hash, 24);
  profile.created_at = now;
  profile.random_bucket = static_cast<int>(hash % 10000);  // not from a contract: as observed
  Profile& stored = profiles_.emplace(profile.braze_id, profile).first->second;
  touch(&stored);
  return stored;
}

void Users::set_external_id(Profile* profile, const std::string& id) {
  if (!profile->external_id.empty()) external_.erase(profile->external_id);
  profile->external_id = id;
  external_[id] = profile->braze_id;
}

void Users::rename(Profile* profile, const std::string& id) {
  const std::string old = profile->external_id;
  set_external_id(profile, id);
  profile->deprecated_ids.push_back(old);
  deprecated_[old] = profile->braze_id;
}

void Users::forget_deprecated_id(const std::string& id) {
  if (Profile* profile = by_deprecated_id(id)) std::erase(profile->deprecated_ids, id);
  deprecated_.erase(id);
}

bool Users::add_alias(Profile* profile, const Alias& alias) {
  if (by_alias(alias) != nullptr || profile->alias(alias.label) != nullptr) return false;
  profile->aliases.push_back(alias);
  aliases_[alias_key(alias)] = profile->braze_id;
  return true;
}

void Users::rename_alias(const Alias& old, const std::string& name) {
  Profile* profile = by_alias(old);
  const Alias changed{old.label, name};
  if (profile == nullptr || by_alias(changed) != nullptr) return;
  aliases_.erase(alias_key(old));
  aliases_[alias_key(changed)] = profile->braze_id;
  std::replace(profile->aliases.begin(), profile->aliases.end(), old, changed);
  touch(profile);
}

void Users::set_field(Profile* profile, const std::string& name, const Json& value) {
  if (is_contact(name)) {
    auto& index = contacts_[name];
    if (const auto old = profile->fields.find(name);
        old != profile->fields.end() && old->is_string()) {
      const auto entry = index.find(old->get_ref<const std::string&>());
      if (entry != index.end()) {
        entry->second.erase(profile->braze_id);
        if (entry->second.empty()) index.erase(entry);
      }
    }
    if (value.is_string()) index[value.get_ref<const std::string&>()].insert(profile->braze_id);
  }
  if (value.is_null()) {
    profile->fields.erase(name);
  } else {
    profile->fields[name] = value;
  }
}

void Users::apply_custom(Profile* profile, const std::string& name, const Json& value, bool merge) {
  const auto stored = profile->custom.find(name);
  const bool change = value.is_object() && stored != profile->custom.end();
  const Json before = change ? *stored : Json();
  set_custom_attribute(&profile->custom, name, value, merge);
  if (!change || custom_ == nullptr) return;
  // A change may be small and its result too large: then it is dropped, as one too large in itself.
  for (const Violation& violation : validate(*custom_, profile->custom.at(name))) {
    if (violation.keyword == Keyword::kRule && violation.requirement != nullptr &&
        violation.requirement->outcome == Outcome::kIgnored) {
      profile->custom[name] = before;
      return;
    }
  }
}

void Users::apply(Profile* profile, const Json& attributes) {
  static const std::set<std::string, std::less<>> kNotStored = {
      "external_id", "braze_id",          "user_alias",     "_update_existing_only",
      "alias_name",  "push_token_import", "_merge_objects", "alias_label"};
  const auto flag = attributes.find("_merge_objects");
  const bool merge = flag != attributes.end() && flag->is_boolean() && flag->get<bool>();
  for (const auto& [name, value] : attributes.items()) {
    if (kNotStored.contains(name)) continue;
    if (!known_names_.contains(name)) {
      apply_custom(profile, name, value, merge);
    } else if (name == "push_tokens") {
      for (const Json& token : value) add_push_token(profile, token);
    } else if (name == "subscription_groups") {
      for (const Json& group : value) {
        if (group.is_object() && group.contains("subscription_group_id") &&
            group.contains("subscription_state") && group["subscription_group_id"].is_string() &&
            group["subscription_state"].is_string()) {
          profile->subscription_groups[group["subscription_group_id"]] =
              group["subscription_state"];
        }
      }
    } else if (name == "current_location" && value.is_object()) {
      profile->fields["last_coordinates"] = {value.value("longitude", Json()),
                                             value.value("latitude", Json())};
    } else if (name == "time_zone" && value.is_string() &&
               !looks_like_time_zone(value.get_ref<const std::string&>())) {
      continue;  // not set, and no error
    } else if (const auto date = name == "dob" && value.is_string()
                                     ? parse_time(value.get_ref<const std::string&>())
                                     : std::nullopt) {
      set_field(profile, name, to_export_time(*date));
    } else {
      set_field(profile, name, value);
    }
  }
  touch(profile);
}

void Users::absorb(Profile* into, Profile* from) {
  const Profile copy = *from;
  remove(from);
  const Json had = into->fields;
  merge_profile(into, copy);
  for (const char* field : {"email", "phone"}) {
    // Through set_field, so that the profile is found by what it has just got.
    if (!had.contains(field) && into->fields.contains(field)) {
      const Json value = into->fields[field];
      into->fields.erase(field);
      set_field(into, field, value);
    }
  }
  for (const Alias& alias : copy.aliases) add_alias(into, alias);
  touch(into);
}

void Users::remove(Profile* profile) {
  for (const char* field : {"email", "phone"}) set_field(profile, field, nullptr);
  if (!profile->external_id.empty()) external_.erase(profile->external_id);
  for (const std::string& id : profile->deprecated_ids) deprecated_.erase(id);
  for (const Alias& alias : profile->aliases) aliases_.erase(alias_key(alias));
  profiles_.erase(std::string(profile->braze_id));
}

}  // namespace brazecheck::mock
