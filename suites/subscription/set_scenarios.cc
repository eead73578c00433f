#include <algorithm>
#include <string>
#include <vector>

#include "suites/answer.h"
#include "suites/pages.h"
#include "suites/subscription/groups.h"

// What setting the state of users in subscription groups does, by either version of the operation:
// https://www.braze.com/docs/api/endpoints/subscription_groups/post_update_user_subscription_group_status/
// https://www.braze.com/docs/api/endpoints/subscription_groups/post_update_user_subscription_group_status_v2/
namespace brazecheck::subscription {
namespace {

using audience::Person;

// One version of the operation: it names users by members of its own.
struct Version {
  std::string operation;
  std::string external_ids, emails, phones;

  [[nodiscard]] std::string requirement(const std::string& name) const {
    return operation + "/" + name;
  }
  [[nodiscard]] Call set(const std::string& group, const std::string& state, Json who) const {
    return operation == kSet ? set_call(group, state, std::move(who))
                             : set_v2_call(Json::array({entry_v2(group, state, std::move(who))}));
  }
};

const Version kFirst{kSet, "external_id", "email", "phone"};
const Version kSecond{kSetV2, "external_ids", "emails", "phones"};

Json by_id(const Version& version, const std::vector<Person>& people) {
  Json ids = Json::array();
  for (const Person& one : people) ids.push_back(one.external_id);
  return {{version.external_ids, std::move(ids)}};
}

// A user whose state in the group was set once, and read.
Person unsubscribed_member(Session& session, const Version& version, const std::string& group,
                           const std::string& suffix = "") {
  const Person one = audience::person(session, suffix);
  if (session.failed() || !audience::create(session, {one})) return one;
  session.ok(version.set(group, "unsubscribed", by_id(version, {one})));
  state_shows(session, version.requirement("state-is-read"), group, one.external_id,
              "unsubscribed");
  return one;
}

// So many people who are still to be made.
std::vector<Person> several(const Session& session, int count) {
  std::vector<Person> people;
  for (int i = 0; i < count; ++i)
    people.push_back(audience::person(session, "_" + std::to_string(i)));
  return people;
}

// Waits until the session's own requirement shows in the state of a user.
bool becomes(Session& session, const std::string& group, const Person& one,
             const std::string& state, const std::string& statement) {
  return session.eventually([&] { return state_of(session, group, one.external_id) == state; },
                            statement);
}

Play state_is_read(const Version& version) {
  return [version](Session& session) {
    const std::string group = email_group(session);
    const Person one = unsubscribed_member(session, version, group);
    if (session.failed()) return;
    session.ok(version.set(group, "subscribed", by_id(version, {one})));
    state_shows(session, version.requirement("state-is-read"), group, one.external_id,
                "subscribed");
    const auto many = several(session, 12);
    if (session.failed() || !audience::create(session, many)) return;
    session.ok(version.set(group, "unsubscribed", by_id(version, many)));
    Fields asked;
    for (const Person& each : many) asked.emplace_back("external_id[]", each.external_id);
    session.eventually(
        [&] {
          const auto found = states(session, group, asked);
          return found.size() == many.size() &&
                 std::all_of(found.begin(), found.end(),
                             [](const auto& entry) { return entry.second == "unsubscribed"; });
        },
        "every user of a longer list gets the state");
  };
}

Play all_profiles_with_address(const Version& version) {
  return [version](Session& session) {
    const std::string group = email_group(session);
    const Person one = unsubscribed_member(session, version, group, "a");
    Person other = audience::person(session, "b");
    other.email = one.email;
    if (session.failed() || !audience::create(session, {other})) return;
    session.ok(version.set(group, "subscribed", {{version.emails, Json::array({one.email})}}));
    for (const Person& each : {one, other}) {
      becomes(session, group, each, "subscribed",
              "every profile that has the email address gets the state");
    }
    const auto more = several(session, 3);
    if (session.failed() || !audience::create(session, more)) return;
    Json addresses = Json::array({one.email});
    for (const Person& each : more) addresses.push_back(each.email);
    session.ok(version.set(group, "unsubscribed", {{version.emails, std::move(addresses)}}));
    for (const Person& each : {one, other, more.front(), more.back()}) {
      becomes(session, group, each, "unsubscribed", "every address of a list gets the state");
    }
    session.ok(version.set(group, "subscribed", {{version.emails, one.email}}));
    becomes(session, group, one, "subscribed",
            "an address without a list around it gets the state");
  };
}

Play others_keep_their_state(const Version& version) {
  return [version](Session& session) {
    const std::string group = email_group(session);
    const Person one = unsubscribed_member(session, version, group, "a");
    const Person other = unsubscribed_member(session, version, group, "b");
    if (session.failed()) return;
    session.ok(version.set(group, "subscribed", by_id(version, {one})));
    if (!state_shows(session, version.requirement("state-is-read"), group, one.external_id,
                     "subscribed"))
      return;
    session.expect(
        state_of(session, group, other.external_id) == "unsubscribed" || session.failed(),
        "a user who is not named keeps the state");
  };
}

Play subscribed_without_prompt(const Version& version) {
  return [version](Session& session) {
    const std::string group = sms_group(session);
    const Person one = unsubscribed_member(session, version, group);
    if (session.failed()) return;
    session.ok(version.set(group, "subscribed", by_id(version, {one})));
    becomes(session, group, one, "subscribed",
            "without use_double_opt_in_logic a user is subscribed at once");
  };
}

Play email_disregards_double_opt_in(const Version& version) {
  return [version](Session& session) {
    const std::string group = email_group(session);
    const Person one = unsubscribed_member(session, version, group);
    if (session.failed()) return;
    Json who = by_id(version, {one});
    who["use_double_opt_in_logic"] = true;
    session.ok(version.set(group, "subscribed", std::move(who)));
    becomes(session, group, one, "subscribed",
            "a group for email subscribes at once, whatever use_double_opt_in_logic is");
  };
}

Play channels_take_their_identifiers(const Version& version) {
  return [version](Session& session) {
    const std::string mail = email_group(session), text = sms_group(session);
    const Person one = unsubscribed_member(session, version, mail);
    if (session.failed()) return;
    session.ok(version.set(mail, "subscribed", {{version.emails, Json::array({one.email})}}));
    session.eventually_of(
        version.requirement("all-profiles-with-address"),
        [&] { return state_of(session, mail, one.external_id) == "subscribed"; },
        "a group for email takes email addresses");
    session.ok(version.set(text, "subscribed", {{version.phones, Json::array({one.phone})}}));
    becomes(session, text, one, "subscribed", "a group for SMS takes phone numbers");
    const auto more = several(session, 3);
    if (session.failed() || !audience::create(session, more)) return;
    Json numbers = Json::array();
    for (const Person& each : more) numbers.push_back(each.phone);
    session.ok(version.set(text, "subscribed", {{version.phones, std::move(numbers)}}));
    for (const Person& each : more) {
      becomes(session, text, each, "subscribed", "a group for SMS takes a list of phone numbers");
    }
    session.ok(version.set(text, "unsubscribed", by_id(version, {one})));
    becomes(session, text, one, "unsubscribed", "a group for SMS takes external IDs");
  };
}

void all_groups(Session& session) {
  const std::string mail = email_group(session), text = sms_group(session);
  const Person one = unsubscribed_member(session, kSecond, mail, "a");
  const Person other = audience::person(session, "b");
  if (session.failed() || !audience::create(session, {other})) return;
  session.ok(set_v2_call(Json::array({entry_v2(mail, "subscribed", by_id(kSecond, {one})),
                                      entry_v2(text, "subscribed", by_id(kSecond, {other})),
                                      entry_v2(mail, "unsubscribed", by_id(kSecond, {other}))})));
  becomes(session, mail, one, "subscribed", "the first group that is named gets its state");
  becomes(session, text, other, "subscribed", "the second group that is named gets its state");
  becomes(session, mail, other, "unsubscribed",
          "a group that is named for other users too gets its state for them");
}

void channels_together(Session& session) {
  const std::string mail = email_group(session), text = sms_group(session);
  const Person one = unsubscribed_member(session, kSecond, mail);
  if (session.failed()) return;
  session.ok(set_v2_call(Json::array({entry_v2(mail, "subscribed", by_id(kSecond, {one})),
                                      entry_v2(text, "subscribed", by_id(kSecond, {one}))})));
  for (const std::string& group : {mail, text}) {
    becomes(session, group, one, "subscribed",
            "one call by external ID changes a group for email and one for SMS");
  }
}

std::vector<std::string> uses(const Version& version) {
  return audience::with_people({version.operation, kGet, kOfUser});
}

ScenarioRegistration registration(const Version& version, const std::string& name,
                                  Play (*play)(const Version&)) {
  return ScenarioRegistration{{version.requirement(name), uses(version), play(version)}};
}

const ScenarioRegistration kRegistrations[] = {
    registration(kFirst, "state-is-read", state_is_read),
    registration(kSecond, "state-is-read", state_is_read),
    registration(kFirst, "others-keep-their-state", others_keep_their_state),
    registration(kSecond, "others-keep-their-state", others_keep_their_state),
    registration(kFirst, "all-profiles-with-address", all_profiles_with_address),
    registration(kSecond, "all-profiles-with-address", all_profiles_with_address),
    registration(kFirst, "double-opt-in-default", subscribed_without_prompt),
    registration(kSecond, "double-opt-in-default", subscribed_without_prompt),
    registration(kFirst, "double-opt-in-sms-only", email_disregards_double_opt_in),
    registration(kSecond, "double-opt-in-sms-only", email_disregards_double_opt_in),
    registration(kFirst, "channel-identifiers", channels_take_their_identifiers),
    registration(kSecond, "channel-identifiers", channels_take_their_identifiers),
    ScenarioRegistration{{"subscription.status.set_v2/all-groups", uses(kSecond), all_groups}},
    ScenarioRegistration{
        {"subscription.status.set_v2/channels-together", uses(kSecond), channels_together}},
};

}  // namespace
}  // namespace brazecheck::subscription
