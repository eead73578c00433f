#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "cli/seeded_faults.h"

namespace brazecheck::cli {

/// What came of one run against the emulator: with a seeded fault, or healthy.
struct SelfCheckResult {
  std::vector<std::string> run;       ///< what was run
  const SeededFault* line = nullptr;  ///< null: the healthy emulator
  std::vector<std::string> red;       ///< "operation:requirement", all of them
  /// Those that are red although neither expected nor tolerated.
  std::vector<std::string> astray;
  std::string problem;  ///< why it could not be run, or ""
  int requests = 0;
  double seconds = 0;
  bool interrupted = false;

  /// With a fault: its own requirement is red and nothing else. Healthy: nothing is red.
  [[nodiscard]] bool as_it_should() const;
};

struct SelfCheckOptions {
  std::uint64_t seed = 1;
  int jobs = 2;
  const std::atomic<bool>* stop = nullptr;
};

/// Runs what each line says against an emulator with its fault, and all that against a healthy one
/// first. Lines of one selection share a plan. `progress` is told how many runs are over, from any
/// thread, one at a time. The results are in the order of `lines`, the healthy ones before.
[[nodiscard]] std::vector<SelfCheckResult> self_check(const ContractIndex& index,
                                                      const std::vector<SeededFault>& lines,
                                                      const SelfCheckOptions& options,
                                                      const std::function<void(int)>& progress);

}  // namespace brazecheck::cli
