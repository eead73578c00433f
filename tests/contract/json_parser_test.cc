#include "contract/json_parser.h"

#include <gtest/gtest.h>

#include <string>

#include "contract/json_values.h"
#include "contract/pattern.h"

namespace brazecheck {
namespace {

TEST(PlainJson, IsReadAsTheLibraryReadsIt) {
  for (const std::string text :
       {"null", " true ", "false", "0", "-0", "-12", "123456789012345678", "1.5", "-2.50e-3", "1E5",
        "\"\"", "\"a\\n\\\"\\\\\\/\\b\\f\\r\\t\"", "\"\\u00e5\\u20AC\\ud83d\\ude00\\u0041\"",
        "\"\xC3\xA5\xE2\x82\xAC\xF0\x9F\x98\x80\"", "[]", "{}", "[1, [2, {\"a\": []}], \"b\"]",
        "{\"b\": 1, \"a\": {\"c\": null}, \"\": [true]}", "\t[\r\n]\n"}) {
    const auto read = parse_plain_json(text);
    ASSERT_TRUE(read) << text;
    const Json expected = Json::parse(text);
    EXPECT_EQ(*read, expected) << text;
    EXPECT_EQ(read->type(), expected.type()) << text;
    EXPECT_EQ(read->dump(), expected.dump()) << text;
  }
}

TEST(PlainJson, LeavesWhatIsNoJsonToTheLibraryWhichRefusesIt) {
  for (const std::string text : {"",
                                 " ",
                                 "nul",
                                 "tru",
                                 "01",
                                 "1.",
                                 ".5",
                                 "-",
                                 "+1",
                                 "1e",
                                 "0x1",
                                 "[1,]",
                                 "[1 2]",
                                 "[",
                                 "]",
                                 "{\"a\"}",
                                 "{\"a\":}",
                                 "{\"a\":1,}",
                                 "{a:1}",
                                 "{\"a\":1",
                                 "\"a",
                                 "\"\\x\"",
                                 "\"\\u12\"",
                                 "\"\\u12g4\"",
                                 "\"\\ud83d\"",
                                 "\"\\ude00\"",
                                 "\"\\ud83d\\u0041\"",
                                 "\"a\nb\"",
                                 "\"\x80\"",
                                 "\"\xC0\x80\"",
                                 "\"\xE0\x80\x80\"",
                                 "\"\xED\xA0\x80\"",
                                 "\"\xF4\x90\x80\x80\"",
                                 "\"\xF5\x80\x80\x80\"",
                                 "\"\xE2\x82\"",
                                 "1 2",
                                 "{} x",
                                 "1e999"}) {
    EXPECT_FALSE(parse_plain_json(text)) << text;
    EXPECT_TRUE(parse_json(text).is_discarded()) << text;
  }
}

TEST(PlainJson, LeavesWhatNeedsCareToTheLibraryWhichTakesIt) {
  std::string deep;
  for (int i = 0; i < kMaxNesting + 2; ++i) deep += '[';
  for (int i = 0; i < kMaxNesting + 2; ++i) deep += ']';
  for (const std::string& text :
       {std::string("\xEF\xBB\xBF{}"), std::string("{\"a\": 1, \"a\": 2}"),
        std::string("12345678901234567890"), std::string("1e-400"), deep}) {
    EXPECT_FALSE(parse_plain_json(text)) << text;
    EXPECT_EQ(parse_json(text), Json::parse(text)) << text;
  }
}

TEST(Patterns, OfPlainSetsDecideAsRe2Does) {
  const std::string same = "(?:)";  // says nothing, and keeps a pattern from being read by bytes
  for (const std::string text :
       {"^[A-Za-z0-9_-]+$", "^[^.$]*$", "^([^$]|$)", "^[ -~]*$", "^[a-z]+$", "^([a-c]|$)"}) {
    const Pattern quick(text, "here");
    const Pattern slow(same + text, "here");
    for (const std::string& value :
         {std::string(), std::string("a"), std::string("$"), std::string("$a"), std::string("a$"),
          std::string("a.b"), std::string("-_-"), std::string("a\n"), std::string("\n"),
          std::string("\xC3\xA5"), std::string("a\xC3\xA5"), std::string("\x80"),
          std::string("a\x80"), std::string("\0", 1), std::string("Az9"), std::string("\x7F")}) {
      EXPECT_EQ(quick.matches(value), slow.matches(value))
          << text << " on " << Json(value).dump(-1, ' ', true, Json::error_handler_t::replace);
    }
  }
}

TEST(Sizes, AreThoseOfCompactText) {
  const Json value = {{"t", "a\"\\\n\x01\x0B\x7F"},
                      {"n", -120},
                      {"u", 1234567890123456789ULL},
                      {"z", 0},
                      {"least", INT64_MIN},
                      {"f", 9.95},
                      {"w", 1e20},
                      {"b", {true, false, nullptr}},
                      {"e", Json::object()}};
  const std::size_t size = value.dump().size();
  EXPECT_EQ(compact_size(value, 10'000), size);
  EXPECT_TRUE(surely_fits(value, 10'000));
  EXPECT_FALSE(surely_fits(value, size - 1));
}

TEST(Sizes, OfCharactersNeedNoFullCount) {
  EXPECT_TRUE(has_code_points("", 0));
  EXPECT_FALSE(has_code_points("", 1));
  EXPECT_TRUE(has_code_points("\xC3\xA5\xC3\xA5", 2));
  EXPECT_FALSE(has_code_points("\xC3\xA5\xC3\xA5", 3));
}

}  // namespace
}  // namespace brazecheck
