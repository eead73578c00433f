#include "contract/lint.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>

#include "tests/contract/own_contracts.h"

namespace brazecheck {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

// One contract that leaves nothing unsaid, and the files beside it.
class Lint : public testing::Test {
 protected:
  Lint() {
    contract_ = small_contract("things.get", "GET", "/things");
    contract_["source"] = "spec";
    contract_["rate_limit"]["source"] = "spec";
    contract_["examples"] = {{{"name", "all"}, {"source", "spec"}, {"request", Json::object()}}};
    limits_ = Json::parse(R"({
      "headers": {"limit": {"name": "L", "meaning": "m"}, "remaining": {"name": "R", "meaning": "m"},
                  "reset": {"name": "S", "meaning": "m"}, "source": "spec"},
      "over_limit": {"status": 429, "statement": "s", "source": "spec"},
      "pools": {"things": {"requests": 10, "per_seconds": 60, "scope": "workspace",
                           "source": "spec"}}})");
    permissions_ = Json::parse(
        R"({"permissions": {"things": {"operations": ["things.get"], "source": "spec"}}})");
    profiles_ = Json::parse(R"({"profiles": {}})");
  }

  // "lint.no-source things/get.json#/requirements/0" of each problem.
  std::vector<std::string> problems(const std::set<std::string>& chosen = {}) {
    own_.write("things/get.json", contract_);
    own_.write("rate_limits.json", limits_);
    own_.write("permissions.json", permissions_);
    own_.write("profiles.json", profiles_);
    const auto index = own_.load(chosen);
    std::vector<std::string> out;
    for (const auto& problem : lint(index)) {
      EXPECT_FALSE(problem.message.empty());
      out.push_back(problem.id + " " + problem.where);
    }
    return out;
  }

  void add_profile(const std::string& name) {
    profiles_["profiles"][name] = {{"summary", "s"}, {"source", "spec"}, {"default", "d"}};
  }

  OwnContracts own_;
  Json contract_, limits_, permissions_, profiles_;
};

const Json kObjectBody = {{"body", {{"type", "object"}}}};

TEST_F(Lint, SaysNothingOfACleanContract) { EXPECT_THAT(problems(), IsEmpty()); }

TEST_F(Lint, AsksForSourcesOfKnownKinds) {
  const Json statement = {{"id", "sorted"},
                          {"statement", "S."},
                          {"level", "must"},
                          {"basis", "stated"},
                          {"source", "wiki:things"}};
  contract_["requirements"] = {statement};
  EXPECT_THAT(problems(), ElementsAre("lint.no-source things/get.json#/requirements/0"));
  for (const char* source : {"braze-docs:_docs/a.md", "braze-docs-2026:_docs/a.md", "observed",
                             "spec", "seed of the project"}) {
    contract_["requirements"][0]["source"] = source;
    EXPECT_THAT(problems(), IsEmpty()) << source;
  }
}

TEST_F(Lint, AsksWhatRaisesADocumentedError) {
  const Json error = {{"id", "gone"}, {"status", {404}}, {"when", "W."}, {"source", "spec"}};
  contract_["errors"] = {error, error};
  contract_["errors"][0]["id"] = "absent";
  contract_["errors"][0]["not_provocable"] = "Nothing can.";
  EXPECT_THAT(problems(), ElementsAre("lint.error-not-raised things/get.json#/errors/1"));

  contract_["errors"][1]["provoke"] = Json::object();
  EXPECT_THAT(problems(), IsEmpty());

  contract_["errors"][1].erase("provoke");
  contract_["request"]["query"]["id"]["schema"] = {
      {"type", "string"}, {"x-requirements", {{"type", {{"error", "gone"}}}}}};
  EXPECT_THAT(problems(), IsEmpty());
}

TEST_F(Lint, KnowsErrorsWithoutIdsByTheirMessages) {
  contract_["errors"] = {
      {{"message", "Not here"}, {"status", {404}}, {"when", "W."}, {"source", "spec"}}};
  EXPECT_THAT(problems(), ElementsAre("lint.error-not-raised things/get.json#/errors/0"));
  contract_["request"]["query"]["id"]["schema"] = {
      {"type", "string"}, {"x-requirements", {{"type", {{"error", "Not here"}}}}}};
  EXPECT_THAT(problems(), IsEmpty());
}

TEST_F(Lint, FindsErrorsThatAreNamedAndNotDocumented) {
  contract_["request"]["query"]["id"]["schema"] = {
      {"type", "string"}, {"x-requirements", {{"type", {{"error", "gone"}}}}}};
  EXPECT_THAT(problems(),
              ElementsAre("lint.unknown-error things/get.json#/request/query/id/schema/type"));
}

