#include "suites/answer.h"
#include "suites/refusals.h"
#include "suites/scim/dashboard_users.h"

// What refused calls leave of dashboard users: https://www.braze.com/docs/api/endpoints/scim/
namespace brazecheck::scim {
namespace {

// No permission is named for these operations, so none can be missing.

void creates_nobody(Session& session) {
  const User wanted = user(session);
  Call incomplete = create_call(wanted);
  incomplete.body->erase("department");
  if (!refusals::refused(session, create_call(wanted), Credential::kNone) ||
      !refusals::refused(session, incomplete))
    return;
  const Json users = found(session, wanted.user_name);
  for (const Json& one : users) session.tidy_later(delete_call(id_of(one)));
  session.expect(users.empty(), "no user is found whose creation was refused", users.dump());
}

void deletes_nobody(Session& session) {
  const User wanted = user(session);
  const std::string id = id_of(create(session, wanted));
  if (session.failed() || !refusals::refused(session, delete_call(id), Credential::kNone)) return;
  const Json shown = read(session, id);
  session.expect(member(shown, "userName") == wanted.user_name,
                 "a user whom refused calls were to delete is still there", shown.dump());
}

const ScenarioRegistration kRegistrations[] = {
    ScenarioRegistration{
        {refusals::requirement_of(kCreate), {kCreate, kSearch, kDelete}, creates_nobody}},
    ScenarioRegistration{
        {refusals::requirement_of(kDelete), {kCreate, kGet, kDelete}, deletes_nobody}},
};

}  // namespace
}  // namespace brazecheck::scim
