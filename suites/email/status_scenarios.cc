#include <utility>

#include "suites/answer.h"
#include "suites/email/addresses.h"
#include "suites/subscription/people.h"

// What becomes of addresses that are given a state, blocked, or freed again:
// https://www.braze.com/docs/api/endpoints/email/post_email_subscription_status/
// https://www.braze.com/docs/api/endpoints/email/post_blocklist/
// https://www.braze.com/docs/api/endpoints/email/post_remove_hard_bounces/
// https://www.braze.com/docs/api/endpoints/email/post_remove_spam/
namespace brazecheck::email {
namespace {

using audience::Person;

constexpr char kExported[] = "email.status/state-is-exported";

// Waits until the export has the state.
bool state_shows(Session& session, const std::string& requirement, const Person& one,
                 const std::string& state) {
  return session.eventually_of(
      requirement,
      [&] { return member(audience::exported(session, one), "email_subscribe") == state; },
      "the user with the address is exported as " + state);
}

void state_is_exported(Session& session) {
  const Person one = audience::person(session, "");
  restore_later(session, {one.email});
  if (!audience::create(session, {one})) return;
  for (const char* state : {"unsubscribed", "opted_in", "subscribed"}) {
    set_state(session, {one.email}, state);
    if (!state_shows(session, kExported, one, state)) return;
  }
  // One address may stand without a list around it.
  for (const char* state : {"unsubscribed", "subscribed", "opted_in"}) {
    session.ok({.operation = "email.status",
                .path = {},
                .query = {},
                .body = Json{{"email", one.email}, {"subscription_state", state}}});
    if (!state_shows(session, kExported, one, state)) return;
  }
}

void state_kept_for_later(Session& session) {
  const Person first = audience::person(session, "a");
  const Person later = audience::person(session, "b");
  restore_later(session, {first.email, later.email});
  if (!audience::create(session, {first})) return;
  set_state(session, {later.email, first.email}, "unsubscribed");
  state_shows(session, kExported, first, "unsubscribed");
  if (!audience::create(session, {later})) return;
  session.eventually(
      [&] {
        return member(audience::exported(session, later), "email_subscribe") == "unsubscribed";
      },
      "a user who gets an address gets the state that the address was given before");
}

void all_listed_addresses(Session& session) {
  std::vector<Person> people;
  constexpr int kPeople = 16;
  for (int i = 0; i < kPeople; ++i) {
    people.push_back(audience::person(session, "_" + std::to_string(i)));
  }
  std::vector<std::string> addresses;
  for (const Person& one : people) addresses.push_back(one.email);
  restore_later(session, addresses);
  if (!audience::create(session, people)) return;
  set_state(session, addresses, "unsubscribed");
  const auto count = [&] {
    int got = 0;
    for (const Json& user : audience::exported(session, people)) {
      got += member(user, "email_subscribe") == "unsubscribed" ? 1 : 0;
    }
    return got;
  };
  session.eventually_of(
      kExported, [&] { return count() > 0; }, "an address of a list gets the state");
  session.eventually([&] { return count() == static_cast<int>(people.size()); },
                     "every address of a list gets the state");
}

void others_keep_their_state(Session& session) {
  const Person one = audience::person(session, "a");
  const Person other = audience::person(session, "b");
  restore_later(session, {one.email, other.email});
  if (!audience::create(session, {one, other})) return;
  const Json before = member(audience::exported(session, other), "email_subscribe");
  set_state(session, {one.email}, "unsubscribed");
  if (!state_shows(session, kExported, one, "unsubscribed")) return;
  const Json after = member(audience::exported(session, other), "email_subscribe");
  session.expect(after == before || session.failed(),
                 "an address that is not named keeps its state", after.dump());
}

// Creates a user and blocks the address; false when the user is not unsubscribed afterwards.
bool blocked_user(Session& session, const std::string& operation, const Person& one) {
  restore_later(session, {one.email});
  if (!audience::create(session, {one})) return false;
  block(session, operation, {one.email});
  return state_shows(session, operation + "/unsubscribed", one, "unsubscribed");
}

Play unsubscribes_user(const std::string& operation) {
  return [operation](Session& session) {
    if (!blocked_user(session, operation, audience::person(session, ""))) return;
    // One address may stand without a list around it.
    const Person other = audience::person(session, "b");
    restore_later(session, {other.email});
    if (!audience::create(session, {other})) return;
    session.ok(
        {.operation = operation, .path = {}, .query = {}, .body = Json{{"email", other.email}}});
    state_shows(session, operation + "/unsubscribed", other, "unsubscribed");
  };
}

Play bounces_address(const std::string& operation) {
  return [operation](Session& session) {
    const Person one = audience::person(session, "");
    if (!blocked_user(session, operation, one)) return;
    session.eventually([&] { return listed(session, hard_bounces(), one.email); },
                       "an address that was blocked is listed as hard bounced");
  };
}

void same_as_blocklist(Session& session) {
  const Person now = audience::person(session, "now");
  const Person former = audience::person(session, "former");
  if (!blocked_user(session, "email.blocklist", now)) return;
  if (!blocked_user(session, "email.blacklist", former)) return;
  for (const auto& [operation, one] :
       {std::pair("email.blocklist", now), {"email.blacklist", former}}) {
    session.eventually_of(
        std::string(operation) + "/hard-bounced",
        [&] { return listed(session, hard_bounces(), one.email); },
        "an address that was blocked is listed as hard bounced");
  }
  session.eventually(
      [&] {
        return listed(session, unsubscribes(), now.email) ==
                   listed(session, unsubscribes(), former.email) &&
               !session.failed();
      },
      "addresses that were blocked under either name are listed alike as unsubscribed");
}

// Blocks two addresses, takes the first of them off the list again, and waits until it is.
std::vector<std::string> two_of_three_taken_off(Session& session) {
  const auto addresses = dated::addresses(session, 3);
  hard_bounces().make(session, addresses);
  session.ok({.operation = "email.bounce.remove",
              .path = {},
              .query = {},
              .body = Json{{"email", {addresses[0], addresses[1]}}}});
  session.eventually_of(
      "email.bounce.remove/no-longer-listed",
      [&] {
        return !listed(session, hard_bounces(), addresses[0]) &&
               !listed(session, hard_bounces(), addresses[1]) && !session.failed();
      },
      "addresses that were taken off the bounce list are no longer listed");
  return addresses;
}

void no_longer_listed(Session& session) { two_of_three_taken_off(session); }

void others_stay_listed(Session& session) {
  const auto addresses = two_of_three_taken_off(session);
  if (session.failed()) return;
  session.expect(listed(session, hard_bounces(), addresses.back()) || session.failed(),
                 "an address that was not named stays on the bounce list");
}

void spam_taken_off(Session& session) {
  const Person one = audience::person(session, ""), other = audience::person(session, "b");
  if (!audience::create(session, {one, other},
                        {{"marked_email_as_spam_at", "2024-03-02T11:45:31Z"}}))
    return;
  // Null where there is no report, nothing where the address is not known.
  const auto spam_at = [&](const Person& of) -> std::optional<Json> {
    const Json answer = session.ok({.operation = "users.subscription.get",
                                    .path = {},
                                    .query = {{"email", of.email}},
                                    .body = {}});
    for (const Json& entry : list(answer, "emails")) {
      if (member(entry, "email") == of.email) return member(entry, "spam_at");
    }
    return std::nullopt;
  };
  for (const Person& each : {one, other}) {
    session.eventually_of(
        "users.track/read-your-writes", [&] { return spam_at(each).value_or(Json()).is_string(); },
        "the time of a report of spam that was tracked is shown");
  }
  session.ok({.operation = "email.spam.remove",
              .path = {},
              .query = {},
              .body = Json{{"email", Json::array({one.email, other.email})}}});
  for (const Person& each : {one, other}) {
    session.eventually([&] { return spam_at(each) == Json(); },
                       "an address that was taken off the spam list has no report of spam");
  }
}

const std::vector<std::string> kStatus = audience::with_people({"email.status"});
const std::vector<std::string> kBounces =
    audience::with_people({"email.bounce.remove", "email.blocklist", "email.hard_bounces"});

std::vector<std::string> blocking(const std::string& operation) {
  return audience::with_people({operation, "email.hard_bounces"});
}

const ScenarioRegistration kRegistrations[] = {
    ScenarioRegistration{{kExported, kStatus, state_is_exported}},
    ScenarioRegistration{{"email.status/state-kept-for-later", kStatus, state_kept_for_later}},
    ScenarioRegistration{{"email.status/all-listed-addresses", kStatus, all_listed_addresses}},
    ScenarioRegistration{
        {"email.status/others-keep-their-state", kStatus, others_keep_their_state}},
    ScenarioRegistration{{"email.blocklist/unsubscribed",
                          audience::with_people({"email.blocklist"}),
                          unsubscribes_user("email.blocklist")}},
    ScenarioRegistration{{"email.blocklist/hard-bounced", blocking("email.blocklist"),
                          bounces_address("email.blocklist")}},
    ScenarioRegistration{{"email.blacklist/unsubscribed",
                          audience::with_people({"email.blacklist"}),
                          unsubscribes_user("email.blacklist")}},
    ScenarioRegistration{{"email.blacklist/hard-bounced", blocking("email.blacklist"),
                          bounces_address("email.blacklist")}},
    ScenarioRegistration{{"email.blacklist/same-as-blocklist",
                          audience::with_people({"email.blacklist", "email.blocklist",
                                                 "email.hard_bounces", "email.unsubscribes"}),
                          same_as_blocklist}},
    ScenarioRegistration{{"email.bounce.remove/no-longer-listed", kBounces, no_longer_listed}},
    ScenarioRegistration{{"email.bounce.remove/others-stay-listed", kBounces, others_stay_listed}},
    ScenarioRegistration{{"email.spam.remove/off-both-lists",
                          audience::with_people({"email.spam.remove", "users.subscription.get"}),
                          spam_taken_off}},
};

}  // namespace
}  // namespace brazecheck::email
