#pragma once

#include <mutex>
#include <string_view>

#include "mock/clock.h"

namespace brazecheck::mock {

/// What the emulator takes for the present: the real time, a time that stands still, or one that
/// starts somewhere and runs faster or slower. Thread-safe.
class EmulatedClock {
 public:
  EmulatedClock() = default;
  /// "real"; "2026-01-01T00:00:00Z" stands still there; "x60" runs 60 times as fast from now on;
  /// "2026-01-01T00:00:00Z x60" does so from there. Throws InputError("mock.bad-clock", text, …).
  explicit EmulatedClock(std::string_view text) { set(text); }

  [[nodiscard]] Time now() const;
  void set(std::string_view text);
  /// Moves on by so much, backwards when negative; a clock that stands still stands there then.
  void advance(std::chrono::milliseconds by);
  /// Times the speed of real time: 1 for the real clock, 0 for one that stands still.
  [[nodiscard]] double speed() const;

 private:
  mutable std::mutex mutex_;
  bool shifted_ = false;  ///< false: simply the real time
  Time start_{};          ///< emulated time at `real_start_`
  Time real_start_{};
  double speed_ = 1;
};

}  // namespace brazecheck::mock
