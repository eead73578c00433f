#include "contract/index.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "contract/document_store.h"
#include "contract/uri.h"
#include "tests/contract/own_contracts.h"

namespace brazecheck {
namespace {

std::string parse_error(const std::string& text) {
  try {
    (void)parse_document(text, "a.json");
  } catch (const InputError& error) {
    return error.id() + " " + error.where();
  }
  return "";
}

TEST(Documents, ASyntaxErrorNamesLineAndColumn) {
  EXPECT_EQ(parse_error("{\n  \"a\": 1,\n  \"b\" 2\n}"), "contract.syntax a.json:3:7");
  EXPECT_EQ(parse_error("?"), "contract.syntax a.json:1:1");
  EXPECT_EQ(parse_error("\n?"), "contract.syntax a.json:2:1");
  EXPECT_EQ(parse_error("{\"a\": \"\xff\"}").substr(0, 22), "contract.syntax a.json");
  EXPECT_EQ(parse_error("").substr(0, 22), "contract.syntax a.json");
}

TEST(Documents, ANumberThatNothingHoldsIsASyntaxError) {
  EXPECT_EQ(parse_error("{\"a\": 1e999}"), "contract.syntax a.json");
}

TEST(Documents, AKeyThatComesTwiceInOneObjectIsRefusedAndElsewhereIsNot) {
  EXPECT_EQ(parse_error(R"({"a": {"b": 1, "b": 2}})"), "contract.duplicate-key a.json");
  EXPECT_EQ(parse_error(R"({"a": {"b": 1}, "b": [{"b": 1}, {"b": 2}]})"), "");
}

TEST(Documents, ADirectoryThatIsNotThereIsUnreadable) {
  EXPECT_THROW(DocumentStore("/nonexistent/contracts"), InputError);
}

TEST(Documents, LinksThatLeadNowhereAreNoFiles) {
  const OwnContracts own;
  std::filesystem::create_symlink("gone.json", own.directory() / "loose.json");
  std::filesystem::create_symlink("loop.json", own.directory() / "loop.json");
  DocumentStore store(own.directory());
  const auto files = store.files();
  EXPECT_EQ(std::count(files.begin(), files.end(), "common.json"), 1);
  EXPECT_EQ(std::count(files.begin(), files.end(), "loose.json"), 0);
  EXPECT_EQ(store.find("loose.json"), nullptr);
}

TEST(Loading, TheProjectsOwnContractsLoad) {
  const auto index = ContractIndex::load(BRAZECHECK_SCHEMAS);
  EXPECT_NE(index.find("users.track"), nullptr);
  EXPECT_EQ(index.find("users.nothing"), nullptr);
  EXPECT_TRUE(std::is_sorted(index.requirements().begin(), index.requirements().end(),
                             [](const auto* a, const auto* b) { return a->id < b->id; }));
  EXPECT_EQ(index.digest(), ContractIndex::load(BRAZECHECK_SCHEMAS).digest());
}

TEST(Loading, EveryErrorThatAConstraintOfAContractRaisesIsDocumented) {
  const auto index = ContractIndex::load(BRAZECHECK_SCHEMAS);
  int named = 0;
  for (const auto& contract : index.operations()) {
    for (const auto* requirement : contract->requirements) {
      // Shared objects name errors that not every operation with them documents.
      const bool own = requirement->id.starts_with(contract->operation + "/");
      if (!own || requirement->error.empty()) continue;
      ++named;
      const auto& common = index.common_rules().errors;
      const bool shared = std::any_of(common.begin(), common.end(), [&](const auto& error) {
        return error.id == requirement->error || error.message == requirement->error;
      });
      EXPECT_TRUE(shared || contract->find_error(requirement->error) != nullptr)
          << contract->file << " does not document \"" << requirement->error << "\" of "
          << requirement->id;
    }
  }
  EXPECT_GT(named, 0);
}

TEST(Loading, ADirectoryWithoutContractsIsRefused) {
  const OwnContracts own;
  EXPECT_EQ(own.load_error(), "contract.empty " + own.directory().string());
}

TEST(Loading, WithoutCommonRulesOrMetaSchemasNothingLoads) {
  const OwnContracts own;
  own.write("things/get.json", small_contract("things.get", "GET", "/things"));
  std::filesystem::remove(own.directory() / "common.json");
  EXPECT_EQ(own.load_error(), "contract.unreadable " + (own.directory() / "common.json").string());
  std::filesystem::remove_all(own.directory() / "meta");
  EXPECT_EQ(own.load_error(),
            "contract.unreadable " + (own.directory() / "meta/contract.schema.json").string());
}

TEST(Loading, AContractIsHeldAgainstTheMetaSchemaAndTheErrorPointsIntoIt) {
  const OwnContracts own;
  Json contract = small_contract("things.get", "GET", "/things");
  contract["rate_limit"]["burst"] = 3;
  own.write("things/get.json", contract);
  EXPECT_TRUE(own.load_error().starts_with("contract.invalid things/get.json#/rate_limit"))
      << own.load_error();

  contract = small_contract("things.get", "GET", "/things");
  contract["effect"] = "explode";
  own.write("things/get.json", contract);
  EXPECT_EQ(own.load_error(), "contract.invalid things/get.json#/effect");
}

TEST(Loading, ASchemaIsHeldToItsKeywordsAndReferences) {
  const OwnContracts own;
  Json contract = small_contract("things.get", "GET", "/things");
  contract["responses"]["200"]["body"] = {{"type", "object"}, {"maxItem", 3}};
  own.write("things/get.json", contract);
  EXPECT_TRUE(
      own.load_error().starts_with("contract.unknown-keyword things/get.json#/responses/200/body"))
      << own.load_error();

  contract["responses"]["200"]["body"] = {{"$ref", "../objects/nothing.json"}};
  own.write("things/get.json", contract);
  EXPECT_TRUE(
      own.load_error().starts_with("contract.dangling-ref things/get.json#/responses/200/body"))
      << own.load_error();
}

TEST(Loading, AnOperationIdAndARequirementIdAreGivenOnce) {
  const OwnContracts own;
  own.write("things/get.json", small_contract("things.get", "GET", "/things"));
  own.write("things/list.json", small_contract("things.get", "GET", "/things/all"));
  EXPECT_EQ(own.load_error(), "contract.duplicate-id things/list.json#/operation");

  Json contract = small_contract("things.list", "GET", "/things/all");
  const Json statement = {{"id", "sorted"},
                          {"statement", "Sorted."},
                          {"level", "must"},
                          {"basis", "stated"},
                          {"source", "docs:x"}};
  contract["requirements"] = {statement, statement};
  own.write("things/list.json", contract);
  EXPECT_EQ(own.load_error(), "contract.duplicate-id things/list.json#/requirements/1");
}

TEST(Loading, TwoOperationsDoNotShareMethodAndPath) {
  const OwnContracts own;
  Json other = small_contract("things.read", "GET", "/things/{id}");
  other["request"]["path"]["id"] = {{"type", "string"}};
  own.write("things/get.json", small_contract("things.get", "GET", "/things/{name}"));
  own.write("things/read.json", other);
  EXPECT_EQ(own.load_error(), "contract.duplicate-id things/read.json#/path");
}

TEST(Loading, PathParametersAndTheirSchemasComeTogether) {
  const OwnContracts own;
  Json contract = small_contract("things.get", "GET", "/things/{name}");
  contract["request"].erase("path");
  own.write("things/get.json", contract);
  EXPECT_EQ(own.load_error(), "contract.invalid things/get.json#/request/path");

  contract = small_contract("things.get", "GET", "/things");
  contract["request"]["path"]["name"] = {{"type", "string"}};
  own.write("things/get.json", contract);
  EXPECT_EQ(own.load_error(), "contract.invalid things/get.json#/request/path/name");
}

TEST(Loading, AContractWithoutASuccessIsRefused) {
  const OwnContracts own;
  Json contract = small_contract("things.get", "GET", "/things");
  contract["responses"] = {{"404", Json::object()}};
  own.write("things/get.json", contract);
  EXPECT_EQ(own.load_error(), "contract.invalid things/get.json#/responses");
}

TEST(Loading, RecipesNameOperationsThatAreThere) {
  const OwnContracts own;
  Json contract = small_contract("things.get", "GET", "/things");
  contract["fixture"] = {
      {"setup", {{{"operation", "things.get"}}, {{"operation", "things.make"}}}}};
  own.write("things/get.json", contract);
  EXPECT_EQ(own.load_error(), "contract.invalid things/get.json#/fixture/setup/1/operation");
  EXPECT_NE(own.message().find("there is no operation things.make"), std::string::npos);

  contract.erase("fixture");
  contract["errors"] = {{{"id", "gone"},
                         {"status", {404}},
                         {"when", "Gone."},
                         {"source", "docs:x"},
                         {"provoke", {{"setup", {{{"operation", "things.make"}}}}}}}};
  own.write("things/get.json", contract);
  EXPECT_EQ(own.load_error(),
            "contract.invalid things/get.json#/errors/0/provoke/setup/0/operation");
}

TEST(Loading, ARequirementThatCodeReliesOnIsMissedByName) {
  const auto index = ContractIndex::load(BRAZECHECK_SCHEMAS);
  EXPECT_EQ(index.common("valid-accepted").id, "common/valid-accepted");
  EXPECT_THROW((void)index.common("no-such-rule"), InputError);
}

class Routing : public testing::Test {
 protected:
  Routing() {
    own_.write("things/a.json", small_contract("things.get", "GET", "/things/{name}"));
    own_.write("things/b.json", small_contract("things.all", "GET", "/things/all"));
    own_.write("things/c.json", small_contract("things.parts", "GET", "/things/{name}/parts"));
    own_.write("things/d.json", small_contract("things.all_part", "GET", "/things/all/{name}"));
    own_.write("things/e.json", small_contract("things.put", "PUT", "/things/{name}"));
  }
  std::string operation(const std::string& method, const std::string& path) const {
    const auto match = index().match(method, path);
    return match.contract != nullptr ? match.contract->operation
           : match.path_known        ? "known path"
                                     : "unknown path";
  }
  const ContractIndex& index() const {
    if (!index_) index_ = std::make_unique<ContractIndex>(own_.load());
    return *index_;
  }

