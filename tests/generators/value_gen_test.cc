#include <gtest/gtest.h>

#include <functional>
#include <set>
#include <thread>

#include "contract/error.h"
#include "contract/schema_compiler.h"
#include "generators/generate.h"
#include "generators/shrink.h"

namespace brazecheck {
namespace {

struct Compiled {
  SchemaSet set;
  const Schema* schema;
  explicit Compiled(const char* text) : schema(compile_plain(set, Json::parse(text))) {}
};

std::vector<Json> values_of(const Schema& schema, int count, std::uint64_t seed = 1) {
  std::vector<Json> values;
  for (int i = 0; i < count; ++i) {
    const auto gen = value_gen(schema, "tok" + std::to_string(i));
    values.push_back(gen(rc::Random(scoped_seed(seed, std::to_string(i))), i % 101).value());
  }
  return values;
}

constexpr const char* kOrder = R"({
  "type": "object", "required": ["id", "lines"],
  "properties": {
    "id": {"type": "string", "pattern": "^[a-z]{2}-[0-9]{1,4}$", "maxLength": 7},
    "state": {"enum": ["open", "paid", "sent"]},
    "mail": {"type": "string", "format": "email"},
    "note": {"type": ["string", "null"], "maxLength": 12},
    "by": {"oneOf": [{"type": "integer", "minimum": 1, "maximum": 9},
                     {"type": "object", "required": ["name"], "properties": {"name": {"type": "string"}},
                      "additionalProperties": false}]},
    "rate": {"type": "number", "exclusiveMinimum": 0, "maximum": 1},
    "lines": {"type": "array", "minItems": 1, "maxItems": 4, "items": {
      "type": "object", "required": ["sku"],
      "properties": {"sku": {"type": "string", "minLength": 2}, "tags": {"type": "array", "uniqueItems": true,
        "items": {"type": "object", "required": ["k"], "properties": {"k": {"enum": [1, 2, 3]}}}}}}}
  },
  "anyOf": [{"required": ["mail"]}, {"required": ["by"]}],
  "not": {"required": ["mail", "by"]},
  "additionalProperties": false})";

TEST(ValueGen, MakesValuesThatConform) {
  const Compiled order(kOrder);
  for (const Json& value : values_of(*order.schema, 500)) {
    EXPECT_TRUE(is_valid(*order.schema, value)) << value;
  }
}

TEST(ValueGen, MeetsEveryOptionalMemberEnumValueAndBranchAlsoDeepInside) {
  const Compiled order(kOrder);
  std::set<std::string> seen;
  const std::function<void(const std::string&, const Json&)> note = [&](const std::string& path,
                                                                        const Json& value) {
    seen.insert(path + ":" + value.type_name());
    if (value.is_object()) {
      for (const auto& [name, member] : value.items()) note(path + "/" + name, member);
    } else if (value.is_array()) {
      for (const auto& item : value) note(path + "/*", item);
    } else if (path == "/state" || path == "/lines/*/tags/*/k") {
      seen.insert(path + "=" + value.dump());
    }
  };
  for (const Json& value : values_of(*order.schema, 300)) note("", value);
  for (const char* path : {"/mail:string", "/note:string", "/note:null", "/by:number", "/by:object",
                           "/by/name:string", "/rate:number", "/state=\"open\"", "/state=\"paid\"",
                           "/state=\"sent\"", "/lines/*/tags/*:object", "/lines/*/tags/*/k=1",
                           "/lines/*/tags/*/k=2", "/lines/*/tags/*/k=3"}) {
    EXPECT_TRUE(seen.contains(path)) << path;
  }
}

TEST(ValueGen, IsAFunctionOfItsSeed) {
  const Compiled order(kOrder);
  EXPECT_EQ(values_of(*order.schema, 50, 7), values_of(*order.schema, 50, 7));
  EXPECT_NE(values_of(*order.schema, 50, 7), values_of(*order.schema, 50, 8));
}

TEST(ValueGen, GrowsWithItsSize) {
  const Compiled list(R"({"type": "array", "items": {"type": "string"}})");
  std::size_t small = 0, large = 0;
  for (std::uint64_t i = 0; i < 100; ++i) {
    small += value_gen(*list.schema, "t")(rc::Random(i), 0).value().dump().size();
    large += value_gen(*list.schema, "t")(rc::Random(i), 100).value().dump().size();
  }
  EXPECT_GT(large, 5 * small);
}

TEST(ValueGen, UsesUnicodeAndAwkwardCharacters) {
  const Compiled text(R"({"type": "string"})");
  bool wide = false, quote = false, line = false;
  for (const Json& value : values_of(*text.schema, 300)) {
    const auto& string = value.get_ref<const std::string&>();
    wide = wide || string.find("\xF0\x9F") != std::string::npos;
    quote = quote || string.find('"') != std::string::npos;
    line = line || string.find('\n') != std::string::npos;
  }
  EXPECT_TRUE(wide);
  EXPECT_TRUE(quote);
  EXPECT_TRUE(line);
}

