#include <gtest/gtest.h>

#include <set>

#include "generators/generate.h"

namespace brazecheck {
namespace {

TEST(UniqueToken, DiffersBySeedScopeAndIndex) {
  std::set<std::string> tokens;
  for (std::uint64_t seed = 0; seed < 10; ++seed) {
    for (const char* scope : {"users.track", "users.delete", "catalogs.create"}) {
      for (int index = 0; index < 300; ++index) tokens.insert(unique_token(seed, scope, index));
    }
  }
  EXPECT_EQ(tokens.size(), 10u * 3u * 300u);
}

TEST(UniqueToken, IsMadeOfLettersAndDigitsAndStartsWithALetter) {
  for (int index = 0; index < 200; ++index) {
    const std::string token = unique_token(1, "x", index);
    EXPECT_TRUE(token[0] >= 'a' && token[0] <= 'z') << token;
    EXPECT_EQ(token.find_first_not_of("0123456789abcdefghijklmnopqrstuvwxyz"), std::string::npos)
        << token;
    EXPECT_EQ(token, unique_token(1, "x", index));
  }
}

TEST(ScopedSeed, GivesUnrelatedValuesInTwoScopes) {
  EXPECT_NE(scoped_seed(1, "a"), scoped_seed(1, "b"));
  EXPECT_NE(scoped_seed(1, "a"), scoped_seed(2, "a"));
  EXPECT_EQ(scoped_seed(1, "a"), scoped_seed(1, "a"));
}

TEST(Substitute, FillsVariablesInsideLongerStringsAtAnyDepth) {
  const Json filled =
      substitute(Json::parse(R"({"a":["x ${name} y ${name}",1],"b":{"c":"${other}"}})"),
                 {{"name", "N"}, {"other", "O"}});
  EXPECT_EQ(filled, Json::parse(R"({"a":["x N y N",1],"b":{"c":"O"}})"));
}

TEST(Substitute, LeavesUnknownNamesAndLoneDollarsAlone) {
  EXPECT_EQ(substitute("${nobody} $5 ${", {}), Json("${nobody} $5 ${"));
  EXPECT_EQ(substitute("${a ${name}", {{"name", "N"}}), Json("${a N"));
}

TEST(FixtureVariables, GiveEachUseItsToken) {
  Fixture fixture;
  fixture.variables = {{"catalog_name", "bzc_${unique}"}, {"missing", "${catalog_name}_x"}};
  const auto variables = fixture_variables(fixture, "tok");
  EXPECT_EQ(variables.at("catalog_name"), "bzc_tok");
  EXPECT_EQ(variables.at("missing"), "bzc_tok_x");
  EXPECT_EQ(variables.at("unique"), "tok");
}

TEST(ExpandPath, EncodesParametersAndKeepsUnknownOnes) {
  EXPECT_EQ(expand_path("/catalogs/{name}/items/{id}", {{"name", "a b/ü"}}),
            "/catalogs/a%20b%2F%C3%BC/items/{id}");
  EXPECT_EQ(expand_path("/plain", {}), "/plain");
}

}  // namespace
}  // namespace brazecheck
