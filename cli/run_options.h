#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "cli/commands.h"
#include "cli/target.h"
#include "runner/run.h"

namespace brazecheck::cli {

/// What `brazecheck run` was asked for.
struct RunCommandOptions {
  TargetOptions target;
  std::vector<std::string> only;
  std::string profile = "standard";
  std::optional<int> cases;
  int max_requests = 0;
  double max_seconds = 0;
  double timeout_seconds = 0;
  std::optional<std::uint64_t> seed;
  std::string replay;  ///< a results.json whose failures are to be seen again
  std::string out = "brazecheck-report";
  std::string formats = "json,allure,junit,gtest";
  int workers = 8;
  std::string fixed_clock;
  bool list = false;
  bool dry_run = false;
};

/// Declares the options of the command on `command`, to be read into `options`.
void declare(CLI::App* command, const std::shared_ptr<RunCommandOptions>& options);

/// Takes from an earlier run's report what makes the same requests again: its target unless one was
/// named, seed, profile, number of cases, and its failures as selectors. Throws InputError:
/// report.* for what is no report, usage.nothing-to-replay for one without failures.
void take_from_report(const ContractIndex& index, RunCommandOptions* options);

/// The options as the runner wants them; a new seed where none was given.
[[nodiscard]] RunOptions run_options_of(const RunCommandOptions& options);

/// "json,junit" as a list. Throws InputError("usage.unknown-format", …).
[[nodiscard]] std::vector<std::string> formats_of(const std::string& list);

/// Prints what would be sent, requests per operation by effect, and sends nothing. `list` names
/// every requirement instead. Returns the exit code.
int print_plan(const ContractIndex& index, const Target& target, const RunOptions& options,
               bool list);

}  // namespace brazecheck::cli
