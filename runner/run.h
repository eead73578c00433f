#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "contract/index.h"
#include "reports/model.h"
#include "runner/run_profile.h"
#include "runner/selection.h"
#include "runner/target.h"
#include "suites/check.h"

namespace brazecheck {

struct RunOptions {
  Selection selection;
  std::uint64_t seed = 0;
  RunProfile profile = *find_run_profile("standard");
  int max_requests = 0;                  ///< 0: no end
  double max_seconds = 0;                ///< 0: no end
  std::chrono::milliseconds timeout{0};  ///< of one exchange; 0: the client's own
  std::string replay_options;  ///< what was asked for on the command line and shapes the plan
  int workers = 8;
  std::string version;
  std::string started_at;  ///< RFC 3339, from the caller's clock
  bool fixed_clock = false;
  std::string ca_file;
  std::string journal;  ///< where what is created on a workspace is listed first
  const std::atomic<bool>* stop = nullptr;
};

/// The checks that the selection and the target's allowed effects leave, in order of operation,
/// trimmed to the budget. Checks that the target does not allow stay, with the reason in
/// `not_tested`.
[[nodiscard]] std::vector<Check> plan_checks(const ContractIndex& index, const Target& target,
                                             const RunOptions& options);

/// Drops what was not asked for: a failure is reported wherever it shows, all else where
/// `selection` picks it.
void keep_selected(const ContractIndex& index, const Selection& selection, Run* run);

/// Plans, registers one GoogleTest test a check (so that its sharding variables and filters hold),
/// runs them all and returns the run. Once a process: GoogleTest's registry is global.
/// `mock_seconds` tells the emulator's own time, if there is one.
[[nodiscard]] Run run_suites(const ContractIndex& index, const Target& target,
                             const RunOptions& options, const std::vector<Listener*>& listeners,
                             std::function<double()> mock_seconds);

}  // namespace brazecheck
