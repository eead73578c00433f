#include "runner/engine.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <thread>

#include "contract/check.h"
#include "contract/error.h"
#include "mock/server.h"
#include "runner/fixtures.h"
#include "runner/run.h"
#include "suites/scenario.h"
#include "transport/http_client.h"

namespace brazecheck {
namespace {

const ContractIndex& contracts() {
  static const auto index = ContractIndex::load(BRAZECHECK_SCHEMAS);
  return index;
}

constexpr int kCases = 3;
constexpr std::uint64_t kSeed = 11;

std::vector<Check> checks_of(const std::string& operation) {
  const Contract& contract = *contracts().find(operation);
  auto checks = generic_checks(contracts(), contract, kSeed, kCases);
  for (auto& check : scenario_checks(contracts(), contract)) checks.push_back(std::move(check));
  return checks;
}

class Listening : public Listener {
 public:
  void on_result(const RequirementResult& result) override {
    if (act) act();
    seen.push_back(result.operation + " " + result.requirement);
  }
  std::function<void()> act;
  std::vector<std::string> seen;
};

class EngineTest : public testing::Test {
 protected:
  /// An emulator of its own for each run: what a run makes stays there.
  Target target(std::vector<std::string> faults = {}) {
    server_ = mock::Server::start(
        contracts(), {.host = "127.0.0.1",
                      .port = 0,
                      .keys = {{"full", std::nullopt}, {"limited", std::set<std::string>{}}},
                      .faults = std::move(faults),
                      .threads = 2});
    Target out;
    out.name = "mock";
    out.base_url = server_->base_url();
    out.emulator = out.in_process = true;
    out.key = "full";
    out.limited_key = "limited";
    out.allowed = {Effect::kRead, Effect::kWrite, Effect::kSend, Effect::kDestroy, Effect::kExport};
    return out;
  }
  static Target nobody() {
    Target out;
    out.base_url = "http://127.0.0.1:1";
    out.key = "full";
    return out;
  }

  brazecheck::Run run(std::vector<Check> checks, Target where, EngineOptions options = {}) {
    options.seed = kSeed;
    options.cases = kCases;
    options.fixed_clock = true;
    Engine engine(contracts(), std::move(where), options, {&listener_}, {});
    engine.start(std::move(checks));
    brazecheck::Run out;
    engine.finish(&out);
    return out;
  }

  static const RequirementResult* find(const brazecheck::Run& run, const std::string& requirement) {
    for (const auto& result : run.results) {
      if (result.requirement == requirement) return &result;
    }
    return nullptr;
  }
  static std::string without_port(std::string text, const std::string& url) {
    for (auto at = text.find(url); at != std::string::npos; at = text.find(url))
      text.replace(at, url.size(), "<target>");
    return text;
  }
  std::string everything(const brazecheck::Run& run) const {
    std::string text = "exchanges " + std::to_string(run.exchanges) + "\n";
    for (const auto& result : run.results) {
      text += result.operation + " " + result.requirement + " " +
              std::string(to_string(result.verdict)) + " " + std::to_string(result.cases) + " " +
              std::to_string(result.failed_cases) + " " + result.reason + "\n";
      for (const auto& failure : result.failures) {
        text += "  " + failure.summary + " | " + failure.pointer + " | " + failure.case_label +
                " | " + std::to_string(failure.case_index) + " | " +
                std::to_string(failure.shrinks) + " | " +
                without_port(failure.curl, server_->base_url()) + "\n";
      }
    }
    return text;
  }

