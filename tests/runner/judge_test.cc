#include "suites/judge.h"

#include <gtest/gtest.h>

#include "reports/model.h"
#include "runner/ledger.h"
#include "runner/run.h"
#include "runner/selection.h"
#include "runner/verdicts.h"
#include "suites/scenario.h"
#include "tests/contract/own_contracts.h"

namespace brazecheck {
namespace {

// An operation with one rule of each outcome, and errors by id and by message.
Json judged_contract() {
  const auto rule = [](const char* outcome, const char* error) {
    Json more = {{"outcome", outcome}};
    if (*error != '\0') more["error"] = error;
    return Json{{"type", "integer"}, {"x-requirements", {{"type", more}}}};
  };
  Json contract = small_contract("things.post", "POST", "/things");
  contract["request"]["body"] = {{"required", true},
                                 {"schema",
                                  {{"type", "object"},
                                   {"properties",
                                    {{"plain", rule("rejected", "")},
                                     {"by_id", rule("rejected", "bad-thing")},
                                     {"by_message", rule("rejected", "That is bad")},
                                     {"reported", rule("reported", "")},
                                     {"ignored", rule("ignored", "")},
                                     {"open", rule("undocumented", "")}}}}}};
  contract["responses"] = {
      {"201",
       {{"body",
         {{"type", "object"},
          {"properties", {{"n", {{"type", "array"}, {"items", {{"type", "integer"}}}}}}}}}}},
      {"400", Json::object()},
      {"422", Json::object()}};
  contract["errors"] = {
      {{"id", "bad-thing"},
       {"message", "Bad thing"},
       {"status", {400, 422}},
       {"when", "Bad."},
       {"source", "docs:x"}},
      {{"message", "That is bad"}, {"status", {400}}, {"when", "Bad."}, {"source", "docs:x"}}};
  return contract;
}

class Judging : public testing::Test {
 protected:
  Judging() {
    own_.write("things/post.json", judged_contract());
    own_.write("things/get.json", small_contract("things.get", "GET", "/things/{name}"));
    index_ = std::make_unique<ContractIndex>(own_.load());
    contract_ = index_->find("things.post");
  }

  static Exchange answered(int status, std::optional<Json> body = std::nullopt) {
    Exchange exchange;
    exchange.operation = "things.post";
    exchange.request = {.method = "POST", .path = "/things"};
    exchange.response = Response{
        .status = status, .headers = {}, .body = std::move(body), .body_text = std::nullopt};
    return exchange;
  }

  Case refused(const std::string& rule) const {
    Case tested;
    tested.request = {.method = "POST", .path = "/things"};
    tested.contract = contract_;
    tested.requirement = index_->find_requirement("things.post/" + rule);
    EXPECT_NE(tested.requirement, nullptr) << rule;
    tested.expect = Expect::kRefused;
    return tested;
  }
  Case accepted() const {
    Case tested;
    tested.request = {.method = "POST", .path = "/things"};
    tested.contract = contract_;
    tested.requirement = &index_->common("valid-accepted");
    return tested;
  }
  /// The summary of the departure, or "".
  std::string verdict(const Case& tested, const Exchange& exchange) const {
    const auto departure = judge(*index_, tested, exchange);
    return departure ? departure->summary : "";
  }

