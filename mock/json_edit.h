#pragma once

#include <string>

#include "contract/json.h"

namespace brazecheck::mock {

/// Removes what `pointer` names; "*" in it stands for every item or member. No effect where it
/// names nothing.
void drop_member(Json* document, const std::string& pointer);

/// Gives what `pointer` names another type: numbers become strings, strings numbers, arrays
/// objects, objects arrays, booleans strings, null a number.
void retype_member(Json* document, const std::string& pointer);

/// Puts another name into a refusal: the id of its first error where it has ids, else its message.
void rename_error(Json* document, const std::string& name);

}  // namespace brazecheck::mock
