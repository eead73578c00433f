#include "contract/time_formats.h"

#include <algorithm>
#include <array>
#include <chrono>

namespace brazecheck {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// Reads a text from left to right; each step consumes what it asks for, or nothing and says no.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : rest_(text) {}

  [[nodiscard]] bool done() const { return rest_.empty(); }
  [[nodiscard]] char peek() const { return rest_.empty() ? '\0' : rest_.front(); }

  bool take(char c) {
    if (peek() != c || rest_.empty()) return false;
    rest_.remove_prefix(1);
    return true;
  }

  bool take_any(std::string_view choices) {
    if (rest_.empty() || choices.find(rest_.front()) == std::string_view::npos) return false;
    rest_.remove_prefix(1);
    return true;
  }

  // Exactly `count` digits.
  bool number(std::size_t count, int* out) {
    if (rest_.size() < count) return false;
    int value = 0;
    for (std::size_t i = 0; i < count; ++i) {
      if (!is_digit(rest_[i])) return false;
      value = value * 10 + (rest_[i] - '0');
    }
    rest_.remove_prefix(count);
    *out = value;
    return true;
  }

  // Digits behind a decimal point, in thousandths.
  bool fraction(int* millis) {
    std::size_t count = 0;
    *millis = 0;
    while (count < rest_.size() && is_digit(rest_[count])) {
      if (count < 3) *millis = *millis * 10 + (rest_[count] - '0');
      ++count;
    }
    for (std::size_t missing = count; missing < 3; ++missing) *millis *= 10;
    rest_.remove_prefix(count);
    return count > 0;
  }

  // One of the English three-letter names; its position from 1.
  template <std::size_t N>
  bool name(const std::array<std::string_view, N>& names, int* out) {
    for (std::size_t i = 0; i < N; ++i) {
      if (rest_.starts_with(names[i])) {
        rest_.remove_prefix(names[i].size());
        *out = static_cast<int>(i) + 1;
        return true;
      }
    }
    return false;
  }

 private:
  std::string_view rest_;
};

constexpr std::array<std::string_view, 7> kDays = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
constexpr std::array<std::string_view, 12> kMonths = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                      "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

bool is_calendar_day(int year, int month, int day) {
  constexpr std::array<int, 12> kLengths = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  if (month < 1 || month > 12 || day < 1) return false;
  const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
  return day <= kLengths[static_cast<std::size_t>(month - 1)] + (month == 2 && leap ? 1 : 0);
}

// What a notation says, as far as it was read.
struct Reading {
  int year = 0, month = 0, day = 0;
  int hour = 0, minute = 0, second = 0;
  int millis = 0;
  int offset = 0;  // minutes east of UTC
};

bool date(Scanner* in, Reading* out) {
  return in->number(4, &out->year) && in->take('-') && in->number(2, &out->month) &&
         in->take('-') && in->number(2, &out->day) &&
         is_calendar_day(out->year, out->month, out->day);
}

bool date(Scanner* in) {
  Reading unused;
  return date(in, &unused);
}

bool hours_minutes(Scanner* in, Reading* out) {
  return in->number(2, &out->hour) && in->take(':') && in->number(2, &out->minute) &&
         out->hour <= 23 && out->minute <= 59;
}

// Second 60 is a leap second.
bool seconds(Scanner* in, Reading* out) {
  return in->take(':') && in->number(2, &out->second) && out->second <= 60;
}

// hh:mm, hh:mm:ss or hh:mm:ss.fraction.
bool time(Scanner* in, Reading* out) {
  if (!hours_minutes(in, out)) return false;
  if (in->peek() != ':') return true;
  if (!seconds(in, out)) return false;
  return !in->take_any(".,") || in->fraction(&out->millis);
}

// Z, ±hh:mm, ±hhmm, ±hh, and ±h:mm as some pages print it.
bool zone(Scanner* in, Reading* out) {
  if (in->take_any("Zz")) return true;
  const bool west = in->peek() == '-';
  if (!in->take_any("+-")) return false;
  int hour = 0;
  int minute = 0;
  if (!in->number(2, &hour)) {
    if (!in->number(1, &hour) || !in->take(':') || !in->number(2, &minute)) return false;
  } else if (!in->done() && (in->peek() == ':' || is_digit(in->peek()))) {
    in->take(':');
    if (!in->number(2, &minute)) return false;
  }
  out->offset = (west ? -1 : 1) * (hour * 60 + minute);
  return hour <= 23 && minute <= 59;
}

