#pragma once

#include <rapidcheck.h>

#include <algorithm>
#include <cstdint>

namespace brazecheck {

/// Decisions drawn in order from one RapidCheck random stream. Cheap to move, never shared between
/// threads.
class Draw {
 public:
  explicit Draw(rc::Random random) : random_(random) {}
  explicit Draw(std::uint64_t seed) : random_(seed) {}

  [[nodiscard]] std::uint64_t next() { return random_.next(); }
  /// In [0, n); 0 when n is 0.
  [[nodiscard]] std::size_t below(std::size_t n) { return n == 0 ? 0 : next() % n; }
  /// In [low, high], which must be ordered.
  [[nodiscard]] std::int64_t between(std::int64_t low, std::int64_t high) {
    const std::uint64_t span =
        static_cast<std::uint64_t>(high) - static_cast<std::uint64_t>(low) + 1;
    return span == 0 ? static_cast<std::int64_t>(next())
                     : static_cast<std::int64_t>(static_cast<std::uint64_t>(low) + next() % span);
  }
  [[nodiscard]] bool chance(int percent) {
    return percent > 0 && static_cast<int>(below(100)) < percent;
  }
  template <typename List>
  [[nodiscard]] const auto& pick(const List& list) {
    return *(std::begin(list) + static_cast<std::ptrdiff_t>(below(std::size(list))));
  }

 private:
  rc::Random random_;
};

}  // namespace brazecheck
