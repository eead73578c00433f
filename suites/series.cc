#include "suites/series.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "generators/generate.h"
#include "suites/answer.h"

// Data series have the same parameters all over the API:
// https://www.braze.com/docs/api/endpoints/export/
namespace brazecheck::series {
namespace {

using std::chrono::days;
using std::chrono::hours;

// Days that a series of these plays has, and how many days ago it ends.
constexpr int kLength = 4;
constexpr int kDaysAgo = 3;

const char* const kUnits[] = {"day", "hour"};

std::vector<std::string> units_of(const Series& series) {
  if (!series.hourly) return {"day"};
  return {std::begin(kUnits), std::end(kUnits)};
}

Fields with_unit(const Series& series, Fields parameters, const std::string& unit) {
  if (series.hourly) parameters.emplace_back("unit", unit);
  return parameters;
}

Fields subject_of(const Series& series, Session& session) {
  return series.subject ? series.subject(session) : Fields{};
}

double number(const Json& value) { return value.is_number() ? value.get<double>() : 0; }

// Reads one, and gives up where it has no points: there is nothing to look at.
Points read_some(Session& session, const Series& series, const Fields& subject, Fields parameters) {
  Points points = read(session, series, subject, std::move(parameters));
  if (points.all.empty()) session.skip("the series has no point");
  return points;
}

std::string times_of(const Points& points) {
  Json times = Json::array();
  for (const Json& point : points.all) times.push_back(member(point, "time"));
  return times.dump();
}

Fields ending_days_ago(int length) {
  return {{"length", std::to_string(length)}, {"ending_at", to_text(morning(kDaysAgo))}};
}

void expect_no_later(Session& session, const Points& points, Moment last) {
  session.expect(std::all_of(points.times.begin(), points.times.end(),
                             [&](Moment time) { return time <= last; }),
                 fmt::format("no point lies after {}", to_text(last)), times_of(points));
}

void expect_no_earlier(Session& session, const Points& points, Moment first) {
  session.expect(std::all_of(points.times.begin(), points.times.end(),
                             [&](Moment time) { return time >= first; }),
                 fmt::format("no point lies before {}", to_text(first)), times_of(points));
}

Moment last_of(const Points& points) {
  return *std::max_element(points.times.begin(), points.times.end());
}

const std::string* value_of(const Fields& fields, const std::string& name) {
  const auto found = std::find_if(fields.begin(), fields.end(),
                                  [&](const auto& field) { return field.first == name; });
  return found == fields.end() ? nullptr : &found->second;
}

// What a play does not speak of, but cannot be right without: laid to its own requirement. Only
// series with the same parameters have the same requirements.
void expect_as_asked(Session& session, const Series& series, const Fields& query,
                     const Points& points) {
  if (const std::string* length = value_of(query, "length"); length != nullptr) {
    session.expect_of(
        series.operation + "/" + series.at_most, points.all.size() <= std::stoul(*length),
        fmt::format("a length of {} gives at most as many points", *length), times_of(points));
  }
  if (series.at_most != Series{}.at_most) return;
  const std::string* unit = value_of(query, "unit");
  if (unit != nullptr && *unit == "hour") {
    session.expect_of(series.operation + "/time-by-unit",
                      std::all_of(points.all.begin(), points.all.end(),
                                  [](const Json& p) { return is_day_and_time(member(p, "time")); }),
                      "by hour a point is named by a day and a time", times_of(points));
  }
  const std::string* end = value_of(query, "ending_at");
  const auto last = end == nullptr ? std::nullopt : moment_of(*end);
  // A day may have begun elsewhere.
  if (last && !points.times.empty()) {
    session.expect_of(series.operation + "/points-in-window", last_of(points) <= *last + hours(14),
                      fmt::format("no point lies after {}", *end), times_of(points));
  }
}

// What a point says of a time that is over is the same in a series that ends later. Only for what
// no call changes: others may write between two looks.
void expect_same_from_elsewhere(Session& session, const Series& series, const Fields& subject,
                                const Points& points, const std::string& unit) {
  if (!series.steady || session.failed()) return;
  const Moment end = morning(kDaysAgo) + (unit == "hour" ? hours(2) : hours(days(1)));
  const Fields later = {{"length", std::to_string(2 * kLength)}, {"ending_at", to_text(end)}};
  const Points wider = read(session, series, subject, with_unit(series, later, unit));
  for (std::size_t i = 0; i < points.all.size() && !session.failed(); ++i) {
    const auto again = std::find(wider.times.begin(), wider.times.end(), points.times[i]);
    // A point that a series lacks is a question of its own.
    if (again == wider.times.end()) continue;
    const Json& there = wider.all[static_cast<std::size_t>(again - wider.times.begin())];
    session.expect(there == points.all[i], "a series that ends later says the same of one time",
                   points.all[i].dump() + ", then " + there.dump());
  }
}

// A value that names nothing: a UUID made of the token, since ids of apps and segments are UUIDs.
std::string made_up(const Session& session) {
  return fmt::format("00000000-0000-4000-8000-{:012x}",  // not from a contract
                     scoped_seed(0, session.token()) & 0xffffffffffffU);
}

}  // namespace

double Points::total(const std::string& name) const {
  double sum = 0;
  for (const Json& point : all) sum += number(member(point, name));
  return sum;
}

double Points::at(Moment time, const std::string& name) const {
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (times[i] == time) return number(member(all[i], name));
  }
  return 0;
}

