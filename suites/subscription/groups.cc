#include "suites/subscription/groups.h"

#include <algorithm>

#include "suites/answer.h"

namespace brazecheck::subscription {
namespace {

// Documentation and service write some states differently.
std::string lower(const Json& value) {
  std::string text = value.is_string() ? value.get<std::string>() : value.dump();
  for (char& c : text) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return text;
}

bool user_status_shows(Session& session, const std::string& group, const std::string& external_id,
                       const std::string& state) {
  for (const Json& user : users(session, {{"external_id", external_id}})) {
    if (member(user, "external_id") != external_id) continue;
    const auto own = groups_of(user);
    const auto found = own.find(group);
    return found != own.end() && found->second == state;
  }
  return false;
}

}  // namespace

std::string email_group(Session& session) { return session.supplied("subscription_group_id"); }

std::string sms_group(Session& session) { return session.supplied("sms_subscription_group_id"); }

Json entry_v2(const std::string& group, const std::string& state, Json who) {
  who["subscription_group_id"] = group;
  who["subscription_state"] = state;
  return who;
}

Call set_call(const std::string& group, const std::string& state, Json who) {
  return {
      .operation = kSet, .path = {}, .query = {}, .body = entry_v2(group, state, std::move(who))};
}

Call set_v2_call(Json entries) {
  return {.operation = kSetV2,
          .path = {},
          .query = {},
          .body = Json{{"subscription_groups", std::move(entries)}}};
}

std::map<std::string, std::string> states(Session& session, const std::string& group,
                                          const Fields& query) {
  Fields all = {{"subscription_group_id", group}};
  all.insert(all.end(), query.begin(), query.end());
  const Json status =
      member(session.ok({.operation = kGet, .path = {}, .query = all, .body = {}}), "status");
  std::map<std::string, std::string> found;
  if (!status.is_object()) return found;
  for (const auto& [name, state] : status.items()) found[name] = lower(state);
  return found;
}

std::string state_of(Session& session, const std::string& group, const std::string& external_id) {
  const auto found = states(session, group, {{"external_id", external_id}});
  const auto own = found.find(external_id);
  return own == found.end() ? "" : own->second;
}

Json users(Session& session, const Fields& query) {
  const Json answer = session.ok({.operation = kOfUser, .path = {}, .query = query, .body = {}});
  if (!session.failed() && !answer.contains("users") && answer.contains("subscription_groups"))
    session.skip("subscription.user.status answers in the form of its older page, without users");
  return list(answer, "users");
}

std::map<std::string, std::string> groups_of(const Json& user) {
  std::map<std::string, std::string> found;
  for (const Json& group : list(user, "subscription_groups")) {
    const Json id = member(group, "id");
    if (id.is_string()) found[id.get<std::string>()] = lower(member(group, "status"));
  }
  return found;
}

bool state_shows(Session& session, const std::string& requirement, const std::string& group,
                 const std::string& external_id, const std::string& state) {
  const std::string statement = "the state in the group is " + state;
  const auto read = [&] { return state_of(session, group, external_id) == state; };
  const auto listed = [&] { return user_status_shows(session, group, external_id, state); };
  return session.eventually_of(
             requirement, [&] { return read() || listed(); }, statement) &&
         session.eventually_of(std::string(kGet) + "/reads-what-was-set", read, statement) &&
         session.eventually_of(std::string(kOfUser) + "/reads-what-was-set", listed, statement);
}

}  // namespace brazecheck::subscription
