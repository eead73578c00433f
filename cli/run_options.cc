#include "cli/run_options.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <random>
#include <sstream>

#include "contract/error.h"
#include "reports/reports.h"

namespace brazecheck::cli {
namespace {

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

std::vector<std::string> names_of_profiles() {
  std::vector<std::string> names;
  for (const auto& profile : run_profiles()) names.push_back(profile.name);
  return names;
}

void declare_target(CLI::App* command, const std::shared_ptr<RunCommandOptions>& options) {
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
  command->add_option("--ca-file", target.ca_file, "Certificates to trust instead of the system's");
  command
      ->add_option_function<std::string>(
          "--consistency",
          [options](const std::string& text) {
            options->target.consistency_seconds = read_seconds(text);
          },
          "How long effects stay unseen in the embedded emulator (2s, 500ms)")
      ->default_str("0s");
  command
      ->add_option(
          "--patience", target.patience_seconds,
          "Seconds to wait for a write to show on a workspace, 0 where writes show at once "
          "(default: 60, or none where the first writes show at once)")
      ->check(CLI::Range(0, 3600));
  command
      ->add_option(
          "--fault", target.faults,
          "Start the embedded emulator with a fault (repeatable), to see the suites find it")
      ->allow_extra_args(false);
}

void declare_budget(CLI::App* command, const std::shared_ptr<RunCommandOptions>& options) {
  command
      ->add_option("--profile", options->profile,
                   "How much to send: smoke (every operation, in seconds), standard, deep")
      ->check(CLI::IsMember(names_of_profiles()))
      ->capture_default_str();
  command
      ->add_option("--cases", options->cases,
                   "Valid requests for each operation, instead of the profile's")
      ->check(CLI::Range(1, 100000));
  command
      ->add_option("--max-requests", options->max_requests,
                   "Send at most so many requests, the most telling first")
      ->check(CLI::Range(1, 100000000));
  command->add_option_function<std::string>(
      "--time", [options](const std::string& text) { options->max_seconds = read_seconds(text); },
      "Begin no case after this time (30s)");
  command->add_option_function<std::string>(
      "--timeout",
      [options](const std::string& text) { options->timeout_seconds = read_seconds(text); },
      "How long one answer may take (default: 30s, of an emulator in this process 5s)");
}

}  // namespace

void declare(CLI::App* command, const std::shared_ptr<RunCommandOptions>& options) {
  declare_target(command, options);
  command->add_option("--only", options->only, "Judge only what matches (repeatable)")
      ->allow_extra_args(false);
  declare_budget(command, options);
  command->add_option("--seed", options->seed,
                      "Seed: same seed, same requests (default: a new one, printed)");
  command
      ->add_option("--replay", options->replay,
                   "See the failures of an earlier run again: its results.json")
      ->excludes("--only");
  command->add_option("--out", options->out, "Folder for the reports")->capture_default_str();
  command
      ->add_option("--format", options->formats, "Reports to write, of json, allure, junit, gtest")
      ->capture_default_str();
  command->add_option("--workers", options->workers, "Requests in flight")
      ->check(CLI::Range(1, 256))
      ->capture_default_str();
  command
      ->add_option(
          "--fixed-clock", options->fixed_clock,
          "Time to report instead of the real one, as 2026-01-01T00:00:00Z; durations, and "
          "how many requests there were, become 0")
      ->check(check_time, "");
  command->add_flag("--list", options->list, "Print what would be judged, and send nothing");
  command->add_flag("--dry-run", options->dry_run,
                    "Print how many requests would go to each operation, and send nothing");
}

void take_from_report(const ContractIndex& index, RunCommandOptions* options) {
  const Run before = load_results(options->replay);
  for (const auto& result : before.results) {
    if (result.verdict == Verdict::kFail || result.verdict == Verdict::kWarn)
      options->only.push_back(result.operation + ":" + result.requirement);
  }
  if (options->only.empty())
    throw InputError("usage.nothing-to-replay", options->replay, "nothing failed in that run");
  if (before.info.contracts != index.digest())
    fmt::print(stderr,
               "brazecheck: {} was made with other contracts: requests may differ from those\n",
               options->replay);
  if (options->target.target == "mock") options->target.target = before.info.target;
  options->seed = before.info.seed;
  options->cases = before.info.cases_per_property;
  if (find_run_profile(before.info.profile)) options->profile = before.info.profile;
  options->max_requests = before.info.max_requests;
}

RunOptions run_options_of(const RunCommandOptions& options) {
  RunOptions out;
  out.selection = Selection(options.only);
  out.seed = options.seed ? *options.seed : std::random_device{}();
  out.profile = *find_run_profile(options.profile);
  if (options.profile != "standard") out.replay_options += " --profile " + options.profile;
  if (options.cases) {
    out.profile.cases = *options.cases;
    out.replay_options += fmt::format(" --cases {}", *options.cases);
  }
  out.max_requests = options.max_requests;
  out.max_seconds = options.max_seconds;
  out.timeout =
      std::chrono::milliseconds(static_cast<std::int64_t>(options.timeout_seconds * 1000));
  out.workers = options.workers;
  out.version = BRAZECHECK_VERSION;
  out.fixed_clock = !options.fixed_clock.empty();
  out.started_at = out.fixed_clock ? options.fixed_clock : now();
  out.ca_file = options.target.ca_file;
  return out;
}

std::vector<std::string> formats_of(const std::string& list) {
  std::vector<std::string> formats;
  std::istringstream stream(list);
  for (std::string part; std::getline(stream, part, ',');) {
    if (!part.empty()) formats.push_back(part);
  }
  const auto known = report_formats();
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

}  // namespace brazecheck::cli
