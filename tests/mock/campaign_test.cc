#include <gtest/gtest.h>

#include <set>

#include "mock/json_view.h"
#include "mock/server.h"
#include "workspace.h"

namespace brazecheck::mock {
namespace {

constexpr int kCampaigns = 230;  // more than two pages

/// Campaigns c0, c1, …, the later the newer; every fifth is archived.
Json many_campaigns() {
  Json rows = Json::array();
  // The newest stands first in the table: the order of a list is that of creation.
  for (int i = kCampaigns - 1; i >= 0; --i) {
    const std::string id = "c" + std::to_string(i);
    const Time created = *parse_time("2025-01-01T00:00:00Z") + std::chrono::hours(i);
    rows.push_back({{"id", id},
                    {"document",
                     {{"id", id},
                      {"name", "Campaign " + std::to_string(i)},
                      {"created_at", to_export_time(created)},
                      {"updated_at", to_export_time(created + std::chrono::minutes(30))},
                      {"archived", i % 5 == 0},
                      {"api", i % 2 == 0},
                      {"tags", {"t"}}}}});
  }
  return {{"tables", {{"campaigns", std::move(rows)}}}};
}

Json ids(const Json& body) {
  Json list = Json::array();
  for (const Json& campaign : body.at("campaigns")) list.push_back(campaign.at("id"));
  return list;
}

class CampaignListTest : public testing::Test {
 protected:
  Json list(const std::string& query) {
    const auto answer = workspace.call("GET", "/campaigns/list" + query);
    EXPECT_EQ(answer.status, 200) << answer.body;
    return answer.body;
  }
  Workspace workspace{[](EmulatorOptions* options) { options->fixtures = many_campaigns(); }};
};

TEST_F(CampaignListTest, PagesHoldEveryCampaignOnceOldestFirst) {
  Json all = Json::array();
  for (int page = 0;; ++page) {
    const Json shown = ids(list("?include_archived=true&page=" + std::to_string(page)));
    if (shown.empty()) break;
    for (const Json& id : shown) all.push_back(id);
    ASSERT_LT(page, 10);
  }
  ASSERT_EQ(all.size(), kCampaigns);
  for (int i = 0; i < kCampaigns; ++i) {
    EXPECT_EQ(all.at(static_cast<std::size_t>(i)), "c" + std::to_string(i));
  }
}

TEST_F(CampaignListTest, WithoutPageTheFirstOneIsGivenAndPastTheEndNone) {
  EXPECT_EQ(list(""), list("?page=0"));
  EXPECT_EQ(list("?page=9999999999").at("campaigns"), Json::array());
}

TEST_F(CampaignListTest, DescIsTheReverseOrder) {
  const Json newest = ids(list("?include_archived=true&sort_direction=desc"));
  EXPECT_EQ(newest.at(0), "c229");
  EXPECT_EQ(newest.at(1), "c228");
}

TEST_F(CampaignListTest, ArchivedOnesAreListedOnRequestOnly) {
  EXPECT_EQ(ids(list("")).at(0), "c1");
  EXPECT_EQ(ids(list("?include_archived=false")).at(0), "c1");
  EXPECT_EQ(ids(list("?include_archived=true")).at(0), "c0");
}

TEST_F(CampaignListTest, OnlyWhatWasEditedLaterIsListed) {
  // c200 was edited at 08:30 on the ninth day.
  const Json later = ids(list("?include_archived=true&last_edit.time[gt]=2025-01-09T08:30:00"));
  EXPECT_EQ(later.at(0), "c201");
  EXPECT_EQ(later.size(), 29u);
  // The same moment with an offset of one digit.
  EXPECT_EQ(ids(list("?include_archived=true&last_edit.time[gt]=2025-01-09T03:30:00-5:00")), later);
}

TEST_F(CampaignListTest, EntriesHaveTheObservedFormOfTimes) {
  const Json entry = list("").at("campaigns").at(0);
  EXPECT_EQ(entry, Json({{"id", "c1"},
                         {"name", "Campaign 1"},
                         {"last_edited", "2025-01-01T01:30:00+00:00"},
                         {"is_api_campaign", false},
                         {"tags", {"t"}}}));
}

TEST_F(CampaignListTest, BrokenParametersAreRefused) {
  for (const char* query : {"?page=-1", "?page=x", "?sort_direction=up", "?include_archived=maybe",
                            "?last_edit.time[gt]=yesterday"}) {
    EXPECT_EQ(workspace.call("GET", std::string("/campaigns/list") + query).status, 400) << query;
  }
}

class CampaignTest : public testing::Test {
 protected:
  CampaignTest() {
    campaign = default_supplies().at("campaign_id");
    variation = default_supplies().at("message_variation_id");
  }
  Json details(const std::string& more = "") {
    const auto answer = workspace.call("GET", "/campaigns/details?campaign_id=" + campaign + more);
    EXPECT_EQ(answer.status, 200) << answer.body;
    return answer.body;
  }
  Json series(const std::string& query) {
    const auto answer =
        workspace.call("GET", "/campaigns/data_series?campaign_id=" + campaign + query);
    EXPECT_EQ(answer.status, 200) << answer.body;
    return answer.body.at("data");
  }
  Workspace workspace{[](EmulatorOptions* options) { options->fixtures = default_fixtures(); }};
  std::string campaign, variation;
};

TEST_F(CampaignTest, EveryListedCampaignHasDetailsWithItsNameAndTags) {
  const Json listed = workspace.call("GET", "/campaigns/list?include_archived=true").body;
  ASSERT_GT(listed.at("campaigns").size(), 2u);
  for (const Json& entry : listed.at("campaigns")) {
    const auto shown = workspace.call(
        "GET", "/campaigns/details?campaign_id=" + entry.at("id").get<std::string>());
    ASSERT_EQ(shown.status, 200);
    EXPECT_EQ(shown.body.at("name"), entry.at("name"));
    EXPECT_EQ(shown.body.at("tags"), entry.at("tags"));
    EXPECT_EQ(shown.body.at("updated_at"), entry.at("last_edited"));
  }
}

TEST_F(CampaignTest, ChangesSinceTheLaunchAreShownOnRequest) {
  const Json live = details();
  const Json draft = details("&post_launch_draft_version=true");
  EXPECT_EQ(live.at("has_post_launch_draft"), true);
  EXPECT_NE(live.at("messages").at(variation).at("subject"),
            draft.at("messages").at(variation).at("subject"));
  EXPECT_EQ(live.at("messages").at(variation).at("body"),
            draft.at("messages").at(variation).at("body"));
}

TEST_F(CampaignTest, WhetherTextsCanBeTranslatedIsSaidOnRequest) {
  const Json shown = details().at("messages");
  for (const Json& message : shown) {
    EXPECT_FALSE(message.contains("has_translatable_content"));
  }
  const Json messages = details("&include_has_translatable_content=true").at("messages");
  EXPECT_EQ(messages.at(variation).at("has_translatable_content"), true);
  int others = 0;
  for (const auto& [id, message] : messages.items()) {
    if (id != variation) others += is_false(message.at("has_translatable_content")) ? 1 : 0;
  }
  EXPECT_EQ(others, static_cast<int>(messages.size()) - 1);
}

TEST_F(CampaignTest, WhatTheEmulatorKeepsForItselfIsNotShown) {
  const Json shown = details();
  EXPECT_FALSE(shown.contains("per_day"));
  EXPECT_FALSE(shown.contains("post_launch_draft"));
  for (const char* own : {"links", "share", "variation_name"}) {
    EXPECT_FALSE(shown.at("messages").at(variation).contains(own)) << own;
  }
}

TEST_F(CampaignTest, AnUnknownCampaignIsRefused) {
  for (const char* path : {"/campaigns/details?campaign_id=nobody",
                           "/campaigns/data_series?length=3&campaign_id=nobody"}) {
    const auto answer = workspace.call("GET", path);
    EXPECT_EQ(answer.status, 400) << path;
    EXPECT_TRUE(answer.body.at("message").is_string());
  }
}

TEST_F(CampaignTest, ASeriesEndsWithTheDayOfEndingAt) {
  const Json data = series("&length=3&ending_at=2026-02-10T23:59:59Z");
  ASSERT_EQ(data.size(), 3u);
  EXPECT_EQ(data.at(0).at("time"), "2026-02-08");
  EXPECT_EQ(data.at(2).at("time"), "2026-02-10");
  EXPECT_EQ(series("&length=1").at(0).at("time"), "2026-03-01");
}

TEST_F(CampaignTest, ASeriesIsTheSameEachTimeAndInEveryWorkspace) {
  const std::string query = "&length=20&ending_at=2026-02-10";
  const Json data = series(query);
  EXPECT_EQ(series(query), data);
  Workspace other([](EmulatorOptions* options) {
    options->fixtures = default_fixtures();
    options->seed = 99;
  });
  EXPECT_EQ(
      other.call("GET", "/campaigns/data_series?campaign_id=" + campaign + query).body.at("data"),
      data);
}

TEST_F(CampaignTest, NothingIsCountedBeforeTheCampaignWasMadeOrAfterNow) {
  for (const char* end : {"2024-06-01", "2030-01-01"}) {
    const Json data = series(std::string("&length=2&ending_at=") + end);
    for (const Json& day : data) EXPECT_EQ(day.at("unique_recipients"), 0) << day;
  }
}

TEST_F(CampaignTest, CountersAreWholeAndRevenueHasAFraction) {
  const Json day = series("&length=1&ending_at=2026-02-10").at(0);
  EXPECT_TRUE(day.at("revenue").is_number_float());
  const Json email = day.at("messages").at("email").at(0);
  EXPECT_EQ(email.at("variation_api_id"), variation);
  EXPECT_GT(email.at("sent").get<int>(), 0);
  for (const char* name : {"sent", "opens", "machine_open", "machine_amp_open", "conversions"}) {
    EXPECT_TRUE(email.at(name).is_number_integer()) << name;
    EXPECT_LE(email.at(name).get<int>(), email.at("sent").get<int>()) << name;
  }
}

TEST_F(CampaignTest, AControlGroupIsEnrolledAndGetsNothing) {
  const Json day = series("&length=1&ending_at=2026-02-10").at(0);
  const Json control = day.at("messages").at("email").back();
  EXPECT_EQ(control.at("variation_name"), "Control Group");
  EXPECT_TRUE(control.at("enrolled").is_number_integer());
  EXPECT_FALSE(control.contains("sent"));
  EXPECT_FALSE(control.contains("opens"));
}

TEST_F(CampaignTest, TheListOfTextMessagesStandsBesideEmailEvenWhenEmpty) {
  const Json listed = workspace.call("GET", "/campaigns/list").body.at("campaigns");
  std::string welcome;
  for (const Json& entry : listed) {
    if (entry.at("name") == "Welcome") welcome = entry.at("id");
  }
  const Json data =
      workspace.call("GET", "/campaigns/data_series?length=1&campaign_id=" + welcome).body;
  EXPECT_EQ(data.at("data").at(0).at("messages").at("sms"), Json::array());
}

TEST_F(CampaignTest, WhatIsSentCountsOnItsDay) {
  const Json before = series("&length=2");
  workspace.track({{"attributes", {{{"external_id", "ann"}, {"email", "ann@example.com"}}}}});
  workspace.emulator().store().with_state(
      [&](State& state) { state.activity.add("sends", campaign, "", workspace.now, 7); });
  const Json after = series("&length=2");
  EXPECT_EQ(after.at(0), before.at(0));
  const auto sent = [&](const Json& day) {
    return day.at("messages").at("email").at(0).at("sent").get<int>();
  };
  EXPECT_EQ(sent(after.at(1)), sent(before.at(1)) + 7);
  EXPECT_EQ(after.at(1).at("unique_recipients").get<int>(),
            before.at(1).at("unique_recipients").get<int>() + 7);
}

TEST_F(CampaignTest, LinkAliasesAreThoseOfTheVariation) {
  const std::string path =
      "/campaigns/url_info/details?campaign_id=" + campaign + "&message_variation_id=" + variation;
  const Json all = workspace.call("GET", path).body;
  EXPECT_EQ(all.at("channel"), "email");
  ASSERT_EQ(all.at("link_data").size(), 2u);
  const std::string id = all.at("link_data").at(1).at("link_id");
  const Json one = workspace.call("GET", path + "&includes_link_id=" + id).body;
  ASSERT_EQ(one.at("link_data").size(), 1u);
  EXPECT_EQ(one.at("link_data").at(0), all.at("link_data").at(1));
  EXPECT_EQ(workspace.call("GET", path + "&includes_link_id=none").body.at("link_data"),
            Json::array());
}

TEST_F(CampaignTest, LinkAliasesOfUnknownThingsAreRefusedWithTheDocumentedTexts) {
  const std::string path = "/campaigns/url_info/details?campaign_id=";
  const auto no_campaign = workspace.call("GET", path + "x&message_variation_id=" + variation);
  EXPECT_EQ(no_campaign.status, 400);
  EXPECT_EQ(no_campaign.body.at("message"), "Missing/Invalid Campaign ID");
  const auto no_variation = workspace.call("GET", path + campaign + "&message_variation_id=x");
  EXPECT_EQ(no_variation.status, 400);
  EXPECT_EQ(no_variation.body.at("message"), "Missing/Invalid Message Variant ID");
}

TEST_F(CampaignTest, AFaultThatOverlooksTheIdStillGetsAnAnswer) {
  workspace.emulator().set_faults({"accept:campaigns.details/query.campaign_id-required"});
  EXPECT_EQ(workspace.call("GET", "/campaigns/details").status, 400);
}

}  // namespace
}  // namespace brazecheck::mock
