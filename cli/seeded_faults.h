#pragma once

#include <string>
#include <vector>

#include "contract/index.h"

namespace brazecheck::cli {

/// A fault of the emulator that the suites have to find: a line of mock/seeded/*.json.
struct SeededFault {
  /// What may be red besides, and why.
  struct Tolerated {
    std::string red;  ///< "operation:requirement", as a glob
    std::string reason;
  };
  std::string group;             ///< of what kind it is: "limits", "state"
  std::string fault;             ///< as `serve --fault` takes it
  std::vector<std::string> run;  ///< what is run, as `run --only` takes it
  std::string caught_by;         ///< "operation:requirement" that must be red
  std::vector<Tolerated> also;
  int timeout_ms = 0;  ///< how long an answer may take; 0: as long as usual
};

/// The table that was built in, or that of `file` where one is named, in its order. Throws
/// InputError("selftest.bad-table", …) for a line that names a fault, an operation or a requirement
/// that is not there, or that stands twice.
[[nodiscard]] std::vector<SeededFault> seeded_faults(const ContractIndex& index,
                                                     const std::string& file = "");

}  // namespace brazecheck::cli
