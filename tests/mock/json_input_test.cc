#include "mock/json_input.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <optional>
#include <random>
#include <string>
#include <thread>
#include <vector>

namespace brazecheck::mock {
namespace {

using namespace std::string_literals;

bool takes(const std::string& text) { return parse_body(text).has_value(); }

std::string nested(int depth, const std::string& inside = "") {
  return std::string(depth, '[') + inside + std::string(depth, ']');
}

// An integer that no 64 bits hold, so that the text takes the other way through the parser.
const std::string kLarge = "123456789012345678901234567890";

TEST(JsonInputTest, ReadsWhatIsWellFormedOnly) {
  EXPECT_TRUE(takes(R"({"a": ["[[[[", "\"[", "\\"]})"));
  EXPECT_TRUE(takes("  7 "));
  for (const char* text :
       {"",      " ",     "{",  "nul",    "[1,]",    "{\"a\":1}x",  "{\"a\":1}{}", "\"\xff\"",
        "NaN",   "'a'",   "01", "1.",     ".5",      "+1",          "- 1",         "{\"a\"}",
        "{1:2}", "[1 2]", "[}", "\"\n\"", "\"\\x\"", "\"\\u12g4\"", "truex",       "//\n1"}) {
    EXPECT_FALSE(takes(text)) << text;
  }
}

TEST(JsonInputTest, KeepsEveryKindOfValue) {
  const Json document =
      *parse_body(R"( {"b":[true,false,null],"a":{"":"","é\n\u00e9\ud83d\ude00":-1.5e-3}} )");
  EXPECT_EQ(document, (Json{{"b", {true, false, nullptr}}, {"a", {{"", ""}, {"é\né😀", -0.0015}}}}));
  EXPECT_TRUE(parse_body("{}")->is_object());
  EXPECT_TRUE(parse_body("[]")->is_array());
}

TEST(JsonInputTest, KeepsIntegersExactUpTo64Bits) {
  const Json document =
      *parse_body("[0, 9223372036854775807, 18446744073709551615, -9223372036854775808, 1.0, -0]");
  EXPECT_TRUE(document[0].is_number_unsigned());
  EXPECT_EQ(document[1].get<std::uint64_t>(), 9223372036854775807U);
  EXPECT_EQ(document[2].get<std::uint64_t>(), 18446744073709551615U);
  EXPECT_TRUE(document[3].is_number_integer());
  EXPECT_EQ(document[3].get<std::int64_t>(), INT64_MIN);
  EXPECT_TRUE(document[4].is_number_float());
  EXPECT_EQ(document[5], 0);
}

TEST(JsonInputTest, TakesLargerIntegersAsDoubles) {
  const Json document = *parse_body("{\"a\":[" + kLarge + ",-9223372036854775809],\"b\":[{}]}");
  EXPECT_TRUE(document["a"][0].is_number_float());
  EXPECT_EQ(document["a"][0], 123456789012345678901234567890.0);
  EXPECT_EQ(document["a"][1], -9223372036854775809.0);
  EXPECT_EQ(document["b"], Json::array({Json::object()}));
}

TEST(JsonInputTest, RefusesNumbersBeyondTheRangeOfADouble) {
  EXPECT_TRUE(takes("1e308"));
  EXPECT_TRUE(takes("1e-999"));
  for (const std::string& text : {"1e309"s, "-1e309"s, "[1e99999999999]"s, std::string(400, '9')}) {
    EXPECT_FALSE(takes(text)) << text;
  }
}

TEST(JsonInputTest, RefusesMembersNamedTwice) {
  for (const std::string& value : {"1"s, kLarge}) {
    EXPECT_FALSE(takes(R"({"a":1,"a":)" + value + "}"));
    EXPECT_FALSE(takes(R"({"a":)" + value + R"(,"b":2,"a":{"c":[]}})"));
    EXPECT_FALSE(takes(R"([{"x":{"b":1,"\u0062":)" + value + "}}]"));
    EXPECT_TRUE(takes(R"([{"a":1},{"a":{"a":)" + value + R"(,"A":2}}])"));
  }
}

TEST(JsonInputTest, RefusesNulBytesButNotTheirEscape) {
  for (const std::string& value : {"1"s, kLarge}) {
    EXPECT_FALSE(takes("[" + value + "]\0"s));
    EXPECT_FALSE(takes("[" + value + "]\0x"s));
    EXPECT_FALSE(takes("\0["s + value + "]"));
    EXPECT_FALSE(takes("[" + value + ",\"\0\"]"s));
    EXPECT_EQ((*parse_body("[" + value + ",\"\\u0000\"]"))[1], "\0"s);
  }
}

TEST(JsonInputTest, RefusesAByteOrderMark) {
  EXPECT_FALSE(takes("\xef\xbb\xbf{}"));
  EXPECT_FALSE(takes("\xef\xbb\xbf[" + kLarge + "]"));
  EXPECT_FALSE(takes("\xff\xfe{\0}\0"s));
  EXPECT_TRUE(takes("\"\xef\xbb\xbf\""));
}

TEST(JsonInputTest, RefusesWhatIsNotUtf8) {
  for (const std::string bytes :
       {"\xff", "\x80", "\xc3", "\xc0\x80", "\xe0\x80\x80", "\xed\xa0\x80", "\xf4\x90\x80\x80",
        "\xf8\x88\x80\x80\x80", "\\ud800", "\\udc00", "\\ud800\\u0041", "\\ud800x"}) {
    EXPECT_FALSE(takes("\"" + bytes + "\"")) << testing::PrintToString(bytes);
    EXPECT_FALSE(takes("{\"" + bytes + "\":1}")) << testing::PrintToString(bytes);
    EXPECT_FALSE(takes("[" + kLarge + ",\"" + bytes + "\"]")) << testing::PrintToString(bytes);
  }
  EXPECT_TRUE(takes("\"\xf4\x8f\xbf\xbf\""));
}

TEST(JsonInputTest, BoundsTheDepthWhateverIsInside) {
  for (const std::string inside : {"", "1", kLarge.c_str()}) {
    EXPECT_TRUE(takes(nested(400, inside))) << inside;
    EXPECT_FALSE(takes(nested(401, inside))) << inside;
    EXPECT_FALSE(takes(nested(100'000, inside))) << inside;
  }
  EXPECT_FALSE(takes("[" + kLarge + "," + nested(400) + "]"));
  EXPECT_TRUE(takes("[" + kLarge + "," + nested(399) + "]"));
  EXPECT_FALSE(takes(std::string(1'000'000, '{')));
  EXPECT_FALSE(takes(std::string(1'000'000, '[')));
  // Brackets in strings are no depth, wherever a block of the parser begins.
  EXPECT_TRUE(takes("[\"" + std::string(1'000'000, '[') + "\"]"));
}

TEST(JsonInputTest, ReadsBodiesOfAnySizeOneAfterTheOther) {
  for (const std::size_t size :
       {10U, 70'000U, 262'100U, 262'140U, 262'144U, 262'145U, 5'000'000U, 3U}) {
    const std::string text(size, 'x');
    EXPECT_EQ((*parse_body("[\"" + text + "\"]"))[0], text) << size;
    EXPECT_FALSE(takes("[\"" + text + "\"")) << size;
  }
}

TEST(JsonInputTest, ThreadsDoNotShareAParser) {
  std::vector<std::thread> threads;
  std::vector<int> wrong(4);
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([i, &wrong] {
      const Json document = {{"thread", std::string(1000, static_cast<char>('a' + i))}};
      for (int round = 0; round < 500; ++round)
        wrong[i] += *parse_body(document.dump()) != document;
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(wrong, std::vector<int>(4));
}

// The slow parser of the rest of the program is the judge of what is JSON: damage a body in many
// ways and compare. It takes a byte order mark and a NUL at the end, which the damage never makes.
TEST(JsonInputTest, AgreesWithTheOtherParserOnDamagedBodies) {
  const std::string whole =
      R"({"events":[{"external_id":"u","time":"2024-01-01T00:00:00Z","properties":{"é":"\u00e9\\",)"
      R"("n":[1,-2.5e3,18446744073709551615,123456789012345678901,true,false,null,{},[]]}}]})";
  constexpr std::string_view kBytes = "{}[]\",:\\0123456789.eE+-ntf u\xc3\xa9\xff\x01";
  std::mt19937 random(7);
  int taken = 0;
  for (int round = 0; round < 50'000; ++round) {
    std::string text = whole;
    for (auto edits = random() % 3 + 1; edits > 0; --edits) {
      const std::size_t at = random() % text.size();
      const char byte = kBytes[random() % kBytes.size()];
      switch (random() % 3) {
        case 0:
          text[at] = byte;
          break;
        case 1:
          text.insert(at, 1, byte);
          break;
        default:
          text.erase(at, 1);
      }
    }
    const Json expected = Json::parse(text, nullptr, false);
    const std::optional<Json> parsed = parse_body(text);
    taken += parsed.has_value();
    ASSERT_EQ(parsed.has_value(), !expected.is_discarded()) << text;
    if (parsed) {
      ASSERT_EQ(*parsed, expected) << text;
    }
  }
  EXPECT_GT(taken, 1'000);
}

}  // namespace
}  // namespace brazecheck::mock
