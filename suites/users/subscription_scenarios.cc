#include <algorithm>

#include "suites/subscription/groups.h"
#include "suites/users/calls.h"

// Subscription states of addresses and numbers, and their deletion:
// https://www.braze.com/docs/api/endpoints/email/get_query_by_email_or_phone/
namespace brazecheck::users {
namespace {

constexpr char kEntry[] = "users.subscription.get/entry-per-address";

Json states_of(Session& session, const std::vector<std::string>& mails,
               const std::string& phone = "") {
  Call call{.operation = "users.subscription.get", .path = {}, .query = {}, .body = std::nullopt};
  const char* name = mails.size() > 1 ? "email[]" : "email";
  for (const auto& mail : mails) call.query.emplace_back(name, mail);
  if (!phone.empty()) call.query.emplace_back("phone", phone);
  return session.ok(call);
}

bool only_of(const Json& entries, const char* kind, const std::vector<std::string>& asked) {
  return std::all_of(entries.begin(), entries.end(), [&](const Json& entry) {
    return std::find(asked.begin(), asked.end(), member(entry, kind)) != asked.end();
  });
}

// A user whose address was unsubscribed; waits until the answer has its entry.
std::string unsubscribed(Session& session, const std::string& suffix = "") {
  const std::string mail = unused_id(session) + suffix + "@example.com";
  (void)known_user(session, suffix, {{"email", mail}, {"email_subscribe", "unsubscribed"}});
  session.eventually_of(
      kEntry, [&] { return list(states_of(session, {mail}), "emails").size() == 1; },
      "an address that was unsubscribed has an entry");
  return mail;
}

void entry_per_address(Session& session) {
  const std::string mail = unused_id(session) + "@example.com", phone = phone_number(session);
  const Known user = known_user(
      session, "", {{"email", mail}, {"email_subscribe", "unsubscribed"}, {"phone", phone}});
  const std::string sms = session.supplied("sms_subscription_group_id");
  if (session.failed()) return;
  session.ok(track_attributes(
      user.id, {{"subscription_groups", Json::array({{{"subscription_group_id", sms},
                                                      {"subscription_state", "subscribed"}}})}}));
  Json body;
  session.eventually(
      [&] {
        body = states_of(session, {mail}, phone);
        return list(body, "emails").size() == 1 && list(body, "phone").size() == 1;
      },
      "emails has the entry of the address, phone that of the number");
  if (session.failed()) return;
  const std::vector<std::string> numbers = {phone, phone.substr(1)};
  session.expect(only_of(list(body, "emails"), "email", {mail}) &&
                     only_of(list(body, "phone"), "phone", numbers),
                 "each entry is of what was asked for", body.dump());
}

// Documentation and service write some states differently.
std::string lower(const Json& state) {
  std::string text = state.is_string() ? state.get<std::string>() : "";
  for (char& c : text) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return text;
}

// The state of an address, in lower case.
std::string state_of(Session& session, const std::string& mail) {
  for (const Json& entry : list(states_of(session, {mail}), "emails")) {
    const Json state = member(member(entry, "email_subscribe"), "email_subscription_state");
    if (member(entry, "email") != mail) continue;
    return lower(state);
  }
  return "";
}

void reads_what_was_set(Session& session) {
  const std::string mail = unsubscribed(session);
  session.eventually([&] { return state_of(session, mail) == "unsubscribed"; },
                     "an address that was unsubscribed is given as unsubscribed");
  const Json subscribed = {{"email_subscribe", "subscribed"}};
  session.ok(track_attributes(unused_id(session), subscribed));
  profile_shows_of(
      session, kWritten, unused_id(session),
      [&](const Json& user) { return carries(user, subscribed); },
      "the attributes that were tracked are exported");
  session.eventually([&] { return state_of(session, mail) == "subscribed"; },
                     "an address that was subscribed again is given as subscribed");
}

// The state in a group that an answer's only entry has, in lower case.
std::string group_state(const Json& entries, const std::string& group) {
  if (entries.size() != 1) return "";
  for (const Json& own : list(entries[0], "subscription_group")) {
    if (member(own, "subscription_group_id") == group)
      return lower(member(own, "subscription_group_state"));
  }
  return "";
}

// Whether both entries have these states in the groups for email and SMS.
bool groups_show(Session& session, const audience::Person& one, const std::string& mail_state,
                 const std::string& text_state) {
  const Json body = states_of(session, {one.email}, one.phone);
  return group_state(list(body, "emails"), subscription::email_group(session)) == mail_state &&
         group_state(list(body, "phone"), subscription::sms_group(session)) == text_state;
}

// Gives up where the target has none of either kind.
bool has_groups(Session& session) {
  (void)subscription::email_group(session);
  (void)subscription::sms_group(session);
  return !session.failed();
}

// Sets the states of a user in a group for email and in one for SMS, and waits until they are read.
bool set_groups(Session& session, const audience::Person& one, const std::string& mail_state,
                const std::string& text_state) {
  for (const auto& [group, state] : {std::pair{subscription::email_group(session), mail_state},
                                     {subscription::sms_group(session), text_state}}) {
    session.ok(subscription::set_call(group, state, {{"external_id", one.external_id}}));
    subscription::state_shows(session, "subscription.status.set/state-is-read", group,
                              one.external_id, state);
  }
  return !session.failed();
}

void reads_group_states(Session& session) {
  const audience::Person one = audience::person(session, "");
  if (!has_groups(session) || !audience::create(session, {one})) return;
  for (const auto& [first, second] :
       {std::pair{"subscribed", "unsubscribed"}, {"unsubscribed", "subscribed"}}) {
    if (!set_groups(session, one, first, second)) return;
    session.eventually(
        [&, now = std::pair{first, second}] {
          return groups_show(session, one, now.first, now.second);
        },
        "the entries have the states that were set in the groups");
  }
}

void newest_first(Session& session) {
  const std::string first = unsubscribed(session, "a"), second = unsubscribed(session, "b");
  const Json body = states_of(session, {first, second});
  if (session.failed()) return;
  const Json entries = list(body, "emails");
  session.expect_of(kEntry, entries.size() == 2, "two addresses have two entries", body.dump());
  std::vector<std::int64_t> times;
  for (const auto& entry : entries) {
    times.push_back(
        moment_in(member(member(entry, "email_subscribe"), "email_subscription_event_date")));
  }
  session.expect(std::is_sorted(times.rbegin(), times.rend()),
                 "the entry whose state changed last comes first", body.dump());
}

void null_without_bounce(Session& session) {
  const Json body = states_of(session, {unsubscribed(session)});
  if (session.failed()) return;
  const Json entries = list(body, "emails");
  const Json entry = entries.empty() ? Json() : entries[0];
  session.expect(member(entry, "hard_bounced_at").is_null() && member(entry, "spam_at").is_null(),
                 "an address that never bounced and never complained has null for both",
                 body.dump());
}

Json forget(Session& session, const std::string& mail) {
  return session.ok(post("users.subscription.delete", {{"email", mail}}));
}

void queued(Session& session) {
  const Json body = forget(session, unsubscribed(session));
  if (session.failed()) return;
  const Json status = member(body, "status");
  session.expect(
      status.is_string() && status.get<std::string>().find("queued") != std::string::npos,
      "the status text says that the states are queued for deletion", body.dump());
}

void state_is_gone(Session& session) {
  const std::string mail = unsubscribed(session);
  forget(session, mail);
  session.eventually(
      [&] { return list(states_of(session, {mail}), "emails").empty() && !session.failed(); },
      "an address whose states were deleted has no entry");
}

void number_is_gone(Session& session) {
  const audience::Person one = audience::person(session, "");
  if (!has_groups(session) || !audience::create(session, {one}) ||
      !set_groups(session, one, "subscribed", "subscribed"))
    return;
  session.eventually_of(
      kEntry, [&] { return list(states_of(session, {}, one.phone), "phone").size() == 1; },
      "a number with a state in a group has an entry");
  session.ok(post("users.subscription.delete", {{"phone", one.phone}}));
  forget(session, one.email);
  // Whether states are deleted at all is another statement.
  session.eventually_of(
      "users.subscription.delete/state-is-gone",
      [&] { return list(states_of(session, {one.email}), "emails").empty() && !session.failed(); },
      "an address whose states were deleted has no entry");
  session.eventually(
      [&] { return list(states_of(session, {}, one.phone), "phone").empty() && !session.failed(); },
      "a phone number whose states were deleted has no entry");
}

const std::vector<std::string> kGet = {"users.track", "users.export.ids", "users.subscription.get"};
const std::vector<std::string> kDelete = {"users.track", "users.export.ids",
                                          "users.subscription.get", "users.subscription.delete"};

std::vector<std::string> with_groups(std::vector<std::string> operations) {
  operations.insert(operations.end(), {"users.subscription.get", subscription::kSet,
                                       subscription::kGet, subscription::kOfUser});
  return audience::with_people(std::move(operations));
}

const ScenarioRegistration kRegistrations[] = {
    ScenarioRegistration{{kEntry, kGet, entry_per_address}},
    ScenarioRegistration{{"users.subscription.get/reads-what-was-set", kGet, reads_what_was_set}},
    ScenarioRegistration{
        {"users.subscription.get/reads-group-states", with_groups({}), reads_group_states}},
    ScenarioRegistration{{"users.subscription.delete/number-is-gone",
                          with_groups({"users.subscription.delete"}), number_is_gone}},
    ScenarioRegistration{{"users.subscription.get/newest-first", kGet, newest_first}},
    ScenarioRegistration{{"users.subscription.get/null-without-bounce", kGet, null_without_bounce}},
    ScenarioRegistration{{"users.subscription.delete/queued", kDelete, queued}},
    ScenarioRegistration{{"users.subscription.delete/state-is-gone", kDelete, state_is_gone}},
};

}  // namespace
}  // namespace brazecheck::users
