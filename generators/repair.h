#pragma once

#include "contract/json.h"
#include "contract/schema.h"

namespace brazecheck {

/// Changes a sampled value so that it keeps a named rule, where that takes little: shortens what is
/// too long, tells apart what must differ. Leaves everything else to the caller's retries.
void repair(const RuleUse& use, Json* value);

}  // namespace brazecheck
