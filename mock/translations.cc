#include "mock/translations.h"

#include <algorithm>

#include "mock/composed_messages.h"
#include "mock/json_view.h"

namespace brazecheck::mock {

namespace {

Translatable none(const char* error) {
  Translatable thing;
  thing.error = error;
  return thing;
}

Translatable of_message(const ComposedMessage& entry) {
  Translatable thing;
  thing.key = entry.campaign_id + entry.canvas_id + "/" + entry.step_id + "/" + entry.variation_id;
  thing.live = texts_of(*entry.message);
  thing.draft = texts_of(entry.draft);
  thing.launched = was_launched(*entry.owner);
  thing.has_draft = has_draft(*entry.owner);
  return thing;
}

/// What has no versions: a document of `table` by the id in the parameter.
Translatable of_document(const Call& call, State& state, const char* parameter, const char* table,
                         const char* error) {
  const std::string id = argument(call, parameter);
  const Json* document = state.table(table).find(id);
  if (document == nullptr) return none(error);
  Translatable thing;
  thing.key = std::string(table) + "/" + id;
  thing.live = texts_of(*document);
  return thing;
}

/// A text that holds a map: how some pages name the type.
Json parsed(const Json& value) {
  return value.is_string() ? Json::parse(value.get_ref<const std::string&>(), nullptr, false)
                           : value;
}

}  // namespace

std::string argument(const Call& call, const char* name) {
  if (call.body.is_object()) return text(call.body, name);
  const std::string* value = call.parameter(name);
  return value == nullptr ? "" : *value;
}

Translatable translated_campaign(const Call& call, State& state) {
  const std::string campaign = argument(call, "campaign_id");
  const std::string variation = argument(call, "message_variation_id");
  if (!state.table("campaigns").contains(campaign)) return none("INVALID_CAMPAIGN_ID");
  for (const ComposedMessage& entry : composed_messages(state)) {
    if (entry.campaign_id == campaign && entry.variation_id == variation) return of_message(entry);
  }
  return none("INVALID_MESSAGE_VARIATION_ID");
}

Translatable translated_canvas(const Call& call, State& state) {
  const std::string canvas = argument(call, "workflow_id");
  const std::string step = argument(call, "step_id");
  const std::string variation = argument(call, "message_variation_id");
  // The pages of Canvases name no other id for it.
  if (!state.table("canvases").contains(canvas)) return none("INVALID_CAMPAIGN_ID");
  bool step_known = false;
  for (const ComposedMessage& entry : composed_messages(state)) {
    if (entry.canvas_id != canvas || entry.step_id != step) continue;
    step_known = true;
    if (entry.variation_id == variation) return of_message(entry);
  }
  return none(step_known ? "INVALID_MESSAGE_VARIATION_ID" : "MESSAGE_NOT_FOUND");
}

Translatable translated_content_block(const Call& call, State& state) {
  return of_document(call, state, "content_block_id", "content_blocks",
                     "Content Block ID is invalid for this workspace");
}

Translatable translated_email_template(const Call& call, State& state) {
  return of_document(call, state, "template_id", "email_templates", "MESSAGE_NOT_FOUND");
}

Translatable translated_webhook_template(const Call& call, State& state) {
  Translatable thing =
      of_document(call, state, "template_id", "webhook_templates", "Template not found");
  thing.own_locales = true;
  return thing;
}

Json new_texts(const Call& call) {
  for (const char* name : {"translation_map", "translations_map"}) {
    Json map = parsed(member(call.body, name));
    if (map.is_object()) return map;
  }
  Json map;
  const Json list = parsed(member(call.body, "translations"));
  if (!list.is_array()) return map;
  for (const Json& entry : list) {
    const Json& part = member(entry, "translation_map");
    if (part.is_object()) map.update(part);
  }
  return map;
}

}  // namespace brazecheck::mock
