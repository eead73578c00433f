#include <gtest/gtest.h>

#include "mock/messaging.h"
#include "mock/server.h"
#include "workspace.h"

namespace brazecheck::mock {
namespace {

/// The things of a dashboard that messages are sent for.
Json dashboard() {
  const auto row = [](const char* id, Json document) {
    document["id"] = id;
    return Json{{"id", id}, {"document", std::move(document)}};
  };
  const auto active = [](const char* name, Json extra) {
    Json document = {{"name", name}, {"archived", false}, {"enabled", true}, {"draft", false}};
    document.update(extra);
    return document;
  };
  const Json email = {{"v-email", {{"channel", "email"}, {"name", "Email"}}}};
  return {{"tables",
           {{"apps", {row("app", {{"name", "App"}})}},
            {"segments", {row("everybody", active("Everybody", Json::object()))}},
            {"campaigns",
             {row("api", active("Notices", {{"type", "api"},
                                            {"message_variations", {"v-email"}},
                                            {"messages", email}})),
              row("triggered", active("Shipped", {{"type", "api_triggered"}, {"tags", {"old"}}})),
              row("paused", active("Paused", {{"type", "api_triggered"}, {"enabled", false}}))}},
            {"canvases",
             {row("canvas", active("Welcome", {{"type", "api_triggered"}})),
              row("paused", active("Paused", {{"enabled", false}})),
              row("archived", active("Archived", {{"archived", true}}))}}}}};
}

class Messages : public testing::Test {
 protected:
  Messages() : workspace([](EmulatorOptions* options) { options->fixtures = dashboard(); }) {}

  Json webhook() {
    return {{"webhook", {{"url", "https://hooks.example.com/x"}, {"request_method", "POST"}}}};
  }
  Json email(const char* variation = "v-email") {
    return {{"email",
             {{"app_id", "app"},
              {"from", "Tea Shop <hello@shop.example.com>"},
              {"subject", "Ready"},
              {"body", "Come and fetch it"},
              {"message_variation_id", variation}}}};
  }
  /// Rows of a table of the state.
  Json rows(const std::string& table) {
    Json found = Json::array();
    workspace.emulator().store().with_state([&](State& state) {
      for (const Table::Row* row : state.table(table).rows()) found.push_back(row->document);
    });
    return found;
  }
  double counted(const std::string& subject) {
    double sum = 0;
    workspace.emulator().store().with_state([&](State& state) {
      sum = state.activity.sum("sends", subject, "", workspace.now - std::chrono::hours(1),
                               workspace.now + std::chrono::hours(1));
    });
    return sum;
  }

