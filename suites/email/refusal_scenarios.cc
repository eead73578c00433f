#include "suites/answer.h"
#include "suites/email/addresses.h"
#include "suites/refusals.h"
#include "suites/subscription/people.h"

// What refused calls leave of the states of email addresses:
// https://www.braze.com/docs/api/endpoints/email/
namespace brazecheck::email {
namespace {

using audience::Person;
using refusals::requirement_of;

// The operation would unsubscribe the addresses in `call`, whose list `limit` speaks of.
std::function<void(Session&)> unsubscribes_nobody(Call call, std::string limit) {
  return [call, limit](Session& session) {
    const Person one = audience::person(session, "");
    const auto addresses = [&] {
      std::vector<std::string> all = {one.email};
      for (const auto& name :
           refusals::filled({}, one.external_id, refusals::one_too_many(session, limit) - 1))
        all.push_back(name + "@example.com");
      return all;
    }();
    restore_later(session, addresses);
    if (!audience::create(session, {one}, {{"email_subscribe", "opted_in"}})) return;
    const Json before = member(audience::exported(session, one), "email_subscribe");
    if (session.failed()) return;
    if (before == "unsubscribed") return session.skip("new users are unsubscribed");
    Call few = call, many = call;
    (*few.body)["email"] = {one.email};
    (*many.body)["email"] = addresses;
    if (!refusals::refused_strangers(session, few) || !refusals::refused(session, many)) return;
    const Json after = member(audience::exported(session, one), "email_subscribe");
    session.expect(before == after, "a user keeps the state that refused calls were to change",
                   after.dump());
  };
}

ScenarioRegistration judged(const std::string& operation, Json body, const std::string& limit) {
  return ScenarioRegistration{
      {requirement_of(operation), audience::with_people({operation}),
       unsubscribes_nobody(
           {.operation = operation, .path = {}, .query = {}, .body = std::move(body)}, limit)}};
}

const ScenarioRegistration kRegistrations[] = {
    judged("email.blocklist", Json::object(), "blocked_emails/object-max-items"),
    judged("email.status", {{"subscription_state", "unsubscribed"}},
           "email_addresses/object-max-items"),
};

}  // namespace
}  // namespace brazecheck::email
