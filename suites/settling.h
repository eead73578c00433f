#pragma once

#include <chrono>
#include <functional>

#include "contract/contract.h"

namespace brazecheck {

/// Keeps calls that build on each other apart where effects show late: before a call, waits until
/// what asynchronous calls before it did should be there. Calls of one operation in a row do not
/// build on each other. Never waits where effects are immediate.
class Settling {
 public:
  /// Waits for so long; called from the thread that calls before().
  using Pause = std::function<void(std::chrono::duration<double>)>;

  /// `seconds`: how long effects take to show; 0 for at once.
  explicit Settling(double seconds, Pause pause = sleep);

  void before(const Contract& contract);
  void after(const Contract& contract);
  /// Before whatever comes next.
  void finish();
  /// Waits for so long, whatever was done before.
  void wait(std::chrono::duration<double> time) const { pause_(time); }

  static void sleep(std::chrono::duration<double> time);

 private:
  using Clock = std::chrono::steady_clock;
  double seconds_;
  Pause pause_;
  const Contract* last_ = nullptr;  ///< asynchronous call that nobody has waited for yet
  Clock::time_point due_;
};

}  // namespace brazecheck
