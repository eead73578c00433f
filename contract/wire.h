#pragma once

#include <string>

#include "contract/exchange.h"

namespace brazecheck {

/// The text that a value is in a path, a query or a header.
[[nodiscard]] std::string wire_text(const Json& value);

/// The fields of a query that is written as an object; lists come as name[]=a&name[]=b.
[[nodiscard]] Fields query_fields(const Json& query);

}  // namespace brazecheck
