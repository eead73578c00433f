#include <gtest/gtest.h>

#include <algorithm>

#include "contract/check.h"
#include "contract/document_store.h"
#include "tests/contract/own_contracts.h"

// Limits that differ by account: profiles.json, `x-profiles` and the profiles of rate-limit pools.

namespace brazecheck {
namespace {

const char kFirst[] = "track-75-per-array", kSecond[] = "bulk-10000";

// things.post takes a list of at most 3 numbers, and by profile other lists.
Json listing_contract() {
  Json contract = small_contract("things.post", "POST", "/things");
  contract["request"]["body"] = {{"required", true},
                                 {"schema",
                                  {{"type", "object"},
                                   {"properties",
                                    {{"list",
                                      {{"type", "array"},
                                       {"maxItems", 3},
                                       {"items", {{"type", "integer"}}},
                                       {"x-profiles",
                                        {{kFirst, {{"maxItems", 5}, {"items", nullptr}}},
                                         {kSecond, {{"minItems", 1}}}}}}}}}}}};
  return contract;
}

class Profiles : public testing::Test {
 protected:
  Profiles() { own_.write("things/post.json", listing_contract()); }

  std::vector<std::string> broken(const std::set<std::string>& profiles, const Json& list) const {
    const auto index = own_.load(profiles);
    Request request;
    request.method = "POST";
    request.path = "/things";
    request.body = Json{{"list", list}};
    std::vector<std::string> ids;
    for (const auto& finding : check_request(index, *index.find("things.post"), request))
      ids.push_back(finding.requirement->id);
    return ids;
  }

  std::string error_of(const std::set<std::string>& profiles) const {
    try {
      (void)own_.load(profiles);
    } catch (const InputError& error) {
      return error.id() + " " + error.where();
    }
    return "";
  }

