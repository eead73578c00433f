#include "runner/wire.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <atomic>
#include <vector>

#include "tests/runner/engine_fixture.h"
#include "tests/transport/loopback_server.h"

// How requests of a run reach a target that is busy, silent or not there.
namespace brazecheck {
namespace {

std::string answer(int status, const std::string& headers, const std::string& body = "{}") {
  return fmt::format(
      "HTTP/1.1 {} X\r\nContent-Type: application/json\r\n{}Content-Length: {}\r\n\r\n{}", status,
      headers, body.size(), body);
}

class WireTest : public testing::Test {
 protected:
  /// A target that gives these answers in turn, the last one again and again.
  void target_answers(std::vector<std::string> answers) {
    answers_ = std::move(answers);
    server_ = std::make_unique<test::LoopbackServer>([this](test::Connection& connection) {
      while (!connection.read_request().empty()) {
        const auto at = std::min<std::size_t>(sent_++, answers_.size() - 1);
        connection.send(answers_[at]);
      }
    });
    target_.base_url = server_->url();
    target_.key = "key";
  }

  Exchange send(WireOptions options = {}) {
    wire_ = std::make_unique<Wire>(contracts(), target_, options);
    worker_ = std::make_unique<Worker>(contracts(), wire_->client_options());
    return wire_->send(*worker_, list_, {.method = "GET", .path = "/catalogs"}, Credential::kFull,
                       {0, 0, 0});
  }
  int failures(const char* requirement) {
    const auto found = worker_->ledger.entries().find({&list_, &contracts().common(requirement)});
    return found == worker_->ledger.entries().end() ? 0 : found->second.failed;
  }

  const Contract& list_ = *contracts().find("catalogs.list");
  Target target_;
  std::vector<std::string> answers_;
  std::atomic<std::size_t> sent_{0};
  std::unique_ptr<test::LoopbackServer> server_;
  std::unique_ptr<Wire> wire_;
  std::unique_ptr<Worker> worker_;
};

TEST_F(WireTest, SendsAgainWhatATargetThatWasBusyPutOff) {
  for (const char* busy : {"Retry-After: 0\r\n", "X-RateLimit-Remaining: 0\r\n"}) {
    sent_ = 0;
    target_answers({answer(429, busy), answer(503, ""), answer(200, "", R"({"catalogs":[]})")});
    EXPECT_EQ(send().response->status, 200) << busy;
    EXPECT_EQ(sent_, 3U) << busy;
    EXPECT_EQ(worker_->sent_again, 2) << busy;
    EXPECT_EQ(failures("no-server-error"), 0) << "what was sent again is no finding";
  }
}

TEST_F(WireTest, DoesNotWaitForALimitThatIsLiftedMuchLater) {
  target_answers({answer(429, "Retry-After: 3600\r\n")});
  EXPECT_EQ(send().response->status, 429);
  EXPECT_EQ(sent_, 1U);
  EXPECT_TRUE(worker_->ledger.entries().empty()) << "being busy says nothing of the contract";
}

TEST_F(WireTest, TakesA429ThatSpeaksOfNoLimitForAnAnswer) {
  target_answers({answer(429, "X-RateLimit-Remaining: 17\r\n")});
  EXPECT_EQ(send().response->status, 429);
  EXPECT_EQ(sent_, 1U);
  EXPECT_FALSE(worker_->ledger.entries().empty());
}

TEST_F(WireTest, ReportsAServerErrorThatStaysWhenSentAgain) {
  target_answers({answer(503, "")});
  EXPECT_EQ(send().response->status, 503);
  EXPECT_EQ(sent_, 4U);
  EXPECT_EQ(failures("no-server-error"), 1);
}

TEST_F(WireTest, TakesATargetAtItsWordThatItIsOverloaded) {
  target_answers({answer(503, "Retry-After: 0\r\n")});
  EXPECT_EQ(send().response->status, 503);
  EXPECT_EQ(failures("no-server-error"), 0);
}

TEST_F(WireTest, ReportsAServerErrorOfTheFirstTryWhereNothingSaysBusy) {
  target_answers({answer(500, ""), answer(200, "")});
  EXPECT_EQ(send().response->status, 500);
  EXPECT_EQ(sent_, 1U);
  EXPECT_EQ(failures("no-server-error"), 1);
}

TEST_F(WireTest, GivesAnOperationUpThatDoesNotAnswerInTime) {
  server_ = std::make_unique<test::LoopbackServer>(
      [](test::Connection& connection) { connection.wait_for_close(); });
  target_.base_url = server_->url();
  (void)send({.timeout = std::chrono::milliseconds(20)});
  EXPECT_EQ(wire_->exhausted(list_), "");
  for (int i = 0; i < 2; ++i) {
    (void)wire_->send(*worker_, list_, {.method = "GET", .path = "/catalogs"}, Credential::kFull,
                      {0, 0, 0});
  }
  EXPECT_EQ(wire_->exhausted(list_), "catalogs.list did not answer in time 3 times");
  EXPECT_EQ(wire_->exhausted(*contracts().find("users.track")), "") << "others may";
}

TEST_F(WireTest, StopsWhereTheBudgetOfRequestsOrOfTimeIsUsedUp) {
  target_answers({answer(200, "", R"({"catalogs":[]})")});
  (void)send({.max_requests = 1});
  EXPECT_EQ(wire_->exhausted(list_), "the budget of requests is used up");
  const Exchange further = wire_->send(*worker_, list_, {.method = "GET", .path = "/catalogs"},
                                       Credential::kFull, {0, 1, 0});
  EXPECT_FALSE(further.response) << "also of what has begun nothing more is sent";
  EXPECT_EQ(sent_, 1U);
  const Exchange tidying = wire_->send(*worker_, list_, {.method = "GET", .path = "/catalogs"},
                                       Credential::kFull, {0, 1, Wire::kOfRelease});
  EXPECT_TRUE(tidying.response) << "what was made is taken down";
  (void)send({.max_seconds = 1e-9});
  EXPECT_NE(wire_->exhausted(list_).find("seconds is used up"), std::string::npos);
}

}  // namespace
}  // namespace brazecheck
