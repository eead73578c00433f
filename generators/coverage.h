#pragma once

#include <cstddef>
#include <vector>

#include "contract/index.h"
#include "generators/case.h"

namespace brazecheck {

/// What the cases of a plan meet of what the contract of an operation names.
struct Coverage {
  /// `covered` of `total`.
  struct Part {
    std::size_t covered = 0, total = 0;
    auto operator<=>(const Part&) const = default;
  };
  Part fields;       ///< members of body and query, in a request that is to be accepted
  Part branches;     ///< forms of choices, likewise
  Part enum_values;  ///< listed values and booleans, likewise
  Part boundaries;   ///< sides of limits: at them, and past them
  Part pairs;        ///< two levels of one object's members together in a request to be accepted

  Coverage& operator+=(const Coverage& other);
};

/// Walks the requests of `cases`, those of `contract` alone. Costs about as much as validating
/// them.
[[nodiscard]] Coverage coverage_of(const ContractIndex& index, const Contract& contract,
                                   const std::vector<const Case*>& cases);
[[nodiscard]] Coverage coverage_of(const ContractIndex& index, const Contract& contract,
                                   const std::vector<Case>& cases);

}  // namespace brazecheck
