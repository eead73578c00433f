#include <fmt/format.h>

#include <array>
#include <map>

#include "suites/machine.h"
#include "suites/templates/documents.h"

// Email templates in any order of calls: https://www.braze.com/docs/api/endpoints/templates/
namespace brazecheck::templates {
namespace {

constexpr int kMost = 2;  // nothing deletes them

/// The fields of templates, by their numbers.
struct Model {
  std::map<int, Json> fields;
  std::map<int, bool> updated;
};
using M = Step<Model>;

const Documents& kTemplates = email_templates();

std::string key_of(int number) { return fmt::format("template {}", number); }
std::string id_of(Session& session, int number) { return session.memory()[key_of(number)]; }

/// Fields as they are sent: names are made of the session's token there.
Json sent(const Session& session, Json fields) {
  if (fields.contains("template_name"))
    fields["template_name"] = own_name(session, " " + fields["template_name"].get<std::string>());
  return fields;
}

Json text(Draw& draw, const char* field) {
  constexpr std::array kTexts = {"Hello",
                                 "Zoë's \U0001F375 – 茶",
                                 "مرحبا & \"welcome\"",
                                 "{{${first_name} | default: 'friend'}}",
                                 "a\n\tb",
                                 "<b>x</b> &lt; \\ %20",
                                 "0012"};
  const std::string drawn = draw.pick(kTexts);
  return std::string(field) == "body" ? "<p>" + drawn + "</p>" : drawn;
}

Json fields(Draw& draw, bool whole) {
  Json drawn = Json::object();
  for (const char* name : {"template_name", "subject", "body", "preheader", "plaintext_body"}) {
    const bool required = name != std::string("preheader") && name != std::string("plaintext_body");
    if (draw.chance(whole && required ? 100 : 35)) drawn[name] = text(draw, name);
  }
  if (draw.chance(35)) drawn["should_inline_css"] = draw.chance(45);
  if (drawn.empty()) drawn["subject"] = text(draw, "subject");
  return drawn;
}

M create_step(int number, Json drawn) {
  M step;
  step.text = fmt::format("create template {}: {}", number, drawn.dump());
  step.possible = [=](const Model& m) { return !m.fields.contains(number); };
  step.apply = [=](Model& m) { m.fields[number] = drawn; };
  step.run = [=](const Model&, Session& session) {
    const std::string id = create(session, kTemplates, sent(session, drawn));
    if (session.failed()) return;
    for (const auto& [name, other] : session.memory())
      session.expect_of("templates.email.create/id-for-updates", other != id,
                        "a new template has an ID of its own", id);
    session.memory()[key_of(number)] = id;
    shows(session, kTemplates, kTemplates.created_readable, id, sent(session, drawn));
  };
  return step;
}

M update_step(int number, Json drawn) {
  M step;
  step.text = fmt::format("update template {}: {}", number, drawn.dump());
  step.possible = [=](const Model& m) { return m.fields.contains(number); };
  step.apply = [=](Model& m) {
    m.fields[number].update(drawn);
    m.updated[number] = true;
  };
  step.run = [=](const Model& before, Session& session) {
    const std::string id = id_of(session, number);
    session.ok(update_call(kTemplates, id, sent(session, drawn)));
    if (session.failed() ||
        !shows(session, kTemplates, kTemplates.updated_readable, id, sent(session, drawn)))
      return;
    Json after = before.fields.at(number);
    after.update(drawn);
    const Json found = info(session, kTemplates, id);
    if (!session.failed())
      session.expect_of("templates.email.update/other-fields-stay",
                        has_all(found, sent(session, after)),
                        "fields that the update leaves out keep their values", found.dump());
  };
  return step;
}

M refused_step(int number) {
  M step;
  step.text = fmt::format("give template {} an empty name", number);
  step.possible = [=](const Model& m) { return m.fields.contains(number); };
  step.run = [=](const Model&, Session& session) {
    const Exchange& exchange = session.send(update_call(
        kTemplates, id_of(session, number), {{"template_name", ""}, {"subject", "Refused"}}));
    if (!session.failed())
      session.expect_of("templates.email.update/template_name-min-length",
                        exchange.response->status >= 400, "an empty name is refused",
                        fmt::format("answered with {}", exchange.response->status));
  };
  return step;
}

M next(const Model& model, Draw& draw) {
  const int number = static_cast<int>(draw.below(kMost));
  if (!model.fields.contains(number)) return create_step(number, fields(draw, true));
  if (draw.chance(20)) return refused_step(number);
  return update_step(number, fields(draw, false));
}

void inspect(const Model& model, Session& session) {
  for (const auto& [number, fields] : model.fields) {
    const Json found = info(session, kTemplates, id_of(session, number));
    if (session.failed()) return;
    session.expect_of(
        model.updated.contains(number) ? kTemplates.updated_readable : kTemplates.created_readable,
        has_all(found, sent(session, fields)),
        fmt::format("template {} is as it was written last", number), found.dump());
  }
}

const MachineRegistration kMachine{
    {.name = "templates",
     .judges = {"templates.email.create/reads-back", "templates.email.create/id-for-updates",
                "templates.email.update/change-reads-back",
                "templates.email.update/other-fields-stay"},
     .uses = uses_of(kTemplates, {"templates.email.update"}),
     .draw = commands_of<Model>(next, inspect)}};

}  // namespace
}  // namespace brazecheck::templates
