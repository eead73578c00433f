#include <gtest/gtest.h>

#include "mock/server.h"
#include "workspace.h"

namespace brazecheck::mock {
namespace {

// Campaigns and Canvases as a fixture of a dashboard has them.
Json dashboard() {
  const auto row = [](const char* id, Json document) {
    document.update({{"id", id}, {"archived", false}, {"enabled", true}, {"draft", false}});
    return Json{{"id", id}, {"document", std::move(document)}};
  };
  return {
      {"tables",
       {{"apps", {{{"id", "app"}, {"document", {{"id", "app"}, {"name", "App"}}}}}},
        {"campaigns",
         {row("shipped", {{"name", "Shipped"},
                          {"type", "api_triggered"},
                          {"message_variations", {"v1", "v2"}},
                          {"messages", {{"v1", {{"channel", "email"}, {"name", "Parcel"}}}}}}),
          row("notices", {{"name", "Notices"},
                          {"type", "api"},
                          {"message_variations", {"n1", "n2"}},
                          {"messages", {{"n2", {{"channel", "webhook"}, {"name", "Hook"}}}}}})}},
        {"canvases",
         {row("welcome", {{"name", "Welcome"},
                          {"variants", {{{"name", "Variant A"}, {"first_step_ids", {"s1"}}}}},
                          {"steps", {{{"id", "s1"}, {"name", "Hello"}}}}})}}}}};
}

class Received : public testing::Test {
 protected:
  Received() : workspace([](EmulatorOptions* options) { options->fixtures = dashboard(); }) {
    workspace.track({{"attributes", {{{"external_id", "ada"}, {"shop", "north"}}}}});
    workspace.track({{"attributes", {{{"external_id", "ben"}, {"shop", "south"}}}}});
  }
  void send(std::string_view path, const Json& body) {
    const auto answer = workspace.call("POST", path, body);
    ASSERT_EQ(answer.status, 201) << answer.body;
  }
  Workspace workspace;
};

TEST_F(Received, CampaignsOfRecipientsStandOnTheirProfilesOnceEach) {
  EXPECT_FALSE(workspace.profile("ada").contains("campaigns_received"));
  const Json body = {{"campaign_id", "shipped"}, {"recipients", {{{"external_user_id", "ada"}}}}};
  send("/campaigns/trigger/send", body);
  workspace.now += std::chrono::hours(1);
  send("/campaigns/trigger/send", body);
  const Json received = workspace.profile("ada").at("campaigns_received");
  ASSERT_EQ(received.size(), 1u) << received;
  EXPECT_EQ(received[0].at("api_campaign_id"), "shipped");
  EXPECT_EQ(received[0].at("name"), "Shipped");
  EXPECT_EQ(received[0].at("variation_api_id"), "v1");
  EXPECT_EQ(received[0].at("variation_name"), "Parcel");
  EXPECT_EQ(received[0].at("last_received"), to_export_time(workspace.now));
  EXPECT_FALSE(workspace.profile("ben").contains("campaigns_received"));
}

TEST_F(Received, MessagesOfARequestCountForTheVariationThatTheyName) {
  send("/messages/send", {{"campaign_id", "notices"},
                          {"external_user_ids", {"ada"}},
                          {"messages",
                           {{"webhook",
                             {{"url", "https://hooks.example.com/x"},
                              {"request_method", "POST"},
                              {"message_variation_id", "n2"}}}}}});
  const Json received = workspace.profile("ada").at("campaigns_received");
  ASSERT_EQ(received.size(), 1u) << received;
  EXPECT_EQ(received[0].at("variation_api_id"), "n2");
  EXPECT_EQ(received[0].at("variation_name"), "Hook");
}

TEST_F(Received, WhoEntersACanvasGetsItsFirstStep) {
  send("/canvas/trigger/send",
       {{"canvas_id", "welcome"}, {"recipients", {{{"external_user_id", "ada"}}}}});
  const Json entered = workspace.profile("ada").at("canvases_received");
  ASSERT_EQ(entered.size(), 1u) << entered;
  EXPECT_EQ(entered[0].at("api_canvas_id"), "welcome");
  EXPECT_EQ(entered[0].at("variation_name"), "Variant A");
  EXPECT_EQ(entered[0].at("last_entered"), to_export_time(workspace.now));
  ASSERT_EQ(entered[0].at("steps_received").size(), 1u);
  EXPECT_EQ(entered[0].at("steps_received")[0].at("api_canvas_step_id"), "s1");
}

TEST_F(Received, AnAudienceGetsItAndNobodyElse) {
  send("/campaigns/trigger/send", {{"campaign_id", "shipped"},
                                   {"broadcast", true},
                                   {"audience",
                                    {{"AND",
                                      {{{"custom_attribute",
                                         {{"custom_attribute_name", "shop"},
                                          {"comparison", "equals"},
                                          {"value", "north"}}}}}}}}});
  EXPECT_TRUE(workspace.profile("ada").contains("campaigns_received"));
  EXPECT_FALSE(workspace.profile("ben").contains("campaigns_received"));
}

TEST_F(Received, ABroadcastIsAnsweredWithTheSendIdThatItNames) {
  const auto answer =
      workspace.call("POST", "/campaigns/trigger/send",
                     {{"campaign_id", "shipped"}, {"broadcast", true}, {"send_id", "spring"}});
  ASSERT_EQ(answer.status, 201) << answer.body;
  EXPECT_EQ(answer.body.at("send_id"), "spring");
}

TEST(DefaultFixtures, ListsHaveMoreThanOnePage) {
  Workspace workspace([](EmulatorOptions* options) { options->fixtures = default_fixtures(); });
  for (const auto& [path, entries] :
       {std::pair("/campaigns/list", "campaigns"), std::pair("/canvas/list", "canvases"),
        std::pair("/segments/list", "segments"), std::pair("/feed/list", "cards")}) {
    const auto first = workspace.call("GET", std::string(path) + "?page=0");
    const auto second = workspace.call("GET", std::string(path) + "?page=1");
    ASSERT_EQ(second.status, 200) << path;
    EXPECT_GT(first.body.at(entries).size(), second.body.at(entries).size()) << path;
    EXPECT_FALSE(second.body.at(entries).empty()) << path;
  }
}

}  // namespace
}  // namespace brazecheck::mock
