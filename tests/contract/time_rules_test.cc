#include <gtest/gtest.h>

#include <cstdint>
#include <string>

#include "contract/formats.h"
#include "contract/time_formats.h"
#include "tests/contract/rule_fixture.h"

// Rules that compare times, and the reading of times that they rest on.

namespace brazecheck {
namespace {

TEST(MomentOf, CountsMillisecondsFrom1970) {
  EXPECT_EQ(moment_of("1970-01-01T00:00:00Z"), 0);
  EXPECT_EQ(moment_of("1970-01-02"), 86'400'000);
  EXPECT_EQ(moment_of("1969-12-31T23:59:59.999Z"), -1);
  EXPECT_EQ(moment_of("2024-02-29T12:34:56.789Z"), std::int64_t{1'709'210'096'789});
  EXPECT_EQ(moment_of("2038-01-19T03:14:08Z"), 2'147'483'648'000);
  EXPECT_EQ(moment_of("0001-01-01"), -62'135'596'800'000);
  EXPECT_EQ(moment_of("9999-12-31T23:59:59Z"), 253'402'300'799'000);
}

TEST(MomentOf, TakesTheOffsetOff) {
  const auto noon = moment_of("2024-05-01T12:00:00Z");
  ASSERT_TRUE(noon.has_value());
  for (const char* text :
       {"2024-05-01T12:00:00", "2024-05-01T12:00", "2024-05-01 12:00:00 +0000",
        "2024-05-01T14:00:00+02:00", "2024-05-01T07:00:00-5:00", "2024-05-01T17:30:00+0530",
        "2024-05-01T01:00:00-11", "2024-05-02T02:00:00+14:00", "2024-05-01t12:00:00.000z"}) {
    EXPECT_EQ(moment_of(text), noon) << text;
  }
}

TEST(MomentOf, ReadsFractionsToTheMillisecond) {
  const auto second = moment_of("2024-05-01T12:00:00Z");
  ASSERT_TRUE(second.has_value());
  EXPECT_EQ(moment_of("2024-05-01T12:00:00.5Z"), *second + 500);
  EXPECT_EQ(moment_of("2024-05-01T12:00:00.05Z"), *second + 50);
  EXPECT_EQ(moment_of("2024-05-01T12:00:00,123456789Z"), *second + 123);
  EXPECT_EQ(moment_of("2024-05-01T12:00:00.0009Z"), *second);
}

TEST(MomentOf, KnowsNoOtherNotations) {
  for (const char* text :
       {"", "yesterday", "07/16/2013", "2013-02-30", "2013-07-16T24:00:00Z", "2013-07-16T",
        "2013-07-16T19:20:30:123Z", "2013-07-16 ", "1373994030", "2013-07-16T19:20:30Zx"}) {
    EXPECT_EQ(moment_of(text), std::nullopt) << text;
  }
}

TEST(MomentOf, ReadsAllThatTheFormatsIso8601AndDateTimeTake) {
  for (const char* name : {"iso8601", "date-time", "date", "local-date-time"}) {
    for (const auto text : find_format(name)->valid) {
      EXPECT_TRUE(moment_of(text).has_value()) << name << " " << text;
    }
  }
}

TEST(Iso8601, LeavesOutWhatMayBeLeftOut) {
  for (const char* text : {"2020-06-28", "2020-06-28T23:59", "2020-06-28 23:59:59",
                           "2020-06-28T23:59Z", "2020-06-28T23:59:59.1+02"}) {
    EXPECT_TRUE(is_iso8601(text)) << text;
  }
  for (const char* text :
       {"", "2020-06", "2020-06-31", "2020-06-28T", "2020-06-28T23", "2020-06-28Z",
        "2020-06-28T23:59:59 ", "28/06/2020", "2020-06-28T23:59:59:000Z", "2020-06-28T23:59:59."}) {
    EXPECT_FALSE(is_iso8601(text)) << text;
  }
}

TEST(LocalDateTime, HasATimeAndNoZone) {
  for (const char* text : {"2015-02-20T13:14:47", "2015-02-20 13:14", "2015-02-20T13:14:47.5"}) {
    EXPECT_TRUE(is_local_date_time(text)) << text;
  }
  for (const char* text :
       {"", "2015-02-20", "2015-02-20T13:14:47Z", "2015-02-20T13:14:47+01:00",
        "2015-02-20T13:14-5:00", "2015-02-20T13:14:47 Z", "2015-02-29T13:14:47", "13:14:47"}) {
    EXPECT_FALSE(is_local_date_time(text)) << text;
  }
}

std::string pair_of(const std::string& a, const std::string& b) {
  return Json{{"a", a}, {"b", b}}.dump();
}

TEST(TimesOrdered, ComparesMomentsAndNotTexts) {
  const char kArgs[] = R"({"earlier": "a", "later": "b"})";
  const auto ordered = [&](const std::string& a, const std::string& b) {
    return breach("times_ordered", kArgs, json(pair_of(a, b))).empty();
  };
  EXPECT_TRUE(ordered("2024-05-01", "2024-05-02"));
  EXPECT_FALSE(ordered("2024-05-02", "2024-05-01"));
  EXPECT_TRUE(ordered("2024-05-01T12:00:00+02:00", "2024-05-01T11:00:00Z"));
  EXPECT_FALSE(ordered("2024-05-01T11:00:00Z", "2024-05-01T12:00:00+02:00"));
  EXPECT_TRUE(ordered("2024-05-01", "2024-05-01T00:00:00.001Z"));
  EXPECT_EQ(breach("times_ordered", kArgs, json(pair_of("2024-05-02", "2024-05-01"))),
            "/a: a time before b / \"2024-05-02\", with b \"2024-05-01\"");
}

TEST(TimesOrdered, MayAllowTheSameMoment) {
  const Json same = json(pair_of("2024-05-01T12:00:00Z", "2024-05-01T14:00:00+02:00"));
  EXPECT_NE(breach("times_ordered", R"({"earlier": "a", "later": "b"})", same), "");
  EXPECT_EQ(breach("times_ordered", R"({"earlier": "a", "later": "b", "or_equal": true})", same),
            "");
  EXPECT_EQ(breach("times_ordered", R"({"earlier": "a", "later": "b", "or_equal": true})",
                   json(pair_of("2024-05-02", "2024-05-01"))),
            "/a: a time not after b / \"2024-05-02\", with b \"2024-05-01\"");
}

TEST(TimesOrdered, LeavesWhatIsNoTimeToItsSchema) {
  const char kArgs[] = R"({"earlier": "a", "later": "b"})";
  for (const char* text :
       {R"({"a": "later", "b": "2024-05-01"})", R"({"a": "2024-05-02", "b": "sooner"})",
        R"({"a": 5, "b": "2024-05-01"})", R"({"a": "2024-05-02", "b": null})",
        R"({"a": "2024-05-02"})", R"({"b": "2024-05-02"})", R"(["2024-05-02", "2024-05-01"])"}) {
    EXPECT_EQ(breach("times_ordered", kArgs, json(text)), "") << text;
  }
}

TEST(MaxTimeSpan, AllowsExactlySoManyDays) {
  const char kArgs[] = R"({"from": "a", "to": "b", "max_days": 2})";
  EXPECT_EQ(breach("max_time_span", kArgs, json(pair_of("2024-02-28", "2024-03-01"))), "");
  EXPECT_EQ(breach("max_time_span", kArgs, json(pair_of("2023-02-28", "2023-03-02"))), "");
  EXPECT_EQ(breach("max_time_span", kArgs,
                   json(pair_of("2024-05-01T10:00:00Z", "2024-05-03T10:00:00.000Z"))),
            "");
  EXPECT_EQ(breach("max_time_span", kArgs,
                   json(pair_of("2024-05-01T10:00:00Z", "2024-05-03T10:00:00.001Z"))),
            "/b: at most 2 days after a / a later time");
  EXPECT_NE(breach("max_time_span", kArgs, json(pair_of("2024-02-28", "2024-03-02"))), "");
}

TEST(MaxTimeSpan, SaysNothingOfTheOrderOrOfWhatIsNoTime) {
  const char kArgs[] = R"({"from": "a", "to": "b", "max_days": 1})";
  EXPECT_EQ(breach("max_time_span", kArgs, json(pair_of("2024-05-09", "2024-05-01"))), "");
  EXPECT_EQ(breach("max_time_span", kArgs, json(pair_of("2024-05-01", "never"))), "");
  EXPECT_EQ(breach("max_time_span", kArgs, json(R"({"b": "2024-05-09"})")), "");
}

TEST(MaxTimeSpan, CountsDaysBeyondThoseThatMillisecondsHold) {
  const char kArgs[] = R"({"from": "a", "to": "b", "max_days": 9223372036854775807})";
  EXPECT_EQ(breach("max_time_span", kArgs, json(pair_of("2024-05-01", "2024-05-02"))), "");
  EXPECT_EQ(described("max_time_span", R"({"from": "a", "to": "b", "max_days": 1})"),
            "b is at most 1 day after a");
}

}  // namespace
}  // namespace brazecheck
