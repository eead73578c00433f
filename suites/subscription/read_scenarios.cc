#include <algorithm>
#include <map>
#include <set>

#include "suites/answer.h"
#include "suites/pages.h"
#include "suites/subscription/groups.h"

// What is read of the states of users in subscription groups:
// https://www.braze.com/docs/api/endpoints/subscription_groups/get_list_user_subscription_group_status/
// https://www.braze.com/docs/api/endpoints/subscription_groups/get_list_user_subscription_groups/
namespace brazecheck::subscription {
namespace {

using audience::Person;

constexpr char kRead[] = "subscription.status.set/state-is-read";

// A user who was given a state in a group.
Person member_of(Session& session, const std::string& group, const std::string& state,
                 const std::string& suffix = "") {
  const Person one = audience::person(session, suffix);
  if (session.failed() || !audience::create(session, {one})) return one;
  session.ok(set_call(group, state, {{"external_id", one.external_id}}));
  state_shows(session, kRead, group, one.external_id, state);
  return one;
}

void entry_per_user(Session& session) {
  const std::string group = email_group(session);
  const Person first = audience::person(session, "a"), second = audience::person(session, "b");
  if (session.failed() || !audience::create(session, {first, second})) return;
  std::set<std::string> keys;
  for (const auto& [name, state] :
       states(session, group,
              {{"external_id[]", first.external_id}, {"external_id[]", second.external_id}})) {
    keys.insert(name);
  }
  session.expect(keys == std::set{first.external_id, second.external_id},
                 "the answer has one entry for each user that was named, under the identifier");
}

void external_id_wins(Session& session) {
  const std::string group = email_group(session);
  const Person named = audience::person(session, "a"), mailed = audience::person(session, "b");
  if (session.failed() || !audience::create(session, {named, mailed})) return;
  const auto found =
      states(session, group, {{"external_id", named.external_id}, {"email", mailed.email}});
  session.expect((found.size() == 1 && found.contains(named.external_id)) || session.failed(),
                 "beside an external ID an email address selects nobody");
}

void unknown_without_history(Session& session) {
  const std::string group = email_group(session);
  const Person one = audience::person(session, "");
  if (session.failed() || !audience::create(session, {one})) return;
  const std::string state = state_of(session, group, one.external_id);
  session.expect(state == "unknown", "a user without history in the group is unknown", state);
}

void follows_changes(Session& session) {
  const std::string group = email_group(session);
  const Person one = member_of(session, group, "subscribed");
  if (session.failed()) return;
  session.ok(set_call(group, "unsubscribed", {{"external_id", one.external_id}}));
  state_shows(session, kRead, group, one.external_id, "unsubscribed");
}

void independent_of_global_state(Session& session) {
  const std::string group = email_group(session);
  const Person one = member_of(session, group, "subscribed");
  if (session.failed()) return;
  const auto set_globally = [&](const std::string& state) -> Call {
    return {.operation = "email.status",
            .path = {},
            .query = {},
            .body = Json{{"email", one.email}, {"subscription_state", state}}};
  };
  session.tidy_later(set_globally("subscribed"));
  session.ok(set_globally("unsubscribed"));
  session.eventually_of(
      "email.status/state-is-exported",
      [&] { return member(audience::exported(session, one), "email_subscribe") == "unsubscribed"; },
      "the user is exported as unsubscribed from email");
  session.eventually(
      [&] { return state_of(session, group, one.external_id) == "subscribed"; },
      "a user who unsubscribed from all email has the state in the group that was set last");
}

void channels_are_asked_their_way(Session& session) {
  const std::string mail = email_group(session), text = sms_group(session);
  const Person one = member_of(session, mail, "subscribed");
  if (session.failed()) return;
  session.ok(set_call(text, "subscribed", {{"external_id", one.external_id}}));
  state_shows(session, kRead, text, one.external_id, "subscribed");
  session.eventually(
      [&] {
        const auto found = states(session, mail, {{"email", one.email}});
        return found.contains(one.email) && found.at(one.email) == "subscribed";
      },
      "a group for email is asked about by email address");
  session.eventually(
      [&] {
        const auto found = states(session, text, {{"phone", one.phone}});
        // The plus sign of a number may be missing.
        return found.size() == 1 && found.begin()->second == "subscribed";
      },
      "a group for SMS is asked about by phone number");
}

void channel_of_the_group(Session& session) {
  const std::string mail = email_group(session), text = sms_group(session);
  const Person one = member_of(session, mail, "subscribed");
  if (session.failed()) return;
  session.ok(set_call(text, "subscribed", {{"external_id", one.external_id}}));
  state_shows(session, kRead, text, one.external_id, "subscribed");
  const std::map<std::string, std::string> channels = {{mail, "email"}, {text, "sms"}};
  std::size_t met = 0;
  const Json found = users(session, {{"external_id", one.external_id}});
  for (const Json& user : found) {
    for (const Json& group : list(user, "subscription_groups")) {
      const Json id = member(group, "id");
      const auto known = id.is_string() ? channels.find(id.get<std::string>()) : channels.end();
      if (known == channels.end()) continue;
      ++met;
      session.expect(member(group, "channel") == known->second,
                     "a group has the channel that it was made for", user.dump());
    }
  }
  session.expect_of("subscription.user.status/reads-what-was-set",
                    met == channels.size() || session.failed(),
                    "a user whose state was set in two groups has both", found.dump());
}

void only_groups_with_history(Session& session) {
  const std::string group = email_group(session);
  const Person one = member_of(session, group, "unsubscribed");
  if (session.failed()) return;
  for (const Json& user : users(session, {{"external_id", one.external_id}})) {
    session.expect(groups_of(user).size() == 1,
                   "a user whose state was changed in one group has one group", user.dump());
  }
}

// Digits alone: the plus sign of a number may be missing.
std::string digits_in(const Json& number) {
  std::string digits;
  if (!number.is_string()) return digits;
  for (const char c : number.get<std::string>()) {
    if (c >= '0' && c <= '9') digits += c;
  }
  return digits;
}

void shows_who_it_is(Session& session) {
  const Person one = audience::person(session, "a"), other = audience::person(session, "b");
  if (!audience::create(session, {one, other})) return;
  const Json found =
      users(session, {{"external_id[]", one.external_id}, {"external_id[]", other.external_id}});
  if (session.failed()) return;
  for (const Json& user : found) {
    const Json id = member(user, "external_id");
    const Person& who = id == other.external_id ? other : one;
    session.expect(id == who.external_id, "a user is given with the external ID", user.dump());
    session.expect(!user.contains("email") || member(user, "email") == who.email,
                   "a user is given with the email address of the profile", user.dump());
    session.expect(!user.contains("phone") || digits_in(user["phone"]) == digits_in(who.phone),
                   "a user is given with the phone number of the profile", user.dump());
  }
}

// Users who share an address, `count` of them.
std::vector<Person> sharing(Session& session, std::size_t count) {
  std::vector<Person> people;
  for (std::size_t i = 0; i < count; ++i) {
    Person one = audience::person(session, "_" + std::to_string(i));
    one.email = people.empty() ? one.email : people.front().email;
    one.phone.clear();
    people.push_back(std::move(one));
  }
  constexpr std::size_t kPortion = 25;
  for (std::size_t i = 0; i < count && !session.failed(); i += kPortion) {
    const auto from = people.begin() + static_cast<std::ptrdiff_t>(i);
    audience::create(session,
                     {from, from + static_cast<std::ptrdiff_t>(std::min(kPortion, count - i))});
  }
  return people;
}

std::vector<std::string> ids_of(const Json& users) {
  std::vector<std::string> ids;
  for (const Json& user : users) {
    const Json id = member(user, "external_id");
    ids.push_back(id.is_string() ? id.get<std::string>() : id.dump());
  }
  return ids;
}

void users_with_one_address(Session& session) {
  const auto people = sharing(session, 2);
  if (session.failed()) return;
  const auto ids = ids_of(users(session, {{"email", people.front().email}}));
  std::multiset<std::string> wanted;
  for (const Person& one : people) wanted.insert(one.external_id);
  session.expect(std::multiset<std::string>(ids.begin(), ids.end()) == wanted || session.failed(),
                 "users who share an email address are listed one by one");
}

void total_counts_users(Session& session) {
  const Person one = audience::person(session, "");
  if (session.failed() || !audience::create(session, {one})) return;
  const Json answer = session.ok({.operation = kOfUser,
                                  .path = {},
                                  .query = {{"external_id", one.external_id}},
                                  .body = std::nullopt});
  if (session.failed()) return;
  const Json total = member(answer, "total_count");
  if (total.is_null()) return session.skip("the answer has no total_count");
  session.expect(total == 1, "total_count is 1 for one user", answer.dump());
}

void keeps_default_limit(Session& session) {
  const auto most =
      static_cast<std::size_t>(session.number_in("subscription.user.status/default-limit"));
  const auto people = sharing(session, most + 1);
  if (session.failed()) return;
  const auto count = users(session, {{"email", people.front().email}}).size();
  session.expect(count == most || session.failed(),
                 "without limit a longer list ends with the default limit", std::to_string(count));
}

void keeps_limit(Session& session) {
  const auto people = sharing(session, 3);
  for (const std::size_t limit : {1, 2}) {
    const auto count =
        users(session, {{"email", people.front().email}, {"limit", std::to_string(limit)}}).size();
    session.expect(count == limit || session.failed(),
                   "limit gives so many entries where there are more", std::to_string(count));
  }
}

void offset_leaves_out(Session& session) {
  const auto people = sharing(session, 4);
  const auto ask = [&](const Fields& more) {
    Fields query = {{"email", people.front().email}};
    query.insert(query.end(), more.begin(), more.end());
    return ids_of(users(session, query));
  };
  const auto whole = ask({});
  if (session.failed()) return;
  for (const std::size_t offset : {1, 3}) {
    const auto rest = ask({{"offset", std::to_string(offset)}});
    if (session.failed()) return;
    session.expect(rest.size() + offset == whole.size() &&
                       std::equal(rest.begin(), rest.end(),
                                  whole.end() - static_cast<std::ptrdiff_t>(rest.size())),
                   "an offset leaves out so many users at the front", Json(rest).dump());
  }
}

std::vector<std::string> reading(std::vector<std::string> operations) {
  operations.insert(operations.end(), {kSet, kGet, kOfUser});
  return audience::with_people(std::move(operations));
}

const std::vector<std::string> kGetOnly = audience::with_people({kGet});
const std::vector<std::string> kListOnly = audience::with_people({kOfUser});

const ScenarioRegistration kRegistrations[] = {
    ScenarioRegistration{{"subscription.status.get/entry-per-user", kGetOnly, entry_per_user}},
    ScenarioRegistration{{"subscription.status.get/external-id-wins", kGetOnly, external_id_wins}},
    ScenarioRegistration{
        {"subscription.status.get/unknown-without-history", kGetOnly, unknown_without_history}},
    ScenarioRegistration{
        {"subscription.status.get/reads-what-was-set", reading({}), follows_changes}},
    ScenarioRegistration{{"subscription.status.get/independent-of-global-state",
                          reading({"email.status"}), independent_of_global_state}},
    ScenarioRegistration{
        {"subscription.status.get/channel-identifiers", reading({}), channels_are_asked_their_way}},
    ScenarioRegistration{
        {"subscription.user.status/reads-what-was-set", reading({}), follows_changes}},
    ScenarioRegistration{
        {"subscription.user.status/channel-of-the-group", reading({}), channel_of_the_group}},
    ScenarioRegistration{{"subscription.user.status/only-groups-with-history", reading({}),
                          only_groups_with_history}},
    ScenarioRegistration{
        {"subscription.user.status/users-with-one-address", kListOnly, users_with_one_address}},
    ScenarioRegistration{
        {"subscription.user.status/default-limit", kListOnly, keeps_default_limit}},
    ScenarioRegistration{
        {"subscription.user.status/shows-the-profile", kListOnly, shows_who_it_is}},
    ScenarioRegistration{{"subscription.user.status/total-count", kListOnly, total_counts_users}},
    ScenarioRegistration{{"subscription.user.status/at-most-limit", kListOnly, keeps_limit}},
    ScenarioRegistration{{"subscription.user.status/offset-skips", kListOnly, offset_leaves_out}},
};

}  // namespace
}  // namespace brazecheck::subscription
