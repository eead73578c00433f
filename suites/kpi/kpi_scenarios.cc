#include <fmt/format.h>

#include <algorithm>

#include "suites/answer.h"
#include "suites/series.h"

// Key numbers of a workspace, each by day; how they hang together:
// https://www.braze.com/docs/api/endpoints/export/kpi/get_kpi_dau_date/
// https://www.braze.com/docs/api/endpoints/export/kpi/get_kpi_mau_30_days/
// https://www.braze.com/docs/user_guide/analytics/dashboards/home/
namespace brazecheck {
namespace {

using series::Points;
using std::chrono::days;

// The window of monthly active users.
constexpr char kWindow[] = "kpi.mau.data_series/rolling-window";
constexpr char kActive[] = "kpi.dau.data_series/active-where-sessions";
constexpr char kSessions[] = "sessions.data_series/sessions-of-active-users";
constexpr std::int64_t kDays = 5;

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

Points sessions_of_days(Session& session, std::int64_t length, Moment end) {
  return series::read(
      session, {.operation = "sessions.data_series", .counts = {}, .subject = {}, .hourly = true},
      {}, {{"length", std::to_string(length)}, {"unit", "day"}, {"ending_at", to_text(end)}});
}

// Whoever has a session is active, and nobody else: where one of the two series counts nothing at
// all, it is this one that lacks everything.
void expect_both_counted(Session& session, const Points& users, const Points& sessions) {
  session.expect_of(kActive, users.total("dau") > 0 || sessions.total("sessions") == 0,
                    "where there were sessions somebody was active",
                    fmt::format("{} sessions, nobody active", sessions.total("sessions")));
  session.expect_of(kSessions, sessions.total("sessions") > 0 || users.total("dau") == 0,
                    "where somebody was active there were sessions",
                    fmt::format("{} users a day together, no session", users.total("dau")));
}

// Days that are over: what is counted of them changes no more.
void both_counted(Session& session) {
  const Points users = of_days(session, "dau", kDays, morning(2));
  const Points sessions = sessions_of_days(session, kDays, morning(2));
  expect_both_counted(session, users, sessions);
  if (users.total("dau") == 0) session.skip("nobody was active");
}

// Whoever is active has a session: so sessions of a day that is over are no fewer than its users.
Points daily_users(Session& session, std::int64_t length, Moment end) {
  const Points users = of_days(session, "dau", length, end);
  const Points sessions = sessions_of_days(session, length, end);
  expect_both_counted(session, users, sessions);
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

void unique_users(Session& session) { (void)daily_users(session, kDays, morning(2)); }

// Users of the window that ends two days ago and of the one a day before it, and those of all days
// that either looks at.
struct Windows {
  Moment last;
  double users = 0;
  double before = 0;
  Points daily;
  double most = 0;      ///< on a day of the last window
  double together = 0;  ///< on all its days
};

Windows windows(Session& session) {
  const std::int64_t window = session.number_in(kWindow);
  const Moment end = morning(2);
  Windows out{.last = std::chrono::floor<days>(end), .daily = {}};
  const Points monthly = of_days(session, "mau", 2, end);
  out.daily = daily_users(session, window + 1, end);
  session.expect_of("kpi.dau.data_series/one-point-a-unit",
                    out.daily.times.size() == static_cast<std::size_t>(window + 1),
                    "there is a point for each day", fmt::format("{}", out.daily.times.size()));
  for (std::int64_t ago = 0; ago < window; ++ago) {
    const double users = out.daily.at(out.last - days(ago), "dau");
    out.most = std::max(out.most, users);
    out.together += users;
  }
  out.users = monthly.at(out.last, "mau");
  out.before = monthly.at(out.last - days(1), "mau");
  return out;
}

// A month's users are no fewer than those of any of its days.
void rolling_window(Session& session) {
  const Windows month = windows(session);
  session.expect(month.users >= month.most, "as many users in the window as on any of its days",
                 fmt::format("{} in the window, {} on a day", month.users, month.most));
}

// From one day to the next only who came on that day is new, and only who came on the day that fell
// out is gone. A service that counts identified users as soon as they exist departs from it.
void follows_daily_users(Session& session) {
  const Windows month = windows(session);
  const Moment out = month.last - days(session.number_in(kWindow));
  session.expect(month.users <= month.together,
                 "no more users in the window than on all its days together",
                 fmt::format("{} in the window, {} together", month.users, month.together));
  session.expect(month.users - month.before <= month.daily.at(month.last, "dau"),
                 "from one day to the next no more users come than are active on that day",
                 fmt::format("{} after {}", month.users, month.before));
  session.expect(month.before - month.users <= month.daily.at(out, "dau"),
                 "from one day to the next no more users go than were active on the day that "
                 "falls out of the window",
                 fmt::format("{} after {}", month.users, month.before));
}

struct Registrations {
  Registrations() {
    for (const char* name : {"dau", "mau", "new_users", "uninstalls"}) {
      for (Scenario& scenario : common(name)) ScenarioRegistration{std::move(scenario)};
    }
    for (const char* requirement : {kActive, kSessions}) {
      ScenarioRegistration{
          {requirement, {"kpi.dau.data_series", "sessions.data_series"}, both_counted}};
    }
    ScenarioRegistration{{"kpi.dau.data_series/unique-users",
                          {"kpi.dau.data_series", "sessions.data_series"},
                          unique_users}};
    const std::vector<std::string> all = {"kpi.mau.data_series", "kpi.dau.data_series",
                                          "sessions.data_series"};
    ScenarioRegistration{{kWindow, all, rolling_window}};
    ScenarioRegistration{{"kpi.mau.data_series/follows-daily-users", all, follows_daily_users}};
  }
};
const Registrations kRegistrations;

}  // namespace
}  // namespace brazecheck
