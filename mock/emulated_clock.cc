#include "mock/emulated_clock.h"

#include <cmath>
#include <cstdlib>
#include <string>

#include "contract/error.h"

namespace brazecheck::mock {

namespace {

// A day in less than a tenth of a second: more would only overflow.
constexpr double kMaxSpeed = 1e6;

[[noreturn]] void bad_clock(std::string_view text) {
  throw InputError(
      "mock.bad-clock", std::string(text),
      "write real, a time (2026-01-01T00:00:00Z), a speed (x60), or a time and a speed "
      "with a blank between");
}

}  // namespace

Time EmulatedClock::now() const {
  const std::lock_guard lock(mutex_);
  if (!shifted_) return system_now();
  const auto passed = std::chrono::duration<double, std::milli>(system_now() - real_start_);
  return start_ + std::chrono::milliseconds(std::llround(passed.count() * speed_));
}

void EmulatedClock::set(std::string_view text) {
  const std::lock_guard lock(mutex_);
  const Time real = system_now();
  if (text == "real") {
    shifted_ = false;
    speed_ = 1;
    return;
  }
  Time start = real;
  double speed = 0;
  const std::size_t mark = text.find('x');
  std::string_view place = text.substr(0, mark);
  if (mark != std::string_view::npos) {
    const std::string factor(text.substr(mark + 1));
    char* end = nullptr;
    speed = std::strtod(factor.c_str(), &end);
    if (factor.empty() || *end != '\0' || !(speed >= 0) || speed > kMaxSpeed) bad_clock(text);
    while (place.ends_with(' ')) place.remove_suffix(1);
  }
  if (!place.empty() || mark == std::string_view::npos) {
    const auto time = parse_time(place);
    if (!time) bad_clock(text);
    start = *time;
  }
  shifted_ = true;
  start_ = start;
  real_start_ = real;
  speed_ = speed;
}

void EmulatedClock::advance(std::chrono::milliseconds by) {
  const Time present = now();
  const std::lock_guard lock(mutex_);
  start_ = present + by;
  real_start_ = system_now();
  shifted_ = true;
}

double EmulatedClock::speed() const {
  const std::lock_guard lock(mutex_);
  return speed_;
}

}  // namespace brazecheck::mock
