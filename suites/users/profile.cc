#include "suites/users/profile.h"

namespace brazecheck::users {
namespace {

constexpr char kTime[] = "2024-05-01T10:00:00Z";

}  // namespace

std::string unused_id(const Session& session) { return "bzc_" + session.token(); }

std::string new_user(Session& session, const std::string& suffix) {
  std::string id = unused_id(session) + suffix;
  session.tidy_later(
      {.operation = "users.delete", .path = {}, .query = {}, .body = Json{{"external_ids", {id}}}});
  return id;
}

Call track(Json attributes, Json events, Json purchases) {
  Json body = Json::object();
  if (!attributes.empty()) body["attributes"] = std::move(attributes);
  if (!events.empty()) body["events"] = std::move(events);
  if (!purchases.empty()) body["purchases"] = std::move(purchases);
  return {.operation = "users.track", .path = {}, .query = {}, .body = std::move(body)};
}

Call track_attributes(const std::string& external_id, Json attributes) {
  attributes["external_id"] = external_id;
  return track(Json::array({std::move(attributes)}), Json::array(), Json::array());
}

Call export_user(const std::string& external_id) {
  return {.operation = "users.export.ids",
          .path = {},
          .query = {},
          .body = Json{{"external_ids", {external_id}},
                       {"fields_to_export",
                        {"external_id", "first_name", "email", "custom_attributes", "custom_events",
                         "purchases", "total_revenue", "user_aliases"}}}};
}

Json profile(Session& session, const std::string& external_id) {
  const Json body = session.ok(export_user(external_id));
  if (!body.is_object()) return nullptr;
  for (const auto& user : list(body, "users")) {
    if (user.is_object() && member(user, "external_id") == external_id) return user;
  }
  return nullptr;
}

bool profile_shows(Session& session, const std::string& external_id,
                   const std::function<bool(const Json&)>& holds, const std::string& statement) {
  return session.eventually(
      [&] {
        const Json found = profile(session, external_id);
        return found.is_object() && holds(found);
      },
      statement);
}

bool profile_gone(Session& session, const std::string& external_id, const std::string& statement) {
  return session.eventually(
      [&] { return profile(session, external_id).is_null() && !session.failed(); }, statement);
}

Json event(const std::string& external_id, const std::string& name) {
  return {{"external_id", external_id}, {"name", name}, {"time", kTime}};
}

Json purchase(const std::string& external_id, const std::string& product, int quantity) {
  return {{"external_id", external_id},
          {"product_id", product},
          {"currency", "USD"},
          {"price", 2.5},
          {"time", kTime},
          {"quantity", quantity}};
}

Json count_of(const Json& entries, const std::string& name) {
  for (const auto& entry : entries) {
    if (entry.is_object() && member(entry, "name") == name) return member(entry, "count");
  }
  return 0;
}

}  // namespace brazecheck::users
