#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "contract/index.h"

namespace brazecheck {

/// An operation that people may mean by a path.
struct Meaning {
  const Contract* contract = nullptr;
  const PathAlias* alias = nullptr;  ///< the spelling that was met; null for the path itself
};

/// The operations that `address` names: "/users/track", "POST /users/track", or another spelling
/// that some source has ("/canvas/liste"). Names of path parameters, trailing slashes, braces and
/// case do not matter. Empty when nothing has this path.
[[nodiscard]] std::vector<Meaning> operations_at(const ContractIndex& index,
                                                 std::string_view address);

/// Paths of operations, with methods, that come closest to a mistyped one; at most `count`.
[[nodiscard]] std::vector<std::string> similar_paths(const ContractIndex& index,
                                                     std::string_view address, std::size_t count);

}  // namespace brazecheck
