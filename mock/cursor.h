#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace brazecheck::mock {

/// An opaque page cursor: how many entries to skip, in Base64 as the service prints it
/// ("c2tpcDow").
[[nodiscard]] std::string to_cursor(std::size_t skip);
/// Nullopt for what to_cursor() never made.
[[nodiscard]] std::optional<std::size_t> from_cursor(std::string_view cursor);

}  // namespace brazecheck::mock
