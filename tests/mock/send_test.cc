#include <gtest/gtest.h>

#include "mock/messaging.h"
#include "mock/server.h"
#include "workspace.h"

namespace brazecheck::mock {
namespace {

class Sends : public testing::Test {
 protected:
  Sends() : workspace([](EmulatorOptions* options) { options->fixtures = default_fixtures(); }) {
    const auto supplies = default_supplies();
    api = supplies.at("api_campaign_id");
    variation = supplies.at("message_variation_id");
    transactional = supplies.at("transactional_campaign_id");
    workspace.track({{"attributes", {{{"external_id", "ada"}}}}});
  }

  Workspace::Answer send_receipt(const Json& body, const std::string& campaign) {
    return workspace.call("POST", "/transactional/v1/campaigns/" + campaign + "/send", body);
  }
  Workspace::Answer send_receipt(const Json& body) { return send_receipt(body, transactional); }
  Json series(const std::string& send_id, const std::string& rest = "&length=30") {
    const auto answer = workspace.call(
        "GET", "/sends/data_series?campaign_id=" + api + "&send_id=" + send_id + rest);
    EXPECT_EQ(answer.status, 200) << answer.body;
    return answer.body.value("data", Json());
  }
  void send_email(const std::string& send_id) {
    const auto answer = workspace.call("POST", "/messages/send",
                                       {{"external_user_ids", {"ada"}},
                                        {"campaign_id", api},
                                        {"send_id", send_id},
                                        {"messages",
                                         {{"email",
                                           {{"app_id", default_supplies().at("app_id")},
                                            {"from", "Tea Shop <hello@shop.example.com>"},
                                            {"subject", "Ready"},
                                            {"body", "Come and fetch it"},
                                            {"message_variation_id", variation}}}}}});
    EXPECT_EQ(answer.status, 201) << answer.body;
  }
  std::size_t dispatches() {
    std::size_t count = 0;
    workspace.emulator().store().with_state(
        [&](State& state) { count = state.table(kDispatches).size(); });
    return count;
  }
  /// Changes the document of the transactional campaign.
  void set(const char* name, const Json& value) {
    workspace.emulator().store().with_state([&](State& state) {
      Json document = *state.table(kCampaigns).find(transactional);
      document[name] = value;
      state.table(kCampaigns).put(transactional, document);
    });
  }

