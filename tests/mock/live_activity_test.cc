#include <gtest/gtest.h>

#include "mock/server.h"
#include "workspace.h"

namespace brazecheck::mock {
namespace {

class LiveActivities : public testing::Test {
 protected:
  LiveActivities()
      : workspace([](EmulatorOptions* options) { options->fixtures = default_fixtures(); }),
        app(default_supplies().at("app_id")) {}

  Json start() {
    return {{"app_id", app},
            {"activity_id", "match"},
            {"activity_attributes_type", "Match"},
            {"activity_attributes", {{"home", "Reds"}}},
            {"content_state", {{"score", 0}}},
            {"notification", {{"alert", {{"title", "Kick-off"}, {"body", "It starts"}}}}},
            {"external_user_ids", {"ada"}}};
  }
  Workspace::Answer update(Json changes) {
    changes["app_id"] = app;
    changes["activity_id"] = "match";
    if (!changes.contains("content_state")) changes["content_state"] = {{"score", 1}};
    return workspace.call("POST", "/messages/live_activity/update", changes);
  }
  Json row(const std::string& table, const std::string& id) {
    Json found;
    workspace.emulator().store().with_state([&](State& state) {
      if (const Json* document = state.table(table).find(id)) found = *document;
    });
    return found;
  }
  Json activity() { return row("live_activities", app + "/match"); }

  Workspace workspace;
  std::string app;
};

TEST_F(LiveActivities, StartNamesTheActivityThatUpdatesChange) {
  ASSERT_EQ(workspace.call("POST", "/messages/live_activity/start", start()).status, 201);
  EXPECT_EQ(activity().at("state"), "running");
  const auto answer = update({{"content_state", {{"score", 3}}}});
  ASSERT_EQ(answer.status, 201) << answer.body;
  EXPECT_EQ(answer.body, Json({{"message", "success"}}));
  EXPECT_EQ(activity().at("content_state").at("score"), 3);
  EXPECT_EQ(activity().at("activity_attributes").at("home"), "Reds");
}

TEST_F(LiveActivities, DismissalRemovesOnlyWhatIsEnded) {
  ASSERT_EQ(workspace.call("POST", "/messages/live_activity/start", start()).status, 201);
  const char* const past = "2026-03-01T11:00:00+0000";
  EXPECT_EQ(update({{"dismissal_date", past}}).status, 201);
  EXPECT_EQ(activity().at("state"), "running");
  EXPECT_EQ(update({{"dismissal_date", past}, {"end_activity", true}}).status, 201);
  EXPECT_EQ(activity().at("state"), "dismissed");
}

TEST_F(LiveActivities, UpdateOfWhatHasEndedIsTakenInAndShowsNothing) {
  ASSERT_EQ(workspace.call("POST", "/messages/live_activity/start", start()).status, 201);
  EXPECT_EQ(update({{"content_state", {{"score", 2}}}, {"end_activity", true}}).status, 201);
  EXPECT_EQ(activity().at("state"), "ended");
  EXPECT_EQ(update({{"content_state", {{"score", 9}}}}).status, 201);
  EXPECT_EQ(activity().at("content_state").at("score"), 2);
}

TEST_F(LiveActivities, WhatIsUnknownIsRefusedWithATextUnderError) {
  const auto unknown = update({});
  EXPECT_EQ(unknown.status, 400);
  EXPECT_TRUE(unknown.body.contains("error")) << unknown.body;
  Json body = start();
  body["app_id"] = "none";
  EXPECT_EQ(workspace.call("POST", "/messages/live_activity/start", body).status, 400);
  body = start();
  body.erase("external_user_ids");
  body["segment_id"] = "none";
  EXPECT_EQ(workspace.call("POST", "/messages/live_activity/start", body).status, 400);
  EXPECT_TRUE(activity().is_null());
}

TEST(PushCredentials, AreKeptForOneAppAndPlatformWithoutTheirSecrets) {
  Workspace workspace([](EmulatorOptions* options) { options->fixtures = default_fixtures(); });
  const std::string app = default_supplies().at("push_app_id");
  Json body = {{"app_id", app},
               {"kindle", {{"client_id", "client"}, {"client_secret", "very-secret"}}}};
  const auto answer = workspace.call("POST", "/apps/push_credential/update", body);
  EXPECT_EQ(answer.status, 201) << answer.body;
  std::string kept;
  workspace.emulator().store().with_state([&](State& state) {
    const Json* document = state.table("push_credentials").find(app + "/kindle");
    if (document != nullptr) kept = document->dump();
  });
  EXPECT_NE(kept.find("\"client\""), std::string::npos) << kept;
  EXPECT_EQ(kept.find("very-secret"), std::string::npos);
  body["app_id"] = "none";
  EXPECT_EQ(workspace.call("POST", "/apps/push_credential/update", body).status, 400);
}

}  // namespace
}  // namespace brazecheck::mock
