#pragma once

#include <span>

#include "contract/rules.h"

/// The rules by what they speak of; rules.h joins them.
namespace brazecheck {

[[nodiscard]] std::span<const Rule> list_rules();
[[nodiscard]] std::span<const Rule> size_rules();
[[nodiscard]] std::span<const Rule> time_rules();

}  // namespace brazecheck
