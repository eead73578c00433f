#pragma once

#include <set>
#include <string>

#include "contract/index.h"

namespace brazecheck::cli {

/// docs/coverage.md: for each operation what its contract says, what the suites make of it and
/// whether the emulator has it; and what is excluded, with the reason. `lacks`: operations that the
/// emulator does not have.
[[nodiscard]] std::string coverage_page(const ContractIndex& index,
                                        const std::set<std::string>& lacks);

}  // namespace brazecheck::cli
