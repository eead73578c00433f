#include "mock/audience.h"

#include <algorithm>
#include <chrono>

#include "contract/formats.h"
#include "mock/json_view.h"
#include "mock/row_time.h"

namespace brazecheck::mock {

namespace {

constexpr char kOptInPrompts[] = "opt_in_prompts";
// Of a profile, and in no export: group -> when its state changed.
constexpr char kGroupTimes[] = "subscription_group_times";
constexpr char kSubscribed[] = "subscribed";
constexpr char kDoubleOptInChannel[] = "sms";
constexpr std::chrono::hours kBetweenPrompts{24};

std::string other_notation(const std::string& number) {
  return number.starts_with('+') ? number.substr(1) : "+" + number;
}

void give_state(Users* users, Profile* profile, const std::string& word) {
  users->set_field(profile, "email_subscribe", word);
  users->touch(profile);
}

bool asks_first(State* state, const std::string& group) {
  const Json* document = state->table(kSubscriptionGroups).find(group);
  return document != nullptr && text(*document, "channel") == kDoubleOptInChannel;
}

void prompt(State* state, const Profile& profile, const std::string& group, Time now) {
  Table& prompts = state->table(kOptInPrompts);
  const std::string id = profile.braze_id + " " + group;
  const Json* last = prompts.find(id);
  const auto at = last == nullptr ? std::nullopt : row_time(*last, "prompted_at", now);
  if (at && now - *at < kBetweenPrompts) return;
  prompts.put(id, {{"prompted_at", to_export_time(now)}});
}

}  // namespace

bool is_phone_number(const std::string& text) {
  const Format* format = find_format("e164");
  return format == nullptr || format->matches(text);
}

std::vector<std::string> listed_texts(const Json& value) {
  std::vector<std::string> texts;
  const auto add = [&](const Json& item) {
    if (std::string one = text(item); !one.empty()) texts.push_back(std::move(one));
  };
  if (value.is_array()) {
    for (const Json& item : value) add(item);
  } else {
    add(value);
  }
  return texts;
}

std::vector<std::string> listed_texts(const Call& call, std::string_view name) {
  std::vector<std::string> texts = call.parameters(name);
  std::erase(texts, "");
  for (std::string& one : texts) {
    if (one.front() == ' ') one.front() = '+';
  }
  return texts;
}

std::optional<std::string> number_in(const Table& table, const std::string& number) {
  if (table.contains(number)) return number;
  if (std::string other = other_notation(number); table.contains(other)) return other;
  return std::nullopt;
}

std::vector<Profile*> with_contact(Users* users, const std::string& field,
                                   const std::string& value) {
  std::vector<Profile*> found = users->by_contact(field, value);
  if (field != "phone") return found;
  const auto others = users->by_contact(field, other_notation(value));
  found.insert(found.end(), others.begin(), others.end());
  std::sort(found.begin(), found.end(),
            [](const Profile* a, const Profile* b) { return a->updated < b->updated; });
  return found;
}

void set_email_state(State* state, const std::string& address, const std::string& word, Time now) {
  Table& states = state->table(kEmailStates);
  const Json* known = states.find(address);
  // Everybody is subscribed to begin with: no row says so before there was another state.
  const bool changed = known == nullptr ? word != kSubscribed : text(*known, "state") != word;
  if (changed) states.put(address, {{"state", word}, {"changed_at", to_export_time(now)}});
  for (Profile* profile : state->users.by_contact("email", address)) {
    give_state(&state->users, profile, word);
  }
}

void adopt_email_state(State* state, Profile* profile, Time now) {
  const std::string address = text(profile->fields, "email");
  if (address.empty()) return;
  const std::string own = text(profile->fields, "email_subscribe");
  const Json* known = state->table(kEmailStates).find(address);
  const std::string kept = known == nullptr ? "" : text(*known, "state");
  if (!kept.empty()) {
    if (kept != own) give_state(&state->users, profile, kept);
  } else if (!own.empty() && own != kSubscribed) {
    // The user had a state before there was an address to have it.
    set_email_state(state, address, own, now);
  }
}

void follow_attributes(State* state, Profile* profile, const Json& attributes, Time now) {
  const std::string address = text(profile->fields, "email");
  if (address.empty()) return;
  if (attributes.contains("email_subscribe")) {
    const std::string word = text(attributes, "email_subscribe");
    set_email_state(state, address, word.empty() ? kSubscribed : word, now);
  } else if (attributes.contains("email")) {
    adopt_email_state(state, profile, now);
  }
  if (const auto spam = attributes.find("marked_email_as_spam_at"); spam != attributes.end()) {
    if (spam->is_null()) {
      state->table(kSpamReports).erase(address);
    } else {
      const Time at = parse_time(text(*spam)).value_or(now);
      state->table(kSpamReports).put(address, {{"reported_at", to_export_time(at)}});
    }
  }
}

void set_group_state(State* state, Profile* profile, const std::string& group,
                     const std::string& word, bool double_opt_in, Time now) {
  if (double_opt_in && word == kSubscribed && asks_first(state, group)) {
    const auto current = profile->subscription_groups.find(group);
    if (current == profile->subscription_groups.end() || current->second != kSubscribed) {
      prompt(state, *profile, group, now);
    }
    return;
  }
  profile->subscription_groups[group] = word;
  Json times = member(profile->fields, kGroupTimes);
  if (!times.is_object()) times = Json::object();
  times[group] = to_export_time(now);
  state->users.set_field(profile, kGroupTimes, times);
  state->users.touch(profile);
}

Time group_changed_at(const Profile& profile, const std::string& group) {
  const std::string at = text(member(profile.fields, kGroupTimes), group);
  return parse_time(at).value_or(profile.created_at);
}

void forget_group(State* state, Profile* profile, const std::string& group) {
  profile->subscription_groups.erase(group);
  Json times = member(profile->fields, kGroupTimes);
  if (times.is_object()) times.erase(group);
  state->users.set_field(profile, kGroupTimes, times.empty() ? Json() : times);
  state->table(kOptInPrompts).erase(profile->braze_id + " " + group);
  state->users.touch(profile);
}

std::string state_name(std::string word) {
  if (!word.empty() && word.front() >= 'a' && word.front() <= 'z') word.front() -= 'a' - 'A';
  return word;
}

}  // namespace brazecheck::mock
