#include "suites/machine.h"

#include <gtest/gtest.h>

#include "generators/generate.h"
#include "runner/player.h"
#include "tests/runner/engine_fixture.h"

// State machines: drawn sequences, what they are judged by, and how they get shorter.
namespace brazecheck {
namespace {

constexpr char kJudged[] = "catalogs.list/lists-created-catalogs";

struct Numbers {
  std::vector<int> held;
};

// Adds numbers and takes the last away; nothing is sent.
Step<Numbers> next(const Numbers& model, Draw& draw) {
  if (!model.held.empty() && draw.chance(30)) {
    return {.text = "remove",
            .possible = [](const Numbers& now) { return !now.held.empty(); },
            .apply = [](Numbers& now) { now.held.pop_back(); },
            .run = [](const Numbers&, Session&) {}};
  }
  const int number = static_cast<int>(draw.below(10));
  return {.text = "add " + std::to_string(number),
          .possible = {},
          .apply = [number](Numbers& now) { now.held.push_back(number); },
          .run = [](const Numbers&, Session&) {}};
}

void no_seven(const Numbers& after, Session& session) {
  const bool seven = std::find(after.held.begin(), after.held.end(), 7) != after.held.end();
  session.expect_of(kJudged, !seven, "there is no seven");
}

Machine numbers() {
  return {.name = "numbers",
          .judges = {kJudged},
          .uses = {},
          .draw = commands_of<Numbers>(next, no_seven)};
}

class Machines : public EngineTest {
 protected:
  Machines()
      : wire_(contracts(), target_, {}),
        fixtures_(contracts()),
        player_(contracts(), target_, wire_, fixtures_, kSeed, 30),
        worker_(contracts(), ClientOptions{.base_url = "http://127.0.0.1:1"}) {}
  Target target_ = nobody();
  Wire wire_;
  Fixtures fixtures_;
  Player player_;
  Worker worker_;
};

TEST_F(Machines, DrawTheSameSequenceFromTheSameSeed) {
  const Machine machine = numbers();
  EXPECT_EQ(player_.draw(machine, 0).steps(), player_.draw(machine, 0).steps());
  EXPECT_NE(player_.draw(machine, 0).steps(), player_.draw(machine, 1).steps());
}

TEST_F(Machines, NameTheRequirementThatASequenceBreaksAndItsShortestForm) {
  const Machine machine = numbers();
  int failed = 0;
  for (int number = 0; number < 20; ++number) {
    CaseOutcome outcome =
        player_.sequence(worker_, machine, number, player_.draw(machine, number), 0, {0, 0, 0});
    if (!outcome.departure) continue;
    ++failed;
    EXPECT_EQ(outcome.blame, (Blame{"catalogs.list", kJudged}));
    player_.shorten(worker_, machine, number, 500, {0, 0, 1}, &outcome);
    EXPECT_EQ(outcome.steps, std::vector<std::string>{"add 7"});
  }
  EXPECT_GT(failed, 3) << "too few sequences held a seven to say anything";
}

TEST_F(Machines, DoNothingWhereNothingIsPossible) {
  const Machine stuck{.name = "stuck",
                      .judges = {kJudged},
                      .uses = {},
                      .draw = commands_of<Numbers>(
                          [](const Numbers&, Draw&) {
                            return Step<Numbers>{.text = "never",
                                                 .possible = [](const Numbers&) { return false; }};
                          },
                          {})};
  const Sequence sequence = player_.draw(stuck, 0);
  ASSERT_FALSE(sequence.steps().empty());
  for (const auto& step : sequence.steps()) EXPECT_EQ(step, "do nothing");
}

TEST_F(Machines, NeverDrawACommandThatIsNotPossible) {
  const Machine machine = numbers();
  for (int number = 0; number < 20; ++number) {
    for (const Sequence& shorter : player_.draw(machine, number).shrinks(50)) {
      int held = 0;
      for (const auto& step : shorter.steps()) {
        held += step == "remove" ? -1 : 1;
        ASSERT_GE(held, 0) << number;
      }
    }
  }
}

TEST_F(Machines, PlayedByTheEngineJudgeEachOfTheirRequirementsForItself) {
  const Machine machine{
      .name = "two",
      .judges = {"catalogs.list/lists-created-catalogs", "catalogs.list/counts-items"},
      .uses = {},
      .draw = commands_of<Numbers>(
          [](const Numbers&, Draw&) {
            return Step<Numbers>{
                .text = "look",
                .possible = {},
                .apply = {},
                .run = [](const Numbers&, Session& session) {
                  session.expect_of("catalogs.list/lists-created-catalogs", true, "holds");
                  session.expect_of("users.track/read-your-writes", false, "does not hold");
                }};
          },
          {})};
  const Contract& list = *contracts().find("catalogs.list");
  std::vector<Check> checks;
  for (const auto& id : machine.judges) {
    const Requirement* requirement = contracts().find_requirement(id);
    ASSERT_NE(requirement, nullptr) << id;
    checks.push_back({.contract = &list, .requirement = requirement, .machine = &machine});
  }
  const auto result = run(std::move(checks), target(), {.sequences = 2, .sequence_length = 3});
  EXPECT_EQ(find(result, machine.judges[0])->verdict, Verdict::kPass);
  EXPECT_EQ(find(result, machine.judges[1])->verdict, Verdict::kNotTested);
  EXPECT_EQ(find(result, machine.judges[1])->reason,
            "stands on users.track/read-your-writes, which does not hold");
  const auto* blamed = find(result, "users.track/read-your-writes");
  ASSERT_NE(blamed, nullptr) << "a failure is reported wherever it shows";
  EXPECT_EQ(blamed->verdict, Verdict::kFail);
  EXPECT_EQ(blamed->operation, "users.track");
  ASSERT_EQ(blamed->failures.size(), 1U);
  EXPECT_EQ(blamed->failures[0].steps, std::vector<std::string>{"look"});
}

TEST_F(Machines, OfTheSuitesSpeakOfRequirementsThatContractsHave) {
  ASSERT_FALSE(machines().empty());
  for (const auto& machine : machines()) {
    EXPECT_FALSE(machine.judges.empty()) << machine.name;
    for (const auto& id : machine.judges)
      EXPECT_NE(contracts().find_requirement(id), nullptr) << machine.name << ": " << id;
    for (const auto& operation : machine.uses)
      EXPECT_NE(contracts().find(operation), nullptr) << machine.name << ": " << operation;
    // Drawn without a target: a machine that cannot draw would only show in a run.
    for (int number = 0; number < 5; ++number)
      EXPECT_FALSE(player_.draw(machine, number).steps().empty()) << machine.name;
  }
}

}  // namespace
}  // namespace brazecheck
