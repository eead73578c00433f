#include <fmt/format.h>

#include <map>

#include "contract/schema_compiler.h"
#include "tests/generators/own_operation.h"

// Schemas that tell forms apart by conditions, and places deep inside.

namespace brazecheck {
namespace {

struct Compiled {
  SchemaSet set;
  const Schema* schema;
  explicit Compiled(const std::string& text) : schema(compile_plain(set, Json::parse(text))) {}

  [[nodiscard]] std::vector<Json> values(int count) const {
    std::vector<Json> made;
    for (int i = 0; i < count; ++i) {
      const rc::Random random(scoped_seed(1, std::to_string(i)));
      made.push_back(value_gen(*schema, "t")(random, i % 101).value());
    }
    return made;
  }
};

// Forms "a", "b", … that each ask for a member of their own, told apart by one `if` each.
Json forms(int count) {
  Json kinds = Json::array(), conditions = Json::array(), properties = Json::object();
  for (int i = 0; i < count; ++i) {
    const std::string kind(1, static_cast<char>('a' + i));
    const std::string own = "of_" + kind;
    kinds.push_back(kind);
    properties[own] = {{"type", "string"}};
    conditions.push_back({{"if", {{"properties", {{"kind", {{"const", kind}}}}}}},
                          {"then",
                           {{"required", {own}},
                            {"properties", {{own, {{"type", "string"}, {"maxLength", 5 + i}}}}}}},
                          {"else", {{"not", {{"required", {own}}}}}}});
  }
  properties["kind"] = {{"enum", kinds}};
  return {{"type", "object"},
          {"required", {"kind"}},
          {"properties", properties},
          {"allOf", conditions}};
}

TEST(Conditions, ThatExcludeEachOtherAreAllReached) {
  const Compiled schema(forms(6).dump());
  std::map<std::string, int> seen;
  for (const Json& value : schema.values(300)) {
    ASSERT_TRUE(is_valid(*schema.schema, value)) << value;
    ++seen[value.at("kind").get<std::string>()];
  }
  EXPECT_EQ(seen.size(), 6U);
  for (const auto& [kind, count] : seen) EXPECT_GT(count, 3) << kind;
}

TEST(Conditions, ThatExcludeEachOtherAllHaveCasesAtTheirLimits) {
  Json contract = OwnOperation::with_body("{}");
  Json body = forms(6);
  for (int i = 0; i < 6; ++i) {
    const std::string own = std::string("of_") + static_cast<char>('a' + i);
    body["allOf"][static_cast<std::size_t>(i)]["then"]["properties"][own]["x-requirements"] = {
        {"maxLength", {{"id", own + "-longest"}}}};
    body["allOf"][static_cast<std::size_t>(i)]["then"]["x-requirements"] = {
        {"required", {{"id", own + "-asked"}}}};
    body["allOf"][static_cast<std::size_t>(i)]["else"]["x-requirements"] = {
        {"not", {{"id", own + "-foreign"}}}};
    body["allOf"][static_cast<std::size_t>(i)]["then"]["properties"][own].erase("type");
  }
  contract["request"]["body"]["schema"] = body;
  const OwnOperation operation(contract);
  for (int i = 0; i < 6; ++i) {
    const std::string own = std::string("of_") + static_cast<char>('a' + i);
    operation.expect_proven(own + "-longest");
    operation.expect_proven(own + "-asked", false);
    for (const auto& made : operation.cases(own + "-longest", Expect::kAccepted))
      EXPECT_EQ(made.request.body->at("kind"), own.substr(3)) << made.label;
  }
}

TEST(Conditions, ThatMustBothHoldAreMetTogether) {
  const Compiled schema(R"({"type": "object", "required": ["mode"],
    "properties": {"mode": {"const": "on"}, "level": {"type": "integer"}, "unit": {"type": "string"}},
    "allOf": [
      {"if": {"properties": {"mode": {"const": "on"}}}, "then": {"required": ["level"]},
       "else": {"not": {"required": ["level"]}}},
      {"if": {"required": ["mode"]}, "then": {"required": ["unit"]},
       "else": {"not": {"required": ["unit"]}}}]})");
  for (const Json& value : schema.values(60)) {
    EXPECT_TRUE(value.contains("level") && value.contains("unit")) << value;
    EXPECT_TRUE(is_valid(*schema.schema, value));
  }
}

TEST(Conditions, OfWhichNoneHoldsLeaveTheOtherForm) {
  const Compiled schema(R"({"type": "object", "required": ["kind"],
    "properties": {"kind": {"const": "plain"}, "extra": {"type": "string"}},
    "allOf": [{"if": {"properties": {"kind": {"const": "rich"}}}, "then": {"required": ["extra"]},
               "else": {"not": {"required": ["extra"]}}},
              {"if": {"properties": {"kind": {"const": "odd"}}}, "then": false}]})");
  for (const Json& value : schema.values(60)) {
    EXPECT_FALSE(value.contains("extra")) << value;
    EXPECT_TRUE(is_valid(*schema.schema, value));
  }
}