TEST_F(Lint, AsksForAnExampleOfARequest) {
  contract_["examples"] = Json::array();
  EXPECT_THAT(problems(), ElementsAre("lint.no-example things/get.json#/examples"));
  // One that is refused shows no accepted request.
  contract_["responses"]["404"] = Json::object();
  contract_["examples"] = {{{"name", "refused"},
                            {"source", "spec"},
                            {"request", Json::object()},
                            {"response", {{"status", 404}}}}};
  EXPECT_THAT(problems(), ElementsAre("lint.no-example things/get.json#/examples"));
}

TEST_F(Lint, AsksForAnExampleOfEveryAnswerWithABody) {
  contract_["responses"] = {{"200", kObjectBody}, {"404", kObjectBody}, {"202", Json::object()}};
  contract_["examples"][0]["response"] = {{"status", 200}, {"body", Json::object()}};
  EXPECT_THAT(problems(), ElementsAre("lint.no-example things/get.json#/responses/404"));
}

TEST_F(Lint, TakesAnExampleOfAnotherAnswerOfTheSameShape) {
  own_.write("objects/refusal.json", Json{{"type", "object"}, {"x-source", "spec"}});
  const Json shared = {{"body", {{"$ref", "../objects/refusal.json"}}}};
  contract_["responses"] = {{"200", Json::object()}, {"400", shared}, {"404", shared}};
  contract_["examples"].push_back({{"name", "refused"},
                                   {"source", "spec"},
                                   {"response", {{"status", 404}, {"body", Json::object()}}}});
  EXPECT_THAT(problems(), IsEmpty());
}

TEST_F(Lint, HoldsExamplesToTheirContract) {
  contract_["request"]["query"]["limit"]["schema"] = {{"type", "integer"}};
  contract_["responses"]["200"] = kObjectBody;
  contract_["examples"][0]["request"] = {{"query", {{"limit", "many"}}}};
  contract_["examples"][0]["response"] = {{"status", 200}, {"body", Json::array()}};
  EXPECT_THAT(problems(),
              ElementsAre("lint.example-breaks-rule things/get.json#/examples/0/request",
                          "lint.example-breaks-rule things/get.json#/examples/0/response"));
  contract_["examples"][0]["request"]["query"]["limit"] = 5;
  contract_["examples"][0]["response"]["body"] = Json::object();
  EXPECT_THAT(problems(), IsEmpty());
}

TEST_F(Lint, LetsExamplesBreakWhatIsOnlyAdvised) {
  contract_["request"]["query"]["limit"]["schema"] = {
      {"type", "integer"},
      {"maximum", 5},
      {"x-requirements", {{"maximum", {{"level", "should"}}}}}};
  contract_["examples"][0]["request"] = {{"query", {{"limit", 6}}}};
  EXPECT_THAT(problems(), IsEmpty());
}

TEST_F(Lint, PutsExamplesOnTheWireAsTheyAreSent) {
  contract_["path"] = "/things/{name}";
  contract_["request"]["path"]["name"] = {{"type", "string"}, {"maxLength", 3}};
  contract_["request"]["query"]["ids"]["schema"] = {
      {"type", "array"}, {"maxItems", 2}, {"items", {{"type", "integer"}}}};
  contract_["examples"][0]["request"] = {{"path", {{"name", "a/b"}}}, {"query", {{"ids", {1, 2}}}}};
  EXPECT_THAT(problems(), IsEmpty());
  contract_["examples"][0]["request"] = {{"path", {{"name", "a/bc"}}},
                                         {"query", {{"ids", {1, 2, 3}}}}};
  EXPECT_THAT(problems(),
              ElementsAre("lint.example-breaks-rule things/get.json#/examples/0/request",
                          "lint.example-breaks-rule things/get.json#/examples/0/request"));
}

TEST_F(Lint, MissesTheOperationThatReplacesAnother) {
  contract_["stage"] = "deprecated";
  contract_["replaced_by"] = "things.find";
  EXPECT_THAT(problems(), ElementsAre("lint.unknown-operation things/get.json#/replaced_by"));
  contract_["replaced_by"] = "the other service";
  EXPECT_THAT(problems(), IsEmpty()) << "words name no operation";
}

TEST_F(Lint, HoldsPermissionsAndContractsAgainstEachOther) {
  permissions_["permissions"]["things"]["operations"] = Json::array();
  permissions_["permissions"]["things"]["no_operation"] = "None.";
  EXPECT_THAT(problems(), ElementsAre("lint.permission things/get.json#/permission"));

  permissions_["permissions"]["things"] = {{"operations", {"things.get", "things.make"}},
                                           {"source", "spec"}};
  EXPECT_THAT(problems(), ElementsAre("lint.permission permissions.json#/permissions/things"));

  permissions_["permissions"]["things"]["operations"] = {"things.get"};
  permissions_["permissions"]["others"] = {{"operations", Json::array()}, {"source", "spec"}};
  EXPECT_THAT(problems(), ElementsAre("lint.unused permissions.json#/permissions/others"));
  permissions_["permissions"]["others"]["no_operation"] = "Of an operation without contract.";
  EXPECT_THAT(problems(), IsEmpty());
}

