#include <gtest/gtest.h>

#include "mock/server.h"
#include "workspace.h"

namespace brazecheck::mock {
namespace {

const std::string kUsers = "/scim/v2/Users";

class ScimTest : public testing::Test {
 protected:
  /// A request with the header that all of these operations ask for.
  HttpAnswer send(std::string_view method, const std::string& target, const Json& body = nullptr,
                  bool with_origin = true) {
    const std::string text = body.is_null() ? "" : body.dump();
    HttpQuery query;
    query.method = method;
    query.target = target;
    query.body = text;
    query.headers.emplace_back("Authorization", "Bearer full");
    if (with_origin) query.headers.emplace_back("X-Request-Origin", "test");
    if (!text.empty()) query.headers.emplace_back("Content-Type", "application/json");
    return workspace.emulator().handle(query);
  }
  Workspace::Answer call(std::string_view method, const std::string& target,
                         const Json& body = nullptr) {
    const HttpAnswer answer = send(method, target, body);
    return {answer.status, Json::parse(answer.body, nullptr, false)};
  }
  static Json ada(const Json& permissions = nullptr) {
    Json user = {{"schemas", {"urn:ietf:params:scim:schemas:core:2.0:User"}},
                 {"userName", "Ada@example.com"},
                 {"name", {{"givenName", "Ada"}, {"familyName", "Byron"}}},
                 {"department", "engineering"}};
    if (!permissions.is_null()) user["permissions"] = permissions;
    return user;
  }
  Json search(const std::string& address) {
    const auto answer = call("GET", kUsers + "?filter=userName%20eq%20%22" + address + "%22");
    EXPECT_EQ(answer.status, 200) << answer.body;
    return answer.body;
  }
  static Json refusal(int status, const std::string& detail) {
    return {{"schemas", {"urn:ietf:params:scim:api:messages:2.0:Error"}},
            {"detail", detail},
            {"status", status}};
  }

