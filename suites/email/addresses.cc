#include "suites/email/addresses.h"

#include <utility>

#include "suites/answer.h"
#include "suites/subscription/people.h"

namespace brazecheck::email {
namespace {

Call of_addresses(const std::string& operation, const Json& addresses) {
  return {.operation = operation, .path = {}, .query = {}, .body = Json{{"email", addresses}}};
}

Call status_call(const Json& addresses, const std::string& state) {
  Call call = of_addresses("email.status", addresses);
  (*call.body)["subscription_state"] = state;
  return call;
}

// Whoever gets onto a list was unsubscribed too, which the export of a user tells: so a call that
// did nothing is told from a list that does not show it.
void put_onto(Session& session, const std::vector<std::string>& addresses, const Call& call,
              const std::string& exported, const std::string& shown, const dated::DatedList& list) {
  audience::Person last = audience::person(session, "_last");
  last.email = addresses.back();
  restore_later(session, addresses);
  if (!audience::create(session, {last})) return;
  for (Json& some : dated::portions(addresses)) {
    Call one = call;
    (*one.body)["email"] = std::move(some);
    session.ok(one);
  }
  session.eventually_of(
      exported,
      [&] {
        return member(audience::exported(session, last), "email_subscribe") == "unsubscribed";
      },
      "the user with the address is exported as unsubscribed");
  session.eventually_of(
      shown, [&] { return listed(session, list, addresses.back()); },
      "the address is listed by " + list.operation);
}

void unsubscribe_for_the_list(Session& session, const std::vector<std::string>& addresses) {
  put_onto(session, addresses, status_call(Json(), "unsubscribed"),
           "email.status/state-is-exported", "email.unsubscribes/lists-what-was-set",
           unsubscribes());
}

void bounce_for_the_list(Session& session, const std::vector<std::string>& addresses) {
  put_onto(session, addresses, of_addresses("email.blocklist", Json()),
           "email.blocklist/unsubscribed", "email.blocklist/hard-bounced", hard_bounces());
}

}  // namespace

const dated::DatedList& unsubscribes() {
  static const dated::DatedList list{.operation = "email.unsubscribes",
                                     .entries = "emails",
                                     .name = "email",
                                     .time = "unsubscribed_at",
                                     .order = "email.unsubscribes/default-order",
                                     .make = unsubscribe_for_the_list};
  return list;
}

const dated::DatedList& hard_bounces() {
  static const dated::DatedList list{.operation = "email.hard_bounces",
                                     .entries = "emails",
                                     .name = "email",
                                     .time = "hard_bounced_at",
                                     .order = "email.hard_bounces/newest-first",
                                     .make = bounce_for_the_list};
  return list;
}

void restore_later(Session& session, const std::vector<std::string>& addresses) {
  for (const Json& some : dated::portions(addresses)) {
    session.tidy_later(of_addresses("email.bounce.remove", some));
    session.tidy_later(status_call(some, "subscribed"));
  }
}

void set_state(Session& session, const std::vector<std::string>& addresses,
               const std::string& state) {
  session.ok(status_call(addresses, state));
}

void block(Session& session, const std::string& operation,
           const std::vector<std::string>& addresses) {
  session.ok(of_addresses(operation, addresses));
}

bool listed(Session& session, const dated::DatedList& list, const std::string& address) {
  Fields query = dated::all_days();
  query.emplace_back("email", address);
  return dated::holds(session, list, query, address);
}

}  // namespace brazecheck::email
