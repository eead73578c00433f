#include <chrono>

#include "suites/lag_probe.h"
#include "tests/runner/engine_fixture.h"

// Whether writes of a target show at once is learned from the first of them.
namespace brazecheck {
namespace {

using Clock = std::chrono::steady_clock;

TEST(Lags, NoneIsWhereMostShowsAtOnceAndNothingLate) {
  EXPECT_TRUE((Lag{.at_once = 1}).none());
  EXPECT_TRUE((Lag{.at_once = 2, .lost = 1}).none()) << "a write that got lost";
  EXPECT_FALSE((Lag{.at_once = 1, .lost = 1}).none()) << "it may come yet";
  EXPECT_FALSE((Lag{.at_once = 2, .late = 1}).none());
  EXPECT_FALSE(Lag{}.none()) << "nothing was learned";
}

class LagTest : public EngineTest {
 protected:
  /// A stranger of whom nothing is known but that writes may show late.
  Target unknown(double consistency_seconds) {
    mock::ServerOptions options;
    options.keys["full"] = std::nullopt;
    options.consistency_seconds = consistency_seconds;
    server_ = mock::Server::start(contracts(), std::move(options));
    Target out;
    out.base_url = server_->base_url();
    out.key = "full";
    out.allowed = {Effect::kRead, Effect::kWrite, Effect::kSend, Effect::kDestroy, Effect::kExport};
    out.patience_seconds = 60;
    out.settle_seconds = consistency_seconds > 0 ? consistency_seconds * 1.2 + 0.2 : kLong;
    out.learning_seconds = 2;
    return out;
  }
  /// Plays the scenario of a requirement; returns the seconds that it took.
  double play(const std::string& requirement, Target where) {
    auto checks = checks_of(requirement.substr(0, requirement.find('/')));
    std::erase_if(checks, [&](const Check& check) { return check.requirement->id != requirement; });
    EXPECT_EQ(checks.size(), 1U);
    checks.front().machine = nullptr;
    const auto start = Clock::now();
    result_ = run(std::move(checks), std::move(where));
    return std::chrono::duration<double>(Clock::now() - start).count();
  }

  static constexpr double kLong = 30;
  static constexpr char kWritten[] = "users.track/read-your-writes";
  brazecheck::Run result_;
};

TEST_F(LagTest, NothingIsWaitedForWhereWritesShowAtOnce) {
  EXPECT_LT(play(kWritten, unknown(0)), kLong / 2);
  ASSERT_NE(find(result_, kWritten), nullptr);
  EXPECT_EQ(find(result_, kWritten)->verdict, Verdict::kPass);
}

TEST_F(LagTest, WritesThatShowLateAreWaitedFor) {
  (void)play(kWritten, unknown(0.4));
  ASSERT_NE(find(result_, kWritten), nullptr);
  EXPECT_EQ(find(result_, kWritten)->verdict, Verdict::kPass);
}

}  // namespace
}  // namespace brazecheck
