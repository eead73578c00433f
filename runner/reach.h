#pragma once

#include <string>

#include "contract/index.h"
#include "runner/target.h"

namespace brazecheck {

/// Why nothing of an operation may or can be sent to the target, or "".
[[nodiscard]] std::string out_of_reach(const Target& target, const Contract& contract);

/// Whether a scenario that calls it can do without: it takes down what a stand-in was given, and
/// the stand-in has no such operation.
[[nodiscard]] bool can_do_without(const Target& target, const Contract& contract);

/// Why what the cases of an operation speak of is not known, or "": things that no request can make
/// and that the target does not name.
[[nodiscard]] std::string missing_supply(const Target& target, const Contract& contract);

}  // namespace brazecheck
