#include <gtest/gtest.h>

#include "workspace.h"

namespace brazecheck::mock {
namespace {

const std::string kPem = "-----BEGIN PUBLIC KEY-----\nMIIBIjANBgkq\n-----END PUBLIC KEY-----";

Json app(const std::string& id, const std::string& name) {
  return {{"id", id}, {"document", {{"id", id}, {"name", name}, {"platform", "iOS"}}}};
}

class AppsTest : public testing::Test {
 protected:
  Workspace::Answer create(const std::string& app_id, bool primary = false) {
    return workspace.call("POST", "/app_group/sdk_authentication/create",
                          {{"app_id", app_id},
                           {"rsa_public_key_str", kPem},
                           {"description", "key"},
                           {"make_primary", primary}});
  }
  Json keys(const std::string& app_id) {
    const auto answer =
        workspace.call("GET", "/app_group/sdk_authentication/keys?app_id=" + app_id);
    EXPECT_EQ(answer.status, 200) << answer.body;
    return answer.body.at("keys");
  }
  Workspace::Answer on_key(const char* method, const char* verb, const std::string& app_id,
                           const Json& key_id) {
    return workspace.call(method, std::string("/app_group/sdk_authentication/") + verb,
                          {{"app_id", app_id}, {"key_id", key_id}});
  }

  Workspace workspace{[](EmulatorOptions* options) {
    options->fixtures = {{"tables", {{"apps", {app("app-1", "Shop"), app("app-2", "Web")}}}}};
  }};
};

TEST_F(AppsTest, AppsAreListedByTheirIdentifiers) {
  const auto answer = workspace.call("GET", "/app_group/apps");
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(
      answer.body,
      Json({{"apps",
             {{{"name", "Shop"}, {"api_key", "app-1"}}, {{"name", "Web"}, {"api_key", "app-2"}}}},
            {"message", "success"}}));
}

TEST_F(AppsTest, AKeyIsListedUntilItIsDeleted) {
  const auto created = create("app-1");
  ASSERT_EQ(created.status, 201) << created.body;
  const Json id = created.body.at("id");
  EXPECT_EQ(
      keys("app-1"),
      Json::array(
          {{{"id", id}, {"rsa_public_key", kPem}, {"description", "key"}, {"is_primary", false}}}));
  EXPECT_EQ(keys("app-2"), Json::array());
  const auto deleted = on_key("DELETE", "delete", "app-1", id);
  EXPECT_EQ(deleted.status, 200);
  EXPECT_EQ(deleted.body, Json({{"keys", Json::array()}}));
  EXPECT_EQ(keys("app-1"), Json::array());
  EXPECT_EQ(on_key("DELETE", "delete", "app-1", id).status, 400);
}

TEST_F(AppsTest, AnAppHasThreeKeysAtMost) {
  for (int i = 0; i < 3; ++i) EXPECT_EQ(create("app-1").status, 201);
  EXPECT_EQ(create("app-1", true).status, 400);
  const Json list = keys("app-1");
  EXPECT_EQ(list.size(), 3u);
  for (const Json& key : list) EXPECT_EQ(key.at("is_primary"), false);
  EXPECT_EQ(create("app-2").status, 201);
}

TEST_F(AppsTest, OneKeyIsThePrimaryOne) {
  const Json first = create("app-1", true).body.at("id");
  const Json second = create("app-1", true).body.at("id");
  EXPECT_EQ(keys("app-1").at(0).at("is_primary"), false);
  EXPECT_EQ(keys("app-1").at(1).at("is_primary"), true);

  const auto moved = on_key("PUT", "primary", "app-1", first);
  EXPECT_EQ(moved.status, 200);
  EXPECT_EQ(moved.body.at("keys"), keys("app-1"));
  EXPECT_EQ(keys("app-1").at(0).at("is_primary"), true);
  EXPECT_EQ(keys("app-1").at(1).at("is_primary"), false);
  EXPECT_EQ(on_key("PUT", "primary", "app-1", first).body, moved.body);

  EXPECT_EQ(on_key("DELETE", "delete", "app-1", first).status, 400);
  EXPECT_EQ(keys("app-1").size(), 2u);
  EXPECT_EQ(on_key("DELETE", "delete", "app-1", second).status, 200);
  // Without make_primary a new key leaves the primary one where it is.
  ASSERT_EQ(create("app-1").status, 201);
  EXPECT_EQ(keys("app-1").at(0).at("is_primary"), true);
  EXPECT_EQ(keys("app-1").at(1).at("is_primary"), false);
}

TEST_F(AppsTest, UnknownAppsAndKeysAreRefused) {
  const Json id = create("app-1").body.at("id");
  EXPECT_EQ(create("nowhere").status, 400);
  EXPECT_EQ(workspace.call("GET", "/app_group/sdk_authentication/keys?app_id=nowhere").status, 400);
  EXPECT_EQ(on_key("PUT", "primary", "app-1", "none").status, 400);
  EXPECT_EQ(on_key("PUT", "primary", "nowhere", id).status, 400);
  // The key of another app is none of this one.
  EXPECT_EQ(on_key("PUT", "primary", "app-2", id).status, 400);
  EXPECT_EQ(on_key("DELETE", "delete", "app-2", id).status, 400);
  EXPECT_EQ(keys("app-1").size(), 1u);
  EXPECT_EQ(keys("app-1").at(0).at("is_primary"), false);
}

}  // namespace
}  // namespace brazecheck::mock
