#include "suites/campaigns/schedules.h"

#include "suites/answer.h"
#include "suites/campaigns/messages.h"
#include "suites/groundwork.h"

namespace brazecheck::dashboard {
namespace {

Call call_of(Session& session, const Kind& kind, const std::string& name, Json body) {
  body[kind.parameter] = supplied_id(session, kind);
  return {.operation = kind.operation("trigger.schedule.") + name,
          .path = {},
          .query = {},
          .body = std::move(body)};
}

}  // namespace

std::string without_zone(Moment moment) {
  std::string text = to_text(moment);
  if (text.ends_with('Z')) text.pop_back();
  return text;
}

Json far_schedule(int years) {
  return {{"time", to_text(std::chrono::floor<std::chrono::days>(present()) +
                           std::chrono::days(365) * years)}};
}

Json create_schedule(Session& session, const Kind& kind, const Json& schedule,
                     const std::string& external_id) {
  const std::string user = external_id.empty() ? users::unused_id(session) : external_id;
  Json answer = session.ok(
      call_of(session, kind, "create", {{"recipients", {to_user(user)}}, {"schedule", schedule}}));
  // The id is known from the answer only. What is sent soon is gone by itself.
  const auto time = moment_of(member(schedule, "time"));
  const std::string id = text_of(member(answer, "schedule_id"));
  if (!id.empty() && time && *time > present() + std::chrono::minutes(1))
    session.tidy_later(delete_schedule(session, kind, id));
  return answer;
}

Call update_schedule(Session& session, const Kind& kind, const std::string& id,
                     const Json& schedule) {
  return call_of(session, kind, "update", {{"schedule_id", id}, {"schedule", schedule}});
}

Call delete_schedule(Session& session, const Kind& kind, const std::string& id) {
  return call_of(session, kind, "delete", {{"schedule_id", id}});
}

void creates_schedules(Session& session, const Kind& kind) {
  const std::string id =
      text_of(member(create_schedule(session, kind, far_schedule()), "schedule_id"));
  session.eventually_of(
      kind.operation("trigger.schedule.create/schedule-id-usable"),
      [&] { return accepted(session, update_schedule(session, kind, id, far_schedule(2))); },
      "what was created can be changed");
}

bool accepted(Session& session, const Call& call) {
  const Exchange& exchange = session.send(call);
  return !session.failed() && exchange.response->status < 300;
}

namespace {

const GroundworkRegistration kGroundwork[] = {
    GroundworkRegistration{"campaigns.trigger.schedule.create/schedule-id-usable"},
    GroundworkRegistration{"canvas.trigger.schedule.create/schedule-id-usable"},
};

}  // namespace

}  // namespace brazecheck::dashboard
