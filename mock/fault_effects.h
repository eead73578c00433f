#pragma once

#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "mock/faults.h"
#include "mock/handlers.h"

namespace brazecheck::mock {

/// What faults make of the effects of calls on the state. It remembers earlier calls, so there is
/// one for each set of faults. Called with the state locked.
class FaultEffects {
 public:
  /// Null where none of the faults is about effects.
  static std::shared_ptr<FaultEffects> of(std::shared_ptr<const Faults> faults);

  explicit FaultEffects(std::shared_ptr<const Faults> faults) : faults_(std::move(faults)) {}

  /// In place of `handler.run(call, state)`. The log begins here.
  [[nodiscard]] Reply run(const Handler& handler, const Call& call, State& state);

 private:
  /// A row that a call changed, before and after; null where there was or is none.
  struct Change {
    std::string kind, id;
    Json before, after;
  };
  /// A state that is behind the real one: it never hears of one operation.
  struct Shadow {
    const Fault* fault = nullptr;
    std::unique_ptr<State> state;
  };

  /// The answer of a fault that shows an old one, or nothing.
  [[nodiscard]] std::optional<Reply> old_answer(const Handler& handler, const Call& call,
                                                const State& state);
  /// Carries the call out, and what is stored wrong for it.
  [[nodiscard]] Reply carry_out(const Handler& handler, const Call& call, State& state);
  /// The same, and then changes what faults say of the rows that it changed.
  [[nodiscard]] Reply carry_out_on_rows(const Handler& handler, const Call& call, State& state);
  void alter(const Fault& fault, const std::vector<Change>& changes, State* state) const;
  /// Another row of the kind, which a call has changed lately and which is still there; or "".
  [[nodiscard]] std::string neighbour(const Change& change, const State& state) const;

  std::shared_ptr<const Faults> faults_;
  std::vector<Shadow> shadows_;
  bool has_shadows_ = false;
  std::map<std::string, Reply> cached_;
  std::map<std::string, std::deque<std::string>> touched_;  ///< ids by kind, latest first
};

}  // namespace brazecheck::mock
