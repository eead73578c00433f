#include "suites/refusals.h"
#include "suites/templates/documents.h"

// What refused calls leave of Content Blocks and email templates:
// https://www.braze.com/docs/api/endpoints/templates/
namespace brazecheck::templates {
namespace {

using refusals::refused;
using refusals::refused_strangers;
using refusals::requirement_of;

constexpr char kUnknownTag[] = "bzc no tag of anybody";

// What one is created with, and the member with its name.
struct Kind {
  const Documents& documents;
  std::string name;
  Json fields;
};

Kind kind_of(bool blocks) {
  if (blocks) return {content_blocks(), "name", {{"content", "Ships today"}}};
  return {
      email_templates(), "template_name", {{"subject", "Ships today"}, {"body", "<p>Hello</p>"}}};
}

std::function<void(Session&)> creates_none(bool blocks) {
  return [blocks](Session& session) {
    const Kind kind = kind_of(blocks);
    const std::string name = own_name(session, "-Refused");
    Call call{.operation = kind.documents.family + ".create",
              .path = {},
              .query = {},
              .body = kind.fields};
    (*call.body)[kind.name] = name;
    if (!refused_strangers(session, call)) return;
    (*call.body)["tags"] = {kUnknownTag};
    if (!refused(session, call)) return;
    Fields lately = {{"modified_after", to_text(present() - std::chrono::days(1))}};
    lately.emplace_back("limit", std::to_string(session.number_in(kind.documents.family +
                                                                  ".list/query.limit-maximum")));
    for (const auto& entry : entries_of(session, listing_of(kind.documents), lately))
      session.expect(member(entry, kind.name) != name, "nothing is listed that was refused", name);
    session.expect(true, "nothing is listed that was refused");
  };
}

std::function<void(Session&)> changes_none(bool blocks) {
  return [blocks](Session& session) {
    const Kind kind = kind_of(blocks);
    const std::string id = create_small(session, kind.documents);
    if (session.failed()) return;
    const std::string name = own_name(session);
    if (!shows(session, kind.documents, kind.documents.created_readable, id, {{kind.name, name}}))
      return;
    const Json before = info(session, kind.documents, id);
    Call call = update_call(kind.documents, id, kind.fields);
    if (!refused_strangers(session, call)) return;
    (*call.body)["tags"] = {kUnknownTag};
    if (!refused(session, call)) return;
    const Json after = info(session, kind.documents, id);
    for (const auto& [field, value] : kind.fields.items())
      session.expect(member(before, field) == member(after, field),
                     "what refused calls were to change is as it was", after.dump());
  };
}

const ScenarioRegistration kRegistrations[] = {
    ScenarioRegistration{{requirement_of("content_blocks.create"),
                          {"content_blocks.create", "content_blocks.list"},
                          creates_none(true)}},
    ScenarioRegistration{{requirement_of("content_blocks.update"),
                          uses_of(content_blocks(), {"content_blocks.update"}),
                          changes_none(true)}},
    ScenarioRegistration{{requirement_of("templates.email.create"),
                          {"templates.email.create", "templates.email.list"},
                          creates_none(false)}},
    ScenarioRegistration{{requirement_of("templates.email.update"),
                          uses_of(email_templates(), {"templates.email.update"}),
                          changes_none(false)}},
};

}  // namespace
}  // namespace brazecheck::templates
