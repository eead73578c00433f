#include <gtest/gtest.h>

#include "mock/clock.h"
#include "mock/http_wire.h"

namespace brazecheck::mock {
namespace {

TEST(ClockTest, ReadsTheNotationsOfTheService) {
  const Time noon = *parse_time("2024-05-01T12:00:00Z");
  for (const char* text :
       {"2024-05-01T12:00:00.000Z", "2024-05-01 12:00:00", "2024-05-01T12:00:00+00:00",
        "2024-05-01T14:00:00+02:00", "2024-05-01 07:00:00 -0500", "2024-05-01T12:00:00:000Z",
        "2024-05-01T13:00:00+1:00", "2024-05-01T12:00Z"}) {
    ASSERT_TRUE(parse_time(text).has_value()) << text;
    EXPECT_EQ(*parse_time(text), noon) << text;
  }
  EXPECT_EQ(to_export_time(*parse_time("1980-12-21")), "1980-12-21T00:00:00.000Z");
  EXPECT_EQ(to_catalog_time(noon), "2024-05-01T12:00:00.000+00:00");
  EXPECT_EQ(to_export_time(*parse_time("2024-05-01T12:00:00.1234567Z")),
            "2024-05-01T12:00:00.123Z");
}

TEST(ClockTest, RefusesWhatIsNoTime) {
  for (const char* text :
       {"", "now", "2024", "2024-13-01", "2024-02-30", "2024-05-01T", "2024-05-01T1",
        "2024-05-01T12:00:00Zx", "2024-05-01T25:00:00Z", "2024-05-01T12:61:00Z"}) {
    EXPECT_FALSE(parse_time(text).has_value()) << text;
  }
}

TEST(ClockTest, HashesSpread) {
  EXPECT_EQ(hex_digits(1, 24).size(), 24u);
  EXPECT_NE(hex_digits(stable_hash(1, "a"), 24), hex_digits(stable_hash(1, "b"), 24));
  EXPECT_NE(hex_digits(stable_hash(1, "a"), 24), hex_digits(stable_hash(2, "a"), 24));
  EXPECT_EQ(uuid_from(5).size(), 36u);
  EXPECT_EQ(uuid_from(5)[14], '4');
}

TEST(HttpWireTest, TakesTargetsApart) {
  EXPECT_EQ(target_path("/a/b?c=d#e"), "/a/b");
  EXPECT_EQ(target_path("http://host:1/a?b"), "/a");
  EXPECT_EQ(target_path("http://host"), "/");
  EXPECT_EQ(target_path(""), "");
  EXPECT_EQ(target_query("/a?b=c&d%5B%5D=%20x+y&=&&e"),
            (Fields{{"b", "c"}, {"d[]", " x y"}, {"e", ""}}));
  EXPECT_TRUE(target_query("/a").empty());
  EXPECT_EQ(decode_percent("%4", false), "%4");
  EXPECT_EQ(decode_percent("%zz%41", false), "%zzA");
}

TEST(HttpWireTest, LeavesOutTheBodyWhereThereIsNone) {
  const HttpAnswer empty{204, {}, "x", {}};
  EXPECT_EQ(to_wire(empty, false, true), "HTTP/1.1 204 No Content\r\n\r\n");
  const HttpAnswer full{200, {{"A", "b"}}, "xy", {}};
  EXPECT_EQ(to_wire(full, true, false),
            "HTTP/1.1 200 OK\r\nA: b\r\nContent-Length: 2\r\nConnection: close\r\n\r\n");
}

}  // namespace
}  // namespace brazecheck::mock
