#pragma once

#include <atomic>

namespace brazecheck::cli {

/// Set once SIGINT or SIGTERM came. A second signal ends the process at once.
[[nodiscard]] const std::atomic<bool>& stop_requested();
/// From now on the two signals set the flag instead of ending the process.
void watch_signals();

}  // namespace brazecheck::cli
