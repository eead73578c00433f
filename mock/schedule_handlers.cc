#include <algorithm>

#include "mock/answers.h"
#include "mock/handlers.h"
#include "mock/json_view.h"
#include "mock/schedules.h"

namespace brazecheck::mock {

namespace {

// When a campaign or Canvas of the dashboard goes out: member of its document.
constexpr char kBroadcast[] = "broadcast_schedule";

const char* subject_of(Origin origin) {
  return origin == Origin::kCanvas ? "canvas_id" : "campaign_id";
}

/// Whether a schedule comes too late. Messages of a request go by the time of the company, which is
/// UTC here; campaigns and Canvases while the time is still to come somewhere.
bool too_late(Origin origin, const Json& schedule, Time now) {
  if (origin != Origin::kRequest) return passed_everywhere(schedule, now);
  const auto time = parse_time(text(schedule, "time"));
  return is_true(member(schedule, "in_local_time")) && time && *time <= now;
}

Reply create(const Call& call, Origin origin, State& state) {
  if (auto refusal = refuse_send(call, origin, state)) return std::move(*refusal);
  const Json& schedule = member(call.body, "schedule");
  if (too_late(origin, schedule, call.now)) return refuse(*call.contract, "local-time-passed");
  Json request = call.body;
  request.erase("schedule");
  const std::string id = call.new_uuid("schedule");
  const std::string dispatch_id = call.new_hex("dispatch");
  state.table(kSchedules)
      .put(id, {{"by", name_of(origin)},
                {"request", std::move(request)},
                {"schedule", schedule},
                {"dispatch_id", dispatch_id},
                {"created_at", to_export_time(call.now)}});
  return success(*call.contract, {{"dispatch_id", dispatch_id}, {"schedule_id", id}});
}

/// The schedule that a call names, of the same kind and for the same campaign or Canvas. Null where
/// there is none, or none any more.
const Json* find_schedule(const Call& call, Origin origin, State& state) {
  const Json* row = state.table(kSchedules).find(text(call.body, "schedule_id"));
  if (row == nullptr || text(*row, "by") != name_of(origin)) return nullptr;
  const char* subject = subject_of(origin);
  if (origin != Origin::kRequest &&
      member(member(*row, "request"), subject) != member(call.body, subject)) {
    return nullptr;
  }
  return row;
}

/// The refusal of an update or delete for a campaign or Canvas that is not there.
std::optional<Reply> refuse_subject(const Call& call, Origin origin, State& state) {
  if (origin == Origin::kRequest) return std::nullopt;
  const char* subject = subject_of(origin);
  const char* table = origin == Origin::kCanvas ? kCanvases : kCampaigns;
  if (find_document(state, table, text(call.body, subject)) != nullptr) return std::nullopt;
  return refuse_unknown_document(call, subject);
}

Reply update(const Call& call, Origin origin, State& state) {
  if (auto refusal = refuse_subject(call, origin, state)) return std::move(*refusal);
  const Json& schedule = member(call.body, "schedule");
  if (too_late(origin, schedule, call.now)) return refuse(*call.contract, "local-time-passed");
  const Json* known = find_schedule(call, origin, state);
  if (known == nullptr) return refuse_unknown(call, "schedule_id");
  // Where it is that time already, users may have got the message.
  if (passed_somewhere(member(*known, "schedule"), call.now)) {
    return refuse(*call.contract, "local-time-passed");
  }
  Json changed = *known;
  if (schedule.is_object()) changed["schedule"] = schedule;
  if (const Json& messages = member(call.body, "messages"); messages.is_object()) {
    const std::string campaign_id = text(member(changed, "request"), "campaign_id");
    const Json* campaign = find_document(state, kCampaigns, campaign_id);
    if (campaign != nullptr && !call.overlooked) {
      const std::string error = variation_error(*campaign, messages);
      if (!error.empty()) return refuse(*call.contract, error);
    }
    changed["request"]["messages"] = messages;
  }
  state.table(kSchedules).put(text(call.body, "schedule_id"), std::move(changed));
  return success(*call.contract);
}

Reply remove(const Call& call, Origin origin, State& state) {
  if (auto refusal = refuse_subject(call, origin, state)) return std::move(*refusal);
  if (find_schedule(call, origin, state) == nullptr) return refuse_unknown(call, "schedule_id");
  state.table(kSchedules).erase(text(call.body, "schedule_id"));
  return success(*call.contract);
}

template <Reply (*action)(const Call&, Origin, State&), Origin origin>
Reply of(const Call& call, State& state) {
  return action(call, origin, state);
}

/// The next time of {"first", "every_days"} that is not before `now`; nullopt for what is over.
std::optional<Time> next_occurrence(const Json& broadcast, Time now) {
  const auto first = parse_time(text(broadcast, "first"));
  if (!first) return std::nullopt;
  if (*first >= now) return first;
  const Json& every = member(broadcast, "every_days");
  if (!every.is_number_integer() || every.get<std::int64_t>() < 1) return std::nullopt;
  const std::chrono::days period(every.get<std::int64_t>());
  const auto times = (now - *first + period - std::chrono::milliseconds(1)) / period;
  return *first + times * period;
}

/// "2026-03-05T09:00:00", with "+00:00" where the message goes to everybody at that moment.
std::string print_next(Time time, const std::string& schedule_type) {
  const std::string whole = to_export_time(time);
  const bool own_time =
      schedule_type == "local_time_zones" || schedule_type == "intelligent_delivery";
  return whole.substr(0, whole.find('.')) + (own_time ? "" : "+00:00");
}

Reply scheduled_broadcasts(const Call& call, State& state) {
  const std::string* parameter = call.parameter("end_time");
  const auto end = parse_time(parameter == nullptr ? "" : *parameter);
  // The day counts, not the time of day.
  const Time midnight = end ? Time(std::chrono::floor<std::chrono::days>(*end)) : call.now;
  std::vector<std::pair<Time, Json>> found;
  for (const auto& [table, type] : {std::pair(kCampaigns, "Campaign"), {kCanvases, "Canvas"}}) {
    for (const Table::Row* row : state.table(table).rows()) {
      const Json& document = row->document;
      if (is_true(member(document, "archived")) || is_paused(document)) continue;
      const auto next = next_occurrence(member(document, kBroadcast), call.now);
      if (!next || *next > midnight) continue;
      const std::string schedule_type = text(member(document, kBroadcast), "schedule_type");
      Json tags = Json::array();
      for (const Json& tag : items(document, "tags")) tags.push_back(tag);
      found.emplace_back(*next, Json{{"name", text(document, "name")},
                                     {"id", row->id},
                                     {"type", type},
                                     {"tags", std::move(tags)},
                                     {"next_send_time", print_next(*next, schedule_type)},
                                     {"schedule_type", schedule_type}});
    }
  }
  std::stable_sort(found.begin(), found.end(),
                   [](const auto& a, const auto& b) { return a.first < b.first; });
  Json list = Json::array();
  for (auto& [time, entry] : found) list.push_back(std::move(entry));
  return success(*call.contract, {{"scheduled_broadcasts", std::move(list)}});
}

}  // namespace

std::vector<Handler> schedule_handlers() {
  return {{"messages.schedule.create", of<create, Origin::kRequest>},
          {"messages.schedule.update", of<update, Origin::kRequest>},
          {"messages.schedule.delete", of<remove, Origin::kRequest>},
          {"campaigns.trigger.schedule.create", of<create, Origin::kCampaign>},
          {"campaigns.trigger.schedule.update", of<update, Origin::kCampaign>},
          {"campaigns.trigger.schedule.delete", of<remove, Origin::kCampaign>},
          {"canvas.trigger.schedule.create", of<create, Origin::kCanvas>},
          {"canvas.trigger.schedule.update", of<update, Origin::kCanvas>},
          {"canvas.trigger.schedule.delete", of<remove, Origin::kCanvas>},
          {"messages.scheduled_broadcasts", scheduled_broadcasts}};
}

}  // namespace brazecheck::mock
