#include "mock/series.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "contract/schema.h"
#include "mock/json_view.h"
#include "mock/row_time.h"

namespace brazecheck::mock {

namespace {

using std::chrono::days;
using std::chrono::hours;

/// A number in [0, 1) drawn from a hash.
double fraction(std::uint64_t hash) { return static_cast<double>(hash >> 11) * 0x1.0p-53; }

std::uint64_t hash_of(std::uint64_t seed, std::int64_t number) {
  return stable_hash(seed, fmt::format_int(number).str());
}

Point day_at(std::chrono::sys_days day) { return {day, day + days(1), to_date(day)}; }

/// The length asked for; what the contract does not allow, where a fault lets it pass, is cut.
std::int64_t length_of(const Call& call) {
  double most = 1;
  for (const Parameter& parameter : call.contract->query_parameters) {
    if (parameter.name == "length") most = resolved(*parameter.schema).maximum.value_or(1);
  }
  return std::clamp<std::int64_t>(call.number_parameter("length", 1), 0,
                                  static_cast<std::int64_t>(most));
}

}  // namespace

Time time_parameter(const Call& call, std::string_view name, Time otherwise) {
  const std::string* text = call.parameter(name);
  return text == nullptr ? otherwise : parse_time(*text).value_or(otherwise);
}

std::vector<Point> points_of(const Call& call) {
  const Time end = time_parameter(call, "ending_at", call.now);
  const std::int64_t length = length_of(call);
  const std::string* unit = call.parameter("unit");
  if (unit == nullptr || *unit != "hour") {
    return days_between(end - days(length - 1), length > 0 ? end : end - days(2));
  }
  std::vector<Point> points;
  const auto last = std::chrono::floor<hours>(end);
  for (std::int64_t i = length - 1; i >= 0; --i) {
    const Time from = last - hours(i);
    points.push_back({from, from + hours(1), to_second_time(from, "+00:00")});
  }
  return points;
}

std::vector<Point> days_between(Time first, Time last) {
  std::vector<Point> points;
  const auto end = std::chrono::floor<days>(last);
  for (auto day = std::chrono::floor<days>(first); day <= end; day += days(1)) {
    points.push_back(day_at(day));
  }
  return points;
}

std::int64_t Traffic::count(std::string_view subject, const Point& point) const {
  if (per_day <= 0) return 0;
  const std::uint64_t seed = stable_hash(0, subject);
  const double per_hour = per_day / 24;
  std::int64_t total = 0;
  const Time from =
      std::max(std::chrono::floor<hours>(point.from), std::chrono::floor<hours>(since));
  for (auto hour = std::chrono::floor<hours>(from); hour < point.to && hour <= now;
       hour += hours(1)) {
    const std::uint64_t hash = hash_of(seed, hour.time_since_epoch().count());
    // Between half and one and a half of the average; the fraction left decides by chance.
    const double expected = per_hour * (0.5 + fraction(hash));
    total += static_cast<std::int64_t>(std::floor(expected + fraction(hash_of(hash, 1))));
  }
  return total;
}

Traffic traffic_of(const Json& document, Time now) {
  const Json& per_day = member(document, "per_day");
  const bool launched = per_day.is_number() && !is_true(member(document, "draft"));
  return {launched ? per_day.get<double>() : 0,
          row_time(document, "created_at", now).value_or(Time{}), now};
}

std::int64_t part_of(std::int64_t whole, double ratio, std::string_view subject,
                     const Point& point) {
  const std::uint64_t hash =
      hash_of(stable_hash(0, subject), point.from.time_since_epoch().count());
  const auto part =
      static_cast<std::int64_t>(std::floor(static_cast<double>(whole) * ratio + fraction(hash)));
  return ratio <= 1 ? std::min(part, whole) : part;
}

double to_cents(double amount) { return std::round(amount * 100) / 100; }

}  // namespace brazecheck::mock
