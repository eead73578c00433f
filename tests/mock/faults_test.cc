#include "mock/faults.h"

#include <gtest/gtest.h>

#include "contract/error.h"
#include "mock/json_edit.h"
#include "workspace.h"

namespace brazecheck::mock {
namespace {

const Json kEvent = {{"external_id", "a"}, {"name", "e"}, {"time", "2024-05-01T10:00:00Z"}};
const Json kCatalog = {
    {"catalogs",
     {{{"name", "c"}, {"description", "d"}, {"fields", {{{"name", "id"}, {"type", "string"}}}}}}}};

Json events(std::size_t count) {
  Json list = Json::array();
  for (std::size_t i = 0; i < count; ++i) list.push_back(kEvent);
  return {{"events", std::move(list)}};
}

void expect_unknown(const std::string& fault, const std::string& hint) {
  try {
    Workspace workspace({fault});
    FAIL() << fault << " was taken";
  } catch (const InputError& error) {
    EXPECT_EQ(error.id(), "mock.unknown-fault");
    EXPECT_EQ(error.where(), fault);
    EXPECT_NE(std::string(error.what()).find(hint), std::string::npos) << error.what();
  }
}

TEST(FaultsTest, UnknownOnesAreNamedWithWhatThereIs) {
  expect_unknown("", "refuse-limit:<requirement>");
  expect_unknown("nonsense", "refuse-limit:<requirement>");
  expect_unknown("hang:users.nothing", "users.track");
  expect_unknown("accept:users.track/nothing", "users.track/objects-max-combined");
  expect_unknown("accept:nothing", "there is no requirement 'nothing'");
  for (const char* id :
       {"catalogs.create/error-catalog-name-already-exists", "common/unknown-path",
        "common/unknown-method", "common/valid-accepted", "common/answered",
        "users.track/read-your-writes", "users.track/response.201.message-required"}) {
    expect_unknown(std::string("accept:") + id, "speaks of state or of answers");
  }
  expect_unknown("refuse-limit:users.track/events-type", "no limit");
  expect_unknown("status:users.track:20x", "not a status");
  expect_unknown("status:users.track", "status:<operation>:<status>");
  expect_unknown("drop:users.track:message", "not a JSON pointer");
  expect_unknown("no-auth:1", "write no-auth");
  expect_unknown("hang", "write hang:<operation>");
  expect_unknown("error-status:users.track/nothing:400", "there is no requirement");
}

TEST(FaultsTest, AcceptOverlooksARequirement) {
  Workspace workspace({"accept:users.track/objects-max-combined"});
  EXPECT_EQ(workspace.call("POST", "/users/track", events(76)).status, 201);
}

TEST(FaultsTest, AcceptOverlooksRequirementsCommonToAll) {
  Workspace workspace({"accept:" + contracts().common("request-content-type").id,
                       "accept:" + contracts().common("request-body-size").id});
  EXPECT_GT(workspace.emulator().max_body_bytes(), contracts().common_rules().max_body_bytes);
  HttpQuery query{"POST",
                  "/users/track",
                  {{"Authorization", "Bearer full"}, {"Content-Type", "text/plain"}},
                  events(1).dump(),
                  false};
  EXPECT_EQ(workspace.emulator().handle(query).status, 201);
}

TEST(FaultsTest, RefuseLimitRefusesExactlyTheLimit) {
  Workspace workspace({"refuse-limit:users.track/objects-max-combined"});
  EXPECT_EQ(workspace.call("POST", "/users/track", events(74)).status, 201);
  EXPECT_EQ(workspace.call("POST", "/users/track", events(75)).status, 400);
  EXPECT_EQ(workspace.call("POST", "/users/track", events(76)).status, 400);
}

TEST(FaultsTest, RefuseLimitKnowsEveryLimitOfTheContracts) {
  // A fault on each limit can be set up; which values meet it is tried above and below.
  int limits = 0;
  for (const Requirement* requirement : contracts().requirements()) {
    if (requirement->side != Side::kRequest || !requirement->keyword.starts_with("max")) continue;
    ++limits;
    EXPECT_NO_THROW(Faults(contracts(), {"refuse-limit:" + requirement->id})) << requirement->id;
  }
  EXPECT_GT(limits, 10);
}

TEST(FaultsTest, StatusChangesSuccessOnly) {
  Workspace workspace({"status:users.track:200"});
  EXPECT_EQ(workspace.call("POST", "/users/track", events(1)).status, 200);
  EXPECT_EQ(workspace.call("POST", "/users/track", events(76)).status, 400);
}

TEST(FaultsTest, DropAndRetypeChangeTheBody) {
  Workspace workspace({"drop:users.track:/message", "retype:users.track:/events_processed"});
  EXPECT_EQ(workspace.call("POST", "/users/track", events(2)).body,
            Json({{"events_processed", "2"}}));
}

TEST(FaultsTest, PointersReachEveryItem) {
  Json body = {{"l", {{{"a", 1}, {"b", 1}}, {{"a", 2}}}}, {"a/b", "x"}};
  drop_member(&body, "/l/*/a");
  retype_member(&body, "/l/*/b");
  retype_member(&body, "/a~1b");
  retype_member(&body, "/none/where");
  EXPECT_EQ(body, Json({{"l", {{{"b", "1"}}, Json::object()}}, {"a/b", 7}}));
  drop_member(&body, "/l/0");
  retype_member(&body, "/l");
  EXPECT_EQ(body, Json({{"l", Json::object()}, {"a/b", 7}}));
}

TEST(FaultsTest, ErrorsGetAnotherStatusOrId) {
  Workspace workspace({"error-status:catalogs.items.list/catalog-not-found:418",
                       "error-id:catalogs.delete/catalog-not-found:other-id",
                       "error-status:users.track/objects-max-combined:422"});
  EXPECT_EQ(workspace.call("GET", "/catalogs/none/items").status, 418);
  EXPECT_EQ(workspace.call("DELETE", "/catalogs/none").body.at("errors").at(0).at("id"),
            "other-id");
  EXPECT_EQ(workspace.call("POST", "/users/track", events(76)).status, 422);
}

TEST(FaultsTest, KeysGoUnchecked) {
  EXPECT_EQ(Workspace({"no-auth"}).send("GET", "/catalogs", "", "").status, 200);
  EXPECT_EQ(Workspace({"any-key"}).send("GET", "/catalogs", "", "nobody").status, 200);
  EXPECT_EQ(
      Workspace({"no-permissions"}).send("POST", "/users/track", events(1).dump(), "reader").status,
      201);
}

TEST(FaultsTest, HeadersGoMissingOrWrong) {
  Workspace workspace({"no-rate-headers", "content-type:text/html"});
  const HttpAnswer answer = workspace.send("GET", "/catalogs");
  EXPECT_EQ(find_header(answer.headers, "X-RateLimit-Limit"), nullptr);
  EXPECT_EQ(header(answer, "Content-Type"), "text/html");
}

TEST(FaultsTest, WritesAreLostAndDeletesStale) {
  Workspace lost({"lost-write:users.track"});
  EXPECT_EQ(lost.call("POST", "/users/track", events(1)).status, 201);
  EXPECT_TRUE(lost.profile("a").is_null());
  Workspace stale({"stale-delete:catalogs.delete"});
  EXPECT_EQ(stale.call("POST", "/catalogs", kCatalog).status, 201);
  EXPECT_EQ(stale.call("DELETE", "/catalogs/c").status, 200);
  EXPECT_EQ(stale.call("GET", "/catalogs").body.at("catalogs").size(), 1u);
}

TEST(FaultsTest, PagesSkipAnItem) {
  Workspace workspace({"drop-page"});
  ASSERT_EQ(workspace.call("POST", "/catalogs", kCatalog).status, 201);
  for (int from = 0; from < 60; from += 30) {
    Json items = Json::array();
    for (int i = from; i < from + 30; ++i) items.push_back({{"id", "i" + std::to_string(i)}});
    ASSERT_EQ(workspace.call("POST", "/catalogs/c/items", {{"items", items}}).status, 202);
  }
  const std::string link = header(workspace.send("GET", "/catalogs/c/items"), "Link");
  const std::string target = link.substr(1, link.find('>') - 1);
  EXPECT_EQ(workspace.call("GET", target).body.at("items").size(), 9u);
}

TEST(FaultsTest, AnswersBreakOnTheirWay) {
  EXPECT_EQ(Workspace({"server-error:catalogs.list"}).send("GET", "/catalogs").status, 500);
  EXPECT_EQ(Workspace({"hang:catalogs.list"}).send("GET", "/catalogs").delivery,
            HttpAnswer::Delivery::kNever);
  EXPECT_EQ(Workspace({"truncate:catalogs.list"}).send("GET", "/catalogs").delivery,
            HttpAnswer::Delivery::kTruncated);
  EXPECT_TRUE(Json::parse(Workspace({"malformed:catalogs.list"}).send("GET", "/catalogs").body,
                          nullptr, false)
                  .is_discarded());
}

}  // namespace
}  // namespace brazecheck::mock
