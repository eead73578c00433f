#include "mock/answers.h"
#include "mock/handlers.h"
#include "mock/json_view.h"
#include "mock/listing.h"
#include "mock/segments.h"
#include "mock/series.h"

namespace brazecheck::mock {

namespace {

constexpr char kSegments[] = "segments";

Reply unknown_segment(const Call& call) { return refuse_unknown(call, "segment_id", "segment"); }

bool is_tracked(const Json& segment) {
  return is_true(member(segment, "analytics_tracking_enabled"));
}

Reply list(const Call& call, State& state) {
  Json segments = Json::array();
  for (const Table::Row* row : listed_page(call, state.table(kSegments), kSegments)) {
    segments.push_back({{"id", row->id},
                        {"name", text(row->document, "name")},
                        {"analytics_tracking_enabled", is_tracked(row->document)},
                        {"tags", items(row->document, "tags")}});
  }
  return success(*call.contract, {{kSegments, std::move(segments)}});
}

Reply details(const Call& call, State& state) {
  const Json* segment = state.table(kSegments).find(value_of(call, "segment_id"));
  if (segment == nullptr) return unknown_segment(call);
  Json shown = Json::object();
  for (const char* name : {"created_at", "updated_at"}) {
    shown[name] = shown_time(call, *segment, name);
  }
  for (const char* name : {"name", "description", "text_description"}) {
    shown[name] = text(*segment, name);
  }
  for (const char* name : {"tags", "teams"}) shown[name] = items(*segment, name);
  return success(*call.contract, std::move(shown));
}

/// The size of a segment on a day: of the profiles that are in it now, those that were there by
/// then. One without analytics tracking has no series.
Reply data_series(const Call& call, State& state) {
  const Json* segment = state.table(kSegments).find(value_of(call, "segment_id"));
  if (segment == nullptr) return unknown_segment(call);
  Json data = Json::array();
  if (is_tracked(*segment)) {
    const std::vector<Point> points = points_of(call);
    std::vector<std::int64_t> sizes(points.size());
    state.users.for_each([&](const Profile& profile) {
      if (!in_segment(*segment, profile)) return;
      for (std::size_t i = points.size(); i-- > 0 && profile.created_at < points[i].to;) ++sizes[i];
    });
    for (std::size_t i = 0; i < points.size(); ++i) {
      data.push_back({{"time", points[i].label}, {"size", sizes[i]}});
    }
  }
  return success(*call.contract, {{"data", std::move(data)}});
}

}  // namespace

std::vector<Handler> segment_handlers() {
  return {{"segments.list", list},
          {"segments.details", details},
          {"segments.data_series", data_series}};
}

}  // namespace brazecheck::mock
