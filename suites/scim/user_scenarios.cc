#include "contract/pattern.h"
#include "suites/answer.h"
#include "suites/groundwork.h"
#include "suites/scim/dashboard_users.h"

// Dashboard users: https://www.braze.com/docs/scim/automated_user_provisioning/
namespace brazecheck::scim {
namespace {

constexpr char kGone[] = "scim.users.delete/user-is-gone";

User changed(User user) {
  user.name = {{"givenName", "Zoë"}, {"familyName", "Çelik \U0001F600"}};
  user.department = "engineering";
  return user;
}

void id_finds_the_user(Session& session) { (void)create(session, user(session)); }

// Waits until the search finds anybody.
bool somebody_is_found(Session& session, const User& one) {
  return session.eventually_of(
      "scim.users.search/finds-by-email", [&] { return !found(session, one.user_name).empty(); },
      "the search for the email address of a user has a hit");
}

void search_finds_the_user(Session& session) {
  const User one = user(session);
  const std::string id = id_of(create(session, one));
  if (!somebody_is_found(session, one)) return;
  const Json hits = found(session, one.user_name);
  session.expect((hits.size() == 1 && id_of(hits.front()) == id &&
                  member(hits.front(), "userName") == one.user_name) ||
                     session.failed(),
                 "the search for the user name finds the user who was created", hits.dump());
}

void answer_keeps_what_was_sent(Session& session) {
  const User one = changed(user(session));
  const Json answer = create(session, one);
  session.expect(
      (member(answer, "userName") == one.user_name && member(answer, "name") == one.name &&
       member(answer, "department") == one.department) ||
          session.failed(),
      "the answer holds the user name, the name and the department that were sent", answer.dump());
}

void reads_what_was_written(Session& session) {
  const User one = user(session);
  const std::string id = id_of(create(session, one));
  session.eventually([&] { return shows(read(session, id), one); },
                     "a user is shown as created: name, department and permissions");
}

// "N/A", or "2024 Nov 11, 4:20 PM".
bool is_dashboard_time(const Json& value) {
  static const Pattern kForm("^(N/A|[0-9]{4} [A-Z][a-z]{2} [0-9]{1,2}, [0-9]{1,2}:[0-9]{2} [AP]M)$",
                             "scim");
  return value.is_string() && kForm.matches(value.get<std::string>());
}

void time_has_its_form(Session& session, const char* name) {
  const std::string id = id_of(create(session, user(session)));
  const Json shown = read(session, id);
  session.expect(is_dashboard_time(member(shown, name)) || session.failed(),
                 std::string(name) + " is N/A or reads like 2024 Nov 11, 4:20 PM", shown.dump());
}

void finds_by_email(Session& session) {
  const User one = user(session);
  const std::string id = id_of(create(session, one));
  const User other = user(session, "-b");
  (void)create(session, other);
  session.eventually(
      [&] {
        const Json hits = found(session, one.user_name);
        return hits.size() == 1 && id_of(hits.front()) == id;
      },
      "the search for an email address finds that user alone, with the id of other operations");
}

void counts_the_results(Session& session) {
  const User one = user(session);
  (void)create(session, one);
  if (!somebody_is_found(session, one)) return;
  for (const std::string& name : {one.user_name, user(session, "-nobody").user_name}) {
    const Json answer = session.ok(search_call(name));
    session.expect(
        member(answer, "totalResults") == list(answer, "Resources").size() || session.failed(),
        "totalResults is the number of users in the answer", answer.dump());
  }
}

void no_hit_is_empty(Session& session) {
  const Json answer = session.ok(search_call(user(session, "-nobody").user_name));
  const Json hits = member(answer, "Resources");
  session.expect((hits.is_null() || (hits.is_array() && hits.empty())) || session.failed(),
                 "a search without a hit has no users", answer.dump());
}

void reads_back(Session& session) {
  const User before = user(session);
  const std::string id = id_of(create(session, before));
  const User after = changed(before);
  session.ok(update_call(id, after));
  session.eventually([&] { return shows(read(session, id), after); },
                     "after an update the user is shown with the new name and department");
}

void user_name_stays(Session& session) {
  const User before = user(session);
  const std::string id = id_of(create(session, before));
  const User after = changed(before);
  Call update = update_call(id, after);
  (*update.body)["userName"] = user(session, "-new").user_name;
  session.ok(update);
  session.eventually_of(
      "scim.users.update/reads-back", [&] { return shows(read(session, id), after); },
      "after an update the user is shown with the new name and department");
  const Json shown = read(session, id);
  session.expect(member(shown, "userName") == before.user_name || session.failed(),
                 "the user name stays, whatever the body of an update holds", shown.dump());
}

// Creates two users and changes the first.
void other_users_stay(Session& session) {
  const User first = user(session, "-a"), second = user(session, "-b");
  const std::string id = id_of(create(session, first));
  const std::string other = id_of(create(session, second));
  const User after = changed(first);
  session.ok(update_call(id, after));
  session.eventually_of(
      "scim.users.update/reads-back", [&] { return shows(read(session, id), after); },
      "after an update the user is shown with the new name and department");
  const Json shown = read(session, other);
  session.expect(shows(shown, second) || session.failed(),
                 "an update of one user leaves another as it was", shown.dump());
}

// Creates a user and deletes it; the id is returned.
std::string deleted(Session& session, const User& one) {
  const std::string id = id_of(create(session, one));
  session.ok(delete_call(id));
  session.eventually_of(
      kGone, [&] { return read(session, id).is_null() && !session.failed(); },
      "a deleted user is not found by id");
  return id;
}

void user_is_gone(Session& session) {
  const User one = user(session);
  deleted(session, one);
  session.eventually([&] { return found(session, one.user_name).empty() && !session.failed(); },
                     "a deleted user is not found by email address");
}

void others_outlive(Session& session) {
  const User other = user(session, "-b");
  const std::string id = id_of(create(session, other));
  deleted(session, user(session, "-a"));
  const Json shown = read(session, id);
  session.expect(shows(shown, other) || session.failed(),
                 "a user who was not deleted is shown as before", shown.dump());
}

void second_deletion_refused(Session& session) {
  const std::string id = deleted(session, user(session));
  const Exchange& exchange = session.send(delete_call(id));
  if (session.failed()) return;
  session.expect(exchange.response->status == 404, "deleting a user again is answered with 404",
                 std::to_string(exchange.response->status));
}

const std::vector<std::string> kMade = {kCreate, kGet};
const std::vector<std::string> kSearched = {kCreate, kGet, kSearch};
const std::vector<std::string> kUpdated = {kCreate, kGet, kUpdate};
const std::vector<std::string> kDeleted = {kCreate, kGet, kDelete};

const ScenarioRegistration kRegistrations[] = {
    ScenarioRegistration{{"scim.users.create/id-finds-the-user", kMade, id_finds_the_user}},
    ScenarioRegistration{
        {"scim.users.create/search-finds-the-user", kSearched, search_finds_the_user}},
    ScenarioRegistration{
        {"scim.users.create/keeps-what-was-sent", kMade, answer_keeps_what_was_sent}},
    ScenarioRegistration{{"scim.users.get/reads-what-was-written", kMade, reads_what_was_written}},
    ScenarioRegistration{{"scim.users.get/created-at-form", kMade,
                          [](Session& session) { time_has_its_form(session, "createdAt"); }}},
    ScenarioRegistration{{"scim.users.get/last-sign-in-form", kMade,
                          [](Session& session) { time_has_its_form(session, "lastSignInAt"); }}},
    ScenarioRegistration{{"scim.users.search/finds-by-email", kSearched, finds_by_email}},
    ScenarioRegistration{{"scim.users.search/counts-the-results", kSearched, counts_the_results}},
    ScenarioRegistration{{"scim.users.search/no-hit-is-empty", {kSearch}, no_hit_is_empty}},
    ScenarioRegistration{{"scim.users.update/reads-back", kUpdated, reads_back}},
    ScenarioRegistration{{"scim.users.update/user-name-stays", kUpdated, user_name_stays}},
    ScenarioRegistration{{"scim.users.update/other-users-stay", kUpdated, other_users_stay}},
    ScenarioRegistration{{kGone, {kCreate, kGet, kSearch, kDelete}, user_is_gone}},
    ScenarioRegistration{{"scim.users.delete/other-users-stay", kDeleted, others_outlive}},
    ScenarioRegistration{
        {"scim.users.delete/second-deletion-refused", kDeleted, second_deletion_refused}},
};

const GroundworkRegistration kGroundwork[] = {
    GroundworkRegistration{"scim.users.create/id-finds-the-user"},
};

}  // namespace
}  // namespace brazecheck::scim
