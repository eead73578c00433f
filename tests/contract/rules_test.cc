#include "contract/rules.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <iterator>
#include <set>
#include <string>
#include <string_view>

#include "contract/json.h"
#include "tests/contract/rule_fixture.h"

namespace brazecheck {
namespace {

TEST(Rules, AreFoundByName) {
  EXPECT_EQ(all_rules().size(), 16U);
  for (const Rule& rule : all_rules()) {
    EXPECT_EQ(find_rule(rule.name), &rule);
    EXPECT_FALSE(rule.summary.empty());
  }
  EXPECT_EQ(find_rule("max_words"), nullptr);
}

TEST(Rules, PassValuesOfOtherTypes) {
  const std::pair<const char*, const char*> kUses[] = {
      {"max_total_items", R"({"arrays": ["a"], "max": 0})"},
      {"unique_by", R"({"key": "id"})"},
      {"first_item_equals", R"({"value": {"a": 1}})"},
      {"max_bytes", R"({"max": 0})"},
      {"min_bytes", R"({"min": 9})"},
      {"max_json_bytes", R"({"max": 2})"},
      {"max_depth", R"({"max": 1})"},
      {"no_times_in_arrays", "{}"},
      {"max_distinct", R"({"key": "id", "max": 0})"},
      {"max_per_key", R"({"arrays": ["a"], "keys": ["id"], "max": 0})"},
      {"one_key_across", R"({"keys": ["a", "b"]})"},
      {"members_differ", R"({"members": ["a", "b"]})"},
      {"text_not_naming", R"({"text": "a", "names": "b", "before": "<", "after": ">"})"},
      {"max_total_bytes", R"({"max": 0})"},
      {"times_ordered", R"({"earlier": "a", "later": "b"})"},
      {"max_time_span", R"({"from": "a", "to": "b", "max_days": 0})"}};
  EXPECT_EQ(std::size(kUses), all_rules().size());
  for (const auto& [name, args] : kUses) {
    EXPECT_EQ(breach(name, args, nullptr), "") << name;
    EXPECT_EQ(breach(name, args, 17), "") << name;
    EXPECT_EQ(breach(name, args, Json::array()), "") << name;
    EXPECT_EQ(breach(name, args, Json::object()), "") << name;
  }
}

TEST(Rules, RefuseWrongArguments) {
  const std::pair<const char*, const char*> kWrong[] = {
      {"max_total_items", R"({"max": 3})"},
      {"max_total_items", R"({"arrays": [], "max": 3})"},
      {"max_total_items", R"({"arrays": ["a"], "max": -3})"},
      {"unique_by", R"({"key": 3})"},
      {"unique_by", R"({"key": "a", "max": 3})"},
      {"first_item_equals", R"({"value": {}})"},
      {"max_bytes", "{}"},
      {"max_bytes", R"({"max": "3"})"},
      {"min_bytes", R"({"max": 3})"},
      {"max_json_bytes", R"({"max": 3, "only_nested": 1})"},
      {"max_depth", R"({"max": 100000})"},
      {"no_times_in_arrays", R"({"max": 3})"},
      {"max_distinct", R"({"key": "a", "max": 3, "where": {"key": "b"}})"},
      {"max_distinct", R"({"key": "a", "max": 3, "where": ["key", "in"]})"},
      {"max_per_key", R"({"arrays": ["a"], "max": 3})"},
      {"max_per_key", R"({"keys": ["a"], "max": 3})"},
      {"max_per_key", R"({"arrays": ["a"], "keys": [1], "max": 3})"},
      {"max_per_key", R"({"arrays": ["a"], "keys": ["id"], "max": 1.5})"},
      {"max_per_key", R"({"arrays": ["a"], "keys": ["id"], "max": 3, "key": "id"})"},
      {"one_key_across", R"({"keys": []})"},
      {"one_key_across", R"({"key": "a"})"},
      {"members_differ", R"({"members": "a"})"},
      {"members_differ", R"({"members": ["a", ""]})"},
      {"text_not_naming", R"({"text": "a", "names": "b", "before": "<"})"},
      {"text_not_naming", R"({"text": "a", "names": 2, "before": "<", "after": ">"})"},
      {"max_total_bytes", R"({"members": ["a"]})"},
      {"max_total_bytes", R"({"members": [], "max": 3})"},
      {"times_ordered", R"({"earlier": "a"})"},
      {"times_ordered", R"({"earlier": "a", "later": "b", "or_equal": 1})"},
      {"max_time_span", R"({"from": "a", "to": "b"})"},
      {"max_time_span", R"({"from": "a", "to": "b", "max_days": -1})"}};
  std::set<std::string_view> rules;
  for (const auto& [name, args] : kWrong) rules.insert(name);
  EXPECT_EQ(rules.size(), all_rules().size()) << "a rule that takes any argument";
  for (const auto& [name, args] : kWrong) {
    EXPECT_NE(find_rule(name)->check_args(Json::parse(args)), "") << name << " " << args;
  }
}

TEST(Rules, MaxTotalItemsAddsArraysUp) {
  const char kArgs[] = R"({"arrays": ["a", "b"], "max": 3})";
  EXPECT_EQ(breach("max_total_items", kArgs, json(R"({"a": [1, 2], "b": [1], "c": [1, 2]})")), "");
  EXPECT_EQ(breach("max_total_items", kArgs, json(R"({"a": [1, 2], "b": [1, 2]})")),
            ": at most 3 items together / 4 items");
  EXPECT_EQ(breach("max_total_items", kArgs, json(R"({"a": "text"})")), "");
}

TEST(Rules, UniqueByComparesOneMember) {
  EXPECT_EQ(breach("unique_by", R"({"key": "id"})", json(R"([{"id": 1}, {"id": 2}, {}, {}, 3])")),
            "");
  EXPECT_EQ(breach("unique_by", R"({"key": "id"})", json(R"([{"id": 1}, {}, {"id": 1.0}])")),
            "/2/id: id that no other item has / 1.0, as in item 0");
}

TEST(Rules, FirstItemEqualsLooksAtTheFirstAlone) {
  const char kArgs[] = R"({"value": {"name": "id", "type": "string"}})";
  EXPECT_EQ(
      breach("first_item_equals", kArgs, json(R"([{"name": "id", "type": "string", "x": 1}, {}])")),
      "");
  EXPECT_EQ(breach("first_item_equals", kArgs, json("[]")), "");
  EXPECT_EQ(breach("first_item_equals", kArgs, json(R"([{"name": "sku", "type": "string"}])")),
            "/0: name: \"id\" / name: \"sku\"");
  EXPECT_EQ(breach("first_item_equals", kArgs, json(R"([{"name": "id"}])")),
            "/0: type: \"string\" / no such member");
}

TEST(Rules, BytesAreThoseOfUtf8) {
  EXPECT_EQ(breach("max_bytes", R"({"max": 4})", "åß"), "");
  EXPECT_EQ(breach("max_bytes", R"({"max": 3})", "åß"), ": at most 3 bytes of UTF-8 / 4 bytes");
  EXPECT_EQ(breach("min_bytes", R"({"min": 4})", "åß"), "");
  EXPECT_EQ(breach("min_bytes", R"({"min": 5})", "åß"), ": at least 5 bytes of UTF-8 / 4 bytes");
}

TEST(Rules, MaxJsonBytesMeasuresCompactJson) {
  EXPECT_EQ(breach("max_json_bytes", R"({"max": 7})", json(R"({ "a": 1 })")), "");
  EXPECT_NE(breach("max_json_bytes", R"({"max": 6})", json(R"({ "a": 1 })")), "");
  EXPECT_EQ(breach("max_json_bytes", R"({"max": 6, "only_nested": true})", json(R"({"a": 1})")),
            "");
  EXPECT_NE(breach("max_json_bytes", R"({"max": 6, "only_nested": true})", json(R"({"a": []})")),
            "");
}

TEST(Rules, MaxDepthCountsLevels) {
  EXPECT_EQ(breach("max_depth", R"({"max": 0})", "text"), "");
  EXPECT_NE(breach("max_depth", R"({"max": 0})", json("{}")), "");
  EXPECT_EQ(breach("max_depth", R"({"max": 2})", json(R"({"a": [1], "b": {}})")), "");
  EXPECT_NE(breach("max_depth", R"({"max": 2})", json(R"({"a": 1, "b": [{}]})")), "");
  Json deep = Json::array();
  for (int i = 0; i < 100000; ++i) deep = Json::array({std::move(deep)});
  EXPECT_NE(breach("max_depth", R"({"max": 50})", deep), "");
  EXPECT_EQ(breach("no_times_in_arrays", "{}", deep), "");
  EXPECT_NE(breach("max_json_bytes", R"({"max": 100000})", deep), "");
}

TEST(Rules, NoTimesInArraysLooksAtAnyDepth) {
  EXPECT_EQ(
      breach("no_times_in_arrays", "{}", json(R"({"at": "2013-07-16T19:20:30Z", "x": ["a"]})")),
      "");
  EXPECT_EQ(
      breach("no_times_in_arrays", "{}", json(R"({"x": ["a", {"at": "2013-07-16T19:20:30Z"}]})")),
      "/x/1/at: no date and time inside an array / \"2013-07-16T19:20:30Z\"");
}

TEST(Rules, MaxDistinctCountsAmongSelectedItems) {
  const char kArgs[] = R"({"key": "field", "where": {"key": "type", "in": ["a", "b"]}, "max": 1})";
  EXPECT_EQ(breach("max_distinct", kArgs,
                   json(R"([{"type": "a", "field": "x"}, {"type": "b", "field": "x"},
                            {"type": "c", "field": "y"}, {"field": "z"}])")),
            "");
  EXPECT_EQ(breach("max_distinct", kArgs,
                   json(R"([{"type": "a", "field": "x"}, {"type": "b", "field": "y"}])")),
            ": at most 1 distinct value of field / more than that");
}

}  // namespace
}  // namespace brazecheck
