#include "mock/emulator.h"

#include <gtest/gtest.h>

#include "contract/check.h"
#include "workspace.h"

namespace brazecheck::mock {
namespace {

TEST(EmulatorTest, DoesNotKnowOtherPaths) {
  Workspace workspace;
  for (const char* path : {"/nothing", "/", "", "/users", "/users/track/of/old", "//", "/%00"}) {
    const HttpAnswer answer = workspace.send("GET", path, "", "");
    EXPECT_EQ(answer.status, 404) << path;
    EXPECT_EQ(Json::parse(answer.body), Json({{"message", "Invalid URL"}})) << path;
  }
}

TEST(EmulatorTest, RefusesCallsWithoutAKey) {
  Workspace workspace;
  EXPECT_EQ(workspace.send("GET", "/catalogs", "", "").status, 401);
}

TEST(EmulatorTest, EchoesUnknownKeysAsTheServiceDoes) {
  Workspace workspace;
  const HttpAnswer answer = workspace.send("GET", "/catalogs", "", "nobody");
  EXPECT_EQ(answer.status, 401);
  EXPECT_EQ(Json::parse(answer.body), Json({{"message", "Invalid API key: nobody"}}));
}

TEST(EmulatorTest, RefusesKeysWithoutThePermission) {
  Workspace workspace;
  EXPECT_EQ(workspace.send("GET", "/catalogs", "", "reader").status, 200);
  EXPECT_EQ(workspace.send("POST", "/users/track", "{}", "reader").status, 403);
}

TEST(EmulatorTest, ChecksTheKeyBeforeTheMethodAndTheBody) {
  Workspace workspace;
  EXPECT_EQ(workspace.send("PATCH", "/users/track", "not json", "").status, 401);
  EXPECT_EQ(workspace.send("POST", "/users/track", "not json", "reader").status, 403);
}

TEST(EmulatorTest, NamesTheMethodsThatAPathHas) {
  Workspace workspace;
  const HttpAnswer answer = workspace.send("PATCH", "/catalogs");
  EXPECT_EQ(answer.status, 405);
  EXPECT_EQ(header(answer, "Allow"), "GET, POST");
}

TEST(EmulatorTest, RefusesBodiesThatAreNotJson) {
  Workspace workspace;
  const std::string deep = std::string(100'000, '[');
  for (const std::string& body :
       {std::string("{"), std::string("\xff\xfe"), std::string("{\"a\":\"\xc3(\"}"), deep,
        deep + std::string(100'000, ']'), std::string("{} {}")}) {
    const HttpAnswer answer = workspace.send("POST", "/users/track", body);
    EXPECT_EQ(answer.status, 400);
    EXPECT_EQ(Json::parse(answer.body).at("message"),
              "Error while parsing request body. Please check your syntax.");
  }
}

TEST(EmulatorTest, RefusesOtherContentTypes) {
  Workspace workspace;
  const auto status = [&](const char* type) {
    HttpQuery query{
        "POST", "/users/track", {{"Authorization", "Bearer full"}}, R"({"events":[]})", false};
    query.headers.emplace_back("content-type", type);
    return workspace.emulator().handle(query).status;
  };
  EXPECT_EQ(status("text/plain"), 415);
  EXPECT_EQ(status("application/x-www-form-urlencoded"), 415);
  EXPECT_EQ(status("application/json"), 201);
  EXPECT_EQ(status("Application/JSON; charset=utf-8"), 201);
}

TEST(EmulatorTest, RefusesBodiesThatAreTooLarge) {
  Workspace workspace;
  HttpQuery query{"POST", "/users/track", {{"Authorization", "Bearer full"}}, "", true};
  EXPECT_EQ(workspace.emulator().handle(query).status, 413);
  query.headers.clear();
  EXPECT_EQ(workspace.emulator().handle(query).status, 401);
  EXPECT_EQ(workspace.emulator().max_body_bytes("POST", "/users/track"),
            contracts().common_rules().max_body_bytes);
}

TEST(EmulatorTest, ToleratesATrailingSlashAndAnEmptyQuery) {
  Workspace workspace;
  EXPECT_EQ(workspace.send("GET", "/catalogs/").status, 200);
  EXPECT_EQ(workspace.send("GET", "/catalogs?=").status, 200);
  EXPECT_EQ(workspace.send("GET", "/catalogs", "null").status, 200);
}

TEST(EmulatorTest, SendsTheHeadersOfTheService) {
  Workspace workspace;
  const HttpAnswer answer = workspace.send("GET", "/catalogs");
  EXPECT_EQ(header(answer, "Content-Type"), "application/json");
  EXPECT_EQ(header(answer, "Cache-Control"), "max-age=0, private, must-revalidate");
  EXPECT_EQ(header(answer, "Vary"), "Origin,Accept-Encoding");
  EXPECT_FALSE(header(answer, "ETag").empty());
  EXPECT_FALSE(header(answer, "X-Runtime").empty());
  EXPECT_EQ(header(answer, "X-Request-Id").size(), 36u);
  const HttpAnswer refusal = workspace.send("GET", "/catalogs/none/items");
  EXPECT_EQ(header(refusal, "Cache-Control"), "no-cache");
  EXPECT_NE(header(refusal, "X-Request-Id"), header(answer, "X-Request-Id"));
}

TEST(EmulatorTest, CountsDownTheBudgetOfAPool) {
  Workspace workspace;
  const RateLimit& limit = contracts().find("catalogs.list")->rate_limit;
  const auto remaining = [&] {
    return header(workspace.send("GET", "/catalogs"), "X-RateLimit-Remaining");
  };
  EXPECT_EQ(remaining(), std::to_string(limit.requests - 1));
  EXPECT_EQ(remaining(), std::to_string(limit.requests - 2));
  // Creating catalogs draws from the same pool, also when it is refused.
  EXPECT_EQ(workspace.send("POST", "/catalogs", "{}").status, 400);
  EXPECT_EQ(remaining(), std::to_string(limit.requests - 4));
  const HttpAnswer answer = workspace.send("GET", "/catalogs");
  EXPECT_EQ(header(answer, "X-RateLimit-Limit"), std::to_string(limit.requests));
  // 12:00:30 lies in the minute that ends at 12:01.
  EXPECT_EQ(
      header(answer, "X-RateLimit-Reset"),
      std::to_string(std::chrono::floor<std::chrono::seconds>(*parse_time("2026-03-01T12:01:00Z"))
                         .time_since_epoch()
                         .count()));
  workspace.now += std::chrono::seconds(30);
  EXPECT_EQ(remaining(), std::to_string(limit.requests - 1));
}

TEST(EmulatorTest, LeavesTheRateLimitEmptyForUnknownCallers) {
  Workspace workspace;
  const HttpAnswer answer = workspace.send("GET", "/catalogs", "", "nobody");
  ASSERT_NE(find_header(answer.headers, "X-RateLimit-Limit"), nullptr);
  EXPECT_EQ(header(answer, "X-RateLimit-Limit"), "");
}

TEST(EmulatorTest, RefusesWithTheDocumentedText) {
  Workspace workspace;
  Json body;
  for (int i = 0; i < 76; ++i) {
    body["events"].push_back(
        {{"external_id", "a"}, {"name", "e"}, {"time", "2024-05-01T10:00:00Z"}});
  }
  const auto answer = workspace.call("POST", "/users/track", body);
  EXPECT_EQ(answer.status, 400);
  EXPECT_EQ(answer.body.at("message"), "Max Input Length Exceeded");
  EXPECT_TRUE(workspace.profile("a").is_null());
}

TEST(EmulatorTest, HoldsAnOperationToItsOwnLimitOfBytes) {
  const Contract* bulk = contracts().find("users.track.bulk");
  ASSERT_NE(bulk, nullptr);
  ASSERT_LT(bulk->max_body_bytes, contracts().common_rules().max_body_bytes);
  Workspace workspace;
  std::string body = R"({"attributes": [{"external_id": "a", "city": "Lisbon"}]})";
  body.resize(bulk->max_body_bytes, ' ');
  EXPECT_EQ(workspace.send("POST", bulk->path, body).status, 201);
  EXPECT_EQ(workspace.send("POST", bulk->path, body + ' ').status, 413);
}

TEST(EmulatorTest, AnswersWhatItLacksWith501AndSaysSo) {
  Workspace workspace;
  const auto lacking = workspace.emulator().lacks();
  EXPECT_FALSE(lacking.contains("users.track"));
  EXPECT_FALSE(lacking.contains("catalogs.items.list"));
  for (const auto& operation : lacking) {
    const Contract* contract = contracts().find(operation);
    ASSERT_NE(contract, nullptr) << operation;
    for (const Example& example : contract->examples) {
      if (!example.request.is_object() || !example.response.is_object()) continue;
      if (example.response.value("status", 0) >= 300 ||
          contract->path.find('{') != contract->path.npos)
        continue;
      if (!contract->query_parameters.empty()) continue;
      const auto body = example.request.find("body");
      const HttpAnswer answer = workspace.send(contract->method, contract->path,
                                               body == example.request.end() ? "" : body->dump());
      EXPECT_EQ(answer.status, 501) << operation << ": " << answer.body;
    }
  }
}

TEST(EmulatorTest, AnswersEveryDocumentedExampleAsItsContractSays) {
  for (const auto& contract : contracts().operations()) {
    for (const Example& example : contract->examples) {
      if (!example.request.is_object() || !example.request.contains("body")) continue;
      Workspace workspace;
      if (workspace.emulator().lacks().contains(contract->operation)) continue;
      std::string path = contract->path;
      const Json parameters = example.request.value("path", Json::object());
      for (const auto& [name, value] : parameters.items()) {
        const std::string hole = "{" + name + "}";
        if (const auto place = path.find(hole); place != std::string::npos) {
          path.replace(place, hole.size(), value.get<std::string>());
        }
      }
      const HttpAnswer answer =
          workspace.send(contract->method, path, example.request.at("body").dump());
      Response response;
      response.status = answer.status;
      response.headers = answer.headers;
      response.body = Json::parse(answer.body);
      for (const Finding& finding : check_response(contracts(), *contract, response)) {
        ADD_FAILURE() << contract->operation << ", " << example.name << ": " << finding.message();
      }
    }
  }
}

TEST(EmulatorTest, SurvivesValuesOfEveryKindEverywhere) {
  const Json odd[] = {nullptr,
                      true,
                      1,
                      -1.5,
                      1e300,
                      "",
                      "x",
                      Json::array(),
                      Json::object(),
                      {{"a", 1}},
                      Json::array({nullptr, 1, "x", Json::object()})};
  // Faults that overlook everything let handlers meet what contracts refuse.
  std::vector<std::string> faults;
  for (const Requirement* requirement : contracts().requirements()) {
    const bool of_form = requirement->side == Side::kRequest && !requirement->keyword.empty();
    if (of_form) faults.push_back("accept:" + requirement->id);
  }
  Workspace workspace(faults);
  for (const auto& contract : contracts().operations()) {
    if (contract->body == nullptr || workspace.emulator().lacks().contains(contract->operation))
      continue;
    std::string path = contract->path;
    for (auto hole = path.find('{'); hole != std::string::npos; hole = path.find('{')) {
      path.replace(hole, path.find('}') - hole + 1, "x");
    }
    for (const auto& property : resolved(*contract->body).properties) {
      for (const Json& value : odd) {
        for (const Json& body :
             {Json({{property.name, value}}), Json({{property.name, {value}}})}) {
          EXPECT_LT(workspace.send(contract->method, path, body.dump()).status, 500)
              << path << body;
        }
        const Schema* items = resolved(*property.schema).items;
        if (items == nullptr) continue;
        for (const auto& inner : resolved(*items).properties) {
          const Json body = {{property.name, {{{inner.name, value}, {"external_id", "x"}}}}};
          EXPECT_LT(workspace.send(contract->method, path, body.dump()).status, 500)
              << path << body;
        }
      }
    }
  }
}

}  // namespace
}  // namespace brazecheck::mock