  std::unique_ptr<mock::Server> server_;
  Listening listener_;
};

std::filesystem::path temporary(const std::string& name) {
  auto path = std::filesystem::path(testing::TempDir()) / (name + std::to_string(getpid()));
  std::filesystem::remove(path);
  return path;
}

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
  EXPECT_LT(out.exchanges, static_cast<int>(planned)) << "after a few tries the rest is not sent";
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

// What is left behind --------------------------------------------------------------------------

class LeftoverTest : public EngineTest {
 protected:
  /// A target that outlives the run, and so is tidied up.
  Target lasting(std::vector<std::string> faults = {}) {
    Target where = target(std::move(faults));
    where.in_process = false;
    return where;
  }
  std::string catalogs_left(const Target& where) {
    HttpClient client({.base_url = where.base_url});
    const Exchange left = client.send({.method = "GET", .path = "/catalogs"}, where.key);
    return left.response && left.response->body ? left.response->body->at("catalogs").dump()
                                                : "no answer";
  }
  brazecheck::Run play(const Scenario& scenario, const Target& where, EngineOptions options = {}) {
    const Contract& contract = *contracts().find("catalogs.list");
    return run({{.contract = &contract,
                 .requirement = contracts().find_requirement(kStatement),
                 .cases = {},
                 .scenario = &scenario,
                 .not_tested = ""}},
               where, options);
  }
  static Call removal(const Session& session) {
    return {.operation = "catalogs.delete",
            .path = {{"catalog_name", "bzc_" + session.token()}},
            .query = {},
            .body = std::nullopt};
  }
  static void create(Session& session) {
    session.tidy_later(removal(session));
    (void)session.ok({.operation = "catalogs.create",
                      .path = {},
                      .query = {},
                      .body = Json{{"catalogs",
                                    {{{"name", "bzc_" + session.token()},
                                      {"fields", {{{"name", "id"}, {"type", "string"}}}}}}}}});
  }
  static constexpr char kStatement[] = "catalogs.list/lists-created-catalogs";
};

TEST_F(LeftoverTest, CasesOfTheirOwnTakeDownWhatTheyMade) {
  for (const char* operation : {"catalogs.create", "catalogs.delete", "catalogs.item.create"}) {
    const Target where = lasting();
    const brazecheck::Run out = run(checks_of(operation), where, {.workers = 4});
    EXPECT_GT(out.count(Verdict::kPass), 10) << operation;
    EXPECT_EQ(catalogs_left(where), "[]") << operation;
  }
}

TEST_F(LeftoverTest, WhatWasMadeWithoutAnAnswerThatSaysSoIsTakenDownToo) {
  for (const char* fault :
       {"truncate:catalogs.create", "server-error:catalogs.create", "malformed:catalogs.create"}) {
    const Target where = lasting({fault});
    const brazecheck::Run out = run(checks_of("catalogs.create"), where, {.workers = 4});
    EXPECT_GT(out.exchanges, 100) << fault;
    EXPECT_EQ(catalogs_left(where), "[]") << fault;
  }
}

TEST_F(LeftoverTest, ScenariosLeaveNothingWhereTheirExpectationsFail) {
  const Scenario failing{.requirement = kStatement, .uses = {}, .play = [](Session& session) {
                           create(session);
                           session.expect(false, "something holds", "it does not");
                         }};
  const Target where = lasting();
  const auto journal = temporary("journal");
  const brazecheck::Run out = play(failing, where, {.journal = journal.string()});
  ASSERT_NE(find(out, kStatement), nullptr);
  EXPECT_EQ(find(out, kStatement)->verdict, Verdict::kFail);
  EXPECT_EQ(find(out, kStatement)->failures.at(0).exchanges.size(), 1U)
      << "what tidies up is no part of the sequence";
  EXPECT_EQ(catalogs_left(where), "[]");
  std::ifstream lines(journal);
  std::string line;
  ASSERT_TRUE(std::getline(lines, line));
  EXPECT_EQ(Json::parse(line).at(0).at("operation"), "catalogs.delete");
  EXPECT_FALSE(std::getline(lines, line));
  std::filesystem::remove(journal);
}

TEST_F(LeftoverTest, WhatAScenarioWillMakeIsWrittenDownBeforeItIsSent) {
  const Scenario creating{.requirement = kStatement, .uses = {}, .play = create};
  const auto journal = temporary("journal");
  Target where = nobody();
  where.allowed = target().allowed;
  (void)play(creating, where, {.journal = journal.string()});
  EXPECT_GT(std::filesystem::file_size(journal), 0U);
  std::filesystem::remove(journal);
}

TEST_F(LeftoverTest, ScenariosLeaveNothingWhereTheyAreInterrupted) {
  static std::atomic<bool> stop;
  stop = false;
  const Scenario stopped{
      .requirement = kStatement, .uses = {}, .play = [](Session& session) {
        create(session);
        stop = true;
        (void)session.ok(
            {.operation = "catalogs.list", .path = {}, .query = {}, .body = std::nullopt});
      }};
  const Target where = lasting();
  const brazecheck::Run out = play(stopped, where, {.stop = &stop});
  EXPECT_EQ(out.exit_code(), 130);
  ASSERT_NE(find(out, kStatement), nullptr);
  EXPECT_EQ(find(out, kStatement)->verdict, Verdict::kNotTested);
  EXPECT_EQ(catalogs_left(where), "[]");
}

TEST_F(LeftoverTest, ScenariosLeaveNothingWhereTheyBreakThemselves) {
  const Scenario throwing{.requirement = kStatement, .uses = {}, .play = [](Session& session) {
                            create(session);
                            throw std::runtime_error("scenario at fault");
                          }};
  const Target where = lasting();
  const brazecheck::Run out = play(throwing, where);
  ASSERT_NE(find(out, kStatement), nullptr);
  EXPECT_EQ(find(out, kStatement)->verdict, Verdict::kError);
  EXPECT_EQ(catalogs_left(where), "[]");
}

TEST_F(LeftoverTest, AnInterruptGivesUpWhatHangsAndIsNoFinding) {
  std::atomic<bool> stop{false};
  const Target where = lasting({"hang:catalogs.items.list"});
  // As soon as there is a catalog, its cases are sent, and none of them is answered.
  std::jthread user([&](const std::stop_token& over) {
    while (!over.stop_requested() && catalogs_left(where) == "[]") std::this_thread::yield();
    stop = true;
  });
  const brazecheck::Run out =
      run(checks_of("catalogs.items.list"), where, {.workers = 2, .stop = &stop});
  EXPECT_EQ(out.exit_code(), 130);
  EXPECT_EQ(out.count(Verdict::kFail), 0) << everything(out);
  EXPECT_EQ(out.count(Verdict::kError), 0) << everything(out);
  EXPECT_EQ(catalogs_left(where), "[]");
}

TEST_F(LeftoverTest, AServerErrorLeavesAScenarioUnjudged) {
  const brazecheck::Run out =
      run(checks_of("catalogs.list"), target({"server-error:catalogs.list"}));
  const auto* scenario = find(out, kStatement);
  ASSERT_NE(scenario, nullptr);
  EXPECT_EQ(scenario->verdict, Verdict::kNotTested);
  EXPECT_EQ(scenario->reason, "catalogs.list answered with 500, which is a finding of its own");
  for (const auto& result : out.results) {
    EXPECT_EQ(result.verdict == Verdict::kFail, result.requirement == "common/no-server-error")
        << result.operation << " " << result.requirement;
  }
}

TEST_F(LeftoverTest, AnAnswerThatIsNotJsonLeavesAScenarioUnjudged) {
  const brazecheck::Run out = run(checks_of("catalogs.list"), target({"malformed:catalogs.list"}));
  ASSERT_NE(find(out, kStatement), nullptr);
  EXPECT_EQ(find(out, kStatement)->verdict, Verdict::kNotTested);
  EXPECT_NE(find(out, kStatement)->reason.find("without JSON"), std::string::npos);
}

TEST_F(LeftoverTest, AnUndocumentedStatusLeavesAScenarioUnjudged) {
  const brazecheck::Run out = run(checks_of("catalogs.list"), target({"status:catalogs.list:299"}));
  ASSERT_NE(find(out, kStatement), nullptr);
  EXPECT_EQ(find(out, kStatement)->verdict, Verdict::kNotTested);
  for (const auto& result : out.results) {
    EXPECT_EQ(result.verdict == Verdict::kFail, result.requirement == "common/status-documented")
        << result.operation << " " << result.requirement;
  }
}

// Fixtures ------------------------------------------------------------------------------------

Case case_of(const std::string& operation, const std::string& token) {
  Case tested;
  tested.contract = contracts().find(operation);
  tested.requirement = &contracts().common("valid-accepted");
  tested.variables = {
      {"catalog_name", "bzc_" + token}, {"item_id", "item_" + token}, {"unique", token}};
  return tested;
}

Exchange answer(const Contract& contract, const Request& request, int status) {
  Exchange exchange{.operation = contract.operation, .request = request};
  exchange.response = Response{.status = status};
  return exchange;
}

TEST(FixturesTest, AreSetUpOnceForAllWhoComeAtTheSameTime) {
  Fixtures fixtures(contracts());
  std::atomic<int> sent{0};
  std::vector<std::string> problems(8);
  {
    std::vector<std::jthread> threads;
    for (std::size_t i = 0; i < problems.size(); ++i) {
      threads.emplace_back([&, i] {
        problems[i] = fixtures.ensure(case_of("catalogs.item.get", "one"),
                                      [&](const Contract& contract, const Request& request, int) {
                                        ++sent;
                                        return answer(contract, request, contract.success_status());
                                      });
      });
    }
  }
  EXPECT_EQ(sent, 2);
  EXPECT_EQ(problems, std::vector<std::string>(8));
}

TEST(FixturesTest, TheJournalIsWrittenBeforeTheFirstRequest) {
  Fixtures fixtures(contracts());
  std::vector<std::string> events;
  fixtures.on_create([&](const Json& teardown) {
    events.push_back("journal " + teardown[0]["path"]["catalog_name"].get<std::string>());
  });
  EXPECT_EQ(fixtures.ensure(case_of("catalogs.item.get", "one"),
                            [&](const Contract& contract, const Request& request, int step) {
                              events.push_back(std::to_string(step) + " " + contract.operation);
                              return answer(contract, request, contract.success_status());
                            }),
            "");
  EXPECT_EQ(events, (std::vector<std::string>{"journal bzc_one", "0 catalogs.create",
                                              "1 catalogs.item.create"}));
}

TEST(FixturesTest, WithoutAJournalNothingIsSetUp) {
  Fixtures fixtures(contracts());
  int sent = 0;
  const auto send = [&](const Contract& contract, const Request& request, int) {
    ++sent;
    return answer(contract, request, contract.success_status());
  };
  fixtures.on_create(
      [](const Json&) { throw InputError("report.unwritable", "journal", "no space left"); });
  EXPECT_THROW((void)fixtures.ensure(case_of("catalogs.item.get", "one"), send), InputError);
  EXPECT_EQ(fixtures.tear_down(send), 0);
  EXPECT_EQ(sent, 0);
}

TEST(FixturesTest, AFailedSetUpIsTheReasonForAllWhoShareItAndIsNotTriedAgain) {
  Fixtures fixtures(contracts());
  int sent = 0;
  const auto refuse = [&](const Contract& contract, const Request& request, int) {
    ++sent;
    return answer(contract, request, 403);
  };
  const std::string problem = fixtures.ensure(case_of("catalogs.item.get", "one"), refuse);
  EXPECT_EQ(problem,
            "the state that the case needs could not be reached: POST /catalogs answered 403");
  EXPECT_EQ(fixtures.ensure(case_of("catalogs.item.get", "one"), refuse), problem);
  EXPECT_EQ(sent, 1);
}

TEST(FixturesTest, AreTakenDownNewestFirstAndWhatIsGoneIsGone) {
  Fixtures fixtures(contracts());
  const auto accept = [](const Contract& contract, const Request& request, int) {
    return answer(contract, request, contract.success_status());
  };
  for (const char* token : {"one", "two", "three"})
    EXPECT_EQ(fixtures.ensure(case_of("catalogs.item.get", token), accept), "");
  std::vector<std::string> deleted;
  const int refused =
      fixtures.tear_down([&](const Contract& contract, const Request& request, int) {
        deleted.push_back(request.method + " " + request.path);
        const int statuses[] = {contract.success_status(), 404, 500};
        return answer(contract, request, statuses[deleted.size() - 1]);
      });
  EXPECT_EQ(deleted,
            (std::vector<std::string>{"DELETE /catalogs/bzc_three", "DELETE /catalogs/bzc_two",
                                      "DELETE /catalogs/bzc_one"}));
  EXPECT_EQ(refused, 1);
  EXPECT_EQ(fixtures.tear_down(accept), 0);
}

// What belongs to one case alone is taken down right after it.
Json removal_of(const std::string& catalog) {
  return {{"operation", "catalogs.delete"}, {"path", {{"catalog_name", catalog}}}};
}

class ReleaseTest : public testing::Test {
 protected:
  Case creating(Json body) {
    Case tested = case_of("catalogs.create", "one");
    tested.request.body = std::move(body);
    return tested;
  }
  /// What ensure() and release() write down and send, in order.
  std::vector<std::string> events(const Case& tested, bool accepted) {
    events_.clear();
    fixtures_.on_create(
        [this](const Json& teardown) { events_.push_back("journal " + teardown.dump()); });
    const auto send = [this](const Contract& contract, const Request& request, int step) {
      events_.push_back(std::to_string(step) + " " + request.method + " " + request.path);
      return answer(contract, request, contract.success_status());
    };
    EXPECT_EQ(fixtures_.ensure(tested, send), "");
    events_.emplace_back("case");
    fixtures_.release(tested, accepted, send);
    EXPECT_EQ(fixtures_.tear_down(send), 0);
    return events_;
  }
  static std::string journal_of(const std::string& catalog) {
    return "journal " + Json::array({removal_of(catalog)}).dump();
  }