bool hours_minutes(Scanner* in) {
  Reading unused;
  return hours_minutes(in, &unused);
}

bool seconds(Scanner* in) {
  Reading unused;
  return seconds(in, &unused);
}

bool zone(Scanner* in) {
  Reading unused;
  return zone(in, &unused);
}

// yyyy-MM-ddTHH:mm:ss:SSSZ, where Z is the letter or an offset; braze-event-time may leave it out.
bool is_colon_millis(std::string_view text, bool zone_optional) {
  Scanner in(text);
  int millis = 0;
  if (!date(&in) || !in.take('T') || !hours_minutes(&in) || !seconds(&in) || !in.take(':') ||
      !in.number(3, &millis)) {
    return false;
  }
  return (zone_optional && in.done()) || (zone(&in) && in.done());
}

// yyyy-MM-ddTHH:mm:ss and the same with a space.
bool is_local_time(std::string_view text) {
  Scanner in(text);
  return date(&in) && in.take_any("T ") && hours_minutes(&in) && seconds(&in) && in.done();
}

bool is_american_date(std::string_view text) {
  Scanner in(text);
  int month = 0;
  int day = 0;
  int year = 0;
  return in.number(2, &month) && in.take('/') && in.number(2, &day) && in.take('/') &&
         in.number(4, &year) && in.done() && is_calendar_day(year, month, day);
}

// ddd MM dd HH:mm:ss.TZD YYYY; the month by number, or by name as such notations usually have it.
bool is_weekday_time(std::string_view text) {
  Scanner in(text);
  int weekday = 0;
  int month = 0;
  int day = 0;
  int year = 0;
  if (!in.name(kDays, &weekday) || !in.take(' ')) return false;
  if (!in.name(kMonths, &month) && !in.number(2, &month)) return false;
  return in.take(' ') && in.number(2, &day) && in.take(' ') && hours_minutes(&in) && seconds(&in) &&
         in.take('.') && zone(&in) && in.take(' ') && in.number(4, &year) && in.done() &&
         is_calendar_day(year, month, day);
}

bool is_iso(std::string_view text, bool zone_optional, Reading* out) {
  Scanner in(text);
  if (!date(&in, out) || !in.take_any("Tt ") || !time(&in, out)) return false;
  if (zone_optional && in.done()) return true;
  in.take(' ');
  return zone(&in, out) && in.done();
}

bool is_iso(std::string_view text, bool zone_optional) {
  Reading unused;
  return is_iso(text, zone_optional, &unused);
}

}  // namespace

bool is_date(std::string_view text) {
  Scanner in(text);
  return date(&in) && in.done();
}

bool is_date_time(std::string_view text) { return is_iso(text, false); }

bool is_braze_time(std::string_view text) {
  return is_date_time(text) || is_local_time(text) || is_date(text) ||
         is_colon_millis(text, false) || is_american_date(text) || is_weekday_time(text);
}

bool is_braze_event_time(std::string_view text) {
  return is_iso(text, true) || is_date(text) || is_colon_millis(text, true);
}

bool is_iso8601(std::string_view text) { return is_iso(text, true) || is_date(text); }

bool is_local_date_time(std::string_view text) {
  return is_iso(text, true) && !is_iso(text, false);
}

std::optional<std::int64_t> moment_of(std::string_view text) {
  Reading read;
  if (!is_iso(text, true, &read)) {
    Scanner in(text);
    read = {};
    if (!date(&in, &read) || !in.done()) return std::nullopt;
  }
  const std::chrono::sys_days day{std::chrono::year(read.year) / static_cast<unsigned>(read.month) /
                                  static_cast<unsigned>(read.day)};
  const std::int64_t minutes = std::int64_t{read.hour} * 60 + read.minute - read.offset;
  return (std::int64_t{day.time_since_epoch().count()} * 1440 + minutes) * 60'000 +
         read.second * 1000 + read.millis;
}

}  // namespace brazecheck