  OwnContracts own_;
};

using Ids = std::vector<std::string>;

TEST_F(Profiles, ChangeNothingUnlessChosen) {
  EXPECT_EQ(broken({}, {1, 2, 3}), Ids{});
  EXPECT_EQ(broken({}, {1, 2, 3, 4}), Ids{"things.post/list-max-items"});
  EXPECT_EQ(broken({}, Json::array()), Ids{});
}

TEST_F(Profiles, PatchTheSchemaAndTakeAwayWhatTheySetToNull) {
  EXPECT_EQ(broken({kFirst}, {1, 2, 3, 4, "five"}), Ids{});
  EXPECT_EQ(broken({kFirst}, {1, 2, 3, 4, 5, 6}), Ids{"things.post/list-max-items"});
  EXPECT_EQ(own_.load({kFirst}).find_requirement("things.post/list.item-type"), nullptr);
  EXPECT_NE(own_.load().find_requirement("things.post/list.item-type"), nullptr);
}

TEST_F(Profiles, AddUpWhenSeveralAreChosen) {
  EXPECT_EQ(broken({kFirst, kSecond}, Json::array()), Ids{"things.post/list-min-items"});
  EXPECT_EQ(broken({kFirst, kSecond}, {1, 2, 3, 4, 5}), Ids{});
}

TEST_F(Profiles, ThatDoNotExistAreRefusedByName) {
  EXPECT_EQ(error_of({kFirst, "no-such-plan"}), "contract.unknown-profile no-such-plan");
  EXPECT_EQ(error_of({""}), "contract.unknown-profile ");
  EXPECT_EQ(error_of({kFirst, kSecond}), "");
}

TEST_F(Profiles, AreListedWithWhatHoldsWithoutThem) {
  own_.write("profiles.json",
             Json{{"profiles",
                   {{kSecond, {{"summary", "More."}, {"source", "docs:a"}, {"default", "Less."}}},
                    {kFirst, {{"summary", "M"}, {"source", "docs:b"}, {"default", "D"}}}}}});
  const auto index = own_.load({kSecond});
  EXPECT_EQ(index.chosen_profiles(), std::set<std::string>{kSecond});
  ASSERT_EQ(index.profiles().size(), 2U);
  EXPECT_EQ(index.profiles()[0].name, kSecond);
  EXPECT_EQ(index.profiles()[0].summary, "More.");
  EXPECT_EQ(index.profiles()[0].standard, "Less.");
  EXPECT_EQ(index.profiles()[0].source, "docs:a");
  EXPECT_EQ(index.profiles()[1].name, kFirst);
}

TEST_F(Profiles, TellDigestsApart) {
  EXPECT_EQ(own_.load().digest(), own_.load().digest());
  EXPECT_NE(own_.load().digest(), own_.load({kFirst}).digest());
  EXPECT_NE(own_.load({kSecond}).digest(), own_.load({kFirst}).digest());
}

TEST_F(Profiles, WithoutTheirFileNothingLoads) {
  std::filesystem::remove(own_.directory() / "profiles.json");
  EXPECT_EQ(own_.load_error(),
            "contract.unreadable " + (own_.directory() / "profiles.json").string());
}

TEST_F(Profiles, GiveRateLimitPoolsOtherNumbers) {
  const auto limit = [&](const std::set<std::string>& profiles) {
    const auto index = own_.load(profiles);
    const auto& pool = index.common_rules().pools.at("things");
    const auto& own = index.find("things.post")->rate_limit;
    EXPECT_EQ(own.requests, pool.requests);
    EXPECT_EQ(own.pool, "things");
    EXPECT_EQ(own.per_seconds, 60);
    return own.requests;
  };
  EXPECT_EQ(limit({}), 10);
  EXPECT_EQ(limit({kFirst}), 10);
  EXPECT_EQ(limit({kSecond}), 20);
}

TEST_F(Profiles, AreObjectsOfObjectsOrTheFileIsRefused) {
  const char kWhere[] =
      "contract.invalid "
      "things/post.json#/request/body/schema/properties/list/x-profiles";
  const Json wrong_ones[] = {3, Json::array({Json::object()}), Json{{kFirst, 5}},
                             Json{{kFirst, nullptr}, {kSecond, Json::object()}}};
  for (const Json& wrong : wrong_ones) {
    Json contract = listing_contract();
    contract["request"]["body"]["schema"]["properties"]["list"]["x-profiles"] = wrong;
    own_.write("things/post.json", contract);
    EXPECT_EQ(own_.load_error(), kWhere) << wrong;
  }
}

TEST(DocumentStore, MergesPatchesInsideListsAndInsidePatches) {
  const OwnContracts own;
  own.write("objects/plan.json", std::string(R"({
    "allOf": [{"minLength": 1, "x-profiles": {"a": {"minLength": 2}}}],
    "x-profiles": {"a": {"definitions": {"new": {"x-profiles": {"b": {"maxLength": 9}}}}}}
  })"));
  const auto read = [&](const std::set<std::string>& profiles) {
    DocumentStore store(own.directory(), profiles);
    EXPECT_EQ(store.profiles(), profiles);
    return *store.find("objects/plan.json");
  };
  EXPECT_EQ(read({}), Json::parse(R"({"allOf": [{"minLength": 1}]})"));
  EXPECT_EQ(read({"a"}),
            Json::parse(R"({"allOf": [{"minLength": 2}], "definitions": {"new": {}}})"));
  EXPECT_EQ(
      read({"a", "b"}),
      Json::parse(R"({"allOf": [{"minLength": 2}], "definitions": {"new": {"maxLength": 9}}})"));
}

TEST(DocumentStore, EscapesTheNamesInThePlaceOfAnError) {
  const OwnContracts own;
  own.write("objects/plan.json", std::string(R"({"a/b": {"x-profiles": 3}})"));
  DocumentStore store(own.directory());
  try {
    (void)store.find("objects/plan.json");
    FAIL() << "an x-profiles of 3 was taken";
  } catch (const InputError& error) {
    EXPECT_EQ(error.where(), "objects/plan.json#/a~1b/x-profiles");
  }
}

TEST(DocumentStore, RefusesWhatIsNestedBeyondMeasure) {
  const OwnContracts own;
  const auto nested = [](std::size_t levels) {
    return std::string(levels, '[') + std::string(levels, ']');
  };
  own.write("objects/deep.json", nested(100'000));
  own.write("objects/plan.json", nested(400));
  DocumentStore store(own.directory());
  EXPECT_NE(store.find("objects/plan.json"), nullptr);
  try {
    (void)store.find("objects/deep.json");
    FAIL() << "100,000 levels were taken";
  } catch (const InputError& error) {
    EXPECT_EQ(error.id() + " " + error.where(), "contract.invalid objects/deep.json");
  }
}

TEST(Pools, ThatDoNotExistAreRefusedWhereTheyAreNamed) {
  const OwnContracts own;
  Json contract = small_contract("things.get", "GET", "/things");
  contract["rate_limit"]["pool"] = "others";
  own.write("things/get.json", contract);
  EXPECT_EQ(own.load_error(), "contract.invalid things/get.json#/rate_limit/pool");
  EXPECT_NE(own.message().find("rate_limits.json has no pool \"others\""), std::string::npos);

  contract["rate_limit"]["pool"] = "things";
  contract["rate_limit"]["also"] = {{{"pool", "things"}, {"when", "Always."}},
                                    {{"pool", "others"}, {"when", "At times."}}};
  own.write("things/get.json", contract);
  EXPECT_EQ(own.load_error(), "contract.invalid things/get.json#/rate_limit/also/1/pool");

  contract["rate_limit"]["also"].erase(1);
  own.write("things/get.json", contract);
  EXPECT_EQ(own.load_error(), "");
}

TEST(Pools, NameTheHeadersThatTellOfThem) {
  const OwnContracts own;
  own.write("things/get.json", small_contract("things.get", "GET", "/things"));
  const auto index = own.load();
  EXPECT_EQ(index.common_rules().limit_header, "X-RateLimit-Limit");
  EXPECT_EQ(index.common_rules().remaining_header, "X-RateLimit-Remaining");
  EXPECT_EQ(index.common_rules().reset_header, "X-RateLimit-Reset");
  EXPECT_EQ(index.common_rules().pools.at("things").source, "docs:limits");
  EXPECT_EQ(index.find("things.get")->rate_limit.source, "docs:limits");
}

TEST(Pools, AreHeldAgainstTheirMetaSchema) {
  const OwnContracts own;
  own.write("things/get.json", small_contract("things.get", "GET", "/things"));
  DocumentStore store(own.directory());
  Json limits = *store.find("rate_limits.json");
  limits["pools"]["things"]["requests"] = 0;
  own.write("rate_limits.json", limits);
  EXPECT_EQ(own.load_error(), "contract.invalid rate_limits.json#/pools/things/requests");
  std::filesystem::remove(own.directory() / "rate_limits.json");
  EXPECT_EQ(own.load_error(),
            "contract.unreadable " + (own.directory() / "rate_limits.json").string());
}

}  // namespace
}  // namespace brazecheck
