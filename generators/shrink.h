#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "contract/exchange.h"
#include "contract/json.h"

namespace brazecheck {

/// Values one step smaller than `value`, whatever a schema says of them: members and items dropped
/// by halves, then singly, texts shortened, numbers nearer to 0, containers replaced by something
/// plain. The most aggressive first, at most `limit`. Repeating the step always ends: each result
/// is smaller in an order that has no endless descents.
[[nodiscard]] std::vector<Json> smaller_values(const Json& value, std::size_t limit);

/// The same for a request: parameters dropped, then a smaller body. The path stays.
[[nodiscard]] std::vector<Request> smaller_requests(const Request& request, std::size_t limit);

}  // namespace brazecheck
