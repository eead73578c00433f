#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "contract/index.h"
#include "reports/model.h"
#include "runner/target.h"
#include "suites/check.h"

namespace brazecheck {

struct EngineOptions {
  int workers = 4;
  int shrink_budget = 60;  ///< requests that may be spent on making one failing request smaller
  std::uint64_t seed = 0;
  int sequences = 0;                     ///< to play of each machine
  int sequence_length = 0;               ///< commands of a sequence, at most
  int max_requests = 0;                  ///< what may be sent, taking down aside; 0: no end
  double max_seconds = 0;                ///< how long cases may begin; 0: no end
  std::chrono::milliseconds timeout{0};  ///< of one exchange; 0: the client's own
  std::string replay_options;            ///< what makes the same plan again, for replay commands
  std::string ca_file;
  bool fixed_clock = false;                 ///< durations are reported as 0: byte-stable reports
  std::string journal;                      ///< file that lists what was created, or ""
  const std::atomic<bool>* stop = nullptr;  ///< set from outside (a signal) to end the run early
};

/// Runs checks against a target: a pool of workers, each with a connection of its own, draws cases
/// in order; a check is decided when its last case is in, by the earliest failure, so that verdicts
/// do not depend on the number of workers.
class Engine {
 public:
  /// `mock_seconds` gives the emulator's own time, or is empty. Listeners are called one at a time.
  Engine(const ContractIndex& index, Target target, EngineOptions options,
         std::vector<Listener*> listeners, std::function<double()> mock_seconds);
  ~Engine();

  /// Begins to work in the background. Call once. Throws InputError: report.unwritable (the
  /// journal), target.bad-url.
  void start(std::vector<Check> checks);
  /// Blocks until the check with this number has its verdict.
  const RequirementResult& wait(std::size_t check);
  /// What it works on, from start() on.
  [[nodiscard]] const std::vector<Check>& checks() const;
  /// Waits for everything, takes fixtures down, adds the verdicts on responses. Call once. Throws
  /// what a listener threw meanwhile, once everything is taken down.
  void finish(Run* run);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace brazecheck
