#include <fmt/format.h>

#include <algorithm>

#include "contract/schema.h"
#include "mock/answers.h"
#include "mock/error_body.h"
#include "mock/handlers.h"
#include "mock/json_view.h"
#include "mock/liquid.h"
#include "mock/listing.h"
#include "mock/translations.h"

namespace brazecheck::mock {

namespace {

constexpr char kTranslations[] = "translations";
constexpr char kLive[] = "live";
constexpr char kDraft[] = "draft";
constexpr char kNotTranslated[] = "This message does not support multi-language.";
constexpr char kUnknownLocale[] = "The provided locale code does not exist.";

/// Refuses with the first of these errors that the contract documents; where it documents none,
/// with the first, as the pages of its siblings do.
Reply refuse_first(const Call& call, const std::vector<std::string>& errors) {
  const auto documented = std::find_if(errors.begin(), errors.end(), [&](const std::string& error) {
    return call.contract->find_error(error) != nullptr;
  });
  return refuse(*call.contract, documented == errors.end() ? errors.front() : *documented);
}

/// Refuses a call whose thing does not exist or is not translated; status 0 otherwise.
Reply check(const Call& call, State& state, const Translatable& thing, const std::string& texts) {
  if (!thing.error.empty()) return refuse(*call.contract, thing.error);
  const std::vector<std::string> errors = {kNotTranslated, "MULTI_LANGUAGE_NOT_ENABLED_ON_MESSAGE",
                                           "This template does not have multi-language setup"};
  if (state.table("locales").empty()) {
    return call.contract->find_error("MULTI_LANGUAGE_NOT_ENABLED") != nullptr
               ? refuse(*call.contract, "MULTI_LANGUAGE_NOT_ENABLED")
               : refuse_first(call, errors);
  }
  if (translation_sources(texts).empty()) return refuse_first(call, errors);
  return {};
}

/// The stored translations of a version by locale: the live ones as long as the draft has none.
const Json& stored(State& state, const Translatable& thing, bool draft) {
  static const Json kNone = Json::object();
  const Json* row = state.table(kTranslations).find(thing.key);
  if (row == nullptr) return kNone;
  const Json& own = member(*row, draft ? kDraft : kLive);
  return own.is_object() ? own : member(*row, kLive);
}

Json locale_of(const Table::Row& row) {
  Json locale = {{"uuid", row.id}};
  for (const char* name : {"name", "country", "language", "locale_key"}) {
    locale[name] = text(row.document, name);
  }
  return locale;
}

/// The answer without a message, unless the contract asks for one.
Reply answer(const Call& call, Json body) {
  Reply reply;
  reply.status = call.contract->success_status();
  const ResponseSpec* response = call.contract->response(reply.status);
  if (response != nullptr && response->body != nullptr) {
    const auto& required = resolved(*response->body).required;
    if (std::any_of(required.begin(), required.end(),
                    [](const Schema::Required& entry) { return entry.name == "message"; })) {
      return success(*call.contract, std::move(body));
    }
  }
  reply.body = std::move(body);
  return reply;
}

template <Translatable (*find)(const Call&, State&)>
Reply get(const Call& call, State& state) {
  const Translatable thing = find(call, state);
  const bool draft = thing.has_draft && is_set(call, "post_launch_draft_version");
  const std::string& texts = draft ? thing.draft : thing.live;
  if (Reply refusal = check(call, state, thing, texts); refusal.status != 0) return refusal;
  const std::string only = argument(call, "locale_id");
  const Json& by_locale = stored(state, thing, draft);
  Json translations = Json::array();
  for (const Table::Row* row : state.table("locales").rows()) {
    const Json& map = member(by_locale, row->id);
    if ((!only.empty() && row->id != only) || !map.is_object()) continue;
    // The message may have changed since: its tags decide which ids there are.
    Json shown = Json::object();
    for (const auto& [id, source] : translation_sources(texts)) shown[id] = text(map, id);
    translations.push_back({{"translation_map", std::move(shown)}, {"locale", locale_of(*row)}});
  }
  if (!only.empty() && translations.empty()) {
    const bool known = state.table("locales").contains(only);
    return refuse_first(
        call,
        known ? std::vector<std::string>{"INVALID_LOCALE_ID", "Invalid locale ID", kUnknownLocale}
              : std::vector<std::string>{kUnknownLocale, "LOCALE_NOT_FOUND", "Invalid locale ID"});
  }
  return answer(call, {{"translations", std::move(translations)}});
}

template <Translatable (*find)(const Call&, State&)>
Reply source(const Call& call, State& state) {
  const Translatable thing = find(call, state);
  const bool draft = thing.has_draft && is_set(call, "post_launch_draft_version");
  const std::string& texts = draft ? thing.draft : thing.live;
  if (Reply refusal = check(call, state, thing, texts); refusal.status != 0) return refusal;
  return answer(call, {{"translations", {{"translation_map", translation_sources(texts)}}}});
}

/// The refusal that names the ids which the update lacks: in the documented sentence, whose own ids
/// are an example.
Reply refuse_missing(const Call& call, const std::vector<std::string>& ids) {
  const std::string documented = "The provided translations are missing 'id_1', 'id_2'";
  Reply reply = refuse(*call.contract, documented);
  const std::string sentence =
      fmt::format("{}'{}'", documented.substr(0, documented.find('\'')), fmt::join(ids, "', '"));
  reply.body = error_body(*call.contract, reply.status, documented, sentence, {});
  return reply;
}

template <Translatable (*find)(const Call&, State&)>
Reply update(const Call& call, State& state) {
  const Translatable thing = find(call, state);
  const bool draft = thing.launched && thing.has_draft;
  const std::string& texts = draft ? thing.draft : thing.live;
  if (Reply refusal = check(call, state, thing, texts); refusal.status != 0) return refusal;
  if (thing.launched && !thing.has_draft) {
    // The pages ask for a draft, but print no text.
    return refuse(*call.contract, "Save the message as a draft to update its translations.");
  }
  const std::string locale = argument(call, "locale_id");
  const Json by_locale = stored(state, thing, draft);
  if (!state.table("locales").contains(locale) ||
      (thing.own_locales && !by_locale.contains(locale))) {
    return refuse_first(call, {kUnknownLocale, "Locale not found"});
  }
  const Json sent = new_texts(call);
  Json kept = Json::object();
  std::vector<std::string> missing;
  for (const auto& [id, unused] : translation_sources(texts)) {
    const Json& value = member(sent, id);
    if (!value.is_string())
      missing.push_back(id);
    else if (!liquid_parses(value.get_ref<const std::string&>())) {
      return refuse(*call.contract,
                    "The provided translations yielded errors when parsing. Please contact Braze "
                    "for more information.");
    } else
      kept[id] = value;
  }
  if (!missing.empty() && !call.overlooked) return refuse_missing(call, missing);
  Json row = Json::object();
  if (const Json* known = state.table(kTranslations).find(thing.key)) row = *known;
  row[draft ? kDraft : kLive] = by_locale;
  row[draft ? kDraft : kLive][locale] = std::move(kept);
  state.table(kTranslations).put(thing.key, std::move(row));
  return answer(call, Json::object());
}

}  // namespace

std::vector<Handler> translation_handlers() {
  return {{"campaigns.translations.get", get<translated_campaign>},
          {"campaigns.translations.source", source<translated_campaign>},
          {"campaigns.translations.update", update<translated_campaign>},
          {"canvas.translations.get", get<translated_canvas>},
          {"canvas.translations.source", source<translated_canvas>},
          {"canvas.translations.update", update<translated_canvas>},
          {"content_blocks.translations.get", get<translated_content_block>},
          {"content_blocks.translations.source", source<translated_content_block>},
          {"content_blocks.translations.update", update<translated_content_block>},
          {"templates.email.translations.get", get<translated_email_template>},
          {"templates.email.translations.source", source<translated_email_template>},
          {"templates.email.translations.update", update<translated_email_template>},
          {"templates.translations.email.get", get<translated_email_template>},
          {"templates.webhook.translations.get", get<translated_webhook_template>},
          {"templates.webhook.translations.source", source<translated_webhook_template>},
          {"templates.webhook.translations.update", update<translated_webhook_template>}};
}

}  // namespace brazecheck::mock
