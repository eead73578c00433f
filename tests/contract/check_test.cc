#include "contract/check.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "contract/coverage.h"
#include "tests/contract/own_contracts.h"

namespace brazecheck {
namespace {

Json posting_contract() {
  Json contract = small_contract("things.post", "POST", "/things/{name}");
  contract["request"]["path"]["name"] = {{"type", "string"}, {"maxLength", 5}};
  contract["request"]["query"] = {
      {"ids", {{"schema", {{"type", "array"}, {"maxItems", 2}, {"items", {{"type", "integer"}}}}}}},
      {"limit", {{"required", true}, {"schema", {{"type", "integer"}, {"maximum", 100}}}}},
      {"ratio", {{"schema", {{"type", "number"}}}}},
      {"deep", {{"schema", {{"type", "boolean"}}}}},
      {"code", {{"schema", {{"type", "string"}}}}}};
  contract["request"]["headers"] = {
      {"X-Count", {{"required", true}, {"schema", {{"type", "integer"}}}}}};
  contract["request"]["body"] = {
      {"required", true},
      {"schema",
       {{"type", "object"},
        {"properties",
         {{"text", {{"type", "string"}}}, {"list", {{"type", "array"}, {"maxItems", 1}}}}}}}};
  contract["responses"]["201"]["body"] = {{"type", "object"},
                                          {"required", {"message"}},
                                          {"properties",
                                           {{"message", {{"type", "string"}, {"maxLength", 9}}},
                                            {"count", {{"type", "integer"}, {"minimum", 1}}}}}};
  return contract;
}

class Checking : public testing::Test {
 protected:
  Checking() {
    own_.write("things/post.json", posting_contract());
    index_ = std::make_unique<ContractIndex>(own_.load());
    contract_ = index_->find("things.post");
    request_ = {.method = "POST",
                .path = "/things/a",
                .query = {{"limit", "5"}},
                .headers = {},
                .body = Json::object(),
                .body_text = std::nullopt};
    response_ = {.status = 201,
                 .headers = {},
                 .body = Json{{"message", "success"}},
                 .body_text = std::nullopt};
  }

  // "things.post/events-type@/events" of each finding.
  std::vector<std::string> request_findings() const {
    return names(check_request(*index_, *contract_, request_), Side::kRequest);
  }
  std::vector<std::string> response_findings() const {
    return names(check_response(*index_, *contract_, response_), Side::kResponse);
  }

  static std::vector<std::string> names(const std::vector<Finding>& findings, Side side) {
    std::vector<std::string> out;
    for (const auto& finding : findings) {
      EXPECT_EQ(finding.side, side);
      EXPECT_FALSE(finding.requirement->source.empty());
      EXPECT_FALSE(finding.expected.empty());
      out.push_back(finding.requirement->id + "@" + finding.pointer);
    }
    return out;
  }

