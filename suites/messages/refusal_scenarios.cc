#include "suites/messages/sending.h"
#include "suites/refusals.h"

// What refused calls leave of messages: https://www.braze.com/docs/api/endpoints/messaging/
namespace brazecheck::sending {
namespace {

// `call` sends to these users at once.
std::function<void(Session&)> sends_nothing(Call (*call)(Json body)) {
  return [call](Session& session) {
    const Campaign under = campaign(session);
    const auto users = people(session, 2);
    if (session.failed() ||
        !refusals::refused_strangers(session, call(to_users(under, {users[0]}))))
      return;
    session.expect(gets_nothing(session, under, users[0], users[1]),
                   "nothing is sent by calls that were refused");
  };
}

const ScenarioRegistration kRegistrations[] = {
    ScenarioRegistration{
        {refusals::requirement_of("messages.schedule.create"),
         uses({"messages.schedule.create", "messages.send"}),
         sends_nothing([](Json body) { return schedule(std::move(body), now()); })}},
    ScenarioRegistration{
        {refusals::requirement_of("messages.send"), uses({"messages.send"}), sends_nothing(send)}},
};

}  // namespace
}  // namespace brazecheck::sending
