#include <fmt/format.h>

#include <algorithm>

#include "suites/answer.h"
#include "suites/campaigns/messages.h"
#include "suites/campaigns/schedules.h"

// Schedules of campaigns and Canvases:
// https://www.braze.com/docs/api/endpoints/messaging/schedule_messages/post_schedule_triggered_campaigns/
// https://www.braze.com/docs/api/objects_filters/schedule_object/
namespace brazecheck::dashboard {
namespace {

bool is_hexadecimal(const std::string& text) {
  return !text.empty() && text.find_first_not_of("0123456789abcdefABCDEF") == std::string::npos;
}

// Groups of hexadecimal digits with a hyphen between.
bool is_uuid(const std::string& text) {
  constexpr std::size_t kGroups[] = {8, 4, 4, 4, 12};
  std::size_t at = 0;
  for (const std::size_t size : kGroups) {
    if (at > 0 && (at >= text.size() || text[at++] != '-')) return false;
    if (!is_hexadecimal(text.substr(at, size)) || text.size() < at + size) return false;
    at += size;
  }
  return at == text.size();
}

void id_form(Session& session, const Kind& kind) {
  const Json answer = create_schedule(session, kind, far_schedule());
  if (session.failed()) return;
  const std::string dispatch = text_of(member(answer, "dispatch_id"));
  const auto digits = static_cast<std::size_t>(
      session.number_in(kind.operation("trigger.schedule.create/schedule-id-form")));
  session.expect(is_uuid(text_of(member(answer, "schedule_id"))), "a schedule_id is a UUID",
                 answer.dump());
  session.expect(is_hexadecimal(dispatch) && dispatch.size() == digits,
                 fmt::format("a dispatch_id is {} hexadecimal digits", digits), answer.dump());
}

void id_usable(Session& session, const Kind& kind) {
  const std::string id =
      text_of(member(create_schedule(session, kind, far_schedule()), "schedule_id"));
  for (const Call& call :
       {update_schedule(session, kind, id, far_schedule(2)), delete_schedule(session, kind, id)}) {
    session.eventually(
        [&] {
          const Exchange& exchange = session.send(call);
          return !session.failed() && exchange.response->status < 300;
        },
        call.operation + " knows the schedule_id");
  }
}

// A user who is named with a zone shows when one who is named without would have been reached.
void utc_without_zone(Session& session, const Kind& kind) {
  creates_schedules(session, kind);
  const Sending sending{&kind, true};
  const auto control = reachable_user(session);
  const auto user = reachable_user(session, "u");
  const Moment time = soon();
  for (const auto& [id, text] :
       {std::pair(control.id, to_text(time)), std::pair(user.id, without_zone(time))}) {
    create_schedule(session, kind, {{"time", text}}, id);
  }
  wait_for(session, time);
  if (!receives(session, sending, control.id)) return;
  session.eventually([&] { return has_received(session, kind, user.id); },
                     "what is scheduled without a zone is sent when it is that time in UTC");
}

void deleted_not_sent(Session& session, const Kind& kind) {
  const std::string id =
      text_of(member(create_schedule(session, kind, far_schedule()), "schedule_id"));
  session.ok(delete_schedule(session, kind, id));
  // Whether it would be sent years later shows in that there is nothing left to be changed.
  session.eventually(
      [&] { return !accepted(session, update_schedule(session, kind, id, far_schedule(2))); },
      "a schedule that was deleted is there no more");
}

// A neighbour of the one that is deleted can be changed afterwards as before.
void others_stay(Session& session, const Kind& kind) {
  std::vector<std::string> ids;
  for (int years = 1; years <= 3; ++years) {
    ids.push_back(
        text_of(member(create_schedule(session, kind, far_schedule(years)), "schedule_id")));
  }
  session.ok(delete_schedule(session, kind, ids[1]));
  session.eventually_of(
      kind.operation("trigger.schedule.delete/deleted-not-sent"),
      [&] { return !accepted(session, update_schedule(session, kind, ids[1], far_schedule(2))); },
      "a schedule that was deleted is there no more");
  for (const std::string& id : {ids[0], ids[2]}) {
    session.expect(accepted(session, update_schedule(session, kind, id, far_schedule(2))),
                   "a schedule that was not named is there still");
  }
}

// Two updates: the second is refused where the first left the local time in place, which has
// passed somewhere. The third is sent at its time.
void replaced(Session& session, const Kind& kind) {
  creates_schedules(session, kind);
  const auto user = reachable_user(session);
  Json local = far_schedule();
  local["in_local_time"] = true;
  local["time"] = without_zone(present() + std::chrono::days(400));
  const std::string id =
      text_of(member(create_schedule(session, kind, local, user.id), "schedule_id"));
  const Moment passed_somewhere = present() + std::chrono::hours(1);
  session.ok(update_schedule(session, kind, id, {{"time", to_text(passed_somewhere)}}));
  const Moment time = soon();
  const bool taken =
      accepted(session, update_schedule(session, kind, id, {{"time", to_text(time)}}));
  session.expect(taken, "in_local_time does not stay when a new schedule leaves it out");
  if (session.failed()) return;
  wait_for(session, time);
  session.eventually([&] { return has_received(session, kind, user.id); },
                     "what is updated is sent at its new time");
}

void update_without_zone(Session& session, const Kind& kind) {
  creates_schedules(session, kind);
  const auto control = reachable_user(session);
  const auto user = reachable_user(session, "u");
  std::vector<std::string> ids;
  for (const std::string& name : {control.id, user.id}) {
    ids.push_back(
        text_of(member(create_schedule(session, kind, far_schedule(), name), "schedule_id")));
  }
  const Moment time = soon();
  session.ok(update_schedule(session, kind, ids[0], {{"time", to_text(time)}}));
  session.ok(update_schedule(session, kind, ids[1], {{"time", without_zone(time)}}));
  wait_for(session, time);
  if (!session.eventually_of(
          kind.operation("trigger.schedule.update/schedule-replaced"),
          [&] { return has_received(session, kind, control.id); },
          "what is updated is sent at its new time"))
    return;
  session.eventually([&] { return has_received(session, kind, user.id); },
                     "what is updated without a zone is sent when it is that time in UTC");
}

// In an hour, in local time: where the day begins it is that time already.
void passed_local_time(Session& session, const Kind& kind) {
  creates_schedules(session, kind);
  const Json local = {{"time", without_zone(present() + std::chrono::hours(1))},
                      {"in_local_time", true}};
  const std::string id = text_of(member(create_schedule(session, kind, local), "schedule_id"));
  if (session.failed()) return;
  session.expect(!accepted(session, update_schedule(session, kind, id, far_schedule())),
                 "a schedule is not updated once its local time has passed somewhere");
}

using OfKind = void (*)(Session&, const Kind&);

struct Registrations {
  Registrations() {
    for (const Kind* kind : {&campaigns(), &canvases()}) {
      const std::string create = kind->operation("trigger.schedule.create");
      const std::string update = kind->operation("trigger.schedule.update");
      const std::string remove = kind->operation("trigger.schedule.delete");
      const auto put = [&](const std::string& requirement, std::vector<std::string> uses,
                           OfKind play) {
        add(requirement, std::move(uses), [kind, play](Session& session) { play(session, *kind); });
      };
      const std::vector<std::string> users = Sending{kind, true}.uses();
      put(create + "/schedule-id-form", {create, remove}, id_form);
      put(create + "/schedule-id-usable", {create, update, remove}, id_usable);
      put(create + "/time-without-zone-is-utc", users, utc_without_zone);
      put(update + "/schedule-replaced", users, replaced);
      put(update + "/time-without-zone-is-utc", users, update_without_zone);
      put(remove + "/others-stay", {create, update, remove}, others_stay);
      put(remove + "/deleted-not-sent", {create, update, remove}, deleted_not_sent);
    }
    const std::string campaign = "campaigns.trigger.schedule.";
    add(campaign + "update/passed-local-time-not-updated",
        {campaign + "create", campaign + "update", campaign + "delete"},
        [](Session& session) { passed_local_time(session, campaigns()); });
  }
};
const Registrations kRegistrations;

}  // namespace
}  // namespace brazecheck::dashboard
