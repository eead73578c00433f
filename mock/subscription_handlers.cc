#include <algorithm>
#include <set>

#include "contract/schema.h"
#include "mock/answers.h"
#include "mock/audience.h"
#include "mock/faults.h"
#include "mock/handlers.h"
#include "mock/json_view.h"
#include "mock/row_time.h"
#include "mock/stated.h"

namespace brazecheck::mock {

namespace {

// As the service was seen to write it, against its documentation.
constexpr char kUnknown[] = "unknown";
constexpr char kEmail[] = "email";
constexpr char kPhone[] = "phone";

/// Whether a group is one of email. All others are reached by phone number.
bool of_email(const Json& group) { return text(group, "channel") == kEmail; }

/// Whether users of the group may be named by this kind of contact.
bool named_by(const Json& group, std::string_view contact) {
  return of_email(group) == (contact == kEmail);
}

/// The refusal of a group that nobody made. Seen for the first version of the operation; taken to
/// hold for the others as well.
Reply refuse_group(const Call& call) {
  constexpr char kError[] = "unknown-group";
  if (call.contract->find_error(kError) != nullptr) return refuse(*call.contract, kError);
  const Contract* first = call.index->find("subscription.status.set");
  const DocumentedError* error = first == nullptr ? nullptr : first->find_error(kError);
  return refuse(*call.contract, error == nullptr ? kError : error->message);
}

/// The state of the profile in the group that was set last; unknown without any.
std::string state_of(const std::vector<Profile*>& profiles, const std::string& group) {
  const Profile* latest = nullptr;
  for (const Profile* profile : profiles) {
    if (!profile->subscription_groups.contains(group)) continue;
    if (latest == nullptr ||
        group_changed_at(*profile, group) >= group_changed_at(*latest, group)) {
      latest = profile;
    }
  }
  return latest == nullptr ? kUnknown : state_name(latest->subscription_groups.at(group));
}

Reply status_get(const Call& call, State& state) {
  const std::string* id = call.parameter("subscription_group_id");
  const Json* group = id == nullptr ? nullptr : state.table(kSubscriptionGroups).find(*id);
  if (group == nullptr) return refuse_group(call);
  Json status = Json::object();
  const auto external_ids = listed_texts(call, "external_id");
  for (const std::string& name : external_ids) {
    Profile* profile = state.users.by_external_id(name);
    std::vector<Profile*> found;
    if (profile != nullptr) found.push_back(profile);
    status[name] = state_of(found, *id);
  }
  if (external_ids.empty()) {
    for (const char* contact : {kEmail, kPhone}) {
      for (const std::string& value : listed_texts(call, contact)) {
        status[value] = named_by(*group, contact)
                            ? state_of(with_contact(&state.users, contact, value), *id)
                            : kUnknown;
      }
    }
  }
  return success(*call.contract, {{"status", std::move(status)}});
}

/// What one change names: the members of the first and of the second version.
struct Naming {
  const char* external_ids;
  const char* emails;
  const char* phones;
};
constexpr Naming kFirst{"external_id", "email", "phone"};
constexpr Naming kSecond{"external_ids", "emails", "phones"};

/// Carries out one change; false when there is no such group.
bool change(const Call& call, const Json& entry, const Naming& naming, State* state) {
  const std::string id = text(entry, "subscription_group_id");
  const Json* group = state->table(kSubscriptionGroups).find(id);
  if (group == nullptr) return false;
  std::set<Profile*> named;
  for (const std::string& name : listed_texts(member(entry, naming.external_ids))) {
    named.insert(state->users.by_external_id(name));
  }
  for (const auto& [contact, list] : {std::pair(kEmail, naming.emails), {kPhone, naming.phones}}) {
    // A group for email does not listen to phone numbers, nor the other way round.
    if (!named_by(*group, contact)) continue;
    for (const std::string& value : listed_texts(member(entry, list))) {
      for (Profile* profile : with_contact(&state->users, contact, value)) named.insert(profile);
    }
  }
  named.erase(nullptr);  // nobody has the ID
  const std::string word = text(entry, "subscription_state");
  const bool double_opt_in = is_true(member(entry, "use_double_opt_in_logic"));
  for (Profile* profile : named) {
    set_group_state(state, profile, id, word, double_opt_in, call.now);
  }
  return true;
}

Reply status_set(const Call& call, State& state) {
  if (!change(call, call.body, kFirst, &state)) return refuse_group(call);
  return success(*call.contract);
}

Reply status_set_v2(const Call& call, State& state) {
  for (const Json& entry : items(call.body, "subscription_groups")) {
    if (!change(call, entry, kSecond, &state)) return refuse_group(call);
  }
  return success(*call.contract);
}

/// The users that a call names, each once: by external IDs alone where there are any.
std::vector<Profile*> named_users(const Call& call, Users* users) {
  std::vector<Profile*> found;
  const auto add = [&](Profile* profile) {
    if (profile == nullptr) return;
    if (std::find(found.begin(), found.end(), profile) == found.end()) found.push_back(profile);
  };
  const auto external_ids = listed_texts(call, "external_id");
  for (const std::string& id : external_ids) add(users->by_external_id(id));
  if (!external_ids.empty()) return found;
  for (const char* contact : {kEmail, kPhone}) {
    for (const std::string& value : listed_texts(call, contact)) {
      for (Profile* profile : with_contact(users, contact, value)) add(profile);
    }
  }
  return found;
}

Json groups_of(const Profile& profile, const Table& groups) {
  Json list = Json::array();
  for (const Table::Row* row : groups.rows()) {
    const auto own = profile.subscription_groups.find(row->id);
    if (own == profile.subscription_groups.end()) continue;
    list.push_back({{"id", row->id},
                    {"name", text(row->document, "name")},
                    {"channel", text(row->document, "channel")},
                    {"status", state_name(own->second)}});
  }
  return list;
}

Reply user_status(const Call& call, State& state) {
  const std::vector<Profile*> found = named_users(call, &state.users);
  const auto most = static_cast<std::int64_t>(stated_number(*call.contract, "default-limit"));
  // The default is also the most.
  const std::int64_t limit =
      std::clamp<std::int64_t>(call.number_parameter("limit", most), 1, most);
  std::int64_t offset = std::max<std::int64_t>(call.number_parameter("offset", 0), 0);
  if (offset > 0) offset += call.faults->page_shift(*call.contract);
  Json users = Json::array();
  for (std::size_t i = 0; i < found.size(); ++i) {
    const auto place = static_cast<std::int64_t>(i);
    if (place < offset || place - offset >= limit) continue;
    const Profile& profile = *found[i];
    users.push_back(
        {{"external_id", profile.external_id.empty() ? Json() : Json(profile.external_id)},
         {kEmail, member(profile.fields, kEmail)},
         {kPhone, member(profile.fields, kPhone)},
         {"subscription_groups", groups_of(profile, state.table(kSubscriptionGroups))}});
  }
  return success(*call.contract, {{"users", std::move(users)}, {"total_count", found.size()}});
}

/// The history of an address or number: one entry a group that this contact reaches, the latest
/// change first.
Json history(const std::vector<Profile*>& profiles, const std::string& contact,
             const Table& groups) {
  std::vector<std::pair<Time, Json>> entries;
  for (const Table::Row* row : groups.rows()) {
    if (!named_by(row->document, contact)) continue;
    std::optional<Time> at;
    for (const Profile* profile : profiles) {
      if (!profile->subscription_groups.contains(row->id)) continue;
      at = std::max(at.value_or(Time::min()), group_changed_at(*profile, row->id));
    }
    if (!at) continue;
    entries.emplace_back(*at, Json{{"subscription_group_id", row->id},
                                   {"subscription_group_state", state_of(profiles, row->id)},
                                   {"subscription_group_event_date", to_export_time(*at)}});
  }
  std::stable_sort(entries.begin(), entries.end(),
                   [](const auto& a, const auto& b) { return a.first > b.first; });
  Json list = Json::array();
  for (auto& [at, entry] : entries) list.push_back(std::move(entry));
  return list;
}

Json time_or_null(const Table& table, const std::string& id, const char* name, Time now) {
  const Json* row = table.find(id);
  const auto at = row == nullptr ? std::nullopt : row_time(*row, name, now);
  return at ? Json(to_export_time(*at)) : Json();
}

/// An entry of an answer, and the time that it is sorted by.
using Dated = std::pair<Time, Json>;

/// What is known of an address; nothing where it has neither user nor state, or lost its state.
std::optional<Dated> address_entry(const Call& call, const std::string& address, State* state) {
  const auto profiles = state->users.by_contact(kEmail, address);
  const Json* row = state->table(kEmailStates).find(address);
  Json groups = history(profiles, kEmail, state->table(kSubscriptionGroups));
  std::string word = row == nullptr ? "" : text(*row, "state");
  if (word.empty() && groups.empty() && (row != nullptr || profiles.empty())) return std::nullopt;
  Time at = profiles.empty() ? call.now : profiles.front()->created_at;
  if (row != nullptr) at = row_time(*row, "changed_at", call.now).value_or(at);
  if (word.empty()) word = "subscribed";
  return Dated{
      at,
      {{"email", address},
       {"email_subscribe",
        {{"email_subscription_event_date", to_export_time(at)},
         {"email_subscription_state", state_name(word)}}},
       {"subscription_group", std::move(groups)},
       {"hard_bounced_at",
        time_or_null(state->table(kHardBounces), address, "bounced_at", call.now)},
       {"spam_at", time_or_null(state->table(kSpamReports), address, "reported_at", call.now)}}};
}

std::optional<Dated> number_entry(const std::string& number, State* state) {
  const auto profiles = with_contact(&state->users, kPhone, number);
  Json groups = history(profiles, kPhone, state->table(kSubscriptionGroups));
  if (groups.empty()) return std::nullopt;
  const Time at =
      parse_time(text(groups.front(), "subscription_group_event_date")).value_or(Time{});
  return Dated{at, {{"phone", number}, {"subscription_group", std::move(groups)}}};
}

void add(std::vector<Dated>* list, std::optional<Dated> entry) {
  if (entry) list->push_back(std::move(*entry));
}

Json newest_first(std::vector<Dated> entries) {
  std::stable_sort(entries.begin(), entries.end(),
                   [](const Dated& a, const Dated& b) { return a.first > b.first; });
  Json list = Json::array();
  for (Dated& entry : entries) list.push_back(std::move(entry.second));
  return list;
}

Reply contact_states(const Call& call, State& state) {
  std::vector<Dated> emails;
  std::vector<Dated> numbers;
  for (const std::string& address : listed_texts(call, kEmail)) {
    add(&emails, address_entry(call, address, &state));
  }
  for (const std::string& number : listed_texts(call, kPhone)) {
    add(&numbers, number_entry(number, &state));
  }
  return success(*call.contract, {{"emails", newest_first(std::move(emails))},
                                  {"phone", newest_first(std::move(numbers))}});
}

/// Takes the states of the groups that a contact reaches off the profiles that have it.
void forget_groups(State* state, const std::string& contact, const std::string& value) {
  for (Profile* profile : with_contact(&state->users, contact, value)) {
    for (const Table::Row* row : state->table(kSubscriptionGroups).rows()) {
      if (named_by(row->document, contact)) forget_group(state, profile, row->id);
    }
  }
}

/// The text that the documented example of a success has in a member.
Json printed(const Contract& contract, const char* name) {
  for (const Example& example : contract.examples) {
    const Json& value = member(member(example.response, "body"), name);
    if (value.is_string()) return value;
  }
  return "";
}

Reply forget_contacts(const Call& call, State& state) {
  Json entries = call.body.is_array() ? call.body : Json::array({call.body});
  for (const Json& entry : entries) {
    for (const std::string& address : listed_texts(member(entry, kEmail))) {
      state.table(kEmailStates)
          .put(address, {{"state", ""}, {"changed_at", to_export_time(call.now)}});
      for (Profile* profile : state.users.by_contact(kEmail, address)) {
        state.users.set_field(profile, "email_subscribe", nullptr);
      }
      forget_groups(&state, kEmail, address);
    }
    for (const std::string& number : listed_texts(member(entry, kPhone))) {
      forget_groups(&state, kPhone, number);
    }
  }
  return success(*call.contract, {{"status", printed(*call.contract, "status")}});
}

}  // namespace

std::vector<Handler> subscription_handlers() {
  return {{"subscription.status.get", status_get},
          {"subscription.status.set", status_set},
          {"subscription.status.set_v2", status_set_v2},
          {"subscription.user.status", user_status},
          {"users.subscription.get", contact_states},
          {"users.subscription.delete", forget_contacts}};
}

}  // namespace brazecheck::mock
