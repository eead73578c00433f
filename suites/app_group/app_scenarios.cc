#include <set>

#include "suites/answer.h"
#include "suites/scenario.h"

// Apps of the workspace.
namespace brazecheck {
namespace {

void identifiers_differ(Session& session) {
  const Json body =
      session.ok({.operation = "app_group.apps", .path = {}, .query = {}, .body = std::nullopt});
  if (session.failed()) return;
  const Json apps = list(body, "apps");
  if (apps.empty()) return session.skip("the workspace has no app");
  std::set<std::string> seen;
  for (const auto& app : apps) {
    const Json key = member(app, "api_key");
    session.expect(seen.insert(key.dump()).second, "no two apps share an identifier", key.dump());
  }
}

const ScenarioRegistration kRegistration{
    {"app_group.apps/identifiers-differ", {"app_group.apps"}, identifiers_differ}};

}  // namespace
}  // namespace brazecheck
