#include "contract/time_formats.h"
#include "tests/generators/own_operation.h"

// Rules on times: requests at their edge and past it.

namespace brazecheck {
namespace {

constexpr std::int64_t kDay = 86'400'000;

// A body with two times, and rules on them.
OwnOperation times(const std::string& format, const std::string& rules,
                   const std::string& required = "[]") {
  return OwnOperation(OwnOperation::with_body(R"({"type": "object", "required": )" + required +
                                              R"(, "properties": {
      "from": {"type": "string", "format": ")" +
                                              format +
                                              R"("},
      "to": {"type": "string", "format": ")" + format +
                                              R"("},
      "note": {"type": "string"}}, "x-rules": )" +
                                              rules + "}"));
}

std::int64_t distance(const Case& made) {
  const Json& body = *made.request.body;
  const auto from = moment_of(body.at("from").get<std::string>());
  const auto to = moment_of(body.at("to").get<std::string>());
  EXPECT_TRUE(from && to) << body;
  return from && to ? *to - *from : 0;
}

std::set<std::int64_t> distances(const std::vector<Case>& cases) {
  std::set<std::int64_t> found;
  for (const auto& made : cases) found.insert(distance(made));
  return found;
}

TEST(TimesOrdered, AreTriedADayBeforeAtTheSameTimeAndADayAfter) {
  for (const char* format : {"date-time", "date", "iso8601"}) {
    SCOPED_TRACE(format);
    const auto strict =
        times(format, R"([{"rule": "times_ordered", "earlier": "from", "later": "to"}])");
    strict.expect_proven("body-times-ordered");
    EXPECT_EQ(distances(strict.cases("body-times-ordered", Expect::kAccepted)),
              std::set<std::int64_t>{kDay});
    EXPECT_EQ(distances(strict.cases("body-times-ordered", Expect::kRefused)),
              (std::set<std::int64_t>{0, -kDay}));
    EXPECT_GT(strict.bodies_with({"from", "to"}), 5) << "or the rule says nothing";
  }
}

TEST(TimesOrdered, MayBeTheSameWhereTheRuleSaysSo) {
  const auto loose =
      times("date-time",
            R"([{"rule": "times_ordered", "earlier": "from", "later": "to", "or_equal": true}])");
  loose.expect_proven("body-times-ordered");
  EXPECT_EQ(distances(loose.cases("body-times-ordered", Expect::kAccepted)),
            (std::set<std::int64_t>{0, kDay}));
  EXPECT_EQ(distances(loose.cases("body-times-ordered", Expect::kRefused)),
            std::set<std::int64_t>{-kDay});
}

TEST(TimesOrdered, StayInOrderWhereBothAreRequired) {
  const auto both =
      times("date-time", R"([{"rule": "times_ordered", "earlier": "from", "later": "to"}])",
            R"(["from", "to"])");
  both.expect_proven("body-times-ordered");
  std::set<std::int64_t> seen = distances(both.valid(50));
  EXPECT_GT(seen.size(), 10U) << "no variety";
}

TEST(MaxTimeSpan, IsTriedToTheDayAndADayLonger) {
  for (const char* format : {"date-time", "date"}) {
    SCOPED_TRACE(format);
    const auto span =
        times(format, R"([{"rule": "max_time_span", "from": "from", "to": "to", "max_days": 31}])");
    span.expect_proven("body-max-time-span");
    EXPECT_EQ(distances(span.cases("body-max-time-span", Expect::kAccepted)),
              std::set<std::int64_t>{31 * kDay});
    EXPECT_EQ(distances(span.cases("body-max-time-span", Expect::kRefused)),
              std::set<std::int64_t>{32 * kDay});
    EXPECT_GT(span.bodies_with({"from", "to"}), 5);
  }
}

TEST(MaxTimeSpan, StandsBesideAnOrderOfTheSameTimes) {
  const char* const order = R"({"rule": "times_ordered", "earlier": "from", "later": "to"})";
  const char* const span =
      R"({"rule": "max_time_span", "from": "from", "to": "to", "max_days": 2})";
  for (const auto& [first, second] : {std::pair(order, span), std::pair(span, order)}) {
    const auto both =
        times("date-time", std::string("[") + first + "," + second + "]", R"(["from", "to"])");
    both.expect_proven("body-times-ordered");
    both.expect_proven("body-max-time-span");
  }
}

TEST(TimesOrdered, LeaveTextsThatAreNoTimesToTheirFormat) {
  const auto odd =
      times("date-time", R"([{"rule": "times_ordered", "earlier": "from", "later": "to"}])");
  const auto cases = odd.cases("from-format", Expect::kRefused);
  ASSERT_FALSE(cases.empty());
  for (const auto& made : cases)
    EXPECT_EQ(odd.broken(made.request), std::set<std::string>{"things.post/from-format"});
}

}  // namespace
}  // namespace brazecheck
