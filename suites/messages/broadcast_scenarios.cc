#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "suites/answer.h"
#include "suites/messages/sending.h"

// Campaigns and Canvases of the dashboard that are to be sent:
// https://www.braze.com/docs/api/endpoints/messaging/schedule_messages/get_messages_scheduled/
namespace brazecheck::sending {
namespace {

using std::chrono::days;
using std::chrono::hours;

// Times without a zone are those of some place on Earth.
constexpr hours kZones(14);

const std::vector<std::string> kList = {"messages.scheduled_broadcasts"};

Json until(Session& session, Moment end) {
  return list(session.ok({.operation = "messages.scheduled_broadcasts",
                          .path = {},
                          .query = {{"end_time", to_text(end)}},
                          .body = std::nullopt}),
              "scheduled_broadcasts");
}

Json some_until(Session& session, Moment end) {
  Json found = until(session, end);
  if (found.empty()) session.skip("nothing is scheduled in the dashboard");
  return found;
}

void next_occurrence_once(Session& session) {
  std::set<std::string> seen;
  const Json found = some_until(session, present() + days(60));
  for (const Json& entry : found) {
    session.expect(seen.insert(member(entry, "id").dump()).second, "nothing is listed twice",
                   entry.dump());
  }
}

void up_to_end(Session& session) {
  for (const int ahead : {2, 9, 60}) {
    const Moment start = present();
    const Moment end = std::chrono::floor<days>(start + days(ahead));
    const Json found = ahead == 60 ? some_until(session, end) : until(session, end);
    for (const Json& entry : found) {
      const auto next = moment_of(member(entry, "next_send_time"));
      if (!next) return session.skip("a time cannot be read, which is a finding of its own");
      const std::string text = member(entry, "next_send_time").get<std::string>();
      const bool zone = text.find_first_of("Z+-", text.find('T')) != std::string::npos;
      const hours slack = zone ? hours(0) : kZones;
      session.expect(*next >= start - slack && *next <= end + slack,
                     fmt::format("what is listed is sent until {}", to_text(end)), entry.dump());
    }
  }
}

// Every entry is something that the dashboard shows, and no campaign of the API.
void dashboard_only(Session& session) {
  const Json found = some_until(session, present() + days(60));
  for (const Json& entry : found) {
    const Json id = member(entry, "id");
    const bool canvas = member(entry, "type") == "Canvas";
    if (session.failed() || !id.is_string()) continue;
    const Exchange& details =
        session.send({.operation = canvas ? "canvas.details" : "campaigns.details",
                      .path = {},
                      .query = {{canvas ? "canvas_id" : "campaign_id", id.get<std::string>()}},
                      .body = std::nullopt});
    if (session.failed()) return;
    session.expect(details.response->status < 300, "what is listed has details", entry.dump());
    const Json kind = member(details.response->body.value_or(Json()), "schedule_type");
    session.expect(kind != "api_triggered", "what is listed was scheduled for a time", kind.dump());
  }
}

// The time to the second is a mark that nothing in the dashboard has.
void api_schedules_not_listed(Session& session) {
  const Moment due = std::chrono::floor<days>(present()) + days(3) + hours(5) +
                     std::chrono::seconds(1 + present().time_since_epoch().count() % 2999);
  const std::string id = scheduled(session, webhook_to(nobody(session)), {{"time", to_text(due)}});
  for (const Json& entry : until(session, due + days(2))) {
    session.expect(member(entry, "id") != id &&
                       moment_of(member(entry, "next_send_time")) != std::optional(due),
                   "a message that was scheduled by the API is not listed", entry.dump());
  }
}

void past_end(Session& session) {
  const Json found = until(session, present() - days(30));
  session.expect(found.empty(), "nothing is to be sent in the past", found.dump());
}

const ScenarioRegistration kRegistrations[] = {
    ScenarioRegistration{
        {"messages.scheduled_broadcasts/next-occurrence-once", kList, next_occurrence_once}},
    ScenarioRegistration{{"messages.scheduled_broadcasts/up-to-end-time", kList, up_to_end}},
    ScenarioRegistration{{"messages.scheduled_broadcasts/dashboard-messages-only",
                          {"messages.scheduled_broadcasts", "campaigns.details", "canvas.details"},
                          dashboard_only}},
    ScenarioRegistration{
        {"messages.scheduled_broadcasts/api-schedules-not-listed",
         {"messages.scheduled_broadcasts", "messages.schedule.create", "messages.schedule.delete"},
         api_schedules_not_listed}},
    ScenarioRegistration{{"messages.scheduled_broadcasts/past-end-time-empty", kList, past_end}},
};

}  // namespace
}  // namespace brazecheck::sending
