#include <gtest/gtest.h>

#include <algorithm>
#include <functional>

#include "contract/check.h"
#include "tests/contract/own_contracts.h"

// What a contract says of its operation besides schemas, as it is read and judged.

namespace brazecheck {
namespace {

using Ids = std::vector<std::string>;

// One contract, things.post, as the caller changes it.
class Members : public testing::Test {
 protected:
  const Contract& loaded(const std::function<void(Json*)>& change) {
    Json contract = small_contract("things.post", "POST", "/things");
    change(&contract);
    own_.write("things/post.json", contract);
    index_ = std::make_unique<ContractIndex>(own_.load());
    return *index_->find("things.post");
  }

  std::string refused(const std::function<void(Json*)>& change) {
    Json contract = small_contract("things.post", "POST", "/things");
    change(&contract);
    own_.write("things/post.json", contract);
    return own_.load_error();
  }

  // "id@pointer" of each finding.
  Ids request_findings(const Contract& contract, const Request& request) const {
    return names(check_request(*index_, contract, request));
  }
  Ids response_findings(const Contract& contract, const Response& response) const {
    return names(check_response(*index_, contract, response));
  }

  static Ids names(const std::vector<Finding>& findings) {
    Ids out;
    for (const auto& finding : findings)
      out.push_back(finding.requirement->id + "@" + finding.pointer);
    return out;
  }

  static Request posting(const std::optional<Json>& body, const Fields& query = {}) {
    return {.method = "POST",
            .path = "/things",
            .query = query,
            .headers = {},
            .body = body,
            .body_text = std::nullopt};
  }
  static Response answer(int status, const Json& body, const Fields& headers = {}) {
    return {.status = status, .headers = headers, .body = body, .body_text = std::nullopt};
  }

