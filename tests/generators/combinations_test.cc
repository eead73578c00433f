#include "generators/combinations.h"

#include "generators/coverage.h"
#include "generators/likeness.h"
#include "tests/generators/own_operation.h"

namespace brazecheck {
namespace {

constexpr char kOptions[] = R"({
    "type": "object",
    "required": ["name"],
    "properties": {
      "name": {"type": "string", "x-unique": true},
      "a": {"type": "integer"}, "b": {"type": "boolean"}, "c": {"type": "string"},
      "d": {"type": "string"}, "e": {"type": "string"}, "f": {"type": "string"},
      "kind": {"type": "string", "enum": ["one", "two", "three"]},
      "form": {"anyOf": [{"type": "integer"}, {"type": "object", "properties": {
          "deep": {"type": "boolean"}, "er": {"type": "string"}}}]}
    },
    "additionalProperties": false})";

std::vector<Case> combined(const OwnOperation& own, int count = 20) {
  return valid_cases(own.index(), own.contract(), OwnOperation::kSeed, count);
}

TEST(Combinations, MeetEveryPairOfOptionsFormsAndValues) {
  const OwnOperation own(OwnOperation::with_body(kOptions));
  const auto cases = combined(own);
  const Coverage met = coverage_of(own.index(), own.contract(), cases);
  EXPECT_EQ(met.fields.covered, met.fields.total);
  EXPECT_EQ(met.fields.total, 11U) << "nine members and two inside";
  EXPECT_EQ(met.branches, (Coverage::Part{2, 2}));
  EXPECT_EQ(met.enum_values, (Coverage::Part{7, 7})) << "three kinds and two booleans twice";
  EXPECT_GT(met.pairs.total, 200U);
  EXPECT_GE(met.pairs.covered * 100, met.pairs.total * 98) << met.pairs.covered;
  EXPECT_LE(cases.size(), 24U);
}

TEST(Combinations, MeetMoreThanAsManyRandomRequests) {
  const OwnOperation own(OwnOperation::with_body(kOptions));
  const auto cases = combined(own);
  const auto random = own.valid(static_cast<int>(cases.size()));
  const auto pairs = [&](const std::vector<Case>& made) {
    return coverage_of(own.index(), own.contract(), made).pairs.covered;
  };
  EXPECT_GT(pairs(cases), pairs(random));
}

TEST(Combinations, KeepWhatMembersSayOfEachOther) {
  const OwnOperation own(OwnOperation::with_body(R"({
      "type": "object",
      "properties": {"a": {"type": "integer"}, "b": {"type": "integer"},
                     "kind": {"type": "string", "enum": ["x", "y"]}, "more": {"type": "string"}},
      "not": {"required": ["a", "b"]},
      "if": {"properties": {"kind": {"const": "x"}}, "required": ["kind"]},
      "then": {"required": ["more"]}})"));
  const auto cases = combined(own);
  for (const auto& made : cases) EXPECT_TRUE(own.broken(made.request).empty()) << made.label;
  const Coverage met = coverage_of(own.index(), own.contract(), cases);
  EXPECT_EQ(met.enum_values, (Coverage::Part{2, 2}));
  EXPECT_GE(met.pairs.covered + 3, met.pairs.total)
      << "without `more`, kind is not x: that and its like cannot be met";
}

TEST(Combinations, ReachParametersOfAQuery) {
  const OwnOperation own(OwnOperation::with_query(R"({
      "unit": {"required": false, "schema": {"type": "string", "enum": ["day", "hour"]}},
      "page": {"required": false, "schema": {"type": "integer"}},
      "all": {"required": false, "schema": {"type": "boolean"}}})",
                                                  ""));
  const Coverage met = coverage_of(own.index(), own.contract(), combined(own));
  EXPECT_EQ(met.fields, (Coverage::Part{3, 3}));
  EXPECT_EQ(met.enum_values, (Coverage::Part{4, 4}));
  EXPECT_EQ(met.pairs.covered, met.pairs.total);
}

TEST(Combinations, EndWhereThereIsNothingToCombine) {
  const OwnOperation own(small_contract("things.post", "POST", "/things"));
  const auto cases = combined(own, 50);
  ASSERT_EQ(cases.size(), 1U) << "there is one request only";
  EXPECT_EQ(cases.front().priority, 0);
}

TEST(ValidCases, AreBoundedUnlikeAndNumbered) {
  const OwnOperation own(OwnOperation::with_body(kOptions));
  for (const int count : {1, 3, 20, 100}) {
    const auto cases = combined(own, count);
    EXPECT_LE(cases.size(), static_cast<std::size_t>(count + count / 5));
    Alike seen;
    for (std::size_t i = 0; i < cases.size(); ++i) {
      EXPECT_TRUE(seen.add(cases[i])) << cases[i].label;
      EXPECT_EQ(cases[i].index, static_cast<int>(i));
    }
    EXPECT_EQ(cases.front().priority, 0);
  }
}

TEST(ValidCases, TakeFromExamplesAloneWhatAnotherMemberBindsToThem) {
  const OwnOperation own(OwnOperation::with_body(R"({
      "type": "object", "required": ["message"],
      "properties": {"campaign": {"type": "string"}, "message": {"type": "string"}},
      "if": {"required": ["campaign"]},
      "then": {"properties": {"message": {"x-examples-only": true, "examples": ["known"]}}}})"));
  int bound = 0;
  for (const auto& list : {combined(own), own.valid(60)}) {
    for (const auto& made : list) {
      if (!made.request.body->contains("campaign")) continue;
      ++bound;
      EXPECT_EQ(made.request.body->at("message"), "known") << made.label;
    }
  }
  EXPECT_GT(bound, 5);
}

TEST(Likeness, LeavesOutTheNamesThatACaseMakesUp) {
  const OwnOperation own(OwnOperation::with_body(kOptions));
  Case one = own.valid(1).front();
  one.request.body = Json{{"name", one.token}, {"c", "x"}};
  Case other = renewed(one, 1);
  ASSERT_NE(other.request.body, one.request.body);
  EXPECT_EQ(likeness(one), likeness(other));
  other.credential = Credential::kNone;
  EXPECT_NE(likeness(one), likeness(other));
  other = one;
  (*other.request.body)["c"] = "y";
  EXPECT_NE(likeness(one), likeness(other));
  other = one;
  other.request.headers.emplace_back("X-Odd", "1");
  EXPECT_NE(likeness(one), likeness(other));
}

TEST(Coverage, CountsBothSidesOfLimits) {
  const OwnOperation own(OwnOperation::with_body(
      R"({"type": "object", "properties": {"a": {"type": "integer", "maximum": 9}}})"));
  const auto boundaries = boundary_cases(own.index(), own.contract(), OwnOperation::kSeed);
  EXPECT_EQ(coverage_of(own.index(), own.contract(), boundaries).boundaries,
            (Coverage::Part{2, 2}));
  EXPECT_EQ(coverage_of(own.index(), own.contract(), std::vector<Case>{}).boundaries,
            (Coverage::Part{0, 2}));
  Coverage sum = coverage_of(own.index(), own.contract(), boundaries);
  sum += sum;
  EXPECT_EQ(sum.boundaries, (Coverage::Part{4, 4}));
}

}  // namespace
}  // namespace brazecheck
