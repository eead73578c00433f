#include "suites/campaigns/translations.h"

#include "suites/answer.h"
#include "suites/campaigns/messages.h"

namespace brazecheck::dashboard {
namespace {

bool is_canvas(const Kind& kind) { return kind.family == canvases().family; }

// `state` is the first word of what the target supplies: "translated", as in
// translated_campaign_id.
Translated message_in(Session& session, const Kind& kind, const std::string& state) {
  Translated message{&kind, {}, ""};
  const auto name = [&](const char* parameter, const char* supplied) {
    message.names.emplace_back(parameter, session.supplied(state + supplied));
  };
  if (is_canvas(kind)) {
    name("workflow_id", "_canvas_id");
    name("step_id", "_step_id");
    name("message_variation_id", "_canvas_variation_id");
  } else {
    name("campaign_id", "_campaign_id");
    name("message_variation_id", "_variation_id");
  }
  message.variation = message.names.back().second;
  return message;
}

Json ask(Session& session, const Translated& message, const char* operation, const Fields& more) {
  Fields query = message.names;
  query.insert(query.end(), more.begin(), more.end());
  return session.ok(
      {.operation = message.operation(operation), .path = {}, .query = query, .body = {}});
}

}  // namespace

Translated in_draft(Session& session, const Kind& kind) {
  return message_in(session, kind, "translated");
}

Translated with_draft(Session& session, const Kind& kind) {
  return message_in(session, kind, "drafted");
}

Translated without_draft(Session& session, const Kind& kind) {
  return message_in(session, kind, "launched");
}

Json texts_by_locale(Session& session, const Translated& message, const Fields& more) {
  Json out = Json::object();
  for (const Json& entry : list(ask(session, message, "get", more), "translations")) {
    const std::string locale = text_of(member(member(entry, "locale"), "uuid"));
    out[locale] = member(entry, "translation_map");
  }
  return out;
}

Json sources(Session& session, const Translated& message, const Fields& more) {
  return member(member(ask(session, message, "source", more), "translations"), "translation_map");
}

Json described_sources(Session& session, const Translated& message, const Fields& more) {
  const Json details = details_of(session, *message.kind, message.names.front().second, more);
  return translation_tags(member(all_messages(details), message.variation));
}

std::string own_locale(Session& session, const Translated& message) {
  const std::string generated = session.supplied("locale_id");
  const Json texts = texts_by_locale(session, message);
  for (const auto& [locale, map] : texts.items()) {
    if (locale != generated) return locale;
  }
  return generated;
}

Call update_call(const Translated& message, const std::string& locale, Json texts) {
  Json body = {{"locale_id", locale}, {"translation_map", std::move(texts)}};
  for (const auto& [name, value] : message.names) body[name] = value;
  return {.operation = message.operation("update"), .path = {}, .query = {}, .body = body};
}

Json new_texts(Session& session, const Translated& message, const std::string& text) {
  Json texts = Json::object();
  const Json known = sources(session, message);
  if (!known.is_object()) return texts;
  for (const auto& [id, source] : known.items()) texts[id] = text + " " + id;
  return texts;
}

bool writes(Session& session, const Translated& message, const std::string& locale,
            const Json& texts) {
  const auto read = [&] { return texts_by_locale(session, message, {{"locale_id", locale}}); };
  const Json before = read();
  // A locale that is given at all is another requirement.
  session.expect_of(message.operation("get/locale-filter"), before.contains(locale),
                    "with locale_id that locale is given", before.dump());
  session.ok(update_call(message, locale, texts));
  return session.eventually_of(
      message.operation("update/reads-back"), [&] { return member(read(), locale) == texts; },
      "the texts that were sent are read back");
}

std::unique_lock<std::mutex> alone(const Kind& kind) {
  static std::mutex of_campaigns, of_canvases;
  return std::unique_lock(is_canvas(kind) ? of_canvases : of_campaigns);
}

}  // namespace brazecheck::dashboard
