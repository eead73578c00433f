#include "mock/profiles.h"

#include <algorithm>
#include <chrono>

#include "mock/json_view.h"

namespace brazecheck::mock {

namespace {

void append_unique(Json* list, const Json& value) {
  // A value that is added again moves to the end.
  const auto found = std::find(list->begin(), list->end(), value);
  if (found != list->end()) list->erase(found);
  list->push_back(value);
}

/// Lists of plain values hold each value once.
void drop_repeated(Json* list) {
  Json kept = Json::array();
  for (Json& item : *list) {
    if (item.is_structured() || std::find(kept.begin(), kept.end(), item) == kept.end()) {
      kept.push_back(std::move(item));
    }
  }
  *list = std::move(kept);
}

constexpr int kLastYear = 3000;  // not from a contract: a statement of users.track has it in words

bool is_time_mark(const Json& value) { return value.size() == 1 && value.contains("$time"); }

/// A nested time of a year that is kept nowhere but as text.
bool is_far_time(const Json& value) {
  if (!value.is_object() || !is_time_mark(value)) return false;
  const auto time = parse_time(text(value, "$time"));
  return time && std::chrono::year_month_day(std::chrono::floor<std::chrono::days>(*time)).year() >
                     std::chrono::year(kLastYear);
}

/// {"$time": "…"} is how nested times are written; they are read back as the time alone. Times that
/// are too far away are left out.
Json without_time_marks(const Json& value) {
  if (value.is_object()) {
    if (is_time_mark(value)) return value.at("$time");
    Json out = Json::object();
    for (const auto& [name, member] : value.items()) {
      if (!is_far_time(member)) out[name] = without_time_marks(member);
    }
    return out;
  }
  if (value.is_array()) {
    Json out = Json::array();
    for (const Json& item : value) {
      if (!is_far_time(item)) out.push_back(without_time_marks(item));
    }
    return out;
  }
  return value;
}

void merge_deeply(Json* into, const Json& change) {
  for (const auto& [name, member] : change.items()) {
    Json& slot = (*into)[name];
    if (member.is_null()) {
      into->erase(name);
    } else if (member.is_object() && slot.is_object()) {
      merge_deeply(&slot, member);
    } else {
      slot = member;
    }
  }
}

/// Whether the element is the one that an entry of $update or $remove names.
bool identified(const Json& element, const Json& entry) {
  if (!element.is_object() || !entry.is_object()) return false;
  const auto key = entry.find("$identifier_key");
  const auto wanted = entry.find("$identifier_value");
  if (key == entry.end() || wanted == entry.end() || !key->is_string()) return false;
  const auto value = element.find(key->get_ref<const std::string&>());
  return value != element.end() && *value == *wanted;
}

std::vector<Json> listed(const Json& operand) {
  if (operand.is_array()) return {operand.begin(), operand.end()};
  return {operand};
}

/// In the documented order: $add, $remove, $update.
void change_objects(Json* list, const Json& change) {
  if (!list->is_array()) *list = Json::array();
  if (const auto added = change.find("$add"); added != change.end()) {
    for (const Json& item : listed(*added)) list->push_back(without_time_marks(item));
  }
  if (const auto removed = change.find("$remove"); removed != change.end()) {
    for (const Json& entry : listed(*removed)) {
      for (std::size_t i = list->size(); i > 0; --i) {
        if (identified((*list)[i - 1], entry)) list->erase(i - 1);
      }
    }
  }
  if (const auto updates = change.find("$update"); updates != change.end()) {
    for (const Json& entry : listed(*updates)) {
      for (Json& element : *list) {
        if (!identified(element, entry) || !entry.contains("$new_object")) continue;
        const Json replacement = without_time_marks(entry.at("$new_object"));
        if (replacement.is_object()) merge_deeply(&element, replacement);
      }
    }
  }
}

bool is_only(const Json& value, const char* name) {
  return value.size() == 1 && value.contains(name);
}

void change_list(Json* list, const Json& change) {
  if (!list->is_array()) *list = Json::array();
  if (const auto added = change.find("add"); added != change.end()) {
    for (const Json& item : listed(*added)) append_unique(list, item);
  }
  if (const auto removed = change.find("remove"); removed != change.end()) {
    for (const Json& item : listed(*removed)) {
      list->erase(std::remove(list->begin(), list->end(), item), list->end());
    }
  }
}

bool is_list_change(const Json& value) {
  const bool named = is_only(value, "add") || is_only(value, "remove") ||
                     (value.size() == 2 && value.contains("add") && value.contains("remove"));
  return named &&
         std::all_of(value.begin(), value.end(), [](const Json& v) { return v.is_array(); });
}

Json time_or_null(const std::optional<Time>& time) {
  return time ? Json(time->time_since_epoch().count()) : Json();
}

std::optional<Time> time_from(const Json& value) {
  if (!value.is_number_integer()) return std::nullopt;
  return Time(std::chrono::milliseconds(value.get<std::int64_t>()));
}

/// [name, count, first, last] one after the other.
Json to_json(const std::map<std::string, Tally>& tallies) {
  Json list = Json::array();
  for (const auto& [name, tally] : tallies) {
    for (Json part :
         {Json(name), Json(tally.count), time_or_null(tally.first), time_or_null(tally.last)}) {
      list.push_back(std::move(part));
    }
  }
  return list;
}

std::map<std::string, Tally> tallies_from(const std::vector<Json>& list) {
  std::map<std::string, Tally> tallies;
  for (std::size_t i = 0; i + 3 < list.size(); i += 4) {
    Tally tally;
    tally.count = list[i + 1].is_number_integer() ? list[i + 1].get<std::int64_t>() : 0;
    tally.first = time_from(list[i + 2]);
    tally.last = time_from(list[i + 3]);
    tallies.emplace(text(list[i]), tally);
  }
  return tallies;
}

}  // namespace

Json to_json(const Profile& profile) {
  Json out = {{"braze_id", profile.braze_id},
              {"created_at", profile.created_at.time_since_epoch().count()},
              {"random_bucket", profile.random_bucket},
              {"updated", profile.updated}};
  const auto keep = [&](const char* name, Json value) {
    if (!value.empty()) out[name] = std::move(value);
  };
  if (!profile.external_id.empty()) out["external_id"] = profile.external_id;
  keep("deprecated_ids", profile.deprecated_ids);
  Json aliases = Json::array();
  for (const Alias& alias : profile.aliases) {
    aliases.push_back({{"alias_label", alias.label}, {"alias_name", alias.name}});
  }
  keep("aliases", std::move(aliases));
  keep("fields", profile.fields);
  keep("custom", profile.custom);
  keep("events", to_json(profile.events));
  keep("purchases", to_json(profile.purchases));
  keep("subscription_groups", profile.subscription_groups);
  keep("push_tokens", profile.push_tokens);
  if (profile.total_revenue != 0) out["total_revenue"] = profile.total_revenue;
  return out;
}

Profile profile_from(const Json& document) {
  Profile profile;
  profile.braze_id = text(document, "braze_id");
  profile.external_id = text(document, "external_id");
  profile.created_at = time_from(member(document, "created_at")).value_or(Time{});
  const auto number = [&](const char* name) {
    const Json& value = member(document, name);
    return value.is_number() ? value.get<double>() : 0.0;
  };
  profile.random_bucket = static_cast<int>(number("random_bucket"));
  profile.updated = static_cast<std::uint64_t>(number("updated"));
  profile.total_revenue = number("total_revenue");
  for (const Json& id : items(document, "deprecated_ids"))
    profile.deprecated_ids.push_back(text(id));
  for (const Json& alias : items(document, "aliases")) {
    profile.aliases.push_back({text(alias, "alias_label"), text(alias, "alias_name")});
  }
  if (const Json& fields = member(document, "fields"); fields.is_object()) profile.fields = fields;
  if (const Json& custom = member(document, "custom"); custom.is_object()) profile.custom = custom;
  profile.events = tallies_from(items(document, "events"));
  profile.purchases = tallies_from(items(document, "purchases"));
  if (const Json& groups = member(document, "subscription_groups"); groups.is_object()) {
    for (const auto& [id, state] : groups.items()) profile.subscription_groups[id] = text(state);
  }
  for (const Json& token : items(document, "push_tokens")) {
    if (token.is_object() && token.contains("token")) profile.push_tokens.push_back(token);
  }
  return profile;
}

void Tally::add(std::int64_t times, Time at) {
  count += times;
  if (!first || at < *first) first = at;
  if (!last || at > *last) last = at;
}

void Tally::merge(const Tally& other) {
  count += other.count;
  if (other.first && (!first || *other.first < *first)) first = other.first;
  if (other.last && (!last || *other.last > *last)) last = other.last;
}

const Alias* Profile::alias(const std::string& label) const {
  const auto found = std::find_if(aliases.begin(), aliases.end(),
                                  [&](const Alias& alias) { return alias.label == label; });
  return found == aliases.end() ? nullptr : &*found;
}

void set_custom_attribute(Json* custom, const std::string& name, const Json& value,
                          bool merge_objects) {
  if (value.is_null()) {
    custom->erase(name);
    return;
  }
  if (!value.is_object()) {
    (*custom)[name] = without_time_marks(value);
    if (value.is_array()) drop_repeated(&(*custom)[name]);
    return;
  }
  Json& slot = (*custom)[name];
  if (is_only(value, "inc") && value.at("inc").is_number()) {
    const Json& by = value.at("inc");
    if (slot.is_number_float() || by.is_number_float()) {
      slot = (slot.is_number() ? slot.get<double>() : 0.0) + by.get<double>();
    } else {
      // Unsigned arithmetic wraps where signed overflow would be undefined.
      const auto old = slot.is_number() ? static_cast<std::uint64_t>(slot.get<std::int64_t>()) : 0u;
      slot = static_cast<std::int64_t>(old + static_cast<std::uint64_t>(by.get<std::int64_t>()));
    }
  } else if (is_list_change(value)) {
    change_list(&slot, value);
  } else if (value.contains("$add") || value.contains("$update") || value.contains("$remove")) {
    change_objects(&slot, value);
  } else if (merge_objects && slot.is_object()) {
    merge_deeply(&slot, without_time_marks(value));
  } else {
    slot = without_time_marks(value);
  }
}

void add_push_token(Profile* profile, const Json& token) {
  if (!token.is_object() || !token.contains("token")) return;
  for (const Json& known : profile->push_tokens) {
    if (known.at("token") == token.at("token")) return;
  }
  Json stored = token;
  if (!token.contains("device_id") || token.at("device_id").is_null()) {
    // Drawn at random where none is given.
    stored["device_id"] =
        uuid_from(stable_hash(0, token.dump(-1, ' ', false, Json::error_handler_t::replace)));
  }
  profile->push_tokens.push_back(std::move(stored));
}

void merge_profile(Profile* kept, const Profile& merged) {
  for (const auto& [name, value] : merged.fields.items()) {
    if (!kept->fields.contains(name)) kept->fields[name] = value;
  }
  for (const auto& [name, value] : merged.custom.items()) {
    if (!kept->custom.contains(name)) kept->custom[name] = value;
  }
  for (const auto& [name, tally] : merged.events) kept->events[name].merge(tally);
  for (const auto& [name, tally] : merged.purchases) kept->purchases[name].merge(tally);
  kept->subscription_groups.insert(merged.subscription_groups.begin(),
                                   merged.subscription_groups.end());
  for (const Json& token : merged.push_tokens) add_push_token(kept, token);
  kept->total_revenue += merged.total_revenue;
}

}  // namespace brazecheck::mock
