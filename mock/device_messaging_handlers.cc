#include <algorithm>
#include <set>

#include "mock/answers.h"
#include "mock/handlers.h"
#include "mock/json_view.h"

namespace brazecheck::mock {

namespace {

constexpr const char* kApps = "apps";
/// {id, document: {"id", "placements": [id], "properties", "is_control"?, "expires_at"? (seconds
/// since 1970, -1 for never), "external_ids"?: who sees it (everybody, when left out),
/// "after_dismissal"?: true shows it again}}, the one with the highest priority first
constexpr const char* kBanners = "banners";
/// By user and Banner: who closed what.
constexpr const char* kDismissals = "banner_dismissals";

constexpr std::string_view kUnknownApp = "'app_id' is not the identifier of an app";

std::string dismissal_id(const std::string& user, const std::string& banner) {
  return Json({user, banner}).dump();
}

bool among(const Json& owner, const char* list, const std::string& value) {
  const auto& all = items(owner, list);
  return std::find(all.begin(), all.end(), Json(value)) != all.end();
}

std::int64_t expiry(const Json& banner) {
  constexpr std::int64_t kNever = -1;
  const Json& time = member(banner, "expires_at");
  return time.is_number_integer() ? time.get<std::int64_t>() : kNever;
}

bool shown_to(State* state, const Json& banner, const std::string& user, Time now) {
  const std::int64_t expires = expiry(banner);
  const auto seconds = std::chrono::floor<std::chrono::seconds>(now).time_since_epoch().count();
  if (expires >= 0 && expires <= seconds) return false;
  if (member(banner, "external_ids").is_array() && !among(banner, "external_ids", user)) {
    return false;
  }
  return is_true(member(banner, "after_dismissal")) ||
         !state->table(kDismissals).contains(dismissal_id(user, text(banner, "id")));
}

/// The Banner of a placement, as answers print it; null where none fits.
Json banner_for(State* state, const std::string& placement, const std::string& user, Time now) {
  for (const Table::Row* row : state->table(kBanners).rows()) {
    const Json& banner = row->document;
    if (!among(banner, "placements", placement) || !shown_to(state, banner, user, now)) continue;
    return {{"id", row->id},
            {"placement_id", placement},
            {"is_control", is_true(member(banner, "is_control"))},
            {"is_test_send", false},
            {"expires_at", expiry(banner)},
            {"properties", member(banner, "properties")}};
  }
  return nullptr;
}

Reply sync(const Call& call, State& state) {
  if (!state.table(kApps).contains(text(call.body, "app_id"))) {
    return refuse(*call.contract, kUnknownApp);
  }
  const std::string user = text(call.body, "external_user_id");
  Json banners = Json::object();
  for (const Json& placement : items(call.body, "placements")) {
    banners[text(placement)] = banner_for(&state, text(placement), user, call.now);
  }
  Reply reply;
  reply.status = call.contract->success_status();
  reply.body = {{"banners", std::move(banners)}};
  return reply;
}

/// The place in the list of events that a finding speaks of.
std::optional<std::size_t> place_of(const std::string& pointer) {
  static const std::string kList = (Json::json_pointer() / "events" / "").to_string();
  if (!pointer.starts_with(kList)) return std::nullopt;
  std::size_t place = 0;
  for (std::size_t i = kList.size(); i < pointer.size() && pointer[i] != '/'; ++i) {
    if (pointer[i] < '0' || pointer[i] > '9') return std::nullopt;
    place = place * 10 + static_cast<std::size_t>(pointer[i] - '0');
  }
  return place;
}

/// The documented error of a request of which nothing is left.
std::string nothing_valid(const Contract& contract) {
  const auto fatal = std::find_if(contract.errors.begin(), contract.errors.end(),
                                  [](const DocumentedError& error) { return !error.non_fatal; });
  return fatal == contract.errors.end() ? "" : fatal->message;
}

Reply track(const Call& call, State& state) {
  const std::string app_id = text(call.body, "app_id");
  if (!state.table(kApps).contains(app_id)) return refuse(*call.contract, kUnknownApp);
  Json errors = Json::array();
  std::set<std::size_t> faulty;
  for (const Finding& finding : call.reported) {
    const auto place = place_of(finding.pointer);
    // One error an event: the first.
    if (!place || !faulty.insert(*place).second) continue;
    errors.push_back(
        {{"type", error_text(*call.index, *call.contract, finding)}, {"index", *place}});
  }
  const std::string user = text(call.body, "external_user_id");
  const auto& events = items(call.body, "events");
  std::size_t processed = 0;
  for (std::size_t i = 0; i < events.size(); ++i) {
    if (faulty.contains(i)) continue;
    ++processed;
    const std::string banner = text(events[i], "id");
    const std::string type = text(events[i], "event_type");
    // An ID that no Banner has is not documented as an error: it counts, and means nothing.
    if (!state.table(kBanners).contains(banner)) continue;
    const Time at = parse_time(text(events[i], "timestamp")).value_or(call.now);
    state.activity.add("banner_" + type, banner, app_id, at, 1);
    if (type == "dismiss") {
      state.table(kDismissals)
          .put(dismissal_id(user, banner), {{"external_id", user}, {"banner_id", banner}});
    }
  }
  if (processed == 0 && !errors.empty()) {
    Reply reply = refuse(*call.contract, nothing_valid(*call.contract));
    reply.requirement = call.reported.front().requirement;
    reply.body["errors"] = std::move(errors);
    return reply;
  }
  Reply reply = success(*call.contract, {{"events_processed", processed}});
  if (!errors.empty()) reply.body["errors"] = std::move(errors);
  return reply;
}

}  // namespace

std::vector<Handler> device_messaging_handlers() {
  return {{"device_messaging.banners.sync", sync}, {"device_messaging.banners.track", track, true}};
}

}  // namespace brazecheck::mock
