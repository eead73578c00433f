#include "suites/answer.h"
#include "suites/dashboard.h"

// Segments: https://www.braze.com/docs/api/endpoints/export/segments/get_segment/
namespace brazecheck::dashboard {
namespace {

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
