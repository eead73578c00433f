#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <unordered_map>

#include "contract/index.h"
#include "mock/clock.h"

namespace brazecheck::mock {

/// What the rate-limit headers of an answer say.
struct RateStatus {
  int limit = 0;
  int remaining = 0;
  std::int64_t reset = 0;  ///< epoch seconds at which the window ends
  bool exceeded = false;   ///< the request is one too many
};

/// The request budgets that the contracts name. Operations of one pool
/// share a budget; windows are aligned on whole multiples of their length.
class RatePools {
 public:
  /// `factor` multiplies every budget.
  RatePools(const ContractIndex& index, double factor);

  /// Takes one request from the operation's pool.
  [[nodiscard]] RateStatus take(const Contract& contract, Time now);

 private:
  struct Window {
    std::int64_t start = -1;
    int used = 0;
  };
  double factor_;
  std::mutex mutex_;
  std::unordered_map<const Contract*, std::size_t> pool_of_;
  std::vector<Window> windows_;
};

}  // namespace brazecheck::mock
