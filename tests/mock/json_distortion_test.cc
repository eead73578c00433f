#include "mock/json_distortion.h"

#include <gtest/gtest.h>

namespace brazecheck::mock {
namespace {

Json distorted(const std::string& way, const Json& value) {
  const auto distortion = Distortion::parse(way);
  EXPECT_TRUE(distortion.has_value()) << way;
  return distortion ? distortion->of(value) : Json();
}

TEST(JsonDistortionTest, EachWayHasItsEffect) {
  EXPECT_EQ(distorted("retype", 5), "5");
  EXPECT_EQ(distorted("null", 5), Json());
  EXPECT_EQ(distorted("empty", "text"), "");
  EXPECT_EQ(distorted("empty", Json::array({1})), Json::array());
  EXPECT_EQ(distorted("set={\"a\":[1]}", 5), Json({{"a", {1}}}));
  EXPECT_EQ(distorted("add=-2", 5), 3);
  EXPECT_EQ(distorted("add=1", 0.5), 1.5);
  const Json list = {1, 2, 3};
  EXPECT_EQ(distorted("reverse", list), Json({3, 2, 1}));
  EXPECT_EQ(distorted("repeat", list), Json({1, 1, 2, 3}));
  EXPECT_EQ(distorted("lose-first", list), Json({2, 3}));
  EXPECT_EQ(distorted("lose-last", list), Json({1, 2}));
  EXPECT_EQ(distorted("halve", list), Json({1, 2}));
  EXPECT_EQ(distorted("ascii", "Grüße 😀!"), "Gr??e ?!");
  EXPECT_EQ(distorted("cut=3", "Grüße"), "Grü");
  EXPECT_EQ(distorted("cut=9", "Grüße"), "Grüße");
  EXPECT_EQ(distorted("lower", "AbÜ"), "abÜ");
  EXPECT_EQ(distorted("trim", " a b \n"), "a b");
  EXPECT_EQ(distorted("trim", "  "), "");
  EXPECT_EQ(distorted("escape", "a<b>&c"), "a&lt;b&gt;&amp;c");
  EXPECT_EQ(distorted("round", 2.75), 2);
  EXPECT_EQ(distorted("round", 1e300), 1e300) << "what does not fit stays";
  EXPECT_EQ(distorted("double", 9007199254740993), 9007199254740992);
  EXPECT_EQ(distorted("shift=3600", "2024-02-28T23:30:00.5Z"), "2024-02-29T00:30:00.5Z");
  EXPECT_EQ(distorted("shift=86400", "2024-02-28"), "2024-02-29");
  EXPECT_EQ(distorted("shift=5", 100), 105);
}

TEST(JsonDistortionTest, WaysLeaveAloneWhatTheyAreNotFor) {
  const Json values = {5, 0.5, true, nullptr, "text", Json::array({"a", "b"}), Json::object()};
  for (const Json& value : values) {
    for (const char* way : {"reverse", "repeat", "lose-first", "lose-last", "halve"})
      EXPECT_EQ(distorted(way, value) != value, value.is_array()) << way << " of " << value;
    for (const char* way : {"cut=2"})
      EXPECT_EQ(distorted(way, value) != value, value.is_string()) << way << " of " << value;
    EXPECT_EQ(distorted("round", value) == value, !value.is_number_float());
    EXPECT_EQ(distorted("shift=60", value) == value, !value.is_number_integer());
  }
  EXPECT_EQ(distorted("reverse", Json::array()), Json::array());
}

TEST(JsonDistortionTest, PointersReachEveryItemAndEverythingBelow) {
  Json document = {{"l", {{{"n", "Ä"}}, {{"n", "b"}, {"d", {{"x", "Ö"}}}}}}, {"m", "Ü"}};
  EXPECT_TRUE(Distortion::parse("ascii")->apply(&document, "/l/*/n"));
  EXPECT_EQ(document.at("/l/0/n"_json_pointer), "?");
  EXPECT_EQ(document.at("/l/1/d/x"_json_pointer), "Ö");
  EXPECT_TRUE(Distortion::parse("ascii")->apply(&document, "/l/**"));
  EXPECT_EQ(document.at("/l/1/d/x"_json_pointer), "?");
  EXPECT_EQ(document.at("m"), "Ü");
  EXPECT_TRUE(Distortion::parse("remove")->apply(&document, "/l/*/n"));
  EXPECT_FALSE(document.at("/l/0"_json_pointer).contains("n"));
}

TEST(JsonDistortionTest, ItSaysWhetherAnythingChanged) {
  Json document = {{"a", "plain"}, {"n", 1.0}};
  EXPECT_FALSE(Distortion::parse("ascii")->apply(&document, "/a"));
  EXPECT_FALSE(Distortion::parse("ascii")->apply(&document, "/none"));
  EXPECT_FALSE(Distortion::parse("remove")->apply(&document, "/none"));
  EXPECT_TRUE(Distortion::parse("round")->apply(&document, "/n")) << "1.0 is not 1";
}

TEST(JsonDistortionTest, WhatItDoesNotKnowIsNotTaken) {
  for (const char* text :
       {"", "none", "cut", "cut=", "cut=x", "cut=1x", "set", "set={", "reverse=1"})
    EXPECT_FALSE(Distortion::parse(text).has_value()) << text;
  EXPECT_EQ(Distortion::grammar().size(), Distortion::names().size());
}

}  // namespace
}  // namespace brazecheck::mock
