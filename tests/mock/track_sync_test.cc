#include <gtest/gtest.h>

#include "workspace.h"

namespace brazecheck::mock {
namespace {

Workspace::Answer sync(Workspace* workspace, const Json& body) {
  return workspace->call("POST", "/users/track/sync", body);
}

Json users(Workspace* workspace, const Json& body) {
  const auto answer = sync(workspace, body);
  EXPECT_EQ(answer.status, 201) << answer.body;
  EXPECT_EQ(answer.body.value("message", ""), "success");
  return answer.body.value("users", Json());
}

TEST(TrackSyncTest, AttributesAreAnsweredAsTheyAreAfterTheCall) {
  Workspace workspace;
  workspace.track({{"attributes", {{{"external_id", "ada"}, {"points", 5}, {"tier", "gold"}}}}});
  EXPECT_EQ(users(&workspace,
                  {{"attributes",
                    {{{"external_id", "ada"}, {"points", {{"inc", 2}}}, {"first_name", "Ada"}}}}}),
            Json::array({{{"external_id", "ada"}, {"custom_attributes", {{"points", 7}}}}}));
  EXPECT_EQ(workspace.profile("ada").at("first_name"), "Ada");
}

TEST(TrackSyncTest, OneObjectNeedsNoList) {
  Workspace workspace;
  EXPECT_EQ(users(&workspace, {{"attributes", {{"external_id", "ada"}, {"points", 1}}}}),
            Json::array({{{"external_id", "ada"}, {"custom_attributes", {{"points", 1}}}}}));
}

TEST(TrackSyncTest, EventsAreAnsweredWithTheirTotals) {
  Workspace workspace;
  const auto event = [](const char* time) {
    return Json{{"events", {{{"email", "a@x.com"}, {"name", "opened"}, {"time", time}}}}};
  };
  users(&workspace, event("2026-02-02T10:00:00Z"));
  EXPECT_EQ(users(&workspace, event("2026-02-01T10:00:00Z")),
            Json::array({{{"email", "a@x.com"},
                          {"custom_events",
                           {{{"name", "opened"},
                             {"first", "2026-02-01T10:00:00.000Z"},
                             {"last", "2026-02-02T10:00:00.000Z"},
                             {"count", 2}}}}}}));
}

TEST(TrackSyncTest, PurchasesAreAnsweredUnderTheAliasOfTheRequest) {
  Workspace workspace;
  const Json alias = {{"alias_name", "till-17"}, {"alias_label", "till"}};
  const Json purchase = {{"user_alias", alias},
                         {"product_id", "tea"},
                         {"currency", "GBP"},
                         {"price", 4.5},
                         {"quantity", 2},
                         {"time", "2026-02-01T10:00:00Z"},
                         {"_update_existing_only", false}};
  EXPECT_EQ(users(&workspace, {{"purchases", Json::array({purchase})}}),
            Json::array({{{"user_alias", alias},
                          {"purchase_events",
                           {{{"product_id", "tea"},
                             {"first", "2026-02-01T10:00:00.000Z"},
                             {"last", "2026-02-01T10:00:00.000Z"},
                             {"count", 2}}}}}}));
}

TEST(TrackSyncTest, NobodyIsAnsweredWhereNobodyMayBeCreated) {
  Workspace workspace;
  EXPECT_EQ(users(&workspace,
                  {{"attributes",
                    {{{"external_id", "ada"}, {"points", 1}, {"_update_existing_only", true}}}}}),
            Json::array());
  EXPECT_TRUE(workspace.profile("ada").is_null());
}

TEST(TrackSyncTest, MoreThanOneObjectIsRefusedAndChangesNothing) {
  Workspace workspace;
  const Json one = {{"external_id", "ada"}, {"points", 1}};
  const Json event = {{"external_id", "ada"}, {"name", "e"}, {"time", "2026-02-01T10:00:00Z"}};
  for (const Json& body :
       {Json{{"attributes", Json::array({one, one})}},
        Json{{"attributes", Json::array({one})}, {"events", Json::array({event})}},
        Json{{"attributes", Json::array()}}, Json::object()}) {
    EXPECT_EQ(sync(&workspace, body).status, 400) << body;
  }
  EXPECT_TRUE(workspace.profile("ada").is_null());
}

TEST(TrackSyncTest, AFaultyObjectIsRefusedWithItsError) {
  Workspace workspace;
  for (const Json& object : {Json::array({{{"points", 1}}}), Json{{"points", 1}}}) {
    const auto answer = sync(&workspace, {{"attributes", object}});
    EXPECT_EQ(answer.status, 400) << object;
    EXPECT_EQ(answer.body.value("message", ""),
              "'external_id', 'braze_id', 'user_alias', 'email' or 'phone' is required")
        << object;
  }
  const Json bad = {{"external_id", "ada"}, {"email", "nobody"}};
  const auto answer = sync(&workspace, {{"attributes", Json::array({bad})}});
  EXPECT_EQ(answer.status, 400);
  EXPECT_EQ(answer.body.at("errors").at(0).at("input_array"), "attributes");
  EXPECT_TRUE(workspace.profile("ada").is_null());
}

TEST(TrackSyncTest, ItIsDoneAtOnceWhereOthersTakeTheirTime) {
  Workspace workspace(
      [](EmulatorOptions* options) { options->consistency = std::chrono::seconds(2); });
  users(&workspace, {{"attributes", {{"external_id", "ada"}, {"points", 1}}}});
  EXPECT_EQ(workspace.profile("ada").at("custom_attributes"), Json({{"points", 1}}));
}

}  // namespace
}  // namespace brazecheck::mock