  Workspace workspace;
};

TEST_F(Messages, SendAnswersWithAnotherDispatchIdOf32HexDigitsEachTime) {
  const Json body = {{"external_user_ids", {"nobody"}}, {"messages", webhook()}};
  const auto first = workspace.call("POST", "/messages/send", body);
  const auto second = workspace.call("POST", "/messages/send", body);
  ASSERT_EQ(first.status, 201) << first.body;
  EXPECT_EQ(first.body.at("message"), "success");
  const auto id = first.body.at("dispatch_id").get<std::string>();
  EXPECT_EQ(id.size(), 32u);
  EXPECT_EQ(id.find_first_not_of("0123456789abcdef"), std::string::npos);
  EXPECT_NE(first.body.at("dispatch_id"), second.body.at("dispatch_id"));
  EXPECT_FALSE(first.body.contains("send_id"));
}

TEST_F(Messages, SendReachesUsersWhoExistOnceAndCreatesNone) {
  workspace.track({{"attributes", {{{"external_id", "ada"}, {"email", "ada@example.com"}}}}});
  const auto answer = workspace.call("POST", "/messages/send",
                                     {{"external_user_ids", {"ada", "nobody", "ada"}},
                                      {"campaign_id", "api"},
                                      {"messages", email()}});
  ASSERT_EQ(answer.status, 201) << answer.body;
  EXPECT_TRUE(workspace.profile("nobody").is_null());
  const Json sent = rows(kDispatches);
  ASSERT_EQ(sent.size(), 1u);
  EXPECT_EQ(sent[0].at("users"), 1);
  EXPECT_EQ(sent[0].at("recipients")[0].at("external_user_id"), "ada");
  EXPECT_EQ(sent[0].at("messages"), email());
  EXPECT_EQ(counted("api"), 1);
}

TEST_F(Messages, SendIsRefusedForCampaignsAndVariationsThatDoNotFit) {
  Json body = {{"external_user_ids", {"ada"}}, {"campaign_id", "none"}, {"messages", email()}};
  const auto refusal = [&] {
    const auto answer = workspace.call("POST", "/messages/send", body);
    EXPECT_EQ(answer.status, 400) << answer.body;
    return answer.body.value("message", "");
  };
  EXPECT_EQ(refusal(), "Invalid Campaign ID");
  body["campaign_id"] = "triggered";  // no API campaign
  EXPECT_EQ(refusal(), "Invalid Campaign ID");
  body["campaign_id"] = "api";
  body["messages"] = email("v-other");
  EXPECT_EQ(refusal(), "Invalid Message Variant");
  body["messages"] = webhook();
  body["messages"]["webhook"]["message_variation_id"] = "v-email";
  EXPECT_EQ(refusal(), "Mismatched Message Type");
  EXPECT_TRUE(rows(kDispatches).empty());
}

TEST_F(Messages, SendToASegmentThatIsNotThereIsRefused) {
  const auto answer =
      workspace.call("POST", "/messages/send",
                     {{"segment_id", "none"}, {"broadcast", true}, {"messages", webhook()}});
  EXPECT_EQ(answer.status, 400) << answer.body;
}

TEST_F(Messages, BroadcastOfACampaignIsAnsweredWithItsSendId) {
  workspace.track({{"attributes", {{{"external_id", "ada"}}, {{"external_id", "bob"}}}}});
  const auto answer = workspace.call("POST", "/messages/send",
                                     {{"segment_id", "everybody"},
                                      {"broadcast", true},
                                      {"campaign_id", "api"},
                                      {"messages", email()}});
  ASSERT_EQ(answer.status, 201) << answer.body;
  const auto send_id = answer.body.at("send_id").get<std::string>();
  EXPECT_EQ(counted(send_subject(send_id)), 2);
}

TEST_F(Messages, SubscriptionDecidesWhoGetsEmail) {
  workspace.track({{"attributes",
                    {{{"external_id", "in"}, {"email_subscribe", "opted_in"}},
                     {{"external_id", "yes"}},
                     {{"external_id", "no"}, {"email_subscribe", "unsubscribed"}}}}});
  const auto users = [&](const char* state) {
    const auto answer = workspace.call("POST", "/messages/send",
                                       {{"external_user_ids", {"in", "yes", "no"}},
                                        {"recipient_subscription_state", state},
                                        {"messages", email()}});
    EXPECT_EQ(answer.status, 201) << answer.body;
    return rows(kDispatches).back().at("users").get<int>();
  };
  EXPECT_EQ(users("opted_in"), 1);
  EXPECT_EQ(users("subscribed"), 2);
  EXPECT_EQ(users("all"), 3);
}

TEST_F(Messages, AudienceNarrowsWhoIsReached) {
  workspace.track({{"attributes",
                    {{{"external_id", "a"}, {"cups", 3}, {"teas", {"oolong"}}},
                     {{"external_id", "b"}, {"cups", 9}},
                     {{"external_id", "c"}, {"push_subscribe", "unsubscribed"}}}}});
  const auto users = [&](const Json& audience) {
    const auto answer =
        workspace.call("POST", "/messages/send",
                       {{"audience", audience}, {"broadcast", true}, {"messages", webhook()}});
    EXPECT_EQ(answer.status, 201) << answer.body;
    return rows(kDispatches).back().at("users").get<int>();
  };
  const auto cups = [](const char* comparison, Json value) {
    Json filter = {{"custom_attribute_name", "cups"}, {"comparison", comparison}};
    if (!value.is_null()) filter["value"] = value;
    return Json{{"custom_attribute", filter}};
  };
  EXPECT_EQ(users(cups("equals", 3)), 1);
  EXPECT_EQ(users(cups("greater_than_or_equal_to", 3)), 2);
  EXPECT_EQ(users(cups("does_not_exist", nullptr)), 1);
  EXPECT_EQ(users({{"AND", {cups("greater_than", 3), cups("less_than", 9)}}}), 0);
  EXPECT_EQ(users({{"OR", {cups("equals", 3), cups("equals", 9)}}}), 2);
  EXPECT_EQ(
      users({{"push_subscription_status", {{"comparison", "is_not"}, {"value", "unsubscribed"}}}}),
      2);
  EXPECT_EQ(users({{"custom_attribute",
                    {{"custom_attribute_name", "teas"},
                     {"comparison", "includes_value"},
                     {"value", "oolong"}}}}),
            1);
}

TEST_F(Messages, TriggerCreatesUsersOnlyWhereTheRecipientSaysSo) {
  const Json new_user = {{"external_user_id", "new"},
                         {"send_to_existing_only", false},
                         {"attributes", {{"first_name", "Ada"}, {"cups", 2}}}};
  const Json stranger = {{"external_user_id", "stranger"}, {"attributes", {{"cups", 1}}}};
  const auto answer =
      workspace.call("POST", "/campaigns/trigger/send",
                     {{"campaign_id", "triggered"}, {"recipients", {new_user, stranger}}});
  ASSERT_EQ(answer.status, 201) << answer.body;
  const Json profile = workspace.profile("new");
  EXPECT_EQ(profile.value("first_name", ""), "Ada");
  EXPECT_EQ(profile.at("custom_attributes").at("cups"), 2);
  EXPECT_TRUE(workspace.profile("stranger").is_null());
  EXPECT_EQ(counted("triggered"), 1);
}

TEST_F(Messages, PropertiesOfTheLastEntryOfARecipientGoBeforeThoseOfTheCall) {
  workspace.track({{"attributes", {{{"external_id", "ada"}}}}});
  const auto entry = [](int cups) {
    return Json{{"external_user_id", "ada"}, {"trigger_properties", {{"cups", cups}}}};
  };
  const auto answer = workspace.call("POST", "/campaigns/trigger/send",
                                     {{"campaign_id", "triggered"},
                                      {"trigger_properties", {{"cups", 0}, {"shop", "north"}}},
                                      {"recipients", {entry(1), entry(2)}}});
  ASSERT_EQ(answer.status, 201) << answer.body;
  const Json recipients = rows(kDispatches).at(0).at("recipients");
  ASSERT_EQ(recipients.size(), 1u);
  EXPECT_EQ(recipients[0].at("trigger_properties"), Json({{"cups", 2}, {"shop", "north"}}));
}

TEST_F(Messages, EmailNamesTheUserThatThePrioritizationLeaves) {
  workspace.track({{"attributes",
                    {{{"external_id", "first"}, {"email", "two@example.com"}},
                     {{"external_id", "second"}, {"email", "two@example.com"}}}}});
  const auto reached = [&](const Json& prioritization) {
    const auto answer = workspace.call(
        "POST", "/campaigns/trigger/send",
        {{"campaign_id", "triggered"},
         {"recipients", {{{"email", "two@example.com"}, {"prioritization", prioritization}}}}});
    EXPECT_EQ(answer.status, 201) << answer.body;
    return rows(kDispatches).back().at("recipients");
  };
  EXPECT_EQ(reached({"most_recently_updated"})[0].at("external_user_id"), "second");
  EXPECT_TRUE(reached({"identified"}).empty());
}

TEST_F(Messages, TriggerOfAnUnknownCampaignOrCanvasIsRefused) {
  const Json recipients = {{{"external_user_id", "ada"}}};
  const auto campaign = workspace.call("POST", "/campaigns/trigger/send",
                                       {{"campaign_id", "none"}, {"recipients", recipients}});
  EXPECT_EQ(campaign.status, 400);
  EXPECT_EQ(campaign.body.at("message"), "Invalid Campaign ID");
  const auto canvas = workspace.call("POST", "/canvas/trigger/send",
                                     {{"canvas_id", "none"}, {"recipients", recipients}});
  EXPECT_EQ(canvas.status, 400);
  EXPECT_EQ(canvas.body.at("message"), "canvas_id must be a string of the Canvas api identifier");
}

TEST_F(Messages, InactiveCanvasIsANoticeOfASuccessThatEntersNobody) {
  for (const auto& [canvas, text] :
       {std::pair("paused", "The Canvas is paused"), {"archived", "The Canvas is archived"}}) {
    const auto answer = workspace.call("POST", "/canvas/trigger/send",
                                       {{"canvas_id", canvas},
                                        {"recipients",
                                         {{{"external_user_id", "new"},
                                           {"send_to_existing_only", false},
                                           {"attributes", {{"cups", 1}}}}}}});
    ASSERT_EQ(answer.status, 201) << answer.body;
    EXPECT_TRUE(answer.body.value("notice", "").starts_with(text)) << answer.body;
  }
  EXPECT_TRUE(workspace.profile("new").is_null());
  EXPECT_TRUE(rows(kDispatches).empty());
  const auto active =
      workspace.call("POST", "/canvas/trigger/send",
                     {{"canvas_id", "canvas"}, {"recipients", {{{"external_user_id", "ada"}}}}});
  EXPECT_FALSE(active.body.contains("notice")) << active.body;
}

TEST_F(Messages, PausedCampaignSendsNothing) {
  workspace.track({{"attributes", {{{"external_id", "ada"}}}}});
  const auto answer =
      workspace.call("POST", "/campaigns/trigger/send",
                     {{"campaign_id", "paused"}, {"recipients", {{{"external_user_id", "ada"}}}}});
  EXPECT_EQ(answer.status, 201) << answer.body;
  EXPECT_EQ(counted("paused"), 0);
}

TEST_F(Messages, CopyIsADraftWithTheNamesOfTheCall) {
  const auto answer = workspace.call(
      "POST", "/campaigns/duplicate",
      {{"campaign_id", "triggered"}, {"name", "Shipped again"}, {"tag_names", "spring"}});
  ASSERT_EQ(answer.status, 202) << answer.body;
  const Json copy = rows(kCampaigns).back();
  EXPECT_EQ(copy.at("name"), "Shipped again");
  EXPECT_EQ(copy.at("tags"), Json({"spring"}));
  EXPECT_EQ(copy.at("draft"), true);
  EXPECT_NE(copy.at("id"), "triggered");
  EXPECT_EQ(
      workspace.call("POST", "/canvas/duplicate", {{"canvas_id", "canvas"}, {"name", "B"}}).status,
      202);
  EXPECT_EQ(rows(kCanvases).back().at("name"), "B");
}

TEST_F(Messages, CopyOfSomethingUnknownIsRefused) {
  EXPECT_EQ(workspace.call("POST", "/campaigns/duplicate", {{"campaign_id", "none"}, {"name", "B"}})
                .status,
            400);
  EXPECT_EQ(rows(kCampaigns).size(), 3u);
}

}  // namespace
}  // namespace brazecheck::mock
