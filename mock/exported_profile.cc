#include "mock/exported_profile.h"

#include <algorithm>

#include "contract/schema.h"
#include "mock/json_view.h"

namespace brazecheck::mock {

namespace {

Json tallies(const std::map<std::string, Tally>& all, const std::optional<Time>& since) {
  Json list = Json::array();
  for (const auto& [name, tally] : all) {
    if (since && tally.last && *tally.last < *since) continue;
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
Json full_export(const ExportForm& form, const Profile& profile) {
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
  if (!profile.events.empty()) out["custom_events"] = tallies(profile.events, form.since);
  if (!profile.purchases.empty()) out["purchases"] = tallies(profile.purchases, form.since);
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

}  // namespace

Json exported_profile(const ExportForm& form, const Profile& profile) {
  Json all = full_export(form, profile);
  if (!form.fields.is_array() || form.fields.empty()) {
    hide_unexported(*form.contract, &all);
    return all;
  }
  Json out = Json::object();
  for (const Json& name : form.fields) {
    if (name.is_string() && all.contains(name)) out[name.get_ref<const std::string&>()] = all[name];
  }
  if (!form.custom_attributes.is_array() || out.contains("custom_attributes")) return out;
  Json chosen = Json::object();
  for (const Json& name : form.custom_attributes) {
    if (!name.is_string() || !profile.custom.contains(name)) continue;
    chosen[name.get_ref<const std::string&>()] = profile.custom[name];
  }
  if (!chosen.empty()) out["custom_attributes"] = std::move(chosen);
  return out;
}

}  // namespace brazecheck::mock
