#include "suites/events/tracked.h"

#include <algorithm>

#include "suites/answer.h"

namespace brazecheck::tracked {
namespace {

bool names(const Json& entries, const std::string& name) {
  return std::any_of(entries.begin(), entries.end(),
                     [&](const Json& entry) { return member(entry, "name") == name; });
}

bool shows(const Json& user, const std::vector<Occurrence>& all) {
  return std::all_of(all.begin(), all.end(), [&](const Occurrence& one) {
    return names(list(user, one.price > 0 ? "purchases" : "custom_events"), one.name);
  });
}

}  // namespace

std::string user(Session& session, const std::string& suffix) {
  std::string id = "bzc_" + session.token() + suffix;
  session.tidy_later(
      {.operation = "users.delete", .path = {}, .query = {}, .body = Json{{"external_ids", {id}}}});
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
  session.eventually_of(
      "users.track/read-your-writes",
      [&] {
        const Json body = session.ok(
            {.operation = "users.export.ids",
             .path = {},
             .query = {},
             .body = Json{{"external_ids", {external_id}},
                          {"fields_to_export", {"external_id", "custom_events", "purchases"}}}});
        const Json users = list(body, "users");
        return std::any_of(users.begin(), users.end(),
                           [&](const Json& found) { return shows(found, all); });
      },
      "the events and purchases that were tracked are on the profile");
}

series::Series events() {
  return {.operation = "events.data_series", .counts = {"count"}, .subject = {}, .hourly = true};
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