TEST(ValueGen, ShrinksStayValidAndEnd) {
  const Compiled order(kOrder);
  auto shrinkable = value_gen(*order.schema, "tok")(rc::Random(11), 100);
  int steps = 0;
  for (;; ++steps) {
    ASSERT_LT(steps, 2000);
    auto smaller = shrinkable.shrinks();
    auto next = smaller.next();
    if (!next) break;
    EXPECT_TRUE(is_valid(*order.schema, next->value())) << next->value();
    shrinkable = *next;
  }
  EXPECT_GT(steps, 3);
  EXPECT_LT(shrinkable.value().dump().size(), 80u) << shrinkable.value();
}

TEST(ValueGen, SurvivesSchemasThatReferToThemselves) {
  const Compiled tree(R"({"type": "object", "required": ["next"], "properties": {
      "next": {"anyOf": [{"$ref": "#"}, {"type": "null"}]}, "all": {"type": "array", "items": {"$ref": "#"}}}})");
  for (const Json& value : values_of(*tree.schema, 100)) EXPECT_TRUE(is_valid(*tree.schema, value));
}

TEST(ValueGen, SaysSoWhenNothingConforms) {
  for (
      const char* text :
      {R"({"allOf": [{"type": "string"}, {"type": "integer"}]})",
       R"({"type": "object", "required": ["a"], "properties": {"a": {"$ref": "#"}}})",
       R"({"type": "array", "minItems": 3, "maxItems": 2})", R"({"enum": [1], "type": "string"})",
       R"({"type": "object", "required": ["a"], "properties": {"a": false}})",
       R"({"type": "integer", "minimum": 5, "maximum": 4})", R"({"not": {}})",
       R"({"type": "object", "minProperties": 2, "properties": {"a": {}}, "additionalProperties": false})"}) {
    const Compiled hostile(text);
    const auto made = value_gen(*hostile.schema, "t")(rc::Random(1), 50);
    EXPECT_THROW((void)made.value(), InputError) << text;
  }
}

TEST(ValueGen, CopesWithExtremeLimits) {
  for (
      const char* text :
      {R"({"type": "array", "maxItems": 0, "items": {"type": "string"}})",
       R"({"type": "string", "maxLength": 9000000000000000})",
       R"({"type": "string", "maxLength": 0})",
       R"({"type": "object", "maxProperties": 0, "properties": {"a": {}}})",
       R"({"type": "integer", "minimum": 9007199254740991})",
       R"({"type": "number", "multipleOf": 0.01, "maximum": 0.03})",
       R"({"type": "array", "uniqueItems": true, "items": {"type": "boolean"}, "maxItems": 50})",
       R"({"type": "object", "propertyNames": {"pattern": "^x[0-9]$"}, "minProperties": 4})",
       R"({"if": {"type": "array"}, "then": {"minItems": 2}, "else": {"type": "string"}})",
       R"({"type": "array", "contains": {"const": 7}, "items": {"type": "integer"}})",
       R"({"type": "object", "properties": {"a": {"type": "string"}, "b": {"type": "string"}}, "dependencies": {"a": ["b"]}})"}) {
    const Compiled schema(text);
    for (const Json& value : values_of(*schema.schema, 60))
      EXPECT_TRUE(is_valid(*schema.schema, value)) << text << value;
  }
}

TEST(ValueGen, WorksInSeveralThreadsAtOnce) {
  const Compiled order(kOrder);
  const auto expected = values_of(*order.schema, 100);
  std::vector<std::vector<Json>> found(4);
  std::vector<std::thread> threads;
  for (auto& mine : found) threads.emplace_back([&] { mine = values_of(*order.schema, 100); });
  for (auto& thread : threads) thread.join();
  for (const auto& mine : found) EXPECT_EQ(mine, expected);
}

TEST(SmallerValues, AreBoundedAndDropByHalvesFirst) {
  const Json list = Json::parse("[1,2,3,4,5,6,7,8]");
  const auto smaller = smaller_values(list, 10);
  ASSERT_EQ(smaller.size(), 10u);
  EXPECT_EQ(smaller[0], Json::array());
  EXPECT_EQ(smaller[1], Json::parse("[5,6,7,8]"));
  EXPECT_EQ(smaller[2], Json::parse("[1,2,3,4]"));
}

TEST(SmallerValues, NeverCutCharactersApart) {
  for (const Json& smaller : smaller_values(Json("😀é語"), 100))
    EXPECT_NO_THROW((void)smaller.dump()) << smaller.size();
}

}  // namespace
}  // namespace brazecheck
