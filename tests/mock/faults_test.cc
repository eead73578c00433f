#include "mock/faults.h"

#include <gtest/gtest.h>

#include <algorithm>

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
  expect_unknown("no-auth:1", "there is no operation '1'");
  expect_unknown("hang", "write hang:<operation or *>");
  expect_unknown("hang:@0.5", "write hang:<operation or *>");
  expect_unknown("hang:users.nothing@0.5", "there is no operation 'users.nothing'");
  for (const char* probability : {"@0", "@1.5", "@-1", "@x", "@", "@0.5x", "@nan"}) {
    expect_unknown(std::string("hang:*") + probability, "not a probability");
  }
  expect_unknown("latency:*:soon", "not a time");
  expect_unknown("latency:*:-1", "not a time");
  expect_unknown("latency:*:600001", "not a time");
  expect_unknown("latency:5", "write latency:<operation or *>:<milliseconds>");
  expect_unknown("error:*:99", "not a status");
  expect_unknown("error:503", "write error:<operation or *>:<status>");
  expect_unknown("content-type:nothing:text/html", "there is no operation 'nothing'");
  // What must always happen, or is about one operation by its nature.
  expect_unknown("lost-write:*", "there is no operation '*'");
  expect_unknown("lost-write:users.track@0.5", "there is no operation 'users.track@0.5'");
  expect_unknown("status:*:200", "there is no operation '*'");
  expect_unknown("error-status:users.track/nothing:400", "there is no requirement");
}

TEST(FaultsTest, AcceptOverlooksARequirement) {
  Workspace workspace({"accept:users.track/objects-max-combined"});
  EXPECT_EQ(workspace.call("POST", "/users/track", events(76)).status, 201);
}

