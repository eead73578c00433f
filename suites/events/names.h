#pragma once

#include <string>
#include <vector>

#include "suites/pages.h"

namespace brazecheck::tracked {

/// Judges the order of a list of names by those that every way of sorting agrees on: made of ASCII
/// letters, digits and underscores, upper case before lower case or beside it.
[[nodiscard]] bool is_alphabetical(const std::vector<std::string>& names);

/// All pages of a list of names, in alphabetical order.
[[nodiscard]] Play alphabetical_pages(Listing listing);

}  // namespace brazecheck::tracked
