#pragma once

#include <string_view>

#include "contract/json.h"

namespace brazecheck {

/// Reading answers of whatever shape: a target may send anything where the documentation promises
/// an object, so scenarios read through these and compare what they get.

/// The named member, or null where `value` is no object or has none.
[[nodiscard]] Json member(const Json& value, std::string_view name);
/// The named member when it is an array, else an empty array.
[[nodiscard]] Json list(const Json& value, std::string_view name);

}  // namespace brazecheck
