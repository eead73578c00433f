#include "runner/engine.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "contract/check.h"
#include "contract/error.h"
#include "suites/scenario.h"
#include "tests/runner/engine_fixture.h"
#include "transport/http_client.h"

namespace brazecheck {
namespace {

TEST_F(EngineTest, AConformingTargetPassesAndEveryResultIsToldOnce) {
  const auto checks = checks_of("catalogs.item.get");
  const std::size_t planned = checks.size();
  const brazecheck::Run out = run(checks, target());
  EXPECT_EQ(out.count(Verdict::kFail), 0) << everything(out);
  EXPECT_EQ(out.count(Verdict::kError), 0) << everything(out);
  EXPECT_EQ(out.exit_code(), 0);
  EXPECT_GT(out.results.size(), planned) << "response requirements come on top";
  auto seen = listener_.seen;
  std::sort(seen.begin(), seen.end());
  EXPECT_EQ(std::unique(seen.begin(), seen.end()), seen.end());
  EXPECT_EQ(seen.size(), out.results.size());
}

TEST_F(EngineTest, VerdictsAndRequestsDoNotDependOnTheNumberOfWorkers) {
  const std::vector<std::string> faults = {"accept:users.export.ids/external_ids-max-items",
                                           "retype:catalogs.item.get:/message",
                                           "drop:catalogs.create:/message", "no-rate-headers"};
  auto checks = checks_of("catalogs.item.get");
  for (auto& check : checks_of("users.export.ids")) checks.push_back(std::move(check));
  for (auto& check : checks_of("catalogs.delete")) checks.push_back(std::move(check));
  const brazecheck::Run alone = run(checks, target(faults), {.workers = 1});
  const std::string one = everything(alone);
  EXPECT_GT(alone.count(Verdict::kFail), 2) << one;
  EXPECT_EQ(everything(run(checks, target(faults), {.workers = 8})), one);
  EXPECT_EQ(everything(run(checks, target(faults), {.workers = 3})), one);
}

TEST_F(EngineTest, UnderAFixedClockNoRecordedExchangeTellsTheTimeOfDayOrHowLongItTook) {
  const std::string id = "users.export.ids/external_ids-max-items";
  const brazecheck::Run out =
      run(checks_of("users.export.ids"), target({"accept:" + id, "no-rate-headers"}));
  int recorded = 0;
  for (const auto& result : out.results) {
    for (const auto& failure : result.failures) {
      for (const auto& exchange : failure.exchanges) {
        ++recorded;
        EXPECT_EQ(exchange.seconds, 0) << result.requirement;
        EXPECT_EQ(find_header(exchange.response->headers, "X-Runtime"), nullptr)
            << result.requirement;
        EXPECT_EQ(find_header(exchange.response->headers, "X-Request-Id"), nullptr)
            << result.requirement;
      }
    }
  }
  EXPECT_GE(recorded, 2);
}

TEST_F(EngineTest, AFailingRequestIsMadeSmallerAndStillFails) {
  const std::string id = "users.export.ids/external_ids-max-items";
  const brazecheck::Run out = run(checks_of("users.export.ids"), target({"accept:" + id}));
  const auto* result = find(out, id);
  ASSERT_NE(result, nullptr);
  EXPECT_EQ(result->verdict, Verdict::kFail);
  ASSERT_EQ(result->failures.size(), 1U);
  const Failure& failure = result->failures[0];
  EXPECT_GT(failure.shrinks, 0);
  ASSERT_FALSE(failure.exchanges.empty());
  const Exchange& last = failure.exchanges.back();
  auto findings = check_request(contracts(), *contracts().find("users.export.ids"), last.request);
  std::erase_if(findings,
                [](const Finding& finding) { return finding.requirement->level != Level::kMust; });
  ASSERT_EQ(findings.size(), 1U) << "the smallest request breaks this rule and no other";
  EXPECT_EQ(findings[0].requirement->id, id);
  EXPECT_LT(last.response->status, 300);
  EXPECT_EQ(out.exit_code(), 1);
}

TEST_F(EngineTest, ShrinkingHasABudget) {
  const std::string id = "users.export.ids/external_ids-max-items";
  const brazecheck::Run out =
      run(checks_of("users.export.ids"), target({"accept:" + id}), {.shrink_budget = 0});
  ASSERT_NE(find(out, id), nullptr);
  EXPECT_EQ(find(out, id)->failures.at(0).shrinks, 0);
}

TEST_F(EngineTest, ATargetThatNobodyAnswersForIsAnErrorNotAFailureToConform) {
  auto checks = checks_of("users.export.ids");
  const std::size_t planned = checks.size();
  const brazecheck::Run out = run(std::move(checks), nobody());
  EXPECT_EQ(out.exit_code(), 3);
  EXPECT_EQ(out.count(Verdict::kPass), 0);
  EXPECT_EQ(out.count(Verdict::kFail), 0);
  EXPECT_GT(out.count(Verdict::kError), 0);
  EXPECT_LT(listener_.sent, static_cast<int>(planned)) << "after a few tries the rest is not sent";
}

TEST_F(EngineTest, AnErrorIsToldOfScenariosToo) {
  std::vector<Check> checks;
  for (auto& check : checks_of("users.track")) {
    if (check.scenario != nullptr && checks.empty()) checks.push_back(std::move(check));
  }
  ASSERT_EQ(checks.size(), 1U);
  EXPECT_EQ(run(std::move(checks), nobody()).exit_code(), 3);
}

TEST_F(EngineTest, NothingToDoEndsAtOnceAndIsNoPass) {
  const brazecheck::Run out = run({}, target(), {.workers = 4});
  EXPECT_TRUE(out.results.empty());
  EXPECT_EQ(out.exit_code(), 4);
}

TEST_F(EngineTest, WhatCannotBeTestedKeepsItsReason) {
  const Contract& contract = *contracts().find("users.track");
  const Requirement& requirement = contracts().common("valid-accepted");
  Engine engine(contracts(), target(), {}, {&listener_}, {});
  engine.start({{.contract = &contract,
                 .requirement = &requirement,
                 .cases = {},
                 .scenario = nullptr,
                 .not_tested = "needs --allow"}});
  EXPECT_EQ(engine.wait(0).verdict, Verdict::kNotTested);
  EXPECT_EQ(engine.wait(0).reason, "needs --allow");
  brazecheck::Run out;
  engine.finish(&out);
  EXPECT_EQ(out.exit_code(), 4);
}

TEST_F(EngineTest, WithoutALimitedKeyTheCaseThatNeedsOneSaysSo) {
  Target where = target();
  where.limited_key.reset();
  const brazecheck::Run out = run(checks_of("users.export.ids"), where);
  const auto* result = find(out, "common/key-permission");
  ASSERT_NE(result, nullptr);
  EXPECT_EQ(result->verdict, Verdict::kNotTested);
  EXPECT_NE(result->reason.find("--limited-key-env"), std::string::npos);
}

TEST_F(EngineTest, AStopEndsTheRunEarlyWithEveryCheckAccountedFor) {
  std::atomic<bool> stop{false};
  listener_.act = [&] { stop = true; };
  auto checks = checks_of("users.track");
  const std::size_t planned = checks.size();
  const brazecheck::Run out = run(std::move(checks), target(), {.workers = 2, .stop = &stop});
  EXPECT_TRUE(out.interrupted);
  EXPECT_EQ(out.exit_code(), 130);
  EXPECT_GE(out.results.size(), planned);
  EXPECT_TRUE(std::any_of(out.results.begin(), out.results.end(),
                          [](const auto& result) { return result.reason == "interrupted"; }));
}

TEST_F(EngineTest, AStopIsHeardByAScenarioThatWaits) {
  std::atomic<bool> stop{false};
  const Contract& contract = *contracts().find("users.export.ids");
  static std::atomic<bool>* flag = nullptr;
  flag = &stop;
  const Scenario waiting{
      .requirement = "users.export.ids/unknown-ids-are-listed",
      .uses = {},
      .play = [](Session& session) {
        session.eventually(
            [&] {
              *flag = true;
              (void)session.ok(
                  {.operation = "catalogs.list", .path = {}, .query = {}, .body = std::nullopt});
              return false;
            },
            "never");
      }};
  Target where = target();
  where.patience_seconds = 3600;
  const brazecheck::Run out =
      run({{.contract = &contract,
            .requirement = contracts().find_requirement(waiting.requirement),
            .cases = {},
            .scenario = &waiting,
            .not_tested = ""}},
          where, {.stop = &stop});
  ASSERT_NE(find(out, waiting.requirement), nullptr);
  EXPECT_EQ(find(out, waiting.requirement)->reason, "interrupted");
}

TEST_F(EngineTest, AFailureOfOurOwnIsAnErrorOfItsCheckAndTheOthersGoOn) {
  auto checks = checks_of("users.export.ids");
  const auto broken = std::find_if(checks.begin(), checks.end(),
                                   [](const Check& check) { return !check.cases.empty(); });
  ASSERT_NE(broken, checks.end());
  broken->cases.front().request.method = "not a method";
  const std::string id = broken->requirement->id;
  const Scenario throwing{.requirement = "x", .uses = {}, .play = [](Session&) {
                            throw std::runtime_error("scenario at fault");
                          }};
  Check scenario{.contract = checks.front().contract,
                 .requirement = &contracts().common("answered"),
                 .cases = {},
                 .scenario = &throwing,
                 .not_tested = ""};
  const std::size_t last = checks.size();
  checks.push_back(std::move(scenario));

  Engine engine(contracts(), target(), {.workers = 4}, {}, {});
  engine.start(checks);
  EXPECT_EQ(engine.wait(last).verdict, Verdict::kError);
  EXPECT_NE(engine.wait(last).reason.find("scenario at fault"), std::string::npos);
  brazecheck::Run out;
  engine.finish(&out);
  ASSERT_NE(find(out, id), nullptr);
  EXPECT_EQ(find(out, id)->verdict, Verdict::kError);
  EXPECT_GT(out.count(Verdict::kPass), 10);
  EXPECT_EQ(out.exit_code(), 3);
}

TEST_F(EngineTest, AReportThatCannotBeWrittenIsThrownWhereTheRunEnds) {
  listener_.act = [] { throw InputError("report.unwritable", "out/report.json", "no space left"); };
  EXPECT_THROW((void)run(checks_of("users.export.ids"), target(), {.workers = 4}), InputError);
}

TEST_F(EngineTest, AJournalThatCannotBeWrittenStopsTheRunBeforeItBegins) {
  Engine engine(contracts(), nobody(), {.journal = "/nonexistent/journal"}, {}, {});
  EXPECT_THROW(engine.start(checks_of("catalogs.item.get")), InputError);
}

TEST_F(EngineTest, WhatAFixtureMakesIsJournaledFirstAndTakenDownAtTheEnd) {
  Target where = target();
  where.in_process = false;
  const auto journal = temporary("journal");
  const brazecheck::Run out =
      run(checks_of("catalogs.item.get"), where, {.workers = 4, .journal = journal.string()});
  EXPECT_EQ(out.exit_code(), 0);
  std::ifstream lines(journal);
  std::string line;
  int entries = 0;
  while (std::getline(lines, line)) {
    const Json steps = Json::parse(line);
    ASSERT_EQ(steps.size(), 1U);
    EXPECT_EQ(steps[0]["operation"], "catalogs.delete");
    EXPECT_EQ(steps[0]["path"]["catalog_name"].get<std::string>().find('$'), std::string::npos)
        << line;
    ++entries;
  }
  EXPECT_GT(entries, 0);
  HttpClient client({.base_url = where.base_url});
  const Exchange left = client.send({.method = "GET", .path = "/catalogs"}, where.key);
  ASSERT_TRUE(left.response && left.response->body);
  // The scenarios tidy up after themselves.
  EXPECT_EQ(left.response->body->at("catalogs").size(), 0U) << *left.response->body;

  std::filesystem::remove(journal);
  const brazecheck::Run dead =
      run(checks_of("catalogs.item.get"), nobody(), {.workers = 1, .journal = journal.string()});
  EXPECT_GT(std::filesystem::file_size(journal), 0U) << "journaled before anything was answered";
  EXPECT_EQ(dead.exit_code(), 3);
  std::filesystem::remove(journal);
}

}  // namespace
}  // namespace brazecheck
