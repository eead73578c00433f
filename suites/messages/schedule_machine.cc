#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "suites/answer.h"
#include "suites/machine.h"
#include "suites/messages/sending.h"

// Scheduled messages, each to a user of its own: who has a message by now, and who must not.
namespace brazecheck::sending {
namespace {

constexpr int kMessages = 4;
constexpr char kRefused[] = "messages.schedule.create/fatal-error-schedules-nothing";
constexpr char kNeverSent[] = "messages.schedule.delete/never-sent";
constexpr char kRest[] = "messages.schedule.update/rest-stays";
constexpr char kRepeatable[] = "messages.schedule.update/repeatable";
constexpr char kSameId[] = "messages.schedule.update/same-schedule-id";

enum class State { kNone, kWaiting, kSent, kCancelled };

struct Message {
  State state = State::kNone;
  int updates = 0;
  std::string reason;  ///< requirement by which it was sent, or is not to be
};

struct Model {
  bool users = false;
  std::vector<Message> messages = std::vector<Message>(kMessages);
};

std::string user_of(const Session& session, int number) {
  return nobody(session, fmt::format("_{}", number + 1));
}

std::string id_of(Session& session, int number) {
  return session.memory()[fmt::format("schedule {}", number)];
}

// Far away, in one of the three ways that a schedule has.
Json far(int way, int ahead) {
  std::string time = to_text(present() + std::chrono::days(20 + ahead));
  if (way == 0) return {{"time", time}};
  time.pop_back();
  if (way == 1) return {{"time", time}, {"in_local_time", true}};
  return {{"time", time}, {"at_optimal_time", true}};
}

const char* name_of(int way) {
  const char* const names[] = {"for all", "in local time", "at the best time"};
  return names[way];
}

Step<Model> creation_of_users() {
  return {.text = "create users",
          .possible = [](const Model& model) { return !model.users; },
          .apply = [](Model& model) { model.users = true; },
          .run =
              [](const Model&, Session& session) {
                (void)campaign(session);  // gives up before anything is made
                if (session.failed()) return;
                keeps_schedules(session);
                (void)people(session, kMessages);
              }};
}

Step<Model> creation(int number, int way, int ahead, bool due) {
  return {.text = due ? fmt::format("schedule message {} for now", number)
                      : fmt::format("schedule message {} {}, in {} days", number, name_of(way),
                                    20 + ahead),
          .possible =
              [number](const Model& model) {
                return model.users && model.messages[number].state == State::kNone;
              },
          .apply =
              [number, due](Model& model) {
                model.messages[number].state = due ? State::kSent : State::kWaiting;
                model.messages[number].reason = kScheduledReaches;
              },
          .run =
              [=](const Model&, Session& session) {
                session.memory()[fmt::format("schedule {}", number)] =
                    scheduled(session, to_users(campaign(session), {user_of(session, number)}),
                              due ? now() : far(way, ahead));
              }};
}

// Refused: it names a variation that the campaign does not have.
Step<Model> refused_creation(int number) {
  return {.text = fmt::format("schedule message {} of a variation that is none", number),
          .possible =
              [number](const Model& model) {
                return model.users && model.messages[number].state == State::kNone;
              },
          .apply = [number](Model& model) { model.messages[number].reason = kRefused; },
          .run =
              [number](const Model&, Session& session) {
                Json body = to_users(campaign(session), {user_of(session, number)});
                body["messages"]["email"]["message_variation_id"] = "bzc_" + session.token();
                if (accepted(session, schedule(std::move(body), now())))
                  session.skip("a variation that is none is accepted: a finding of its own");
              }};
}

bool waits(const Model& model, int number) {
  return model.messages[number].state == State::kWaiting;
}

Step<Model> update(int number, const std::string& what, std::function<Json(Session&)> changes,
                   const char* requirement, bool due, bool twice) {
  return {.text = fmt::format("update message {}: {}{}", number, what, twice ? ", twice" : ""),
          .possible = [number](const Model& model) { return waits(model, number); },
          .apply =
              [number, requirement, due](Model& model) {
                if (due) model.messages[number].state = State::kSent;
                model.messages[number].reason = requirement;
                ++model.messages[number].updates;
              },
          .run =
              [=](const Model& before, Session& session) {
                const Json body = changes(session);
                // What was updated before keeps its name.
                if (before.messages[number].updates == 0) {
                  change(session, id_of(session, number), body);
                } else {
                  session.expect_of(kSameId,
                                    accepted(session, reschedule(id_of(session, number), body)),
                                    "an updated message is updated by the same schedule_id");
                }
                if (twice)
                  session.expect_of(kRepeatable,
                                    accepted(session, reschedule(id_of(session, number), body)),
                                    "the same update is accepted again");
              }};
}

// The time is no time: refused, and nothing changes.
Step<Model> refused_update(int number) {
  return {.text = fmt::format("update message {}: a time that is none", number),
          .possible = [number](const Model& model) { return waits(model, number); },
          .apply = {},
          .run =
              [number](const Model&, Session& session) {
                if (accepted(session, reschedule(id_of(session, number),
                                                 {{"schedule", {{"time", "soon"}}}})))
                  session.skip("a time that is none is accepted: a finding of its own");
              }};
}

Step<Model> cancellation(int number) {
  return {.text = fmt::format("cancel message {}", number),
          .possible = [number](const Model& model) { return waits(model, number); },
          .apply =
              [number](Model& model) {
                model.messages[number].state = State::kCancelled;
                model.messages[number].reason = kNeverSent;
              },
          .run = [number](const Model&,
                          Session& session) { call_off(session, id_of(session, number)); }};
}

Step<Model> update_of_cancelled(int number) {
  return {.text = fmt::format("update message {}, which is cancelled: now", number),
          .possible =
              [number](const Model& model) {
                return model.messages[number].state == State::kCancelled;
              },
          .apply = {},
          .run =
              [number](const Model&, Session& session) {
                session.eventually_of(
                    kGone,
                    [&] {
                      return !accepted(session,
                                       reschedule(id_of(session, number), {{"schedule", now()}}));
                    },
                    "an update of a cancelled message is refused");
              }};
}

Step<Model> next(const Model& model, Draw& draw) {
  if (!model.users) return creation_of_users();
  const int number = static_cast<int>(draw.below(kMessages));
  const int way = static_cast<int>(draw.below(3));
  const int ahead = static_cast<int>(draw.below(30));
  switch (model.messages[number].state) {
    case State::kNone:
      if (draw.chance(20)) return refused_creation(number);
      return creation(number, way, ahead, draw.chance(20));
    case State::kWaiting:
      switch (draw.below(5)) {
        case 0:
          return update(
              number, fmt::format("{}, in {} days", name_of(way), 20 + ahead),
              [=](Session&) {
                return Json{{"schedule", far(way, ahead)}};
              },
              kReplaced, false, draw.chance(30));
        case 1:
          return update(
              number, "the message",
              [](Session& session) {
                return Json{{"messages", email(campaign(session))}};
              },
              kRest, false, draw.chance(30));
        case 2:
          return update(
              number, "now",
              [](Session&) {
                return Json{{"schedule", now()}};
              },
              kReplaced, true, false);
        case 3:
          return refused_update(number);
        default:
          return cancellation(number);
      }
    case State::kCancelled:
      return update_of_cancelled(number);
    case State::kSent:
      break;
  }
  // Another one that still is to be; else look once more.
  for (int other = 0; other < kMessages; ++other) {
    if (model.messages[other].state == State::kNone) return creation(other, way, ahead, false);
  }
  return refused_creation(number);
}

// One look at all users: who has a message, and who has not.
void inspect(const Model& model, Session& session) {
  if (!model.users) return;
  const Campaign under = campaign(session);
  std::vector<std::string> users;
  for (int i = 0; i < kMessages; ++i) users.push_back(user_of(session, i));
  std::vector<std::string> found = receivers(session, under, users);
  for (int i = 0; i < kMessages; ++i) {
    const Message& message = model.messages[i];
    if (message.state == State::kSent) {
      session.eventually_of(
          message.reason,
          [&] {
            if (!std::binary_search(found.begin(), found.end(), users[i]))
              found = receivers(session, under, users);
            return std::binary_search(found.begin(), found.end(), users[i]);
          },
          fmt::format("message {} is sent when its time has come", i));
    } else {
      session.expect_of(message.reason.empty() ? kScheduledReaches : message.reason,
                        !std::binary_search(found.begin(), found.end(), users[i]),
                        fmt::format("message {} is not sent", i), fmt::format("to {}", users[i]));
    }
  }
}

const MachineRegistration kRegistration{
    {.name = "schedules",
     .judges = {kScheduledReaches, kUsable, kRefused, kReplaced, kRest, kRepeatable, kSameId, kGone,
                kNeverSent},
     .uses =
         uses({"messages.schedule.create", "messages.schedule.update", "messages.schedule.delete"}),
     .draw = commands_of<Model>(next, inspect)}};

}  // namespace
}  // namespace brazecheck::sending
