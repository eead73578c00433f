#include "suites/series.h"

#include <gtest/gtest.h>

#include "suites/events/names.h"
#include "suites/moments.h"
#include "tests/runner/engine_fixture.h"

namespace brazecheck {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;

TEST(MomentTest, ReadsTheNotationsOfAnswers) {
  const Moment noon = std::chrono::sys_days(std::chrono::year(2026) / 1 / 31) + hours(12);
  for (const char* text :
       {"2026-01-31T12:00:00Z", "2026-01-31T12:00:00", "2026-01-31 12:00:00", "2026-01-31T12:00Z",
        "2026-01-31T12:00:00.250+00:00", "2026-01-31T17:30:00+05:30", "2026-01-31T07:00:00-5:00",
        "2026-01-31T13:00:00+0100"}) {
    EXPECT_EQ(moment_of(text), std::optional(noon)) << text;
  }
  EXPECT_EQ(moment_of("2026-01-31"), std::optional<Moment>(noon - hours(12)));
}

TEST(MomentTest, RefusesWhatNamesNoMoment) {
  const Json none[] = {"",           "soon",        "2026-13-01",
                       "2026-02-30", "2026-01-31T", "2026-01-31T12:00:00Moscow",
                       17,           nullptr};
  for (const Json& value : none) EXPECT_FALSE(moment_of(value)) << value;
}

TEST(MomentTest, TellsDaysFromTimes) {
  EXPECT_TRUE(is_day("2026-01-31"));
  EXPECT_FALSE(is_day("2026-01-31T12:00:00Z"));
  EXPECT_TRUE(is_day_and_time("2026-01-31T12:00:00Z"));
  EXPECT_FALSE(is_day_and_time("2026-01-31"));
  EXPECT_FALSE(is_day_and_time("noon"));
}

TEST(MomentTest, WritesWhatItReads) {
  const Moment moment = morning(3);
  EXPECT_EQ(moment_of(to_text(moment)), std::optional(moment));
  EXPECT_EQ(moment_of(to_day(moment)), std::optional(moment - hours(9) - minutes(30)));
}

TEST(AlphabeticalTest, TakesEitherOrderOfCases) {
  EXPECT_TRUE(tracked::is_alphabetical({"Apple", "Pear", "apple", "pear"}));
  EXPECT_TRUE(tracked::is_alphabetical({"Apple", "apple", "Pear", "pear"}));
  EXPECT_TRUE(tracked::is_alphabetical({"apple", "été", "pear"}));
  EXPECT_FALSE(tracked::is_alphabetical({"pear", "apple"}));
}

// A series of days that ends today, however many are asked for, but for what `spoil` does to it.
class SeriesPlayTest : public testing::Test {
 protected:
  // Whom a play is laid to, or "".
  std::string blamed(const series::Play& play, const std::string& requirement,
                     std::function<void(Json*)> spoil) {
    const auto sender = [&](const Contract& contract, const Request& request, Credential) {
      std::int64_t length = 0;
      Moment end = present();
      for (const auto& [name, value] : request.query) {
        if (name == "length") length = std::stoll(value);
        if (name == "ending_at") end = moment_of(value).value();
      }
      Json data = Json::array();
      for (std::int64_t ago = length - 1; ago >= 0; --ago)
        data.push_back({{"time", to_day(end - days(ago))}, {"dau", 5}});
      spoil(&data);
      Exchange exchange{.operation = contract.operation, .request = request};
      exchange.response.emplace();
      exchange.response->status = 200;
      exchange.response->body = Json{{"message", "success"}, {"data", std::move(data)}};
      return exchange;
    };
    Session session(contracts(), requirement, sender, "token", 0);
    play(session);
    return session.failed() ? session.blame().requirement : "";
  }

  series::Series series_{
      .operation = "kpi.dau.data_series", .counts = {"dau"}, .subject = {}, .complete = true};
};

TEST_F(SeriesPlayTest, PassesWhatIsAsDocumented) {
  const auto nothing = [](Json*) {};
  EXPECT_EQ(blamed(series::at_most_length(series_), "kpi.dau.data_series/own", nothing), "");
  EXPECT_EQ(blamed(series::one_point_a_unit(series_), "kpi.dau.data_series/own", nothing), "");
  EXPECT_EQ(blamed(series::within_window(series_), "kpi.dau.data_series/own", nothing), "");
  EXPECT_EQ(blamed(series::ends_now_by_default(series_), "kpi.dau.data_series/own", nothing), "");
}

TEST_F(SeriesPlayTest, FindsAPointTooManyAndTooFew) {
  const std::string own = "kpi.dau.data_series/own";
  const auto more = [](Json* data) { data->push_back(data->back()); };
  const auto less = [](Json* data) { data->erase(data->size() - 1); };
  for (const auto& play : {series::at_most_length(series_), series::one_point_a_unit(series_),
                           series::within_window(series_)})
    EXPECT_EQ(blamed(play, own, more), "kpi.dau.data_series/at-most-length-points");
  EXPECT_EQ(blamed(series::one_point_a_unit(series_), own, less), own);
}

TEST_F(SeriesPlayTest, FindsPointsOutsideOfTheWindow) {
  const std::string own = "kpi.dau.data_series/points-in-window";
  const auto now = [](Json* data) { data->back()["time"] = to_day(present()); };
  const auto early = [](Json* data) { data->front()["time"] = to_day(present() - days(40)); };
  EXPECT_EQ(blamed(series::within_window(series_), own, now), own);
  EXPECT_EQ(blamed(series::within_window(series_), own, early), own);
}

}  // namespace
}  // namespace brazecheck
