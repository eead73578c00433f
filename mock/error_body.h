#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "contract/contract.h"

namespace brazecheck::mock {

struct Culprit;

/// The body of a refusal, in the form that the contract documents for its status: whatever members
/// that schema requires (of alternatives the first), filled with the text, the error's id, the
/// status and the culprits. `{"message": text}` where no form is documented.
///
/// `id` is "" for refusals that are the same for all operations; these keep to the plain form where
/// the documented one lists errors by their ids and the plain one is allowed too.
[[nodiscard]] Json error_body(const Contract& contract, int status, std::string_view id,
                              std::string_view text, const std::vector<Culprit>& culprits);

/// The id of the first error that the contract documents with this status, or "".
[[nodiscard]] std::string error_id(const Contract& contract, int status);

}  // namespace brazecheck::mock
