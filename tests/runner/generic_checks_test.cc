#include <gtest/gtest.h>

#include <map>

#include "suites/check.h"
#include "suites/judge.h"
#include "tests/contract/own_contracts.h"

// The properties that every operation has, over small contracts.

namespace brazecheck {
namespace {

class GenericChecks : public testing::Test {
 protected:
  /// The checks of the contract, by requirement.
  const std::map<std::string, Check>& checks(const Json& contract) {
    own_.write("things/post.json", contract);
    index_ = std::make_unique<ContractIndex>(own_.load());
    checks_.clear();
    for (auto& check : generic_checks(*index_, *index_->find("things.post"), 7, 3)) {
      const std::string id = check.requirement->id;
      EXPECT_TRUE(checks_.emplace(id, std::move(check)).second) << id << " twice";
    }
    return checks_;
  }

  static Json posting() {
    Json contract = small_contract("things.post", "POST", "/things");
    contract["request"]["body"] = {{"required", true},
                                   {"schema", {{"type", "object"}, {"required", {"name"}}}}};
    return contract;
  }
  static bool has_header(const Case& made, const std::string& name) {
    return std::any_of(made.request.headers.begin(), made.request.headers.end(),
                       [&](const auto& header) { return header.first == name; });
  }

  OwnContracts own_;
  std::unique_ptr<ContractIndex> index_;
  std::map<std::string, Check> checks_;
};

TEST_F(GenericChecks, ARequiredHeaderIsLeftOutOnce) {
  Json contract = posting();
  contract["request"]["headers"] = {
      {"X-Origin", {{"required", true}, {"schema", {{"type", "string"}, {"minLength", 1}}}}},
      {"X-Other", {{"required", true}, {"schema", {{"const", "yes"}}}}},
      {"X-Free", {{"required", false}, {"schema", {{"type", "string"}}}}}};
  const auto& found = checks(contract);
  for (const auto& [id, missing, kept] :
       {std::tuple("things.post/header.X-Origin-required", "X-Origin", "X-Other"),
        {"things.post/header.X-Other-required", "X-Other", "X-Origin"}}) {
    ASSERT_TRUE(found.contains(id)) << id;
    const Check& check = found.at(id);
    ASSERT_EQ(check.cases.size(), 1U);
    const Case& made = check.cases.front();
    EXPECT_FALSE(has_header(made, missing));
    EXPECT_TRUE(has_header(made, kept));
    EXPECT_EQ(made.expect, Expect::kRefused);
    EXPECT_EQ(made.label, std::string("without the header ") + missing);
    EXPECT_EQ(check.not_tested, "");
  }
  for (const auto& made : found.at("common/valid-accepted").cases) {
    EXPECT_TRUE(has_header(made, "X-Origin"));
    EXPECT_TRUE(has_header(made, "X-Other"));
  }
}

TEST_F(GenericChecks, NoPermissionIsCheckedWhereNoneIsNamed) {
  Json contract = posting();
  EXPECT_TRUE(checks(contract).contains("common/key-permission"));
  contract["permission"] = "";
  const auto& found = checks(contract);
  EXPECT_FALSE(found.contains("common/key-permission"));
  EXPECT_TRUE(found.contains("common/key-required"));
  EXPECT_TRUE(found.contains("common/key-known"));
}

TEST_F(GenericChecks, BodiesAreSpoiltOnlyWhereThereAreBodies) {
  EXPECT_TRUE(checks(posting()).contains("common/request-json"));
  EXPECT_TRUE(checks_.contains("common/request-content-type"));
  EXPECT_TRUE(checks_.contains("common/request-body-size"));
  const auto& found = checks(small_contract("things.post", "POST", "/things"));
  EXPECT_FALSE(found.contains("common/request-json"));
  EXPECT_FALSE(found.contains("common/request-content-type"));
}

TEST_F(GenericChecks, WhatNoCaseReachesSaysWhy) {
  Json contract = posting();
  contract["request"]["query"]["page"] = {{"required", false}, {"schema", {{"type", "string"}}}};
  contract["request"]["body"]["schema"] = Json::parse(R"({"type": "object", "properties": {
      "hint": {"type": "string", "x-requirements": {"*": {"level": "should"}}}}})");
  const auto& found = checks(contract);
  const auto reason = [&](const std::string& rule) {
    const Check& check = found.at("things.post/" + rule);
    EXPECT_TRUE(check.cases.empty()) << rule;
    return check.not_tested;
  };
  EXPECT_EQ(reason("query.page-type"), "every value in a path, a query or a header is text");
  EXPECT_NE(reason("hint-type").find("a recommendation"), std::string::npos);
}