  Workspace workspace{[](EmulatorOptions* options) { options->fixtures = default_fixtures(); }};
};

TEST_F(ScimTest, AUserIsCreatedFoundChangedAndDeleted) {
  const auto created = call("POST", kUsers, ada());
  ASSERT_EQ(created.status, 201) << created.body;
  const std::string id = created.body.at("id");
  EXPECT_EQ(id.size(), 35u);
  EXPECT_EQ(created.body.at("lastSignInAt"), "N/A");
  EXPECT_EQ(created.body.at("permissions"), Json({{"appGroup", Json::array()}}));
  EXPECT_FALSE(created.body.contains("createdAt"));

  Json shown = call("GET", kUsers + "/" + id).body;
  EXPECT_EQ(shown.at("createdAt"), "2026 Mar 1, 12:00 PM");
  shown.erase("createdAt");
  EXPECT_EQ(shown, created.body);

  Json change = ada({{"appGroup", Json::array()}, {"companyPermissions", {"admin"}}});
  change["userName"] = "other@example.com";
  change["department"] = "pm";
  change["name"]["givenName"] = "Augusta";
  const auto changed = call("PUT", kUsers + "/" + id, change);
  ASSERT_EQ(changed.status, 200) << changed.body;
  EXPECT_EQ(changed.body.at("userName"), "Ada@example.com");
  EXPECT_EQ(changed.body.at("department"), "pm");
  const Json after = call("GET", kUsers + "/" + id).body;
  EXPECT_EQ(after.at("name").at("givenName"), "Augusta");
  EXPECT_EQ(after.at("permissions").at("companyPermissions"), Json({"admin"}));

  const HttpAnswer gone = send("DELETE", kUsers + "/" + id);
  EXPECT_EQ(gone.status, 204);
  EXPECT_EQ(gone.body, "");
  EXPECT_EQ(call("GET", kUsers + "/" + id).body, refusal(404, "Resource not found"));
  EXPECT_EQ(call("DELETE", kUsers + "/" + id).body, refusal(404, "User not found"));
  EXPECT_EQ(search("ada@example.com").at("totalResults"), 0);
}

TEST_F(ScimTest, TheSearchFindsAnAddressInWhicheverCase) {
  ASSERT_EQ(call("POST", kUsers, ada()).status, 201);
  const Json found = search("aDA@EXAMPLE.com");
  EXPECT_EQ(found.at("schemas"), Json({"urn:ietf:params:scim:api:messages:2.0:ListResponse"}));
  EXPECT_EQ(found.at("totalResults"), 1);
  ASSERT_EQ(found.at("Resources").size(), 1u);
  EXPECT_EQ(found.at("Resources").at(0).at("userName"), "Ada@example.com");
  EXPECT_FALSE(found.at("Resources").at(0).contains("schemas"));

  const Json nobody = search("nobody@example.com");
  EXPECT_EQ(nobody.at("totalResults"), 0);
  EXPECT_EQ(nobody.at("Resources"), Json::array());
}

TEST_F(ScimTest, AnAddressIsTakenInWhicheverCase) {
  ASSERT_EQ(call("POST", kUsers, ada()).status, 201);
  Json again = ada();
  again["userName"] = "ADA@example.COM";
  const auto refused = call("POST", kUsers, again);
  EXPECT_EQ(refused.status, 409);
  EXPECT_EQ(refused.body, refusal(409, "User already exists in the database."));
  EXPECT_EQ(search("ada@example.com").at("totalResults"), 1);
}

TEST_F(ScimTest, PermissionsShowWhatTheyNameWithNamesAndIds) {
  const auto supplies = default_supplies();
  const Json permissions = {
      {"companyPermissions", {"manage_company_settings"}},
      {"roles", {{{"roleId", supplies.at("role_id")}}}},
      {"appGroup",
       {{{"appGroupName", supplies.at("workspace_name")},
         {"appGroupPermissionSets",
          {{{"appGroupPermissionSetID", supplies.at("permission_set_id")}}}},
         {"team",
          {{{"teamName", supplies.at("team_name")}, {"teamPermissions", {"view_reports"}}}}}}}}};
  const auto created = call("POST", kUsers, ada(permissions));
  ASSERT_EQ(created.status, 201) << created.body;
  const Json& shown = created.body.at("permissions");
  EXPECT_EQ(shown.at("companyPermissions"), permissions.at("companyPermissions"));
  EXPECT_EQ(shown.at("roles").at(0).at("roleName"), supplies.at("role_name"));
  EXPECT_TRUE(shown.at("roles").at(0).at("appGroup").is_array());
  const Json& group = shown.at("appGroup").at(0);
  EXPECT_EQ(group.at("appGroupId"), supplies.at("workspace_id"));
  EXPECT_EQ(group.at("team").at(0).at("teamId"), supplies.at("team_id"));
  EXPECT_EQ(group.at("team").at(0).at("teamPermissions"), Json({"view_reports"}));
  const Json& set = group.at("appGroupPermissionSets").at(0);
  EXPECT_EQ(set.at("appGroupPermissionSetName"), supplies.at("permission_set_name"));
  EXPECT_EQ(set.at("permissions"), Json({"view_campaigns", "view_canvases"}));
}

TEST_F(ScimTest, PermissionsThatNameNothingAreRefusedAndChangeNothing) {
  const Json unknown_workspace = {
      {"appGroup", {{{"appGroupName", "Nowhere"}, {"appGroupPermissions", {"admin"}}}}}};
  const auto refused = call("POST", kUsers, ada(unknown_workspace));
  EXPECT_EQ(refused.status, 400);
  EXPECT_EQ(refused.body, refusal(400, "No workspace has this name or ID"));
  EXPECT_EQ(search("ada@example.com").at("totalResults"), 0);

  const Json unknown_role = {{"appGroup", Json::array()}, {"roles", {{{"roleName", "None"}}}}};
  const auto created = call("POST", kUsers, ada());
  const std::string target = kUsers + "/" + created.body.at("id").get<std::string>();
  EXPECT_EQ(call("PUT", target, ada(unknown_role)).status, 400);
  EXPECT_EQ(call("GET", target).body.at("permissions"), Json({{"appGroup", Json::array()}}));
}

TEST_F(ScimTest, EveryRefusalHasTheFormOfScim) {
  Json without_department = ada();
  without_department.erase("department");
  const auto broken = call("POST", kUsers, without_department);
  EXPECT_EQ(broken.status, 400);
  EXPECT_EQ(broken.body.at("status"), 400);
  EXPECT_EQ(broken.body.at("schemas"), refusal(0, "").at("schemas"));

  const HttpAnswer no_key = workspace.send("GET", kUsers + "/x", "", "");
  EXPECT_EQ(no_key.status, 401);
  EXPECT_EQ(Json::parse(no_key.body).at("status"), 401);

  const HttpAnswer no_origin = send("GET", kUsers + "/x", nullptr, false);
  EXPECT_GE(no_origin.status, 400);
  EXPECT_EQ(Json::parse(no_origin.body).at("status"), no_origin.status);

  const auto below = call("GET", kUsers + "/x/y/z");
  EXPECT_EQ(below.body, refusal(404, "Invalid URL"));
}

TEST_F(ScimTest, AnAddressOffTheAllowlistIsRefusedAsThePageSays) {
  Workspace fenced([](EmulatorOptions* options) {
    KeyGrant grant;
    grant.addresses = {"203.0.113.7"};
    options->keys = {{"full", grant}};
  });
  const HttpAnswer answer = fenced.send("GET", kUsers + "/x");
  EXPECT_EQ(answer.status, 401);
  EXPECT_EQ(Json::parse(answer.body), refusal(401, "Invalid whitelisted IPs"));
  EXPECT_EQ(fenced.send("GET", "/data_objects/types").status, 403);
}

TEST_F(ScimTest, RefusalsCarryTheLabelOfTheirPage) {
  EXPECT_EQ(header(send("DELETE", kUsers + "/x"), "Content-Type"), "text/html; charset=utf-8");
  EXPECT_EQ(header(send("GET", kUsers + "/x"), "Content-Type"), "application/json");
}

}  // namespace
}  // namespace brazecheck::mock