  OwnContracts own_;
  std::unique_ptr<ContractIndex> index_;
  const Contract* contract_ = nullptr;
  Request request_;
  Response response_;
};

using Ids = std::vector<std::string>;

TEST_F(Checking, ARequestThatKeepsAllRulesHasNoFinding) {
  request_.query = {{"limit", "100"},   {"ids[]", "1"},   {"ids[]", "-2"},
                    {"ratio", "2.5e3"}, {"deep", "true"}, {"code", "42"}};
  request_.headers = {{"x-count", "3"}, {"content-TYPE", " Application/JSON ; charset=utf-8"}};
  EXPECT_EQ(request_findings(), Ids{});
}

TEST_F(Checking, QueryValuesAreReadAsTheTypesThatTheirSchemasAskFor) {
  request_.query = {
      {"limit", "101"}, {"ids[]", "1"}, {"ids[]", "x"}, {"ratio", "inf"}, {"deep", "yes"}};
  EXPECT_EQ(request_findings(), (Ids{"things.post/query.deep-type@/query/deep",
                                     "things.post/query.ids.item-type@/query/ids/1",
                                     "things.post/query.limit-maximum@/query/limit",
                                     "things.post/query.ratio-type@/query/ratio"}));
}

TEST_F(Checking, TextThatOnlyBeginsWithANumberIsNoNumber) {
  for (const char* text : {"5x", "", " 5", "0x10", "1.5", "1e2", "7.0", "nan"}) {
    request_.query = {{"limit", text}};
    EXPECT_EQ(request_findings(), Ids{"things.post/query.limit-type@/query/limit"}) << text;
  }
  request_.query = {{"limit", "99999999999999999999"}};
  EXPECT_EQ(request_findings(), Ids{"things.post/query.limit-type@/query/limit"});
}

TEST_F(Checking, AListAndASingleValueAreNotTakenForEachOther) {
  request_.query = {{"limit[]", "5"}, {"ids", "1"}};
  EXPECT_EQ(request_findings(), (Ids{"things.post/query.ids-type@/query/ids",
                                     "things.post/query.limit-type@/query/limit"}));
}

TEST_F(Checking, ListsHoldNoMoreThanTheyMay) {
  request_.query = {{"limit", "5"}, {"ids[]", "1"}, {"ids[]", "2"}, {"ids[]", "3"}};
  EXPECT_EQ(request_findings(), Ids{"things.post/query.ids-max-items@/query/ids"});
}

TEST_F(Checking, ARequiredParameterThatIsAbsentIsNamed) {
  request_.query.clear();
  const auto findings = check_request(*index_, *contract_, request_);
  ASSERT_EQ(findings.size(), 1U);
  EXPECT_EQ(findings[0].requirement->id, "things.post/query.limit-required");
  EXPECT_EQ(findings[0].message(), "/query/limit: expected a value, found absent");
}

TEST_F(Checking, PathParametersAreJudgedDecoded) {
  request_.path = "/things/%61%62%63%64%65";
  EXPECT_EQ(request_findings(), Ids{});
  request_.path = "/things/%61%62%63%64%65f";
  EXPECT_EQ(request_findings(), Ids{"things.post/path.name-max-length@/path/name"});
}

TEST_F(Checking, HeadersAreJudgedOnlyWhereTheyAre) {
  EXPECT_EQ(request_findings(), Ids{});
  request_.headers = {{"X-COUNT", "many"}, {"Content-Type", "text/plain"}};
  EXPECT_EQ(request_findings(), (Ids{"things.post/header.X-Count-type@/headers/X-Count",
                                     "common/request-content-type@/headers/Content-Type"}));
}

TEST_F(Checking, ABodyIsThereWellFormedAndOfItsSchema) {
  request_.body.reset();
  EXPECT_EQ(request_findings(), Ids{"things.post/body-required@"});
  request_.body_text = "";
  EXPECT_EQ(request_findings(), Ids{"things.post/body-required@"});
  request_.body_text = "{\"text\": ";
  EXPECT_EQ(request_findings(), Ids{"common/request-json@"});
  request_.body_text.reset();
  request_.body = Json{{"text", 5}, {"list", {1, 2}}};
  EXPECT_EQ(request_findings(),
            (Ids{"things.post/list-max-items@/list", "things.post/text-type@/text"}));
  request_.body = Json::array();
  EXPECT_EQ(request_findings(), Ids{"things.post/body-type@"});
}

TEST_F(Checking, ABodyMayBeAsLargeAsTheLimitAndNoLarger) {
  const std::size_t limit = index_->common_rules().max_body_bytes;
  const std::size_t around = Json{{"text", ""}}.dump().size();
  request_.body = Json{{"text", std::string(limit - around, 'a')}};
  EXPECT_EQ(request_findings(), Ids{});
  request_.body = Json{{"text", std::string(limit - around + 1, 'a')}};
  EXPECT_EQ(request_findings(), Ids{"common/request-body-size@"});
  // The wire counts bytes: escapes take two.
  request_.body = Json{{"text", std::string((limit - around) / 2 + 1, '"')}};
  EXPECT_EQ(request_findings(), Ids{"common/request-body-size@"});

  request_.body.reset();
  request_.body_text = "{}" + std::string(limit - 2, ' ');
  EXPECT_EQ(request_findings(), Ids{"common/request-json@"});
  *request_.body_text += ' ';
  const auto findings = check_request(*index_, *contract_, request_);
  ASSERT_EQ(findings.size(), 2U);
  EXPECT_EQ(findings[1].actual, std::to_string(limit + 1) + " bytes");
}

TEST_F(Checking, ADeeplyNestedBodyIsNotCalledLarge) {
  Json deep = 1;
  for (int i = 0; i < 700; ++i) deep = Json::array({std::move(deep)});
  request_.body = Json{{"extra", std::move(deep)}};
  EXPECT_EQ(request_findings(), Ids{});
}

TEST_F(Checking, AResponseIsHeldAgainstTheBodyOfItsStatus) {
  EXPECT_EQ(response_findings(), Ids{});
  response_.body = Json{{"message", 5}, {"count", 0}};
  EXPECT_EQ(response_findings(), (Ids{"things.post/response.201.count-minimum@/count",
                                      "things.post/response.201.message-type@/message"}));
  response_.body = Json{{"count", 1}};
  EXPECT_EQ(response_findings(), Ids{"things.post/response.201.message-required@"});
  response_.status = 200;  // documented without a body
  EXPECT_EQ(response_findings(), Ids{});
}

TEST_F(Checking, AnUndocumentedStatusAndAServerErrorAreFindings) {
  response_.status = 418;
  EXPECT_EQ(response_findings(), Ids{"common/status-documented@/status"});
  response_.status = 500;
  EXPECT_EQ(response_findings(), Ids{"common/no-server-error@/status"});
  response_.status = 599;
  EXPECT_EQ(response_findings(), Ids{"common/no-server-error@/status"});
  response_.status = 302;
  EXPECT_EQ(check_response(*index_, *contract_, response_).at(0).expected,
            "200, 201 or a status common to all operations");
}

TEST_F(Checking, ADocumentedBodyIsJsonAndSaysSo) {
  response_.headers = {{"Content-Type", "application/JSON;charset=utf-8"}};
  EXPECT_EQ(response_findings(), Ids{});
  response_.headers = {{"Content-Type", "text/html"}};
  EXPECT_EQ(response_findings(), Ids{"common/response-content-type@/headers/Content-Type"});
  response_.body.reset();
  response_.body_text = "<html>";
  EXPECT_EQ(response_findings(), Ids{"common/response-json@"});
  response_.body_text.reset();
  EXPECT_EQ(check_response(*index_, *contract_, response_).at(0).message(),
            "the body: expected a JSON body, found no body");
}

// What a value gave something to judge, without the operation's name.
std::set<std::string> applied(const ContractIndex& index, const Contract& contract,
                              const Json& value) {
  std::set<const Requirement*> found;
  collect_applied(*contract.response(201)->body, value, &found);
  std::set<std::string> ids;
  for (const auto* requirement : found) {
    EXPECT_EQ(index.find_requirement(requirement->id), requirement);
    ids.insert(requirement->id.substr(requirement->id.find("201") + 4));
  }
  return ids;
}

TEST_F(Checking, AFieldThatIsNotThereProvesNothing) {
  EXPECT_EQ(applied(*index_, *contract_, Json::object()).count("count-minimum"), 0U);
  EXPECT_EQ(applied(*index_, *contract_, Json::object()).count("message-required"), 1U);
  EXPECT_EQ(applied(*index_, *contract_, {{"count", 3}}).count("count-minimum"), 1U);
  // A number has no length.
  const auto wrong_type = applied(*index_, *contract_, {{"message", 3}});
  EXPECT_EQ(wrong_type.count("message-type"), 1U);
  EXPECT_EQ(wrong_type.count("message-max-length"), 0U);
}

TEST(Coverage, OnlyTheBranchThatAppliesCounts) {
  Json contract = small_contract("things.get", "GET", "/things");
  contract["responses"]["201"]["body"] = {
      {"type", "object"},
      {"properties",
       {{"kind", {{"type", "string"}}}, {"a", {{"type", "string"}}}, {"b", {{"type", "string"}}}}},
      {"dependencies", {{"a", {"kind"}}}},
      {"if", {{"required", {"kind"}}}},
      {"then", {{"required", {"a"}}}},
      {"else", {{"required", {"b"}}}}};
  const OwnContracts own;
  own.write("things/get.json", contract);
  const auto index = own.load();
  const auto& tested = *index.find("things.get");
  const auto with = applied(index, tested, {{"kind", "x"}});
  EXPECT_EQ(with.count("a-required"), 1U);
  EXPECT_EQ(with.count("b-required"), 0U);
  EXPECT_EQ(with.count("body-dependencies"), 0U);
  const auto without = applied(index, tested, {{"a", "x"}});
  EXPECT_EQ(without.count("a-required"), 0U);
  EXPECT_EQ(without.count("b-required"), 1U);
  EXPECT_EQ(without.size(), 4U) << "type of the body and of a, b-required and the dependency of a";
}

TEST(Coverage, SchemasThatContainThemselvesEnd) {
  Json contract = small_contract("things.get", "GET", "/things");
  contract["responses"]["201"]["body"] = {{"$ref", "../objects/tree.json"}};
  const OwnContracts own;
  own.write("things/get.json", contract);
  own.write("objects/tree.json",
            Json{{"type", "array"}, {"x-source", "docs:tree"}, {"items", {{"$ref", "#"}}}});
  const auto index = own.load();
  Json deep = Json::array();
  for (int i = 0; i < 900; ++i) deep = Json::array({std::move(deep)});
  std::set<const Requirement*> found;
  collect_applied(*index.find("things.get")->response(201)->body, deep, &found);
  EXPECT_EQ(found.size(), 1U);
}

TEST(Headers, AreFoundWithoutCaseAndTheFirstWins) {
  const Fields headers = {{"X-A", "1"}, {"x-a", "2"}, {"X-AB", "3"}};
  EXPECT_EQ(*find_header(headers, "x-A"), "1");
  EXPECT_EQ(*find_header(headers, "x-ab"), "3");
  EXPECT_EQ(find_header(headers, "x"), nullptr);
}

TEST(CheckTest, ListsAndBooleansAreReadAsClientsWriteThem) {
  const auto index = ContractIndex::load(BRAZECHECK_SCHEMAS);
  const auto findings = [&](const char* operation, const Fields& query) {
    const Contract* contract = index.find(operation);
    Request request;
    request.method = contract->method;
    request.path = contract->path;
    request.query = query;
    return check_request(index, *contract, request).size();
  };
  for (const Fields& query : {Fields{{"external_id[]", "a"}, {"external_id[]", "b"}},
                              Fields{{"external_id[0]", "a"}, {"external_id[1]", "b"}},
                              Fields{{"external_id", "a"}, {"external_id", "b"}}}) {
    EXPECT_EQ(findings("subscription.user.status", query), 0u) << query.front().first;
  }
  for (const char* yes : {"true", "false", "1", "0"}) {
    EXPECT_EQ(findings("campaigns.list", {{"include_archived", yes}}), 0u) << yes;
  }
  for (const char* no : {"yes", "2", ""}) {
    EXPECT_EQ(findings("campaigns.list", {{"include_archived", no}}), 1u) << no;
  }
}

}  // namespace
}  // namespace brazecheck
