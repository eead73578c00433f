#include <fmt/format.h>

#include <array>
#include <map>

#include "suites/machine.h"
#include "suites/templates/documents.h"

// Content Blocks in any order of calls: https://www.braze.com/docs/api/endpoints/templates/
namespace brazecheck::templates {
namespace {

constexpr int kMost = 2;  // nothing deletes them

struct Block {
  Json fields;
  bool draft = false;
  bool updated = false;
};

/// Blocks by their numbers.
struct Model {
  std::map<int, Block> blocks;
};
using M = Step<Model>;

const Documents& kBlocks = content_blocks();

std::string key_of(int number) { return fmt::format("block {}", number); }
std::string id_of(Session& session, int number) { return session.memory()[key_of(number)]; }

/// Names are made of the session's token when they are sent; no answer tells of the state.
Json sent(const Session& session, Json fields) {
  if (fields.contains("name"))
    fields["name"] = own_name(session, fields["name"].get<std::string>());
  return fields;
}
Json visible(const Session& session, Json fields) {
  fields.erase("state");
  return sent(session, std::move(fields));
}

std::string text(Draw& draw) {
  constexpr std::array kTexts = {"Ships today",
                                 "<p>Zoë \U0001F375</p>",
                                 "مرحبا & \"welcome\"",
                                 "{{${first_name} | default: 'friend'}}",
                                 "a\n\tb",
                                 "&lt; \\ %20 茶",
                                 "0012"};
  return draw.pick(kTexts);
}

Json fields(Draw& draw) {
  Json drawn = Json::object();
  if (draw.chance(70)) drawn["content"] = text(draw);
  if (draw.chance(45) || drawn.empty()) drawn["description"] = text(draw);
  return drawn;
}

std::string name(Draw& draw, int number) {
  // Names of two blocks never agree: that is refused.
  return fmt::format("_{}{}{}", number, draw.chance(45) ? "-Dash" : "_under", draw.below(999));
}

M create_step(int number, Json drawn) {
  M step;
  step.text = fmt::format("create block {}: {}", number, drawn.dump());
  step.possible = [=](const Model& m) { return !m.blocks.contains(number); };
  step.apply = [=](Model& m) {
    Block block{.fields = drawn, .draft = drawn.value("state", "") == "draft"};
    block.fields.erase("state");
    m.blocks[number] = std::move(block);
  };
  step.run = [=](const Model&, Session& session) {
    const Json answer = created(session, kBlocks, sent(session, drawn));
    const Json id = member(answer, kBlocks.id);
    if (session.failed()) return;
    if (!id.is_string()) return session.skip("no ID was answered, a finding of its own");
    session.memory()[key_of(number)] = id.get<std::string>();
    shows(session, kBlocks, kBlocks.created_readable, id_of(session, number),
          visible(session, drawn));
    const std::string own = sent(session, drawn)["name"];
    const Json tag = member(answer, "liquid_tag");
    session.expect_of(
        "content_blocks.create/liquid-tag-names-block",
        tag.is_string() && tag.get<std::string>().find("${" + own + "}") != std::string::npos,
        "liquid_tag refers to the block by its name", answer.dump());
  };
  return step;
}

M update_step(int number, Json drawn, bool renames) {
  M step;
  step.text = fmt::format("update block {}: {}", number, drawn.dump());
  step.possible = [=](const Model& m) {
    return m.blocks.contains(number) && (!renames || m.blocks.at(number).draft);
  };
  step.apply = [=](Model& m) {
    Block& block = m.blocks[number];
    block.fields.update(drawn);
    block.fields.erase("state");
    block.updated = true;
    if (drawn.value("state", "") == "active") block.draft = false;
  };
  step.run = [=](const Model& before, Session& session) {
    const std::string id = id_of(session, number);
    const Json answer = session.ok(update_call(kBlocks, id, sent(session, drawn)));
    if (session.failed()) return;
    session.expect_of("content_blocks.update/answers-with-the-block",
                      member(answer, kBlocks.id) == id,
                      "the answer carries the identifier that was named", answer.dump());
    if (!shows(session, kBlocks, kBlocks.updated_readable, id, visible(session, drawn))) return;
    Json after = before.blocks.at(number).fields;
    after.update(drawn);
    const Json found = info(session, kBlocks, id);
    if (!session.failed())
      session.expect_of("content_blocks.update/other-fields-stay",
                        has_all(found, visible(session, after)),
                        "fields that the update leaves out keep their values", found.dump());
  };
  return step;
}

M refused_step(int number, const std::string& new_name, bool renames) {
  M step;
  step.text =
      fmt::format("{} block {}, which is active", renames ? "rename" : "make a draft of", number);
  step.possible = [=](const Model& m) {
    return m.blocks.contains(number) && !m.blocks.at(number).draft;
  };
  step.run = [=](const Model&, Session& session) {
    Json change = {{"content", "Refused"}};
    if (renames)
      change["name"] = own_name(session, new_name + "_other");  // also where its own was drawn
    else
      change["state"] = "draft";
    const Exchange& exchange = session.send(update_call(kBlocks, id_of(session, number), change));
    if (!session.failed())
      session.expect_of(renames ? "content_blocks.update/active-keeps-its-name"
                                : "content_blocks.update/active-stays-active",
                        exchange.response->status >= 400, "the update is refused",
                        fmt::format("answered with {}", exchange.response->status));
  };
  return step;
}

M next(const Model& model, Draw& draw) {
  const int number = static_cast<int>(draw.below(kMost));
  if (!model.blocks.contains(number)) {
    Json drawn = fields(draw);
    drawn["name"] = name(draw, number);
    if (!drawn.contains("content")) drawn["content"] = text(draw);
    if (draw.chance(70)) drawn["state"] = draw.chance(45) ? "draft" : "active";
    return create_step(number, std::move(drawn));
  }
  const bool draft = model.blocks.at(number).draft;
  if (!draft && draw.chance(30)) return refused_step(number, name(draw, number), draw.chance(45));
  Json drawn = fields(draw);
  const bool renames = draft && draw.chance(35);
  if (renames) drawn["name"] = name(draw, number);
  if (draft && draw.chance(30)) drawn["state"] = "active";
  return update_step(number, std::move(drawn), renames);
}

void inspect(const Model& model, Session& session) {
  for (const auto& [number, block] : model.blocks) {
    const Json found = info(session, kBlocks, id_of(session, number));
    if (session.failed()) return;
    session.expect_of(block.updated ? kBlocks.updated_readable : kBlocks.created_readable,
                      has_all(found, sent(session, block.fields)),
                      fmt::format("block {} is as it was written last", number), found.dump());
  }
}

const MachineRegistration kMachine{
    {.name = "content_blocks",
     .judges = {"content_blocks.create/reads-back", "content_blocks.create/liquid-tag-names-block",
                "content_blocks.update/answers-with-the-block",
                "content_blocks.update/change-reads-back",
                "content_blocks.update/other-fields-stay",
                "content_blocks.update/active-keeps-its-name",
                "content_blocks.update/active-stays-active"},
     .uses = uses_of(kBlocks, {"content_blocks.update"}),
     .draw = commands_of<Model>(next, inspect)}};

}  // namespace
}  // namespace brazecheck::templates
