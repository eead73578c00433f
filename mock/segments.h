#pragma once

#include "contract/json.h"
#include "mock/profiles.h"

namespace brazecheck::mock {

/// Whether the profile belongs to the segment. A segment's "filter" is one condition:
/// {"attribute": name} (the profile has it), {"attribute": name, "equals": value}, where attributes
/// are those that Braze knows by name and custom ones; a segment without a filter holds everybody.
[[nodiscard]] bool in_segment(const Json& segment, const Profile& profile);

/// Whether the profile is in the Global Control Group: the first tenth of the random buckets.
[[nodiscard]] bool in_global_control_group(const Profile& profile);

}  // namespace brazecheck::mock