  OwnContracts own_;
  std::unique_ptr<ContractIndex> index_;
  const Contract* contract_ = nullptr;
};

TEST_F(Judging, AValidRequestIsAcceptedWithADocumentedSuccessWithoutErrors) {
  EXPECT_EQ(verdict(accepted(), answered(201)), "");
  EXPECT_EQ(verdict(accepted(), answered(201, Json{{"errors", Json::array()}})), "");
  EXPECT_EQ(verdict(accepted(), answered(201, Json{{"errors", {"x"}}})),
            "answered with errors with 201, although the request keeps every rule");
  EXPECT_EQ(verdict(accepted(), answered(422)),
            "refused with 422, although the request keeps every rule");
  EXPECT_NE(verdict(accepted(), answered(204)), "") << "a success that nobody documents";
}

TEST_F(Judging, ARefusalHasTheDocumentedStatus) {
  const Case tested = refused("plain-type");
  EXPECT_EQ(verdict(tested, answered(400)), "");
  EXPECT_EQ(verdict(tested, answered(422)), "refused with 422, where 400 is documented");
  EXPECT_NE(verdict(tested, answered(201)).find("answered with 201, although: "),
            std::string::npos);
  EXPECT_NE(verdict(tested, answered(302)), "");
}

TEST_F(Judging, AnErrorWithAnIdIsKnownByItsIdInTheList) {
  const Case tested = refused("by_id-type");
  EXPECT_EQ(
      verdict(tested, answered(400, Json{{"errors", {{{"id", "other"}}, {{"id", "bad-thing"}}}}})),
      "");
  EXPECT_EQ(verdict(tested, answered(422, Json{{"errors", {"bad-thing"}}})), "");
  const std::string missing = "refused, but not with the documented error \"bad-thing\"";
  EXPECT_EQ(verdict(tested, answered(400, Json{{"errors", {{{"id", "other"}}}}})), missing);
  EXPECT_EQ(verdict(tested, answered(400)), missing);
  EXPECT_EQ(verdict(tested, answered(404, Json{{"errors", {{{"id", "bad-thing"}}}}})),
            "refused with 404, where 400 or 422 is documented");
}

TEST_F(Judging, AnErrorWithoutAnIdIsKnownByItsMessage) {
  const Case tested = refused("by_message-type");
  EXPECT_EQ(verdict(tested, answered(400, Json{{"message", "That is bad"}})), "");
  EXPECT_EQ(verdict(tested, answered(400, Json{{"errors", {{{"message", "That is bad"}}}}})), "");
  EXPECT_EQ(verdict(tested, answered(400, Json{{"errors", {{{"type", "That is bad"}}}}})), "");
  EXPECT_EQ(verdict(tested, answered(400, Json{{"errors", {"That is bad"}}})), "");
  EXPECT_NE(verdict(tested, answered(400, Json{{"message", "That is good"}})), "");
  EXPECT_NE(verdict(tested, answered(400, Json{{"errors", {""}}})), "")
      << "an empty text names no error";
}

TEST_F(Judging, TheOtherOutcomesAllowWhatTheirWordsSay) {
  EXPECT_EQ(verdict(refused("reported-type"), answered(422)), "");
  EXPECT_EQ(verdict(refused("reported-type"), answered(201, Json{{"errors", {{{"index", 0}}}}})),
            "");
  EXPECT_NE(verdict(refused("reported-type"), answered(201, Json{{"errors", Json::array()}})), "");
  EXPECT_EQ(verdict(refused("ignored-type"), answered(201)), "");
  EXPECT_NE(verdict(refused("ignored-type"), answered(400)), "");
  for (const int status : {200, 201, 302, 400, 499})
    EXPECT_EQ(verdict(refused("open-type"), answered(status)), "") << status;
  EXPECT_EQ(verdict(refused("open-type"), answered(500)), "answered with a server error");
}

TEST_F(Judging, BodiesOfAnyShapeAreJudgedWithoutTrouble) {
  const std::vector<Json> bodies = {nullptr,
                                    5,
                                    "text",
                                    Json::array(),
                                    {1, "a", nullptr},
                                    Json::object(),
                                    {{"errors", 5}},
                                    {{"errors", "x"}},
                                    {{"errors", nullptr}},
                                    {{"errors", {{"id", 1}}}},
                                    {{"errors", {1, nullptr, {{"id", {1}}}}}},
                                    {{"message", {1}}},
                                    {{"message", 7}}};
  for (const auto& body : bodies) {
    for (const char* rule : {"plain-type", "by_id-type", "by_message-type", "reported-type",
                             "ignored-type", "open-type"}) {
      for (const int status : {201, 400}) {
        EXPECT_NO_THROW((void)verdict(refused(rule), answered(status, body)))
            << rule << " " << body;
      }
    }
    EXPECT_NE(verdict(refused("by_id-type"), answered(400, body)), "") << body;
  }
}

TEST_F(Judging, ALongAnswerIsCutBetweenCharacters) {
  for (std::size_t shift = 0; shift < 4; ++shift) {
    std::string text(shift, 'x');
    for (int i = 0; i < 100; ++i) text += "\xE2\x82\xAC";
    const auto departure = judge(*index_, accepted(), answered(400, Json(text)));
    ASSERT_TRUE(departure);
    EXPECT_NO_THROW((void)Json(departure->actual).dump()) << "not UTF-8";
    EXPECT_LT(departure->actual.size(), 200U);
  }
}

TEST_F(Judging, NoAnswerAServerErrorAndAnUndocumentedStatusLeaveACaseUnjudged) {
  for (const int status : {500, 418}) {
    const auto outcome = judge_case(*index_, accepted(), answered(status));
    EXPECT_FALSE(outcome.departure);
    EXPECT_NE(outcome.unjudged, "");
    EXPECT_FALSE(outcome.broken);
  }
  Exchange none;
  none.error = TransportError{TransportError::Kind::kConnect, "refused"};
  EXPECT_TRUE(judge_case(*index_, accepted(), none).broken);
  none.error->kind = TransportError::Kind::kTimeout;
  EXPECT_FALSE(judge_case(*index_, accepted(), none).broken);
  EXPECT_TRUE(judge_case(*index_, accepted(), answered(400)).departure);
}

// Sessions ------------------------------------------------------------------------------------

class Playing : public Judging {
 protected:
  Session session(double patience = 0) {
    return Session(
        *index_, "users.track/read-your-writes",
        [this](const Contract& contract, const Request& request, Credential credential) {
          sent_.push_back(request.method + " " + request.path);
          credentials_.push_back(credential);
          Exchange exchange = answers_.empty() ? answered(200) : answers_.front();
          if (answers_.size() > 1) answers_.erase(answers_.begin());
          exchange.operation = contract.operation;
          exchange.request = request;
          return exchange;
        },
        "t0ken", patience);
  }
  static Call get(const std::string& name) {
    return {.operation = "things.get", .path = {{"name", name}}, .query = {}, .body = std::nullopt};
  }

