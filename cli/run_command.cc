#include <fmt/chrono.h>
#include <fmt/format.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <random>
#include <sstream>

#include "cli/commands.h"
#include "cli/signals.h"
#include "cli/target.h"
#include "contract/error.h"
#include "reports/reports.h"
#include "runner/run.h"

namespace brazecheck::cli {
namespace {

struct Options {
  TargetOptions target;
  std::vector<std::string> only;
  int cases = 20;
  std::uint64_t seed = 0;
  bool seed_given = false;
  std::string out = "brazecheck-report";
  std::string formats = "json,allure,junit";
  int workers = 4;
  std::string fixed_clock;
  bool list = false;
};

std::vector<std::string> split(const std::string& list) {
  std::vector<std::string> parts;
  std::istringstream stream(list);
  for (std::string part; std::getline(stream, part, ',');) {
    if (!part.empty()) parts.push_back(part);
  }
  return parts;
}

std::vector<std::string> checked_formats(const std::string& list) {
  const auto known = report_formats();
  const auto formats = split(list);
  for (const auto& format : formats) {
    if (std::find(known.begin(), known.end(), format) == known.end()) {
      throw InputError("usage.unknown-format", "--format",
                       fmt::format("\"{}\" is none of {}", format, fmt::join(known, ", ")));
    }
  }
  if (formats.empty())
    throw InputError("usage.unknown-format", "--format",
                     fmt::format("names none of {}", fmt::join(known, ", ")));
  return formats;
}

// It ends up in reports whose readers refuse other times.
std::string check_time(const std::string& text) {
  constexpr std::string_view kShape = "0000-00-00T00:00:00Z";
  bool fits = text.size() == kShape.size();
  for (std::size_t i = 0; fits && i < kShape.size(); ++i) {
    fits = kShape[i] == '0' ? text[i] >= '0' && text[i] <= '9' : text[i] == kShape[i];
  }
  return fits ? "" : "write it as 2026-01-01T00:00:00Z";
}

std::string check_pair(const std::string& text) {
  const auto equals = text.find('=');
  const bool pair = equals != std::string::npos && equals > 0 && equals + 1 < text.size();
  return pair ? "" : "write it as NAME=VALUE";
}

std::string now() {
  return fmt::format(
      "{:%Y-%m-%dT%H:%M:%SZ}",
      fmt::gmtime(std::chrono::system_clock::to_time_t(std::chrono::system_clock::now())));
}

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

int list_plan(const ContractIndex& index, const RunOptions& options) {
  Target anywhere;
  anywhere.allowed = {Effect::kRead, Effect::kWrite, Effect::kSend, Effect::kDestroy,
                      Effect::kExport};
  std::size_t cases = 0;
  const auto plan = plan_checks(index, anywhere, options);
  for (const auto& check : plan) {
    const std::size_t count = check.scenario != nullptr ? 1 : check.cases.size();
    cases += count;
    fmt::print("{:<28} {:<56} {}\n", check.contract->operation, check.requirement->id,
               !check.not_tested.empty()   ? "not tested: " + check.not_tested
               : check.scenario != nullptr ? "scenario"
                                           : fmt::format("{} cases", count));
  }
  fmt::print("{} requirements, {} cases\n", plan.size(), cases);
  return plan.empty() ? kNothingRan : kConforming;
}

int run(const Context& context, const Options& options) {
  const ContractIndex index = context.load();
  RunOptions run_options;
  run_options.selection = Selection(options.only);
  run_options.seed = options.seed_given ? options.seed : std::random_device{}();
  run_options.cases = options.cases;
  run_options.workers = options.workers;
  run_options.version = BRAZECHECK_VERSION;
  run_options.fixed_clock = !options.fixed_clock.empty();
  run_options.started_at = run_options.fixed_clock ? options.fixed_clock : now();
  run_options.ca_file = options.target.ca_file;
  check_selectors(index, run_options.selection);
  if (options.list) return list_plan(index, run_options);

  const auto formats = checked_formats(options.formats);
  run_options.journal = (std::filesystem::path(options.out) / "journal.jsonl").string();
  TargetOptions target = options.target;
  target.fixed_clock = options.fixed_clock;
  ReadyTarget ready = prepare_target(index, target);
  ready.target.replay_program = context.invocation();
  check_report_directory(options.out);
  watch_signals();
  run_options.stop = &stop_requested();

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
  auto options = std::make_shared<Options>();
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
      "  brazecheck run --only users.track --cases 200 --seed 7\n"
      "  brazecheck run --only 'catalogs.create:*-max-*' --list\n"
      "  BRAZE_API_KEY=… brazecheck run --target https://rest.iad-01.braze.com --only "
      "'catalogs.*'");
  auto& target = options->target;
  command->add_option("--target", target.target, "mock (the embedded emulator) or a base URL")
      ->capture_default_str();
  command->add_option("--key-env", target.key_env, "Environment variable that holds the API key")
      ->capture_default_str();
  command->add_option("--limited-key-env", target.limited_key_env,
                      "Environment variable that holds a key without permissions");
  command
      ->add_option("--allow", target.allow,
                   "Effect to allow on a workspace (repeatable): write, send, destroy, export")
      ->allow_extra_args(false)
      ->check(CLI::IsMember({"write", "send", "destroy", "export"}));
  command
      ->add_option_function<std::vector<std::string>>(
          "--fixture",
          [options](const std::vector<std::string>& given) {
            for (const auto& pair : given) {
              const auto equals = pair.find('=');
              options->target.fixtures[pair.substr(0, equals)] = pair.substr(equals + 1);
            }
          },
          "Name of something that the target has and no request can make, as campaign_id=… "
          "(repeatable)")
      ->allow_extra_args(false)
      ->check(check_pair, "");
  command->add_option("--only", options->only, "Judge only what matches (repeatable)")
      ->allow_extra_args(false);
  command->add_option("--cases", options->cases, "Random valid requests for each operation")
      ->check(CLI::Range(1, 100000))
      ->capture_default_str();
  command->add_option_function<std::uint64_t>(
      "--seed",
      [options](std::uint64_t seed) {
        options->seed = seed;
        options->seed_given = true;
      },
      "Seed: same seed, same requests (default: a new one, printed)");
  command->add_option("--out", options->out, "Folder for the reports")->capture_default_str();
  command->add_option("--format", options->formats, "Reports to write, of json, allure, junit")
      ->capture_default_str();
  command->add_option("--workers", options->workers, "Requests in flight")
      ->check(CLI::Range(1, 256))
      ->capture_default_str();
  command->add_option("--ca-file", target.ca_file, "Certificates to trust instead of the system's");
  command
      ->add_option_function<std::string>(
          "--consistency",
          [&target](const std::string& text) { target.consistency_seconds = read_seconds(text); },
          "How long effects stay unseen in the embedded emulator (2s, 500ms)")
      ->default_str("0s");
  command
      ->add_option("--patience", target.patience_seconds,
                   "Seconds to wait for a write to show on a workspace")
      ->check(CLI::Range(0, 3600))
      ->capture_default_str();
  command
      ->add_option(
          "--fault", target.faults,
          "Start the embedded emulator with a fault (repeatable), to see the suites find it")
      ->allow_extra_args(false);
  command
      ->add_option(
          "--fixed-clock", options->fixed_clock,
          "Time to report instead of the real one, as 2026-01-01T00:00:00Z; durations become 0")
      ->check(check_time, "");
  command->add_flag("--list", options->list, "Print what would be judged, and send nothing");
  command->callback([&context, options, action] {
    *action = [&context, options] { return run(context, *options); };
  });
}

}  // namespace brazecheck::cli
