#include <algorithm>
#include <cmath>
#include <functional>
#include <set>

#include "mock/answers.h"
#include "mock/handlers.h"
#include "mock/json_view.h"
#include "mock/listing.h"
#include "mock/names.h"
#include "mock/segments.h"
#include "mock/series.h"

// Series of numbers about the workspace: custom events, purchases, sessions, KPIs. Each is what
// calls have recorded, and what the fixtures say usually happens ("events", "products" and "apps"
// have members like "per_day").
namespace brazecheck::mock {

namespace {

double number(const Json& document, std::string_view name) {
  const Json& value = member(document, name);
  return value.is_number() ? value.get<double>() : 0;
}

/// The app that a call asks for, or "" for all.
std::string app_of(const Call& call) {
  const std::string* app = call.parameter("app_id");
  return app != nullptr ? *app : "";
}

/// Visits the apps that a call asks for, with the share of the traffic that each has.
void for_each_app(const Call& call, State* state,
                  const std::function<void(const Table::Row&, double share)>& visit) {
  const std::string wanted = app_of(call);
  const auto apps = state->table("apps").rows();
  double all = 0;
  for (const Table::Row* app : apps) all += number(app->document, "daily_users");
  for (const Table::Row* app : apps) {
    if (!wanted.empty() && app->id != wanted) continue;
    if (all > 0) visit(*app, number(app->document, "daily_users") / all);
  }
}

Reply series(const Call& call, const std::function<Json(const Point&)>& value,
             const std::string& name) {
  Json data = Json::array();
  for (const Point& point : points_of(call)) {
    data.push_back({{"time", point.label}, {name, value(point)}});
  }
  return success(*call.contract, {{"data", std::move(data)}});
}

std::int64_t recorded(const Call& call, const State& state, std::string_view kind,
                      std::string_view subject, const Point& point) {
  return std::llround(state.activity.sum(kind, subject, app_of(call), point.from, point.to));
}

/// The segment that a call asks for: null where it asks for none; nothing where there is no such.
std::optional<const Json*> segment_of(const Call& call, State* state) {
  const std::string* id = call.parameter("segment_id");
  if (id == nullptr) return nullptr;
  const Json* segment = state->table("segments").find(*id);
  if (segment == nullptr) return std::nullopt;
  return segment;
}

/// How much of the traffic of the fixtures the users of a segment make.
double share_of(const Json* segment) {
  return segment == nullptr || member(*segment, "filter").is_null() ? 1 : number(*segment, "share");
}

/// How often the users of a segment did it, by point. Profiles know when it was first and last, and
/// how often: what lies between is taken to be evenly spread.
std::vector<std::int64_t> of_segment(const Json& segment, const State& state,
                                     const std::string& event, const std::vector<Point>& points) {
  std::vector<std::int64_t> counts(points.size());
  state.users.for_each([&](const Profile& profile) {
    const auto tally = profile.events.find(event);
    if (tally == profile.events.end() || !in_segment(segment, profile)) return;
    const auto& [count, first, last] = tally->second;
    if (!first || !last) return;
    for (std::int64_t i = 0; i < count; ++i) {
      const Time at = count == 1 ? *first : *first + (*last - *first) * i / (count - 1);
      const auto point = std::find_if(points.begin(), points.end(), [&](const Point& candidate) {
        return at >= candidate.from && at < candidate.to;
      });
      if (point != points.end()) ++counts[static_cast<std::size_t>(point - points.begin())];
    }
  });
  return counts;
}

/// What the fixtures say happens of one kind: `per_day` over the apps that are asked for.
std::int64_t usual(const Call& call, State* state, const std::string& subject, double per_day,
                   const Point& point) {
  std::int64_t total = 0;
  for_each_app(call, state, [&](const Table::Row& app, double share) {
    total += Traffic{per_day * share, Time{}, call.now}.count(subject + app.id, point);
  });
  return total;
}

Reply events(const Call& call, State& state) {
  const std::string event = value_of(call, "event");
  const auto segment = segment_of(call, &state);
  if (!segment) return refuse_unknown(call, "segment_id", "segment");
  const std::vector<Point> points = points_of(call);
  std::vector<std::int64_t> in_it;
  if (*segment != nullptr && !member(**segment, "filter").is_null()) {
    in_it = of_segment(**segment, state, event, points);
  }
  const Json* known = state.table("events").find(event);
  const double per_day = known == nullptr ? 0 : number(*known, "per_day") * share_of(*segment);
  Json data = Json::array();
  for (std::size_t i = 0; i < points.size(); ++i) {
    std::int64_t count = recorded(call, state, "events", event, points[i]);
    if (!in_it.empty()) count = std::min(count, in_it[i]);
    count += usual(call, &state, event, per_day, points[i]);
    data.push_back({{"time", points[i].label}, {"count", count}});
  }
  return success(*call.contract, {{"data", std::move(data)}});
}

/// The products that a call asks for.
std::set<std::string> products_of(const Call& call, State* state) {
  if (const std::string* product = call.parameter("product")) return {*product};
  std::set<std::string> products;
  for (const Table::Row* row : state->table("products").rows()) products.insert(row->id);
  for (std::string& name : state->activity.subjects("purchases")) products.insert(std::move(name));
  return products;
}

std::int64_t usual_purchases(const Call& call, State* state, const std::string& product,
                             const Point& point) {
  const Json* known = state->table("products").find(product);
  return known == nullptr ? 0 : usual(call, state, product, number(*known, "per_day"), point);
}

Reply quantities(const Call& call, State& state) {
  const std::set<std::string> products = products_of(call, &state);
  return series(
      call,
      [&](const Point& point) {
        std::int64_t total = 0;
        for (const std::string& product : products) {
          total += recorded(call, state, "purchases", product, point) +
                   usual_purchases(call, &state, product, point);
        }
        return Json(total);
      },
      "purchase_quantity");
}

Reply revenue(const Call& call, State& state) {
  const std::set<std::string> products = products_of(call, &state);
  return series(
      call,
      [&](const Point& point) {
        double total = 0;
        for (const std::string& product : products) {
          total += state.activity.sum("revenue", product, app_of(call), point.from, point.to);
          const Json* known = state.table("products").find(product);
          if (known == nullptr) continue;
          total += number(*known, "price") *
                   static_cast<double>(usual_purchases(call, &state, product, point));
        }
        return Json(to_cents(total));
      },
      "revenue");
}

Reply sessions(const Call& call, State& state) {
  const auto segment = segment_of(call, &state);
  if (!segment) return refuse_unknown(call, "segment_id", "segment");
  const double share = share_of(*segment);
  return series(
      call,
      [&](const Point& point) {
        // An active user comes back about once.
        std::int64_t total = recorded(call, state, "sessions", "", point);
        for_each_app(call, &state, [&](const Table::Row& app, double) {
          const double per_day = 2 * share * number(app.document, "daily_users");
          total += Traffic{per_day, Time{}, call.now}.count("sessions" + app.id, point);
        });
        return Json(total);
      },
      "sessions");
}

/// Users who are active on a day, or in the 30 days up to it: those that an app has at most, less
/// some who stay away.
Reply active(const Call& call, State& state, const char* members, const std::string& name) {
  return series(
      call,
      [&](const Point& point) {
        std::int64_t total = 0;
        for_each_app(call, &state, [&](const Table::Row& app, double) {
          const double most = number(app.document, members);
          if (point.from > call.now) return;
          const std::int64_t away = Traffic{most / 5, Time{}, point.to}.count(name + app.id, point);
          total += std::max<std::int64_t>(0, std::llround(most) - away);
        });
        return Json(total);
      },
      name);
}

Reply daily(const Call& call, State& state) { return active(call, state, "daily_users", "dau"); }
Reply monthly(const Call& call, State& state) {
  return active(call, state, "monthly_users", "mau");
}

/// A counter that every app has, with `per_user` of its daily users each day.
Reply counted(const Call& call, State& state, const std::string& name, double per_user) {
  return series(
      call,
      [&](const Point& point) {
        std::int64_t total = recorded(call, state, name, "", point);
        for_each_app(call, &state, [&](const Table::Row& app, double) {
          const double per_day = per_user * number(app.document, "daily_users");
          total += Traffic{per_day, Time{}, call.now}.count(name + app.id, point);
        });
        return Json(total);
      },
      name);
}

Reply new_users(const Call& call, State& state) { return counted(call, state, "new_users", 0.04); }
Reply uninstalls(const Call& call, State& state) {
  return counted(call, state, "uninstalls", 0.02);
}

}  // namespace

std::vector<Handler> analytics_handlers() {
  std::vector<Handler> handlers = {
      {"events.data_series", events},           {"purchases.quantity_series", quantities},
      {"purchases.revenue_series", revenue},    {"sessions.data_series", sessions},
      {"kpi.dau.data_series", daily},           {"kpi.mau.data_series", monthly},
      {"kpi.new_users.data_series", new_users}, {"kpi.uninstalls.data_series", uninstalls}};
  for (Handler& handler : name_handlers()) handlers.push_back(std::move(handler));
  return handlers;
}

}  // namespace brazecheck::mock
