#include <gtest/gtest.h>

#include "mock/server.h"
#include "workspace.h"

namespace brazecheck::mock {
namespace {

Json attributes(Json fields) { return {{"attributes", Json::array({std::move(fields)})}}; }

/// A workspace with a group of email ("news") and one of SMS ("alerts").
class SubscriptionTest : public testing::Test {
 protected:
  SubscriptionTest() {
    workspace_.emulator().store().with_state([](State& state) {
      Table& groups = state.table("subscription_groups");
      groups.put("news", {{"name", "Newsletter"}, {"channel", "email"}});
      groups.put("alerts", {{"name", "Order alerts"}, {"channel", "sms"}});
    });
  }

  void user(const std::string& id, const std::string& email, const std::string& phone) {
    workspace_.track(attributes({{"external_id", id}, {"email", email}, {"phone", phone}}));
  }

  Workspace::Answer set(const std::string& group, const std::string& word, Json more) {
    more["subscription_group_id"] = group;
    more["subscription_state"] = word;
    return workspace_.call("POST", "/subscription/status/set", more);
  }

  Json status(const std::string& query) {
    const auto answer = workspace_.call("GET", "/subscription/status/get?" + query);
    EXPECT_EQ(answer.status, 200) << answer.body;
    EXPECT_EQ(answer.body.at("message"), "success");
    return answer.body.at("status");
  }

  Json users(const std::string& query) {
    const auto answer = workspace_.call("GET", "/subscription/user/status?" + query);
    EXPECT_EQ(answer.status, 200) << answer.body;
    return answer.body;
  }

  Json contacts(const std::string& query) {
    const auto answer = workspace_.call("GET", "/users/subscription?" + query);
    EXPECT_EQ(answer.status, 200) << answer.body;
    return answer.body;
  }

  std::size_t prompts() {
    std::size_t count = 0;
    workspace_.emulator().store().with_state(
        [&](State& state) { count = state.table("opt_in_prompts").size(); });
    return count;
  }

