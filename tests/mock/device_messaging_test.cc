#include <gtest/gtest.h>

#include "workspace.h"

namespace brazecheck::mock {
namespace {

Json banner(const std::string& id, Json more) {
  more["id"] = id;
  return {{"id", id}, {"document", std::move(more)}};
}

class BannersTest : public testing::Test {
 protected:
  Workspace::Answer sync(const std::string& user, const Json& placements,
                         const std::string& app_id = "app-1") {
    return workspace.call("POST", "/v1/device-messaging/banners/sync",
                          {{"external_user_id", user},
                           {"app_id", app_id},
                           {"app_version", "1.0"},
                           {"placements", placements}});
  }
  Workspace::Answer track(const std::string& user, const Json& events,
                          const std::string& app_id = "app-1") {
    return workspace.call("POST", "/v1/device-messaging/banners/track",
                          {{"external_user_id", user},
                           {"app_id", app_id},
                           {"app_version", "1.0"},
                           {"events", events}});
  }
  static Json event(const std::string& id, const std::string& type) {
    return {{"id", id}, {"event_type", type}, {"timestamp", "2026-03-01T12:00:00Z"}};
  }
  Json shown(const std::string& user, const std::string& placement) {
    const auto answer = sync(user, Json::array({placement}));
    EXPECT_EQ(answer.status, 200) << answer.body;
    const Json& banner = answer.body.at("banners").at(placement);
    return banner.is_null() ? banner : banner.at("id");
  }

  Workspace workspace{[](EmulatorOptions* options) {
    const Json title = {{"title", {{"type", "string"}, {"value", "Sale"}}}};
    options->fixtures = {
        {"tables",
         {{"apps", {{{"id", "app-1"}, {"document", {{"id", "app-1"}, {"name", "Shop"}}}}}},
          {"banners",
           {banner("for-ada",
                   {{"placements", {"top"}}, {"properties", title}, {"external_ids", {"ada"}}}),
            banner("first", {{"placements", {"top"}}, {"properties", title}}),
            banner("always", {{"placements", {"top", "cart"}},
                              {"properties", nullptr},
                              {"is_control", true},
                              {"after_dismissal", true}}),
            // 2026-03-01T12:00:00Z, half a minute ago
            banner("expired", {{"placements", {"end"}}, {"expires_at", 1772366400}}),
            banner(
                "short",
                {{"placements", {"end"}}, {"properties", title}, {"expires_at", 1772366460}})}}}}};
  }};
};

TEST_F(BannersTest, EveryPlacementIsAnsweredWithItsBannerOrNull) {
  const auto answer = sync("bob", {"top", "cart", "nowhere"});
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.body,
            Json({{"banners",
                   {{"top",
                     {{"id", "first"},
                      {"placement_id", "top"},
                      {"is_control", false},
                      {"is_test_send", false},
                      {"expires_at", -1},
                      {"properties", {{"title", {{"type", "string"}, {"value", "Sale"}}}}}}},
                    {"cart",
                     {{"id", "always"},
                      {"placement_id", "cart"},
                      {"is_control", true},
                      {"is_test_send", false},
                      {"expires_at", -1},
                      {"properties", nullptr}}},
                    {"nowhere", nullptr}}}}));
}

TEST_F(BannersTest, ABannerGoesToItsAudienceUntilItExpires) {
  EXPECT_EQ(shown("ada", "top"), "for-ada");
  EXPECT_EQ(shown("bob", "top"), "first");
  EXPECT_EQ(shown("bob", "end"), "short");
  workspace.now += std::chrono::minutes(1);
  EXPECT_EQ(shown("bob", "end"), nullptr);
}

TEST_F(BannersTest, ADismissedBannerGivesWayToTheNext) {
  const auto tracked = track("bob", {event("first", "impression"), event("first", "dismiss")});
  EXPECT_EQ(tracked.status, 202);
  EXPECT_EQ(tracked.body, Json({{"events_processed", 2}, {"message", "success"}}));
  EXPECT_EQ(shown("bob", "top"), "always");
  EXPECT_EQ(shown("cleo", "top"), "first");
  // A campaign may allow its Banner again.
  EXPECT_EQ(track("bob", Json::array({event("always", "dismiss")})).status, 202);
  EXPECT_EQ(shown("bob", "top"), "always");
}

TEST_F(BannersTest, FaultyEventsAreNamedAndTheOthersProcessed) {
  Json timeless = event("first", "dismiss");
  timeless.erase("timestamp");
  const auto answer = track("bob", {timeless, event("first", "click"), event("first", "seen")});
  EXPECT_EQ(answer.status, 202);
  EXPECT_EQ(answer.body.at("events_processed"), 1);
  EXPECT_EQ(
      answer.body.at("errors"),
      Json::array({{{"type", "'timestamp' is required"}, {"index", 0}},
                   {{"type", "Invalid event_type. Valid types are: impression, click, dismiss."},
                    {"index", 2}}}));
  EXPECT_EQ(shown("bob", "top"), "first");
}

TEST_F(BannersTest, WithoutAValidEventTheCallIsRefused) {
  const auto answer = track("bob", Json::array({event("first", "seen")}));
  EXPECT_EQ(answer.status, 400);
  EXPECT_EQ(answer.body.at("message"), "No valid events provided.");
  EXPECT_EQ(answer.body.at("errors").at(0).at("index"), 0);
  EXPECT_EQ(track("bob", Json::array()).status, 400);
}

TEST_F(BannersTest, UnknownAppsAreRefusedInTheFormOfTheOperation) {
  const auto synced = sync("bob", Json::array({"top"}), "nowhere");
  EXPECT_EQ(synced.status, 400);
  EXPECT_TRUE(synced.body.at("error").is_string()) << synced.body;
  const auto tracked = track("bob", Json::array({event("first", "dismiss")}), "nowhere");
  EXPECT_EQ(tracked.status, 400);
  EXPECT_TRUE(tracked.body.at("message").is_string()) << tracked.body;
  EXPECT_EQ(shown("bob", "top"), "first");
}

}  // namespace
}  // namespace brazecheck::mock
