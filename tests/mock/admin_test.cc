#include "mock/admin.h"

#include <gtest/gtest.h>

#include <array>

#include "contract/error.h"
#include "mock/server.h"
#include "workspace.h"

namespace brazecheck::mock {
namespace {

/// A workspace with its control API.
class AdminTest : public testing::Test {
 protected:
  explicit AdminTest(Admin::Options options = {true, "", {{"app_id", "an-app"}}})
      : workspace([this](EmulatorOptions* emulator) {
          emulator->clock = [this] { return clock.now(); };
        }),
        admin(workspace.emulator(), clock, std::move(options)) {}

  Workspace::Answer ask(std::string_view method, std::string_view target,
                        const Json& body = nullptr, const Fields& headers = {}) {
    HttpQuery query;
    query.method = method;
    query.target = target;
    query.headers = headers;
    if (!body.is_null()) query.body = body.dump();
    const auto answer = admin.handle(query);
    if (!answer) return {0, nullptr};
    return {answer->status, Json::parse(answer->body, nullptr, false)};
  }
  void track(const std::string& id) {
    workspace.track({{"attributes", {{{"external_id", id}, {"first_name", "Ada"}}}}});
  }

  EmulatedClock clock{"2026-03-01T12:00:30.250Z"};
  Workspace workspace;
  Admin admin;
};

TEST_F(AdminTest, HealthSaysWhoAnswersAndWhatItHas) {
  const auto health = ask("GET", "/__admin/health");
  EXPECT_EQ(health.status, 200);
  EXPECT_EQ(health.body.at("status"), "ok");
  EXPECT_EQ(health.body.at("service"), "brazecheck-emulator");
  EXPECT_TRUE(health.body.at("version").is_string());
  EXPECT_EQ(health.body.at("supplies"), Json({{"app_id", "an-app"}}));
  EXPECT_EQ(health.body.at("lacks"), Json(workspace.emulator().lacks()));
}

TEST_F(AdminTest, OtherPathsAreNotItsOwn) {
  for (const char* path : {"/", "/users/track", "/__adminx", "/__administration/health"}) {
    EXPECT_EQ(ask("GET", path).status, 0) << path;
  }
  EXPECT_EQ(ask("GET", "/__admin/nothing").status, 404);
  EXPECT_EQ(ask("PATCH", "/__admin/state").status, 405);
}

TEST_F(AdminTest, TheWholeStateCanBeTakenAwayAndPutBack) {
  track("ada");
  ASSERT_EQ(workspace
                .call("POST", "/catalogs",
                      {{"catalogs",
                        {{{"name", "shop"},
                          {"description", "d"},
                          {"fields",
                           {{{"name", "id"}, {"type", "string"}},
                            {{"name", "price"}, {"type", "number"}}}}}}}})
                .status,
            201);
  ASSERT_EQ(
      workspace.call("POST", "/catalogs/shop/items/one", {{"items", {{{"price", 5}}}}}).status,
      201);
  const Json state = ask("GET", "/__admin/state").body;
  EXPECT_EQ(ask("DELETE", "/__admin/state").status, 200);
  EXPECT_TRUE(workspace.profile("ada").is_null());
  EXPECT_EQ(workspace.call("GET", "/catalogs").body.at("catalogs"), Json::array());
  EXPECT_EQ(ask("PUT", "/__admin/state", state).status, 200);
  EXPECT_EQ(workspace.profile("ada").at("first_name"), "Ada");
  EXPECT_EQ(workspace.call("GET", "/catalogs/shop/items/one").body.at("items").at(0).at("price"),
            5);
  EXPECT_EQ(ask("GET", "/__admin/state").body, state);
}

TEST_F(AdminTest, AStateOfAnotherFormIsRefusedAndChangesNothing) {
  track("ada");
  const Json before = ask("GET", "/__admin/state").body;
  for (const Json& bad :
       {Json::array(), Json{{"users", 5}}, Json{{"users", {{{"first_name", "x"}}}}},
        Json{{"catalogs", {{{"description", "x"}}}}}, Json{{"tables", {{"t", {{{"id", 5}}}}}}},
        Json{{"tables", {{"t", {{{"id", "x"}}}}}}}}) {
    const auto refused = ask("PUT", "/__admin/state", bad);
    EXPECT_EQ(refused.status, 400) << bad;
    EXPECT_NE(refused.body.at("message").get<std::string>().find("mock.bad-state"),
              std::string::npos);
    EXPECT_EQ(ask("GET", "/__admin/state").body, before) << bad;
  }
}

TEST_F(AdminTest, SnapshotsKeepAStateUnderAName) {
  track("ada");
  EXPECT_EQ(ask("PUT", "/__admin/snapshots/before").status, 200);
  track("bob");
  EXPECT_EQ(ask("GET", "/__admin/snapshots").body.at("snapshots"), Json::array({"before"}));
  EXPECT_EQ(ask("POST", "/__admin/snapshots/before").status, 200);
  EXPECT_TRUE(workspace.profile("bob").is_null());
  EXPECT_EQ(workspace.profile("ada").at("first_name"), "Ada");
  EXPECT_EQ(ask("DELETE", "/__admin/snapshots/before").status, 200);
  EXPECT_EQ(ask("POST", "/__admin/snapshots/before").status, 404);
}

TEST_F(AdminTest, FixturesAreAddedToWhatIsThere) {
  track("ada");
  EXPECT_EQ(ask("POST", "/__admin/fixtures",
                {{"state", {{"tables", {{"notes", {{{"id", "n"}, {"document", {{"x", 1}}}}}}}}}}})
                .status,
            200);
  EXPECT_EQ(ask("GET", "/__admin/tables/notes").body.at("rows").at(0).at("document").at("x"), 1);
  EXPECT_EQ(ask("GET", "/__admin/tables/users").body.at("rows").size(), 1u);
  EXPECT_EQ(ask("GET", "/__admin/tables/unheard-of").status, 404);
}

TEST_F(AdminTest, TheJournalTellsWhatWasSentAndWhatIsWrongWithIt) {
  track("ada");
  (void)workspace.call("POST", "/users/track", {{"events", {{{"name", "x"}}}}});
  const Json list = ask("GET", "/__admin/requests").body.at("requests");
  ASSERT_EQ(list.size(), 2u);
  EXPECT_EQ(list[0].at("verdict"), "pass");
  EXPECT_EQ(list[1].at("verdict"), "fail");
  EXPECT_EQ(list[1].at("operation"), "users.track");
  EXPECT_EQ(list[1].at("status"), 400);
  ASSERT_FALSE(list[1].at("findings").empty());
  const Json entry =
      ask("GET", "/__admin/requests/" + std::to_string(list[1].at("number").get<int>())).body;
  EXPECT_EQ(entry.at("request_body").at("events").at(0).at("name"), "x");
  EXPECT_TRUE(entry.at("findings").at(0).at("pointer").get<std::string>().starts_with("/events/0"));
  EXPECT_EQ(ask("GET", "/__admin/requests?after=1").body.at("requests").size(), 1u);
  EXPECT_EQ(ask("DELETE", "/__admin/requests").status, 200);
  EXPECT_EQ(ask("GET", "/__admin/requests").body.at("requests"), Json::array());
}

TEST_F(AdminTest, RefusalsCommonToAllOperationsAreFindingsToo) {
  (void)workspace.send("GET", "/catalogs", "", "");
  (void)workspace.send("POST", "/users/track", "{");
  (void)workspace.send("GET", "/no/such/path");
  (void)workspace.send("PATCH", "/users/track");
  (void)workspace.send("GET", "/catalogs/none/items");
  const auto answer = ask("GET", "/__admin/requests").body;
  EXPECT_EQ(answer.at("newest"), 5);
  const Json& list = answer.at("requests");
  const std::vector<std::array<std::string, 2>> expected = {
      {"common/key-required", "/headers/Authorization"},
      {"common/request-json", ""},
      {"common/unknown-path", "/path"},
      {"common/unknown-method", "/path"}};
  for (std::size_t i = 0; i < expected.size(); ++i) {
    EXPECT_EQ(list[i].at("verdict"), "fail");
    ASSERT_EQ(list[i].at("findings").size(), 1u) << list[i];
    EXPECT_EQ(list[i].at("findings")[0].at("requirement"), expected[i][0]);
    EXPECT_EQ(list[i].at("findings")[0].at("pointer"), expected[i][1]);
  }
  EXPECT_EQ(list[4].at("verdict"), "pass") << "what is not there yet breaks no rule of requests";
}

TEST_F(AdminTest, TheJournalNeverShowsAKey) {
  (void)workspace.send("GET", "/catalogs", "", "a-secret-key");
  const Json entry = ask("GET", "/__admin/requests/1").body;
  EXPECT_EQ(entry.at("status"), 401);
  EXPECT_EQ(entry.dump().find("a-secret-key"), std::string::npos) << entry;
}

TEST_F(AdminTest, FaultsComeAndGo) {
  EXPECT_EQ(ask("PUT", "/__admin/faults", {{"faults", {"server-error:catalogs.list"}}}).status,
            200);
  EXPECT_EQ(workspace.call("GET", "/catalogs").status, 500);
  EXPECT_EQ(ask("GET", "/__admin/faults").body.at("faults"),
            Json::array({"server-error:catalogs.list"}));
  EXPECT_EQ(ask("PUT", "/__admin/faults", {{"faults", {"nonsense"}}}).status, 400);
  EXPECT_EQ(workspace.call("GET", "/catalogs").status, 500) << "the old ones stay in force";
  EXPECT_EQ(ask("DELETE", "/__admin/faults").status, 200);
  EXPECT_EQ(workspace.call("GET", "/catalogs").status, 200);
}

TEST_F(AdminTest, TheClockIsSetAndMovedOn) {
  EXPECT_EQ(ask("PUT", "/__admin/clock", {{"set", "2030-01-01T00:00:00Z"}}).status, 200);
  EXPECT_EQ(ask("PUT", "/__admin/clock", {{"advance_seconds", 90}}).body.at("now"),
            "2030-01-01T00:01:30.000Z");
  track("ada");
  EXPECT_EQ(workspace.profile("ada").at("created_at"), "2030-01-01T00:01:30.000Z");
  EXPECT_EQ(ask("PUT", "/__admin/clock", {{"set", "tomorrow"}}).status, 400);
  EXPECT_EQ(ask("PUT", "/__admin/clock", {{"set", "real"}, {"advance_seconds", 1}}).status, 400);
}

TEST_F(AdminTest, PagesOfOtherMachinesCannotSpeakToIt) {
  EXPECT_EQ(ask("GET", "/__admin/state", nullptr, {{"Host", "127.0.0.1:8080"}}).status, 200);
  EXPECT_EQ(ask("GET", "/__admin/state", nullptr, {{"Host", "[::1]:8080"}}).status, 200);
  EXPECT_EQ(ask("GET", "/__admin/state", nullptr, {{"Host", "rebound.example"}}).status, 403);
  EXPECT_EQ(ask("POST", "/__admin/reset", nullptr,
                {{"Host", "localhost:8080"}, {"Origin", "https://evil.example"}})
                .status,
            403);
}

class AdminWithTokenTest : public AdminTest {
 protected:
  AdminWithTokenTest() : AdminTest({true, "open sesame", {}}) {}
};

TEST_F(AdminWithTokenTest, ATokenIsAskedFor) {
  EXPECT_EQ(ask("GET", "/__admin/state").status, 401);
  EXPECT_EQ(ask("GET", "/__admin/state", nullptr, {{"Authorization", "Bearer wrong"}}).status, 401);
  EXPECT_EQ(ask("GET", "/__admin/state", nullptr, {{"Authorization", "Bearer open sesame"}}).status,
            200);
}

TEST(AdminServerTest, IsOffWhenToldSoAndNeverOpenToOthersWithoutAToken) {
  ServerOptions options;
  options.keys["key"] = std::nullopt;
  options.admin = false;
  const auto server = Server::start(contracts(), options);
  const auto port = static_cast<std::uint16_t>(
      std::stoi(server->base_url().substr(server->base_url().rfind(':') + 1)));
  EXPECT_EQ(mock::exchange(port, request_text("GET", "/__admin/health")).status, 404);
  options.admin = true;
  options.host = "0.0.0.0";
  EXPECT_THROW((void)Server::start(contracts(), options), InputError);
  options.admin_token = "token";
  EXPECT_NO_THROW((void)Server::start(contracts(), options));
}

}  // namespace
}  // namespace brazecheck::mock
