#include "contract/schema.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "contract/schema_locator.h"
#include "tests/contract/schema_fixture.h"

namespace brazecheck {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::UnorderedElementsAre;

std::vector<std::string> ids(const Schema& schema) {
  std::vector<std::string> result;
  for (const Requirement* requirement : collect_requirements(schema))
    result.push_back(requirement->id);
  return result;
}

const char kEvent[] = R"({"title": "Event", "x-source": "docs:event", "type": "object",
  "required": ["name"], "properties": {"name": {"type": "string", "maxLength": 255}},
  "definitions": {"tag": {"type": "string", "minLength": 1}}})";

TEST(SchemaCompiler, DerivesIdsFromScopePathAndKeyword) {
  SchemaFixture fixture = one_body(R"({"type": "object", "required": ["events"], "properties": {
      "events": {"type": "array", "maxItems": 75, "items": {"properties": {"name": {"enum": ["a"]}}}},
      "custom": {"additionalProperties": {"type": "string"}, "propertyNames": {"maxLength": 9}},
      "closed": {"additionalProperties": false}}})");
  EXPECT_THAT(ids(fixture.body()),
              UnorderedElementsAre("users.track/body-type", "users.track/events-required",
                                   "users.track/events-type", "users.track/events-max-items",
                                   "users.track/events.item.name-enum", "users.track/custom.*-type",
                                   "users.track/custom.name-max-length",
                                   "users.track/closed-additional-properties"));
}

TEST(SchemaCompiler, WritesStatementsThatReadAsSentences) {
  SchemaFixture fixture = one_body(R"({"required": ["events"],
      "anyOf": [{"required": ["events"]}, {"required": ["purchases"]}],
      "properties": {"events": {"maxItems": 75, "items": {"properties":
          {"gender": {"enum": ["M", "F", null]}, "a": {"maxLength": 1}}}}}})");
  fixture.body();
  const auto statement = [&](const std::string& id) {
    const Requirement* requirement = fixture.set().find_requirement("users.track/" + id);
    return requirement == nullptr ? "" : requirement->statement;
  };
  EXPECT_EQ(statement("events-max-items"), "events holds at most 75 items");
  EXPECT_EQ(statement("events-required"), "events is required");
  EXPECT_EQ(statement("body-any-of"), "the body holds at least one of events, purchases");
  EXPECT_EQ(statement("events.item.gender-enum"), "events[].gender is one of M, F or null");
  EXPECT_EQ(statement("events.item.a-max-length"), "events[].a has at most 1 character");
}

TEST(SchemaCompiler, GivesConstraintsOfCombinationsNoRequirementOfTheirOwn) {
  SchemaFixture fixture =
      one_body(R"({"anyOf": [{"type": "string", "minLength": 2}, {"type": "null"}],
      "not": {"required": ["a", "b"]}, "contains": {"type": "string"},
      "if": {"minItems": 1}, "then": {"maxItems": 3}})");
  EXPECT_THAT(ids(fixture.body()),
              UnorderedElementsAre("users.track/body-any-of", "users.track/body-not",
                                   "users.track/body-contains", "users.track/body-max-items"));
}

TEST(SchemaCompiler, CompilesASharedObjectOnceASideInItsOwnScope) {
  SchemaFixture fixture({{"users/track.json", R"({"properties": {
      "a": {"$ref": "../objects/event.json"}, "b": {"items": {"$ref": "../objects/event.json"}},
      "t": {"$ref": "../objects/event.json#/definitions/tag"}}})"},
                         {"objects/event.json", kEvent}});
  const Schema& body = fixture.body();
  EXPECT_EQ(&resolved(*body.property("a")), &resolved(*body.property("b")->items));
  EXPECT_THAT(ids(body), UnorderedElementsAre("event/object-type", "event/name-required",
                                              "event/name-type", "event/name-max-length",
                                              "event/tag-type", "event/tag-min-length"));
  const Requirement* required = fixture.set().find_requirement("event/name-required");
  ASSERT_NE(required, nullptr);
  EXPECT_EQ(required->source, "docs:event");
  EXPECT_EQ(required->status, 400);
  EXPECT_EQ(required->location, "objects/event.json#/required");

  const Schema& response = fixture.shared("objects/event.json", Side::kResponse);
  EXPECT_NE(&response, &resolved(*body.property("a")));
  EXPECT_THAT(ids(response),
              UnorderedElementsAre("event/response-type", "event/response.name-required",
                                   "event/response.name-type", "event/response.name-max-length"));
}

