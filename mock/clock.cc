#include "mock/clock.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <ctime>

namespace brazecheck::mock {

namespace {

/// Takes digits off the front of `text`; false when there are fewer than `least`.
bool take_digits(std::string_view* text, std::size_t least, std::size_t most, int* out) {
  std::size_t count = 0;
  while (count < most && count < text->size() && (*text)[count] >= '0' && (*text)[count] <= '9')
    ++count;
  if (count < least || count == 0) return false;
  std::from_chars(text->data(), text->data() + count, *out);
  text->remove_prefix(count);
  return true;
}

bool take(std::string_view* text, char c) {
  if (text->empty() || text->front() != c) return false;
  text->remove_prefix(1);
  return true;
}

/// "+01:00", "-0500", "+1": minutes east of UTC.
bool take_offset(std::string_view* text, int* minutes) {
  if (take(text, 'Z') || take(text, 'z')) return true;
  const bool west = !text->empty() && text->front() == '-';
  if (!take(text, '+') && !take(text, '-')) return false;
  int hours = 0;
  int rest = 0;
  if (!take_digits(text, 1, 2, &hours)) return false;
  take(text, ':');
  take_digits(text, 2, 2, &rest);
  *minutes = (hours * 60 + rest) * (west ? -1 : 1);
  return true;
}

std::string civil(Time time, std::string_view zone) {
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss clock(time - day);
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}{}", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                     clock.hours().count(), clock.minutes().count(), clock.seconds().count(),
                     clock.subseconds().count(), zone);
}

std::uint64_t mixed(std::uint64_t x) {
  x ^= x >> 30;
  x *= 0xbf58476d1ce4e5b9u;
  x ^= x >> 27;
  x *= 0x94d049bb133111ebu;
  return x ^ (x >> 31);
}

}  // namespace

Time system_now() {
  return std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
}

std::string to_export_time(Time time) { return civil(time, "Z"); }
std::string to_catalog_time(Time time) { return civil(time, "+00:00"); }

std::string to_http_date(Time time) {
  const std::time_t seconds =
      std::chrono::floor<std::chrono::seconds>(time).time_since_epoch().count();
  std::tm parts{};
  gmtime_r(&seconds, &parts);
  char text[32];
  const std::size_t size = std::strftime(text, sizeof text, "%a, %d %b %Y %H:%M:%S GMT", &parts);
  return std::string(text, size);
}

std::string to_date(Time time) {
  return civil(time, "").substr(0, std::string_view("2026-01-31").size());
}

std::optional<Time> parse_time(std::string_view text) {
  int year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0, offset = 0;
  long long millis = 0;
  if (!take_digits(&text, 4, 4, &year) || !take(&text, '-') || !take_digits(&text, 1, 2, &month) ||
      !take(&text, '-') || !take_digits(&text, 1, 2, &day)) {
    return std::nullopt;
  }
  const std::chrono::year_month_day date{std::chrono::year(year),
                                         std::chrono::month(static_cast<unsigned>(month)),
                                         std::chrono::day(static_cast<unsigned>(day))};
  if (!date.ok()) return std::nullopt;
  if (take(&text, 'T') || take(&text, 't') || take(&text, ' ')) {
    if (!take_digits(&text, 1, 2, &hour) || !take(&text, ':') ||
        !take_digits(&text, 2, 2, &minute)) {
      return std::nullopt;
    }
    if (take(&text, ':') && !take_digits(&text, 2, 2, &second)) return std::nullopt;
    if (take(&text, '.') || take(&text, ',') || take(&text, ':')) {
      const std::string_view before = text;
      int fraction = 0;
      if (!take_digits(&text, 1, 9, &fraction)) return std::nullopt;
      millis = fraction;
      for (std::size_t digits = before.size() - text.size(); digits > 3; --digits) millis /= 10;
      for (std::size_t digits = before.size() - text.size(); digits < 3; ++digits) millis *= 10;
    }
    take(&text, ' ');
    if (!text.empty() && !take_offset(&text, &offset)) return std::nullopt;
  }
  if (!text.empty() || hour > 24 || minute > 59 || second > 60) return std::nullopt;
  return Time(std::chrono::sys_days(date).time_since_epoch() + std::chrono::hours(hour) +
              std::chrono::minutes(minute - offset) + std::chrono::seconds(second) +
              std::chrono::milliseconds(millis));
}

bool looks_like_time_zone(std::string_view text) {
  static constexpr std::array<std::string_view, 13> kAreas = {
      "Africa", "America", "Antarctica", "Arctic", "Asia",   "Atlantic", "Australia",
      "Brazil", "Canada",  "Europe",     "Etc",    "Indian", "Pacific"};
  const auto plain = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view("_-+ /.'&()").find(c) != std::string_view::npos;
  };
  if (text.size() < 3 || !std::all_of(text.begin(), text.end(), plain)) return false;
  const std::size_t slash = text.find('/');
  if (slash != std::string_view::npos) {
    const std::string_view area = text.substr(0, slash);
    return std::find(kAreas.begin(), kAreas.end(), area) != kAreas.end() || area == "US";
  }
  // Abbreviations ("UTC", "EST5EDT") and long names, which are words that begin with a capital.
  return text.front() >= 'A' && text.front() <= 'Z' && text.find('_') == std::string_view::npos;
}

std::uint64_t stable_hash(std::uint64_t seed, std::string_view text) {
  std::uint64_t hash = mixed(seed + 0x9e3779b97f4a7c15u);
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3u;
  return mixed(hash ^ text.size());
}

std::string hex_digits(std::uint64_t hash, std::size_t digits) {
  std::string out;
  for (std::uint64_t block = 0; out.size() < digits; ++block) {
    out += fmt::format("{:016x}", mixed(hash + block * 0x9e3779b97f4a7c15u));
  }
  out.resize(digits);
  return out;
}

std::string uuid_from(std::uint64_t hash) {
  const std::string hex = hex_digits(hash, 32);
  return fmt::format("{}-{}-4{}-a{}-{}", hex.substr(0, 8), hex.substr(8, 4), hex.substr(12, 3),
                     hex.substr(15, 3), hex.substr(18, 12));
}

}  // namespace brazecheck::mock
