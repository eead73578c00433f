#include <fmt/format.h>

#include "contract/schema.h"
#include "mock/answers.h"
#include "mock/handlers.h"
#include "mock/json_view.h"

namespace brazecheck::mock {

namespace {

Json tallies(const std::map<std::string, Tally>& all) {
  Json list = Json::array();
  for (const auto& [name, tally] : all) {
    Json entry = {{"name", name}, {"count", tally.count}};
    if (tally.first) entry["first"] = to_export_time(*tally.first);
    if (tally.last) entry["last"] = to_export_time(*tally.last);
    list.push_back(std::move(entry));
  }
  return list;
}

Json aliases(const Profile& profile) {
  Json list = Json::array();
  for (const Alias& alias : profile.aliases) {
    list.push_back({{"alias_name", alias.name}, {"alias_label", alias.label}});
  }
  return list;
}

Json push_tokens(const Profile& profile) {
  Json list = Json::array();
  for (const Json& token : profile.push_tokens) {
    list.push_back({{"app", member(token, "app_id")},
                    {"token", member(token, "token")},
                    {"device_id", member(token, "device_id")},
                    {"notifications_enabled", true}});
  }
  return list;
}

/// Everything that an export shows of a profile when no fields are asked for.
Json full_export(const Profile& profile) {
  Json out = profile.fields;
  out["created_at"] = to_export_time(profile.created_at);
  out["user_aliases"] = aliases(profile);
  out["braze_id"] = profile.braze_id;
  // The old name of the same value; exports without fields_to_export have it still.
  out["appboy_id"] = profile.braze_id;
  out["random_bucket"] = profile.random_bucket;
  out["total_revenue"] = profile.total_revenue;
  for (const char* channel : {"push_subscribe", "email_subscribe"}) {
    if (!out.contains(channel)) out[channel] = "subscribed";
  }
  if (!profile.external_id.empty()) out["external_id"] = profile.external_id;
  if (!profile.custom.empty()) out["custom_attributes"] = profile.custom;
  if (!profile.events.empty()) out["custom_events"] = tallies(profile.events);
  if (!profile.purchases.empty()) out["purchases"] = tallies(profile.purchases);
  if (!profile.push_tokens.empty()) out["push_tokens"] = push_tokens(profile);
  return out;
}

/// Attributes that can be set but that no export shows.
void hide_unexported(const Contract& contract, Json* profile) {
  const Schema* fields =
      contract.body != nullptr ? resolved(*contract.body).property("fields_to_export") : nullptr;
  if (fields == nullptr || resolved(*fields).items == nullptr) return;
  const auto& names = resolved(*resolved(*fields).items).enumeration;
  if (names.empty()) return;
  for (auto entry = profile->begin(); entry != profile->end();) {
    const bool shown = entry.key() == "appboy_id" ||
                       std::find(names.begin(), names.end(), Json(entry.key())) != names.end();
    entry = shown ? std::next(entry) : profile->erase(entry);
  }
}

Json exported(const Call& call, const Profile& profile) {
  Json all = full_export(profile);
  const Json& wanted = member(call.body, "fields_to_export");
  if (!wanted.is_array() || wanted.empty()) {
    hide_unexported(*call.contract, &all);
    return all;
  }
  Json out = Json::object();
  for (const Json& name : wanted) {
    if (name.is_string() && all.contains(name)) out[name.get_ref<const std::string&>()] = all[name];
  }
  return out;
}

Reply export_ids(const Call& call, State& state) {
  Users& users = state.users;
  Json found = Json::array();
  Json unknown = Json::array();
  std::set<const Profile*> shown;
  const auto add = [&](const Profile* profile, const Json& identifier) {
    if (profile == nullptr) {
      unknown.push_back(identifier);
    } else if (shown.insert(profile).second) {
      found.push_back(exported(call, *profile));
    }
  };
  for (const Json& id : items(call.body, "external_ids")) {
    const Profile* profile = users.by_external_id(text(id));
    add(profile != nullptr ? profile : users.by_deprecated_id(text(id)), text(id));
  }
  for (const Json& alias : items(call.body, "user_aliases")) {
    const Profile* profile =
        users.by_alias({text(alias, "alias_label"), text(alias, "alias_name")});
    add(profile, text(alias, "alias_name"));
  }
  if (const std::string id = text(call.body, "braze_id"); !id.empty())
    add(users.by_braze_id(id), id);
  if (const std::string id = text(call.body, "device_id"); !id.empty())
    add(users.by_device(id), id);
  const auto add_contacts = [&](const char* field, const char* parameter) {
    const std::string value = text(call.body, parameter);
    if (value.empty()) return;
    const auto profiles = users.by_contact(field, value);
    if (profiles.empty()) add(nullptr, value);
    for (const Profile* profile : profiles) add(profile, value);
  };
  add_contacts("email", "email_address");
  add_contacts("phone", "phone");
  Json extra = {{"users", std::move(found)}};
  if (!unknown.empty()) extra["invalid_user_ids"] = std::move(unknown);
  return success(*call.contract, std::move(extra));
}

/// A file export is only announced: where its files would be, and under which prefix.
Reply export_files(const Call& call, State&) {
  const std::uint64_t hash = stable_hash(call.seed, text(call.body));
  const auto seconds =
      std::chrono::floor<std::chrono::seconds>(call.now).time_since_epoch().count();
  const std::string prefix = fmt::format("{}-{}", uuid_from(hash), seconds);
  return success(*call.contract,
                 {{"object_prefix", prefix},
                  {"url", fmt::format("https://exports.invalid.s3.amazonaws.com/{}.zip", prefix)}});
}

}  // namespace

std::vector<Handler> export_handlers() {
  return {{"users.export.ids", export_ids},
          {"users.export.segment", export_files},
          {"users.export.global_control_group", export_files}};
}

}  // namespace brazecheck::mock