  Fixtures fixtures_{contracts()};
  std::vector<std::string> events_;
};

TEST_F(ReleaseTest, WhatTheFixtureMadeGoesWhateverBecameOfTheCase) {
  const std::vector<std::string> expected = {journal_of("bzc_one"), "0 POST /catalogs", "case",
                                             "0 DELETE /catalogs/bzc_one"};
  EXPECT_EQ(events(case_of("catalogs.delete", "one"), true), expected);
  Fixtures again(contracts());
  std::vector<std::string> sent;
  const auto send = [&](const Contract& contract, const Request& request, int) {
    sent.push_back(request.method + " " + request.path);
    return answer(contract, request, contract.success_status());
  };
  EXPECT_EQ(again.ensure(case_of("catalogs.delete", "one"), send), "");
  again.release(case_of("catalogs.delete", "one"), false, send);
  EXPECT_EQ(sent, (std::vector<std::string>{"POST /catalogs", "DELETE /catalogs/bzc_one"}));
}

TEST_F(ReleaseTest, WhatTheCaseItselfMadeGoesByItsNameInTheBody) {
  EXPECT_EQ(events(creating({{"catalogs", {{{"name", "bzc_made/here"}}}}}), true),
            (std::vector<std::string>{journal_of("bzc_made/here"), "case",
                                      "0 DELETE /catalogs/bzc_made%2Fhere"}));
}

TEST_F(ReleaseTest, NothingIsSentForACaseThatWasRefusedAndHadNoFixture) {
  EXPECT_EQ(events(creating({{"catalogs", {{{"name", "bzc_refused"}}}}}), false),
            (std::vector<std::string>{journal_of("bzc_refused"), "case"}));
}

TEST_F(ReleaseTest, WhatWasMadeForARefusalGoesToo) {
  Case taken = creating({{"catalogs", {{{"name", "bzc_one"}}}}});
  taken.extra_setup = {
      {{"operation", "catalogs.create"}, {"body", {{"catalogs", {{{"name", "bzc_one"}}}}}}}};
  EXPECT_EQ(events(taken, false), (std::vector<std::string>{journal_of("bzc_one"), "case",
                                                            "0 DELETE /catalogs/bzc_one"}));
}

TEST_F(ReleaseTest, ANameThatTheBodyDoesNotHoldIsNeitherWrittenDownNorSent) {
  const std::vector<std::string> nothing = {"case"};
  for (const Json& body :
       {Json::object(), Json{{"catalogs", Json::array()}}, Json{{"catalogs", {{{"name", 5}}}}},
        Json(5), Json{{"catalogs", "text"}}}) {
    EXPECT_EQ(events(creating(body), true), nothing) << body;
  }
  EXPECT_EQ(events(case_of("catalogs.create", "one"), true), nothing) << "no body";
}

TEST_F(ReleaseTest, WhatCasesShareStaysUntilTheEnd) {
  EXPECT_EQ(events(case_of("catalogs.item.get", "one"), true).back(), "0 DELETE /catalogs/bzc_one");
  EXPECT_EQ(events_.size(), 5U) << "journal, two steps, the case, one removal";
}

TEST(FixturesTest, AStepOfAnUnknownOperationIsAMistakeOfTheContract) {
  EXPECT_THROW((void)fixture_steps(contracts(), "here", {{{"operation", "catalogs.nothing"}}}, {}),
               InputError);
  const auto steps = fixture_steps(contracts(), "here",
                                   {{{"operation", "catalogs.items.list"},
                                     {"path", {{"catalog_name", "${a}/x"}}},
                                     {"query", {{"n", 5}, {"cursor", "${a}"}}}}},
                                   {{"a", "A"}});
  ASSERT_EQ(steps.size(), 1U);
  EXPECT_EQ(steps[0].request.path, "/catalogs/A%2Fx/items");
  EXPECT_EQ(steps[0].request.query, (Fields{{"cursor", "A"}, {"n", "5"}}));
  EXPECT_THROW((void)fixture_steps(contracts(), "here", {{{"operation", "catalogs.delete"}}}, {}),
               InputError)
      << "no name";
  for (const Json& path :
       {Json(5), Json::array({5}), Json{{"catalog_name", 5}}, Json{{"catalog_name", nullptr}}}) {
    EXPECT_THROW((void)fixture_steps(contracts(), "here",
                                     {{{"operation", "catalogs.delete"}, {"path", path}}}, {}),
                 InputError)
        << path;
  }
}

TEST_F(LeftoverTest, AJournalThatEndsInTheMiddleOfALineGoesOnInANewOne) {
  const auto journal = temporary("journal");
  std::ofstream(journal) << R"([{"operat)";
  (void)run(checks_of("catalogs.delete"), target(), {.journal = journal.string()});
  std::ifstream lines(journal);
  std::string line;
  ASSERT_TRUE(std::getline(lines, line));
  EXPECT_EQ(line, R"([{"operat)");
  ASSERT_TRUE(std::getline(lines, line));
  EXPECT_TRUE(Json::accept(line)) << line;
  std::filesystem::remove(journal);
}

// Plans ---------------------------------------------------------------------------------------

TEST(Planning, ChecksThatTheTargetDoesNotAllowStayWithTheReason) {
  Target where;
  where.allowed = {Effect::kRead};
  const auto plan = plan_checks(
      contracts(), where,
      {.selection = Selection({"catalogs.delete", "catalogs.list"}), .seed = kSeed, .cases = 1});
  int forbidden = 0, allowed = 0;
  for (const auto& check : plan) {
    if (check.contract->operation == "catalogs.delete") {
      EXPECT_TRUE(check.cases.empty() && check.scenario == nullptr) << check.requirement->id;
      EXPECT_NE(check.not_tested.find("--allow destroy"), std::string::npos);
      ++forbidden;
    } else {
      EXPECT_EQ(check.contract->operation, "catalogs.list");
      EXPECT_EQ(check.scenario, nullptr) << "it writes: " << check.requirement->id;
      allowed += check.cases.empty() ? 0 : 1;
    }
  }
  EXPECT_GT(forbidden, 0);
  EXPECT_GT(allowed, 0);
}

TEST(Planning, AResponseRequirementBringsAllRequestsThatMayShowIt) {
  Target where;
  where.allowed = {Effect::kRead};
  const auto one = plan_checks(contracts(), where,
                               {.selection = Selection({"users.export.ids:common/key-required"}),
                                .seed = kSeed,
                                .cases = 1});
  ASSERT_EQ(one.size(), 1U);
  EXPECT_EQ(one[0].requirement->id, "common/key-required");
  const auto all = plan_checks(
      contracts(), where,
      {.selection = Selection({"users.export.ids:common/answered"}), .seed = kSeed, .cases = 1});
  EXPECT_GT(all.size(), 10U);
  EXPECT_TRUE(plan_checks(contracts(), where,
                          {.selection = Selection({"no.such.thing"}), .seed = kSeed, .cases = 1})
                  .empty());
}

}  // namespace
}  // namespace brazecheck
