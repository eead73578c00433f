#pragma once

#include <map>
#include <string>

#include "contract/json.h"

namespace brazecheck::dashboard {

/// The messages of the details of a campaign, or of all steps of those of a Canvas, by variation.
[[nodiscard]] Json all_messages(const Json& details);
/// The translation tags in the texts of a message: by id what stands between them.
[[nodiscard]] std::map<std::string, std::string> translation_tags(const Json& message);
/// The text of a value that is one, else "".
[[nodiscard]] std::string text_of(const Json& value);

}  // namespace brazecheck::dashboard
