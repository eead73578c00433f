#include "suites/campaigns/sending.h"

#include <algorithm>

#include "suites/answer.h"
#include "suites/campaigns/schedules.h"
#include "suites/settling.h"

namespace brazecheck::dashboard {
namespace {

bool is_canvas(const Kind& kind) { return kind.family == canvases().family; }

}  // namespace

std::vector<std::string> Sending::uses(std::vector<std::string> more) const {
  more.insert(more.end(), {operation(), "users.track", "users.export.ids", "users.delete"});
  if (scheduled) {
    more.push_back(kind->operation("trigger.schedule.update"));
    more.push_back(kind->operation("trigger.schedule.delete"));
  }
  return more;
}

Moment soon() { return present() + std::chrono::seconds(2); }

void wait_for(const Session& session, Moment moment) {
  const auto left = moment - std::chrono::system_clock::now();
  if (left.count() > 0) session.wait(left);
}

Call sending_call(Session& session, const Sending& sending, Json members) {
  if (!members.contains(sending.kind->parameter))
    members[sending.kind->parameter] = supplied_id(session, *sending.kind);
  return {.operation = sending.operation(), .path = {}, .query = {}, .body = std::move(members)};
}

Json deliver(Session& session, const Sending& sending, const Json& members) {
  if (sending.scheduled) creates_schedules(session, *sending.kind);
  Call call = sending_call(session, sending, members);
  const Moment time = soon();
  if (sending.scheduled && !call.body->contains("schedule"))
    (*call.body)["schedule"] = {{"time", to_text(time)}};
  const Json answer = session.ok(call);
  if (sending.scheduled && !session.failed()) wait_for(session, time);
  return answer;
}

Json deliver_to(Session& session, const Sending& sending, Json recipients) {
  return deliver(session, sending, {{"recipients", std::move(recipients)}});
}

Json to_user(const std::string& external_id, Json more) {
  more["external_user_id"] = external_id;
  return more;
}

users::Known reachable_user(Session& session, const std::string& suffix) {
  const std::string address = "bzc_" + session.token() + suffix + "@example.com";
  return users::known_user(session, suffix, {{"first_name", "Ada"}, {"email", address}});
}

bool has_received(Session& session, const Kind& kind, const std::string& external_id,
                  std::string id) {
  const std::string field = is_canvas(kind) ? "canvases_received" : "campaigns_received";
  if (id.empty()) id = supplied_id(session, kind);
  const Json body = session.ok({.operation = "users.export.ids",
                                .path = {},
                                .query = {},
                                .body = Json{{"external_ids", {external_id}},
                                             {"fields_to_export", {"external_id", field}}}});
  for (const Json& user : list(body, "users")) {
    const Json received = list(user, field);
    if (std::any_of(received.begin(), received.end(), [&](const Json& entry) {
          return member(entry, "api_" + kind.parameter) == id;
        }))
      return true;
  }
  return false;
}

bool receives(Session& session, const Sending& sending, const std::string& external_id) {
  return session.eventually_of(
      sending.reached(), [&] { return has_received(session, *sending.kind, external_id); },
      "who is named is shown to have received it");
}

}  // namespace brazecheck::dashboard
