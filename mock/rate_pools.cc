#include "mock/rate_pools.h"

#include <algorithm>

namespace brazecheck::mock {

RatePools::RatePools(const ContractIndex& index, double factor) : factor_(factor) {
  std::map<std::string, std::size_t> by_name;
  for (const auto& contract : index.operations()) {
    const auto [entry, added] = by_name.emplace(contract->rate_limit.pool, windows_.size());
    if (added) windows_.emplace_back();
    pool_of_.emplace(contract.get(), entry->second);
  }
}

RateStatus RatePools::take(const Contract& contract, Time now) {
  const RateLimit& limit = contract.rate_limit;
  const std::int64_t length = std::max(1, limit.per_seconds);
  const std::int64_t seconds =
      std::chrono::floor<std::chrono::seconds>(now).time_since_epoch().count();
  const std::int64_t start = seconds / length * length;
  const std::lock_guard lock(mutex_);
  Window& window = windows_[pool_of_.at(&contract)];
  if (window.start != start) window = {start, 0};
  const int budget = std::max(1, static_cast<int>(std::min(1e9, limit.requests * factor_)));
  if (window.used < budget) {
    ++window.used;
    return {budget, budget - window.used, start + length, false};
  }
  return {budget, 0, start + length, true};
}

}  // namespace brazecheck::mock
