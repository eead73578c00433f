#pragma once

#include "contract/json.h"
#include "contract/schema.h"

namespace brazecheck {

/// Whether values that may come from examples alone (`x-examples-only`) do so: a fixture's catalog
/// has only these. `value` conforms to the schema.
[[nodiscard]] bool from_examples(const Schema& schema, const Json& value);

}  // namespace brazecheck
