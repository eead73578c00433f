#pragma once

#include <optional>
#include <string_view>

#include "contract/json.h"

namespace brazecheck::mock {

/// A request body as JSON; nullopt for what no client may rely on: text that is not well-formed
/// (a byte order mark, a NUL byte or anything after the value included), that is not UTF-8, that
/// names a member of an object twice, that has a number beyond the range of a double, or that nests
/// deeper than any documented limit asks for (which would overflow the stack of all that walk it).
/// Integers beyond 64 bits become the nearest double.
[[nodiscard]] std::optional<Json> parse_body(std::string_view text);

}  // namespace brazecheck::mock
