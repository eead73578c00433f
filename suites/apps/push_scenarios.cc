#include "suites/answer.h"
#include "suites/scenario.h"

// Push credentials: https://www.braze.com/docs/api/endpoints/apps/
namespace brazecheck {
namespace {

void unknown_app_refused(Session& session) {
  const Exchange& exchange =
      session.send({.operation = "apps.push_credential.update",
                    .path = {},
                    .query = {},
                    .body = Json{{"app_id", "bzc-none-" + session.token()},
                                 {"firebase", {{"credential", "eyJhIjoiYiJ9"}}}}});
  if (session.failed()) return;
  const int status = exchange.response->status;
  session.expect(status == 400, "credentials for an app that there is not are refused",
                 std::to_string(status));
}

const ScenarioRegistration kRegistration{{"apps.push_credential.update/unknown-app-refused",
                                          {"apps.push_credential.update"},
                                          unknown_app_refused}};

}  // namespace
}  // namespace brazecheck
