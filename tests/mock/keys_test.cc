#include "mock/keys.h"

#include <gtest/gtest.h>

#include "contract/error.h"
#include "workspace.h"

namespace brazecheck::mock {
namespace {

TEST(KeysTest, AKeyNamesPermissionsAndAddresses) {
  const auto [plain, everything] = parse_key("dev");
  EXPECT_EQ(plain, "dev");
  EXPECT_FALSE(everything.permissions.has_value());
  const auto [key, grant] = parse_key("reader=users.export.ids,catalogs.get@10.0.0.0/8,::1");
  EXPECT_EQ(key, "reader");
  EXPECT_EQ(grant.permissions, (std::set<std::string>{"catalogs.get", "users.export.ids"}));
  EXPECT_EQ(grant.addresses, (std::vector<std::string>{"10.0.0.0/8", "::1"}));
  EXPECT_EQ(parse_key("nothing=").second.permissions, std::set<std::string>{});
  for (const char* bad : {"", "=x", "@1.2.3.4", "k@", "k@nowhere", "k@1.2.3.4/99"}) {
    if (std::string(bad) == "k@") continue;  // no address: from anywhere
    EXPECT_THROW((void)parse_key(bad), InputError) << bad;
  }
}

TEST(KeysTest, AMistakeInAKeyDoesNotShowTheKey) {
  try {
    (void)parse_key("very-secret@nowhere");
    FAIL() << "accepted";
  } catch (const InputError& error) {
    EXPECT_EQ(std::string(error.what()).find("very-secret"), std::string::npos) << error.what();
  }
}

TEST(KeysTest, AFileOfKeysIsReadAndItsMistakesHaveAPlace) {
  const Keys keys = parse_keys({{{"key", "a"}},
                                {{"key", "b"},
                                 {"permissions", {"catalogs.get"}},
                                 {"ip_allowlist", {"127.0.0.1"}},
                                 {"kind", "scim_token"}}},
                               "keys.json");
  EXPECT_FALSE(keys.at("a").permissions.has_value());
  EXPECT_EQ(keys.at("b").only, Authentication::kScimToken);
  for (const Json& bad :
       {Json::object(), Json{{{"permissions", {"x"}}}}, Json{{{"key", "a"}, {"kind", "door key"}}},
        Json{{{"key", "a"}, {"ip_allowlist", {"here"}}}}}) {
    EXPECT_THROW((void)parse_keys(bad, "keys.json"), InputError) << bad;
  }
}

TEST(KeysTest, NetworksOfBothVersions) {
  EXPECT_TRUE(in_network("10.1.2.3", "10.0.0.0/8"));
  EXPECT_FALSE(in_network("11.1.2.3", "10.0.0.0/8"));
  EXPECT_TRUE(in_network("10.1.2.3", "10.1.2.3"));
  EXPECT_TRUE(in_network("::ffff:10.1.2.3", "10.0.0.0/8"));
  EXPECT_TRUE(in_network("2001:db8::5", "2001:db8::/32"));
  EXPECT_FALSE(in_network("2001:db9::5", "2001:db8::/32"));
  EXPECT_FALSE(in_network("10.1.2.3", "2001:db8::/32"));
  EXPECT_FALSE(in_network("nonsense", "0.0.0.0/0"));
}

TEST(KeysTest, KindsAndAddressesDecideWhoIsLetIn) {
  Workspace workspace([](EmulatorOptions* options) {
    options->keys["scim"].only = Authentication::kScimToken;
    options->keys["local"].addresses = {"127.0.0.0/8"};
  });
  EXPECT_EQ(workspace.send("GET", "/catalogs", "", "scim").status, 401);
  HttpQuery query;
  query.method = "GET";
  query.target = "/catalogs";
  query.headers = {{"Authorization", "Bearer local"}};
  query.remote_address = "127.0.0.1";
  EXPECT_EQ(workspace.emulator().handle(query).status, 200);
  query.remote_address = "192.0.2.1";
  EXPECT_EQ(workspace.emulator().handle(query).status, 403);
}

TEST(RateLimitTest, OverTheLimitEverythingIsRefusedUntilTheReset) {
  Workspace workspace([](EmulatorOptions* options) { options->rate_limits = 0.1; });
  const Contract* list = contracts().find("catalogs.list");
  const int budget = list->rate_limit.requests / 10;
  for (int i = 1; i <= budget; ++i) {
    const HttpAnswer answer = workspace.send("GET", "/catalogs");
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(header(answer, "X-RateLimit-Limit"), std::to_string(budget));
    EXPECT_EQ(header(answer, "X-RateLimit-Remaining"), std::to_string(budget - i));
  }
  const HttpAnswer over = workspace.send("GET", "/catalogs");
  EXPECT_EQ(over.status, 429);
  EXPECT_EQ(header(over, "X-RateLimit-Remaining"), "0");
  EXPECT_EQ(
      workspace.call("POST", "/users/track", {{"attributes", {{{"external_id", "a"}}}}}).status,
      201)
      << "another pool";
  const auto reset = std::stoll(header(over, "X-RateLimit-Reset"));
  workspace.now = Time(std::chrono::seconds(reset)) - std::chrono::milliseconds(1);
  EXPECT_EQ(workspace.send("GET", "/catalogs").status, 429);
  workspace.now = Time(std::chrono::seconds(reset));
  EXPECT_EQ(workspace.send("GET", "/catalogs").status, 200);
}

TEST(RateLimitTest, WithoutEnforcementTheHeadersCountDownAndStayAtZero) {
  Workspace workspace;
  const int budget = contracts().find("catalogs.list")->rate_limit.requests;
  HttpAnswer answer;
  for (int i = 0; i < budget + 3; ++i) answer = workspace.send("GET", "/catalogs");
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(header(answer, "X-RateLimit-Remaining"), "0");
}

TEST(StrictTest, WarningsAreRefused) {
  const auto send = [](bool strict) {
    Workspace workspace([strict](EmulatorOptions* options) { options->strict = strict; });
    return workspace.send("GET", "/feed/list").status;
  };
  EXPECT_NE(send(false), 400);
  EXPECT_EQ(send(true), 400) << "a deprecated operation";
}

}  // namespace
}  // namespace brazecheck::mock
