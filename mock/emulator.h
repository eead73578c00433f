#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "contract/index.h"
#include "mock/clock.h"
#include "mock/fault_effects.h"
#include "mock/faults.h"
#include "mock/handlers.h"
#include "mock/http_server.h"
#include "mock/journal.h"
#include "mock/keys.h"
#include "mock/rate_pools.h"
#include "mock/store.h"

namespace brazecheck::mock {

struct EmulatorOptions {
  Keys keys;
  std::vector<std::string> faults;
  Clock clock = system_now;
  std::uint64_t seed = 1;  ///< equal seeds give equal ids for equal users
  /// How long the effect of asynchronous operations stays unseen.
  std::chrono::milliseconds consistency{0};
  /// Times the documented rate limits; nullopt: counted and shown, never enforced.
  std::optional<double> rate_limits;
  std::string scheme = "http";       ///< under which clients reach it
  bool strict = false;               ///< what is only a warning is refused as well
  std::filesystem::path state_file;  ///< empty: in memory
  Json fixtures;                     ///< what a new workspace holds (State::load); null: nothing
};

/// The documented behaviour, without any network: a request in, an answer out. Thread-safe.
class Emulator {
 public:
  /// Throws InputError("mock.unknown-fault", …) and what Store throws. `index` must outlive it.
  Emulator(const ContractIndex& index, EmulatorOptions options);

  [[nodiscard]] HttpAnswer handle(const HttpQuery& query);
  [[nodiscard]] double busy_seconds() const { return 1e-9 * static_cast<double>(busy_.load()); }
  /// The largest body worth reading for a request: the documented limit, unless a fault lifts it.
  [[nodiscard]] std::size_t max_body_bytes(std::string_view method, std::string_view target) const;
  /// Operations of the contracts that it answers with 501.
  [[nodiscard]] std::set<std::string> lacks() const;

  /// Takes the place of all faults at once. Throws InputError("mock.unknown-fault", …).
  void set_faults(const std::vector<std::string>& faults);
  [[nodiscard]] std::shared_ptr<const Faults> faults() const;

  [[nodiscard]] Store& store() { return store_; }
  [[nodiscard]] Journal& journal() { return journal_; }
  [[nodiscard]] const ContractIndex& index() const { return *index_; }
  [[nodiscard]] double consistency_seconds() const {
    return std::chrono::duration<double>(options_.consistency).count();
  }
  [[nodiscard]] Time now() const { return options_.clock(); }

 private:
  struct Answered {
    const Contract* contract = nullptr;
    Reply reply;
    std::optional<RateStatus> rate;  ///< where the caller was known
    std::vector<Finding> findings;   ///< of the request, for the journal
    std::string operation;
    std::uint64_t draw = 0;  ///< decides for faults with a probability
    bool bare = false;       ///< a fault takes the rate-limit headers away
    Faults::Names spoiled_by;
  };

  void respond(const HttpQuery& query, std::uint64_t number, const Faults& faults, Answered* out);
  /// Judges a call that is known by its key and its form, and carries it out unless it is only to
  /// be judged.
  [[nodiscard]] Reply answer(Request request, Call* call, bool only_judge, Answered* out);
  /// Judges the request and fills the call with it; the refusal where it breaks the contract.
  [[nodiscard]] std::optional<Reply> judge(Request request, Call* call,
                                           std::vector<Finding>* findings) const;
  [[nodiscard]] Reply run(const Call& call);
  /// A server error in place of the refusal, where a fault says so.
  void crash_for(const Faults& faults, const Contract& contract, Reply* refusal) const;
  [[nodiscard]] std::shared_ptr<FaultEffects> effects() const;
  /// The answer to a call that a fault keeps from taking effect.
  [[nodiscard]] static Reply refuse_for(const Faults::Refusal& refusal, const Contract& contract,
                                        Answered* out);
  void perform(const Json& postponed, Time now, State& state) const;
  [[nodiscard]] HttpAnswer write(Answered& outcome, const Faults& faults, std::uint64_t number,
                                 double seconds) const;
  void keep(const HttpQuery& query, Answered outcome, const HttpAnswer& answer,
            std::uint64_t number, double seconds);
  [[nodiscard]] const Handler* handler_of(const Contract& contract) const;

  const ContractIndex* index_;
  EmulatorOptions options_;
  mutable std::mutex faults_mutex_;
  std::shared_ptr<const Faults> faults_;
  std::shared_ptr<FaultEffects> effects_;  ///< null where no fault has any
  std::uint64_t first_number_;             ///< what numbers of calls are counted from
  RatePools pools_;
  std::unordered_map<const Contract*, Handler> handlers_;
  Store store_;
  Journal journal_;
  std::atomic<std::uint64_t> requests_{0};
  std::atomic<std::int64_t> busy_{0};
};

}  // namespace brazecheck::mock
