#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "contract/contract.h"

namespace brazecheck::mock {

/// Values that no schema carries, because they are defaults: read from the sentence of the
/// requirement `name` of the contract ("default-limit").

/// The first whole number in it; 0 where the contract has no such requirement.
[[nodiscard]] std::size_t stated_number(const Contract& contract, std::string_view name);
/// What it has between quotation marks; "" where there is none.
[[nodiscard]] std::string stated_text(const Contract& contract, std::string_view name);

}  // namespace brazecheck::mock
