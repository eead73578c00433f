#include "contract/check.h"
#include "tests/generators/own_operation.h"

// Single requests and answers that break a requirement, and what none can break.

namespace brazecheck {
namespace {

const ContractIndex& contracts() {
  static const ContractIndex index = ContractIndex::load(BRAZECHECK_SCHEMAS);
  return index;
}

Json answering_contract() {
  Json contract = OwnOperation::with_body(R"({"type": "object", "required": ["name"],
    "properties": {"name": {"type": "string", "maxLength": 5},
                   "size": {"type": "integer", "minimum": 1, "maximum": 9},
                   "hint": {"type": "string", "x-requirements": {"*": {"level": "should"}}}}})");
  contract["responses"] = Json::parse(R"({"201": {"body": {"type": "object", "required": ["id"],
    "properties": {"id": {"type": "string", "minLength": 1},
                   "lines": {"type": "array", "items": {"type": "object", "required": ["n"],
                             "properties": {"n": {"type": "integer", "minimum": 0}}}},
                   "unseen": {"type": "string"}}}}})");
  contract["examples"] = Json::parse(R"([{"name": "Made.", "source": "docs:x",
    "request": {"body": {"name": "a"}},
    "response": {"status": 201, "body": {"id": "x", "lines": [{"n": 1}, {"n": 2}]}}}])");
  return contract;
}

const OwnOperation& answering() {
  static const OwnOperation operation(answering_contract());
  return operation;
}

TEST(BreakingCase, BreaksTheRequirementAndNothingElse) {
  for (const char* rule : {"name-required", "name-type", "name-max-length", "size-type",
                           "size-minimum", "size-maximum", "body-type", "body-required"}) {
    const auto* requirement = answering().requirement(rule);
    ASSERT_NE(requirement, nullptr);
    const auto made = breaking_case(answering().index(), answering().contract(), *requirement);
    ASSERT_TRUE(made) << rule;
    EXPECT_EQ(made->requirement, requirement);
    EXPECT_EQ(made->expect, Expect::kRefused);
    EXPECT_EQ(answering().broken(made->request), std::set<std::string>{requirement->id});
  }
}

TEST(BreakingCase, IsNoneForRecommendationsAndForAnswers) {
  for (const char* rule : {"hint-type", "response.201.id-type"}) {
    EXPECT_FALSE(
        breaking_case(answering().index(), answering().contract(), *answering().requirement(rule)))
        << rule;
  }
}

// Every tenth contract: one request after the other is made anew for each requirement.
TEST(BreakingCase, IsFoundForWhatTheCasesOfRealContractsCover) {
  const auto& operations = contracts().operations();
  int found = 0;
  for (std::size_t i = 0; i < operations.size(); i += 10) {
    const Contract& contract = *operations[i];
    std::set<const Requirement*> covered;
    for (const auto& made : invalid_cases(contracts(), contract, 1))
      covered.insert(made.requirement);
    std::size_t tried = 0;
    for (const auto* requirement : covered) {
      if (++tried > 6) break;
      const auto made = breaking_case(contracts(), contract, *requirement);
      ASSERT_TRUE(made) << contract.operation << " " << requirement->id;
      EXPECT_EQ(made->requirement, requirement);
      ++found;
    }
  }
  EXPECT_GT(found, 30);
}

TEST(BreakingAnswer, SpoilsADocumentedExampleInOnePlace) {
  for (const auto& [rule, place] : {std::pair("response.201.id-required", ""),
                                    {"response.201.id-type", "/id"},
                                    {"response.201.id-min-length", "/id"},

                                    {"response.201.lines-type", "/lines"},
                                    {"response.201.lines.item-type", "/lines/0"},
                                    {"response.201.lines.item.n-required", "/lines/0"},
                                    {"response.201.lines.item.n-minimum", "/lines/0/n"}}) {
    const auto* requirement = answering().requirement(rule);
    ASSERT_NE(requirement, nullptr);
    const auto made = breaking_answer(answering().index(), answering().contract(), *requirement);
    ASSERT_TRUE(made) << rule;
    EXPECT_EQ(made->status, 201);
    EXPECT_EQ(made->pointer, place) << rule;
    const auto findings = check_response(
        answering().index(), answering().contract(),
        {.status = made->status, .headers = {}, .body = made->body, .body_text = {}});
    ASSERT_FALSE(findings.empty()) << rule;
    for (const auto& finding : findings) EXPECT_EQ(finding.requirement, requirement) << rule;
  }
}

TEST(BreakingAnswer, IsNoneWhereNoExampleHasThePlaceOrThereIsNoExample) {
  EXPECT_FALSE(breaking_answer(answering().index(), answering().contract(),
                               *answering().requirement("response.201.unseen-type")));
  Json contract = answering_contract();
  contract["examples"] = Json::array();
  const OwnOperation bare(contract);
  EXPECT_FALSE(
      breaking_answer(bare.index(), bare.contract(), *bare.requirement("response.201.id-type")));
}

TEST(BreakingAnswer, IsNoneForRequirementsOnRequests) {
  EXPECT_FALSE(breaking_answer(answering().index(), answering().contract(),
                               *answering().requirement("name-type")));
}

std::set<std::string> ids(const std::vector<const Requirement*>& requirements) {
  std::set<std::string> found;
  for (const auto* requirement : requirements) found.insert(requirement->id);
  return found;
}

TEST(Uncovered, NamesLimitsThatNoRequestCanReachOrPass) {
  const OwnOperation operation(OwnOperation::with_body(R"({"type": "object", "properties": {
    "word": {"type": "string", "maxLength": 3},
    "far": {"type": "string", "maxLength": 90000000},
    "many": {"type": "array", "maxItems": 90000000},
    "hint": {"type": "string", "maxLength": 90000000,
             "x-requirements": {"maxLength": {"level": "should"}}}}})"));
  const std::set<std::string> out_of_reach = {"things.post/far-max-length",
                                              "things.post/many-max-items"};
  EXPECT_EQ(ids(uncovered_limits(operation.index(), operation.contract())), out_of_reach);
  EXPECT_EQ(ids(uncovered(operation.index(), operation.contract())), out_of_reach);
}

TEST(Uncovered, NamesTypesOfParametersWhichAreNoLimits) {
  Json contract = OwnOperation::with_query(
      R"({"page": {"required": false, "schema": {"type": "string"}}})", "");
  const OwnOperation operation(contract);
  EXPECT_EQ(ids(uncovered(operation.index(), operation.contract())),
            std::set<std::string>{"things.post/query.page-type"});
  EXPECT_TRUE(uncovered_limits(operation.index(), operation.contract()).empty());
}

TEST(Uncovered, NamesRulesThatNoRequestCanBreakAlone) {
  const OwnOperation operation(OwnOperation::with_body(R"({"type": "object", "required": ["a", "b"],
    "properties": {"a": {"const": "x"}, "b": {"const": "y"}},
    "x-rules": [{"rule": "members_differ", "members": ["a", "b"]}]})"));
  EXPECT_EQ(ids(uncovered_limits(operation.index(), operation.contract())),
            std::set<std::string>{"things.post/body-members-differ"});
}

}  // namespace
}  // namespace brazecheck
