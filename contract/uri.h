#pragma once

#include <string>
#include <string_view>

namespace brazecheck {

/// RFC 3986: everything but letters, digits and "-._~" becomes %XX.
[[nodiscard]] std::string percent_encode(std::string_view text);
/// Undoes it; a '%' that two hex digits do not follow stays as it is.
[[nodiscard]] std::string percent_decode(std::string_view text);

}  // namespace brazecheck
