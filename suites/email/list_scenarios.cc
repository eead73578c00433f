#include "suites/answer.h"
#include "suites/email/addresses.h"
#include "suites/subscription/people.h"

// The lists of addresses that unsubscribed and that bounced:
// https://www.braze.com/docs/api/endpoints/email/get_query_unsubscribed_email_addresses/
// https://www.braze.com/docs/api/endpoints/email/get_list_hard_bounces/
namespace brazecheck::email {
namespace {

using audience::Person;

// A user whose address is set to unsubscribed, which the user's export tells.
Person unsubscribed_user(Session& session, const std::string& suffix = "") {
  const Person one = audience::person(session, suffix);
  restore_later(session, {one.email});
  if (!audience::create(session, {one})) return one;
  set_state(session, {one.email}, "unsubscribed");
  session.eventually_of(
      "email.status/state-is-exported",
      [&] { return member(audience::exported(session, one), "email_subscribe") == "unsubscribed"; },
      "the address of a user that was set to unsubscribed is exported so");
  return one;
}

// Waits until the list of all days has the address.
bool range_lists(Session& session, const std::string& address) {
  // Others may be added meanwhile, yet hardly a page full.
  return session.eventually_of(
      "email.unsubscribes/lists-what-was-set",
      [&] { return dated::holds(session, unsubscribes(), dated::all_days(), address); },
      "an address that was set to unsubscribed is listed for a range around today");
}

void lists_what_was_set(Session& session) {
  range_lists(session, unsubscribed_user(session).email);
}

// An address that no user has is listed like one that a user has.
void listed_as_unsubscribed(Session& session) {
  const Person one = unsubscribed_user(session);
  if (!range_lists(session, one.email)) return;
  const std::string other = dated::addresses(session, 1).front();
  restore_later(session, {other});
  set_state(session, {other}, "unsubscribed");
  session.eventually(
      [&] { return dated::holds(session, unsubscribes(), dated::all_days(), other); },
      "an address that no user has is listed once it was set to unsubscribed");
}

void email_selects(Session& session) {
  const Person gone = unsubscribed_user(session);
  if (!range_lists(session, gone.email)) return;
  const auto ask = [&](const std::string& address) {
    Fields query = dated::all_days();
    query.emplace_back("email", address);
    return dated::entries_of(session, unsubscribes(), query);
  };
  const Json found = ask(gone.email);
  session.expect(
      (found.size() == 1 && member(found.front(), "email") == gone.email) || session.failed(),
      "with email that address is listed, and nothing but it", found.dump());
  const Json none = ask(dated::addresses(session, 1).front());
  session.expect(none.empty() || session.failed(),
                 "an address that never unsubscribed is not listed", none.dump());
}

void email_wins(Session& session) {
  const std::string address = dated::addresses(session, 1).front();
  hard_bounces().make(session, {address});
  Fields query = dated::long_ago();
  query.emplace_back("email", address);
  const Json found = dated::entries_of(session, hard_bounces(), query);
  session.expect(found.size() == 1 && member(found.front(), "email") == address,
                 "with email the range is disregarded, and nothing but that address is listed",
                 found.dump());
}

const auto kUnsubscribes = audience::with_people({"email.unsubscribes", "email.status"});
const auto kBounces = audience::with_people({"email.hard_bounces", "email.blocklist"});

const ScenarioRegistration kRegistrations[] = {
    ScenarioRegistration{
        {"email.unsubscribes/lists-what-was-set", kUnsubscribes, lists_what_was_set}},
    ScenarioRegistration{
        {"email.status/listed-as-unsubscribed", kUnsubscribes, listed_as_unsubscribed}},
    ScenarioRegistration{{"email.unsubscribes/email-selects", kUnsubscribes, email_selects}},
    ScenarioRegistration{
        {"email.unsubscribes/default-order",
         {"email.unsubscribes"},
         dated::newest_come_first(unsubscribes(), {{}, {{"sort_direction", "desc"}}})}},
    ScenarioRegistration{{"email.unsubscribes/ascending-order",
                          {"email.unsubscribes"},
                          dated::oldest_come_first(unsubscribes(), {{"sort_direction", "asc"}})}},
    ScenarioRegistration{{"email.unsubscribes/default-limit", kUnsubscribes,
                          dated::keeps_default_limit(unsubscribes())}},
    ScenarioRegistration{
        {"email.unsubscribes/at-most-limit", kUnsubscribes, dated::keeps_limit(unsubscribes())}},
    ScenarioRegistration{
        {"email.unsubscribes/offset-skips", kUnsubscribes, dated::windows_follow(unsubscribes())}},
    ScenarioRegistration{
        {"email.unsubscribes/within-range", kUnsubscribes, dated::within_range(unsubscribes())}},
    ScenarioRegistration{
        {"email.unsubscribes/dates-are-utc", kUnsubscribes, dated::days_are_utc(unsubscribes())}},
    ScenarioRegistration{{"email.hard_bounces/email-wins", kBounces, email_wins}},
    ScenarioRegistration{{"email.hard_bounces/newest-first",
                          {"email.hard_bounces"},
                          dated::newest_come_first(hard_bounces(), {{}})}},
    ScenarioRegistration{
        {"email.hard_bounces/default-limit", kBounces, dated::keeps_default_limit(hard_bounces())}},
    ScenarioRegistration{
        {"email.hard_bounces/at-most-limit", kBounces, dated::keeps_limit(hard_bounces())}},
    ScenarioRegistration{
        {"email.hard_bounces/offset-skips", kBounces, dated::windows_follow(hard_bounces())}},
    ScenarioRegistration{
        {"email.hard_bounces/within-range", kBounces, dated::within_range(hard_bounces())}},
    ScenarioRegistration{
        {"email.hard_bounces/dates-are-utc", kBounces, dated::days_are_utc(hard_bounces())}},
};

}  // namespace
}  // namespace brazecheck::email
