#include "mock/clock.h"

#include <gtest/gtest.h>

namespace brazecheck::mock {
namespace {

TEST(Clock, PrintsTheMomentAsHttpDoes) {
  EXPECT_EQ(to_http_date(Time(std::chrono::milliseconds(784'111'777'999))),
            "Sun, 06 Nov 1994 08:49:37 GMT");
  EXPECT_EQ(to_http_date(*parse_time("2028-02-29T23:00:00Z")), "Tue, 29 Feb 2028 23:00:00 GMT");
}

}  // namespace
}  // namespace brazecheck::mock
