#include "contract/formats.h"

#include <gtest/gtest.h>

#include <string>

namespace brazecheck {
namespace {

bool is(std::string_view format, std::string_view text) {
  const Format* found = find_format(format);
  EXPECT_NE(found, nullptr) << format;
  return found != nullptr && found->matches(text);
}

TEST(Formats, AgreeWithTheirSamples) {
  ASSERT_FALSE(all_formats().empty());
  for (const Format& format : all_formats()) {
    EXPECT_FALSE(format.description.empty());
    EXPECT_FALSE(format.valid.empty()) << format.name;
    EXPECT_FALSE(format.invalid.empty()) << format.name;
    for (const auto text : format.valid)
      EXPECT_TRUE(format.matches(text)) << format.name << " " << text;
    for (const auto text : format.invalid) {
      EXPECT_FALSE(format.matches(text)) << format.name << " " << text;
    }
  }
}

TEST(Formats, AreFoundByName) {
  EXPECT_EQ(find_format("uuid")->name, "uuid");
  EXPECT_EQ(find_format("regex"), nullptr);
}

TEST(Formats, RefuseWhatFollowsOrPrecedesAValidText) {
  for (const Format& format : all_formats()) {
    for (const auto text : format.valid) {
      EXPECT_FALSE(format.matches(std::string(text) + "\n")) << format.name << " " << text;
      EXPECT_FALSE(format.matches(" " + std::string(text))) << format.name << " " << text;
    }
  }
}

TEST(Formats, EndSafelyOnEveryPrefix) {
  for (const Format& format : all_formats()) {
    for (const auto text : format.valid) {
      // A copy of each length, so that reading past the end is seen by the sanitizer.
      for (std::size_t length = 0; length < text.size(); ++length) {
        const std::string prefix(text.substr(0, length));
        EXPECT_EQ(format.matches(prefix), format.matches(std::string_view(prefix)));
      }
    }
  }
}

TEST(DateTime, KnowsTheCalendar) {
  EXPECT_TRUE(is("date-time", "2000-02-29T00:00:00Z"));
  EXPECT_FALSE(is("date-time", "1900-02-29T00:00:00Z"));
  EXPECT_TRUE(is("date-time", "2021-12-31T23:59:59Z"));
  EXPECT_FALSE(is("date-time", "2021-11-31T23:59:59Z"));
}

TEST(DateTime, TakesTheOffsetsThatThePagesPrint) {
  EXPECT_TRUE(is("date-time", "2018-06-28T23:59:59-5:00"));
  EXPECT_TRUE(is("date-time", "2019-02-15 00:00:00 -0500"));
  EXPECT_FALSE(is("date-time", "2018-06-28T23:59:59-500"));
  EXPECT_FALSE(is("date-time", "2018-06-28T23:59:59 05:00"));
}

TEST(BrazeEventTime, IsNarrowerThanBrazeTime) {
  EXPECT_TRUE(is("braze-time", "07/16/2013"));
  EXPECT_FALSE(is("braze-event-time", "07/16/2013"));
  EXPECT_TRUE(is("braze-event-time", "2013-07-16T19:20:30:000Z"));
  EXPECT_TRUE(is("braze-event-time", "2013-07-16T19:20:30:000+0100"));
}

TEST(E164, CountsDigits) {
  EXPECT_TRUE(is("e164", "+123456789012345"));
  EXPECT_FALSE(is("e164", "+1234567890123456"));
  EXPECT_TRUE(is("e164", "12345678"));
  EXPECT_FALSE(is("e164", "+012345678"));
}

}  // namespace
}  // namespace brazecheck
