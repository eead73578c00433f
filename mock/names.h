#pragma once

#include <vector>

#include "mock/handlers.h"

namespace brazecheck::mock {

/// The lists of names that a workspace has recorded: events.list, events.get,
/// purchases.product_list, custom_attributes.get. Part of analytics_handlers().
[[nodiscard]] std::vector<Handler> name_handlers();

}  // namespace brazecheck::mock
