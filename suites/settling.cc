#include "suites/settling.h"

#include <thread>

namespace brazecheck {

Settling::Settling(double seconds, Pause pause) : seconds_(seconds), pause_(std::move(pause)) {}

void Settling::before(const Contract& contract) {
  if (last_ != &contract) finish();
}

void Settling::finish() {
  if (last_ == nullptr) return;
  last_ = nullptr;
  if (const auto now = Clock::now(); now < due_) pause_(due_ - now);
}

void Settling::after(const Contract& contract) {
  if (!contract.asynchronous || seconds_ <= 0) return;
  last_ = &contract;
  due_ = Clock::now() +
         std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(seconds_));
}

void Settling::sleep(std::chrono::duration<double> time) { std::this_thread::sleep_for(time); }

}  // namespace brazecheck
