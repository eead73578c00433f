#include "suites/preference_center/centers.h"

#include "suites/answer.h"

namespace brazecheck::preference_center {

std::string center_name(const Session& session, const std::string& suffix) {
  return "bzc_" + session.token() + suffix;
}

Json pages(Json more) {
  more.emplace("preference_center_page_html", "<p>Choose.</p>");
  more.emplace("confirmation_page_html", "<p>Saved.</p>");
  return more;
}

Json create(Session& session, const std::string& name, Json body) {
  body["name"] = name;
  return session.ok({.operation = kCreate, .path = {}, .query = {}, .body = std::move(body)});
}

Json update(Session& session, const std::string& id, Json body) {
  return session.ok({.operation = kUpdate,
                     .path = {{"preferenceCenterExternalID", id}},
                     .query = {},
                     .body = std::move(body)});
}

std::string id_of(const Json& answer) {
  const Json id = member(answer, "preference_center_api_id");
  return id.is_string() ? id.get<std::string>() : "";
}

Json read(Session& session, const std::string& id) {
  const Exchange& exchange = session.send(
      {.operation = kGet, .path = {{"preferenceCenterExternalID", id}}, .query = {}, .body = {}});
  if (session.failed() || exchange.response->status >= 300) return nullptr;
  return exchange.response->body.value_or(Json());
}

std::string differs(const Json& center, const Json& body) {
  std::string names;
  for (const auto& [name, value] : body.items()) {
    const Json shown = member(center, name == "options" ? "preference_center_options" : name);
    if (shown != value) names += (names.empty() ? "" : ", ") + name;
  }
  return names;
}

Json listed(Session& session) {
  return list(session.ok({.operation = kList, .path = {}, .query = {}, .body = {}}),
              "preference_centers");
}

Json entry_of(const Json& centers, const std::string& id) {
  for (const Json& center : centers) {
    if (id_of(center) == id) return center;
  }
  return nullptr;
}

}  // namespace brazecheck::preference_center
