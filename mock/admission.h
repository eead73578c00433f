#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "contract/index.h"
#include "mock/call.h"
#include "mock/faults.h"
#include "mock/http_server.h"
#include "mock/keys.h"

namespace brazecheck::mock {

// What a request has to pass that all operations have in common.

/// The key of "Authorization: Bearer <key>"; nullopt when there is none. With `any_scheme`, of
/// whatever the header holds.
[[nodiscard]] std::optional<std::string> bearer_key(const Fields& headers, bool any_scheme = false);

/// The refusal of a request without a key that may do this, or nothing. `contract` is null where
/// the request names no operation.
[[nodiscard]] std::optional<Reply> check_key(const ContractIndex& index, const Keys& keys,
                                             const HttpQuery& query, const Contract* contract,
                                             const Faults& faults);

/// The refusal of a request that is too large, no JSON, or labelled otherwise, or nothing: then
/// `request` has its parts. `strict` as in EmulatorOptions.
[[nodiscard]] std::optional<Reply> check_form(const ContractIndex& index, bool strict,
                                              const HttpQuery& query, const Contract& contract,
                                              const Faults& faults, Request* request);

/// Whether the breach is one that the service refuses.
[[nodiscard]] bool refuses(const Finding& finding, bool strict);

/// The operation that a path which names none lies below, or null.
[[nodiscard]] const Contract* nearest(const ContractIndex& index, std::string_view method,
                                      std::string path);
/// The methods that a path has: "GET, POST".
[[nodiscard]] std::string allowed_methods(const ContractIndex& index, const std::string& path);

}  // namespace brazecheck::mock
