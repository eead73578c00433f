#include "generators/text_cases.h"

#include "tests/generators/own_operation.h"

namespace brazecheck {
namespace {

constexpr char kTexts[] = R"({
    "type": "object",
    "required": ["name", "free", "short", "code", "when", "kind"],
    "properties": {
      "name": {"type": "string", "x-unique": true},
      "free": {"type": "string"},
      "short": {"type": "string", "maxLength": 300},
      "code": {"type": "string", "pattern": "^[a-z]+$"},
      "when": {"type": "string", "format": "date"},
      "kind": {"type": "string", "enum": ["x", "y"]},
      "list": {"type": "array", "items": {"type": "string"}}
    },
    "additionalProperties": false})";

class TextCases : public testing::Test {
 protected:
  [[nodiscard]] std::vector<Case> made(Filling filling) const {
    const auto valid = valid_cases(own_.index(), own_.contract(), OwnOperation::kSeed, 20);
    return text_cases(own_.index(), own_.contract(), own_.index().common("text-long"), filling,
                      valid);
  }
  OwnOperation own_{OwnOperation::with_body(kTexts)};
};

TEST_F(TextCases, FillAllFreeTextsAtOnceAndNothingElse) {
  const auto cases = made(Filling::kScripts);
  ASSERT_EQ(cases.size(), 1U);
  const Json& body = *cases[0].request.body;
  EXPECT_EQ(cases[0].expect, Expect::kAccepted);
  EXPECT_TRUE(own_.broken(cases[0].request).empty());
  const auto text = body.at("free").get<std::string>();
  EXPECT_NE(text.find("😀"), std::string::npos);
  EXPECT_NE(text.find("مرحبا"), std::string::npos);
  EXPECT_EQ(body.at("short"), text);
  EXPECT_EQ(body.at("name"), cases[0].token + text) << "names stay new";
  EXPECT_EQ(body.at("list").at(0), text);
  EXPECT_EQ(body.at("code").dump().find("😀"), std::string::npos);
}

TEST_F(TextCases, CarryNul) {
  const auto cases = made(Filling::kControl);
  ASSERT_EQ(cases.size(), 1U);
  EXPECT_NE(cases[0].request.body->at("free").get<std::string>().find('\0'), std::string::npos);
  EXPECT_EQ(cases[0].requirement->outcome, Outcome::kUndocumented);
}

TEST_F(TextCases, MeetLengthsWithinTheLimitsThatThereAre) {
  std::map<std::size_t, const Case*> by_length;
  const auto cases = made(Filling::kLong);
  for (const auto& each : cases) {
    EXPECT_TRUE(own_.broken(each.request).empty()) << each.label;
    const Json& body = *each.request.body;
    by_length[body.at("free").get_ref<const std::string&>().size()] = &each;
    EXPECT_LE(body.at("short").get_ref<const std::string&>().size(), 300U);
    EXPECT_LE(body.at("name").get_ref<const std::string&>().size(), 1'500U)
        << "names come back in addresses";
  }
  for (const std::size_t length : {255, 256, 1'023, 1'024, 65'535, 65'536})
    EXPECT_TRUE(by_length.contains(length)) << length;
  EXPECT_EQ(cases.size(), 6U);
  EXPECT_EQ(by_length.at(256)->request.body->at("short").get<std::string>().size(), 256U);
  EXPECT_EQ(by_length.at(256)->request.body->at("name").get<std::string>().size(), 256U);
}

TEST(TextCasesOf, NothingFreeAreNone) {
  const OwnOperation own(OwnOperation::with_body(
      R"({"type": "object", "properties": {"a": {"type": "integer"}}, "additionalProperties": false})"));
  const auto valid = valid_cases(own.index(), own.contract(), OwnOperation::kSeed, 5);
  EXPECT_TRUE(text_cases(own.index(), own.contract(), own.index().common("text-long"),
                         Filling::kLong, valid)
                  .empty());
}

TEST(TextCasesOf, AQueryAreShort) {
  const OwnOperation own(OwnOperation::with_query(
      R"({"search": {"required": true, "schema": {"type": "string"}}})", ""));
  const auto valid = valid_cases(own.index(), own.contract(), OwnOperation::kSeed, 5);
  const auto cases = text_cases(own.index(), own.contract(), own.index().common("text-long"),
                                Filling::kLong, valid);
  ASSERT_EQ(cases.size(), 4U) << "an address has its own limits";
  EXPECT_EQ(query_value(cases.back().request, "search").size(), 1'024U);
}

}  // namespace
}  // namespace brazecheck
