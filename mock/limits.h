#pragma once

#include "contract/schema.h"

namespace brazecheck::mock {

/// True when `value`, or a part of it, lies exactly at the limit that `requirement` sets somewhere
/// in `schema`: as many items, characters, bytes as allowed and no more. With `past`, it lies so
/// far beyond the limit. Keywords and named rules whose name begins with "max" or "min" have a
/// limit.
[[nodiscard]] bool meets_limit(const Schema& schema, const Json& value,
                               const Requirement& requirement, int past = 0);

/// Whether `requirement` sets a limit that a value can meet.
[[nodiscard]] bool has_limit(const Requirement& requirement);

}  // namespace brazecheck::mock
