#include "runner/ledger.h"

#include <gtest/gtest.h>

#include <memory>

#include "tests/contract/own_contracts.h"

// What every answer is held against, over answers that were made up.

namespace brazecheck {
namespace {

class Ledger : public testing::Test {
 protected:
  Ledger() {
    Json contract = small_contract("things.get", "GET", "/things");
    contract["responses"]["400"] = {{"body", {{"type", "object"}}}};
    own_.write("things/get.json", contract);
    contract = small_contract("things.post", "POST", "/things");
    contract["responses"]["400"] = {{"body", {{"type", "object"}}}};
    own_.write("things/post.json", contract);
    index_ = std::make_unique<ContractIndex>(own_.load());
    get_ = index_->find("things.get");
    post_ = index_->find("things.post");
    ledger_ = std::make_unique<ResponseLedger>(*index_);
  }

  static Exchange answered(int status, Json body = Json::object(), Fields headers = {}) {
    Exchange exchange;
    exchange.request.method = "GET";
    if (headers.empty()) headers = {{"Content-Type", "application/json"}};
    exchange.response = Response{status, std::move(headers), std::move(body), std::nullopt};
    return exchange;
  }
  static Exchange silent() {
    Exchange exchange;
    exchange.error = TransportError{TransportError::Kind::kReset, "the connection broke off"};
    return exchange;
  }
  static Exchange counted(const std::string& left, const std::string& reset = "1800000000",
                          const std::string& date = "") {
    Fields headers = {{"Content-Type", "application/json"},
                      {"X-RateLimit-Limit", "10"},
                      {"X-RateLimit-Remaining", left},
                      {"X-RateLimit-Reset", reset}};
    if (!date.empty()) headers.emplace_back("Date", date);
    return answered(200, Json::object(), std::move(headers));
  }

  void record(const Contract* contract, const Exchange& exchange) {
    ledger_->record(*contract, exchange, {0, item_++, 0});
  }
  [[nodiscard]] int failed(const Contract* contract, const std::string& name) const {
    return failed_in(*ledger_, contract, name);
  }
  [[nodiscard]] int failed_in(const ResponseLedger& ledger, const Contract* contract,
                              const std::string& name) const {
    const auto found = ledger.entries().find({contract, &index_->common(name)});
    return found == ledger.entries().end() ? 0 : found->second.failed;
  }
  [[nodiscard]] int seen(const Contract* contract, const std::string& name) const {
    const auto found = ledger_->entries().find({contract, &index_->common(name)});
    return found == ledger_->entries().end() ? 0 : found->second.seen;
  }

