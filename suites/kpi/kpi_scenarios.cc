#include <fmt/format.h>

#include <algorithm>

#include "suites/answer.h"
#include "suites/series.h"

// Key numbers of a workspace, each by day; how they hang together:
// https://www.braze.com/docs/api/endpoints/export/kpi/get_kpi_dau_date/
// https://www.braze.com/docs/api/endpoints/export/kpi/get_kpi_mau_30_days/
namespace brazecheck {
namespace {

using series::Points;
using std::chrono::days;

// The window of monthly active users.
constexpr char kWindow[] = "kpi.mau.data_series/rolling-window";

series::Series kpi(const std::string& name) {
  return {.operation = "kpi." + name + ".data_series",
          .counts = {name},
          .subject = {},
          .steady = true,
          .complete = true};
}

// What all four of them keep.
std::vector<Scenario> common(const std::string& name) {
  const series::Series one = kpi(name);
  const std::vector<std::string> uses = {one.operation};
  const auto of = [&](const char* requirement) { return one.operation + "/" + requirement; };
  // A new user or an uninstall is of one app; somebody may be active in several.
  const bool adds_up = name == "new_users" || name == "uninstalls";
  const series::Values apps = series::supplied({"app_id"});
  return {{of("at-most-length-points"), uses, series::at_most_length(one)},
          {of("one-point-a-unit"), uses, series::one_point_a_unit(one)},
          {of("points-in-window"), uses, series::within_window(one)},
          {of("ending-at-default"), uses, series::ends_now_by_default(one)},
          {of("limited-to-app"), uses, series::limited_by(one, "app_id", apps)},
          {of("all-apps-default"), uses, series::all_by_default(one, "app_id", apps, adds_up)}};
}

Points of_days(Session& session, const std::string& name, std::int64_t length, Moment end) {
  return series::read(session, kpi(name), {},
                      {{"length", std::to_string(length)}, {"ending_at", to_text(end)}});
}

// Whoever is active has a session: so sessions of a day that is over are no fewer than its users.
Points daily_users(Session& session, std::int64_t length, Moment end) {
  const Points users = of_days(session, "dau", length, end);
  const Points sessions = series::read(
      session, {.operation = "sessions.data_series", .counts = {}, .subject = {}, .hourly = true},
      {}, {{"length", std::to_string(length)}, {"unit", "day"}, {"ending_at", to_text(end)}});
  for (const Moment day : users.times) {
    // A day that a series lacks is a question of its own.
    if (std::find(sessions.times.begin(), sessions.times.end(), day) == sessions.times.end())
      continue;
    session.expect_of(
        "kpi.dau.data_series/unique-users", users.at(day, "dau") <= sessions.at(day, "sessions"),
        fmt::format("no more users than sessions on {}", to_day(day)),
        fmt::format("{} users, {} sessions", users.at(day, "dau"), sessions.at(day, "sessions")));
  }
  if (users.total("dau") == 0) session.skip("nobody was active");
  return users;
}

void unique_users(Session& session) { (void)daily_users(session, 5, morning(2)); }

// A month's users are no fewer than those of any of its days, and no more than of all its days
// together. From one day to the next only who came on that day is new, and only who came on the
// day that fell out is gone.
void rolling_window(Session& session) {
  const std::int64_t window = session.number_in(kWindow);
  const Moment end = morning(2);
  const Moment last = std::chrono::floor<days>(end);
  const Points monthly = of_days(session, "mau", 2, end);
  const Points daily = daily_users(session, window + 1, end);
  session.expect_of("kpi.dau.data_series/one-point-a-unit",
                    daily.times.size() == static_cast<std::size_t>(window + 1),
                    "there is a point for each day", fmt::format("{}", daily.times.size()));
  double most = 0;
  double all = 0;
  for (std::int64_t ago = 0; ago < window; ++ago) {
    most = std::max(most, daily.at(last - days(ago), "dau"));
    all += daily.at(last - days(ago), "dau");
  }
  const double users = monthly.at(last, "mau");
  const double before = monthly.at(last - days(1), "mau");
  session.expect(users >= most, "as many users in the window as on any of its days",
                 fmt::format("{} in the window, {} on a day", users, most));
  session.expect(users <= all, "no more users in the window than on all its days together",
                 fmt::format("{} in the window, {} together", users, all));
  session.expect(users - before <= daily.at(last, "dau"),
                 "from one day to the next no more users come than are active on that day",
                 fmt::format("{} after {}", users, before));
  session.expect(before - users <= daily.at(last - days(window), "dau"),
                 "from one day to the next no more users go than were active on the day that "
                 "falls out of the window",
                 fmt::format("{} after {}", users, before));
}

struct Registrations {
  Registrations() {
    for (const char* name : {"dau", "mau", "new_users", "uninstalls"}) {
      for (Scenario& scenario : common(name)) ScenarioRegistration{std::move(scenario)};
    }
    ScenarioRegistration{{"kpi.dau.data_series/unique-users",
                          {"kpi.dau.data_series", "sessions.data_series"},
                          unique_users}};
    ScenarioRegistration{{kWindow,
                          {"kpi.mau.data_series", "kpi.dau.data_series", "sessions.data_series"},
                          rolling_window}};
  }
};
const Registrations kRegistrations;

}  // namespace
}  // namespace brazecheck
