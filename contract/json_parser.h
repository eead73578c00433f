#pragma once

#include <optional>
#include <string_view>

#include "contract/json.h"

namespace brazecheck {

/// Parses well-formed JSON into what Json::parse makes of it, several times as fast. Nullopt for
/// what it leaves to Json::parse, which then judges: texts that are not JSON, a byte order mark,
/// keys that come twice in one object, numbers out of the range of a double, and nesting beyond
/// kMaxNesting.
[[nodiscard]] std::optional<Json> parse_plain_json(std::string_view text);

/// Parses as Json::parse does without exceptions: the document, or a discarded value where `text`
/// is no JSON. Fast for what parse_plain_json() takes.
[[nodiscard]] Json parse_json(std::string_view text);

}  // namespace brazecheck
