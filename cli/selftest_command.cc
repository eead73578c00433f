#include <fmt/format.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <memory>

#include "cli/commands.h"
#include "cli/self_check.h"
#include "cli/signals.h"
#include "contract/error.h"
#include "runner/selection.h"

namespace brazecheck::cli {
namespace {

struct Options {
  std::vector<std::string> only;
  std::string table;
  std::uint64_t seed = 1;
  int jobs = 2;
  std::string format = "text";
};

std::vector<SeededFault> picked(const ContractIndex& index, const Options& options) {
  std::vector<SeededFault> lines = seeded_faults(index, options.table);
  const auto& only = options.only;
  std::erase_if(lines, [&](const SeededFault& line) {
    return !only.empty() && std::none_of(only.begin(), only.end(), [&](const std::string& glob) {
      return glob_match(glob, line.group) || glob_match(glob, line.fault) ||
             glob_match(glob, line.caught_by);
    });
  });
  return lines;
}

/// What people and the exit code are told.
struct Score {
  int seeded = 0, caught = 0, healthy_runs = 0, healthy_green = 0;
  bool interrupted = false;

  explicit Score(const std::vector<SelfCheckResult>& results) {
    for (const auto& result : results) {
      (result.line == nullptr ? healthy_runs : seeded) += 1;
      (result.line == nullptr ? healthy_green : caught) += result.as_it_should() ? 1 : 0;
      interrupted = interrupted || result.interrupted;
    }
  }
  [[nodiscard]] int exit_code() const {
    if (interrupted) return kInterrupted;
    return caught == seeded && healthy_green == healthy_runs ? kConforming : kNonconforming;
  }
};

std::string outcome(const SelfCheckResult& result) {
  if (!result.problem.empty()) return "NOT RUN: " + result.problem;
  if (result.interrupted) return "interrupted";
  if (result.as_it_should()) return result.line == nullptr ? "nothing is red" : "";
  const auto& red = result.red;
  const bool missed = result.line != nullptr &&
                      std::find(red.begin(), red.end(), result.line->caught_by) == red.end();
  std::string text = missed ? "NOT CAUGHT" : "";
  if (!result.astray.empty())
    text += fmt::format("{}red as well: {}", missed ? "; " : "", fmt::join(result.astray, " "));
  return text;
}

void print_text(const std::vector<SelfCheckResult>& results, const Score& score) {
  std::string group;
  for (const auto& result : results) {
    if (result.line == nullptr) {
      if (!result.as_it_should())
        fmt::print("healthy emulator, {}: {}\n", fmt::join(result.run, " "), outcome(result));
      continue;
    }
    if (result.line->group != group) {
      group = result.line->group;
      fmt::print("\n{}\n", group);
    }
    const std::string own = result.line->caught_by.substr(result.line->caught_by.find(':') + 1);
    fmt::print("  {:<72} {:<58} {:>5} {:>6.2f} s\n", result.line->fault, own, result.requests,
               result.seconds);
    if (const std::string what = outcome(result); !what.empty()) fmt::print("    {}\n", what);
  }
  fmt::print("\nhealthy emulator: {} of {} selections without a finding\n", score.healthy_green,
             score.healthy_runs);
  fmt::print("{} of {} faults caught by exactly their own requirement\n", score.caught,
             score.seeded);
}

void print_json(const std::vector<SelfCheckResult>& results, const Score& score) {
  Json faults = Json::array(), healthy = Json::array();
  for (const auto& result : results) {
    Json entry = {{"run", result.run},
                  {"red", result.red},
                  {"as_it_should", result.as_it_should()},
                  {"requests", result.requests},
                  {"seconds", result.seconds}};
    if (!result.problem.empty()) entry["problem"] = result.problem;
    if (result.line == nullptr) {
      healthy.push_back(std::move(entry));
      continue;
    }
    entry["class"] = result.line->group;
    entry["fault"] = result.line->fault;
    entry["expected"] = result.line->caught_by;
    entry["astray"] = result.astray;
    faults.push_back(std::move(entry));
  }
  const Json document = {{"seeded", score.seeded},
                         {"caught", score.caught},
                         {"healthy_runs", score.healthy_runs},
                         {"healthy_green", score.healthy_green},
                         {"healthy", std::move(healthy)},
                         {"faults", std::move(faults)}};
  fmt::print("{}\n", document.dump(2));
}

int selftest(const Context& context, const Options& options) {
  const ContractIndex index = context.load();
  const std::vector<SeededFault> lines = picked(index, options);
  if (lines.empty()) {
    fmt::print(stderr, "brazecheck: no seeded fault matches\n");
    return kNothingRan;
  }
  watch_signals();
  const bool terminal = isatty(STDERR_FILENO) == 1;
  const auto results =
      self_check(index, lines, {options.seed, options.jobs, &stop_requested()}, [&](int over) {
        if (terminal) fmt::print(stderr, "\r{} runs", over);
      });
  if (terminal) fmt::print(stderr, "\r");
  const Score score(results);
  if (options.format == "json") {
    print_json(results, score);
  } else {
    print_text(results, score);
  }
  return score.exit_code();
}

}  // namespace

void add_selftest(CLI::App& app, const Context& context, Action* action) {
  auto options = std::make_shared<Options>();
  auto* command =
      app.add_subcommand("selftest", "Show that the suites find faults: seed them, one at a time");
  command->footer(
      "Starts the embedded emulator with one fault after another and runs the suites against it.\n"
      "A fault counts as caught when the requirement that it breaks is red, and no other.\n"
      "\n"
      "Examples:\n"
      "  brazecheck selftest\n"
      "  brazecheck selftest --only limits --only 'users.*'");
  command
      ->add_option("--only", options->only,
                   "Class, fault or OPERATION:REQUIREMENT, each may be a glob (repeatable)")
      ->allow_extra_args(false);
  command->add_option(
      "--table", options->table,
      "JSON file of faults to seed instead of the built-in ones (docs/selftest.md)");
  command->add_option("--seed", options->seed, "Seed of all runs")->capture_default_str();
  command->add_option("--jobs", options->jobs, "Emulators at work at a time")
      ->check(CLI::Range(1, 64))
      ->capture_default_str();
  command->add_option("--format", options->format, "text or json")
      ->check(CLI::IsMember({"text", "json"}))
      ->capture_default_str();
  command->callback([&context, options, action] {
    *action = [&context, options] { return selftest(context, *options); };
  });
}

}  // namespace brazecheck::cli