  OwnContracts own_;
  std::unique_ptr<ContractIndex> index_;
  const Contract* get_ = nullptr;
  const Contract* post_ = nullptr;
  std::unique_ptr<ResponseLedger> ledger_;
  std::size_t item_ = 0;
};

TEST_F(Ledger, JsonIsLabelledAndItsCharsetIsUtf8) {
  for (const char* good : {"application/json", "application/json; charset=utf-8",
                           "application/json;charset=\"UTF-8\""}) {
    record(get_, answered(400, {{"message", "no"}}, {{"Content-Type", good}}));
  }
  EXPECT_EQ(failed(get_, "response-content-type"), 0);
  record(get_, answered(400, {{"message", "no"}}, {{"X-Other", "1"}}));
  EXPECT_EQ(failed(get_, "response-content-type"), 1) << "no label";
  record(get_, answered(400, {{"message", "no"}},
                        {{"Content-Type", "application/json; charset=latin1"}}));
  EXPECT_EQ(failed(get_, "response-content-type"), 2) << "another charset";
  record(get_, answered(400, {{"message", "no"}}, {{"Content-Type", "text/plain; charset=x"}}));
  EXPECT_EQ(failed(get_, "response-content-type"), 3) << "one cause is one finding";
  EXPECT_EQ(seen(get_, "response-content-type"), 6);
}

TEST_F(Ledger, ARefusalSaysWhy) {
  for (const Json& good : {Json{{"message", "no"}}, Json{{"detail", "no"}}, Json{{"error", "no"}},
                           Json{{"errors", {{{"id", "x"}, {"message", "no"}}}}}}) {
    record(get_, answered(400, good));
  }
  EXPECT_EQ(failed(get_, "error-message"), 0);
  for (const Json& bad : {Json::object(), Json{{"message", ""}}, Json{{"message", " \n"}},
                          Json{{"errors", Json::array()}}, Json{{"status", 400}}}) {
    record(get_, answered(400, bad));
  }
  EXPECT_EQ(failed(get_, "error-message"), 5);
  record(get_, answered(200));
  EXPECT_EQ(seen(get_, "error-message"), 9) << "a success explains nothing";
}

TEST_F(Ledger, ABudgetShrinksWithEachCallUntilItIsReset) {
  for (const char* left : {"9", "8", "3", "0", "0"}) record(get_, counted(left));
  record(get_, counted("9", "1800000060"));
  record(post_, counted("8", "1800000060"));
  EXPECT_EQ(failed(get_, "rate-limit-counts") + failed(post_, "rate-limit-counts"), 0);
  record(post_, counted("8", "1800000060"));
  EXPECT_EQ(failed(post_, "rate-limit-counts"), 1) << "it was not counted";
  record(get_, counted("8", "1800000060"));
  EXPECT_EQ(failed(get_, "rate-limit-counts"), 0) << "others may be counted elsewhere";
  EXPECT_EQ(failed(get_, "rate-limit-consistent") + failed(post_, "rate-limit-consistent"), 0);
  record(get_, counted("9", "1800000060"));
  EXPECT_EQ(failed(get_, "rate-limit-consistent"), 1) << "it grew";
  record(get_, counted("11", "1800000120"));
  EXPECT_EQ(failed(get_, "rate-limit-consistent"), 2) << "more than the limit";
}

TEST_F(Ledger, BudgetsAreFollowedOverAllConnections) {
  const auto at = [](int seconds) { return Sending::Time(std::chrono::seconds(seconds)); };
  const auto budgets = std::make_shared<CallBudgets>();
  ResponseLedger one(*index_, budgets), other(*index_, budgets);
  one.record(*get_, counted("5"), {0, 0, 0}, {at(10), at(20)});
  other.record(*get_, counted("6"), {0, 1, 0}, {at(15), at(16)});
  other.record(*get_, counted("7"), {0, 2, 0}, {at(8), at(17)});
  other.record(*get_, counted("5"), {0, 3, 0}, {at(18), at(30)});
  EXPECT_EQ(failed_in(other, get_, "rate-limit-consistent"), 0) << "they were under way together";
  other.record(*get_, counted("6"), {0, 4, 0}, {at(21), at(31)});
  EXPECT_EQ(failed_in(other, get_, "rate-limit-consistent"), 1) << "5 were left before";
  one.record(*get_, counted("5"), {0, 5, 0}, {at(40), at(50)});
  EXPECT_EQ(failed_in(one, get_, "rate-limit-counts"), 1) << "5 were left before";
  EXPECT_EQ(failed_in(other, get_, "rate-limit-counts"), 0);
}

TEST_F(Ledger, ASingleAnswerShowsNothingOfWhatCallsTake) {
  record(get_, counted("5"));
  EXPECT_EQ(seen(get_, "rate-limit-counts"), 0);
  ResponseLedger other(*index_);
  other.record(*get_, counted("4"), {0, 9, 0});
  ledger_->merge(std::move(other));
  EXPECT_EQ(seen(get_, "rate-limit-counts"), 2);
}

TEST_F(Ledger, AResetIsAMomentToCome) {
  const char* const date = "Fri, 15 Jan 2027 08:00:00 GMT";  // 1800000000
  record(get_, counted("9", "1800000003", date));
  record(get_, counted("8", "1800000000", date));
  EXPECT_EQ(failed(get_, "rate-limit-consistent"), 0);
  record(get_, counted("7", "1799999000", date));
  EXPECT_EQ(failed(get_, "rate-limit-consistent"), 1) << "gone by the target's own clock";
  record(get_, counted("6", "37"));
  EXPECT_EQ(failed(get_, "rate-limit-consistent"), 2) << "seconds that are left are no moment";
  record(get_, counted("5", "1500000000"));
  EXPECT_EQ(failed(get_, "rate-limit-consistent"), 2) << "nobody says what time it is";
  record(get_, counted("4", "1800000003000", date));
  record(get_, counted("4", "1800000003000"));
  EXPECT_EQ(failed(get_, "rate-limit-consistent"), 4) << "thousandths";
  record(get_, counted("4", "1801000000", date));
  EXPECT_EQ(failed(get_, "rate-limit-consistent"), 5) << "further away than any interval is long";
}

TEST_F(Ledger, SilenceAfterRefusalsIsLaidToThem) {
  for (int i = 0; i < 3; ++i) {
    record(post_, answered(400, {{"message", "no"}}));
    record(get_, silent());
    record(get_, answered(200));
  }
  EXPECT_EQ(failed(post_, "answers-after-refusal"), 3);
  EXPECT_EQ(failed(get_, "answered"), 0);
  EXPECT_EQ(seen(post_, "answers-after-refusal"), 3);
}

TEST_F(Ledger, SilenceOfOneOperationIsItsOwn) {
  for (int i = 0; i < 3; ++i) {
    record(get_, silent());
    record(post_, answered(400, {{"message", "no"}}));
    record(post_, answered(400, {{"message", "no"}}));
    record(post_, answered(200));
  }
  record(post_, answered(400, {{"message", "no"}}));
  record(get_, silent());
  EXPECT_EQ(failed(get_, "answered"), 4);
  EXPECT_EQ(failed(post_, "answers-after-refusal"), 0);
}

TEST_F(Ledger, SilencesOfSeveralWorkersCount) {
  for (int worker = 0; worker < 2; ++worker) {
    ResponseLedger other(*index_);
    other.record(*post_, answered(400, {{"message", "no"}}), {0, item_++, 0});
    other.record(*get_, silent(), {0, item_++, 0});
    ledger_->merge(std::move(other));
  }
  EXPECT_EQ(failed(post_, "answers-after-refusal"), 2);
  const auto& entry = ledger_->entries().at({post_, &index_->common("answers-after-refusal")});
  EXPECT_EQ(entry.first->from.item, 1U) << "the earliest is shown";
}

TEST_F(Ledger, WhoOnlyAsksAboutAPathIsToldAnythingButAServerError) {
  for (const char* method : {"HEAD", "OPTIONS"}) {
    for (const int status : {200, 204, 302, 405}) {
      Exchange exchange = answered(status);
      exchange.request.method = method;
      exchange.response->body.reset();
      record(get_, exchange);
    }
  }
  for (const auto& [key, entry] : ledger_->entries()) EXPECT_EQ(entry.failed, 0) << key.second->id;
  Exchange exchange = answered(500);
  exchange.request.method = "HEAD";
  record(get_, exchange);
  EXPECT_EQ(failed(get_, "no-server-error"), 1);
}

}  // namespace
}  // namespace brazecheck
