#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>

#include "mock/fault_effects.h"
#include "mock/handlers.h"
#include "mock/state.h"
#include "mock/state_file.h"

namespace brazecheck::mock {

/// The state of an emulator and everything that happens to it: one call after the other, all of a
/// call or nothing, at once or after a while, in memory or on disk. Thread-safe.
class Store {
 public:
  struct Options {
    std::uint64_t seed = 1;
    /// How long the effect of an asynchronous operation stays unseen; 0: it is there at once.
    std::chrono::milliseconds consistency{0};
    std::filesystem::path file;  ///< empty: in memory
    /// What a new workspace holds, in the form of State::load(); null for nothing.
    Json fixtures;
  };
  /// Carries out a call that was put off, from what `defer_as` was given for it.
  using Perform = std::function<void(const Json& postponed, Time now, State& state)>;

  /// Throws InputError: mock.state-file, mock.bad-state (in the fixtures).
  Store(const ContractIndex& index, Options options, Perform perform);

  /// Runs a handler. A refused call changes nothing; neither does any with `forget`. An
  /// asynchronous call is answered as if it had taken place and takes place later; `postponed`
  /// makes what Perform gets then. With `effects`, faults have a part in what it changes.
  [[nodiscard]] Reply run(const Handler& handler, const Call& call, bool forget,
                          const std::function<Json()>& postponed, FaultEffects* effects = nullptr);

  /// Carries out what has become due. Called by run() too.
  void catch_up(Time now);
  /// Whether something waits for its time.
  [[nodiscard]] bool waiting() const;

  /// Reads or changes the state from outside of any call. What `action` throws comes through; it
  /// throws before its first change.
  void with_state(const std::function<void(State&)>& action);
  /// Back to what a new workspace holds.
  void reset();

  /// Messages that calls have caused since the last time, for the outside world.
  [[nodiscard]] std::vector<Outgoing> take_outbox();

 private:
  void commit();
  /// Sends scheduled messages whose time has come.
  void send_scheduled(Time now);

  Options options_;
  Perform perform_;
  mutable std::mutex mutex_;
  State state_;
  std::unique_ptr<StateFile> file_;
  std::vector<Outgoing> outbox_;
};

}  // namespace brazecheck::mock
