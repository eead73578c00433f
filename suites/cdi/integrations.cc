#include "suites/cdi/integrations.h"

#include <algorithm>

namespace brazecheck::cdi {
namespace {

// Pages of integrations that scenarios look through.
constexpr std::size_t kPages = 3;

}  // namespace

CursorListing integrations() {
  return {.operation = "cdi.integrations.list", .entries = "results"};
}

CursorListing syncs_of(const std::string& integration) {
  return {.operation = "cdi.integrations.job_sync_status",
          .entries = "results",
          .path = {{"integration_id", integration}}};
}

Call starting(const std::string& integration) {
  return {.operation = "cdi.integrations.sync",
          .path = {{"integration_id", integration}},
          .query = {},
          .body = std::nullopt};
}

std::vector<std::string> known_integrations(Session& session) {
  std::vector<std::string> ids;
  for (const auto& entry : entries_of(pages_forward(session, integrations(), kPages))) {
    const Json id = member(entry, "integration_id");
    if (id.is_string()) ids.push_back(id.get<std::string>());
  }
  const std::string own = session.supplied("integration_id");
  std::stable_partition(ids.begin(), ids.end(), [&](const auto& id) { return id != own; });
  return ids;
}

Json start_of(const Json& sync) { return member(sync, "sync_start_time"); }

}  // namespace brazecheck::cdi
