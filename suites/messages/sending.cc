#include "suites/messages/sending.h"

#include <fmt/format.h>

#include <algorithm>

#include "suites/answer.h"

namespace brazecheck::sending {
namespace {

Json exported(Session& session, const std::vector<std::string>& users) {
  return list(
      session.ok({.operation = "users.export.ids",
                  .path = {},
                  .query = {},
                  .body = Json{{"external_ids", users},
                               {"fields_to_export", {"external_id", "campaigns_received"}}}}),
      "users");
}

Call posted(const char* operation, Json body) {
  return {.operation = operation, .path = {}, .query = {}, .body = std::move(body)};
}

}  // namespace

Campaign campaign(Session& session) {
  return {session.supplied("api_campaign_id"), session.supplied("message_variation_id"),
          session.supplied("app_id")};
}

std::vector<std::string> uses(std::vector<std::string> own) {
  own.insert(own.end(), {"users.track", "users.export.ids"});
  return own;
}

std::string nobody(const Session& session, const std::string& suffix) {
  return "bzc_" + session.token() + suffix;
}

std::vector<std::string> people(Session& session, int count, const Json& more) {
  std::vector<std::string> users;
  Json attributes = Json::array();
  for (int i = 1; i <= count; ++i) {
    users.push_back(nobody(session, fmt::format("_{}", i)));
    Json object = more;
    object["external_id"] = users.back();
    object["email"] = users.back() + "@example.com";
    attributes.push_back(std::move(object));
  }
  session.tidy_later(posted("users.delete", {{"external_ids", users}}));
  session.ok(posted("users.track", {{"attributes", std::move(attributes)}}));
  session.eventually_of(
      "users.track/creates-user",
      [&] { return exported(session, users).size() == static_cast<std::size_t>(count); },
      "users who were tracked are exported");
  return users;
}

Json email(const Campaign& campaign) {
  return {{"email",
           {{"app_id", campaign.app},
            {"subject", "Your order is ready"},
            {"from", "Tea Shop <hello@shop.example.com>"},
            {"body", "Come and fetch it."},
            {"message_variation_id", campaign.variation}}}};
}

Json to_users(const Campaign& campaign, const std::vector<std::string>& users) {
  return {
      {"external_user_ids", users}, {"campaign_id", campaign.id}, {"messages", email(campaign)}};
}

Json webhook_to(const std::string& user) {
  return {
      {"external_user_ids", {user}},
      {"messages",
       {{"webhook", {{"url", "https://hooks.example.com/orders"}, {"request_method", "POST"}}}}}};
}

Json with(Json body, const Json& more) {
  body.update(more);
  return body;
}

Call send(Json body) { return posted("messages.send", std::move(body)); }

Call schedule(Json body, Json when) {
  body["schedule"] = std::move(when);
  return posted("messages.schedule.create", std::move(body));
}

Call reschedule(const std::string& schedule_id, Json changes) {
  changes["schedule_id"] = schedule_id;
  return posted("messages.schedule.update", std::move(changes));
}

Call cancel(const std::string& schedule_id) {
  return posted("messages.schedule.delete", {{"schedule_id", schedule_id}});
}

std::string scheduled(Session& session, Json body, Json when) {
  const Json id = member(session.ok(schedule(std::move(body), std::move(when))), "schedule_id");
  if (session.failed()) return "";
  if (!id.is_string()) {
    session.skip("the answer has no schedule_id, which is a finding of its own");
    return "";
  }
  session.tidy_later(cancel(id));
  return id;
}

bool accepted(Session& session, const Call& call) {
  const Exchange& answer = session.send(call);
  return !session.failed() && answer.response->status < 300;
}

void change(Session& session, const std::string& schedule_id, Json changes) {
  if (accepted(session, reschedule(schedule_id, std::move(changes))) || session.failed()) return;
  const bool known = accepted(session, cancel(schedule_id));
  session.expect_of(known ? "messages.schedule.update:common/valid-accepted" : kUsable, false,
                    "a scheduled message is updated by its schedule_id");
}

void call_off(Session& session, const std::string& schedule_id) {
  if (accepted(session, cancel(schedule_id)) || session.failed()) return;
  const bool known = accepted(session, reschedule(schedule_id, {{"schedule", next_month()}}));
  session.expect_of(known ? "messages.schedule.delete:common/valid-accepted" : kUsable, false,
                    "a scheduled message is cancelled by its schedule_id");
}

void keeps_schedules(Session& session) {
  const std::string id = scheduled(session, webhook_to(nobody(session)), next_month());
  change(session, id, {{"schedule", next_month()}});
}

std::vector<std::string> subscribers(Session& session) {
  std::vector<std::string> users = people(session, 2, {{"email_subscribe", "subscribed"}});
  users.push_back(nobody(session, "_out"));
  session.tidy_later(posted("users.delete", {{"external_ids", {users.back()}}}));
  session.ok(posted("users.track", {{"attributes",
                                     {{{"external_id", users.back()},
                                       {"email", users.back() + "@example.com"},
                                       {"email_subscribe", "unsubscribed"}}}}}));
  session.eventually_of(
      "users.track/creates-user", [&] { return exported(session, users).size() == users.size(); },
      "users who were tracked are exported");
  return users;
}

Json now() { return {{"time", to_text(present())}}; }

Json next_month() { return {{"time", to_text(present() + std::chrono::days(30))}}; }

std::vector<std::string> receivers(Session& session, const Campaign& campaign,
                                   const std::vector<std::string>& users) {
  std::vector<std::string> found;
  for (const Json& user : exported(session, users)) {
    const Json received = list(user, "campaigns_received");
    const bool any = std::any_of(received.begin(), received.end(), [&](const Json& entry) {
      return member(entry, "api_campaign_id") == campaign.id;
    });
    const Json id = member(user, "external_id");
    if (any && id.is_string()) found.push_back(id);
  }
  std::sort(found.begin(), found.end());
  return found;
}

std::string variation_received(Session& session, const Campaign& campaign,
                               const std::string& user) {
  for (const Json& found : exported(session, {user})) {
    for (const Json& entry : list(found, "campaigns_received")) {
      const Json id = member(entry, "variation_api_id");
      if (member(entry, "api_campaign_id") == campaign.id && id.is_string()) return id;
    }
  }
  return "";
}

bool gets(Session& session, const std::string& requirement, const Campaign& campaign,
          const std::string& user, const std::string& statement) {
  return session.eventually_of(
      requirement, [&] { return !receivers(session, campaign, {user}).empty(); }, statement);
}

bool gets_nothing(Session& session, const Campaign& campaign, const std::string& user,
                  const std::string& witness) {
  session.ok(send(to_users(campaign, {witness})));
  gets(session, kReaches, campaign, witness, "a user who is named gets the message");
  return receivers(session, campaign, {user}).empty();
}

}  // namespace brazecheck::sending
