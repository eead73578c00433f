#include "suites/dashboard.h"

// News Feed cards: https://www.braze.com/docs/api/endpoints/export/news_feed/get_news_feed_cards/
namespace brazecheck::dashboard {
namespace {

struct Registrations {
  Registrations() {
    const Kind& kind = cards();
    const Listing list = listing_of(kind, "pages-are-complete");
    const std::vector<std::string> alone = {"feed.list"};
    const std::vector<std::string> both = {"feed.list", "feed.details"};
    add("feed.list/page-default", alone, first_page_by_default(list));
    add("feed.list/pages-are-complete", alone, pages_neither_repeat_nor_skip(list));
    add("feed.list/empty-past-the-end", alone, empty_past_the_end(list));
    add("feed.list/sort-direction-default", alone, ascending_by_default(list));
    add("feed.list/sorted-by-creation", both, sorted_by_creation(list, detail(kind, "created_at")));
    add("feed.list/include-archived-default", both,
        archived_left_out(list, detail(kind, "archived")));
    add("feed.list/archived-included", both, archived_included(list, detail(kind, "archived")));
    add("feed.details/describes-the-card", both, listed_as_described(kind, "title"));
    series::Series series = series_of(kind);
    series.hourly = true;
    series.steady = true;
    const std::vector<std::string> data = {"feed.data_series"};
    add("feed.data_series/at-most-length-points", data, series::at_most_length(series));
    add("feed.data_series/one-point-a-unit", data, series::one_point_a_unit(series));
    add("feed.data_series/points-in-window", data, series::within_window(series));
    add("feed.data_series/ending-at-default", data, series::ends_now_by_default(series));
    add("feed.data_series/unit-default", data, series::days_by_default(series));
    add("feed.data_series/time-by-unit", data, series::time_by_unit(series));
    add("feed.data_series/unique-not-above-all", data,
        series::not_above(series,
                          {{"unique_clicks", "clicks"}, {"unique_impressions", "impressions"}}));
  }
};
const Registrations kRegistrations;

}  // namespace
}  // namespace brazecheck::dashboard
