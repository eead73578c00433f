#pragma once

#include <optional>
#include <string_view>

#include "contract/json.h"

namespace brazecheck::mock {

/// A request body as JSON; nullopt for what is not well-formed, not UTF-8, or nested deeper than
/// any documented limit asks for (which would overflow the stack of everything that walks it).
[[nodiscard]] std::optional<Json> parse_body(std::string_view text);

}  // namespace brazecheck::mock
