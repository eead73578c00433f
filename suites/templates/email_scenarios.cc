#include <fmt/format.h>

#include "suites/templates/documents.h"

// Email templates: https://www.braze.com/docs/api/endpoints/templates/
namespace brazecheck::templates {
namespace {

const Documents& kTemplates = email_templates();

Json full(Session& session, const std::string& suffix = "") {
  Json fields = {{"template_name", own_name(session, suffix)},
                 {"subject", "Zoë's \U0001F375 – {{${first_name} | default: 'friend'}}"},
                 {"preheader", "مقهى & \"more\""},
                 {"body", "<p>Grüße</p>\r\n\n<img src=\"https://example.com/a.png\" alt=\"茶\">"},
                 {"plaintext_body", "Grüße\n\ttabbed"},
                 {"should_inline_css", false}};
  const std::string tag = known_tag(session, kTemplates);
  if (!tag.empty()) fields["tags"] = {tag};
  return fields;
}

void reads_back(Session& session) {
  const Json fields = full(session);
  const std::string id = create(session, kTemplates, fields);
  if (!session.failed()) shows(session, kTemplates, kTemplates.created_readable, id, fields);
}

void css_default(Session& session) {
  Json seen = Json::array();
  for (const bool explicitly : {true, false}) {
    Json fields = {{"template_name", own_name(session, explicitly ? "_t" : "_f")},
                   {"subject", "Hello"},
                   {"body", "<p>Hello</p>"},
                   {"should_inline_css", explicitly}};
    const std::string with = create(session, kTemplates, fields);
    if (session.failed() || !shows(session, kTemplates, kTemplates.created_readable, with, fields))
      return;
    const std::string without = create_small(session, kTemplates, explicitly ? "_a" : "_b");
    if (session.failed() ||
        !shows(session, kTemplates, kTemplates.created_readable, without, Json::object()))
      return;
    seen.push_back(member(info(session, kTemplates, without), "should_inline_css"));
  }
  if (!session.failed())
    session.expect(seen[0].is_boolean() && seen[0] == seen[1],
                   "templates without should_inline_css have one setting, whatever the one before "
                   "them was created with",
                   seen.dump());
}

void id_for_updates(Session& session) {
  const std::string id = create_small(session, kTemplates);
  if (session.failed() ||
      !shows(session, kTemplates, kTemplates.created_readable, id, {{"subject", "Hello"}}))
    return;
  const Exchange& exchange =
      session.send(update_call(kTemplates, id, {{"subject", "Named by its ID"}}));
  if (session.failed()) return;
  session.expect(exchange.response->status < 300, "an update takes the ID of the new template",
                 fmt::format("answered with {}", exchange.response->status));
  if (!session.failed())
    shows(session, kTemplates, kTemplates.updated_readable, id, {{"subject", "Named by its ID"}});
}

void update_reads_back(Session& session) {
  const std::string id = create_small(session, kTemplates);
  if (session.failed()) return;
  Json fields = full(session, "_new");
  session.ok(update_call(kTemplates, id, fields));
  if (session.failed() || !shows(session, kTemplates, kTemplates.updated_readable, id, fields))
    return;
  fields["should_inline_css"] = true;
  fields["preheader"] = "again";
  session.ok(update_call(kTemplates, id, fields));
  if (!session.failed()) shows(session, kTemplates, kTemplates.updated_readable, id, fields);
}

void other_fields_stay(Session& session) {
  Json fields = full(session);
  const std::string id = create(session, kTemplates, fields);
  if (session.failed() || !shows(session, kTemplates, kTemplates.created_readable, id, fields))
    return;
  for (const char* changed : {"subject", "plaintext_body"}) {
    const Json one = {{changed, fmt::format("new {}", changed)}};
    session.ok(update_call(kTemplates, id, one));
    if (session.failed() || !shows(session, kTemplates, kTemplates.updated_readable, id, one))
      return;
    fields.update(one);
    const Json found = info(session, kTemplates, id);
    if (session.failed()) return;
    session.expect(has_all(found, fields), "fields that the update leaves out keep their values",
                   found.dump());
  }
}

void images_in_body(Session& session) {
  const std::string image = "<img src=\"https://example.com/b.png\" alt=\"b\">";
  const Json fields = {{"template_name", own_name(session)},
                       {"subject", "Hello"},
                       {"body", "<p>Before</p>" + image + "<p>After</p>"}};
  const std::string id = create(session, kTemplates, fields);
  if (session.failed() ||
      !shows(session, kTemplates, kTemplates.created_readable, id, {{"subject", "Hello"}}))
    return;
  const Json body = member(info(session, kTemplates, id), "body");
  if (!session.failed())
    session.expect(
        body.is_string() && body.get<std::string>().find("<img") != std::string::npos &&
            body.get<std::string>().find("https://example.com/b.png") != std::string::npos,
        "an image of the template stands in body as HTML", body.dump());
}

void unknown_refused(Session& session) {
  for (const char* id : {"0badcafe-0bad-4bad-8bad-0badcafe0bad", "none"}) {
    const Exchange& exchange = session.send(info_call(kTemplates, id));
    if (session.failed()) return;
    session.expect(exchange.response->status >= 400,
                   fmt::format("the identifier {} is refused", id),
                   fmt::format("answered with {}", exchange.response->status));
  }
}

void count_of_returned(Session& session) {
  for (const Fields& query : {Fields{}, Fields{{"limit", "1"}}, Fields{{"limit", "3"}},
                              Fields{{"offset", "1"}, {"limit", "2"}}}) {
    const Json answer = session.ok(
        {.operation = "templates.email.list", .path = {}, .query = query, .body = std::nullopt});
    if (session.failed()) return;
    session.expect(
        member(answer, "count") == list(answer, "templates").size(),
        "count is the number of templates in the answer",
        fmt::format("{} for {}", member(answer, "count").dump(), list(answer, "templates").size()));
  }
}

using Play = void (*)(Session&);
ScenarioRegistration scenario(const std::string& statement, Play play) {
  return ScenarioRegistration{
      {"templates.email." + statement,
       uses_of(kTemplates, {"templates.email.update", "templates.email.list"}), play}};
}

const ScenarioRegistration kRegistrations[] = {
    scenario("create/reads-back", reads_back),
    scenario("create/css-default", css_default),
    scenario("create/id-for-updates", id_for_updates),
    scenario("update/change-reads-back", update_reads_back),
    scenario("update/other-fields-stay", other_fields_stay),
    scenario("info/images-in-body", images_in_body),
    ScenarioRegistration{{"templates.email.info/unknown-template-refused",
                          {"templates.email.info"},
                          unknown_refused}},
    ScenarioRegistration{
        {"templates.email.list/count-of-returned", {"templates.email.list"}, count_of_returned}},
};

}  // namespace
}  // namespace brazecheck::templates
