#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

#include "contract/contract.h"

namespace brazecheck {

/// When a request was sent, and when its answer was there.
struct Sending {
  using Time = std::chrono::steady_clock::time_point;
  Time sent, received;
  /// Of a request that follows all that were told of before.
  [[nodiscard]] static Sending now() {
    const Time time = std::chrono::steady_clock::now();
    return {time, time};
  }
};

/// What answers said was left of budgets of calls, in the order of time, whichever thread they
/// came to. Safe to use from several threads.
class CallBudgets {
 public:
  /// The budget of an operation, and until when it is one. Others may share it, or may not: what
  /// they leave is not compared.
  struct Budget {
    const Contract* contract = nullptr;
    std::int64_t limit = 0, reset = 0;
    auto operator<=>(const Budget&) const = default;
  };

  /// Notes that an answer left so many calls. Returns the least that was left by an answer that was
  /// there before this request was sent; nullopt where there is none.
  std::optional<std::int64_t> note(const Budget& budget, const Sending& when, std::int64_t left);

 private:
  std::mutex mutex_;
  /// By time of arrival, each with the least that was left up to then.
  std::map<Budget, std::vector<std::pair<Sending::Time, std::int64_t>>> left_;
};

}  // namespace brazecheck