TEST(Conditions, InsideOneAnotherAreFollowed) {
  const Compiled schema(R"({"type": "object", "required": ["a"],
    "properties": {"a": {"enum": [1, 2]}, "b": {"enum": [1, 2]}, "c": {"type": "string"}},
    "if": {"properties": {"a": {"const": 1}}},
    "then": {"required": ["b"], "if": {"properties": {"b": {"const": 2}}},
             "then": {"required": ["c"]}, "else": {"not": {"required": ["c"]}}},
    "else": {"not": {"required": ["b"]}}})");
  std::set<std::string> seen;
  for (const Json& value : schema.values(200)) {
    ASSERT_TRUE(is_valid(*schema.schema, value)) << value;
    seen.insert(fmt::format("{}{}{}", value["a"].dump(),
                            value.contains("b") ? value["b"].dump() : "-", value.contains("c")));
  }
  for (const char* form : {"11false", "12true"}) EXPECT_TRUE(seen.contains(form)) << form;
}

TEST(AtLeastOne, IsMetByNamesThatAreNotForbidden) {
  const Compiled schema(R"({"type": "object",
    "properties": {"a": {"type": "string"}, "b": {"type": "string"}, "c": {"type": "string"}},
    "anyOf": [{"required": ["a"]}, {"required": ["b"]}, {"required": ["c"]}],
    "not": {"required": ["a"]}})");
  std::set<std::string> seen;
  for (const Json& value : schema.values(100)) {
    ASSERT_TRUE(is_valid(*schema.schema, value)) << value;
    for (const auto& [name, member] : value.items()) seen.insert(name);
  }
  EXPECT_TRUE(seen.contains("b") && seen.contains("c"));
  EXPECT_FALSE(seen.contains("a"));
}

TEST(DeepPlaces, AreTriedThroughAtLeastNineMembers) {
  for (int depth = 1; depth <= 9; ++depth) {
    Json schema = {{"type", "string"}, {"maxLength", 6}};
    std::string path;
    for (int i = depth; i > 0; --i) {
      const std::string name = "m" + std::to_string(i);
      path = path.empty() ? name : name + "." + path;
      schema = {{"type", "object"}, {"properties", {{name, schema}}}};
    }
    const OwnOperation deep(OwnOperation::with_body(schema.dump()));
    deep.expect_proven(path + "-max-length");
    deep.expect_proven(path + "-type", false);
  }
}

TEST(DeepPlaces, InsideListsOfListsAreTried) {
  const OwnOperation deep(OwnOperation::with_body(R"({"type": "object", "properties": {"rows": {
    "type": "array", "items": {"type": "array", "items": {"type": "object", "properties": {
      "cells": {"type": "array", "items": {"type": "object", "properties": {
        "n": {"type": "integer", "maximum": 9}}}}}}}}}})"));
  deep.expect_proven("rows.item.item.cells.item.n-maximum");
}

}  // namespace
}  // namespace brazecheck
