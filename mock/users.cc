#include "mock/users.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "contract/schema.h"
#include "mock/json_view.h"

namespace brazecheck::mock {

namespace {

std::string alias_key(const Alias& alias) { return alias.label + '\0' + alias.name; }

constexpr std::string_view kKind = "users";
constexpr std::array<const char*, 2> kContacts = {"email", "phone"};
// Open profiles are a few kilobytes each: enough to serve the users at work from memory as it is.
constexpr std::size_t kMaxOpen = 8192;

std::string pack(const Profile& profile) {
  std::string bytes;
  Json::to_cbor(to_json(profile), bytes);
  bytes.shrink_to_fit();
  return bytes;
}

Profile unpack(const std::string& bytes) { return profile_from(Json::from_cbor(bytes)); }

/// 24 hex digits as 12 bytes, which fit into a string without an allocation.
std::string packed_id(const std::string& hex) {
  std::string bytes;
  for (std::size_t i = 0; i + 1 < hex.size(); i += 2) {
    unsigned value = 0;
    const auto [end, error] = std::from_chars(hex.data() + i, hex.data() + i + 2, value, 16);
    // What no Braze ID looks like stays as it is: nobody has it.
    if (error != std::errc() || end != hex.data() + i + 2) return hex;
    bytes.push_back(static_cast<char>(value));
  }
  return hex.size() % 2 == 0 ? bytes : hex;
}

bool is_contact(const std::string& field) { return field == "email" || field == "phone"; }

/// Names of the properties of a schema, also of those that it is composed of.
void collect_names(const Schema& raw, std::set<std::string, std::less<>>* names) {
  const Schema& schema = resolved(raw);
  for (const auto& property : schema.properties) names->insert(property.name);
  for (const Schema* part : schema.all_of) collect_names(*part, names);
}

}  // namespace

Users::Users(const ContractIndex& index, std::uint64_t seed, ChangeLog* log)
    : log_(log), seed_(seed) {
  const Contract* track = index.find("users.track");
  if (track == nullptr || track->body == nullptr) return;
  const Schema* attributes = resolved(*track->body).property("attributes");
  if (attributes == nullptr || resolved(*attributes).items == nullptr) return;
  collect_names(*resolved(*attributes).items, &known_names_);
  custom_ = resolved(*resolved(*attributes).items).additional_properties;
}

Profile* Users::open(Number number) {
  Slot& slot = slots_[number];
  if (slot.open == nullptr) {
    slot.open = std::make_unique<Profile>(unpack(slot.packed));
    slot.packed = std::string();
    opened_.push_back(number);
  }
  if (slot.reported == log_->request()) return slot.open.get();
  slot.reported = log_->request();
  log_->changed(std::string(kKind), slot.open->braze_id);
  if (log_->undoable()) {
    log_->on_undo([this, before = *slot.open] { put(before); });
  }
  return slot.open.get();
}

Users::Number Users::number_of(const Profile& profile) const {
  return braze_ids_.at(packed_id(profile.braze_id));
}

Profile* Users::find(const Index& index, const std::string& key) {
  const auto entry = index.find(key);
  return entry == index.end() ? nullptr : open(entry->second);
}

const Profile* Users::peek(const std::string& braze_id) const {
  const auto entry = braze_ids_.find(packed_id(braze_id));
  return entry == braze_ids_.end() ? nullptr : slots_[entry->second].open.get();
}

Profile* Users::by_external_id(const std::string& id) { return find(external_, id); }
Profile* Users::by_deprecated_id(const std::string& id) { return find(deprecated_, id); }
Profile* Users::by_alias(const Alias& alias) { return find(aliases_, alias_key(alias)); }
Profile* Users::by_braze_id(const std::string& id) { return find(braze_ids_, packed_id(id)); }
Profile* Users::by_push_token(const std::string& token) { return find(tokens_, token); }
Profile* Users::by_device(const std::string& device_id) { return find(devices_, device_id); }

std::vector<Profile*> Users::by_contact(const std::string& field, const std::string& value) {
  std::vector<Profile*> found;
  const auto index = contacts_.find(field);
  if (index == contacts_.end()) return found;
  const auto [begin, end] = index->second.equal_range(value);
  for (auto entry = begin; entry != end; ++entry) found.push_back(open(entry->second));
  std::sort(found.begin(), found.end(),
            [](const Profile* a, const Profile* b) { return a->updated < b->updated; });
  return found;
}

void Users::add_contact(const std::string& field, const Json& value, Number number) {
  if (value.is_string()) contacts_[field].emplace(value.get_ref<const std::string&>(), number);
}

void Users::drop_contact(const std::string& field, const Json& value, Number number) {
  if (!value.is_string()) return;
  auto& index = contacts_[field];
  const auto [begin, end] = index.equal_range(value.get_ref<const std::string&>());
  const auto entry = std::find_if(begin, end, [&](const auto& e) { return e.second == number; });
  if (entry != end) index.erase(entry);
}

void Users::enter(Number number, const Profile& profile) {
  braze_ids_[packed_id(profile.braze_id)] = number;
  if (!profile.external_id.empty()) external_[profile.external_id] = number;
  for (const std::string& id : profile.deprecated_ids) deprecated_[id] = number;
  for (const Alias& alias : profile.aliases) aliases_[alias_key(alias)] = number;
  for (const char* field : kContacts) add_contact(field, member(profile.fields, field), number);
  for (const Json& token : profile.push_tokens) {
    tokens_.emplace(text(token, "token"), number);
    devices_.emplace(text(token, "device_id"), number);
  }
  updates_ = std::max(updates_, profile.updated);
}

void Users::leave(Number number, const Profile& profile) {
  const auto erase_own = [number](Index* index, const std::string& key) {
    const auto entry = index->find(key);
    if (entry != index->end() && entry->second == number) index->erase(entry);
  };
  if (!profile.external_id.empty()) erase_own(&external_, profile.external_id);
  for (const std::string& id : profile.deprecated_ids) erase_own(&deprecated_, id);
  for (const Alias& alias : profile.aliases) erase_own(&aliases_, alias_key(alias));
  for (const char* field : kContacts) drop_contact(field, member(profile.fields, field), number);
  for (const Json& token : profile.push_tokens) {
    erase_own(&tokens_, text(token, "token"));
    erase_own(&devices_, text(token, "device_id"));
  }
  braze_ids_.erase(packed_id(profile.braze_id));
  std::erase(opened_, number);
  slots_[number] = {};  // the profile ends here
  free_.push_back(number);
}

void Users::store(Number number, std::unique_ptr<Profile> profile) {
  enter(number, *profile);
  slots_[number] = {{}, std::move(profile), log_->request()};
  opened_.push_back(number);
}

void Users::put(Profile profile) {
  const auto known = braze_ids_.find(packed_id(profile.braze_id));
  if (known != braze_ids_.end()) {
    const Profile* old = open(known->second);
    leave(known->second, Profile(*old));
  }
  log_->changed(std::string(kKind), profile.braze_id);
  Number number = static_cast<Number>(slots_.size());
  if (free_.empty()) {
    slots_.emplace_back();
  } else {
    number = free_.back();
    free_.pop_back();
  }
  store(number, std::make_unique<Profile>(std::move(profile)));
}

void Users::for_each(const std::function<void(const Profile&)>& visit) const {
  for (const Slot& slot : slots_) {
    if (slot.open != nullptr) {
      visit(*slot.open);
    } else if (!slot.packed.empty()) {
      visit(unpack(slot.packed));
    }
  }
}

void Users::clear() {
  for (Number number = 0; number < slots_.size(); ++number) {
    if (slots_[number].open != nullptr || !slots_[number].packed.empty()) remove(open(number));
  }
}

void Users::settle() {
  if (opened_.size() <= kMaxOpen) return;
  // Half of them, the first to be opened: those at work were opened late, or are opened again.
  const auto most = static_cast<std::ptrdiff_t>(opened_.size() - kMaxOpen / 2);
  for (auto number = opened_.begin(); number != opened_.begin() + most; ++number) {
    Slot& slot = slots_[*number];
    if (slot.open == nullptr) continue;
    slot.packed = pack(*slot.open);
    slot.open.reset();
  }
  opened_.erase(opened_.begin(), opened_.begin() + most);
}

Profile& Users::create(const std::string& origin, Time now) {
  std::uint64_t hash = stable_hash(seed_, origin);
  while (braze_ids_.contains(packed_id(hex_digits(hash, 24)))) ++hash;
  Profile profile;
  profile.braze_id = hex_digits(hash, 24);
  profile.created_at = now;
  profile.random_bucket = static_cast<int>(hash % 10000);  // not from a contract: as observed
  profile.updated = ++updates_;
  const std::string id = profile.braze_id;
  if (log_->undoable()) {
    log_->on_undo([this, id] {
      if (Profile* made = by_braze_id(id)) remove(made);
    });
  }
  put(std::move(profile));
  return *slots_[braze_ids_.at(packed_id(id))].open;
}

void Users::set_external_id(Profile* profile, const std::string& id) {
  if (!profile->external_id.empty()) external_.erase(profile->external_id);
  profile->external_id = id;
  external_[id] = number_of(*profile);
}

void Users::rename(Profile* profile, const std::string& id) {
  const std::string old = profile->external_id;
  set_external_id(profile, id);
  profile->deprecated_ids.push_back(old);
  deprecated_[old] = number_of(*profile);
}

void Users::forget_deprecated_id(const std::string& id) {
  if (Profile* profile = by_deprecated_id(id)) std::erase(profile->deprecated_ids, id);
  deprecated_.erase(id);
}

bool Users::add_alias(Profile* profile, const Alias& alias) {
  if (by_alias(alias) != nullptr || profile->alias(alias.label) != nullptr) return false;
  profile->aliases.push_back(alias);
  aliases_[alias_key(alias)] = number_of(*profile);
  return true;
}

void Users::rename_alias(const Alias& old, const std::string& name) {
  Profile* profile = by_alias(old);
  const Alias changed{old.label, name};
  if (profile == nullptr || by_alias(changed) != nullptr) return;
  aliases_.erase(alias_key(old));
  aliases_[alias_key(changed)] = number_of(*profile);
  std::replace(profile->aliases.begin(), profile->aliases.end(), old, changed);
  touch(profile);
}

void Users::set_field(Profile* profile, const std::string& name, const Json& value) {
  if (is_contact(name)) {
    const Number number = number_of(*profile);
    drop_contact(name, member(profile->fields, name), number);
    add_contact(name, value, number);
  }
  if (value.is_null()) {
    profile->fields.erase(name);
  } else {
    profile->fields[name] = value;
  }
}

void Users::add_token(Profile* profile, const Json& token) {
  add_push_token(profile, token);
  const Number number = number_of(*profile);
  for (const Json& known : profile->push_tokens) {
    tokens_.emplace(text(known, "token"), number);
    devices_.emplace(text(known, "device_id"), number);
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
      for (const Json& token : value) add_token(profile, token);
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
  for (const char* field : kContacts) {
    // Through set_field, so that the profile is found by what it has just got.
    if (!had.contains(field) && into->fields.contains(field)) {
      const Json value = into->fields[field];
      into->fields.erase(field);
      set_field(into, field, value);
    }
  }
  for (const Json& token : copy.push_tokens) add_token(into, token);
  for (const Alias& alias : copy.aliases) add_alias(into, alias);
  touch(into);
}

void Users::remove(Profile* profile) {
  // A copy, because the profile ends while it leaves.
  leave(number_of(*profile), Profile(*profile));
}

}  // namespace brazecheck::mock
