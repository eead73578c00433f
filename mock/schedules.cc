#include "mock/schedules.h"

#include "mock/json_view.h"

namespace brazecheck::mock {

namespace {

// Between the first and the last place on Earth where a clock shows a given time. UTC+14, UTC-12.
constexpr std::chrono::hours kEast{14};
constexpr std::chrono::hours kWest{12};

bool in_local_time(const Json& schedule) { return is_true(member(schedule, "in_local_time")); }

Origin origin_of(std::string_view name) {
  for (const Origin origin : {Origin::kCampaign, Origin::kCanvas}) {
    if (name_of(origin) == name) return origin;
  }
  return Origin::kRequest;
}

}  // namespace

std::string_view name_of(Origin origin) {
  switch (origin) {
    case Origin::kCampaign:
      return "campaign";
    case Origin::kCanvas:
      return "canvas";
    case Origin::kRequest:
      break;
  }
  return "request";
}

std::optional<Time> due_time(const Json& schedule) {
  const auto time = parse_time(text(schedule, "time"));
  if (!time) return std::nullopt;
  if (is_true(member(schedule, "at_optimal_time"))) {
    // Some time on that day, wherever the user is.
    return std::chrono::floor<std::chrono::days>(*time) + std::chrono::days(1) + kWest;
  }
  return in_local_time(schedule) ? *time + kWest : *time;
}

bool passed_everywhere(const Json& schedule, Time now) {
  const auto time = parse_time(text(schedule, "time"));
  return in_local_time(schedule) && time && *time + kWest <= now;
}

bool passed_somewhere(const Json& schedule, Time now) {
  const auto time = parse_time(text(schedule, "time"));
  return in_local_time(schedule) && time && *time - kEast <= now;
}

void send_due(State* state, Time now) {
  Table& schedules = state->table(kSchedules);
  for (const Table::Row* row : schedules.rows()) {
    const Json schedule = member(row->document, "schedule");
    const auto due = due_time(schedule);
    if (!due || *due > now) continue;
    const Table::Row sent = *row;
    schedules.erase(sent.id);
    dispatch(origin_of(text(sent.document, "by")), member(sent.document, "request"),
             text(sent.document, "dispatch_id"), *due, state);
  }
}

}  // namespace brazecheck::mock
