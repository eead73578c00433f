#include <gtest/gtest.h>

#include <string>

#include "tests/contract/rule_fixture.h"

// Rules of what the members and items of a value have in common. The plainer ones are in
// rules_test.cc.

namespace brazecheck {
namespace {

TEST(MaxTotalItems, FollowsPathsThroughLists) {
  const char kArgs[] = R"({"arrays": ["sections.item.rows"], "max": 3})";
  EXPECT_EQ(breach("max_total_items", kArgs,
                   json(R"({"sections": [{"rows": [1, 2]}, {"rows": [3]}], "rows": [1, 2]})")),
            "");
  EXPECT_EQ(breach("max_total_items", kArgs,
                   json(R"({"sections": [{"rows": [1, 2]}, {"rows": [3]}, {"rows": [4]}]})")),
            ": at most 3 items together / 4 items");
}

TEST(MaxTotalItems, FollowsPathsThroughObjectsAndAddsTheirLists) {
  const char kArgs[] = R"({"arrays": ["a.b", "c"], "max": 2})";
  EXPECT_EQ(breach("max_total_items", kArgs, json(R"({"a": {"b": [1]}, "c": [1]})")), "");
  EXPECT_NE(breach("max_total_items", kArgs, json(R"({"a": {"b": [1, 2]}, "c": [1]})")), "");
}

TEST(MaxTotalItems, PassesWhereThePathLeadsNowhere) {
  const char kArgs[] = R"({"arrays": ["sections.item.rows"], "max": 0})";
  for (const char* text : {R"({})", R"({"sections": 3})", R"({"sections": [3, null, []]})",
                           R"({"sections": [{"rows": {"item": [1]}}]})",
                           R"({"sections": {"rows": [1]}})", R"({"sections": []})"}) {
    EXPECT_EQ(breach("max_total_items", kArgs, json(text)), "") << text;
  }
}

TEST(MaxTotalItems, TakesAMemberThatIsNamedItemForWhatItIs) {
  const char kArgs[] = R"({"arrays": ["item.rows"], "max": 1})";
  EXPECT_NE(breach("max_total_items", kArgs, json(R"({"item": {"rows": [1, 2]}})")), "");
}

TEST(MaxPerKey, CountsEqualValuesOverAllArrays) {
  const char kArgs[] = R"({"arrays": ["a", "b"], "keys": ["id"], "max": 2})";
  EXPECT_EQ(breach("max_per_key", kArgs,
                   json(R"({"a": [{"id": 1}, {"id": 1}, {"id": 2}], "b": [{"id": 2}],
                            "c": [{"id": 1}, {"id": 1}]})")),
            "");
  EXPECT_EQ(breach("max_per_key", kArgs,
                   json(R"({"a": [{"id": 1}, {"id": 1}], "b": [{"id": 2}, {"id": 1}]})")),
            "/b/1: at most 2 items with one id / one more with 1");
}

TEST(MaxPerKey, ComparesAsJsonDoes) {
  const char kArgs[] = R"({"arrays": ["a"], "keys": ["id"], "max": 1})";
  EXPECT_NE(breach("max_per_key", kArgs, json(R"({"a": [{"id": 1}, {"id": 1.0}]})")), "");
  EXPECT_NE(breach("max_per_key", kArgs,
                   json(R"({"a": [{"id": {"x": 1, "y": 2}}, {"id": {"y": 2, "x": 1}}]})")),
            "");
  EXPECT_EQ(breach("max_per_key", kArgs,
                   json(R"({"a": [{"id": 1}, {"id": "1"}, {"id": true}, {"id": [1]}]})")),
            "");
}

TEST(MaxPerKey, CountsAnItemByTheFirstKeyThatItHas) {
  const char kArgs[] = R"({"arrays": ["a"], "keys": ["id", "mail"], "max": 1})";
  // What stands beside an identifier names nobody.
  EXPECT_EQ(breach("max_per_key", kArgs,
                   json(R"({"a": [{"id": 1, "mail": "m"}, {"id": 2, "mail": "m"}]})")),
            "");
  EXPECT_EQ(breach("max_per_key", kArgs,
                   json(R"({"a": [{"id": 1, "mail": "m"}, {"mail": "m"}, {"id": 2}]})")),
            "");
  EXPECT_EQ(breach("max_per_key", kArgs,
                   json(R"({"a": [{"mail": "m", "x": 1}, {"id": null, "mail": "m"}]})")),
            "/a/1: at most 1 item with one mail / one more with \"m\"");
}

TEST(MaxPerKey, TellsKeysWithOneValueApart) {
  const char kArgs[] = R"({"arrays": ["a"], "keys": ["id", "mail"], "max": 1})";
  EXPECT_EQ(breach("max_per_key", kArgs, json(R"({"a": [{"id": "x"}, {"mail": "x"}]})")), "");
}

TEST(MaxPerKey, LeavesOutWhatHasNoKey) {
  const char kArgs[] = R"({"arrays": ["a", "b"], "keys": ["id"], "max": 0})";
  EXPECT_EQ(
      breach("max_per_key", kArgs,
             json(R"({"a": [{}, {}, 3, null, ["id"], {"id": null}], "b": {"id": [{"id": 1}]}})")),
      "");
  EXPECT_EQ(breach("max_per_key", kArgs, json(R"({"a": [{"id": 1}]})")),
            "/a/0: at most 0 items with one id / one more with 1");
}

TEST(MaxPerKey, PointsIntoArraysWhoseNamesNeedEscapes) {
  EXPECT_EQ(breach("max_per_key", R"({"arrays": ["a/b"], "keys": ["id"], "max": 0})",
                   json(R"({"a/b": [{"id": "x"}]})")),
            "/a~1b/0: at most 0 items with one id / one more with \"x\"");
}

TEST(MaxPerKey, FindsTheOneTooManyAmongVeryManyItems) {
  const char kArgs[] = R"({"arrays": ["a"], "keys": ["id"], "max": 1})";
  Json list = Json::array();
  for (int i = 0; i < 50'000; ++i) list.push_back({{"id", "user-" + std::to_string(i)}});
  Json value = {{"a", std::move(list)}};
  EXPECT_EQ(breach("max_per_key", kArgs, value), "");
  value["a"].push_back({{"id", "user-0"}});
  EXPECT_EQ(breach("max_per_key", kArgs, value).substr(0, 9), "/a/50000:");
}

TEST(MaxPerKey, EndsSoonOnValuesThatAreMadeToShareTheirHash) {
  const char kArgs[] = R"({"arrays": ["a"], "keys": ["id"], "max": 1})";
  // Too deep to be compared: all have one hash and none equals another.
  Json deep = 1;
  for (int i = 0; i < 600; ++i) deep = Json::array({std::move(deep)});
  Json list = Json::array();
  for (int i = 0; i < 2'000; ++i) list.push_back({{"id", deep}});
  EXPECT_EQ(breach("max_per_key", kArgs, {{"a", std::move(list)}}), "");
}

TEST(MaxPerKey, IsDescribedInWords) {
  EXPECT_EQ(described("max_per_key", R"({"arrays": ["a", "b"], "keys": ["id", "mail"], "max": 2})"),
            "a and b hold at most 2 items with the same id or mail");
}

TEST(OneKeyAcross, LetsAllItemsUseTheSameOne) {
  const char kArgs[] = R"({"keys": ["email", "phone"]})";
  EXPECT_EQ(breach("one_key_across", kArgs, json(R"([{"email": 1}, {"x": 1}, 3, {"email": 2}])")),
            "");
  EXPECT_EQ(breach("one_key_across", kArgs, json(R"([{"phone": 1}, {"phone": null}])")), "");
}

TEST(OneKeyAcross, RefusesASecondKeyInAnotherItemOrTheSame) {
  const char kArgs[] = R"({"keys": ["email", "phone"]})";
  EXPECT_EQ(breach("one_key_across", kArgs, json(R"([{"email": 1}, {}, {"phone": 1}])")),
            "/2: no phone beside email / phone here, email in item 0");
  EXPECT_EQ(breach("one_key_across", kArgs, json(R"([{}, {"phone": 1, "email": 1}])")),
            "/1: no phone beside email / phone here, email in item 1");
}

TEST(MembersDiffer, ComparesEachWithEach) {
  const char kArgs[] = R"({"members": ["a", "b", "c"]})";
  EXPECT_EQ(breach("members_differ", kArgs, json(R"({"a": 1, "b": 2, "c": 3, "d": 1})")), "");
  EXPECT_EQ(breach("members_differ", kArgs, json(R"({"a": 1, "b": "1", "c": true})")), "");
  EXPECT_EQ(breach("members_differ", kArgs, json(R"({"a": 1, "b": 2, "c": 1.0})")),
            "/c: another value than that of a / 1.0");
  EXPECT_EQ(breach("members_differ", kArgs, json(R"({"b": [1], "c": [1]})")),
            "/c: another value than that of b / an array of 1 item");
}

TEST(MembersDiffer, PassesMembersThatAreNotThere) {
  const char kArgs[] = R"({"members": ["a", "b"]})";
  EXPECT_EQ(breach("members_differ", kArgs, json(R"({"a": null})")), "");
  EXPECT_EQ(breach("members_differ", kArgs, json("[1, 1]")), "");
}

TEST(TextNotNaming, LooksForTheNameBetweenItsMarks) {
  const char kArgs[] =
      R"({"text": "content", "names": "name", "before": "{{b.${", "after": "}}}"})";
  EXPECT_EQ(
      breach("text_not_naming", kArgs, json(R"({"content": "hi {{b.${other}}} x", "name": "x"})")),
      "");
  EXPECT_EQ(breach("text_not_naming", kArgs, json(R"({"content": "{{b.${x}} x", "name": "x"})")),
            "");
  EXPECT_EQ(
      breach("text_not_naming", kArgs, json(R"({"content": "hi {{b.${x}}} there", "name": "x"})")),
      "/content: a text without {{b.${x}}} / one that has it");
}

TEST(TextNotNaming, SaysNothingOfEmptyNamesAndOtherTypes) {
  const char kArgs[] = R"({"text": "content", "names": "name", "before": "<", "after": ">"})";
  for (const char* text :
       {R"({"content": "<>", "name": ""})", R"({"content": "<3>", "name": 3})",
        R"({"content": ["<x>"], "name": "x"})", R"({"content": "<x>"})", R"({"name": "x"})"}) {
    EXPECT_EQ(breach("text_not_naming", kArgs, json(text)), "") << text;
  }
}

TEST(MaxTotalBytes, AddsUtf8OfTextsAndCompactJsonOfTheRest) {
  const char kArgs[] = R"({"max": 9})";
  EXPECT_EQ(breach("max_total_bytes", kArgs, json(R"({"a": "åß", "b": [1, 2]})")), "");
  EXPECT_EQ(breach("max_total_bytes", kArgs, json(R"({"a": "åßx", "b": [1, 2]})")),
            ": at most 9 bytes in all / more than that");
  // A quote is one byte of UTF-8, whatever its escape takes.
  EXPECT_EQ(breach("max_total_bytes", kArgs, Json{{"a", std::string(9, '"')}}), "");
  EXPECT_NE(breach("max_total_bytes", kArgs, Json{{"a", std::string(10, '"')}}), "");
}

TEST(MaxTotalBytes, CountsTheNamedMembersAlone) {
  const char kArgs[] = R"({"members": ["a", "b"], "max": 4})";
  EXPECT_EQ(breach("max_total_bytes", kArgs, json(R"({"a": "12", "b": "34", "c": "567"})")), "");
  EXPECT_NE(breach("max_total_bytes", kArgs, json(R"({"a": "12", "b": "345"})")), "");
  EXPECT_NE(breach("max_total_bytes", kArgs, json(R"({"b": "12345"})")), "");
}

TEST(MaxTotalBytes, EndsOnWhatIsNestedTooDeeplyToBeCounted) {
  Json deep = Json::array();
  for (int i = 0; i < 100'000; ++i) deep = Json::array({std::move(deep)});
  EXPECT_NE(breach("max_total_bytes", R"({"max": 1000000})", {{"a", "x"}, {"b", std::move(deep)}}),
            "");
}

}  // namespace
}  // namespace brazecheck
