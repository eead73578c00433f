#include "suites/answer.h"
#include "suites/scenario.h"

// Live Activities are shown by phones, not by calls; what calls show is that names are known:
// https://www.braze.com/docs/api/endpoints/messaging/live_activity/update/
namespace brazecheck {
namespace {

Json update_of(const std::string& app, const std::string& activity, bool ends) {
  return {{"app_id", app},
          {"activity_id", activity},
          {"content_state", {{"score", 2}, {"status", "half-time"}}},
          {"end_activity", ends}};
}

Call update(Json body) {
  return {.operation = "messages.live_activity.update",
          .path = {},
          .query = {},
          .body = std::move(body)};
}

void id_for_updates(Session& session) {
  const std::string app = session.supplied("app_id");
  const std::string activity = "bzc_" + session.token();
  session.tidy_later(update(update_of(app, activity, true)));
  session.ok({.operation = "messages.live_activity.start",
              .path = {},
              .query = {},
              .body = Json{{"app_id", app},
                           {"activity_id", activity},
                           {"activity_attributes_type", "MatchActivity"},
                           {"activity_attributes", {{"home", "Tea"}, {"guest", "Coffee"}}},
                           {"content_state", {{"score", 1}, {"status", "started"}}},
                           {"notification", {{"alert", {{"title", "Match"}, {"body", "On"}}}}},
                           {"external_user_ids", {activity}}}});
  session.eventually(
      [&] {
        const Exchange& answer = session.send(update(update_of(app, activity, false)));
        return !session.failed() && answer.response->status < 300;
      },
      "an update names the activity by the activity_id of its start");
}

const ScenarioRegistration kRegistration{
    {"messages.live_activity.start/id-for-updates",
     {"messages.live_activity.start", "messages.live_activity.update"},
     id_for_updates}};

}  // namespace
}  // namespace brazecheck
