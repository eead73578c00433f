#include <gtest/gtest.h>

#include "mock/server.h"
#include "workspace.h"

namespace brazecheck::mock {
namespace {

constexpr char kRoot[] = "/preference_center/v1";

Json pages(const std::string& page) {
  return {{"preference_center_page_html", page}, {"confirmation_page_html", "<p>Saved.</p>"}};
}

/// Creates a center and returns its ID.
std::string create(Workspace* workspace, const std::string& name, Json more = Json::object()) {
  Json body = pages("<p>Choose.</p>");
  body["name"] = name;
  body.update(more);
  const auto answer = workspace->call("POST", kRoot, body);
  EXPECT_EQ(answer.status, 201) << answer.body;
  EXPECT_EQ(answer.body.value("liquid_tag", ""), "{{preference_center.${" + name + "}}}");
  EXPECT_EQ(answer.body.value("message", ""), "success");
  return answer.body.value("preference_center_api_id", "");
}

Json get(Workspace* workspace, const std::string& id) {
  const auto answer = workspace->call("GET", std::string(kRoot) + "/" + id);
  EXPECT_EQ(answer.status, 200) << answer.body;
  return answer.body;
}

TEST(PreferenceCenterTest, ACenterIsReadAsItWasCreatedWithDefaults) {
  Workspace workspace;
  const std::string id = create(&workspace, "shop-preferences");
  EXPECT_EQ(get(&workspace, id), Json({{"name", "shop-preferences"},
                                       {"preference_center_api_id", id},
                                       {"created_at", "2026-03-01T12:00:30Z"},
                                       {"updated_at", "2026-03-01T12:00:30Z"},
                                       {"preference_center_title", "Preference Center"},
                                       {"preference_center_page_html", "<p>Choose.</p>"},
                                       {"confirmation_page_html", "<p>Saved.</p>"},
                                       {"redirect_page_html", nullptr},
                                       {"preference_center_options", Json::object()},
                                       {"state", "active"}}));
}

TEST(PreferenceCenterTest, WhatIsSentTakesThePlaceOfDefaults) {
  Workspace workspace;
  const Json options = {{"meta-viewport-content", "width=device-width"}};
  const Json center =
      get(&workspace,
          create(&workspace, "a",
                 {{"preference_center_title", "Yours"}, {"state", "draft"}, {"options", options}}));
  EXPECT_EQ(center.at("preference_center_title"), "Yours");
  EXPECT_EQ(center.at("state"), "draft");
  EXPECT_EQ(center.at("preference_center_options"), options);
}

TEST(PreferenceCenterTest, CentersAreListedInTheirOrder) {
  Workspace workspace;
  EXPECT_EQ(workspace.call("GET", "/preference_center/v1/list").body,
            Json({{"preference_centers", Json::array()}}));
  const std::string first = create(&workspace, "a");
  const std::string second = create(&workspace, "b");
  EXPECT_NE(first, second);
  EXPECT_EQ(workspace.call("GET", "/preference_center/v1/list").body.at("preference_centers"),
            Json::array({{{"name", "a"},
                          {"preference_center_api_id", first},
                          {"created_at", "2026-03-01T12:00:30Z"},
                          {"updated_at", "2026-03-01T12:00:30Z"}},
                         {{"name", "b"},
                          {"preference_center_api_id", second},
                          {"created_at", "2026-03-01T12:00:30Z"},
                          {"updated_at", "2026-03-01T12:00:30Z"}}}));
}

TEST(PreferenceCenterTest, AnUpdateKeepsNameAndWhatItLeavesOutButTheTitle) {
  Workspace workspace;
  const std::string id =
      create(&workspace, "a", {{"preference_center_title", "Yours"}, {"state", "draft"}});
  workspace.now += std::chrono::hours(1);
  Json body = pages("<p>Anew.</p>");
  body["name"] = "b";
  const auto answer = workspace.call("PUT", std::string(kRoot) + "/" + id, body);
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.body, Json({{"preference_center_api_id", id},
                               {"created_at", "2026-03-01T12:00:30Z"},
                               {"updated_at", "2026-03-01T13:00:30Z"},
                               {"message", "success"}}));
  const Json center = get(&workspace, id);
  EXPECT_EQ(center.at("name"), "a");
  EXPECT_EQ(center.at("state"), "draft");
  EXPECT_EQ(center.at("preference_center_title"), "Preference Center");
  EXPECT_EQ(center.at("preference_center_page_html"), "<p>Anew.</p>");
  EXPECT_EQ(center.at("updated_at"), "2026-03-01T13:00:30Z");
}

TEST(PreferenceCenterTest, BadRequestsAreRefusedAndChangeNothing) {
  Workspace workspace;
  const std::string id = create(&workspace, "a");
  Json body = pages("<p>Anew.</p>");
  EXPECT_EQ(workspace.call("POST", kRoot, body).status, 400) << "no name";
  body["name"] = "two words";
  EXPECT_EQ(workspace.call("POST", kRoot, body).status, 400);
  body["name"] = "b";
  body["state"] = "closed";
  EXPECT_EQ(workspace.call("POST", kRoot, body).status, 400);
  EXPECT_EQ(workspace.call("PUT", std::string(kRoot) + "/" + id, body).status, 400);
  EXPECT_EQ(
      workspace.call("GET", "/preference_center/v1/list").body.at("preference_centers").size(), 1u);
  EXPECT_EQ(get(&workspace, id).at("preference_center_page_html"), "<p>Choose.</p>");
}

TEST(PreferenceCenterTest, AnUnknownCenterIsRefused) {
  Workspace workspace;
  workspace.track({{"attributes", {{{"external_id", "ada"}, {"first_name", "Ada"}}}}});
  const std::string path = std::string(kRoot) + "/none";
  for (const auto& answer :
       {workspace.call("GET", path), workspace.call("PUT", path, pages("<p>x</p>")),
        workspace.call("GET", path + "/url/ada")}) {
    EXPECT_EQ(answer.status, 400);
    EXPECT_TRUE(answer.body.at("message").is_string());
  }
  EXPECT_EQ(workspace.call("GET", "/preference_center/v1/list").body.at("preference_centers"),
            Json::array());
}

TEST(PreferenceCenterTest, EachUserGetsAUrlOfTheirOwnAndAlwaysTheSame) {
  Workspace workspace;
  workspace.track({{"attributes",
                    {{{"external_id", "ada"}, {"first_name", "Ada"}},
                     {{"external_id", "eve"}, {"first_name", "Eve"}}}}});
  const std::string id = create(&workspace, "a");
  const auto url = [&](const std::string& user) {
    const auto answer = workspace.call("GET", std::string(kRoot) + "/" + id + "/url/" + user);
    EXPECT_EQ(answer.status, 200) << answer.body;
    return answer.body.value("preference_center_url", "");
  };
  EXPECT_TRUE(url("ada").starts_with("https://"));
  EXPECT_NE(url("ada"), url("eve"));
  EXPECT_EQ(url("ada"), url("ada"));
  EXPECT_EQ(workspace.call("GET", std::string(kRoot) + "/" + id + "/url/nobody").status, 400);
}

TEST(PreferenceCenterTest, CentersOfTheOlderKindHaveNoUrls) {
  Workspace workspace;
  workspace.track({{"attributes", {{{"external_id", "ada"}, {"first_name", "Ada"}}}}});
  workspace.emulator().store().with_state([](State& state) {
    state.table("preference_centers").put("old", {{"name", "old"}, {"legacy", true}});
  });
  EXPECT_EQ(workspace.call("GET", std::string(kRoot) + "/old/url/ada").status, 400);
}

TEST(PreferenceCenterTest, TheSuppliedCenterExistsAfterAPlainStart) {
  Workspace workspace([](EmulatorOptions* options) { options->fixtures = default_fixtures(); });
  const Json center = get(&workspace, default_supplies().at("preference_center_id"));
  EXPECT_EQ(center.at("name"), "teahouse-preferences");
  EXPECT_EQ(center.at("created_at"), "2025-12-01T09:00:00Z");
}

}  // namespace
}  // namespace brazecheck::mock
