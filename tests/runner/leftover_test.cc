#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <thread>

#include "runner/engine.h"
#include "suites/scenario.h"
#include "tests/runner/engine_fixture.h"
#include "transport/http_client.h"

namespace brazecheck {
namespace {

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
                                      {"description", "Made by a test"},
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
    EXPECT_GT(listener_.sent, 50) << fault;
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
  EXPECT_EQ(find(out, kStatement)->failures.at(0).expected, "something holds");
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

}  // namespace
}  // namespace brazecheck
