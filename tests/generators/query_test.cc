#include "contract/time_formats.h"
#include "tests/generators/own_operation.h"

// Queries whose parameters speak of each other.

namespace brazecheck {
namespace {

constexpr const char* kParameters = R"({
  "email": {"required": false, "schema": {"type": "string", "format": "email"}},
  "from": {"required": false, "schema": {"type": "string", "format": "date"}},
  "to": {"required": false, "schema": {"type": "string", "format": "date"}},
  "limit": {"required": true, "schema": {"type": "integer", "minimum": 1, "maximum": 500}},
  "ids": {"required": false, "schema": {"type": "array", "maxItems": 3, "items": {"type": "string"}}}
})";
constexpr const char* kTogether = R"({
  "anyOf": [{"required": ["email"]}, {"required": ["from"]}],
  "not": {"required": ["email", "ids"]},
  "dependencies": {"to": ["from"]},
  "x-rules": [{"rule": "times_ordered", "earlier": "from", "later": "to", "or_equal": true}]
})";

const OwnOperation& list() {
  static const OwnOperation operation(OwnOperation::with_query(kParameters, kTogether));
  return operation;
}

TEST(QueryTogether, IsKeptByValidRequestsOfManyShapes) {
  std::set<std::set<std::string>> shapes;
  for (const auto& made : list().valid(80)) {
    EXPECT_EQ(list().broken(made.request), std::set<std::string>{}) << made.label;
    std::set<std::string> names;
    for (const auto& [name, value] : made.request.query) names.insert(name);
    EXPECT_TRUE(names.contains("limit"));
    shapes.insert(names);
  }
  EXPECT_GT(shapes.size(), 4U);
}

TEST(QueryTogether, EachOfItsRulesIsBrokenAlone) {
  list().expect_proven("query-any-of", /*accepted_too=*/false);
  list().expect_proven("query-not", /*accepted_too=*/false);
  list().expect_proven("query-dependencies", /*accepted_too=*/false);
  list().expect_proven("query-times-ordered");
  for (const auto& made : list().cases("query-times-ordered", Expect::kRefused)) {
    const auto from = moment_of(query_value(made.request, "from"));
    const auto to = moment_of(query_value(made.request, "to"));
    ASSERT_TRUE(from && to) << made.label;
    EXPECT_GT(*from, *to);
  }
  for (const auto& made : list().cases("query-not", Expect::kRefused)) {
    EXPECT_NE(query_value(made.request, "email"), "");
    EXPECT_NE(query_value(made.request, "ids[]"), "") << "a list comes as name[]";
  }
}

TEST(QueryTogether, LeavesSingleParametersTheirLimits) {
  list().expect_proven("query.limit-maximum");
  list().expect_proven("query.limit-minimum");
  std::set<std::string> limits;
  for (const auto& made : list().cases("query.limit-maximum", Expect::kRefused))
    limits.insert(query_value(made.request, "limit"));
  EXPECT_EQ(limits, std::set<std::string>{"501"});
}

TEST(QueryTogether, MissesARequiredParameter) {
  const auto cases = list().cases("query.limit-required", Expect::kRefused);
  ASSERT_FALSE(cases.empty());
  for (const auto& made : cases) {
    EXPECT_EQ(query_value(made.request, "limit"), "");
    EXPECT_EQ(list().broken(made.request),
              std::set<std::string>{"things.post/query.limit-required"});
  }
}

TEST(QueryTogether, IsVariedAsAWholeAndOtherQueriesByParameter) {
  for (const auto& site : find_sites(list().contract())) {
    EXPECT_EQ(site.place, "query");
    EXPECT_EQ(site.parameter, nullptr) << site.requirement->id;
  }
  const OwnOperation apart(OwnOperation::with_query(kParameters, ""));
  const auto sites = find_sites(apart.contract());
  ASSERT_FALSE(sites.empty());
  for (const auto& site : sites) {
    ASSERT_NE(site.parameter, nullptr) << site.requirement->id;
    EXPECT_EQ(site.pointer().to_string().rfind("/query/" + site.parameter->name, 0), 0U);
  }
  apart.expect_proven("query.limit-maximum");
}

TEST(QueryTogether, ThatAsksForNothingPossibleIsRefused) {
  const OwnOperation never(OwnOperation::with_query(
      kParameters, R"({"required": ["email", "ids"], "not": {"required": ["email", "ids"]}})"));
  try {
    (void)never.valid(3);
    FAIL() << "requests were made";
  } catch (const InputError& error) {
    EXPECT_EQ(error.id(), "generate.unsatisfiable");
    EXPECT_NE(std::string(error.what()).find("the query"), std::string::npos) << error.what();
  }
}

TEST(QueryTogether, ShrinksToWhatItStillAllows) {
  const auto cases = list().valid(40);
  for (const auto& made : {cases[20], cases[39]}) {
    for (const auto& smaller : shrink_candidates(list().index(), made))
      EXPECT_EQ(list().broken(smaller.request), std::set<std::string>{});
  }
}

}  // namespace
}  // namespace brazecheck
