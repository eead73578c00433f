#pragma once

#include <atomic>
#include <chrono>
#include <map>
#include <mutex>
#include <optional>
#include <string>

#include "contract/index.h"
#include "generators/case.h"
#include "runner/ledger.h"
#include "runner/target.h"
#include "runner/worker.h"

namespace brazecheck {

struct WireOptions {
  std::string ca_file;
  bool fixed_clock = false;                 ///< forget what differs from run to run
  std::chrono::milliseconds timeout{0};     ///< of one exchange; 0 for the client's own
  int max_requests = 0;                     ///< what a run may send, taking down aside; 0: no end
  double max_seconds = 0;                   ///< how long it may begin new cases; 0: no end
  const std::atomic<bool>* stop = nullptr;  ///< set from outside (a signal)
};

/// The exchange of a request that was held back, for this reason.
[[nodiscard]] Exchange not_sent(const Contract& contract, const Request& request,
                                std::string reason);

/// How requests of a run reach its target: signed, timed, judged into the worker's ledger, sent
/// again where the target was only busy. Shared by all workers.
class Wire {
 public:
  Wire(const ContractIndex& index, const Target& target, WireOptions options);

  [[nodiscard]] ClientOptions client_options() const;

  /// Steps from here on take down what was made: they are sent after an interrupt as well, and
  /// whatever the budget says.
  static constexpr int kOfRelease = 1000;

  Exchange send(Worker& worker, const Contract& contract, const Request& request,
                Credential credential, Origination from);
  /// Leaves out of an exchange what differs from run to run: ids, counters, durations.
  static void forget_time(Exchange* exchange);

  /// An interrupt, or abandon().
  [[nodiscard]] bool interrupted() const {
    return abandoned_ || (options_.stop != nullptr && *options_.stop);
  }
  void abandon() { abandoned_ = true; }
  /// Waits in slices, so that an interrupted run ends.
  void pause(std::chrono::duration<double> time) const;

  /// Why nothing more may be begun for the operation: the budget is used up, nobody is there, it
  /// does not answer. "" where there is no reason.
  [[nodiscard]] std::string exhausted(const Contract& contract) const;
  /// Somebody has answered.
  [[nodiscard]] bool answered() const { return answered_; }
  /// Nobody ever has, although it was tried.
  [[nodiscard]] bool nobody() const { return !answered_ && unreached_ > 0; }
  /// A case was broken off because nobody could be reached.
  void note_unreached() { ++unreached_; }
  [[nodiscard]] int exchanges() const { return exchanges_.load(std::memory_order_relaxed); }

 private:
  /// Why no further request is sent, also for what has begun, or "".
  [[nodiscard]] std::string used_up() const;
  /// Says in `when` when the request was sent and answered.
  Exchange send_once(Worker& worker, const Request& request, Credential credential,
                     bool must_be_sent, Sending* when);
  [[nodiscard]] std::optional<std::string> bearer(Credential credential) const;
  void count_silence(const Contract& contract, const Exchange& exchange);

  using Clock = std::chrono::steady_clock;
  const ContractIndex& index_;
  const Target& target_;
  WireOptions options_;
  Clock::time_point begun_ = Clock::now();
  std::atomic<bool> abandoned_{false};
  std::atomic<int> exchanges_{0};
  std::atomic<int> unreached_{0};
  std::atomic<bool> answered_{false};
  mutable std::mutex mutex_;
  std::map<const Contract*, int> silences_;  ///< exchanges that ended without an answer in time
};

}  // namespace brazecheck