TEST_F(Lint, KnowsThatScimTokensHaveNoPermissions) {
  contract_["authentication"] = "scim_token";
  EXPECT_THAT(problems(), ElementsAre("lint.permission things/get.json#/permission"));
}

TEST_F(Lint, MissesVariablesThatNoFixtureHas) {
  contract_["method"] = "POST";
  contract_["request"]["query"]["id"]["schema"] = {{"type", "string"},
                                                   {"x-fixture", "campaign_id"}};
  contract_["request"]["body"] = {
      {"required", false},
      {"schema",
       {{"type", "object"},
        {"properties", {{"list", {{"items", {{"type", "string"}, {"x-fixture", "app_id"}}}}}}}}}};
  contract_["fixture"] = {{"needs", {{"app_id", "an app"}}}};
  EXPECT_THAT(problems(), ElementsAre("lint.unknown-variable things/get.json#/fixture"));
  contract_["fixture"]["variables"] = {{"campaign_id", "bzc_${unique}"}};
  EXPECT_THAT(problems(), IsEmpty());
}

TEST_F(Lint, MissesProfilesAndFindsThoseThatChangeNothing) {
  contract_["request"]["query"]["limit"]["schema"] = {
      {"type", "integer"}, {"x-profiles", {{"larger", {{"maximum", 5}}}}}};
  add_profile("smaller");
  EXPECT_THAT(problems(), UnorderedElementsAre("lint.unknown-profile profiles.json",
                                               "lint.unused profiles.json#/profiles/smaller"));
  add_profile("larger");
  limits_["pools"]["things"]["profiles"] = {{"smaller", {{"requests", 5}}}};
  EXPECT_THAT(problems(), IsEmpty());
}

TEST_F(Lint, FindsTheConstraintsThatAChosenProfileAdds) {
  contract_["request"]["query"]["limit"]["schema"] = {
      {"type", "integer"}, {"x-profiles", {{"larger", {{"maximum", 5}}}}}};
  add_profile("larger");
  EXPECT_THAT(problems(), IsEmpty());
  EXPECT_THAT(problems({"larger"}), IsEmpty());
}

TEST_F(Lint, FindsPoolsThatNothingDrawsOn) {
  limits_["pools"]["others"] = limits_["pools"]["things"];
  EXPECT_THAT(problems(), ElementsAre("lint.unused rate_limits.json#/pools/others"));
  contract_["rate_limit"]["also"] = {{{"pool", "others"}, {"when", "At times."}}};
  EXPECT_THAT(problems(), IsEmpty());
}

TEST_F(Lint, FindsExcludedOperationsThatHaveAContract) {
  const Json entry = {{"operation", "things.get"},
                      {"method", "GET"},
                      {"path", "/things"},
                      {"reason", "R."},
                      {"source", "spec"}};
  own_.write("excluded.json", Json{{"operations", {entry}}});
  EXPECT_THAT(problems(), ElementsAre("lint.excluded excluded.json"));
}

TEST_F(Lint, NamesEveryProblemOnce) {
  contract_["examples"] = Json::array();
  contract_["replaced_by"] = "things.find";
  contract_["stage"] = "deprecated";
  limits_["pools"]["others"] = limits_["pools"]["things"];
  EXPECT_THAT(problems(),
              UnorderedElementsAre("lint.no-example things/get.json#/examples",
                                   "lint.unknown-operation things/get.json#/replaced_by",
                                   "lint.unused rate_limits.json#/pools/others"));
}

TEST(LintOfTheProject, HasNothingToComplainAbout) {
  const auto index = ContractIndex::load(BRAZECHECK_SCHEMAS);
  for (const auto& problem : lint(index)) {
    ADD_FAILURE() << problem.id << " " << problem.where << ": " << problem.message;
  }
}

TEST(LintOfTheProject, HasNothingToComplainAboutUnderAnyProfile) {
  const auto plain = ContractIndex::load(BRAZECHECK_SCHEMAS);
  EXPECT_FALSE(plain.profiles().empty());
  for (const auto& profile : plain.profiles()) {
    const auto index = ContractIndex::load(BRAZECHECK_SCHEMAS, {profile.name});
    for (const auto& problem : lint(index)) {
      ADD_FAILURE() << profile.name << " " << problem.id << " " << problem.where;
    }
  }
}

}  // namespace
}  // namespace brazecheck