TEST(SchemaCompiler, TakesWhatContractsSayOfARequirement) {
  SchemaFixture fixture =
      one_body(R"({"x-source": "docs:other", "maxProperties": 5, "required": ["a", "b"],
      "x-requirements": {"*": {"level": "should"},
        "maxProperties": {"id": "few-members", "statement": "Few members.", "level": "may",
                          "basis": "observed", "source": "observed", "outcome": "reported",
                          "status": 422, "error": "too-many"},
        "required:b": {"outcome": "ignored"}},
      "x-rules": [{"rule": "max_total_items", "arrays": ["a", "b"], "max": 3, "id": "few-items",
                   "basis": "stated"}]})");
  const Schema& body = fixture.body();
  const Requirement* few = fixture.set().find_requirement("users.track/few-members");
  ASSERT_NE(few, nullptr);
  EXPECT_EQ(few->statement, "Few members.");
  EXPECT_EQ(few->level, Level::kMay);
  EXPECT_EQ(few->basis, Basis::kObserved);
  EXPECT_EQ(few->source, "observed");
  EXPECT_EQ(few->outcome, Outcome::kReported);
  EXPECT_EQ(few->status, 422);
  EXPECT_EQ(few->error, "too-many");
  EXPECT_EQ(few->keyword, "maxProperties");
  const Requirement* a = fixture.set().find_requirement("users.track/a-required");
  ASSERT_NE(a, nullptr);
  EXPECT_EQ(a->level, Level::kShould);
  EXPECT_EQ(a->outcome, Outcome::kRejected);
  EXPECT_EQ(a->source, "docs:other");
  const Requirement* b = fixture.set().find_requirement("users.track/b-required");
  ASSERT_NE(b, nullptr);
  EXPECT_EQ(b->outcome, Outcome::kIgnored);
  EXPECT_EQ(b->status, 0);
  ASSERT_EQ(body.rules.size(), 1U);
  EXPECT_EQ(body.rules[0].args, Json({{"arrays", {"a", "b"}}, {"max", 3}}));
  ASSERT_NE(body.rules[0].requirement, nullptr);
  EXPECT_EQ(body.rules[0].requirement->id, "users.track/few-items");
  EXPECT_EQ(body.rules[0].requirement->statement, "a and b hold at most 3 items together");
}

TEST(SchemaCompiler, KeepsIdsWhicheverWayASchemaIsReached) {
  SchemaFixture fixture = one_body(R"({"properties": {
      "a": {"$ref": "#/properties/z/items"}, "z": {"items": {"type": "string"}}}})");
  EXPECT_THAT(ids(fixture.body()), ElementsAre("users.track/z.item-type"));
}

TEST(SchemaCompiler, AllowsRecursionThroughPartsOfTheValue) {
  SchemaFixture fixture = one_body(R"({"type": "object", "additionalProperties": {"$ref": "#"}})");
  const Schema& body = fixture.body();
  EXPECT_EQ(&resolved(*body.additional_properties), &body);
  EXPECT_THAT(ids(body), ElementsAre("users.track/body-type"));
}

TEST(SchemaCompiler, ReadsHintsForGenerators) {
  SchemaFixture fixture = one_body(R"({"x-generate": {"Color": {"type": "string"}},
      "properties": {"id": {"x-unique": true, "examples": ["x"]}}})");
  const Schema& body = fixture.body();
  ASSERT_EQ(body.generate.size(), 1U);
  EXPECT_EQ(body.generate[0].name, "Color");
  EXPECT_TRUE(body.property("id")->unique);
  EXPECT_EQ(body.property("id")->examples.size(), 1U);
  EXPECT_EQ(body.property("missing"), nullptr);
}

struct Mistake {
  const char* schema;
  const char* error;
};

// Without it GoogleTest prints addresses into the names of the tests.
void PrintTo(const Mistake& mistake, std::ostream* out) { *out << mistake.error; }

class SchemaMistakes : public ::testing::TestWithParam<Mistake> {};

TEST_P(SchemaMistakes, AreNamedWithTheirPlace) {
  EXPECT_EQ(compile_error(GetParam().schema, {{"objects/event.json", kEvent}}), GetParam().error);
}

