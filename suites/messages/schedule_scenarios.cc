#include "suites/answer.h"
#include "suites/groundwork.h"
#include "suites/messages/sending.h"

// Messages that wait for their time. One whose time is now goes out at once, which shows what was
// scheduled:
// https://www.braze.com/docs/api/endpoints/messaging/schedule_messages/post_schedule_messages/
namespace brazecheck::sending {
namespace {

std::string without_zone(Moment moment) {
  std::string text = to_text(moment);
  text.pop_back();
  return text;
}

Json answer_to_schedule(Session& session) {
  const Json body = session.ok(schedule(webhook_to(nobody(session)), next_month()));
  const Json id = member(body, "schedule_id");
  if (id.is_string()) session.tidy_later(cancel(id));
  return body;
}

void differ(Session& session, const char* name) {
  const Json first = member(answer_to_schedule(session), name);
  const Json second = member(answer_to_schedule(session), name);
  session.expect(first != second, "two calls are answered with different ids", first.dump());
}

bool is_hex(const std::string& text) {
  return text.find_first_not_of("0123456789abcdefABCDEF") == std::string::npos;
}

// Groups of 8, 4, 4, 4 and 12 hexadecimal digits.
bool is_uuid(const std::string& text) {
  std::string digits;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
    if (dash != (text[i] == '-')) return false;
    if (!dash) digits += text[i];
  }
  return digits.size() == 32 && is_hex(digits);
}

void id_form(Session& session) {
  const Json body = answer_to_schedule(session);
  const Json schedule_id = member(body, "schedule_id");
  const Json dispatch_id = member(body, "dispatch_id");
  session.expect(schedule_id.is_string() && is_uuid(schedule_id.get<std::string>()),
                 "a schedule_id has the form of a UUID", schedule_id.dump());
  session.expect(dispatch_id.is_string() && is_hex(dispatch_id.get<std::string>()) &&
                     dispatch_id.get<std::string>().size() ==
                         static_cast<std::size_t>(
                             session.number_in("messages.schedule.create/schedule-id-form")),
                 "a dispatch_id is made of hexadecimal digits", dispatch_id.dump());
}

void id_usable(Session& session) {
  const std::string id = scheduled(session, webhook_to(nobody(session)), next_month());
  change(session, id, {{"schedule", next_month()}});
  call_off(session, id);
  // Whoever knows any schedule_id knows none: one that nobody has is no message's.
  session.expect(
      !accepted(session, reschedule("bzc_" + session.token(), {{"schedule", next_month()}})),
      "a schedule_id that no answer gave names no message");
}

void time_for_all(Session& session) {
  const Campaign under = campaign(session);
  keeps_schedules(session);
  const auto users = people(session, 3);
  (void)scheduled(session, to_users(under, {users[1]}), next_month());
  (void)scheduled(session, to_users(under, {users[0]}), now());
  gets(session, kScheduledReaches, under, users[0], "a message is sent when its time has come");
  session.expect(gets_nothing(session, under, users[1], users[2]),
                 "a message is not sent before its time");
}

// In a zone west of UTC the first time is still to come, in one east of it the second has passed.
void time_in_utc(Session& session) {
  const Campaign under = campaign(session);
  keeps_schedules(session);
  const auto users = people(session, 3);
  (void)scheduled(session, to_users(under, {users[0]}), now());
  gets(session, kScheduledReaches, under, users[0], "a message is sent when its time has come");
  (void)scheduled(session, to_users(under, {users[1]}),
                  {{"time", without_zone(present() + std::chrono::minutes(20))}});
  (void)scheduled(session, to_users(under, {users[2]}), {{"time", without_zone(present())}});
  gets(session, "messages.schedule.create/time-in-utc", under, users[2],
       "a time without zone that has come in UTC has come");
  session.expect(receivers(session, under, {users[1]}).empty(),
                 "a time without zone that is to come in UTC has not come");
}

void refused_schedules_nothing(Session& session) {
  const Campaign under = campaign(session);
  const auto users = people(session, 2);
  Json body = to_users(under, {users[0]});
  body["messages"]["email"]["message_variation_id"] = "bzc_" + session.token();
  if (accepted(session, schedule(std::move(body), now())))
    session.skip("a variation that is none is accepted, which is a finding of its own");
  session.expect(gets_nothing(session, under, users[0], users[1]),
                 "nothing is sent by a call that was refused");
}

void broadcast_default(Session& session) {
  const std::string user = nobody(session);
  (void)scheduled(session, with(webhook_to(user), {{"broadcast", false}}), next_month());
  const Exchange& answer = session.send(schedule(webhook_to(user), next_month()));
  if (session.failed()) return;
  const Json id = member(answer.response->body.value_or(Json()), "schedule_id");
  if (id.is_string()) session.tidy_later(cancel(id));
  session.expect(answer.response->status < 300,
                 "a call that names users and leaves broadcast out is accepted",
                 std::to_string(answer.response->status));
}

void subscribed_by_default(Session& session) {
  const Campaign under = campaign(session);
  keeps_schedules(session);
  const auto users = subscribers(session);
  (void)scheduled(
      session, with(to_users(under, {users[0]}), {{"recipient_subscription_state", "subscribed"}}),
      now());
  gets(session, kScheduledReaches, under, users[0], "a message is sent when its time has come");
  (void)scheduled(session, to_users(under, {users[2], users[1]}), now());
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
  (void)scheduled(session, with(to_users(under, {users[0]}), {{"segment_id", segment}}), now());
  session.expect(gets_nothing(session, under, users[1], users[2]),
                 "a user who is not named gets nothing, whatever the segment");
}

// A message in local time stays one unless the schedule that is sent replaces the former whole.
void schedule_replaced(Session& session) {
  const Campaign under = campaign(session);
  const auto users = people(session, 1);
  const std::string id = scheduled(
      session, to_users(under, {users[0]}),
      {{"time", without_zone(present() + std::chrono::days(30))}, {"in_local_time", true}});
  change(session, id, {{"schedule", now()}});
  gets(session, kReplaced, under, users[0],
       "a message in local time that is given a time for all goes out at that time");
}

// What was left out shows when the message goes out: first the messages are changed, which must
// not send anything, then the time.
void rest_stays(Session& session) {
  const Campaign under = campaign(session);
  const auto users = people(session, 2);
  const std::string id = scheduled(session, to_users(under, {users[0]}), next_month());
  change(session, id, {{"messages", email(under)}});
  session.expect(gets_nothing(session, under, users[0], users[1]),
                 "a change of the messages leaves the time alone");
  change(session, id, {{"schedule", now()}});
  gets(session, kReplaced, under, users[0], "a change of the time is followed");
}

// A webhook of the campaign besides its email, which the details of the campaign may have.
std::string webhook_of(Session& session, const Campaign& campaign) {
  const Json messages = member(session.ok({.operation = "campaigns.details",
                                           .path = {},
                                           .query = {{"campaign_id", campaign.id}},
                                           .body = std::nullopt}),
                               "messages");
  if (messages.is_object()) {
    for (const auto& [id, message] : messages.items()) {
      if (member(message, "channel") == "webhook") return id;
    }
  }
  session.skip("the API campaign has no webhook");
  return "";
}

// The profile says which variation the user got.
void messages_changed(Session& session) {
  const Campaign under = campaign(session);
  const std::string webhook = webhook_of(session, under);
  const auto users = people(session, 1);
  const std::string id = scheduled(session, to_users(under, {users[0]}), next_month());
  change(session, id,
         {{"messages",
           {{"webhook",
             {{"url", "https://hooks.example.com/orders"},
              {"request_method", "POST"},
              {"message_variation_id", webhook}}}}}});
  change(session, id, {{"schedule", now()}});
  gets(session, kReplaced, under, users[0], "a change of the time is followed");
  const std::string got = variation_received(session, under, users[0]);
  session.expect(got == webhook, "the user gets the messages of the update", got);
}

void same_id(Session& session) {
  const std::string id = scheduled(session, webhook_to(nobody(session)), next_month());
  change(session, id, {{"schedule", next_month()}});
  session.expect(accepted(session, reschedule(id, {{"schedule", next_month()}})),
                 "an updated message is updated again by the same schedule_id");
  session.expect(accepted(session, cancel(id)),
                 "an updated message is cancelled by the same schedule_id");
}

void repeatable(Session& session) {
  const std::string id = scheduled(session, webhook_to(nobody(session)), next_month());
  const Json changes = {{"schedule", next_month()}};
  change(session, id, changes);
  session.expect(accepted(session, reschedule(id, changes)), "the same update is accepted again");
}

void cancelled_is_gone(Session& session) {
  const std::string id = scheduled(session, webhook_to(nobody(session)), next_month());
  call_off(session, id);
  session.eventually(
      [&] {
        return !accepted(session, reschedule(id, {{"schedule", next_month()}}));
      },
      "an update of a cancelled message is refused");
}

// What would have been sent by now was cancelled; a message of the same time that was not is the
// witness that the time has come. Both are scheduled so that the deletion has its effect before.
void never_sent(Session& session) {
  const Campaign under = campaign(session);
  const auto users = people(session, 2);
  constexpr std::chrono::seconds kSoon(2);
  const auto late = std::chrono::seconds(static_cast<int>(session.patience() / 2));
  const Json when = {{"time", to_text(present() + kSoon + late)}};
  const std::string id = scheduled(session, to_users(under, {users[0]}), when);
  (void)scheduled(session, to_users(under, {users[1]}), when);
  call_off(session, id);
  session.eventually_of(
      kGone,
      [&] {
        return !accepted(session, reschedule(id, {{"schedule", when}}));
      },
      "an update of a cancelled message is refused");
  if (!session.failed()) session.wait(kSoon);
  gets(session, kScheduledReaches, under, users[1], "a message is sent when its time has come");
  session.expect(receivers(session, under, {users[0]}).empty(),
                 "a cancelled message is not sent when its time has come");
}

const std::vector<std::string> kCreate = {"messages.schedule.create", "messages.schedule.delete"};
const std::vector<std::string> kChange = {"messages.schedule.create", "messages.schedule.update",
                                          "messages.schedule.delete"};
const std::vector<std::string> kCreateForPeople = uses(kCreate);
const std::vector<std::string> kSendToPeople =
    uses({"messages.schedule.create", "messages.schedule.delete", "messages.send"});
const std::vector<std::string> kChangeForPeople =
    uses({"messages.schedule.create", "messages.schedule.update", "messages.schedule.delete",
          "messages.send"});

const ScenarioRegistration kRegistrations[] = {
    ScenarioRegistration{{kUsable, kChange, id_usable}},
    ScenarioRegistration{{"messages.schedule.create/new-schedule-id", kCreate,
                          [](Session& session) { differ(session, "schedule_id"); }}},
    ScenarioRegistration{{"messages.schedule.create/new-dispatch-id", kCreate,
                          [](Session& session) { differ(session, "dispatch_id"); }}},
    ScenarioRegistration{{"messages.schedule.create/schedule-id-form", kCreate, id_form}},
    ScenarioRegistration{{kScheduledReaches, kSendToPeople, time_for_all}},
    ScenarioRegistration{{"messages.schedule.create/time-in-utc", kCreateForPeople, time_in_utc}},
    ScenarioRegistration{{"messages.schedule.create/fatal-error-schedules-nothing", kSendToPeople,
                          refused_schedules_nothing}},
    ScenarioRegistration{
        {"messages.schedule.create/broadcast-default-false", kCreate, broadcast_default}},
    ScenarioRegistration{{"messages.schedule.create/subscribed-by-default", kCreateForPeople,
                          subscribed_by_default}},
    ScenarioRegistration{
        {"messages.schedule.create/users-and-segment", kSendToPeople, users_and_segment}},
    ScenarioRegistration{{kReplaced, kChangeForPeople, schedule_replaced}},
    ScenarioRegistration{{"messages.schedule.update/rest-stays", kChangeForPeople, rest_stays}},
    ScenarioRegistration{{"messages.schedule.update/messages-replaced",
                          uses({"messages.schedule.create", "messages.schedule.update",
                                "messages.schedule.delete", "campaigns.details"}),
                          messages_changed}},
    ScenarioRegistration{{"messages.schedule.update/same-schedule-id", kChange, same_id}},
    ScenarioRegistration{{"messages.schedule.update/repeatable", kChange, repeatable}},
    ScenarioRegistration{{kGone, kChange, cancelled_is_gone}},
    ScenarioRegistration{{"messages.schedule.delete/never-sent", kChangeForPeople, never_sent}},
};

const GroundworkRegistration kGroundwork[] = {
    GroundworkRegistration{"messages.schedule.create/schedule-id-usable"},
};

}  // namespace
}  // namespace brazecheck::sending
