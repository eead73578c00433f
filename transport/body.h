#pragma once

#include <optional>
#include <string_view>

#include "contract/json.h"

namespace brazecheck {

/// Deeper documents than this are kept as bytes: what walks a document recurses.
inline constexpr int kMaxBodyDepth = 256;

/// `bytes` as a document, or nullopt: not JSON, not UTF-8, numbers out of range, or nested deeper
/// than kMaxBodyDepth. Never throws.
[[nodiscard]] std::optional<Json> parse_body(std::string_view bytes);

}  // namespace brazecheck