  Workspace workspace_;
};

TEST_F(SubscriptionTest, AStateThatWasSetIsReadAndOthersAreUnknown) {
  user("ada", "a@x.com", "+15551230001");
  EXPECT_EQ(set("news", "subscribed", {{"external_id", "ada"}}).status, 201);
  EXPECT_EQ(status("subscription_group_id=news&external_id[]=ada&external_id[]=eve"),
            Json({{"ada", "Subscribed"}, {"eve", "unknown"}}));
  EXPECT_EQ(set("news", "unsubscribed", {{"external_id", {"ada", "eve"}}}).status, 201);
  EXPECT_EQ(status("subscription_group_id=news&external_id=ada"), Json({{"ada", "Unsubscribed"}}));
  EXPECT_EQ(status("subscription_group_id=alerts&external_id=ada"), Json({{"ada", "unknown"}}));
}

TEST_F(SubscriptionTest, EveryProfileWithTheAddressGetsTheState) {
  user("ada", "a@x.com", "+15551230001");
  user("eve", "a@x.com", "+15551230002");
  EXPECT_EQ(set("news", "subscribed", {{"email", "a@x.com"}}).status, 201);
  EXPECT_EQ(status("subscription_group_id=news&external_id[]=ada&external_id[]=eve"),
            Json({{"ada", "Subscribed"}, {"eve", "Subscribed"}}));
  EXPECT_EQ(status("subscription_group_id=news&email=a@x.com"), Json({{"a@x.com", "Subscribed"}}));
  // The plus sign of a number may be missing, or be left bare in a query.
  EXPECT_EQ(set("alerts", "subscribed", {{"phone", {"15551230002"}}}).status, 201);
  EXPECT_EQ(status("subscription_group_id=alerts&phone=+15551230002"),
            Json({{"+15551230002", "Subscribed"}}));
  EXPECT_EQ(status("subscription_group_id=alerts&external_id=ada"), Json({{"ada", "unknown"}}));
}

TEST_F(SubscriptionTest, AGroupListensToContactsOfItsChannelOnly) {
  user("ada", "a@x.com", "+15551230001");
  EXPECT_EQ(set("news", "subscribed", {{"phone", "+15551230001"}}).status, 201);
  EXPECT_EQ(set("alerts", "subscribed", {{"email", "a@x.com"}}).status, 201);
  EXPECT_EQ(users("external_id=ada").at("users").at(0).at("subscription_groups"), Json::array());
  EXPECT_EQ(set("alerts", "subscribed", {{"external_id", "ada"}}).status, 201);
  EXPECT_EQ(status("subscription_group_id=alerts&email=a@x.com"), Json({{"a@x.com", "unknown"}}));
}

TEST_F(SubscriptionTest, ExternalIdsWinOverOtherIdentifiers) {
  user("ada", "a@x.com", "+15551230001");
  EXPECT_EQ(status("subscription_group_id=news&external_id=ada&email=a@x.com&phone=%2B15551230001"),
            Json({{"ada", "unknown"}}));
}

TEST_F(SubscriptionTest, AnUnknownGroupIsRefusedAndNothingChanges) {
  user("ada", "a@x.com", "+15551230001");
  const Json refusal = {{"message", "Invalid subscription group ID"}};
  auto answer = set("none", "subscribed", {{"external_id", "ada"}});
  EXPECT_EQ(answer.status, 400);
  EXPECT_EQ(answer.body, refusal);
  answer =
      workspace_.call("GET", "/subscription/status/get?subscription_group_id=none&email=a@x.com");
  EXPECT_EQ(answer.status, 400);
  EXPECT_EQ(answer.body, refusal);
  Json entries = Json::array();
  for (const char* group : {"news", "none"}) {
    entries.push_back({{"subscription_group_id", group},
                       {"subscription_state", "subscribed"},
                       {"external_ids", Json::array({"ada"})}});
  }
  answer =
      workspace_.call("POST", "/v2/subscription/status/set", {{"subscription_groups", entries}});
  EXPECT_EQ(answer.status, 400);
  EXPECT_EQ(answer.body, refusal);
  EXPECT_EQ(status("subscription_group_id=news&external_id=ada"), Json({{"ada", "unknown"}}));
}

TEST_F(SubscriptionTest, EmailAndPhoneTogetherAreRefused) {
  const Json both = {{"email", "a@x.com"}, {"phone", "+15551230001"}};
  const auto answer = set("news", "subscribed", both);
  EXPECT_EQ(answer.status, 400);
  EXPECT_EQ(answer.body.at("message"),
            "Either an email address or a phone number should be provided, but not both.");
  EXPECT_EQ(workspace_
                .call("GET",
                      "/subscription/status/get?subscription_group_id=news&email=a@x.com&phone="
                      "%2B15551230001")
                .status,
            400);
  EXPECT_EQ(set("news", "subscribed", Json::object()).status, 400);
  EXPECT_EQ(set("news", "opted_in", {{"external_id", "ada"}}).status, 400);
}

TEST_F(SubscriptionTest, TheSecondVersionChangesSeveralGroups) {
  user("ada", "a@x.com", "+15551230001");
  user("eve", "e@x.com", "+15551230002");
  const auto answer = workspace_.call("POST", "/v2/subscription/status/set",
                                      {{"subscription_groups",
                                        {{{"subscription_group_id", "news"},
                                          {"subscription_state", "subscribed"},
                                          {"external_ids", Json::array({"ada"})},
                                          {"emails", Json::array({"e@x.com"})}},
                                         {{"subscription_group_id", "alerts"},
                                          {"subscription_state", "unsubscribed"},
                                          {"external_ids", Json::array({"eve"})}}}}});
  EXPECT_EQ(answer.status, 201) << answer.body;
  EXPECT_EQ(status("subscription_group_id=news&external_id[]=ada&external_id[]=eve"),
            Json({{"ada", "Subscribed"}, {"eve", "Subscribed"}}));
  EXPECT_EQ(status("subscription_group_id=alerts&external_id[]=ada&external_id[]=eve"),
            Json({{"ada", "unknown"}, {"eve", "Unsubscribed"}}));
}

TEST_F(SubscriptionTest, GroupsOfAUserAreListedWithHistoryOnly) {
  user("ada", "a@x.com", "+15551230001");
  EXPECT_EQ(set("alerts", "unsubscribed", {{"external_id", "ada"}}).status, 201);
  EXPECT_EQ(users("external_id[]=ada&external_id[]=nobody"),
            Json({{"users",
                   {{{"external_id", "ada"},
                     {"email", "a@x.com"},
                     {"phone", "+15551230001"},
                     {"subscription_groups",
                      {{{"id", "alerts"},
                        {"name", "Order alerts"},
                        {"channel", "sms"},
                        {"status", "Unsubscribed"}}}}}}},
                  {"total_count", 1},
                  {"message", "success"}}));
}

TEST_F(SubscriptionTest, UsersThatShareAnAddressAreListedOneByOneAndInPages) {
  for (const char* id : {"ada", "eve", "lin"}) user(id, "a@x.com", "+15551230001");
  const Json all = users("email=a@x.com&phone=%2B15551230001");
  EXPECT_EQ(all.at("users").size(), 3u);
  EXPECT_EQ(all.at("total_count"), 3);
  const Json page = users("email=a@x.com&limit=1&offset=1");
  ASSERT_EQ(page.at("users").size(), 1u);
  EXPECT_EQ(page.at("users").at(0).at("external_id"), "eve");
  EXPECT_EQ(page.at("total_count"), 3);
  EXPECT_EQ(users("email=a@x.com&offset=3").at("users"), Json::array());
  EXPECT_EQ(workspace_.call("GET", "/subscription/user/status").status, 400);
}

TEST_F(SubscriptionTest, NoMoreUsersAreListedThanDocumented) {
  for (int i = 0; i < 105; ++i) user("u" + std::to_string(i), "a@x.com", "+15551230001");
  for (const char* query : {"email=a@x.com", "email=a@x.com&limit=200"}) {
    const Json answer = users(query);
    EXPECT_EQ(answer.at("users").size(), 100u) << query;
    EXPECT_EQ(answer.at("total_count"), 105) << query;
  }
  EXPECT_EQ(users("email=a@x.com&offset=100").at("users").size(), 5u);
}

TEST_F(SubscriptionTest, TrackingSetsGroupsToo) {
  workspace_.track(attributes(
      {{"external_id", "ada"},
       {"subscription_groups",
        {{{"subscription_group_id", "news"}, {"subscription_state", "unsubscribed"}}}}}));
  EXPECT_EQ(status("subscription_group_id=news&external_id=ada"), Json({{"ada", "Unsubscribed"}}));
}

TEST_F(SubscriptionTest, DoubleOptInSubscribesNobodyAndPromptsOnceADay) {
  user("ada", "a@x.com", "+15551230001");
  const Json twice = {{"external_id", "ada"}, {"use_double_opt_in_logic", true}};
  EXPECT_EQ(set("alerts", "subscribed", twice).status, 201);
  EXPECT_EQ(status("subscription_group_id=alerts&external_id=ada"), Json({{"ada", "unknown"}}));
  EXPECT_EQ(prompts(), 1u);
  workspace_.now += std::chrono::hours(1);
  EXPECT_EQ(set("alerts", "subscribed", twice).status, 201);
  EXPECT_EQ(prompts(), 1u);
  workspace_.track(attributes({{"external_id", "eve"},
                               {"subscription_groups",
                                {{{"subscription_group_id", "alerts"},
                                  {"subscription_state", "subscribed"},
                                  {"use_double_opt_in_logic", true}}}}}));
  EXPECT_EQ(status("subscription_group_id=alerts&external_id=eve"), Json({{"eve", "unknown"}}));
  EXPECT_EQ(prompts(), 2u);
  // Groups of email do not know of it, and nobody opts out twice.
  EXPECT_EQ(set("news", "subscribed", twice).status, 201);
  EXPECT_EQ(status("subscription_group_id=news&external_id=ada"), Json({{"ada", "Subscribed"}}));
  EXPECT_EQ(set("alerts", "unsubscribed", twice).status, 201);
  EXPECT_EQ(status("subscription_group_id=alerts&external_id=ada"),
            Json({{"ada", "Unsubscribed"}}));
}

TEST_F(SubscriptionTest, StatesOfContactsHaveTheirTimes) {
  user("ada", "a@x.com", "+15551230001");
  workspace_.now += std::chrono::hours(1);
  EXPECT_EQ(set("news", "subscribed", {{"email", "a@x.com"}}).status, 201);
  EXPECT_EQ(set("alerts", "subscribed", {{"phone", "+15551230001"}}).status, 201);
  workspace_.now += std::chrono::hours(1);
  ASSERT_EQ(workspace_.call("POST", "/email/blocklist", {{"email", "b@x.com"}}).status, 201);
  const Json answer = contacts("email[]=a@x.com&email[]=b@x.com&email[]=c@x.com&phone=15551230001");
  const Json& emails = answer.at("emails");
  ASSERT_EQ(emails.size(), 2u) << emails;
  EXPECT_EQ(emails.at(0), Json({{"email", "b@x.com"},
                                {"email_subscribe",
                                 {{"email_subscription_event_date", "2026-03-01T14:00:30.250Z"},
                                  {"email_subscription_state", "Unsubscribed"}}},
                                {"subscription_group", Json::array()},
                                {"hard_bounced_at", "2026-03-01T14:00:30.250Z"},
                                {"spam_at", nullptr}}));
  EXPECT_EQ(emails.at(1), Json({{"email", "a@x.com"},
                                {"email_subscribe",
                                 {{"email_subscription_event_date", "2026-03-01T12:00:30.250Z"},
                                  {"email_subscription_state", "Subscribed"}}},
                                {"subscription_group",
                                 {{{"subscription_group_id", "news"},
                                   {"subscription_group_state", "Subscribed"},
                                   {"subscription_group_event_date", "2026-03-01T13:00:30.250Z"}}}},
                                {"hard_bounced_at", nullptr},
                                {"spam_at", nullptr}}));
  ASSERT_EQ(answer.at("phone").size(), 1u);
  EXPECT_EQ(answer.at("phone").at(0).at("subscription_group").at(0).at("subscription_group_id"),
            "alerts");
  EXPECT_EQ(workspace_.call("GET", "/users/subscription").status, 400);
}

TEST_F(SubscriptionTest, DeletedStatesAreGoneUntilSetAnew) {
  user("ada", "a@x.com", "+15551230001");
  EXPECT_EQ(set("news", "subscribed", {{"email", "a@x.com"}}).status, 201);
  EXPECT_EQ(set("alerts", "subscribed", {{"phone", "+15551230001"}}).status, 201);
  const auto answer = workspace_.call("DELETE", "/users/subscription",
                                      {{"email", "a@x.com"}, {"phone", {"+15551230001"}}});
  EXPECT_EQ(answer.status, 200) << answer.body;
  EXPECT_EQ(answer.body,
            Json({{"status", "The emails and/or phone numbers have been queued for deletion"},
                  {"message", "success"}}));
  const std::string query = "email=a@x.com&phone=%2B15551230001";
  EXPECT_EQ(contacts(query).at("emails"), Json::array());
  EXPECT_EQ(contacts(query).at("phone"), Json::array());
  EXPECT_EQ(users("external_id=ada").at("users").at(0).at("subscription_groups"), Json::array());
  EXPECT_EQ(workspace_.profile("ada").at("email"), "a@x.com");
  ASSERT_EQ(workspace_
                .call("POST", "/email/status",
                      {{"email", "a@x.com"}, {"subscription_state", "subscribed"}})
                .status,
            201);
  EXPECT_EQ(contacts(query).at("emails").size(), 1u);
}

TEST_F(SubscriptionTest, StatesMayBeDeletedAsAList) {
  user("ada", "a@x.com", "+15551230001");
  user("eve", "e@x.com", "+15551230002");
  const auto answer =
      workspace_.call("DELETE", "/users/subscription",
                      Json::array({{{"email", "a@x.com"}}, {{"email", "e@x.com"}}}));
  EXPECT_EQ(answer.status, 200) << answer.body;
  EXPECT_EQ(contacts("email[]=a@x.com&email[]=e@x.com").at("emails"), Json::array());
  EXPECT_EQ(workspace_.call("DELETE", "/users/subscription", Json::object()).status, 400);
}

TEST(SubscriptionFixturesTest, TheSuppliedGroupsExistAfterAPlainStart) {
  Workspace workspace([](EmulatorOptions* options) { options->fixtures = default_fixtures(); });
  for (const char* name : {"subscription_group_id", "sms_subscription_group_id"}) {
    const auto answer =
        workspace.call("GET", "/subscription/status/get?external_id=nobody" +
                                  ("&subscription_group_id=" + default_supplies().at(name)));
    EXPECT_EQ(answer.status, 200) << name;
    EXPECT_EQ(answer.body.at("status"), Json({{"nobody", "unknown"}}));
  }
}

}  // namespace
}  // namespace brazecheck::mock
