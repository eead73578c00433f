#pragma once

#include <string>

#include "contract/json.h"
#include "mock/profiles.h"

namespace brazecheck::mock {

/// Whether the profile belongs to a Connected Audience: one filter, or several joined by AND and
/// OR. A filter that cannot be read, and a comparison of values of different types, admits nobody.
[[nodiscard]] bool in_audience(const Json& audience, const Profile& profile, Time now);

/// The state of a user's subscription to "email" or "push": "subscribed" where nothing else is set.
[[nodiscard]] std::string subscription_of(const Profile& profile, const std::string& channel);

}  // namespace brazecheck::mock
