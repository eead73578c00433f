#include <fmt/format.h>

#include "suites/templates/documents.h"

// Content Blocks: https://www.braze.com/docs/api/endpoints/templates/
namespace brazecheck::templates {
namespace {

const Documents& kBlocks = content_blocks();

Json full(Session& session, const std::string& suffix = "") {
  Json fields = {{"name", own_name(session, suffix)},
                 {"content", " <p>Zoë \U0001F375 مقهى</p>\n{{${first_name} | default: 'friend'}}"},
                 {"description", "Grüße \"quoted\" & more"}};
  const std::string tag = known_tag(session, kBlocks);
  if (!tag.empty()) fields["tags"] = {tag};
  return fields;
}

/// A block in this state, or created without one.
std::string create_in(Session& session, const std::string& suffix, const char* state) {
  Json fields = {{"name", own_name(session, suffix)}, {"content", "Ships today"}};
  if (state != nullptr) fields["state"] = state;
  const std::string id = create(session, kBlocks, fields);
  if (!session.failed())
    shows(session, kBlocks, kBlocks.created_readable, id, {{"name", own_name(session, suffix)}});
  return id;
}

/// Whether an update may change the name, which only that of a draft may.
bool can_be_renamed(Session& session, const std::string& id, const std::string& suffix) {
  const Exchange& exchange =
      session.send(update_call(kBlocks, id, {{"name", own_name(session, suffix)}}));
  return !session.failed() && exchange.response->status < 300;
}

void reads_back(Session& session) {
  const Json fields = full(session);
  const std::string id = create(session, kBlocks, fields);
  if (!session.failed()) shows(session, kBlocks, kBlocks.created_readable, id, fields);
}

void active_by_default(Session& session) {
  const std::string plain = create_in(session, "", nullptr);
  if (session.failed()) return;
  const bool plain_renamed = can_be_renamed(session, plain, "_new");
  if (session.failed()) return;
  if (plain_renamed) {
    // Blocks that are said to be active must keep their names too, or that is what is broken.
    const std::string active = create_in(session, "_active", "active");
    const bool active_renamed = can_be_renamed(session, active, "_active_new");
    if (!session.failed())
      session.expect_of("content_blocks.update/active-keeps-its-name", !active_renamed,
                        "the name of an active block cannot be changed");
  }
  session.expect(!plain_renamed,
                 "a block that was created without state keeps its name, as active ones do");
}

void liquid_tag_names_block(Session& session) {
  const std::string name = own_name(session, "-Tag");
  const Json answer = created(session, kBlocks, {{"name", name}, {"content", "Ships today"}});
  const Json tag = member(answer, "liquid_tag");
  if (session.failed()) return;
  const std::string text = tag.is_string() ? tag.get<std::string>() : "";
  session.expect(text.find("content_blocks") != std::string::npos &&
                     text.find("${" + name + "}") != std::string::npos,
                 "liquid_tag refers to the block by the name that was sent", tag.dump());
}

void listed_after_creation(Session& session) {
  const Json answer = created(session, kBlocks, full(session, "-Listed"));
  const Json id = member(answer, kBlocks.id);
  if (session.failed()) return;
  if (!id.is_string()) return session.skip("no ID was answered, which is a finding of its own");
  const std::string block = id.get<std::string>();
  if (!shows(session, kBlocks, kBlocks.created_readable, block,
             {{"name", own_name(session, "-Listed")}}))
    return;
  const Json tag = member(answer, "liquid_tag");
  session.expect_of(
      "content_blocks.create/liquid-tag-names-block",
      tag.is_string() && tag.get<std::string>().find("${" + own_name(session, "-Listed") + "}") !=
                             std::string::npos,
      "liquid_tag refers to the block by the name that was sent", tag.dump());
  // Asking for what was changed lately finds it fast. Whether that works is another matter.
  const auto made = moment_of(member(answer, "created_at"));
  Json entry;
  session.eventually(
      [&] {
        using namespace std::chrono_literals;
        if (made)
          entry = listed(session, kBlocks, block, {{"modified_after", to_text(*made - 1s)}});
        constexpr int kMostPages = 15;
        for (int page = 0; page < kMostPages && entry.is_null() && !session.failed(); ++page) {
          const std::size_t size =
              static_cast<std::size_t>(session.number_in("content_blocks.list/default-limit"));
          Fields query = {{"limit", std::to_string(size)}};
          if (page > 0)
            query.emplace_back("offset", std::to_string(static_cast<std::size_t>(page) * size));
          const Json found = entries_of(session, listing_of(kBlocks), query);
          for (const auto& each : found) {
            if (member(each, kBlocks.id) == block) entry = each;
          }
          if (found.size() < size) break;
        }
        return entry.is_object();
      },
      "the list names a new block");
  if (!session.failed())
    session.expect(member(entry, "liquid_tag") == member(answer, "liquid_tag") &&
                       member(entry, "name") == own_name(session, "-Listed"),
                   "with the liquid_tag that creating it gave", entry.dump());
}

void active_keeps_its_name(Session& session) {
  const std::string id = create_in(session, "", "active");
  if (session.failed()) return;
  session.expect(!can_be_renamed(session, id, "_new"),
                 "an update that gives an active block another name is refused");
  if (session.failed()) return;
  const Json found = info(session, kBlocks, id);
  if (!session.failed())
    session.expect(member(found, "name") == own_name(session), "and the block keeps its name",
                   found.dump());
}

void active_stays_active(Session& session) {
  const std::string id = create_in(session, "", "active");
  if (session.failed()) return;
  const Exchange& exchange = session.send(update_call(kBlocks, id, {{"state", "draft"}}));
  if (session.failed()) return;
  session.expect(exchange.response->status >= 400,
                 "an update that makes a draft of an active block is refused",
                 fmt::format("answered with {}", exchange.response->status));
}

void answers_with_the_block(Session& session) {
  const std::string id = create_in(session, "", "active");
  if (session.failed()) return;
  const Json answer = session.ok(update_call(kBlocks, id, {{"description", "Later"}}));
  if (!session.failed())
    session.expect(member(answer, kBlocks.id) == id,
                   "the answer carries the identifier that the request named", answer.dump());
}

void change_reads_back(Session& session) {
  const std::string id = create_in(session, "_draft", "draft");
  if (session.failed()) return;
  const Json fields = full(session, "_new");  // drafts may be renamed
  session.ok(update_call(kBlocks, id, fields));
  if (session.failed() || !shows(session, kBlocks, kBlocks.updated_readable, id, fields)) return;
  const Json again = {{"content", "Plain \U0001F6A2 text"}};
  session.ok(update_call(kBlocks, id, again));
  if (!session.failed()) shows(session, kBlocks, kBlocks.updated_readable, id, again);
}

void other_fields_stay(Session& session) {
  Json fields = full(session);
  const std::string id = create(session, kBlocks, fields);
  if (session.failed() || !shows(session, kBlocks, kBlocks.created_readable, id, fields)) return;
  for (const char* changed : {"content", "description"}) {
    const Json one = {{changed, fmt::format("new {}", changed)}};
    session.ok(update_call(kBlocks, id, one));
    if (session.failed() || !shows(session, kBlocks, kBlocks.updated_readable, id, one)) return;
    fields.update(one);
    const Json found = info(session, kBlocks, id);
    if (session.failed()) return;
    session.expect(has_all(found, fields), "fields that the update leaves out keep their values",
                   found.dump());
  }
}

Json info_with_inclusions(Session& session, const Json& id) {
  Call call = info_call(kBlocks, id.get<std::string>());
  call.query.emplace_back("include_inclusion_data", "true");
  return session.ok(call);
}

/// Blocks that some campaign or Canvas holds, as their list counts.
std::vector<Json> included_blocks(Session& session) {
  std::vector<Json> blocks;
  for (const auto& entry : entries_of(session, listing_of(kBlocks))) {
    const Json count = member(entry, "inclusion_count");
    if (count.is_number() && count > 0 && member(entry, kBlocks.id).is_string() &&
        blocks.size() < 3)
      blocks.push_back(entry);
  }
  if (blocks.empty()) session.skip("no listed block is in a campaign or a Canvas");
  return blocks;
}

void inclusion_data_on_demand(Session& session) {
  for (const auto& block : included_blocks(session)) {
    const Json found = info_with_inclusions(session, member(block, kBlocks.id));
    const Json data = list(found, "inclusion_data");
    if (session.failed()) return;
    session.expect(!data.empty() && data.size() == member(found, "inclusion_count"),
                   "inclusion_data names each message variation that inclusion_count counts",
                   found.dump());
    for (const auto& entry : data)
      session.expect(entry.is_string() || (entry.is_object() && !entry.empty()),
                     "an entry of inclusion_data names something", entry.dump());
  }
}

void no_archived_inclusions(Session& session) {
  bool looked = false;
  for (const auto& block : included_blocks(session)) {
    const Json found = info_with_inclusions(session, member(block, kBlocks.id));
    for (const auto& entry : list(found, "inclusion_data")) {
      // The members of an entry are not documented: those that name a campaign or a Canvas.
      for (const auto& [name, operation] : {std::pair{"campaign_id", "campaigns.details"},
                                            std::pair{"canvas_id", "canvas.details"}}) {
        const Json id = member(entry, name);
        if (!id.is_string()) continue;
        const Json details = session.ok({.operation = operation,
                                         .path = {},
                                         .query = {{name, id.get<std::string>()}},
                                         .body = std::nullopt});
        if (session.failed()) return;
        looked = true;
        session.expect(member(details, "archived") != true,
                       "inclusion_data leaves archived campaigns and Canvases out", entry.dump());
      }
    }
  }
  if (!looked) session.skip("inclusion_data names no campaign and no Canvas by its identifier");
}

using Play = void (*)(Session&);
// Whether it counts what is returned or what there is, here it is the same.
void count_of_listed(Session& session) {
  const auto usual =
      static_cast<std::size_t>(session.number_in("content_blocks.list/default-limit"));
  const Json answer = session.ok(
      {.operation = "content_blocks.list", .path = {}, .query = {}, .body = std::nullopt});
  if (session.failed()) return;
  const std::size_t listed = list(answer, "content_blocks").size();
  if (listed >= usual) return session.skip("the list holds more than fits an answer, or just that");
  session.expect(member(answer, "count") == listed, "count is the number of blocks that are listed",
                 fmt::format("{} for {}", member(answer, "count").dump(), listed));
}

ScenarioRegistration scenario(const std::string& statement, Play play,
                              std::vector<std::string> more = {}) {
  more.push_back("content_blocks.list");
  more.push_back("content_blocks.update");
  return ScenarioRegistration{
      {"content_blocks." + statement, uses_of(kBlocks, std::move(more)), play}};
}

const ScenarioRegistration kRegistrations[] = {
    ScenarioRegistration{
        {"content_blocks.list/count-of-listed", {"content_blocks.list"}, count_of_listed}},
    scenario("create/reads-back", reads_back),
    scenario("create/active-by-default", active_by_default),
    scenario("create/liquid-tag-names-block", liquid_tag_names_block),
    scenario("create/listed-after-creation", listed_after_creation),
    scenario("update/active-keeps-its-name", active_keeps_its_name),
    scenario("update/active-stays-active", active_stays_active),
    scenario("update/answers-with-the-block", answers_with_the_block),
    scenario("update/change-reads-back", change_reads_back),
    scenario("update/other-fields-stay", other_fields_stay),
    ScenarioRegistration{{"content_blocks.info/inclusion-data-on-demand",
                          {"content_blocks.info", "content_blocks.list"},
                          inclusion_data_on_demand}},
    ScenarioRegistration{
        {"content_blocks.info/no-archived-inclusions",
         {"content_blocks.info", "content_blocks.list", "campaigns.details", "canvas.details"},
         no_archived_inclusions}},
};

}  // namespace
}  // namespace brazecheck::templates