  OwnContracts own_;
  std::unique_ptr<ContractIndex> index_;
};

TEST_F(Members, AliasesAreReadWithKindAndSource) {
  EXPECT_TRUE(loaded([](Json*) {}).aliases.empty());
  const auto& contract = loaded([](Json* c) {
    (*c)["aliases"] = {{{"path", "/thing"}, {"kind", "former"}, {"source", "spec"}},
                       {{"path", "/thigns"}, {"kind", "misprint"}, {"source", "docs:x"}}};
  });
  ASSERT_EQ(contract.aliases.size(), 2U);
  EXPECT_EQ(contract.aliases[0].path, "/thing");
  EXPECT_EQ(contract.aliases[0].kind, "former");
  EXPECT_EQ(contract.aliases[1].source, "docs:x");
  EXPECT_EQ(refused([](Json* c) {
              (*c)["aliases"] = {{{"path", "/thing"}, {"kind", "other"}, {"source", "spec"}}};
            }),
            "contract.invalid things/post.json#/aliases/0/kind");
}

TEST_F(Members, AuthenticationIsByRestKeyWhereNothingIsSaid) {
  EXPECT_EQ(loaded([](Json*) {}).authentication, Authentication::kRestKey);
  for (const auto kind :
       {Authentication::kRestKey, Authentication::kScimToken, Authentication::kClientKey}) {
    const std::string name(to_string(kind));
    EXPECT_EQ(loaded([&](Json* c) { (*c)["authentication"] = name; }).authentication, kind) << name;
  }
  EXPECT_EQ(refused([](Json* c) { (*c)["authentication"] = "password"; }),
            "contract.invalid things/post.json#/authentication");
}

TEST_F(Members, StagesAreReadByName) {
  for (const auto stage :
       {Stage::kGeneral, Stage::kEarlyAccess, Stage::kBeta, Stage::kHidden, Stage::kDeprecated}) {
    const std::string name(to_string(stage));
    const auto& contract = loaded([&](Json* c) { (*c)["stage"] = name; });
    EXPECT_EQ(contract.stage, stage) << name;
    EXPECT_EQ(check_stage(contract).has_value(), stage == Stage::kDeprecated) << name;
    EXPECT_EQ(index_->find_requirement("things.post/not-deprecated"), contract.deprecated_by);
  }
}

TEST_F(Members, TheUseOfADeprecatedOperationIsAFindingThatNamesItsSuccessor) {
  const auto& alone = loaded([](Json* c) { (*c)["stage"] = "deprecated"; });
  auto finding = check_stage(alone);
  ASSERT_TRUE(finding.has_value());
  EXPECT_EQ(finding->requirement->id, "things.post/not-deprecated");
  EXPECT_EQ(finding->requirement->level, Level::kShould);
  EXPECT_EQ(finding->requirement->source, "docs:things");
  EXPECT_EQ(finding->side, Side::kRequest);
  EXPECT_EQ(finding->expected, "no use of it");
  EXPECT_EQ(finding->actual, "things.post, which is deprecated");

  const auto& replaced = loaded([](Json* c) {
    c->update({{"stage", "deprecated"}, {"replaced_by", "things.put"}});
  });
  finding = check_stage(replaced);
  ASSERT_TRUE(finding.has_value());
  EXPECT_EQ(finding->expected, "things.put");
  EXPECT_EQ(finding->requirement->statement, "The operation is deprecated; use things.put.");
}

void give_query(Json* contract) {
  (*contract)["request"]["query"] = {
      {"email", {{"schema", {{"type", "string"}}}}},
      {"phone", {{"schema", {{"type", "string"}}}}},
      {"limit", {{"schema", {{"type", "integer"}}}}},
      {"ids", {{"schema", {{"type", "array"}, {"items", {{"type", "string"}}}}}}}};
  (*contract)["request"]["query_together"] = {
      {"anyOf", {{{"required", {"email"}}}, {{"required", {"phone"}}}}},
      {"not", {{"required", {"limit", "ids"}}}},
      {"properties", {{"limit", {{"minimum", 10}}}}}};
}

TEST_F(Members, QueryParametersAreJudgedTogether) {
  const auto& contract = loaded(give_query);
  EXPECT_EQ(request_findings(contract, posting({}, {{"email", "a"}})), Ids{});
  EXPECT_EQ(request_findings(contract, posting({}, {{"email", "a"}, {"phone", "1"}})), Ids{});
  EXPECT_EQ(request_findings(contract, posting({})), Ids{"things.post/query-any-of@/query"});
  EXPECT_EQ(request_findings(contract, posting({}, {{"limit", "20"}})),
            Ids{"things.post/query-any-of@/query"});
  EXPECT_EQ(
      request_findings(contract, posting({}, {{"phone", "1"}, {"ids[]", "a"}, {"limit", "20"}})),
      Ids{"things.post/query-not@/query"});
}

TEST_F(Members, QueriesTogetherHaveTheTypesOfTheirParameters) {
  const auto& contract = loaded(give_query);
  EXPECT_EQ(request_findings(contract, posting({}, {{"email", "a"}, {"limit", "9"}})),
            Ids{"things.post/query.limit-minimum@/query/limit"});
  EXPECT_EQ(request_findings(contract, posting({}, {{"email", "a"}, {"limit", "10"}})), Ids{});
  // Parameters that the contract does not know count for nothing.
  EXPECT_EQ(request_findings(contract, posting({}, {{"Email", "a"}})),
            Ids{"things.post/query-any-of@/query"});
}

TEST_F(Members, TheQueryAsAWholeIsAnObjectOfItsParameters) {
  const auto& contract = loaded([](Json* c) {
    give_query(c);
    (*c)["request"]["query"]["limit"]["required"] = true;
  });
  ASSERT_NE(contract.query, nullptr);
  EXPECT_TRUE(is_valid(*contract.query, {{"email", "a"}, {"limit", 10}}));
  EXPECT_FALSE(is_valid(*contract.query, {{"email", "a"}}));
  EXPECT_FALSE(is_valid(*contract.query, {{"email", "a"}, {"limit", "10"}}));
  EXPECT_FALSE(is_valid(*contract.query, {{"email", "a"}, {"limit", 10}, {"other", 1}}));
  EXPECT_FALSE(is_valid(*contract.query, {{"limit", 10}}));
  const auto& without = loaded([](Json* c) {
    (*c)["request"]["query"]["a"]["schema"] = {{"type", "string"}};
  });
  EXPECT_EQ(without.query, nullptr);
  EXPECT_EQ(without.query_together, nullptr);
}

TEST_F(Members, RequirementsOfQueriesTogetherBelongToTheContract) {
  const auto& contract = loaded(give_query);
  for (const char* id : {"things.post/query-any-of", "things.post/query-not",
                         "things.post/query.limit-minimum", "things.post/query.limit-type"}) {
    EXPECT_EQ(std::count(contract.requirements.begin(), contract.requirements.end(),
                         index_->find_requirement(id)),
              1)
        << id;
  }
}

void give_response_headers(Json* contract) {
  (*contract)["responses"]["200"]["headers"] = {
      {"X-Count", {{"required", true}, {"schema", {{"type", "integer"}, {"minimum", 1}}}}},
      {"Link", {{"schema", {{"type", "string"}, {"minLength", 3}}}}}};
}

TEST_F(Members, HeadersOfAnAnswerAreJudgedAndMissedWhereAnyAreShown) {
  const auto& contract = loaded(give_response_headers);
  EXPECT_EQ(response_findings(contract, answer(200, {}, {{"x-count", "3"}, {"link", "abc"}})),
            Ids{});
  EXPECT_EQ(response_findings(contract, answer(200, {}, {{"X-Count", "0"}, {"Link", "ab"}})),
            (Ids{"things.post/response.200.header.Link-min-length@/headers/Link",
                 "things.post/response.200.header.X-Count-minimum@/headers/X-Count"}));
  EXPECT_EQ(response_findings(contract, answer(200, {}, {{"Date", "today"}})),
            Ids{"things.post/response.200.header.X-Count-required@/headers/X-Count"});
  EXPECT_EQ(response_findings(contract, answer(200, {})), Ids{}) << "a recording without headers";
}

TEST_F(Members, HeadersOfAnAnswerAreRequirementsOfTheAnswer) {
  const auto& contract = loaded(give_response_headers);
  const auto* required =
      index_->find_requirement("things.post/response.200.header.X-Count-required");
  ASSERT_NE(required, nullptr);
  EXPECT_EQ(required->side, Side::kResponse);
  EXPECT_EQ(required->statement, "The answer has the header X-Count.");
  EXPECT_EQ(required->location, "things/post.json#/responses/200/headers/X-Count/required");
  for (const char* id : {"things.post/response.200.header.X-Count-required",
                         "things.post/response.200.header.X-Count-minimum",
                         "things.post/response.200.header.Link-type"}) {
    const auto* found = index_->find_requirement(id);
    EXPECT_EQ(std::count(contract.requirements.begin(), contract.requirements.end(), found), 1)
        << id;
  }
}

TEST_F(Members, AnAnswerMayCarryItsOwnLabelsBesidesThoseOfJson) {
  const auto& contract = loaded([](Json* c) {
    const Json body = {{"type", "object"}};
    (*c)["responses"]["200"] = {{"body", body}};
    (*c)["responses"]["404"] = {{"body", body}, {"content_types", {"text/html", "text/plain"}}};
  });
  EXPECT_EQ(contract.response(404)->content_types,
            (std::vector<std::string>{"text/html", "text/plain"}));
  EXPECT_TRUE(contract.response(200)->content_types.empty());
  const auto labelled = [&](int status, const char* type) {
    return response_findings(contract, answer(status, Json::object(), {{"Content-Type", type}}));
  };
  const Ids wrong{"common/response-content-type@/headers/Content-Type"};
  for (const char* type : {"text/html; charset=UTF-8", "TEXT/Plain", "application/json",
                           "text/json;charset=UTF-8", "application/scim+json"}) {
    EXPECT_EQ(labelled(404, type), Ids{}) << type;
  }
  EXPECT_EQ(labelled(404, "text/xml"), wrong);
  EXPECT_EQ(labelled(404, "text/html2"), wrong);
  EXPECT_EQ(labelled(404, ""), wrong);
  EXPECT_EQ(labelled(200, "text/html"), wrong);
  // Another label does not excuse a body.
  EXPECT_EQ(response_findings(contract, answer(404, 5, {{"Content-Type", "text/html"}})),
            Ids{"things.post/response.404-type@"});
  const auto finding =
      check_response(*index_, contract, answer(404, Json::object(), {{"Content-Type", "a/b"}}));
  ASSERT_EQ(finding.size(), 1U);
  EXPECT_EQ(finding[0].expected, "application/json, text/html or text/plain");
}

TEST_F(Members, LabelsOfAnAnswerAreMediaTypesWithoutParameters) {
  for (const Json& wrong :
       {Json::array(), Json{"text"}, Json{"text/html; charset=UTF-8"}, Json("text/html")}) {
    EXPECT_TRUE(refused([&](Json* c) {
                  (*c)["responses"]["404"] = {{"content_types", wrong}};
                }).starts_with("contract.invalid things/post.json#/responses/404/content_types"))
        << wrong;
  }
}

TEST_F(Members, ADocumentedServerErrorIsNoFinding) {
  const auto& contract = loaded([](Json* c) {
    (*c)["responses"]["500"] = {{"body", {{"type", "object"}, {"required", {"message"}}}}};
  });
  EXPECT_EQ(response_findings(contract, answer(500, {{"message", "sorry"}})), Ids{});
  EXPECT_EQ(response_findings(contract, answer(500, Json::object())),
            Ids{"things.post/response.500.message-required@"});
  EXPECT_EQ(response_findings(contract, answer(502, Json::object())),
            Ids{"common/no-server-error@/status"});
}

void give_body(Json* contract, const Json& types) {
  (*contract)["request"]["body"] = {{"required", true}, {"schema", {{"type", "object"}}}};
  if (!types.is_null()) (*contract)["request"]["body"]["content_types"] = types;
}

TEST_F(Members, ABodyIsJsonWhereNoContentTypeIsNamed) {
  const auto& contract = loaded([](Json* c) { give_body(c, nullptr); });
  EXPECT_EQ(contract.content_types, std::vector<std::string>{"application/json"});
  auto request = posting(Json::object());
  request.headers = {{"Content-Type", "multipart/form-data; boundary=x"}};
  EXPECT_EQ(request_findings(contract, request),
            Ids{"common/request-content-type@/headers/Content-Type"});
}

TEST_F(Members, ABodyOfAnotherDocumentedTypeIsNotJudged) {
  const auto& contract = loaded([](Json* c) {
    give_body(c, {"application/json", "multipart/form-data"});
  });
  auto request = posting(std::nullopt);
  request.body_text = "--x\r\n" + std::string(contract.max_body_bytes, 'a');
  request.headers = {{"Content-Type", "Multipart/Form-Data; boundary=x"}};
  EXPECT_EQ(request_findings(contract, request), Ids{});

  request.headers = {{"Content-Type", "text/csv"}};
  EXPECT_EQ(request_findings(contract, request),
            (Ids{"common/request-json@", "common/request-body-size@"}));
  // With the label of JSON it is held to it.
  request = posting(5);
  request.headers = {{"Content-Type", "application/json"}};
  EXPECT_EQ(request_findings(contract, request), Ids{"things.post/body-type@"});
}

TEST_F(Members, AContractMaySetASizeOfItsOwn) {
  const auto& contract = loaded([](Json* c) {
    give_body(c, nullptr);
    (*c)["request"]["max_body_bytes"] = {{"value", 20}, {"source", "docs:x"}};
  });
  EXPECT_EQ(contract.max_body_bytes, 20U);
  EXPECT_EQ(request_findings(contract, posting(Json{{"a", "0123456789ab"}})), Ids{});
  const auto findings = check_request(*index_, contract, posting(Json{{"a", "0123456789abc"}}));
  EXPECT_EQ(names(findings), Ids{"common/request-body-size@"});
  EXPECT_EQ(findings.at(0).expected, "at most 20 bytes");
  const auto& other = loaded([](Json* c) { give_body(c, nullptr); });
  EXPECT_EQ(other.max_body_bytes, index_->common_rules().max_body_bytes);
}

TEST_F(Members, AFixtureNamesWhatTheTargetSupplies) {
  const auto& contract = loaded([](Json* c) {
    (*c)["fixture"] = {{"needs", {{"campaign_id", "a campaign"}, {"app_id", "an app"}}},
                       {"variables", {{"name", "bzc_${unique}"}}}};
  });
  EXPECT_EQ(contract.fixture.needs, (std::map<std::string, std::string>{
                                        {"app_id", "an app"}, {"campaign_id", "a campaign"}}));
  EXPECT_EQ(contract.fixture.variables.at("name"), "bzc_${unique}");
  EXPECT_FALSE(contract.fixture.per_case);
  EXPECT_TRUE(loaded([](Json*) {}).fixture.needs.empty());
  EXPECT_TRUE(refused([](Json* c) {
                (*c)["fixture"] = {{"needs", {{"Campaign", "a"}}}};
              }).starts_with("contract.invalid things/post.json#/fixture/needs"));
}

TEST_F(Members, ErrorListsAreErrorsWhereNothingIsSaid) {
  EXPECT_EQ(loaded([](Json*) {}).error_lists, std::vector<std::string>{"errors"});
  EXPECT_EQ(loaded([](Json* c) {
              (*c)["error_lists"] = {"invalid_ids", "errors"};
            }).error_lists,
            (std::vector<std::string>{"invalid_ids", "errors"}));
  EXPECT_EQ(refused([](Json* c) { (*c)["error_lists"] = Json::array(); }),
            "contract.invalid things/post.json#/error_lists");
}

TEST_F(Members, WholeNumbersInQueriesAreWrittenInDigits) {
  const auto& contract = loaded([](Json* c) {
    (*c)["request"]["query"] = {{"limit", {{"schema", {{"type", "integer"}}}}},
                                {"ratio", {{"schema", {{"type", {"number", "integer"}}}}}},
                                {"any", {{"schema", {{"type", {"integer", "string"}}}}}},
                                {"free", {{"schema", {{"description", "Anything."}}}}}};
  });
  const auto one = [&](const char* name, const char* text) {
    return request_findings(contract, posting({}, {{name, text}}));
  };
  for (const char* text : {"0", "-7", "007", "9223372036854775807"}) {
    EXPECT_EQ(one("limit", text), Ids{}) << text;
  }
  for (const char* text : {"1e2", "7.0", "+5", "-", "9223372036854775808", "1,000", "٣"}) {
    EXPECT_EQ(one("limit", text), Ids{"things.post/query.limit-type@/query/limit"}) << text;
  }
  for (const char* text : {"1e2", "7.0", "0.5", "-3"}) EXPECT_EQ(one("ratio", text), Ids{}) << text;
  for (const char* text : {"1e2", "7", "x"}) {
    EXPECT_EQ(one("any", text), Ids{}) << text;
    EXPECT_EQ(one("free", text), Ids{}) << text;
  }
}

}  // namespace
}  // namespace brazecheck
