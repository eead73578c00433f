#pragma once

#include <optional>
#include <vector>

#include "contract/exchange.h"
#include "contract/index.h"

namespace brazecheck {

/// Findings on the request side: parameters, headers that are present, body form, body schema,
/// size. Query values are strings on the wire and are read as the type that their schema asks for.
/// A request with only method and path names an operation and is judged like any other by the
/// caller's choice (see `check`).
[[nodiscard]] std::vector<Finding> check_request(const ContractIndex& index,
                                                 const Contract& contract, const Request& request);

/// Findings on the response side: documented status, content type (when present), body schema.
[[nodiscard]] std::vector<Finding> check_response(const ContractIndex& index,
                                                  const Contract& contract,
                                                  const Response& response);

/// The finding that a deprecated operation is in use at all; nullopt for any other operation.
[[nodiscard]] std::optional<Finding> check_stage(const Contract& contract);

}  // namespace brazecheck
