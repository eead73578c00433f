#include <fmt/format.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <memory>

#include "cli/commands.h"
#include "cli/run_options.h"
#include "cli/signals.h"
#include "cli/target.h"
#include "reports/reports.h"
#include "runner/preflight.h"
#include "runner/run.h"

namespace brazecheck::cli {
namespace {

ConsoleOptions console() {
  const bool terminal = isatty(STDOUT_FILENO) == 1;
  return {
      .out = stdout, .terminal = terminal, .color = terminal && std::getenv("NO_COLOR") == nullptr};
}

void check_selectors(const ContractIndex& index, const Selection& selection) {
  for (const auto& selector : selection.selectors()) {
    const Selection one({selector});
    bool picks = false;
    for (const auto& contract : index.operations()) {
      for (const auto* requirement : contract->requirements)
        picks = picks || one.picks(*contract, *requirement);
    }
    if (!picks)
      fmt::print(stderr, "brazecheck: --only {}: no operation, category or requirement matches\n",
                 selector);
  }
}

int run(const Context& context, RunCommandOptions options) {
  const ContractIndex index = context.load();
  if (!options.replay.empty()) take_from_report(index, &options);
  RunOptions run_options = run_options_of(options);
  check_selectors(index, run_options.selection);
  TargetOptions target = options.target;
  target.fixed_clock = options.fixed_clock;
  if (options.list || options.dry_run)
    return print_plan(index, described_target(target), run_options, options.list);

  const auto formats = formats_of(options.formats);
  run_options.journal = (std::filesystem::path(options.out) / "journal.jsonl").string();
  ReadyTarget ready = prepare_target(index, target);
  ready.target.replay_program = context.invocation();
  if (ready.server && options.timeout_seconds == 0) run_options.timeout = kInProcessTimeout;
  check_report_directory(options.out);
  watch_signals();
  run_options.stop = &stop_requested();
  for (const auto& note : preflight(index, run_options, &ready.target))
    fmt::print(stderr, "brazecheck: {}\n", note);

  const auto reporter = console_report(console());
  std::function<double()> mock_seconds;
  if (ready.server) mock_seconds = [&ready] { return ready.server->busy_seconds(); };
  const Run result =
      run_suites(index, ready.target, run_options, {reporter.get()}, std::move(mock_seconds));
  write_reports(result, options.out, formats);
  fmt::print("seed {}; report in {}\n", run_options.seed, options.out);
  return result.exit_code();
}

}  // namespace

void add_run(CLI::App& app, const Context& context, Action* action) {
  auto options = std::make_shared<RunCommandOptions>();
  auto* command =
      app.add_subcommand("run", "Check that a target behaves as the documentation says");
  command->footer(
      "SELECTOR is an operation id, a category, a requirement id, a glob of one, or "
      "OPERATION:REQUIREMENT.\n"
      "Any target but an emulator gets operations that read, unless --allow says more. What they "
      "need\n"
      "to read (catalogs named bzc_…) is created for them, listed in journal.jsonl, and removed.\n"
      "\n"
      "Examples:\n"
      "  brazecheck run\n"
      "  brazecheck run --profile smoke\n"
      "  brazecheck run --only users.track --cases 200 --seed 7\n"
      "  brazecheck run --replay brazecheck-report/results.json\n"
      "  BRAZE_API_KEY=… brazecheck run --target https://rest.iad-01.braze.com --dry-run\n"
      "  BRAZE_API_KEY=… brazecheck run --target https://rest.iad-01.braze.com --only "
      "'catalogs.*'");
  declare(command, options);
  command->callback([&context, options, action] {
    *action = [&context, options] { return run(context, *options); };
  });
}

}  // namespace brazecheck::cli
