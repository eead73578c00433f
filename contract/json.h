#pragma once

#include <nlohmann/json.hpp>

namespace brazecheck {

/// The document model everywhere in the project.
using Json = nlohmann::json;

}  // namespace brazecheck
