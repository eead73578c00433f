#pragma once

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "suites/moments.h"
#include "suites/scenario.h"

namespace brazecheck::series {

/// A data series: points over days or hours, each with a `time` and numbers.
struct Series {
  std::string operation;
  std::vector<std::string> counts;  ///< members of a point that count: "purchase_quantity"
  /// The query parameters that name what is counted ("campaign_id"); may ask the target for it, and
  /// give up with Session::skip(). Empty where the series is that of the workspace.
  std::function<Fields(Session&)> subject;
  bool hourly = false;           ///< takes a `unit`
  std::string points = "/data";  ///< where in the answer the points are
  bool steady = false;           ///< no call changes what it says of days that are over
  bool complete = false;         ///< has a point for every unit, also where nothing happened
  /// The requirement, after the slash, that says how many points there may be.
  std::string at_most = "at-most-length-points";
};

/// What a series shows: its points in the order of the answer.
struct Points {
  std::vector<Json> all;
  std::vector<Moment> times;

  /// The sum of a member over all points.
  [[nodiscard]] double total(const std::string& name) const;
  /// The value of a member at a moment; 0 where there is no such point.
  [[nodiscard]] double at(Moment time, const std::string& name) const;
};

/// Reads a series: the subject, then these parameters. Gives up where a point has no time that can
/// be read, which is a finding of its own. Points of another unit than the one asked for, and such
/// that lie far behind ending_at, are laid to the requirements about them, whoever meets them.
/// After a failure there are no points.
[[nodiscard]] Points read(Session& session, const Series& series, const Fields& subject,
                          Fields parameters);

using Play = std::function<void(Session&)>;
using Values = std::function<std::vector<std::string>(Session&)>;

/// Plays for one requirement each, which they speak of with Session::expect(). All of them ask for
/// a `unit` where the series is `hourly`, so that only days_by_default() looks at its default.

/// No more points than `length`, for several lengths (and units).
[[nodiscard]] Play at_most_length(Series series);
/// Points follow each other by time, one a unit: none twice, none left out.
[[nodiscard]] Play one_point_a_unit(Series series);
/// No point after ending_at, none more than `length` units before it: ends days ago.
[[nodiscard]] Play within_window(Series series);
/// No point after ending_at, none before starting_at, which takes the place of `length`.
[[nodiscard]] Play within_start_and_end(Series series);
/// Without ending_at the last point is the one that an ending_at of now gives.
[[nodiscard]] Play ends_now_by_default(Series series);
/// Without unit the points are those that a unit of day gives.
[[nodiscard]] Play days_by_default(Series series);
/// Times are days for the unit day, days with a time of day for the unit hour.
[[nodiscard]] Play time_by_unit(Series series);
/// A parameter ("app_id") limits what is counted: nothing is more than without it, and with a
/// value that names nothing not everything is counted (there may be a refusal). `values` gives some
/// that name something; only the first is used.
[[nodiscard]] Play limited_by(Series series, std::string parameter, Values values);
/// Without the parameter everything counts: no less than for the largest of `values` (or, where
/// what is counted belongs to one of them only, than for all of them together).
[[nodiscard]] Play all_by_default(Series series, std::string parameter, Values values,
                                  bool adds_up);
/// At every point the first member of a pair is no more than the second: {"unique_clicks",
/// "clicks"}.
[[nodiscard]] Play not_above(Series series, std::vector<std::pair<std::string, std::string>> pairs);

/// What the target supplies under these names; gives up where one of them is not.
[[nodiscard]] Values supplied(std::vector<std::string> names);

}  // namespace brazecheck::series
