#include "suites/scim/dashboard_users.h"

#include "suites/answer.h"

namespace brazecheck::scim {
namespace {

Call call(const char* operation) {
  return {.operation = operation,
          .path = {},
          .query = {},
          .body = {},
          .headers = {{"X-Request-Origin", "brazecheck"}}};
}

Json written(const User& user) {
  return {{"schemas", {"urn:ietf:params:scim:schemas:core:2.0:User"}},
          {"name", user.name},
          {"department", user.department},
          {"permissions", user.permissions}};
}

// Whether a granted permission shows at least what was asked for: answers add ids and names.
bool grants(const Json& shown, const Json& wanted) {
  if (wanted.is_object()) {
    if (!shown.is_object()) return false;
    for (const auto& [name, value] : wanted.items()) {
      if (!grants(member(shown, name), value)) return false;
    }
    return true;
  }
  if (wanted.is_array()) {
    if (!shown.is_array() || shown.size() != wanted.size()) return false;
    for (std::size_t i = 0; i < wanted.size(); ++i) {
      if (!grants(shown[i], wanted[i])) return false;
    }
    return true;
  }
  return shown == wanted;
}

}  // namespace

User user(const Session& session, const std::string& suffix) {
  return {.user_name = "bzc-" + session.token() + suffix + "@example.com",
          .name = {{"givenName", "Ada"}, {"familyName", "Byron"}}};
}

Call create_call(const User& user) {
  Call made = call(kCreate);
  made.body = written(user);
  (*made.body)["userName"] = user.user_name;
  return made;
}

Call get_call(const std::string& id) {
  Call made = call(kGet);
  made.path = {{"id", id}};
  return made;
}

Call search_call(const std::string& user_name) {
  Call made = call(kSearch);
  made.query = {{"filter", "userName eq \"" + user_name + "\""}};
  return made;
}

Call update_call(const std::string& id, const User& user) {
  Call made = call(kUpdate);
  made.path = {{"id", id}};
  made.body = written(user);
  return made;
}

Call delete_call(const std::string& id) {
  Call made = call(kDelete);
  made.path = {{"id", id}};
  return made;
}

Json create(Session& session, const User& user) {
  Json answer = session.ok(create_call(user));
  const std::string id = id_of(answer);
  // The service makes the id up: no sooner can be said what removes the user.
  if (!id.empty()) session.tidy_later(delete_call(id));
  session.eventually_of(
      std::string(kCreate) + "/id-finds-the-user",
      [&] { return member(read(session, id), "userName") == user.user_name; },
      "the id of the answer finds the user who was created");
  return answer;
}

std::string id_of(const Json& answer) {
  const Json id = member(answer, "id");
  return id.is_string() ? id.get<std::string>() : "";
}

Json read(Session& session, const std::string& id) {
  const Exchange& exchange = session.send(get_call(id));
  if (session.failed() || exchange.response->status >= 300) return nullptr;
  return exchange.response->body.value_or(Json());
}

Json found(Session& session, const std::string& user_name) {
  return list(session.ok(search_call(user_name)), "Resources");
}

bool shows(const Json& answer, const User& user) {
  return member(answer, "name") == user.name && member(answer, "department") == user.department &&
         grants(member(answer, "permissions"), user.permissions);
}

}  // namespace brazecheck::scim
