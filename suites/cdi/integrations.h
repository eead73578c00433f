#pragma once

#include "suites/answer.h"
#include "suites/cursor_pages.h"
#include "suites/scenario.h"

namespace brazecheck::cdi {

/// Integrations of Cloud Data Ingestion are made in the dashboard: scenarios read those that are
/// there, and start syncs of those alone that the target supplies for it.

/// The list of integrations.
[[nodiscard]] CursorListing integrations();
/// The past syncs of one.
[[nodiscard]] CursorListing syncs_of(const std::string& integration);
/// The call that starts one.
[[nodiscard]] Call starting(const std::string& integration);

/// IDs of the integrations on the first pages, those that tests start syncs of last: what they
/// show may change at any time.
[[nodiscard]] std::vector<std::string> known_integrations(Session& session);

/// What tells syncs of one integration apart: one runs at a time.
[[nodiscard]] Json start_of(const Json& sync);

}  // namespace brazecheck::cdi
