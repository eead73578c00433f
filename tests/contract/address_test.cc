#include "contract/address.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <memory>

#include "tests/contract/own_contracts.h"

namespace brazecheck {
namespace {

class Addresses : public testing::Test {
 protected:
  Addresses() {
    own_.write("things/get.json", small_contract("things.get", "GET", "/things/{name}"));
    own_.write("things/put.json", small_contract("things.put", "PUT", "/things/{name}"));
    Json list = small_contract("things.list", "GET", "/things/list");
    list["aliases"] = {{{"path", "/thing/liste"}, {"kind", "misprint"}, {"source", "docs:x"}},
                       {{"path", "/old/{thing}/all"}, {"kind", "former"}, {"source", "spec"}}};
    own_.write("things/list.json", list);
    own_.write("things/parts.json", small_contract("things.parts", "POST", "/Parts/of/{name}"));
    index_ = std::make_unique<ContractIndex>(own_.load());
  }

  std::vector<std::string> at(std::string_view address) const {
    std::vector<std::string> out;
    for (const auto& meaning : operations_at(*index_, address)) {
      out.push_back(meaning.contract->operation +
                    (meaning.alias == nullptr ? "" : " as " + meaning.alias->path));
    }
    return out;
  }

  OwnContracts own_;
  std::unique_ptr<ContractIndex> index_;
};

using Names = std::vector<std::string>;

TEST_F(Addresses, APathNamesTheOperationsOfAllItsMethods) {
  EXPECT_EQ(at("/things/{name}"), (Names{"things.get", "things.put"}));
  EXPECT_EQ(at("/things/list"), Names{"things.list"});
}

TEST_F(Addresses, AMethodChoosesAmongThem) {
  EXPECT_EQ(at("PUT /things/{name}"), Names{"things.put"});
  EXPECT_EQ(at("put   /things/{name}"), Names{"things.put"});
  EXPECT_EQ(at("DELETE /things/{name}"), Names{});
}

TEST_F(Addresses, NamesOfParametersBracesSlashesCaseAndQueriesDoNotMatter) {
  for (const char* address :
       {"/things/{id}", "/Things/{NAME}/", "/things/{{name}}", "GET /things/{name}?limit=5",
        "/things/{}", "/things/{name}//", "things/{name}"}) {
    const auto names = at(address);
    EXPECT_NE(std::find(names.begin(), names.end(), "things.get"), names.end()) << address;
  }
  EXPECT_EQ(at("/parts/OF/{x}"), Names{"things.parts"});
}

TEST_F(Addresses, AnotherSpellingIsSaidToBeOne) {
  EXPECT_EQ(at("/thing/liste"), Names{"things.list as /thing/liste"});
  EXPECT_EQ(at("GET /OLD/{id}/all/"), Names{"things.list as /old/{thing}/all"});
  EXPECT_EQ(at("POST /thing/liste"), Names{});
}

TEST_F(Addresses, APathAsOnTheWireNamesItsOperation) {
  EXPECT_EQ(at("/things/blue%20one"), (Names{"things.get", "things.put"}));
  EXPECT_EQ(at("GET /things/blue?x=1"), Names{"things.get"});
  EXPECT_EQ(at("/Parts/of/a"), Names{"things.parts"});
}

TEST_F(Addresses, ALiteralPathIsNotTakenForAParameter) {
  // On the wire PUT /things/list is things.put, but who asks for the path means things.list.
  EXPECT_EQ(at("/things/list"), Names{"things.list"});
  EXPECT_EQ(at("PUT /things/list"), Names{"things.put"});
}

TEST_F(Addresses, NothingHasAnEmptyOrUnknownPath) {
  for (const char* address : {"", "/", " ", "  ", "?", "GET", "GET ", "GET  ", "/nothing",
                              "/things", "/things/a/b", "{", "}", "GET /things/?x={name}"}) {
    EXPECT_EQ(at(address), Names{}) << address;
  }
  EXPECT_EQ(similar_paths(*index_, "GET ", 5), Names{});
}

TEST_F(Addresses, SimilarPathsComeNearestFirst) {
  EXPECT_EQ(similar_paths(*index_, "/things/lits", 5),
            (Names{"GET /things/list", "GET /things/{name}", "PUT /things/{name}"}));
  EXPECT_EQ(similar_paths(*index_, "GET /THINGS/LITS", 1), Names{"GET /things/list"});
  EXPECT_EQ(similar_paths(*index_, "/part/of/{id}", 5), Names{"POST /Parts/of/{name}"});
}

TEST_F(Addresses, NothingIsSimilarToWhatIsFarOff) {
  EXPECT_EQ(similar_paths(*index_, "/completely/different", 5), Names{});
  EXPECT_EQ(similar_paths(*index_, "", 5), Names{});
  EXPECT_EQ(similar_paths(*index_, "/things/lits", 0), Names{});
  EXPECT_EQ(similar_paths(*index_, "/" + std::string(100'000, 'a'), 5), Names{});
}

TEST(AddressesOfTheProject, EveryPathAndAliasLeadsToItsOperation) {
  const auto index = ContractIndex::load(BRAZECHECK_SCHEMAS);
  for (const auto& contract : index.operations()) {
    const auto leads = [&](const std::string& path) {
      const auto found = operations_at(index, contract->method + " " + path);
      return std::any_of(found.begin(), found.end(), [&](const Meaning& meaning) {
        return meaning.contract == contract.get();
      });
    };
    EXPECT_TRUE(leads(contract->path)) << contract->path;
    for (const auto& alias : contract->aliases) {
      // A path that an operation has is that operation, whatever other sources call so.
      const auto direct = operations_at(index, contract->method + " " + alias.path);
      const bool taken = !direct.empty() && direct.front().alias == nullptr;
      EXPECT_TRUE(leads(alias.path) || taken) << contract->operation << " " << alias.path;
    }
  }
}

TEST(OwnAddresses, AWordThatIsNoMethodSaysNothing) {
  const auto index = ContractIndex::load(BRAZECHECK_SCHEMAS);
  const auto meant = operations_at(index, "POSTER /messages/send");
  ASSERT_EQ(meant.size(), 1U);
  EXPECT_EQ(meant[0].contract->operation, "messages.send");
  EXPECT_TRUE(operations_at(index, "GET /messages/send").empty());
}

}  // namespace
}  // namespace brazecheck
