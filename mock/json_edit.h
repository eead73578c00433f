#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "contract/json.h"

namespace brazecheck::mock {

/// Calls `edit` with everything that `pointer` names, from the last to the first; its parent, and
/// its name or place there. "*" stands for every item or member, "**" at the end for everything
/// below. No call where it names nothing.
using Edit = std::function<void(Json* parent, const std::string& token)>;
void edit_all(Json* document, std::string_view pointer, const Edit& edit);

/// The member or item of this name or place.
[[nodiscard]] Json& part(Json* parent, const std::string& token);
/// Takes the member or item out.
void erase_part(Json* parent, const std::string& token);

/// Removes what `pointer` names.
void drop_member(Json* document, const std::string& pointer);

/// Another type for the value: numbers become strings, strings numbers, arrays objects, objects
/// arrays, booleans strings, null a number.
[[nodiscard]] Json retyped(const Json& value);
/// Gives what `pointer` names another type.
void retype_member(Json* document, const std::string& pointer);

/// Puts another name into a refusal: the id of its first error where it has ids, else its message.
void rename_error(Json* document, const std::string& name);

}  // namespace brazecheck::mock
