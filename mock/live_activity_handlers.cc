#include "mock/answers.h"
#include "mock/handlers.h"
#include "mock/json_view.h"
#include "mock/messaging.h"

namespace brazecheck::mock {

namespace {

// {"app_id", "activity_id", "state", "content_state", …}: "state" is running, ended or dismissed.
constexpr char kActivities[] = "live_activities";
// Push credentials by app and platform: what was set when, secrets left out.
constexpr char kCredentials[] = "push_credentials";

std::string key_of(const Call& call) {
  return text(call.body, "app_id") + "/" + text(call.body, "activity_id");
}

/// Takes over the members that the request has.
void take(const Json& body, std::initializer_list<const char*> names, Json* document) {
  for (const char* name : names) {
    if (const Json& value = member(body, name); !value.is_null()) (*document)[name] = value;
  }
}

Reply start(const Call& call, State& state) {
  if (find_document(state, kApps, text(call.body, "app_id")) == nullptr) {
    return refuse_unknown(call, "app_id");
  }
  const std::string segment = text(call.body, "segment_id");
  if (!segment.empty() && find_document(state, kSegments, segment) == nullptr) {
    return refuse_unknown(call, "segment_id");
  }
  Json activity = {{"state", "running"}, {"started_at", to_export_time(call.now)}};
  take(call.body,
       {"app_id", "activity_id", "activity_attributes_type", "activity_attributes", "content_state",
        "stale_date", "dismissal_date", "external_user_ids", "custom_audience", "segment_id",
        "notification"},
       &activity);
  state.table(kActivities).put(key_of(call), std::move(activity));
  return success(*call.contract);
}

Reply update(const Call& call, State& state) {
  if (find_document(state, kApps, text(call.body, "app_id")) == nullptr) {
    return refuse_unknown(call, "app_id");
  }
  Table& activities = state.table(kActivities);
  const Json* known = activities.find(key_of(call));
  if (known == nullptr) return refuse_unknown(call, "activity_id");
  // Success says that the update was taken in; one for an activity that is over shows nothing.
  if (text(*known, "state") != "running") return success(*call.contract);
  Json activity = *known;
  take(call.body, {"content_state", "stale_date", "dismissal_date", "notification"}, &activity);
  activity["updated_at"] = to_export_time(call.now);
  if (is_true(member(call.body, "end_activity"))) {
    const auto dismissal = parse_time(text(call.body, "dismissal_date"));
    activity["state"] = dismissal && *dismissal <= call.now ? "dismissed" : "ended";
  }
  activities.put(key_of(call), std::move(activity));
  return success(*call.contract);
}

Reply update_push_credential(const Call& call, State& state) {
  const std::string app_id = text(call.body, "app_id");
  if (find_document(state, kApps, app_id) == nullptr) return refuse_unknown(call, "app_id");
  for (const char* platform : {"apple", "firebase", "huawei", "kindle"}) {
    const Json& credential = member(call.body, platform);
    if (!credential.is_object()) continue;
    Json kept = {
        {"app_id", app_id}, {"platform", platform}, {"updated_at", to_export_time(call.now)}};
    take(credential, {"jwt_key_id", "jwt_team_id", "jwt_bundle_id", "apns_gateway", "client_id"},
         &kept);
    state.table(kCredentials).put(app_id + "/" + platform, std::move(kept));
  }
  return success(*call.contract);
}

}  // namespace

std::vector<Handler> live_activity_handlers() {
  return {{"messages.live_activity.start", start},
          {"messages.live_activity.update", update},
          {"apps.push_credential.update", update_push_credential}};
}

}  // namespace brazecheck::mock
