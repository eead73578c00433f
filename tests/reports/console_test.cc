#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <sstream>

#include "reports/console_summary.h"
#include "reports/reports.h"
#include "reports/text.h"
#include "sample_run.h"

namespace brazecheck {
namespace {

using test::sample_run;
using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;

/// What the console report prints for a run, event by event.
std::string printed(const Run& run, ConsoleOptions options = {}) {
  char* text = nullptr;
  std::size_t size = 0;
  options.out = open_memstream(&text, &size);
  {
    const auto report = console_report(options);
    report->on_start(run.info, static_cast<int>(run.results.size()));
    for (const RequirementResult& result : run.results) report->on_result(result);
    report->on_progress(run.exchanges);
    report->on_end(run);
  }
  std::fclose(options.out);
  std::string out(text, size);
  std::free(text);
  return out;
}

TEST(ConsoleTest, LooksAsAgreed) { test::expect_golden("console.txt", printed(sample_run())); }

TEST(ConsoleTest, PlainTextHasNoControlCharacters) {
  for (const char c : printed(sample_run())) EXPECT_TRUE(c == '\n' || c < 0 || c >= ' ');
}

TEST(ConsoleTest, LinesFitButForCommands) {
  std::istringstream lines(printed(sample_run()));
  for (std::string line; std::getline(lines, line);) {
    EXPECT_TRUE(line.starts_with("        ") || width(line) <= 100) << line;
  }
}

TEST(ConsoleTest, TheTerminalGetsABarThatIsRedrawnAndErased) {
  const std::string text = printed(sample_run(), {nullptr, /*terminal=*/true, /*color=*/false});
  EXPECT_THAT(text, HasSubstr("\r\x1b[2K────────────────────────"));
  EXPECT_THAT(text, HasSubstr("0/8"));
  EXPECT_THAT(text, Not(HasSubstr("\x1b[31m")));
}

TEST(ConsoleTest, ColoursAreOnlyAddedToTheSameText) {
  const std::string plain = console_summary(sample_run(), Paint(false));
  std::string colored = console_summary(sample_run(), Paint(true));
  EXPECT_NE(plain, colored);
  for (const char* code : {"\x1b[0m", "\x1b[1m", "\x1b[2m", "\x1b[31m", "\x1b[32m", "\x1b[33m"}) {
    for (std::size_t at = 0; (at = colored.find(code)) != std::string::npos;) {
      colored.erase(at, std::string(code).size());
    }
  }
  EXPECT_EQ(plain, colored);
}

TEST(ConsoleTest, SaysThatNothingWasJudged) {
  EXPECT_THAT(console_summary(brazecheck::Run(), Paint(false)),
              HasSubstr("Nothing was judged, and that is not a pass."));
}

TEST(ConsoleTest, SaysThatTheRunWasInterrupted) {
  brazecheck::Run run = sample_run();
  run.interrupted = true;
  EXPECT_THAT(console_summary(run, Paint(false)),
              HasSubstr("Interrupted: these results are partial."));
}

TEST(ConsoleTest, TheLastLineHasTheTotals) {
  brazecheck::Run run = sample_run();
  run.results.resize(2);
  EXPECT_THAT(console_summary(run, Paint(false)),
              EndsWith("2 requirements exercised: 1 passed, 1 failed, 0 warned; 0 not tested, "
                       "0 not applicable;\n18,204 exchanges in 4.2 s (4,283/s)\n"));
}

TEST(ConsoleTest, TellsWhatWasSentAgainAndNothingOfWorkUnderAFixedClock) {
  brazecheck::Run run = sample_run();
  run.sent_again = 1204;
  EXPECT_THAT(console_summary(run, Paint(false)),
              EndsWith("18,204 exchanges in 4.2 s (4,283/s), 1,204 sent again to a busy target\n"));
  run.exchanges = run.sent_again = 0;
  run.time = {};
  EXPECT_THAT(console_summary(run, Paint(false)), EndsWith("not applicable\n"));
}

TEST(ConsoleTest, ManyFailuresAreListedNotSpelledOut) {
  brazecheck::Run run;
  for (int i = 0; i < 300; ++i) {
    run.results.push_back(sample_run().results.front());
    run.results.back().requirement = "users.track/" + std::to_string(1000 + i);
  }
  const std::string text = console_summary(run, Paint(false));
  EXPECT_THAT(text, HasSubstr("280 more, in full in results.json:\n"));
  EXPECT_THAT(text, HasSubstr("FAIL users.track/1299\n"));
  EXPECT_LT(text.size(), 50'000u);
}

TEST(ConsoleTest, LongCommandsAreCutBetweenCharacters) {
  std::string command;
  while (command.size() < 5000) command += "ü";
  const std::string cut = shortened_command(command, 1999);
  EXPECT_TRUE(is_utf8(cut));
  EXPECT_THAT(cut, EndsWith("(cut: 1,501 more characters; the whole command is in results.json)"));
  EXPECT_EQ(shortened_command("short", 2000), "short");
}

}  // namespace
}  // namespace brazecheck
