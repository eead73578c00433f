#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>

#include "contract/check.h"
#include "generators/generate.h"
#include "generators/likeness.h"
#include "runner/ledger.h"
#include "suites/check.h"
#include "suites/judge.h"
#include "suites/scenario.h"
#include "tests/contract/own_contracts.h"

// Properties of all operations that need no rule of a page: what they send, that they can fail, and
// what a run of them costs.

namespace brazecheck {
namespace {

class GenericProperties : public testing::Test {
 protected:
  GenericProperties() {
    Json read = small_contract("things.get", "GET", "/things/{id}");
    read["request"]["path"]["id"] = {{"type", "string"}, {"x-fixture", "name"}};
    read["responses"]["404"] = Json::object();
    Json write = small_contract("things.put", "PUT", "/things/{id}");
    write["request"]["path"] = read["request"]["path"];
    write["effect"] = "write";
    write["responses"]["400"] = Json::object();
    write["request"]["body"] = {
        {"required", true},
        {"schema", Json::parse(R"({"type": "object", "required": ["size", "color"], "properties": {
            "size": {"type": "integer"}, "color": {"type": "string"}, "note": {"type": "string"}}})")}};
    write["fixture"] = Json::parse(R"({
        "variables": {"name": "bzc_${unique}"},
        "setup": [{"operation": "things.put", "path": {"id": "${name}"},
                   "body": {"size": 1, "color": "red"}}],
        "teardown": []})");
    own_.write("things/get.json", read);
    own_.write("things/put.json", write);
    index_ = std::make_unique<ContractIndex>(own_.load());
    put_ = index_->find("things.put");
    for (const char* operation : {"things.get", "things.put"}) {
      for (auto& check : generic_checks(*index_, *index_->find(operation), 7, 20))
        checks_[operation].emplace(check.requirement->id, std::move(check));
    }
  }

  const Check& of(const std::string& requirement, const std::string& operation = "things.put") {
    return checks_.at(operation).at("common/" + requirement);
  }
  /// What the case comes to when the target answers so; "" when that is as documented.
  std::string judged(const Case& tested, int status, const Json& body = {{"message", "m"}}) {
    Exchange exchange;
    exchange.response = Response{.status = status, .headers = {}, .body = body, .body_text = {}};
    const auto departure = judge(*index_, tested, exchange);
    return departure ? departure->summary : "";
  }

  /// A target with one kind of thing, which may do what it has refused.
  Session session(bool careless) {
    return Session(
        *index_, of("refused-changes-nothing").scenario->requirement,
        [this, careless](const Contract& contract, const Request& request, Credential credential) {
          Exchange exchange{.operation = contract.operation, .request = request};
          exchange.response = Response{.status = 200, .headers = {}, .body = Json::object()};
          sent_.push_back(request);
          if (contract.operation == "things.get") {
            exchange.response->body = things_[request.path];
            return exchange;
          }
          const bool refused = credential != Credential::kFull ||
                               find_header(request.headers, "Authorization") != nullptr ||
                               !check_request(*index_, contract, request).empty();
          if (refused) exchange.response->status = 400;
          if (!refused || careless) things_[request.path] = *request.body;
          return exchange;
        },
        "token12345", 0);
  }

