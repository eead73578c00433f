#include <set>

#include "suites/answer.h"
#include "suites/groundwork.h"
#include "suites/moments.h"
#include "suites/preference_center/centers.h"
#include "suites/subscription/people.h"

// Preference centers: https://www.braze.com/docs/api/endpoints/preference_center/
namespace brazecheck::preference_center {
namespace {

constexpr char kTitle[] = "preference_center_title";

// Creates a center with `body` and returns its ID; "" after a failure.
std::string created(Session& session, const Json& body) {
  const std::string id = id_of(create(session, center_name(session), body));
  session.eventually_of(
      std::string(kCreate) + "/is-listed", [&] { return !read(session, id).is_null(); },
      "the ID of the answer finds the center that was created");
  return session.failed() ? "" : id;
}

Json draft(Json more = Json::object()) {
  more.emplace("state", "draft");
  return pages(std::move(more));
}

// Waits until the center shows what it was written with.
bool shows(Session& session, const std::string& requirement, const std::string& id,
           const Json& body) {
  return session.eventually_of(
      requirement,
      [&] {
        const Json center = read(session, id);
        return center.is_object() && differs(center, body).empty();
      },
      "the center is read as it was written");
}

void state_default(Session& session) {
  const std::string id = created(session, pages());
  const Json center = read(session, id);
  session.expect(member(center, "state") == "active" || session.failed(),
                 "a center that was created without state is active", center.dump());
}

void title_default(Session& session) {
  const std::string id = created(session, draft());
  const Json center = read(session, id);
  session.expect(member(center, kTitle) == "Preference Center" || session.failed(),
                 "a center that was created without title has the default title", center.dump());
}

void name_in_liquid_tag(Session& session) {
  const std::string name = center_name(session);
  const Json answer = create(session, name, draft());
  const Json tag = member(answer, "liquid_tag");
  session.expect((tag.is_string() && tag.get<std::string>().find(name) != std::string::npos) ||
                     session.failed(),
                 "the Liquid tag of the answer holds the name", answer.dump());
}

void is_listed(Session& session) {
  const Json body = draft({{kTitle, "Your choices \U0001F600"},
                           {"options", {{"meta-viewport-content", "width=device-width"}}}});
  const std::string id = created(session, body);
  session.eventually([&] { return !entry_of(listed(session), id).is_null(); },
                     "a center that was created is listed");
  shows(session, "preference_center.create/is-listed", id, body);
}

void takes_liquid(Session& session) {
  const Json body = draft(
      {{"preference_center_page_html",
        "<form action=\"{{preference_center_submit_url}}\" method=\"post\">"
        "{% if ${email_global.unsubscribed} %}<p>&lt;off&gt; — {{${first_name}}}</p>{% endif %}"
        "</form>"},
       {"confirmation_page_html", "<p>{{${email_address}}} \U0001F44D</p>"}});
  const std::string id = created(session, body);
  session.eventually([&] { return differs(read(session, id), body).empty(); },
                     "HTML with Liquid is kept as it was sent");
}

void reads_what_was_written(Session& session) {
  const Json body = draft({{kTitle, "Çoices"}});
  const Json answer = create(session, center_name(session), body);
  const std::string id = id_of(answer);
  if (!shows(session, "preference_center.create/is-listed", id, body)) return;
  const Json center = read(session, id);
  session.expect(
      (member(center, "name") == center_name(session) && id_of(center) == id &&
       moment_of(member(center, "created_at")) == moment_of(member(answer, "created_at"))) ||
          session.failed(),
      "a center is read with the name, the ID and the time of its creation", center.dump());
}

void center_as_asked(Session& session) {
  const std::string known = session.supplied("preference_center_id");
  for (const std::string& id : {known, "bzc-none-" + session.token()}) {
    if (session.failed()) return;
    const Exchange& exchange = session.send(
        {.operation = kGet, .path = {{"preferenceCenterExternalID", id}}, .query = {}, .body = {}});
    if (session.failed()) return;
    // What becomes of an ID that no center has is not said, but that no other is shown.
    if (exchange.response->status >= 300 && id != known) continue;
    const Json center = exchange.response->body.value_or(Json());
    session.expect(id_of(center) == id, "the center that is read has the ID in the path",
                   center.dump());
  }
}

void times_as_listed(Session& session) {
  const Json centers = listed(session);
  if (session.failed()) return;
  if (centers.empty()) return session.skip("no preference center is listed");
  const Json entry = centers.back();
  const Json center = read(session, id_of(entry));
  for (const char* name : {"created_at", "updated_at"}) {
    const auto shown = moment_of(member(center, name));
    session.expect((shown && shown == moment_of(member(entry, name))) || session.failed(),
                   std::string(name) + " is the time that the list has", center.dump());
  }
}

void ids_differ(Session& session) {
  const Json centers = listed(session);
  if (session.failed()) return;
  if (centers.size() < 2) return session.skip("fewer than two preference centers are listed");
  std::set<std::string> ids;
  for (const Json& center : centers) {
    session.expect(ids.insert(id_of(center)).second, "no two centers have the same ID",
                   center.dump());
  }
}

void lists_what_was_created(Session& session) {
  const std::string id = created(session, draft());
  session.eventually(
      [&] { return member(entry_of(listed(session), id), "name") == center_name(session); },
      "a center that was created is listed under its name and ID");
}

void is_read_back(Session& session) {
  const std::string id = created(session, draft({{kTitle, "Before"}}));
  const Json body = {
      {kTitle, "After ✓"},
      {"preference_center_page_html", "<p>New.</p>"},
      {"confirmation_page_html", "<p>Kept.</p>"},
      {"state", "draft"},
      {"options", {{"links-tags", {{{"rel", "icon"}, {"href", "https://example.com/a.png"}}}}}}};
  (void)update(session, id, body);
  shows(session, "preference_center.update/is-read-back", id, body);
}

// One center for what an update leaves as it is or answers.
void update_answers(Session& session) {
  const std::string id = created(session, draft({{kTitle, "Before"}}));
  Json body = draft({{"confirmation_page_html", "<p>Updated.</p>"}});
  const Json sent = body;
  body["name"] = center_name(session, "_renamed");
  const Json answer = update(session, id, body);
  if (session.failed()) return;
  session.expect_of("preference_center.update/same-id", id_of(answer) == id,
                    "the answer to an update holds the ID of the path", answer.dump());
  const auto made = moment_of(member(answer, "created_at"));
  const auto changed = moment_of(member(answer, "updated_at"));
  session.expect_of("preference_center.update/updated-not-before-created",
                    made && changed && *made <= *changed, "updated_at is not before created_at",
                    answer.dump());
  if (!shows(session, "preference_center.update/is-read-back", id, sent)) return;
  const Json center = read(session, id);
  session.expect_of("preference_center.update/name-stays",
                    member(center, "name") == center_name(session) || session.failed(),
                    "the name of a center stays, whatever the body of an update holds",
                    center.dump());
  session.expect_of("preference_center.update/title-default",
                    member(center, kTitle) == "Preference Center" || session.failed(),
                    "a center that was updated without title has the default title", center.dump());
}

void unique_to_user(Session& session) {
  const std::string center = session.supplied("preference_center_id");
  const auto first = audience::person(session, "a"), second = audience::person(session, "b");
  if (session.failed() || !audience::create(session, {first, second})) return;
  const auto url = [&](const audience::Person& one) {
    return member(
        session.ok({.operation = kUrl,
                    .path = {{"preferenceCenterExternalID", center}, {"userID", one.external_id}},
                    .query = {},
                    .body = {}}),
        "preference_center_url");
  };
  const Json own = url(first), other = url(second);
  session.expect((own.is_string() && own != other) || session.failed(),
                 "two users get different URLs of one center", own.dump());
}

const std::vector<std::string> kMade = {kCreate, kGet};
const std::vector<std::string> kListed = {kCreate, kGet, kList};
const std::vector<std::string> kUpdated = {kCreate, kGet, kUpdate};

const ScenarioRegistration kRegistrations[] = {
    ScenarioRegistration{{"preference_center.create/state-default", kMade, state_default}},
    ScenarioRegistration{{"preference_center.create/title-default", kMade, title_default}},
    ScenarioRegistration{
        {"preference_center.create/name-in-liquid-tag", {kCreate}, name_in_liquid_tag}},
    ScenarioRegistration{{"preference_center.create/is-listed", kListed, is_listed}},
    ScenarioRegistration{{"preference_center.create/html-takes-liquid", kMade, takes_liquid}},
    ScenarioRegistration{
        {"preference_center.get/reads-what-was-written", kMade, reads_what_was_written}},
    ScenarioRegistration{{"preference_center.get/center-as-asked", {kGet}, center_as_asked}},
    ScenarioRegistration{{"preference_center.get/times-as-listed", {kGet, kList}, times_as_listed}},
    ScenarioRegistration{{"preference_center.list/ids-differ", {kList}, ids_differ}},
    ScenarioRegistration{
        {"preference_center.list/lists-what-was-created", kListed, lists_what_was_created}},
    ScenarioRegistration{{"preference_center.update/is-read-back", kUpdated, is_read_back}},
    ScenarioRegistration{{"preference_center.update/same-id", kUpdated, update_answers}},
    ScenarioRegistration{
        {"preference_center.update/updated-not-before-created", kUpdated, update_answers}},
    ScenarioRegistration{{"preference_center.update/name-stays", kUpdated, update_answers}},
    ScenarioRegistration{{"preference_center.update/title-default", kUpdated, update_answers}},
    ScenarioRegistration{
        {"preference_center.url/unique-to-user", audience::with_people({kUrl}), unique_to_user}},
};

const GroundworkRegistration kGroundwork[] = {
    GroundworkRegistration{"preference_center.create/is-listed"},
};

}  // namespace
}  // namespace brazecheck::preference_center
