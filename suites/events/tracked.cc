#include "suites/events/tracked.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "suites/answer.h"

namespace brazecheck::tracked {
namespace {

using Counts = std::map<std::pair<std::string, bool>, std::int64_t>;  ///< by name, bought or not

// How often the user has done each of these by now.
Counts expected(const std::vector<Occurrence>& all) {
  Counts counts;
  for (const Occurrence& one : all) {
    const auto [entry, is_new] = counts.try_emplace({one.name, one.price > 0}, one.before);
    entry->second += one.times;
  }
  return counts;
}

std::int64_t count_of(const Json& user, const std::string& name, bool bought) {
  for (const Json& entry : list(user, bought ? "purchases" : "custom_events")) {
    const Json count = member(entry, "count");
    if (member(entry, "name") == name && count.is_number_integer())
      return count.get<std::int64_t>();
  }
  return 0;
}

}  // namespace

std::string user(Session& session, const std::string& suffix) {
  std::string id = name(session, suffix);
  // A machine names its users again and again.
  if (session.memory().emplace("tidied " + id, "").second) {
    session.tidy_later({.operation = "users.delete",
                        .path = {},
                        .query = {},
                        .body = Json{{"external_ids", {id}}}});
  }
  return id;
}

std::string name(const Session& session, const std::string& suffix) {
  return "bzc_" + session.token() + suffix;
}

Call track(const std::string& external_id, const std::vector<Occurrence>& all) {
  Json events = Json::array();
  Json purchases = Json::array();
  for (const Occurrence& one : all) {
    Json object = {{"external_id", external_id}, {"time", to_text(one.at)}};
    if (!one.app.empty()) object["app_id"] = one.app;
    if (one.price > 0) {
      object.update({{"product_id", one.name},
                     {"currency", "USD"},
                     {"price", one.price},
                     {"quantity", one.times}});
      purchases.push_back(std::move(object));
    } else {
      object["name"] = one.name;
      for (int i = 0; i < one.times; ++i) events.push_back(object);
    }
  }
  Json body = Json::object();
  if (!events.empty()) body["events"] = std::move(events);
  if (!purchases.empty()) body["purchases"] = std::move(purchases);
  return {.operation = "users.track", .path = {}, .query = {}, .body = std::move(body)};
}

void happen(Session& session, const std::string& external_id, const std::vector<Occurrence>& all) {
  session.ok(track(external_id, all));
  const Counts counts = expected(all);
  Json user;
  session.eventually_of(
      "users.track/read-your-writes",
      [&] {
        const Json users =
            list(session.ok({.operation = "users.export.ids",
                             .path = {},
                             .query = {},
                             .body = Json{{"external_ids", {external_id}},
                                          {"fields_to_export",
                                           {"external_id", "custom_events", "purchases"}}}}),
                 "users");
        user = users.empty() ? Json() : users.front();
        return std::all_of(counts.begin(), counts.end(), [&](const auto& entry) {
          return count_of(user, entry.first.first, entry.first.second) >= entry.second;
        });
      },
      "the events and purchases that were tracked are on the profile");
  for (const auto& [what, count] : counts) {
    const std::int64_t found = count_of(user, what.first, what.second);
    session.expect_of(
        what.second ? "users.track/quantity-counts" : "users.track/repeated-events-count",
        found == count, fmt::format("{} counts {} on the profile", what.first, count),
        std::to_string(found));
  }
}

series::Series events() {
  return {.operation = "events.data_series",
          .counts = {"count"},
          .subject = {},
          .hourly = true,
          .complete = true};
}

series::Series quantities() {
  return {.operation = "purchases.quantity_series",
          .counts = {"purchase_quantity"},
          .subject = {},
          .hourly = true,
          .complete = true};
}

series::Series revenue() {
  return {.operation = "purchases.revenue_series",
          .counts = {"revenue"},
          .subject = {},
          .hourly = true,
          .complete = true};
}

Fields around(Moment at) {
  return {{"length", "3"},
          {"unit", "day"},
          {"ending_at", to_text(std::min(at + std::chrono::days(1), present()))}};
}

}  // namespace brazecheck::tracked
