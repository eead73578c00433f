#pragma once

#include <map>
#include <string>
#include <vector>

#include "contract/exchange.h"
#include "contract/index.h"
#include "mock/clock.h"

namespace brazecheck::mock {

class Faults;

/// A request that passed the checks common to all operations, as the handlers of operations see it.
struct Call {
  const ContractIndex* index = nullptr;
  const Contract* contract = nullptr;
  const Faults* faults = nullptr;
  std::map<std::string, std::string> path;  ///< decoded path parameters
  Fields query;
  Json body;  ///< null when there is none
  /// Breaches that leave the rest of the request standing: handlers name them in `errors` and skip
  /// the item. Only for handlers that work item by item.
  std::vector<Finding> reported;
  /// A fault lets a breach pass: what was judged on top of it would only refuse it after all.
  bool overlooked = false;
  Time now;
  std::uint64_t seed = 0;
};

/// An answer before it is written out, and what it was refused for.
struct Reply {
  int status = 0;
  Json body;
  Fields headers;
  const Requirement* requirement = nullptr;  ///< the one that the request breaks
  const DocumentedError* error = nullptr;    ///< the error that it is refused with

  [[nodiscard]] bool succeeded() const { return status >= 200 && status < 300; }
};

}  // namespace brazecheck::mock