 private:
  OwnContracts own_;
  mutable std::unique_ptr<ContractIndex> index_;
};

TEST_F(Routing, LiteralsWinOverParametersTheLeftmostFirst) {
  EXPECT_EQ(operation("GET", "/things/all"), "things.all");
  EXPECT_EQ(operation("GET", "/things/other"), "things.get");
  EXPECT_EQ(operation("GET", "/things/x/parts"), "things.parts");
  EXPECT_EQ(operation("GET", "/things/all/parts"), "things.all_part");
}

TEST_F(Routing, AMethodThatTheLiteralLacksIsFoundAtTheParameter) {
  EXPECT_EQ(operation("PUT", "/things/all"), "things.put");
  EXPECT_EQ(operation("DELETE", "/things/all"), "known path");
  EXPECT_EQ(operation("get", "/things/all"), "known path");
}

TEST_F(Routing, ATrailingSlashAndAMissingLeadingOneAreTolerated) {
  EXPECT_EQ(operation("GET", "/things/all/"), "things.all");
  EXPECT_EQ(operation("GET", "things/all"), "things.all");
}

TEST_F(Routing, EmptySegmentsAndOtherPathsMatchNothing) {
  for (const char* path : {"", "/", "//", "/things", "/things/", "/things//", "/things//parts",
                           "//things/all", "/things/a/b/c"}) {
    EXPECT_EQ(operation("GET", path), "unknown path") << path;
  }
}

TEST_F(Routing, ParametersAreDecodedAndAnEncodedSlashStaysInside) {
  EXPECT_EQ(index().match("GET", "/things/a%2Fb%20%C3%A9").path_parameters.at("name"),
            "a/b \xC3\xA9");
  EXPECT_EQ(index().match("GET", "/things/50%").path_parameters.at("name"), "50%");
  EXPECT_EQ(operation("GET", "/th%69ngs/%61ll"), "things.all");
  EXPECT_EQ(operation("GET", "/things%2Fall"), "unknown path");
}

TEST_F(Routing, ATemplateMatchesItself) {
  EXPECT_EQ(operation("GET", "/things/{name}/parts"), "things.parts");
}

TEST(Uri, EncodingLeavesUnreservedCharactersAndDecodingUndoesIt) {
  std::string all;
  for (int c = 0; c < 256; ++c) all += static_cast<char>(c);
  EXPECT_EQ(percent_decode(percent_encode(all)), all);
  EXPECT_EQ(percent_encode("aZ9-._~ /%\xC3\xA9"), "aZ9-._~%20%2F%25%C3%A9");
  EXPECT_EQ(percent_decode("%"), "%");
  EXPECT_EQ(percent_decode("%4"), "%4");
  EXPECT_EQ(percent_decode("%4g%41%c3%A9+"), "%4gA\xC3\xA9+");
}

TEST(Finding, TheDirectoryNextToTheBinaryWinsOverTheSourceTree) {
  const OwnContracts own;
  EXPECT_EQ(find_contracts("/nonexistent/bin/brazecheck", own.directory()), own.directory());
  EXPECT_EQ(find_contracts("/nonexistent/bin/brazecheck", "/nonexistent"), std::nullopt);
  const auto beside = own.directory() / "schemas";
  std::filesystem::create_directory(beside);
  std::filesystem::copy(own.directory() / "common.json", beside / "common.json");
  EXPECT_EQ(find_contracts(own.directory() / "brazecheck", BRAZECHECK_SCHEMAS), beside);
}

}  // namespace
}  // namespace brazecheck
