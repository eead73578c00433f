#include "suites/moments.h"

#include <fmt/format.h>

#include <cstdio>

namespace brazecheck {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

// "+05:30", "+0530", "-5:00" behind a time, or behind it and a blank; "Z" and nothing are none.
std::optional<minutes> offset_of(std::string text) {
  if (text.starts_with(' ')) text.erase(0, 1);
  if (text.empty() || text == "Z") return minutes(0);
  if (text.front() != '+' && text.front() != '-') return std::nullopt;
  const int sign = text.front() == '-' ? -1 : 1;
  int hour = 0;
  int minute = 0;
  int end = 0;
  const std::string rest = text.substr(1);
  const bool read = (std::sscanf(rest.c_str(), "%2d:%2d%n", &hour, &minute, &end) == 2 ||
                     std::sscanf(rest.c_str(), "%2d%2d%n", &hour, &minute, &end) == 2) &&
                    static_cast<std::size_t>(end) == rest.size();
  if (!read) return std::nullopt;
  return minutes(sign * (60 * hour + minute));
}

std::string without_fraction(std::string text) {
  if (text.empty() || text.front() != '.') return text;
  const auto end = text.find_first_not_of("0123456789", 1);
  return end == std::string::npos ? "" : text.substr(end);
}

}  // namespace

Moment present() { return std::chrono::floor<seconds>(std::chrono::system_clock::now()); }

Moment morning(int days_ago) {
  return std::chrono::floor<days>(present()) - days(days_ago) + hours(9) + minutes(30);
}

std::string to_day(Moment moment) {
  const std::chrono::year_month_day day(std::chrono::floor<days>(moment));
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(day.year()),
                     static_cast<unsigned>(day.month()), static_cast<unsigned>(day.day()));
}

std::string to_text(Moment moment) {
  const std::chrono::hh_mm_ss time(moment - std::chrono::floor<days>(moment));
  return fmt::format("{}T{:02}:{:02}:{:02}Z", to_day(moment), time.hours().count(),
                     time.minutes().count(), time.seconds().count());
}

std::optional<Moment> moment_of(const Json& value) {
  if (!value.is_string()) return std::nullopt;
  const std::string text = value.get<std::string>();
  int year = 0;
  unsigned month = 0;
  unsigned day = 0;
  int end = 0;
  if (std::sscanf(text.c_str(), "%4d-%2u-%2u%n", &year, &month, &day, &end) != 3)
    return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year(year), std::chrono::month(month),
                                         std::chrono::day(day)};
  if (!date.ok()) return std::nullopt;
  const Moment start = std::chrono::sys_days(date);
  std::string rest = text.substr(static_cast<std::size_t>(end));
  if (rest.empty()) return start;
  if (rest.front() != 'T' && rest.front() != ' ') return std::nullopt;
  rest.erase(0, 1);
  int hour = 0;
  int minute = 0;
  int second = 0;
  if (std::sscanf(rest.c_str(), "%2d:%2d%n", &hour, &minute, &end) != 2) return std::nullopt;
  rest.erase(0, static_cast<std::size_t>(end));
  if (std::sscanf(rest.c_str(), ":%2d%n", &second, &end) == 1)
    rest.erase(0, static_cast<std::size_t>(end));
  const auto offset = offset_of(without_fraction(std::move(rest)));
  if (!offset) return std::nullopt;
  return start + hours(hour) + minutes(minute) + seconds(second) - *offset;
}

bool is_day(const Json& value) {
  return moment_of(value) && value.get<std::string>().find_first_of("T ") == std::string::npos;
}

bool is_day_and_time(const Json& value) { return moment_of(value) && !is_day(value); }

}  // namespace brazecheck