Points read(Session& session, const Series& series, const Fields& subject, Fields parameters) {
  Fields query = subject;
  for (auto& parameter : parameters) query.push_back(std::move(parameter));
  const Json body =
      session.ok({.operation = series.operation, .path = {}, .query = query, .body = std::nullopt});
  if (session.failed()) return {};
  const Json::json_pointer where(series.points);
  if (!body.contains(where) || !body.at(where).is_array()) {
    session.skip("the answer has no list of points, which is a finding of its own");
    return {};
  }
  Points points;
  for (const Json& point : body.at(where)) {
    const auto time = moment_of(member(point, "time"));
    if (!time) {
      session.skip("a point has no time that can be read, which is a finding of its own");
      return {};
    }
    points.all.push_back(point);
    points.times.push_back(*time);
  }
  expect_as_asked(session, series, query, points);
  return points;
}

Play at_most_length(Series series) {
  return [series = std::move(series)](Session& session) {
    const Fields subject = subject_of(series, session);
    for (const std::string& unit : units_of(series)) {
      for (const std::size_t length : {std::size_t{1}, std::size_t{kLength}}) {
        // That it is kept is asked of every reading.
        (void)read(session, series, subject,
                   with_unit(series, {{"length", std::to_string(length)}}, unit));
      }
    }
  };
}

Play one_point_a_unit(Series series) {
  return [series = std::move(series)](Session& session) {
    const Fields subject = subject_of(series, session);
    // Longer than the others, so that there is a middle.
    constexpr std::size_t kPoints = 2 * kLength;
    for (const std::string& unit : units_of(series)) {
      const Points points =
          read_some(session, series, subject, with_unit(series, ending_days_ago(kPoints), unit));
      const auto step = unit == "hour" ? hours(1) : hours(days(1));
      for (std::size_t i = 1; i < points.times.size(); ++i) {
        session.expect(points.times[i] - points.times[i - 1] == step,
                       fmt::format("each point is one {} after the one before", unit),
                       times_of(points));
      }
      if (!series.complete || session.failed()) continue;
      const Moment end = morning(kDaysAgo);
      session.expect(
          points.all.size() >= kPoints && points.times.back() <= end &&
              end < points.times.back() + step,
          fmt::format("there is a point for each of {} {}s up to {}", kPoints, unit, to_text(end)),
          times_of(points));
    }
  };
}

Play within_window(Series series) {
  return [series = std::move(series)](Session& session) {
    const Fields subject = subject_of(series, session);
    const Moment end = morning(kDaysAgo);
    for (const std::string& unit : units_of(series)) {
      const Points points =
          read_some(session, series, subject, with_unit(series, ending_days_ago(kLength), unit));
      expect_no_later(session, points, end);
      // A day is named by its beginning.
      expect_no_earlier(
          session, points,
          unit == "hour" ? end - hours(kLength) : std::chrono::floor<days>(end) - days(kLength));
      expect_same_from_elsewhere(session, series, subject, points, unit);
    }
  };
}

Play within_start_and_end(Series series) {
  return [series = std::move(series)](Session& session) {
    const Moment end = morning(kDaysAgo);
    const Moment start = end - days(kLength);
    const Points points = read_some(
        session, series, subject_of(series, session),
        with_unit(series, {{"starting_at", to_text(start)}, {"ending_at", to_text(end)}}, "day"));
    expect_no_later(session, points, end);
    expect_no_earlier(session, points, std::chrono::floor<days>(start));
  };
}

Play ends_now_by_default(Series series) {
  return [series = std::move(series)](Session& session) {
    const Fields subject = subject_of(series, session);
    const std::string unit = units_of(series).back();
    const Fields parameters = with_unit(series, {{"length", std::to_string(kLength)}}, unit);
    while (!session.failed()) {
      const Moment now = present();
      const Points left_out = read_some(session, series, subject, parameters);
      Fields until_now = parameters;
      until_now.emplace_back("ending_at", to_text(now));
      const Points said = read_some(session, series, subject, std::move(until_now));
      // An hour began meanwhile: the two calls had different presents.
      if (std::chrono::floor<hours>(present()) != std::chrono::floor<hours>(now)) continue;
      if (session.failed()) return;
      session.expect(last_of(left_out) == last_of(said),
                     fmt::format("without ending_at the last point is that of {}", to_text(now)),
                     fmt::format("{} instead of {}", times_of(left_out), times_of(said)));
      return;
    }
  };
}

