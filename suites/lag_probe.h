#pragma once

#include <functional>
#include <string>
#include <vector>

#include "suites/scenario.h"

namespace brazecheck {

/// Tells how soon writes of a target show: writes something that is not there yet, and waits until
/// it is read. It judges nothing.
struct LagProbe {
  std::vector<std::string> uses;  ///< all operations that it calls, the one it is about first
  /// Writes, and asks with Session::eventually() alone for what only the write can have brought.
  std::function<void(Session&)> play;
};

/// All registered probes, sorted by what they use.
[[nodiscard]] const std::vector<LagProbe>& lag_probes();

struct LagProbeRegistration {
  explicit LagProbeRegistration(LagProbe probe);
};

/// What probes have shown of a target.
struct Lag {
  int at_once = 0;  ///< writes that were there at the first look
  int late = 0;     ///< writes that came later
  int lost = 0;     ///< writes that were looked for in vain

  /// Whether writes show at once there: most did, and the others are not late, they are lost.
  [[nodiscard]] bool none() const { return late == 0 && at_once > lost; }
};

}  // namespace brazecheck
