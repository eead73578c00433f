#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

#include "contract/json_values.h"
#include "contract/pattern.h"
#include "contract/value_text.h"
#include "tests/contract/schema_fixture.h"

namespace brazecheck {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::SizeIs;

bool accepts(const std::string& schema, const std::string& value) {
  SchemaSet set;
  const Json document = Json::parse(schema);
  const Schema* compiled = compile_plain(set, document);
  const Json json = Json::parse(value);
  const bool valid = is_valid(*compiled, json);
  EXPECT_EQ(valid, validate(*compiled, json).empty()) << schema << " on " << value;
  return valid;
}

// "pointer: expected / actual" of each violation.
std::vector<std::string> told(const std::string& schema, const Json& value) {
  SchemaFixture fixture = one_body(schema);
  std::vector<std::string> result;
  for (const Violation& violation : validate(fixture.body(), value)) {
    EXPECT_NE(violation.requirement, nullptr) << violation.expected;
    result.push_back(violation.pointer + ": " + violation.expected + " / " + violation.actual);
  }
  return result;
}

TEST(Validate, ReportsEveryViolationWithItsPlace) {
  EXPECT_THAT(told(R"({"required": ["time"], "properties": {"a/b": {"items": {"type": "string"}},
               "n": {"type": "integer", "maximum": 5}, "s": {"maxLength": 2, "pattern": "^x"}}})",
                   {{"a/b", {"x", 1, true}}, {"n", 6}, {"s", "abc"}}),
              ElementsAre(": member time / no such member", "/a~1b/1: a string / an integer, 1",
                          "/a~1b/2: a string / a boolean, true", "/n: at most 5 / 6",
                          "/s: at most 2 characters / 3 characters",
                          "/s: a text that matches /^x/ / \"abc\""));
}

TEST(Validate, NamesMembersOfGroups) {
  const char kAny[] = R"({"anyOf": [{"required": ["a"]}, {"required": ["b"]}]})";
  EXPECT_THAT(told(kAny, {{"c", 1}}), ElementsAre(": at least one of a, b / none of them"));
  const char kOne[] = R"({"oneOf": [{"required": ["a"]}, {"required": ["b"]}]})";
  EXPECT_THAT(told(kOne, {{"a", 1}, {"b", 1}}), ElementsAre(": exactly one of a, b / a and b"));
  EXPECT_THAT(told(kOne, Json::object()), ElementsAre(": exactly one of a, b / none of them"));
  const char kNot[] = R"({"not": {"required": ["a", "b"]}})";
  EXPECT_THAT(told(kNot, {{"a", 1}, {"b", 1}}), ElementsAre(": not both a and b / a and b"));
}

TEST(Validate, NamesTheAlternativesOfAUnion) {
  EXPECT_THAT(
      told(R"({"anyOf": [{"title": "Alias", "type": "object"}, {"type": ["string", "null"]}]})", 3),
      ElementsAre(": Alias or a string or null / an integer, 3"));
  EXPECT_THAT(told(R"({"oneOf": [{"minimum": 1}, {"minimum": 2}]})", 3),
              ElementsAre(": exactly one of: a further form / a value that fits several of them"));
}

TEST(Validate, TellsOfClosedObjectsAndLists) {
  EXPECT_THAT(told(R"({"properties": {"inc": {}}, "additionalProperties": false})",
                   {{"inc", 1}, {"dec", 2}}),
              ElementsAre("/dec: no members but inc / a member dec"));
  EXPECT_THAT(told(R"({"uniqueItems": true, "contains": {"const": 9}})", {1, 2, 1.0}),
              ElementsAre(": items that all differ / items 0 and 2 are equal",
                          ": at least one item that is 9 / none among 3 items"));
  EXPECT_THAT(told(R"({"propertyNames": {"maxLength": 1}})", {{"long", 1}}),
              ElementsAre("/long: at most 1 character / 4 characters"));
  EXPECT_THAT(told(R"({"properties": {"gone": false}})", {{"gone", 1}}),
              ElementsAre("/gone: nothing / 1"));
}

TEST(Validate, ReportsOneFailureForAValueOfTheWrongType) {
  EXPECT_THAT(told(R"({"type": ["string", "null"], "enum": ["M", "F", null]})", 1),
              ElementsAre(": a string or null / an integer, 1"));
}

TEST(Validate, RunsNamedRulesAtTheirPlace) {
  EXPECT_THAT(
      told(R"({"properties": {"items": {"x-rules": [{"rule": "unique_by", "key": "id"}]}}})",
           {{"items", {{{"id", "a"}}, {{"id", "a"}}}}}),
      ElementsAre("/items/1/id: id that no other item has / \"a\", as in item 0"));
}

TEST(Validate, CountsCodePointsNotBytes) {
  EXPECT_TRUE(accepts(R"({"maxLength": 2})", R"("åß")"));
  EXPECT_FALSE(accepts(R"({"maxLength": 1})", R"("åß")"));
  EXPECT_TRUE(accepts(R"({"maxLength": 1, "minLength": 1})", "\"\xF0\x9F\x98\x80\""));
  EXPECT_FALSE(accepts(R"({"minLength": 2})", "\"\xF0\x9F\x98\x80\""));
}

