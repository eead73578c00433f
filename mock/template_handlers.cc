#include <algorithm>

#include "mock/content.h"
#include "mock/handlers.h"
#include "mock/json_view.h"
#include "mock/liquid.h"

namespace brazecheck::mock {

namespace {

constexpr const char* kTemplates = "email_templates";
constexpr const char* kFields[] = {"template_name",  "subject", "preheader",        "body",
                                   "plaintext_body", "tags",    "should_inline_css"};

/// No operation reads or writes what the drag-and-drop editor made; only fixtures have such
/// templates.
bool made_of_html(const Json& document) { return !is_true(member(document, "drag_and_drop")); }

/// The template that a call names; null where there is none that operations see.
const Json* find(State& state, const std::string& id) {
  const Json* document = state.table(kTemplates).find(id);
  return document != nullptr && made_of_html(*document) ? document : nullptr;
}

/// No text is documented for an id that no template has.
Reply unknown(const Call& call) {
  return refuse(*call.contract, "No email template has this email_template_id");
}

/// The workspace's setting: row "email" of the table "settings".
bool inlines_css(State& state) {
  const Json* settings = state.table("settings").find("email");
  return settings != nullptr && is_true(member(*settings, "should_inline_css"));
}

bool knows_content_blocks(State& state, const Json& fields) {
  const Table& blocks = state.table("content_blocks");
  for (const char* name : {"subject", "preheader", "body", "plaintext_body"}) {
    const auto names = content_block_names(text(fields, name));
    if (std::any_of(names.begin(), names.end(), [&](const std::string& block) {
          return blocks.find_by("name", block) == nullptr;
        })) {
      return false;
    }
  }
  return true;
}

Reply create(const Call& call, State& state) {
  if (!has_tags(state, member(call.body, "tags"))) {
    return refuse(*call.contract, "Some tags could not be found");
  }
  if (!knows_content_blocks(state, call.body)) {
    return refuse(*call.contract, "Email must have valid Content Block names");
  }
  const std::string id = call.new_uuid("email template");
  const std::string now = to_export_time(call.now);
  Json document = {{"email_template_id", id},   {"template_name", ""},
                   {"description", ""},         {"subject", ""},
                   {"preheader", nullptr},      {"body", ""},
                   {"plaintext_body", nullptr}, {"should_inline_css", inlines_css(state)},
                   {"tags", Json::array()},     {"created_at", now},
                   {"updated_at", now}};
  for (const char* name : kFields) {
    if (const Json& value = member(call.body, name); !value.is_null()) document[name] = value;
  }
  state.table(kTemplates).put(id, std::move(document));
  return written(*call.contract, {{"email_template_id", id}});
}

Reply update(const Call& call, State& state) {
  const std::string id = text(call.body, "email_template_id");
  const Json* known = find(state, id);
  if (known == nullptr) return unknown(call);
  if (!has_tags(state, member(call.body, "tags"))) {
    return refuse(*call.contract, "Some tags could not be found");
  }
  Json document = *known;
  for (const char* name : kFields) {
    if (const Json& value = member(call.body, name); !value.is_null()) document[name] = value;
  }
  document["updated_at"] = to_export_time(call.now);
  state.table(kTemplates).put(id, std::move(document));
  return written(*call.contract, {{"email_template_id", id}});
}

Reply list(const Call& call, State& state) {
  Json templates = Json::array();
  for (const Table::Row* row : listed(call, state.table(kTemplates), "updated_at", made_of_html)) {
    Json entry = Json::object();
    for (const char* name :
         {"email_template_id", "template_name", "created_at", "updated_at", "tags"}) {
      entry[name] = member(row->document, name);
    }
    templates.push_back(std::move(entry));
  }
  const std::size_t count = templates.size();
  return success(*call.contract, {{"count", count}, {"templates", std::move(templates)}});
}

Reply info(const Call& call, State& state) {
  const std::string* id = call.parameter("email_template_id");
  const Json* document = id == nullptr ? nullptr : find(state, *id);
  if (document == nullptr) return unknown(call);
  Json shown = *document;
  shown.erase("drag_and_drop");
  return success(*call.contract, std::move(shown));
}

}  // namespace

std::vector<Handler> template_handlers() {
  return {{"templates.email.create", create},
          {"templates.email.update", update},
          {"templates.email.list", list},
          {"templates.email.info", info}};
}

}  // namespace brazecheck::mock