TEST(FaultsTest, AcceptOverlooksRequirementsCommonToAll) {
  Workspace workspace({"accept:" + contracts().common("request-content-type").id,
                       "accept:" + contracts().common("request-body-size").id});
  EXPECT_GT(workspace.emulator().max_body_bytes("POST", "/users/track"),
            contracts().common_rules().max_body_bytes);
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

Json last_entry(Workspace& workspace) {
  return workspace.emulator().journal().find(workspace.emulator().journal().newest());
}

TEST(FaultsTest, TroublesOfTheNetworkMeetOneOperationOrAll) {
  for (const char* fault : {"reset", "slow-body", "hang", "truncate"}) {
    Workspace one({std::string(fault) + ":catalogs.list"});
    Workspace all({std::string(fault) + ":*"});
    EXPECT_NE(one.send("GET", "/catalogs").delivery, HttpAnswer::Delivery::kWhole) << fault;
    EXPECT_EQ(last_entry(one).at("fault"), std::string(fault) + ":catalogs.list");
    EXPECT_EQ(one.send("GET", "/segments/list").delivery, HttpAnswer::Delivery::kWhole) << fault;
    EXPECT_TRUE(last_entry(one).at("fault").is_null());
    EXPECT_NE(all.send("GET", "/segments/list").delivery, HttpAnswer::Delivery::kWhole) << fault;
    EXPECT_EQ(last_entry(all).at("fault"), std::string(fault) + ":*");
  }
  EXPECT_EQ(Workspace({"reset:*"}).send("GET", "/catalogs").delivery, HttpAnswer::Delivery::kReset);
  EXPECT_EQ(Workspace({"slow-body:*"}).send("GET", "/catalogs").delivery,
            HttpAnswer::Delivery::kSlow);
  EXPECT_EQ(Workspace({"reset:*"}).send("GET", "/no/such/path").delivery,
            HttpAnswer::Delivery::kReset);
  EXPECT_EQ(Workspace({"server-error:*"}).send("GET", "/catalogs").status, 500);
  EXPECT_TRUE(Json::parse(Workspace({"malformed:*"}).send("GET", "/catalogs").body, nullptr, false)
                  .is_discarded());
}

TEST(FaultsTest, AResetComesAfterTheCallTookEffect) {
  Workspace workspace({"reset:users.track"});
  EXPECT_EQ(workspace.send("POST", "/users/track", events(1).dump()).delivery,
            HttpAnswer::Delivery::kReset);
  EXPECT_EQ(workspace.profile("a").at("external_id"), "a");
}

TEST(FaultsTest, LatenciesDelayTheAnswerAndAddUp) {
  Workspace workspace({"latency:catalogs.list:40", "latency:*:5"});
  EXPECT_EQ(workspace.send("GET", "/catalogs").delay, std::chrono::milliseconds(45));
  EXPECT_EQ(last_entry(workspace).at("fault"), "latency:catalogs.list:40, latency:*:5");
  EXPECT_EQ(workspace.send("GET", "/segments/list").delay, std::chrono::milliseconds(5));
  EXPECT_EQ(workspace.send("GET", "/catalogs").status, 200);
}

TEST(FaultsTest, ErrorsAreAnsweredBeforeTheCallTakesEffect) {
  for (const int status : {500, 502, 503, 504}) {
    Workspace workspace({"error:users.track:" + std::to_string(status)});
    const auto answer = workspace.call("POST", "/users/track", events(1));
    EXPECT_EQ(answer.status, status);
    EXPECT_TRUE(answer.body.at("message").is_string()) << answer.body;
    EXPECT_TRUE(workspace.profile("a").is_null()) << status;
  }
  Workspace everywhere({"error:*:503"});
  EXPECT_EQ(everywhere.call("GET", "/catalogs").status, 503);
  EXPECT_EQ(everywhere.send("GET", "/catalogs", "", "").status, 401) << "keys come first";
}

TEST(FaultsTest, TheJournalStillJudgesWhatAFaultRefuses) {
  Workspace workspace({"error:users.track:503"});
  EXPECT_EQ(workspace.call("POST", "/users/track", {{"events", {{{"name", "x"}}}}}).status, 503);
  const Json entry = last_entry(workspace);
  EXPECT_EQ(entry.at("fault"), "error:users.track:503");
  EXPECT_EQ(entry.at("verdict"), "fail");
  EXPECT_EQ(workspace.send("POST", "/users/track", "{").status, 503);
}

TEST(FaultsTest, RateLimitsAreMetWithAndWithoutTheirHeaders) {
  const CommonRules& rules = contracts().common_rules();
  Workspace told({"rate-limited:users.track"});
  HttpAnswer answer = told.send("POST", "/users/track", events(1).dump());
  EXPECT_EQ(answer.status, 429);
  EXPECT_EQ(header(answer, rules.remaining_header), "0");
  EXPECT_NE(header(answer, rules.limit_header), "0");
  EXPECT_GT(std::stoll(header(answer, rules.reset_header)), 0);
  EXPECT_TRUE(told.profile("a").is_null());
  EXPECT_EQ(told.send("GET", "/catalogs").status, 200);
  Workspace bare({"rate-limited-bare:*"});
  answer = bare.send("POST", "/users/track", events(1).dump());
  EXPECT_EQ(answer.status, 429);
  for (const std::string& name : {rules.limit_header, rules.remaining_header, rules.reset_header}) {
    EXPECT_EQ(find_header(answer.headers, name), nullptr) << name;
  }
  EXPECT_EQ(last_entry(bare).at("fault"), "rate-limited-bare:*");
}

TEST(FaultsTest, ContentTypesMeetOneOperationOrAll) {
  for (const char* fault :
       {"content-type:catalogs.list:text/html; charset=utf-8",
        "content-type:*:text/html; charset=utf-8", "content-type:text/html; charset=utf-8"}) {
    Workspace workspace({fault});
    EXPECT_EQ(header(workspace.send("GET", "/catalogs"), "Content-Type"),
              "text/html; charset=utf-8");
    const bool one = std::string_view(fault).find("catalogs") != std::string_view::npos;
    EXPECT_EQ(header(workspace.send("GET", "/segments/list"), "Content-Type"),
              one ? "application/json" : "text/html; charset=utf-8");
  }
}

/// Which of 400 calls a fault refuses: a letter for each.
std::string pattern_of(const std::vector<std::string>& faults, std::uint64_t seed) {
  Workspace workspace([&](EmulatorOptions* options) {
    options->faults = faults;
    options->seed = seed;
  });
  std::string pattern;
  for (int i = 0; i < 400; ++i) {
    pattern += workspace.send("GET", "/catalogs").status == 200 ? '.' : 'X';
  }
  return pattern;
}

TEST(FaultsTest, ProbabilitiesAreKeptAndTheSameAgainForTheSameSeed) {
  const std::string quarter = pattern_of({"error:*:503@0.25"}, 1);
  const auto hits = std::count(quarter.begin(), quarter.end(), 'X');
  EXPECT_GT(hits, 70);
  EXPECT_LT(hits, 130);
  EXPECT_EQ(pattern_of({"error:*:503@0.25"}, 1), quarter);
  EXPECT_NE(pattern_of({"error:*:503@0.25"}, 2), quarter);
  EXPECT_EQ(pattern_of({"error:*:503@1"}, 1), std::string(400, 'X'));
  const std::string rare = pattern_of({"error:*:503@0.01"}, 1);
  EXPECT_LT(std::count(rare.begin(), rare.end(), 'X'), 16);
  EXPECT_GT(std::count(rare.begin(), rare.end(), 'X'), 0);
}

TEST(FaultsTest, EachFaultIsDrawnByItself) {
  Workspace workspace({"latency:*:1@0.5", "slow-body:*@0.5"});
  int both = 0;
  int one = 0;
  for (int i = 0; i < 400; ++i) {
    const HttpAnswer answer = workspace.send("GET", "/catalogs");
    const bool late = answer.delay.count() > 0;
    const bool slow = answer.delivery == HttpAnswer::Delivery::kSlow;
    both += late && slow ? 1 : 0;
    one += late != slow ? 1 : 0;
    const Json named = last_entry(workspace).at("fault");
    EXPECT_EQ(named.is_null(), !late && !slow);
  }
  EXPECT_GT(both, 60);
  EXPECT_LT(both, 140);
  EXPECT_GT(one, 140);
}

TEST(FaultsTest, ChangesOfSuccessAndRefusalsAreNamedInTheJournal) {
  Workspace workspace({"status:users.track:200",
                       "error-status:users.track/objects-max-combined:422",
                       "drop:catalogs.list:/message"});
  ASSERT_EQ(workspace.call("POST", "/users/track", events(1)).status, 200);
  EXPECT_EQ(last_entry(workspace).at("fault"), "status:users.track:200");
  ASSERT_EQ(workspace.call("POST", "/users/track", events(76)).status, 422);
  EXPECT_EQ(last_entry(workspace).at("fault"), "error-status:users.track/objects-max-combined:422");
  (void)workspace.call("GET", "/segments/list");
  EXPECT_TRUE(last_entry(workspace).at("fault").is_null());
}

}  // namespace
}  // namespace brazecheck::mock
