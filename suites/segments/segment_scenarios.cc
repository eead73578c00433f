#include <algorithm>

#include "suites/answer.h"
#include "suites/dashboard.h"

// Segments: https://www.braze.com/docs/api/endpoints/export/segments/get_segment/
namespace brazecheck::dashboard {
namespace {

// Sessions that are counted for a segment are those of its users: so a segment whose users had
// sessions on every one of some days had users on one of them at least.
void not_empty_with_sessions(Session& session) {
  constexpr int kDays = 5;
  const Fields days = {{"length", std::to_string(kDays)}, {"ending_at", to_text(morning(2))}};
  bool some = false;
  int looked = 0;
  for (const Json& segment : entries_of(session, listing_of(segments(), ""))) {
    const Json id = member(segment, "id");
    if (member(segment, "analytics_tracking_enabled") != true || !id.is_string()) continue;
    if (session.failed() || ++looked > 3) break;
    const Fields subject = {{"segment_id", id.get<std::string>()}};
    Fields by_day = days;
    by_day.emplace_back("unit", "day");
    const series::Points sessions = series::read(
        session, {.operation = "sessions.data_series", .counts = {}, .subject = {}, .hourly = true},
        subject, std::move(by_day));
    const bool every_day =
        sessions.all.size() == kDays &&
        std::all_of(sessions.times.begin(), sessions.times.end(),
                    [&](Moment day) { return sessions.at(day, "sessions") > 0; });
    if (!every_day) continue;
    some = true;
    const series::Points sizes = series::read(session, series_of(segments()), subject, days);
    session.expect(sizes.total("size") > 0,
                   "a segment whose users have sessions every day is not empty on all these days",
                   Json(sizes.all).dump());
  }
  if (!some) session.skip("no segment with analytics tracking has sessions every day");
}

struct Registrations {
  Registrations() {
    const Kind& kind = segments();
    const Listing list = listing_of(kind, "pages-are-complete");
    const std::vector<std::string> alone = {"segments.list"};
    const std::vector<std::string> both = {"segments.list", "segments.details"};
    add("segments.list/page-default", alone, first_page_by_default(list));
    add("segments.list/pages-are-complete", alone, pages_neither_repeat_nor_skip(list));
    add("segments.list/empty-past-the-end", alone, empty_past_the_end(list));
    add("segments.list/sort-direction-default", alone, ascending_by_default(list));
    add("segments.list/sorted-by-creation", both,
        sorted_by_creation(list, detail(kind, "created_at")));
    add("segments.details/describes-the-segment", both, listed_as_described(kind, "name"));
    add("segments.details/updated-after-created", both,
        times_in_order(kind, {{"created_at", "updated_at"}}));
    add("segments.data_series/not-empty-with-sessions",
        {"segments.data_series", "segments.list", "sessions.data_series"}, not_empty_with_sessions);
    series::Series series = series_of(kind);
    series.steady = true;
    const std::vector<std::string> data = {"segments.data_series"};
    add("segments.data_series/at-most-length-points", data, series::at_most_length(series));
    add("segments.data_series/one-point-a-unit", data, series::one_point_a_unit(series));
    add("segments.data_series/points-in-window", data, series::within_window(series));
    add("segments.data_series/ending-at-default", data, series::ends_now_by_default(series));
  }
};
const Registrations kRegistrations;

}  // namespace
}  // namespace brazecheck::dashboard
