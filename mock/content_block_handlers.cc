#include <algorithm>
#include <map>
#include <string_view>

#include "mock/composed_messages.h"
#include "mock/content.h"
#include "mock/handlers.h"
#include "mock/json_view.h"
#include "mock/liquid.h"

namespace brazecheck::mock {

namespace {

constexpr const char* kBlocks = "content_blocks";
constexpr const char* kDraft = "draft";
constexpr const char* kFields[] = {"name", "description", "content", "state", "tags"};

std::string liquid_tag(const Json& block) {
  return "{{content_blocks.${" + text(block, "name") + "}}}";
}

bool not_deleted(const Json& block) { return !is_true(member(block, "deleted")); }

/// "html" for content with markup, else "text".
const char* content_type(const Json& block) {
  const std::string content = text(block, "content");
  for (std::size_t at = content.find('<'); at != std::string::npos;
       at = content.find('<', at + 1)) {
    const char next = at + 1 < content.size() ? content[at + 1] : ' ';
    if (next == '/' || next == '!' || (next >= 'a' && next <= 'z') || (next >= 'A' && next <= 'Z'))
      return "html";
  }
  return "text";
}

bool includes(std::string_view content, const std::string& name) {
  const auto names = content_block_names(content);
  return std::find(names.begin(), names.end(), name) != names.end();
}

/// The message variations that hold blocks, by the name of the block; those of archived campaigns
/// and Canvases left out. The documentation names no members; these are the identifiers that later
/// calls take.
std::map<std::string, Json> inclusions(State& state) {
  std::map<std::string, Json> found;
  for (const ComposedMessage& entry : composed_messages(state)) {
    if (is_true(member(*entry.owner, "archived"))) continue;
    Json place = {{"message_variation_id", entry.variation_id}};
    if (!entry.campaign_id.empty()) place["campaign_id"] = entry.campaign_id;
    if (!entry.canvas_id.empty()) {
      place["canvas_id"] = entry.canvas_id;
      place["canvas_step_id"] = entry.step_id;
    }
    for (const std::string& name : content_block_names(texts_of(*entry.message))) {
      Json& places = found.try_emplace(name, Json::array()).first->second;
      places.push_back(place);
    }
  }
  return found;
}

bool name_taken(const Table& blocks, const std::string& name, const std::string& own_id) {
  const auto rows = blocks.rows();
  return std::any_of(rows.begin(), rows.end(), [&](const Table::Row* row) {
    return row->id != own_id && not_deleted(row->document) && text(row->document, "name") == name;
  });
}

Reply answer(const Call& call, const Json& block) {
  return written(*call.contract, {{"content_block_id", member(block, "content_block_id")},
                                  {"liquid_tag", liquid_tag(block)},
                                  {"created_at", member(block, "created_at")}});
}

Reply create(const Call& call, State& state) {
  Table& blocks = state.table(kBlocks);
  if (name_taken(blocks, text(call.body, "name"), "")) {
    return refuse(*call.contract, "Content Block with this name already exists");
  }
  if (!has_tags(state, member(call.body, "tags"))) {
    return refuse(*call.contract, "Some tags could not be found");
  }
  const std::string id = call.new_uuid("content block");
  const std::string now = to_export_time(call.now);
  Json block = {{"content_block_id", id}, {"description", ""}, {"state", "active"},
                {"tags", Json::array()},  {"created_at", now}, {"last_edited", now}};
  for (const char* name : kFields) {
    if (const Json& value = member(call.body, name); !value.is_null()) block[name] = value;
  }
  blocks.put(id, block);
  return answer(call, block);
}

/// The error that an update of the block raises, or "".
const char* update_error(const Call& call, State& state, const Json& before, const Json& after) {
  const bool active = text(before, "state") != kDraft;
  const std::string name = text(after, "name");
  if (name != text(before, "name")) {
    if (active) return "Content Block name cannot be updated for active Content Blocks";
    if (name_taken(state.table(kBlocks), name, text(before, "content_block_id"))) {
      return "Content Block with this name already exists";
    }
  }
  if (active && text(after, "state") == kDraft) {
    return "Active Content Block can not be updated to Draft. Create a new Content Block.";
  }
  // The contract compares content and name of one request; here one of them may be the stored one.
  if (!call.overlooked && includes(text(after, "content"), name)) {
    return "Content Block cannot be referenced within itself";
  }
  if (!has_tags(state, member(call.body, "tags"))) return "Some tags could not be found";
  return "";
}

Reply update(const Call& call, State& state) {
  Table& blocks = state.table(kBlocks);
  const std::string id = text(call.body, "content_block_id");
  const Json* before = blocks.find(id);
  if (before == nullptr || !not_deleted(*before)) {
    // Only the page of content_blocks.info has a text for it.
    return refuse(*call.contract, "Content Block ID is invalid for this workspace");
  }
  Json after = *before;
  for (const char* name : kFields) {
    if (const Json& value = member(call.body, name); !value.is_null()) after[name] = value;
  }
  if (const std::string_view error = update_error(call, state, *before, after); !error.empty()) {
    return refuse(*call.contract, error);
  }
  after["last_edited"] = to_export_time(call.now);
  blocks.put(id, after);
  return answer(call, after);
}

Reply list(const Call& call, State& state) {
  const auto places = inclusions(state);
  Json blocks = Json::array();
  for (const Table::Row* row : listed(call, state.table(kBlocks), "last_edited", not_deleted)) {
    const Json& block = row->document;
    const auto included = places.find(text(block, "name"));
    blocks.push_back({{"content_block_id", row->id},
                      {"name", member(block, "name")},
                      {"content_type", content_type(block)},
                      {"liquid_tag", liquid_tag(block)},
                      {"inclusion_count", included == places.end() ? 0 : included->second.size()},
                      {"created_at", member(block, "created_at")},
                      {"last_edited", member(block, "last_edited")},
                      {"tags", member(block, "tags")}});
  }
  const std::size_t count = blocks.size();
  return success(*call.contract, {{"count", count}, {"content_blocks", std::move(blocks)}});
}

Reply info(const Call& call, State& state) {
  const std::string* id = call.parameter("content_block_id");
  const Json* block = id == nullptr ? nullptr : state.table(kBlocks).find(*id);
  if (block == nullptr) {
    return refuse(*call.contract, "Content Block ID is invalid for this workspace");
  }
  if (!not_deleted(*block)) {
    return refuse(*call.contract, "Content Block has been deleted—content not available");
  }
  Json places = Json::array();
  auto all = inclusions(state);
  if (const auto found = all.find(text(*block, "name")); found != all.end()) {
    places = std::move(found->second);
  }
  const std::string* wanted = call.parameter("include_inclusion_data");
  Json shown = {{"content_block_id", *id},
                {"name", member(*block, "name")},
                {"content", member(*block, "content")},
                {"description", member(*block, "description")},
                {"content_type", content_type(*block)},
                {"tags", member(*block, "tags")},
                {"created_at", member(*block, "created_at")},
                {"last_edited", member(*block, "last_edited")},
                {"inclusion_count", places.size()},
                {"inclusion_data", Json::array()}};
  if (wanted != nullptr && (*wanted == "true" || *wanted == "1")) shown["inclusion_data"] = std::move(places);
  return success(*call.contract, std::move(shown));
}

}  // namespace

std::vector<Handler> content_block_handlers() {
  return {{"content_blocks.create", create},
          {"content_blocks.update", update},
          {"content_blocks.list", list},
          {"content_blocks.info", info}};
}

}  // namespace brazecheck::mock
