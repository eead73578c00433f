#pragma once

#include <vector>

#include "contract/index.h"
#include "generators/case.h"

namespace brazecheck {

/// What free texts of a request are filled with.
enum class Filling {
  kScripts,  ///< many scripts, emoji, right-to-left; the request stays valid
  kControl,  ///< NUL and other control characters
  kLong,     ///< lengths around powers of two, one case each
};

/// Requests whose free texts, all at once, are filled so: texts of body and query that nothing
/// holds to a pattern, a format, a list or a name of something that exists, and that keep their
/// rules when filled. Made of as few of `valid`, cases of the contract, as have all free texts
/// between them. `requirement` is what they exercise; kScripts are to be accepted, the others may
/// be answered in any way but a server error.
[[nodiscard]] std::vector<Case> text_cases(const ContractIndex& index, const Contract& contract,
                                           const Requirement& requirement, Filling filling,
                                           const std::vector<Case>& valid);

}  // namespace brazecheck
