#include "suites/canvas/statistics.h"

// Statistics of a Canvas by day:
// https://www.braze.com/docs/api/endpoints/export/canvas/get_canvas_analytics/
namespace brazecheck::dashboard {
namespace {

series::Series canvas_series() {
  series::Series series = series_of(canvases());
  series.points = "/data/stats";
  series.at_most = "one-entry-a-day";
  return series;
}

void one_entry_a_day(Session& session) {
  series::at_most_length(canvas_series())(session);
  series::one_point_a_unit(canvas_series())(session);
  longer_holds_shorter(canvas_series())(session);
}

void range_of_days(Session& session) {
  series::within_window(canvas_series())(session);
  series::within_start_and_end(canvas_series())(session);
}

struct Registrations {
  Registrations() {
    const std::vector<std::string> alone = {"canvas.data_series"};
    const std::vector<std::string> both = {"canvas.data_series", "canvas.details"};
    const Statistics own{alone[0]};
    const auto of = [&](const char* id) { return alone[0] + "/" + id; };
    add(of("no-breakdown-by-default"), alone, no_breakdown_by_default(own));
    add(of("variants-on-request"), both, variants_on_request(own));
    add(of("steps-on-request"), both, steps_on_request(own));
    add(of("deleted-steps-on-request"), both, deleted_steps_on_request(own));
    add(of("ends-now-by-default"), alone, series::ends_now_by_default(canvas_series()));
    add(of("range-of-days"), alone, range_of_days);
    add(of("one-entry-a-day"), alone, one_entry_a_day);
    add(of("named-as-described"), both, named_as_described(own));
  }
};
const Registrations kRegistrations;

}  // namespace
}  // namespace brazecheck::dashboard
