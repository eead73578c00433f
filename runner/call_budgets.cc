#include "runner/call_budgets.h"

#include <algorithm>
#include <iterator>

namespace brazecheck {

std::optional<std::int64_t> CallBudgets::note(const Budget& budget, const Sending& when,
                                              std::int64_t left) {
  const std::lock_guard lock(mutex_);
  auto& known = left_[budget];
  const auto after = [&](Sending::Time time) {
    return std::upper_bound(known.begin(), known.end(), time,
                            [](Sending::Time t, const auto& entry) { return t < entry.first; });
  };
  std::optional<std::int64_t> least;
  if (const auto next = after(when.sent); next != known.begin()) least = std::prev(next)->second;
  auto own = after(when.received);
  own = known.insert(
      own, {when.received, own == known.begin() ? left : std::min(left, std::prev(own)->second)});
  for (auto later = std::next(own); later != known.end(); ++later)
    later->second = std::min(later->second, left);
  return least;
}

}  // namespace brazecheck
