#include "suites/users/calls.h"

// Deleting users: https://www.braze.com/docs/api/endpoints/user_data/post_user_delete/
namespace brazecheck::users {
namespace {

constexpr char kDeletedCounts[] = "users.delete/deleted-counts-ids";

void deleted_users_are_gone(Session& session) {
  const std::string mail = unused_id(session) + "@example.com";
  const auto users =
      known_users(session, {{"", {{"email", mail}}}, {"_Kk", {{"first_name", "Ben"}}}});
  if (session.failed()) return;
  const Known& user = users.front();
  const Json named = alias(user.id + "_a");
  session.ok(add_aliases({{user.id, named}}));
  session.eventually_of(
      kAliasResolves, [&] { return user_of(session, named).is_object(); },
      "the user is found by a new alias");
  session.ok(delete_ids({user.id, users.back().id}));
  session.eventually(
      [&] {
        return users_by(session, {{"external_ids", Json::array({user.id, users.back().id})},
                                  {"user_aliases", Json::array({named})},
                                  {"email_address", mail}})
                   .empty() &&
               !session.failed();
      },
      "two users deleted together are exported no more by external ID, alias and email address");
  const auto many = many_users(session);
  session.ok(delete_ids(many));
  session.eventually(
      [&] {
        return users_by(session, {{"external_ids", many}}).empty() && !session.failed();
      },
      "of many users deleted together none is exported");
}

void deletes_by_each_identifier(Session& session) {
  const std::string id = unused_id(session);
  const Json first = alias(id + "_a"), second = alias(id + "_b"), third = alias(id + "_c");
  const Known beside = known_user(session, "beside");
  anonymous_users(session,
                  {{first, Json::object()}, {second, Json::object()}, {third, Json::object()}});
  const Json braze_id = member(user_of(session, second), "braze_id");
  if (session.failed()) return;
  if (!braze_id.is_string()) return session.skip("the export shows no braze_id");
  session.ok(post("users.delete", {{"user_aliases", Json::array({first, third})}}));
  session.ok(post("users.delete", {{"braze_ids", Json::array({braze_id})}}));
  if (!deletes_users(session, beside.id)) return;
  session.eventually(
      [&] {
        return users_by(session, {{"user_aliases", Json::array({first, second, third})}}).empty() &&
               !session.failed();
      },
      "users deleted by alias and by Braze ID are exported no more");
}

void other_users_stay(Session& session) {
  const auto users =
      known_users(session, {{"", {{"first_name", "Ada"}}}, {"k", {{"first_name", "Ben"}}}});
  if (session.failed() || !deletes_users(session, users[0].id)) return;
  const Json kept = profile(session, users[1].id);
  if (!session.failed())
    session.expect(carries(kept, {{"first_name", "Ben"}}), "a user that was not named stays",
                   kept.dump());
}

void deleted_counts_ids(Session& session) {
  const auto users =
      known_users(session, {{"", {{"first_name", "Ada"}}}, {"k", {{"first_name", "Ben"}}}});
  if (session.failed()) return;
  const Json body = session.ok(delete_ids({users[0].id, users[1].id}));
  if (session.failed()) return;
  session.expect(member(body, "deleted") == 2, "deleted is 2 for two users", body.dump());
}

void unknown_ids_counted(Session& session) {
  const Known user = known_user(session);
  if (session.failed()) return;
  const Json known = session.ok(delete_ids({user.id}));
  if (session.failed() || !session.expect_of(kDeletedCounts, member(known, "deleted") == 1,
                                             "deleted is 1 for one user", known.dump()))
    return;
  const std::string id = unused_id(session);
  const Json body = session.ok(delete_ids({id + "x", id + "y"}));
  if (session.failed()) return;
  session.expect(member(body, "deleted") == 2,
                 "deleted is 2 for two external IDs, though nobody has them", body.dump());
}

Call delete_mail(const std::string& mail, const Json& prioritization) {
  const Json entry = {{"email", mail}, {"prioritization", prioritization}};
  return post("users.delete", {{"email_addresses", Json::array({entry})}});
}

void ambiguous_match_deletes_nothing(Session& session) {
  const Json values = {{"email", unused_id(session) + "@example.com"}};
  const auto users =
      known_users(session, {{"", values}, {"b", values}, {"beside", {{"first_name", "Di"}}}});
  if (session.failed() ||
      !succeeds(session, delete_mail(values["email"], {"identified"}),
                "an email address that several users have is accepted") ||
      !deletes_users(session, users[2].id))
    return;
  const Json found = users_by(session, {{"external_ids", {users[0].id, users[1].id}}});
  if (!session.failed())
    session.expect(found.size() == 2, "users whose email address others have too are not deleted",
                   found.dump());
}

// Two users of one email address, of whom the one without external ID was updated last: which
// criterion comes first decides who is deleted.
void prioritization_order(Session& session) {
  const Json values = {{"email", unused_id(session) + "@example.com"}};
  const auto users = known_users(session, {{"", values}, {"beside", {{"first_name", "Di"}}}});
  const Json named = alias(unused_id(session) + "_late");
  if (session.failed()) return;
  anonymous_users(session, {{named, values}});
  if (session.failed()) return;
  session.ok(delete_mail(values["email"], {"identified", "most_recently_updated"}));
  if (!deletes_users(session, users[1].id)) return;
  profile_gone(session, users[0].id,
               "before most_recently_updated, identified leaves the user with an external ID");
  const Json late = user_of(session, named);
  if (!session.failed())
    session.expect(is_anonymous(late), "and the user updated last stays", late.dump());
}

const std::vector<std::string> kUses = {"users.track", "users.export.ids", "users.delete"};

const ScenarioRegistration kRegistrations[] = {
    ScenarioRegistration{{kDeleted,
                          {"users.track", "users.export.ids", "users.delete", "users.alias.new"},
                          deleted_users_are_gone}},
    ScenarioRegistration{
        {"users.delete/deletes-by-each-identifier", kUses, deletes_by_each_identifier}},
    ScenarioRegistration{{"users.delete/other-users-stay", kUses, other_users_stay}},
    ScenarioRegistration{{kDeletedCounts, kUses, deleted_counts_ids}},
    ScenarioRegistration{{"users.delete/unknown-ids-counted", kUses, unknown_ids_counted}},
    ScenarioRegistration{
        {"users.delete/ambiguous-match-deletes-nothing", kUses, ambiguous_match_deletes_nothing}},
    ScenarioRegistration{{"users.delete/prioritization-order", kUses, prioritization_order}},
};

}  // namespace
}  // namespace brazecheck::users
