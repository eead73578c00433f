#pragma once

#include <set>
#include <string>

namespace brazecheck {

/// Statements that what a call makes is there ("catalogs.create/created-catalogs-exist"). Fixtures
/// make things by such calls: their scenarios come first, and where one does not hold, nothing that
/// stands on the call is judged, so that one cause is one finding.
[[nodiscard]] const std::set<std::string>& groundwork();

/// Adds one at start-up: `const GroundworkRegistration shown{"catalogs.create/…"};`
struct GroundworkRegistration {
  explicit GroundworkRegistration(std::string requirement);
};

}  // namespace brazecheck
