#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <set>

#include "contract/schema.h"
#include "mock/answers.h"
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

void record_purchase(Profile* profile, const Json& object, Time now) {
  const Json& quantity = member(object, "quantity");
  const Json& price = member(object, "price");
  const double number = quantity.is_number() ? quantity.get<double>() : 1.0;
  // A fault may let any number through: keep what a counter can hold.
  const auto count =
      static_cast<std::int64_t>(std::clamp(std::isfinite(number) ? number : 1.0, 0.0, 1e12));
  profile->purchases[text(object, "product_id")].add(count, happened(object, now));
  if (price.is_number()) profile->total_revenue += price.get<double>() * static_cast<double>(count);
}

void process(std::string_view array, const Json& object, State* state, Time now) {
  Profile* profile = resolve(&state->users, object, now);
  if (profile == nullptr) return;
  if (array == "attributes") {
    state->users.apply(profile, object);
    return;
  }
  if (array == "events") {
    profile->events[text(object, "name")].add(1, happened(object, now));
  } else {
    record_purchase(profile, object, now);
  }
  state->users.touch(profile);
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

Tracked track_all(const Call& call, State* state) {
  Tracked result;
  std::set<std::pair<std::string, std::size_t>> faulty;
  for (const Finding& finding : call.reported) {
    const auto place = place_of(finding.pointer);
    // One error an object: the first.
    if (!place || !faulty.insert(*place).second) continue;
    result.errors.push_back({{"type", error_text(*call.index, *call.contract, finding)},
                             {"input_array", place->first},
                             {"index", place->second}});
  }
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

}  // namespace

std::vector<Handler> track_handlers() {
  return {{"users.track", track, true}, {"users.track.bulk", track, true}};
}

}  // namespace brazecheck::mock