  std::vector<Exchange> answers_;
  std::vector<std::string> sent_;
  std::vector<Credential> credentials_;
};

TEST_F(Playing, CallsAreFilledInAndAnUnexpectedRefusalFails) {
  answers_ = {answered(200, Json{{"a", 1}}), answered(404, Json{{"message", "Not Found"}})};
  Session playing = session();
  EXPECT_EQ(playing.ok(get("a b")), (Json{{"a", 1}}));
  EXPECT_FALSE(playing.failed());
  EXPECT_TRUE(playing.ok(get("c")).is_null());
  EXPECT_TRUE(playing.failed());
  EXPECT_FALSE(playing.broken());
  EXPECT_EQ(sent_, (std::vector<std::string>{"GET /things/a%20b", "GET /things/c"}));
  const auto outcome = outcome_of(playing);
  ASSERT_TRUE(outcome.departure);
  EXPECT_EQ(outcome.departure->actual, "answered with 404");
  EXPECT_EQ(outcome.exchanges.size(), 2U);
}

TEST_F(Playing, NothingIsSentAfterAFailureAndTheFirstOneStays) {
  Session playing = session();
  EXPECT_FALSE(playing.expect(false, "first", "x"));
  playing.expect(false, "second", "y");
  (void)playing.send(get("a"));
  EXPECT_TRUE(playing.ok(get("a")).is_null());
  EXPECT_FALSE(playing.eventually([] { return true; }, "third"));
  EXPECT_EQ(sent_, std::vector<std::string>{});
  EXPECT_EQ(playing.problem(), "first");
  EXPECT_EQ(playing.actual(), "x");
}

TEST_F(Playing, WithoutAnAnswerASessionIsBrokenNotWrong) {
  Exchange none;
  none.error = TransportError{TransportError::Kind::kConnect, "nobody there"};
  answers_ = {none};
  Session playing = session();
  (void)playing.ok(get("a"));
  EXPECT_TRUE(playing.broken());
  const auto outcome = outcome_of(playing);
  EXPECT_FALSE(outcome.departure);
  EXPECT_EQ(outcome.unjudged, "nobody there");
  EXPECT_TRUE(outcome.broken);
}

TEST_F(Playing, AScenarioThatCallsAnUnknownOperationIsBroken) {
  Session playing = session();
  (void)playing.send({.operation = "things.none", .path = {}, .query = {}, .body = std::nullopt});
  EXPECT_TRUE(playing.broken());
  EXPECT_EQ(sent_, std::vector<std::string>{});
  EXPECT_FALSE(outcome_of(playing).departure);
}

TEST_F(Playing, ACallIsSignedWithTheKeyThatItSays) {
  answers_ = {answered(200)};
  Session playing = session();
  (void)playing.send(get("a"));
  (void)playing.send_as(Credential::kNone, get("a"));
  (void)playing.send_as(Credential::kWithoutPermission, get("a"));
  EXPECT_EQ(credentials_,
            (std::vector{Credential::kFull, Credential::kNone, Credential::kWithoutPermission}));
  playing.lacks_limited_key();
  (void)playing.send_as(Credential::kWithoutPermission, get("a"));
  EXPECT_EQ(credentials_.size(), 3U);
  EXPECT_FALSE(outcome_of(playing).departure);
  EXPECT_NE(outcome_of(playing).unjudged.find("key"), std::string::npos);
}

TEST_F(Playing, EventuallyAsksOnceWithoutPatienceAndAgainWithIt) {
  int asked = 0;
  const auto third_time = [&] { return ++asked == 3; };
  Session hasty = session(0);
  EXPECT_FALSE(hasty.eventually(third_time, "it shows"));
  EXPECT_EQ(asked, 1);
  EXPECT_EQ(hasty.problem(), "it shows");

  asked = 0;
  Session patient = session(3600);
  EXPECT_TRUE(patient.eventually(
      [&] {
        (void)patient.send(get("a"));
        return third_time();
      },
      "it shows"));
  EXPECT_EQ(sent_.size(), 3U);
  EXPECT_EQ(patient.exchanges().size(), 1U) << "only the last attempt stays";
}

TEST_F(Playing, EventuallyEndsWhenAProbeFails) {
  Session playing = session(3600);
  EXPECT_FALSE(playing.eventually([&] { return playing.expect(false, "refused"); }, "it shows"));
  EXPECT_EQ(playing.problem(), "refused");
}

// Verdicts ------------------------------------------------------------------------------------

class Deciding : public Judging {
 protected:
  RequirementResult result(const std::vector<CaseOutcome>& outcomes,
                           std::optional<Failure> failure = std::nullopt,
                           std::string not_tested = "") const {
    const Target target;
    const Check check{.contract = contract_,
                      .requirement = &index_->common("valid-accepted"),
                      .cases = {},
                      .scenario = nullptr,
                      .not_tested = std::move(not_tested)};
    return Verdicts{*index_, target, 7, ""}.result(check, outcomes, std::move(failure), true);
  }
};

TEST_F(Deciding, OnlyJudgedCasesMakeAPass) {
  EXPECT_EQ(result({{}, {.unjudged = "why"}}).verdict, Verdict::kPass);
  EXPECT_EQ(result({{}, {.unjudged = "why"}}).cases, 1);
  EXPECT_EQ(result({{.unjudged = "why"}}).verdict, Verdict::kNotTested);
  EXPECT_EQ(result({{.unjudged = "why"}}).reason, "why");
  EXPECT_EQ(result({}, std::nullopt, "because").reason, "because");
  EXPECT_EQ(result({{.unjudged = "gone", .broken = true}}).verdict, Verdict::kError);
}

TEST_F(Deciding, AFailureOfOurOwnIsNeverAPassAndHidesNoFailure) {
  const CaseOutcome crash{.unjudged = "crash", .crashed = true};
  EXPECT_EQ(result({{.unjudged = "why"}, {}, crash}).verdict, Verdict::kError);
  EXPECT_EQ(result({{.unjudged = "why"}, {}, crash}).reason, "crash");
  EXPECT_EQ(result({crash, {.departure = Departure{"wrong", "", ""}}}, Failure{}).verdict,
            Verdict::kFail);
}

// Selections ----------------------------------------------------------------------------------

TEST(Globs, StarsAndQuestionMarksStandForCharacters) {
  EXPECT_TRUE(glob_match("", ""));
  EXPECT_FALSE(glob_match("", "a"));
  EXPECT_TRUE(glob_match("*", ""));
  EXPECT_TRUE(glob_match("a*c*", "abcabc"));
  EXPECT_TRUE(glob_match("*b?", "abbc"));
  EXPECT_FALSE(glob_match("?", ""));
  EXPECT_FALSE(glob_match("a*d", "abc"));
  EXPECT_TRUE(glob_match("**a", "a"));
  EXPECT_FALSE(glob_match("*a*a*a*a*a*a*a*a*b", std::string(20000, 'a')));
}

TEST_F(Judging, SelectorsPickOperationsCategoriesRequirementsAndPairs) {
  const Contract& get = *index_->find("things.get");
  const Requirement& common = index_->common("key-required");
  const Requirement& own = *index_->find_requirement("things.post/plain-type");
  const auto picks = [&](std::vector<std::string> selectors, const Contract& contract,
                         const Requirement& requirement) {
    return Selection(std::move(selectors)).picks(contract, requirement);
  };
  EXPECT_TRUE(picks({}, get, common));
  EXPECT_TRUE(picks({"things"}, get, common));
  EXPECT_TRUE(picks({"things.p*"}, *contract_, common));
  EXPECT_FALSE(picks({"things.p*"}, get, common));
  EXPECT_TRUE(picks({"common/key-*"}, get, common));
  EXPECT_FALSE(picks({"common/key-*"}, *contract_, own));
  EXPECT_TRUE(picks({"things.post:common/*"}, *contract_, common));
  EXPECT_FALSE(picks({"things.post:common/*"}, get, common));
  EXPECT_FALSE(picks({"things.post:common/*"}, *contract_, own));
  EXPECT_TRUE(picks({"nothing", "*:*/key-required"}, get, common));
  EXPECT_FALSE(Selection({"things.get:*"}).picks_operation(get))
      << "a pair picks requirements, not the operation";
}

TEST_F(Judging, WhatWasNotSelectedIsDroppedUnlessItFailed) {
  brazecheck::Run run;
  for (const auto& [requirement, verdict] : {std::pair("common/answered", Verdict::kPass),
                                             {"common/key-required", Verdict::kPass},
                                             {"common/no-server-error", Verdict::kFail},
                                             {"common/response-json", Verdict::kNotTested}}) {
    RequirementResult result;
    result.operation = "things.get";
    result.requirement = requirement;
    result.verdict = verdict;
    run.results.push_back(std::move(result));
  }
  brazecheck::Run all = run;
  keep_selected(*index_, Selection(), &all);
  EXPECT_EQ(all.results.size(), 4U);
  keep_selected(*index_, Selection({"common/key-required"}), &run);
  ASSERT_EQ(run.results.size(), 2U);
  EXPECT_EQ(run.results[0].requirement, "common/key-required");
  EXPECT_EQ(run.results[1].requirement, "common/no-server-error");
}

// Ledgers -------------------------------------------------------------------------------------

class Recording : public Judging {
 protected:
  // Entries as text, to compare whole ledgers.
  static std::string text(const ResponseLedger& ledger) {
    std::map<std::string, std::string> lines;
    for (const auto& [key, entry] : ledger.entries()) {
      lines[key.second->id] = std::to_string(entry.seen) + "/" + std::to_string(entry.failed) +
                              (entry.first ? " first " + std::to_string(entry.first->from.item) +
                                                 " " + entry.first->finding.actual
                                           : "");
    }
    return Json(lines).dump(1);
  }
  const ResponseLedger::Entry& entry(const ResponseLedger& ledger, const std::string& id) const {
    return ledger.entries().at({contract_, index_->find_requirement(id)});
  }
};

TEST_F(Recording, TheSumDoesNotDependOnWhoSawWhat) {
  std::vector<Exchange> exchanges = {answered(201, Json{{"n", {1}}}), answered(418), answered(500),
                                     answered(201, Json{{"n", {"x", "y"}}}),
                                     answered(201, Json{{"n", "z"}})};
  exchanges[0].response->headers = {{"X-RateLimit-Limit", "1"},
                                    {"x-ratelimit-remaining", "0"},
                                    {"X-RateLimit-Reset", "1700000000"}};
  Exchange none;
  none.error = TransportError{TransportError::Kind::kTimeout, "nothing came"};
  exchanges.push_back(none);

  ResponseLedger whole(*index_);
  std::vector<ResponseLedger> parts(3, ResponseLedger(*index_));
  for (std::size_t i = 0; i < exchanges.size(); ++i) {
    whole.record(*contract_, exchanges[i], {0, i, 0});
    parts[(i * 2) % 3].record(*contract_, exchanges[i], {0, i, 0});
  }
  ResponseLedger forward(*index_), backward(*index_);
  for (auto part : parts) forward.merge(std::move(part));
  for (auto part = parts.rbegin(); part != parts.rend(); ++part) backward.merge(std::move(*part));
  EXPECT_EQ(text(forward), text(whole));
  EXPECT_EQ(text(backward), text(whole));
  EXPECT_EQ(entry(whole, "common/answered").seen, 6);
  EXPECT_EQ(entry(whole, "common/answered").failed, 1);
  EXPECT_EQ(entry(whole, "common/rate-limit-headers").failed, 2);
  EXPECT_EQ(entry(whole, "common/rate-limit-headers").first->from.item, 3U);
}

TEST_F(Recording, ManyFindingsOfOneRequirementInOneAnswerAreOneFailure) {
  ResponseLedger ledger(*index_);
  ledger.record(*contract_, answered(201, Json{{"n", {"x", "y", "z"}}}), {});
  EXPECT_EQ(entry(ledger, "things.post/response.201.n.item-type").failed, 1);
  EXPECT_EQ(entry(ledger, "things.post/response.201.n.item-type").first->finding.pointer, "/n/0");
}

TEST_F(Recording, RateHeadersAreWholeNumbersAndAskedOfSuccessesOnly) {
  for (const char* bad : {"", "-1", "1.5", " 1", "many"}) {
    ResponseLedger ledger(*index_);
    Exchange exchange = answered(201, Json::object());
    exchange.response->headers = {
        {"X-RateLimit-Limit", "1"}, {"X-RateLimit-Remaining", bad}, {"X-RateLimit-Reset", "1"}};
    ledger.record(*contract_, exchange, {});
    EXPECT_EQ(entry(ledger, "common/rate-limit-headers").failed, 1) << bad;
  }
  ResponseLedger ledger(*index_);
  ledger.record(*contract_, answered(400), {});
  EXPECT_EQ(ledger.entries().count({contract_, &index_->common("rate-limit-headers")}), 0U);
}

}  // namespace
}  // namespace brazecheck