  Workspace workspace;
  std::string api, variation, transactional;
};

TEST_F(Sends, IdOfOnesOwnComesBackAndOneIsMadeWhereNoneIsSent) {
  const Json own = {{"campaign_id", api}, {"send_id", "autumn 1"}};
  for (int i = 0; i < 2; ++i) {
    const auto answer = workspace.call("POST", "/sends/id/create", own);
    ASSERT_EQ(answer.status, 201) << answer.body;
    EXPECT_EQ(answer.body, Json({{"message", "success"}, {"send_id", "autumn 1"}}));
  }
  const auto made = workspace.call("POST", "/sends/id/create", {{"campaign_id", api}});
  EXPECT_FALSE(made.body.value("send_id", "").empty());
}

TEST_F(Sends, IdForACampaignThatIsNoneOfTheApiIsRefused) {
  for (const std::string& campaign : {std::string("none"), transactional}) {
    const auto answer = workspace.call("POST", "/sends/id/create", {{"campaign_id", campaign}});
    EXPECT_EQ(answer.status, 400) << answer.body;
    EXPECT_EQ(answer.body.at("message"), "Invalid Campaign ID");
  }
}

TEST_F(Sends, SeriesShowsWhatWasSentUnderTheIdThatDay) {
  ASSERT_EQ(
      workspace.call("POST", "/sends/id/create", {{"campaign_id", api}, {"send_id", "a"}}).status,
      201);
  EXPECT_EQ(series("a").size(), 1u);
  send_email("a");
  send_email("other");
  const Json data = series("a");
  ASSERT_EQ(data.size(), 1u);
  EXPECT_EQ(data[0].at("time"), "2026-03-01");
  EXPECT_EQ(data[0].at("unique_recipients"), 1);
  const Json& email = data[0].at("messages").at("email");
  ASSERT_EQ(email.size(), 1u);
  EXPECT_EQ(email[0].at("variation_api_id"), variation);
  EXPECT_EQ(email[0].at("sent"), 1);
  EXPECT_TRUE(email[0].at("revenue").is_number_float());
}

TEST_F(Sends, SeriesEndsAtTheDayAskedForAndHoldsAtMostItsLength) {
  const std::string send_id = default_supplies().at("send_id");
  EXPECT_EQ(series(send_id).size(), 7u);
  const Json two = series(send_id, "&length=2&ending_at=2026-02-25T12:00:00Z");
  ASSERT_EQ(two.size(), 2u);
  EXPECT_EQ(two[0].at("time"), "2026-02-24");
  EXPECT_EQ(two[0].at("unique_recipients"), 412);
  EXPECT_EQ(two[1].at("unique_recipients"), 388);
  EXPECT_GT(two[1].at("messages").at("email")[0].at("sent"), 0);
}

TEST_F(Sends, StatisticsAreGoneFourteenDaysAfterwards) {
  ASSERT_EQ(
      workspace.call("POST", "/sends/id/create", {{"campaign_id", api}, {"send_id", "a"}}).status,
      201);
  send_email("a");
  workspace.now = *parse_time("2026-03-15T23:59:00Z");
  EXPECT_EQ(series("a").at(0).at("unique_recipients"), 1);
  workspace.now = *parse_time("2026-03-16T00:00:00Z");
  EXPECT_EQ(series("a").at(0).at("unique_recipients"), 0);
}

TEST_F(Sends, SeriesOfASendThatNobodyCreatedIsEmptyAndOfAnUnknownCampaignRefused) {
  EXPECT_EQ(series("never"), Json::array());
  EXPECT_EQ(workspace.call("GET", "/sends/data_series?campaign_id=none&send_id=a&length=1").status,
            400);
}

TEST_F(Sends, TransactionalAnswersWithWhatBecomesOfTheMessage) {
  const auto answer = send_receipt(
      {{"external_send_id", "b3JkZXI="}, {"recipient", {{"external_user_id", "ada"}}}});
  ASSERT_EQ(answer.status, 201) << answer.body;
  EXPECT_EQ(answer.body.at("status"), "sent");
  EXPECT_EQ(answer.body.at("dispatch_id").get<std::string>().size(), 32u);
  const Json& metadata = answer.body.at("metadata");
  EXPECT_EQ(metadata.at("campaign_api_id"), transactional);
  EXPECT_EQ(metadata.at("external_send_id"), "b3JkZXI=");
  EXPECT_EQ(metadata.at("received_at"), "2026-03-01T12:00:30.250+00:00");
  EXPECT_FALSE(answer.body.contains("message"));
}

TEST_F(Sends, TransactionalWithOneExternalSendIdSendsOnceIn24Hours) {
  const Json body = {{"external_send_id", "order-1"}, {"recipient", {{"external_user_id", "ada"}}}};
  const auto first = send_receipt(body);
  workspace.now += std::chrono::hours(24) - std::chrono::milliseconds(1);
  EXPECT_EQ(send_receipt(body).body, first.body);
  EXPECT_EQ(dispatches(), 1u);
  workspace.now += std::chrono::milliseconds(1);
  EXPECT_NE(send_receipt(body).body, first.body);
  EXPECT_EQ(dispatches(), 2u);
}

TEST_F(Sends, TransactionalCreatesAnUnknownUserFromAttributesAlone) {
  EXPECT_EQ(send_receipt({{"recipient", {{"external_user_id", "bare"}}}}).status, 201);
  EXPECT_TRUE(workspace.profile("bare").is_null());
  EXPECT_EQ(send_receipt(
                {{"recipient",
                  {{"external_user_id", "new"}, {"attributes", {{"email", "new@example.com"}}}}}})
                .status,
            201);
  EXPECT_EQ(workspace.profile("new").at("email"), "new@example.com");
}

TEST_F(Sends, TransactionalIsRefusedForEveryCampaignThatDoesNotFit) {
  const Json body = {{"recipient", {{"external_user_id", "ada"}}}};
  const auto refusal = [&](const std::string& campaign) {
    const auto answer = send_receipt(body, campaign);
    EXPECT_EQ(answer.status, 400) << answer.body;
    return answer.body.value("message", "");
  };
  EXPECT_EQ(refusal("no-campaign-id"),
            "campaign_id must be a string of the campaign api identifier");
  EXPECT_EQ(refusal("00000000-0000-4000-8000-000000000000"), "Campaign does not exist");
  EXPECT_TRUE(refusal(api).starts_with("The campaign is not a transactional campaign."));
  set("enabled", false);
  EXPECT_TRUE(refusal(transactional).starts_with("The campaign is paused."));
  set("archived", true);
  EXPECT_TRUE(refusal(transactional).starts_with("The campaign is archived."));
  EXPECT_EQ(dispatches(), 0u);
}

TEST_F(Sends, TransactionalEventsArePostedWhereTheCampaignHasAUrl) {
  set("postback_url", "https://events.example.com/braze");
  const auto answer =
      send_receipt({{"external_send_id", "x1"}, {"recipient", {{"external_user_id", "ada"}}}});
  const auto posted = workspace.emulator().store().take_outbox();
  ASSERT_EQ(posted.size(), 3u);
  EXPECT_EQ(posted[0].body.at("status"), "sent");
  EXPECT_EQ(posted[2].body.at("status"), "delivered");
  for (const Outgoing& event : posted) {
    EXPECT_EQ(event.url, "https://events.example.com/braze");
    EXPECT_EQ(event.body.at("dispatch_id"), answer.body.at("dispatch_id"));
    EXPECT_EQ(event.body.at("metadata").at("external_send_id"), "x1");
  }
}

}  // namespace
}  // namespace brazecheck::mock
