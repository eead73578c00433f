#include <algorithm>

#include "suites/answer.h"
#include "suites/messages/sending.h"

// Messages that are sent at once:
// https://www.braze.com/docs/api/endpoints/messaging/send_messages/post_send_messages/
namespace brazecheck::sending {
namespace {

// A member of the answer that names something, as text.
std::string named(Session& session, const Json& body, const char* name) {
  const Json value = member(body, name);
  if (session.failed()) return "";
  if (!value.is_string()) session.skip("a name is missing in the answer: a finding of its own");
  return value.is_string() ? value.get<std::string>() : "";
}

std::string dispatched(Session& session) {
  return named(session, session.ok(send(webhook_to(nobody(session)))), "dispatch_id");
}

void new_dispatch_id(Session& session) {
  const std::string first = dispatched(session);
  const std::string second = dispatched(session);
  session.expect(first != second, "two calls have two dispatch_ids", first);
}

void dispatch_id_form(Session& session) {
  const std::string id = dispatched(session);
  const auto digits = static_cast<std::size_t>(session.number_in("messages.send/dispatch-id-form"));
  session.expect(
      id.size() == digits && id.find_first_not_of("0123456789abcdefABCDEF") == std::string::npos,
      "a dispatch_id is made of hexadecimal digits, of the documented number", id);
}

void reaches_named_users(Session& session) {
  const Campaign under = campaign(session);
  const auto users = people(session, 2);
  session.ok(send(to_users(under, {users[0]})));
  gets(session, kReaches, under, users[0], "a user who is named gets the message");
  session.expect(receivers(session, under, {users[1]}).empty(),
                 "a user who is not named gets nothing");
}

void existing_users_only(Session& session) {
  const Campaign under = campaign(session);
  const auto users = people(session, 1);
  const std::string unknown = nobody(session);
  session.tidy_later({.operation = "users.delete",
                      .path = {},
                      .query = {},
                      .body = Json{{"external_ids", {unknown}}}});
  session.ok(send(to_users(under, {unknown, users[0]})));
  gets(session, kReaches, under, users[0], "a user who is named gets the message");
  const Json found = list(session.ok({.operation = "users.export.ids",
                                      .path = {},
                                      .query = {},
                                      .body = Json{{"external_ids", {unknown}},
                                                   {"fields_to_export", {"external_id"}}}}),
                          "users");
  session.expect(found.empty(), "no profile is created for an unknown user", found.dump());
}

// The call names a variation that the campaign does not have.
void fatal_error_sends_nothing(Session& session) {
  const Campaign under = campaign(session);
  const auto users = people(session, 2);
  Json body = to_users(under, {users[0]});
  body["messages"]["email"]["message_variation_id"] = "bzc_" + session.token();
  const Exchange& answer = session.send(send(std::move(body)));
  if (!session.failed() && answer.response->status < 300)
    session.skip("a variation that is none is accepted, which is a finding of its own");
  session.expect(gets_nothing(session, under, users[0], users[1]),
                 "nothing is sent by a call that was refused");
}

// With broadcast true no users may be named: so a call that names some and leaves it out tells.
void broadcast_default(Session& session) {
  const Campaign under = campaign(session);
  const auto users = people(session, 2);
  session.ok(send(with(to_users(under, {users[0]}), {{"broadcast", false}})));
  gets(session, kReaches, under, users[0], "a user who is named gets the message");
  const Exchange& answer = session.send(send(to_users(under, {users[1]})));
  if (session.failed()) return;
  session.expect(answer.response->status < 300,
                 "a call that names users and leaves broadcast out is accepted",
                 std::to_string(answer.response->status));
}

Json state(const char* wanted) { return {{"recipient_subscription_state", wanted}}; }

constexpr char kStates[] = "messages.send/subscription-states";

// To all who are named, or to those who are subscribed.
void subscription_states(Session& session) {
  const Campaign under = campaign(session);
  const auto users = subscribers(session);
  session.ok(send(with(to_users(under, {users[0]}), state("subscribed"))));
  gets(session, kReaches, under, users[0], "a user who is named gets the message");
  session.ok(send(with(to_users(under, {users[2]}), state("subscribed"))));
  session.expect(gets_nothing(session, under, users[2], users[1]),
                 "an unsubscribed user gets nothing that goes to those who are subscribed");
  session.ok(send(with(to_users(under, {users[2]}), state("all"))));
  gets(session, kStates, under, users[2], "an unsubscribed user gets what goes to all");
}

void subscribed_by_default(Session& session) {
  const Campaign under = campaign(session);
  const auto users = subscribers(session);
  session.ok(send(with(to_users(under, {users[0]}), state("subscribed"))));
  gets(session, kReaches, under, users[0], "a user who is named gets the message");
  session.ok(send(to_users(under, {users[2], users[1]})));
  session.eventually([&] { return !receivers(session, under, {users[1]}).empty(); },
                     "a subscribed user gets the message where no state is asked for");
  session.expect(receivers(session, under, {users[2]}).empty(),
                 "an unsubscribed user gets none where no state is asked for");
}

// Not more than those who are named: who is in a segment is shown by no call.
void users_and_segment(Session& session) {
  const Campaign under = campaign(session);
  const std::string segment = session.supplied("segment_id");
  const auto users = people(session, 3);
  session.ok(send(with(to_users(under, {users[0]}), {{"segment_id", segment}})));
  session.expect(gets_nothing(session, under, users[1], users[2]),
                 "a user who is not named gets nothing, whatever the segment");
}

// A broadcast to those who have an attribute that only one user of ours has.
void tracked_send_id(Session& session) {
  const Campaign under = campaign(session);
  const auto users = people(session, 1, {{"bzc_mark", session.token()}});
  const Json body = session.ok(send({{"broadcast", true},
                                     {"campaign_id", under.id},
                                     {"audience",
                                      {{"custom_attribute",
                                        {{"custom_attribute_name", "bzc_mark"},
                                         {"comparison", "equals"},
                                         {"value", session.token()}}}}},
                                     {"messages", email(under)}}));
  if (session.failed()) return;
  const Json id = member(body, "send_id");
  session.expect(id.is_string() && !id.get<std::string>().empty(),
                 "the answer to a broadcast under a campaign has a send_id", body.dump());
}

const std::vector<std::string> kSend = {"messages.send"};
const std::vector<std::string> kSendToPeople = uses(kSend);

const ScenarioRegistration kRegistrations[] = {
    ScenarioRegistration{{"messages.send/new-dispatch-id", kSend, new_dispatch_id}},
    ScenarioRegistration{{"messages.send/dispatch-id-form", kSend, dispatch_id_form}},
    ScenarioRegistration{{kReaches, kSendToPeople, reaches_named_users}},
    ScenarioRegistration{{"messages.send/existing-users-only", kSendToPeople, existing_users_only}},
    ScenarioRegistration{
        {"messages.send/fatal-error-sends-nothing", kSendToPeople, fatal_error_sends_nothing}},
    ScenarioRegistration{
        {"messages.send/broadcast-default-false", kSendToPeople, broadcast_default}},
    ScenarioRegistration{
        {"messages.send/subscribed-by-default", kSendToPeople, subscribed_by_default}},
    ScenarioRegistration{{kStates, kSendToPeople, subscription_states}},
    ScenarioRegistration{{"messages.send/users-and-segment", kSendToPeople, users_and_segment}},
    ScenarioRegistration{{"messages.send/tracked-send-id", kSendToPeople, tracked_send_id}},
};

}  // namespace
}  // namespace brazecheck::sending