  OwnContracts own_;
  std::unique_ptr<ContractIndex> index_;
  const Contract* put_ = nullptr;
  std::map<std::string, std::map<std::string, Check>> checks_;
  std::map<std::string, Json> things_;
  std::vector<Request> sent_;
};

TEST_F(GenericProperties, KeysAreSignedInOtherWays) {
  const auto& cases = of("key-scheme").cases;
  ASSERT_EQ(cases.size(), 2U);
  EXPECT_EQ(*find_header(cases[0].request.headers, "Authorization"), "${key}");
  EXPECT_EQ(*find_header(cases[1].request.headers, "Authorization"), "Basic ${key}");
  EXPECT_EQ(cases[0].credential, Credential::kFull);
  EXPECT_EQ(judged(cases[0], 401), "");
  EXPECT_NE(judged(cases[0], 200), "");
  EXPECT_NE(judged(cases[0], 403), "");
}

TEST_F(GenericProperties, EmptyBodiesAreRefused) {
  const auto& cases = of("request-empty").cases;
  ASSERT_EQ(cases.size(), 2U);
  EXPECT_EQ(cases[0].request.body, Json::object());
  EXPECT_EQ(cases[1].request.body_text, "");
  EXPECT_EQ(judged(cases[0], 400), "");
  EXPECT_NE(judged(cases[0], 200), "");
}

TEST_F(GenericProperties, HostileBodiesAreSentAsBytes) {
  const auto& cases = of("request-hostile").cases;
  ASSERT_EQ(cases.size(), 2U);
  EXPECT_EQ(cases[0].request.body_text->substr(0, 3), "[[[");
  EXPECT_EQ(Json::parse(*cases[1].request.body_text, nullptr, false).is_discarded(), true);
  EXPECT_EQ(judged(cases[0], 400), "");
  EXPECT_NE(judged(cases[0], 500), "");
}

TEST_F(GenericProperties, TextsAreAcceptedOrSurvived) {
  const auto& scripts = of("text-any-script").cases;
  ASSERT_FALSE(scripts.empty());
  EXPECT_EQ(judged(scripts[0], 200), "");
  EXPECT_NE(judged(scripts[0], 400), "");
  for (const char* requirement : {"text-control", "text-long"}) {
    for (const auto& made : of(requirement).cases) {
      EXPECT_EQ(judged(made, 200), "");
      EXPECT_EQ(judged(made, 400), "");
      EXPECT_NE(judged(made, 500), "");
    }
  }
}

TEST_F(GenericProperties, APathIsAskedAboutOnceAndMissesADifferentMethodForEachOperation) {
  for (const char* requirement : {"common/head-harmless", "common/options-harmless"}) {
    EXPECT_TRUE(checks_.at("things.get").contains(requirement));
    EXPECT_FALSE(checks_.at("things.put").contains(requirement));
  }
  const Case& head = of("head-harmless", "things.get").cases.at(0);
  EXPECT_EQ(head.request.method, "HEAD");
  EXPECT_FALSE(head.request.body);
  EXPECT_NE(judged(head, 500), "");
  EXPECT_EQ(judged(head, 405), "");
  EXPECT_NE(of("unknown-method", "things.get").cases.at(0).request.method,
            of("unknown-method").cases.at(0).request.method);
}

TEST(GenericAddressChecks, ThePathIsAskedAboutForTheOperationThatReadsThere) {
  OwnContracts own;
  own.write("pots/fill.json", small_contract("pots.fill", "POST", "/pots"));
  own.write("pots/list.json", small_contract("pots.list", "GET", "/pots"));
  own.write("pots/wash.json", small_contract("pots.wash", "POST", "/pots/wash"));
  const ContractIndex index = own.load();
  const auto asks = [&](const char* operation) {
    std::set<std::string> methods;
    for (const auto& check : generic_checks(index, *index.find(operation), 7, 20)) {
      for (const auto& made : check.cases) methods.insert(made.request.method);
    }
    return methods.contains("HEAD") && methods.contains("OPTIONS");
  };
  EXPECT_FALSE(asks("pots.fill"));
  EXPECT_TRUE(asks("pots.list"));
  EXPECT_TRUE(asks("pots.wash"));
}

TEST_F(GenericProperties, WhatIsRefusedChangesNothing) {
  ASSERT_NE(of("refused-changes-nothing").scenario, nullptr);
  EXPECT_FALSE(checks_.at("things.get").contains("common/refused-changes-nothing"));
  const auto& scenario = *of("refused-changes-nothing").scenario;
  Session careful = session(false);
  scenario.play(careful);
  EXPECT_FALSE(careful.failed()) << careful.problem();
  EXPECT_GE(sent_.size(), 9U) << "set up, read, refusals of six rules and of a key, read again";
  EXPECT_EQ(things_.size(), 1U) << "all of it is about one thing";
  EXPECT_NE(things_.begin()->first.find("bzc_"), std::string::npos);
  things_.clear();
  Session careless = session(true);
  scenario.play(careless);
  ASSERT_TRUE(careless.failed());
  EXPECT_FALSE(careless.broken()) << careless.problem();
  EXPECT_EQ(careless.blame(), (Blame{"things.put", "common/refused-changes-nothing"}));
}

TEST(Economy, NoOperationSendsOneRequestTwice) {
  const auto index = ContractIndex::load(BRAZECHECK_SCHEMAS);
  std::vector<std::size_t> costs;
  for (std::size_t i = 0; i < index.operations().size(); i += 4) {
    const Contract& contract = *index.operations()[i];
    std::map<std::uint64_t, std::string> sent;
    std::size_t cost = 0;
    for (const auto& check : generic_checks(index, contract, 1, 20)) {
      cost += check.cases.size();
      for (const auto& tested : check.cases) {
        Case literal = tested;  // names count as well
        literal.token.clear();
        literal.variables.clear();
        const std::string label = check.requirement->id + ": " + tested.label;
        const auto [same, fresh] = sent.emplace(likeness(literal), label);
        EXPECT_TRUE(fresh) << contract.operation << ": " << label << " is " << same->second;
      }
    }
    costs.push_back(cost);
  }
  std::sort(costs.begin(), costs.end());
  EXPECT_LE(costs[costs.size() / 2], 60U) << "an ordinary operation";
}

}  // namespace
}  // namespace brazecheck
