#include "suites/answer.h"
#include "suites/preference_center/centers.h"
#include "suites/refusals.h"

// What refused calls leave of preference centers:
// https://www.braze.com/docs/api/endpoints/preference_center/
namespace brazecheck::preference_center {
namespace {

void creates_none(Session& session) {
  const std::string name = center_name(session);
  Call call{.operation = kCreate, .path = {}, .query = {}, .body = pages({{"state", "draft"}})};
  (*call.body)["name"] = name;
  if (!refusals::refused_strangers(session, call)) return;
  (*call.body)["state"] = "bzc_none";
  if (!refusals::refused(session, call)) return;
  for (const Json& center : listed(session))
    session.expect(member(center, "name") != name, "no center is listed that was refused", name);
  session.expect(true, "no center is listed that was refused");
}

const ScenarioRegistration kRegistrations[] = {
    ScenarioRegistration{{refusals::requirement_of(kCreate), {kCreate, kList}, creates_none}},
};

}  // namespace
}  // namespace brazecheck::preference_center
