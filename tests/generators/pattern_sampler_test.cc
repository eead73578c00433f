#include "generators/pattern_sampler.h"

#include <gtest/gtest.h>

#include <set>

#include "contract/error.h"
#include "contract/json_values.h"
#include "contract/pattern.h"

namespace brazecheck {
namespace {

TEST(PatternSampler, MakesStringsThatThePatternMatches) {
  for (const char* text :
       {"^[A-Za-z0-9_-]+$", "^[^.$]*$", "^([^$]|$)", "^-?[0-9]+$", "^\\d{3}-\\w+$",
        "^(foo|ba[rz]){2,3}$", "abc", "^a.c$", "^\\S+@\\S+\\.[a-z]{2,}$", "[\\x41-\\x43]{4}",
        "^(?:x|y)?z*$", "^\\$[.]\\\\$", "^\\{\\{a{2}$", "^[\\w.-]{1,64}$", "^[^\\d\\s]+$"}) {
    const Pattern pattern(text, "here");
    const PatternSampler sampler(text, "here");
    Draw draw(7);
    int matched = 0;
    for (int i = 0; i < 200; ++i) {
      matched += pattern.matches(sampler.sample(draw, static_cast<std::size_t>(i % 20))) ? 1 : 0;
    }
    // An anchor in the middle of an alternative is not understood, and left to retries.
    EXPECT_GE(matched, std::string(text) == "^([^$]|$)" ? 60 : 200) << text;
  }
}

TEST(PatternSampler, MeetsAskedLengthsExactlyWhereThePatternAllows) {
  const PatternSampler sampler("^[a-z]+(-[a-z0-9]{2,4})*$", "here");
  Draw draw(3);
  for (std::size_t length = 1; length < 300; ++length) {
    EXPECT_EQ(count_code_points(sampler.sample(draw, length)), length);
  }
}

TEST(PatternSampler, KnowsTheShortestAndLongestMatch) {
  const PatternSampler bounded("^a{2,5}b?$", "here");
  EXPECT_EQ(bounded.shortest(), 2u);
  EXPECT_EQ(bounded.longest(), 6u);
  EXPECT_EQ(PatternSampler("^a*$", "here").longest(), PatternSampler::kUnbounded);
  EXPECT_EQ(PatternSampler("^a$|", "here").shortest(), 0u);
}

TEST(PatternSampler, NamesWhatItDoesNotUnderstand) {
  for (const char* text : {"(?i)abc", "\\bword", "[[:alpha:]]", "(open", "\\p{L}", "*a"}) {
    try {
      const PatternSampler sampler(text, "users/x.json#/pattern");
      FAIL() << text << " was taken";
    } catch (const InputError& error) {
      EXPECT_EQ(error.id(), "contract.unsupported-pattern") << text;
      EXPECT_EQ(error.where(), "users/x.json#/pattern");
    }
  }
}

TEST(PatternSampler, DrawsEveryAlternative) {
  const PatternSampler sampler("^(red|green|blue)$", "here");
  Draw draw(5);
  std::set<std::string> seen;
  for (int i = 0; i < 60; ++i)
    seen.insert(sampler.sample(draw, static_cast<std::size_t>(3 + i % 3)));
  EXPECT_EQ(seen, (std::set<std::string>{"red", "green", "blue"}));
}

}  // namespace
}  // namespace brazecheck