Play days_by_default(Series series) {
  return [series = std::move(series)](Session& session) {
    const Fields subject = subject_of(series, session);
    Fields by_day = ending_days_ago(kLength);
    by_day.emplace_back("unit", "day");
    const Points said = read_some(session, series, subject, std::move(by_day));
    const Points left_out = read_some(session, series, subject, ending_days_ago(kLength));
    session.expect(std::set(left_out.times.begin(), left_out.times.end()) ==
                       std::set(said.times.begin(), said.times.end()),
                   "without unit the points are those of the unit day",
                   fmt::format("{} instead of {}", times_of(left_out), times_of(said)));
  };
}

Play time_by_unit(Series series) {
  return [series = std::move(series)](Session& session) {
    const Fields subject = subject_of(series, session);
    for (const std::string& unit : units_of(series)) {
      const Points points =
          read_some(session, series, subject, with_unit(series, ending_days_ago(kLength), unit));
      for (const Json& point : points.all) {
        const Json time = member(point, "time");
        session.expect(unit == "day" ? is_day(time) : is_day_and_time(time),
                       fmt::format("by {} a point is named by {}", unit,
                                   unit == "day" ? "a day" : "a day and a time"),
                       time.dump());
      }
    }
  };
}

Play limited_by(Series series, std::string parameter, Values values) {
  return [series = std::move(series), parameter = std::move(parameter),
          values = std::move(values)](Session& session) {
    const Fields subject = subject_of(series, session);
    const std::vector<std::string> names = values(session);
    if (session.failed()) return;
    const auto query = [&](const std::string& value) {
      Fields out = with_unit(series, {{"length", std::to_string(kLength)}}, "day");
      if (!value.empty()) out.emplace_back(parameter, value);
      return out;
    };
    // The whole is read later than its part, and before what is nothing: counts of the present may
    // grow meanwhile.
    const Points part = read(session, series, subject, query(names.front()));
    const Points whole = read(session, series, subject, query(""));
    Fields of_nothing = subject;
    for (auto& field : query(made_up(session))) of_nothing.push_back(std::move(field));
    const Exchange& answer = session.send(
        {.operation = series.operation, .path = {}, .query = of_nothing, .body = std::nullopt});
    const bool refused = !session.failed() && answer.response->status >= 300;
    const Points none =
        refused ? Points{} : read(session, series, subject, query(made_up(session)));
    double all = 0;
    for (const std::string& name : series.counts) {
      all += whole.total(name);
      bool as_much = whole.total(name) > 0;
      for (const Moment time : whole.times) {
        as_much = as_much && none.at(time, name) >= whole.at(time, name);
        session.expect(
            part.at(time, name) <= whole.at(time, name),
            fmt::format("{} of {} is no more with {} than without", name, to_day(time), parameter),
            fmt::format("{} with it, {} without", part.at(time, name), whole.at(time, name)));
      }
      session.expect(!as_much,
                     fmt::format("with a {} that names nothing not everything counts", parameter),
                     fmt::format("{} of {}", none.total(name), whole.total(name)));
    }
    if (all == 0) session.skip("nothing is counted that could be limited");
  };
}

Play all_by_default(Series series, std::string parameter, Values values, bool adds_up) {
  return [series = std::move(series), parameter = std::move(parameter), values = std::move(values),
          adds_up](Session& session) {
    const Fields subject = subject_of(series, session);
    const Fields whole_query = with_unit(series, {{"length", std::to_string(kLength)}}, "day");
    std::vector<Points> parts;
    for (const std::string& value : values(session)) {
      Fields query = whole_query;
      query.emplace_back(parameter, value);
      parts.push_back(read(session, series, subject, std::move(query)));
    }
    const Points whole = read(session, series, subject, whole_query);
    bool some = false;
    for (const std::string& name : series.counts) {
      for (const Moment time : whole.times) {
        double least = 0;
        for (const Points& part : parts) {
          const double counted = part.at(time, name);
          least = adds_up ? least + counted : std::max(least, counted);
        }
        some = some || least > 0;
        session.expect(
            whole.at(time, name) >= least,
            fmt::format("{} of {} is at least {} without {}", name, to_day(time), least, parameter),
            fmt::format("{}", whole.at(time, name)));
      }
    }
    if (!some) session.skip("nothing is counted of which there could be less");
  };
}

Play not_above(Series series, std::vector<std::pair<std::string, std::string>> pairs) {
  return [series = std::move(series), pairs = std::move(pairs)](Session& session) {
    const Points points = read_some(session, series, subject_of(series, session),
                                    with_unit(series, ending_days_ago(kLength), "day"));
    for (const Json& point : points.all) {
      for (const auto& [lesser, greater] : pairs) {
        session.expect(number(member(point, lesser)) <= number(member(point, greater)),
                       fmt::format("{} are no more than {}", lesser, greater), point.dump());
      }
    }
  };
}

Values supplied(std::vector<std::string> names) {
  return [names = std::move(names)](Session& session) {
    std::vector<std::string> values;
    for (const std::string& name : names) values.push_back(session.supplied(name));
    return values;
  };
}

}  // namespace brazecheck::series