TEST(Validate, ReadsNumbersByValue) {
  EXPECT_TRUE(accepts(R"({"type": "integer"})", "1.0"));
  EXPECT_FALSE(accepts(R"({"type": "integer"})", "1.5"));
  EXPECT_TRUE(accepts(R"({"type": "number"})", "1"));
  EXPECT_TRUE(accepts(R"({"enum": [1]})", "1.0"));
  EXPECT_FALSE(accepts(R"({"const": 1})", "true"));
  EXPECT_TRUE(accepts(R"({"multipleOf": 0.01})", "19.99"));
  EXPECT_TRUE(accepts(R"({"multipleOf": 0.1})", "0.3"));
  EXPECT_FALSE(accepts(R"({"multipleOf": 0.01})", "19.995"));
  EXPECT_TRUE(accepts(R"({"multipleOf": 3})", "9007199254740993"));
  EXPECT_FALSE(accepts(R"({"multipleOf": 2})", "-9223372036854775807"));
  EXPECT_FALSE(accepts(R"({"maximum": 9007199254740992})", "9007199254740993"));
  EXPECT_FALSE(accepts(R"({"exclusiveMinimum": 5})", "5"));
  EXPECT_TRUE(accepts(R"({"minimum": -0.5})", "0"));
  EXPECT_FALSE(accepts(R"({"minimum": 0})", "-9223372036854775808"));
  EXPECT_FALSE(accepts(R"({"maximum": 100})", "18446744073709551615"));
}

TEST(Validate, SurvivesAnyDepth) {
  SchemaFixture fixture =
      one_body(R"({"type": "array", "items": {"$ref": "#"}, "uniqueItems": true})");
  const Schema& body = fixture.body();
  Json deep = Json::array();
  for (int i = 0; i < 100000; ++i) deep = Json::array({std::move(deep)});
  EXPECT_FALSE(is_valid(body, deep));
  const auto violations = validate(body, deep);
  ASSERT_THAT(violations, SizeIs(1));
  EXPECT_NE(violations[0].requirement, nullptr);
  EXPECT_EQ(violations[0].expected, "at most 500 levels of nesting");
  Json fine = Json::array();
  for (int i = 0; i < 400; ++i) fine = Json::array({std::move(fine)});
  EXPECT_TRUE(is_valid(body, fine));
}

TEST(Validate, BoundsTheNumberOfViolations) {
  SchemaFixture fixture = one_body(R"({"items": {"type": "string"}})");
  EXPECT_THAT(validate(fixture.body(), Json(std::vector<int>(5000, 1))), SizeIs(1000));
}

TEST(Validate, ComparesLongListsInReasonableTime) {
  std::vector<Json> numbers;
  for (int i = 0; i < 200000; ++i) numbers.emplace_back(std::int64_t{1} << 60 | i);
  const Json json = numbers;
  EXPECT_FALSE(find_equal_items(json).has_value());
  numbers.emplace_back(std::int64_t{1} << 60 | 7);
  const auto pair = find_equal_items(Json(numbers));
  ASSERT_TRUE(pair.has_value());
  EXPECT_EQ(*pair, std::make_pair(std::size_t{7}, std::size_t{200000}));
}

TEST(JsonEqual, FollowsValuesNotRepresentations) {
  EXPECT_TRUE(json_equal(Json::parse("1"), Json::parse("1.0")));
  EXPECT_TRUE(json_equal(Json::parse("[{\"a\":0}]"), Json::parse("[{\"a\":-0.0}]")));
  EXPECT_EQ(json_hash(Json::parse("[1,-0.0]")), json_hash(Json::parse("[1.0,0]")));
  EXPECT_FALSE(json_equal(0, false));
  EXPECT_FALSE(json_equal(std::int64_t{-1}, std::numeric_limits<std::uint64_t>::max()));
  EXPECT_FALSE(json_equal(Json::parse("9007199254740993"), Json::parse("9007199254740992.0")));
}

TEST(CompactSize, IsThatOfTheCompactDump) {
  const Json value =
      Json::parse(R"({"a\"b": [1, -2.5, null, true, "\u0001\n é"], "c": {}, "d": []})");
  EXPECT_EQ(compact_size(value, 1000), value.dump().size());
  EXPECT_GT(compact_size(value, 3), 3U);
}

TEST(DescribeValue, ShortensLongTextsAndHidesTokens) {
  const std::string text = describe_value(Json(std::string(300, ' ')));
  EXPECT_THAT(text, HasSubstr("(300 characters)"));
  EXPECT_LE(count_code_points(text), 85U);
  const std::string token = describe_value("0123456789abcdef0123456789abcdef");
  EXPECT_THAT(token, HasSubstr("\"012345\""));
  EXPECT_THAT(token, ::testing::Not(HasSubstr("0123456789abcdef")));
  EXPECT_EQ(describe_value(Json::array({1})), "an array of 1 item");
  EXPECT_EQ(describe_value(Json::object()), "an empty object");
  EXPECT_EQ(describe_value("\xff"), "\"\xEF\xBF\xBD\"");
}

TEST(Pattern, IsFoundAnywhereInTheText) {
  const Pattern pattern("b+", "here");
  EXPECT_TRUE(pattern.matches("abc"));
  EXPECT_FALSE(pattern.matches("ac"));
  EXPECT_THROW(Pattern("(?=a)", "here"), InputError);
}

TEST(CompilePlain, TakesUnknownKeywordsAndFormatsAsAnnotations) {
  EXPECT_TRUE(accepts(R"({"format": "regex", "x-own": 1, "maxItem": 0})", R"("(")"));
  EXPECT_FALSE(accepts(R"({"format": "uuid"})", R"("(")"));
}

}  // namespace
}  // namespace brazecheck