TEST_F(GenericChecks, ProvokedErrorsKeepWhatTheTargetHasToSupply) {
  Json contract = small_contract("things.post", "GET", "/things/{kind}/{name}");
  contract["request"]["path"] = {{"kind", {{"type", "string"}}}, {"name", {{"type", "string"}}}};
  contract["request"]["query"]["ids"] = {
      {"required", false}, {"schema", {{"type", "array"}, {"items", {{"type", "string"}}}}}};
  contract["fixture"] = {{"needs", {{"kind", "A kind of things."}}}};
  contract["errors"] = {{{"id", "no-such-thing"},
                         {"message", "No such thing"},
                         {"status", {404}},
                         {"when", "The thing is unknown."},
                         {"source", "docs:x"},
                         {"provoke", {{"path", {{"name", "missing_${unique}"}}}}}},
                        {{"id", "bad-ids"},
                         {"message", "Bad IDs"},
                         {"status", {400}},
                         {"when", "The IDs are unknown."},
                         {"source", "docs:x"},
                         {"provoke", {{"query", {{"ids", {"a", "b"}}}}}}}};
  contract["responses"]["400"] = contract["responses"]["404"] = Json::object();
  const auto& found = checks(contract);
  const Check& unknown = found.at("things.post/error-no-such-thing");
  ASSERT_EQ(unknown.cases.size(), 1U);
  EXPECT_EQ(unknown.cases[0].request.path.rfind("/things/%24%7Bkind%7D/missing_", 0), 0U)
      << unknown.cases[0].request.path;
  const Check& ids = found.at("things.post/error-bad-ids");
  ASSERT_EQ(ids.cases.size(), 1U);
  EXPECT_EQ(ids.cases[0].request.query, (Fields{{"ids[]", "a"}, {"ids[]", "b"}}))
      << "a list comes as name[]";
}

TEST_F(GenericChecks, ASuccessThatListsWhatWentWrongIsKnownByTheNamesOfItsLists) {
  Json contract = posting();
  contract["error_lists"] = {"failed", "errors"};
  contract["request"]["body"]["schema"]["x-requirements"] = {
      {"required", {{"outcome", "reported"}}}};
  (void)checks(contract);
  const Contract& posted = *index_->find("things.post");
  const auto summary = [&](Expect expect, const Json& body) {
    Case tested;
    tested.contract = &posted;
    tested.expect = expect;
    tested.requirement = expect == Expect::kAccepted
                             ? &index_->common("valid-accepted")
                             : index_->find_requirement("things.post/name-required");
    Exchange exchange;
    exchange.response = Response{.status = 200, .headers = {}, .body = body, .body_text = {}};
    const auto departure = judge(*index_, tested, exchange);
    return departure ? departure->summary : "";
  };
  ASSERT_NE(index_->find_requirement("things.post/name-required"), nullptr);
  for (const char* name : {"failed", "errors"}) {
    const Json listing = {{name, {{{"id", 1}}}}};
    EXPECT_EQ(summary(Expect::kRefused, listing), "") << name;
    EXPECT_EQ(summary(Expect::kAccepted, listing),
              "answered with errors with 200, although the request keeps every rule");
    EXPECT_EQ(summary(Expect::kAccepted, Json{{name, Json::array()}}), "");
  }
  const Json other = {{"rejected", {1}}};
  EXPECT_EQ(summary(Expect::kAccepted, other), "");
  EXPECT_NE(summary(Expect::kRefused, other), "");
}

}  // namespace
}  // namespace brazecheck