INSTANTIATE_TEST_SUITE_P(
    All, SchemaMistakes,
    ::testing::Values(
        Mistake{R"({"maxItem": 3})", "contract.unknown-keyword users/track.json#/maxItem"},
        Mistake{R"({"properties": {"a/b": {"x-foo": 1}}})",
                "contract.unknown-keyword users/track.json#/properties/a~1b/x-foo"},
        Mistake{R"({"maxItems": -1})", "contract.invalid users/track.json#/maxItems"},
        Mistake{R"({"maxItems": "x"})", "contract.invalid users/track.json#/maxItems"},
        Mistake{R"({"type": "text"})", "contract.invalid users/track.json#/type"},
        Mistake{R"({"enum": []})", "contract.invalid users/track.json#/enum"},
        Mistake{R"({"multipleOf": 0})", "contract.invalid users/track.json#/multipleOf"},
        Mistake{R"({"required": ["a", "a"]})", "contract.invalid users/track.json#/required"},
        Mistake{R"({"anyOf": []})", "contract.invalid users/track.json#/anyOf"},
        Mistake{R"({"properties": {"a": 3}})", "contract.invalid users/track.json#/properties/a"},
        Mistake{R"({"items": [{}]})", "contract.invalid users/track.json#/items"},
        Mistake{R"({"$id": "x"})", "contract.unknown-keyword users/track.json#/$id"},
        Mistake{R"({"pattern": "("})", "contract.bad-pattern users/track.json#/pattern"},
        Mistake{R"({"format": "regex"})", "contract.unknown-format users/track.json#/format"},
        Mistake{R"({"x-rules": [{"rule": "nope"}]})",
                "contract.unknown-rule users/track.json#/x-rules/0"},
        Mistake{R"({"x-rules": [{"rule": "max_bytes"}]})",
                "contract.invalid users/track.json#/x-rules/0"},
        Mistake{R"({"x-requirements": {"maxItems": {}}})",
                "contract.invalid users/track.json#/x-requirements/maxItems"},
        Mistake{R"({"maxItems": 1, "x-requirements": {"maxItems": {"level": "shall"}}})",
                "contract.invalid users/track.json#/x-requirements/maxItems/level"},
        Mistake{R"({"maxItems": 1, "x-requirements": {"maxItems": {"leve": "may"}}})",
                "contract.unknown-keyword users/track.json#/x-requirements/maxItems/leve"},
        Mistake{R"({"anyOf": [{"maxItems": 1, "x-requirements": {"maxItems": {}}}]})",
                "contract.invalid users/track.json#/anyOf/0/x-requirements"},
        Mistake{R"({"$ref": "../objects/none.json"})",
                "contract.dangling-ref users/track.json#/$ref"},
        Mistake{R"({"$ref": "../objects/event.json#/definitions/x"})",
                "contract.dangling-ref users/track.json#/$ref"},
        Mistake{R"({"$ref": "../objects/event.json", "maxItems": 1})",
                "contract.invalid users/track.json#/maxItems"},
        Mistake{R"({"allOf": [{"maxItems": 1}, {"maxItems": 2}]})",
                "contract.duplicate-id users/track.json#/allOf/1/maxItems"},
        Mistake{R"({"allOf": [{"$ref": "#"}]})", "contract.invalid users/track.json#"},
        Mistake{
            R"({"properties": {"a": {"$ref": "#/properties/b"}, "b": {"$ref": "#/properties/a"}}})",
            "contract.invalid users/track.json#/properties/a"}));

TEST(SchemaCompiler, RefusesASharedObjectWithoutASource) {
  EXPECT_EQ(compile_error(R"({"$ref": "../objects/a.json"})", {{"objects/a.json", "{}"}}),
            "contract.invalid objects/a.json#");
}

TEST(SchemaCompiler, RefusesASchemaNestedBeyondUse) {
  std::string text = "{}";
  for (int i = 0; i < 600; ++i) text = R"({"items": )" + text + "}";
  EXPECT_THAT(compile_error(text), HasSubstr("contract.invalid users/track.json#/items/items"));
}

TEST(References, ResolveAsUrisAndAsPathsThatStayInside) {
  EXPECT_EQ(resolve_reference("users/track.json", "../objects/event.json#/a"),
            "objects/event.json");
  EXPECT_EQ(resolve_reference("common.json", "objects/error.json"), "objects/error.json");
  EXPECT_EQ(resolve_reference("users/track.json", "../../../etc/passwd"), "etc/passwd");
  EXPECT_EQ(resolve_reference("users/track.json", "#/a"), "users/track.json");
  EXPECT_EQ(resolve_reference("http://h:1/a/b?x", "c"), "http://h:1/a/c");
  EXPECT_EQ(resolve_reference("http://h:1/", "folder/"), "http://h:1/folder/");
  EXPECT_EQ(resolve_reference("http://h:1/a/b", "/c"), "http://h:1/c");
  EXPECT_EQ(resolve_reference("http://h", "c"), "http://h/c");
  EXPECT_EQ(resolve_reference("http://h/a", "urn:x"), "urn:x");
}

TEST(Schema, KnowsGroupsOfRequiredMembers) {
  SchemaFixture fixture = one_body(R"({"anyOf": [{"required": ["a"]}, {"required": ["b"]}],
      "oneOf": [{"required": ["a"]}, {"type": "null"}], "not": {"required": ["c", "d"]}})");
  const Schema& body = fixture.body();
  EXPECT_THAT(required_group(body.any_of), ElementsAre("a", "b"));
  EXPECT_TRUE(required_group(body.one_of).empty());
  EXPECT_THAT(negated_group(body), ElementsAre("c", "d"));
}

}  // namespace
}  // namespace brazecheck
