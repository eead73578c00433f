#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <set>

#include "contract/schema.h"
#include "mock/answers.h"
#include "mock/audience.h"
#include "mock/handlers.h"
#include "mock/json_view.h"

namespace brazecheck::mock {

namespace {

// Attributes are processed before events, events before purchases.
constexpr std::array<std::string_view, 3> kArrays = {"attributes", "events", "purchases"};

Alias alias_of(const Json& object) {
  const Json& alias = member(object, "user_alias");
  return {text(alias, "alias_label"), text(alias, "alias_name")};
}

/// An anonymous token finds its profile by the token, or makes one.
Profile* import_token(Users* users, const Json& object, Time now) {
  const auto& tokens = items(object, "push_tokens");
  if (tokens.empty()) return nullptr;
  const std::string token = text(tokens.front(), "token");
  // A token that is known already changes nothing.
  if (users->by_push_token(token) != nullptr) return nullptr;
  return &users->create("push_token " + token, now);
}

/// The profile that an object speaks of; made when it may be; null when there is none.
Profile* resolve(Users* users, const Json& object, Time now) {
  const Json& flag = member(object, "_update_existing_only");
  if (is_true(member(object, "push_token_import"))) return import_token(users, object, now);
  if (const std::string id = text(object, "external_id"); !id.empty()) {
    Profile* profile = users->by_external_id(id);
    if (profile == nullptr) profile = users->by_deprecated_id(id);
    if (profile != nullptr || is_true(flag)) return profile;
    profile = &users->create("external_id " + id, now);
    users->set_external_id(profile, id);
    return profile;
  }
  if (const std::string id = text(object, "braze_id"); !id.empty()) return users->by_braze_id(id);
  if (member(object, "user_alias").is_object()) {
    const Alias alias = alias_of(object);
    Profile* profile = users->by_alias(alias);
    // Only with the flag explicitly false is an alias-only profile made.
    if (profile != nullptr || !is_false(flag)) return profile;
    profile = &users->create("alias " + alias.label + " " + alias.name, now);
    users->add_alias(profile, alias);
    return profile;
  }
  for (const char* field : {"email", "phone"}) {
    const std::string value = text(object, field);
    if (value.empty()) continue;
    // A number that is none names nobody.
    if (std::string_view(field) == "phone" && !is_phone_number(value)) return nullptr;
    const auto found = users->by_contact(field, value);
    if (!found.empty()) return found.back();
    if (is_true(flag)) return nullptr;
    Profile& profile = users->create(std::string(field) + " " + value, now);
    users->set_field(&profile, field, value);
    return &profile;
  }
  return nullptr;
}

/// When it happened: a time to come, or one that cannot be read, counts as now.
Time happened(const Json& object, Time now) {
  const auto time = parse_time(text(object, "time"));
  return time && *time < now ? *time : now;
}

void record_purchase(Profile* profile, const Json& object, Time at, Activity* activity) {
  const Json& quantity = member(object, "quantity");
  const Json& price = member(object, "price");
  const double number = quantity.is_number() ? quantity.get<double>() : 1.0;
  // A fault may let any number through: keep what a counter can hold.
  const auto count =
      static_cast<std::int64_t>(std::clamp(std::isfinite(number) ? number : 1.0, 0.0, 1e12));
  const std::string product = text(object, "product_id");
  const std::string app = text(object, "app_id");
  profile->purchases[product].add(count, at);
  activity->add("purchases", product, app, at, static_cast<double>(count));
  if (!price.is_number()) return;
  const double revenue = price.get<double>() * static_cast<double>(count);
  profile->total_revenue += revenue;
  activity->add("revenue", product, app, at, revenue);
}

/// Applies an attributes object. States in subscription groups have rules of their own.
void apply_attributes(State* state, Profile* profile, const Json& object, Time now) {
  const auto groups = object.find("subscription_groups");
  if (groups == object.end()) {
    state->users.apply(profile, object);
  } else {
    auto states = profile->subscription_groups;
    state->users.apply(profile, object);
    profile->subscription_groups = std::move(states);
    for (const Json& entry : items(object, "subscription_groups")) {
      const std::string group = text(entry, "subscription_group_id");
      const std::string word = text(entry, "subscription_state");
      if (group.empty() || word.empty()) continue;
      set_group_state(state, profile, group, word,
                      is_true(member(entry, "use_double_opt_in_logic")), now);
    }
  }
  follow_attributes(state, profile, object, now);
}

/// Carries out one object; returns the profile that it is about, or null.
Profile* process(std::string_view array, const Json& object, State* state, Time now) {
  const std::size_t before = state->users.size();
  Profile* profile = resolve(&state->users, object, now);
  if (profile == nullptr) return nullptr;
  const std::string app = text(object, "app_id");
  if (state->users.size() > before) {
    state->activity.add("new_users", "", app, now, 1);
    adopt_email_state(state, profile, now);
  }
  if (array == "attributes") {
    apply_attributes(state, profile, object, now);
    return profile;
  }
  const Time at = happened(object, now);
  if (array == "events") {
    const std::string name = text(object, "name");
    profile->events[name].add(1, at);
    state->activity.add("events", name, app, at, 1);
  } else {
    record_purchase(profile, object, at, &state->activity);
  }
  state->users.touch(profile);
  return profile;
}

/// Array and position of the object that a pointer leads into.
std::optional<std::pair<std::string, std::size_t>> place_of(const std::string& pointer) {
  const std::size_t second = pointer.find('/', 1);
  if (second == std::string::npos) return std::nullopt;
  std::size_t index = 0;
  const char* begin = pointer.data() + second + 1;
  const auto [end, error] = std::from_chars(begin, pointer.data() + pointer.size(), index);
  if (error != std::errc() || end == begin) return std::nullopt;
  return std::pair(pointer.substr(1, second - 1), index);
}

/// The text that a request without any valid object is refused with: the same as for one without
/// any object.
std::string nothing_valid(const Contract& contract) {
  const Schema& body = resolved(*contract.body);
  const Requirement* requirement = body.requirement(Keyword::kAnyOf);
  return requirement != nullptr ? requirement->error : "";
}

/// What a track call came to.
struct Tracked {
  Json counters = Json::object();
  Json errors = Json::array();
  std::size_t processed = 0;
};

/// What was wrong with objects, one error an object: the first. Adds their places to `faulty`.
Json track_errors(const Call& call, std::set<std::pair<std::string, std::size_t>>* faulty) {
  Json errors = Json::array();
  for (const Finding& finding : call.reported) {
    const auto place = place_of(finding.pointer);
    if (!place || !faulty->insert(*place).second) continue;
    errors.push_back({{"type", error_text(*call.index, *call.contract, finding)},
                      {"input_array", place->first},
                      {"index", place->second}});
  }
  return errors;
}

Tracked track_all(const Call& call, State* state) {
  Tracked result;
  std::set<std::pair<std::string, std::size_t>> faulty;
  result.errors = track_errors(call, &faulty);
  for (const std::string_view array : kArrays) {
    const auto& objects = items(call.body, array);
    std::size_t processed = 0;
    for (std::size_t i = 0; i < objects.size(); ++i) {
      if (faulty.contains({std::string(array), i})) continue;
      process(array, objects[i], state, call.now);
      ++processed;
    }
    if (processed > 0) result.counters[fmt::format("{}_processed", array)] = processed;
    result.processed += processed;
  }
  return result;
}

Reply track(const Call& call, State& state) {
  Tracked tracked = track_all(call, &state);
  if (tracked.processed == 0 && !tracked.errors.empty()) {
    Reply reply = refuse(*call.contract, nothing_valid(*call.contract));
    reply.requirement = call.reported.front().requirement;
    reply.body["errors"] = std::move(tracked.errors);
    return reply;
  }
  Reply reply = success(*call.contract, std::move(tracked.counters));
  if (!tracked.errors.empty()) reply.body["errors"] = std::move(tracked.errors);
  return reply;
}

Json tally_entry(const char* name, const std::string& value,
                 const std::map<std::string, Tally>& tallies) {
  const auto tally = tallies.find(value);
  if (tally == tallies.end() || !tally->second.first || !tally->second.last) return nullptr;
  return {{name, value},
          {"first", to_export_time(*tally->second.first)},
          {"last", to_export_time(*tally->second.last)},
          {"count", tally->second.count}};
}

/// The user of a synchronous call: named as in the request, with what the request changed as it is
/// now.
Json changed_user(std::string_view array, const Json& object, const Profile& profile) {
  Json user = Json::object();
  for (const char* name : {"external_id", "braze_id", "user_alias", "email", "phone"}) {
    const Json& value = member(object, name);
    if (value.is_null()) continue;
    user[name] = std::string_view(name) == "user_alias" ? value : Json(text(value));
    break;
  }
  if (user.empty()) user["braze_id"] = profile.braze_id;
  if (array == "attributes") {
    Json custom = Json::object();
    for (const auto& [name, value] : object.items()) {
      if (profile.custom.contains(name)) custom[name] = profile.custom.at(name);
    }
    user["custom_attributes"] = std::move(custom);
    return user;
  }
  const bool events = array == "events";
  Json entry = events ? tally_entry("name", text(object, "name"), profile.events)
                      : tally_entry("product_id", text(object, "product_id"), profile.purchases);
  if (!entry.is_null()) {
    user[events ? "custom_events" : "purchase_events"] = Json::array({std::move(entry)});
  }
  return user;
}

/// One object, in a list or by itself. When the answer comes it is done, so that nothing of it can
/// fail beside a success.
Reply track_sync(const Call& call, State& state) {
  if (!call.reported.empty()) {
    const Finding& first = call.reported.front();
    Reply reply = refuse(*call.index, *call.contract, first, call.body);
    std::set<std::pair<std::string, std::size_t>> faulty;
    reply.body["errors"] = track_errors(call, &faulty);
    return reply;
  }
  Json users = Json::array();
  for (const std::string_view array : kArrays) {
    const Json& sent = member(call.body, array);
    const Json objects = sent.is_object() ? Json::array({sent}) : sent;
    if (!objects.is_array()) continue;
    for (const Json& object : objects) {
      const Profile* profile = process(array, object, &state, call.now);
      if (profile != nullptr) users.push_back(changed_user(array, object, *profile));
    }
  }
  return success(*call.contract, {{"users", std::move(users)}});
}

}  // namespace

std::vector<Handler> track_handlers() {
  return {{"users.track", track, true},
          {"users.track.bulk", track, true},
          {"users.track.sync", track_sync, true}};
}

}  // namespace brazecheck::mock
