#include <algorithm>
#include <cctype>

#include "suites/users/profile.h"

// Push tokens and subscription groups of attributes:
// https://www.braze.com/docs/api/objects_filters/user_attributes_object/
namespace brazecheck::users {
namespace {

// Imports a token for a user and waits until it is exported; returns its entry.
Json imported(Session& session, const std::string& requirement, const Known& user,
              const Json& token) {
  session.ok(track_attributes(user.id, {{"push_tokens", Json::array({token})}}));
  Json found;
  session.eventually_of(
      requirement,
      [&] {
        for (const auto& entry : list(profile(session, user.id), "push_tokens")) {
          if (member(entry, "token") == member(token, "token")) found = entry;
        }
        return !found.is_null();
      },
      "a push token that was imported is exported");
  return found;
}

void device_id_drawn(Session& session) {
  const Known user = known_user(session);
  const std::string app = session.supplied("app_id");
  if (session.failed()) return;
  const Json first =
      imported(session, kWritten, user, {{"app_id", app}, {"token", "token1" + session.token()}});
  const Json second =
      imported(session, kWritten, user, {{"app_id", app}, {"token", "token2" + session.token()}});
  if (session.failed()) return;
  const auto drawn = [](const Json& entry) {
    const Json device = member(entry, "device_id");
    return device.is_string() && device != "";
  };
  session.expect(drawn(first) && drawn(second), "a token without device_id has one",
                 first.dump() + second.dump());
  session.expect(member(first, "device_id") != member(second, "device_id"),
                 "two tokens have different ones", first.dump() + second.dump());
}

void known_push_token_ignored(Session& session) {
  const auto users =
      known_users(session, {{"", {{"first_name", "Ada"}}}, {"k", {{"first_name", "Ben"}}}});
  const std::string app = session.supplied("app_id");
  if (session.failed()) return;
  Json token = {{"app_id", app},
                {"token", "token" + session.token()},
                {"device_id", "device1" + session.token()}};
  const Json before = imported(session, kWritten, users[0], token);
  token["device_id"] = "device2" + session.token();
  const Json anonymous = {{"push_token_import", true}, {"push_tokens", Json::array({token})}};
  session.ok(track(Json::array({anonymous, {{"external_id", users[1].id}, {"mark", true}}}),
                   Json::array(), Json::array()));
  profile_shows_of(
      session, kWritten, users[1].id,
      [](const Json& user) {
        return carries(user, {{"mark", true}});
      },
      "the attributes that were tracked are exported");
  const Json kept = profile(session, users[0].id);
  const Json made = users_by(session, {{"device_id", member(token, "device_id")}});
  if (session.failed()) return;
  session.expect(list(kept, "push_tokens") == Json::array({before}),
                 "a token that is known stays as it is", kept.dump());
  session.expect(made.empty(), "and nobody else gets it", made.dump());
}

// The user's state in a group, in lower case; "" where it has none.
std::string state_in(Session& session, const Known& user, const std::string& group) {
  const Json body = session.ok({.operation = "subscription.user.status",
                                .path = {},
                                .query = {{"external_id", user.id}},
                                .body = std::nullopt});
  for (const auto& shown : list(body, "users")) {
    for (const auto& entry : list(shown, "subscription_groups")) {
      const Json status = member(entry, "status");
      if (member(entry, "id") != group || !status.is_string()) continue;
      std::string word = status;
      std::transform(word.begin(), word.end(), word.begin(),
                     [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
      return word;
    }
  }
  return "";
}

void double_opt_in_sms_only(Session& session) {
  const Known user = known_user(
      session, "",
      {{"email", unused_id(session) + "@example.com"}, {"phone", phone_number(session)}});
  const std::string mail = session.supplied("subscription_group_id");
  const std::string sms = session.supplied("sms_subscription_group_id");
  if (session.failed()) return;
  const auto set = [&](const std::string& group, const char* state) {
    return Json{{"subscription_group_id", group},
                {"subscription_state", state},
                {"use_double_opt_in_logic", true}};
  };
  session.ok(track_attributes(
      user.id,
      {{"subscription_groups", Json::array({set(mail, "subscribed"), set(sms, "unsubscribed")})},
       {"mark", true}}));
  profile_shows_of(
      session, kWritten, user.id,
      [](const Json& found) {
        return carries(found, {{"mark", true}});
      },
      "the attributes that were tracked are exported");
  session.eventually([&] { return state_in(session, user, mail) == "subscribed"; },
                     "a group of another channel is subscribed to at once");
  session.eventually([&] { return state_in(session, user, sms) == "unsubscribed"; },
                     "and one of SMS is left at once");
}

const std::vector<std::string> kTrackAndExport = {"users.track", "users.export.ids"};

const ScenarioRegistration kRegistrations[] = {
    ScenarioRegistration{{"users.track/device-id-drawn", kTrackAndExport, device_id_drawn}},
    ScenarioRegistration{
        {"users.track/known-push-token-ignored", kTrackAndExport, known_push_token_ignored}},
    ScenarioRegistration{{"users.track/double-opt-in-sms-only",
                          {"users.track", "users.export.ids", "subscription.user.status"},
                          double_opt_in_sms_only}},
};

}  // namespace
}  // namespace brazecheck::users
