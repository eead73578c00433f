#include "suites/lag_probe.h"
#include "suites/users/calls.h"
#include "suites/users/profile.h"

namespace brazecheck::users {
namespace {

void tracked(Session& session) {
  const std::string id = new_user(session);
  session.ok(track(Json::array({{{"external_id", id}, {"first_name", "Ada"}}}), Json::array(),
                   Json::array()));
  session.eventually([&] { return member(profile(session, id), "first_name") == "Ada"; },
                     "a user who was tracked is exported");
}

void named(Session& session) {
  const Json name = alias(session.token());
  tidy_alias(session, name);
  session.ok(add_aliases({{"", name}}));
  session.eventually([&] { return user_of(session, name).is_object(); },
                     "a user who was named is exported");
}

const LagProbeRegistration by_id{{{"users.track", "users.export.ids", "users.delete"}, tracked}};
const LagProbeRegistration by_alias_name{
    {{"users.alias.new", "users.export.ids", "users.delete"}, named}};

}  // namespace
}  // namespace brazecheck::users
