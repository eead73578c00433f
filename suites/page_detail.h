#pragma once

#include <set>
#include <string>
#include <vector>

#include "suites/pages.h"

/// What the plays for lists have in common.
namespace brazecheck::page_detail {

/// Both, one after the other.
[[nodiscard]] Fields with(const Fields& fields, const Fields& more);
/// The parameter for a page.
[[nodiscard]] Fields page(const Listing& listing, std::size_t number);
/// The entries of page 0.
[[nodiscard]] Json page_zero(Session& session, const Listing& listing, const Fields& more = {});
/// Stops with a skip where fewer than `least` entries are there to be looked at.
[[nodiscard]] bool enough(Session& session, const Json& entries, std::size_t least);

[[nodiscard]] std::vector<std::string> keys_of(const Listing& listing, const Json& entries);
[[nodiscard]] std::vector<std::string> keys_of(const Listing& listing, const Walk& walked);
[[nodiscard]] std::set<std::string> set_of(const std::vector<std::string>& keys);
/// The first key that comes twice, or "".
[[nodiscard]] std::string repeated(const std::vector<std::string>& keys);
/// How many they are, and the first of them, for people.
[[nodiscard]] std::string shown(const std::vector<std::string>& keys);

}  // namespace brazecheck::page_detail
