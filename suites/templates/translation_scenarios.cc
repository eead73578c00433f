#include <fmt/format.h>

#include <chrono>
#include <functional>
#include <set>

#include "suites/templates/documents.h"

// Translations of email templates, Content Blocks and webhook templates:
// https://www.braze.com/docs/api/endpoints/translations/
namespace brazecheck::templates {
namespace {

/// What has texts in several languages.
struct Translated {
  std::string family;     ///< "content_blocks.translations"
  std::string parameter;  ///< names the thing: "content_block_id"
  std::string supplied;   ///< one that the target has, with the tags id_0, id_1 and id_2
  const Documents* documents = nullptr;  ///< how one is made; null where no call can
  std::string reads = "";                ///< the reading operation, if not that of the family

  [[nodiscard]] std::string get() const { return reads.empty() ? family + ".get" : reads; }
};

const Translated kBlockTexts{.family = "content_blocks.translations",
                             .parameter = "content_block_id",
                             .supplied = "translated_content_block_id",
                             .documents = &content_blocks()};
const Translated kEmailTexts{.family = "templates.email.translations",
                             .parameter = "template_id",
                             .supplied = "translated_email_template_id",
                             .documents = &email_templates()};
const Translated kOtherEmailTexts{.family = "templates.email.translations",
                                  .parameter = "template_id",
                                  .supplied = "translated_email_template_id",
                                  .documents = &email_templates(),
                                  .reads = "templates.translations.email.get"};
const Translated kWebhookTexts{.family = "templates.webhook.translations",
                               .parameter = "template_id",
                               .supplied = "translated_webhook_template_id"};

const Json kSource = {
    {"id_0", "Good day \U0001F375"}, {"id_1", "dear <b>reader</b>"}, {"id_2", "سلام"}};

Call get_call(const Translated& texts, const std::string& id, const std::string& locale = "") {
  Call call{
      .operation = texts.get(), .path = {}, .query = {{texts.parameter, id}}, .body = std::nullopt};
  if (!locale.empty()) call.query.emplace_back("locale_id", locale);
  return call;
}

Call source_call(const Translated& texts, const std::string& id) {
  return {.operation = texts.family + ".source",
          .path = {},
          .query = {{texts.parameter, id}},
          .body = std::nullopt};
}

Call update_call(const Translated& texts, const std::string& id, const std::string& locale,
                 const Json& map) {
  return {.operation = texts.family + ".update",
          .path = {},
          .query = {},
          .body = Json{{texts.parameter, id}, {"locale_id", locale}, {"translation_map", map}}};
}

/// The locales of an answer with their texts, by UUID.
std::map<std::string, Json> by_locale(const Json& answer) {
  std::map<std::string, Json> found;
  for (const auto& entry : list(answer, "translations")) {
    const Json uuid = member(member(entry, "locale"), "uuid");
    if (uuid.is_string()) found[uuid.get<std::string>()] = member(entry, "translation_map");
  }
  return found;
}

std::set<std::string> ids_of(const Json& map) {
  std::set<std::string> ids;
  if (map.is_object())
    for (const auto& entry : map.items()) ids.insert(entry.key());
  return ids;
}

/// A thing of the session's own with the tags of kSource; gives up where the workspace translates
/// nothing that a call made.
std::string make(Session& session, const Translated& texts) {
  const auto tagged = [](const char* id) {
    return fmt::format("{{% translation {} %}}{}{{% endtranslation %}}", id,
                       kSource[id].get<std::string>());
  };
  const std::string name = own_name(session);
  const Json fields =
      texts.documents == &content_blocks()
          ? Json{{"name", name},
                 {"content",
                  "<p>" + tagged("id_0") + tagged("id_1") + " " + tagged("id_2") + "</p>"}}
          : Json{{"template_name", name},
                 {"subject", tagged("id_0")},
                 {"body", "<p>" + tagged("id_1") + "</p><p>" + tagged("id_2") + "</p>"}};
  const std::string id = create(session, *texts.documents, fields);
  if (session.failed() ||
      !shows(session, *texts.documents, texts.documents->created_readable, id, fields))
    return "";
  const Exchange& exchange = session.send(source_call(texts, id));
  if (!session.failed() && exchange.response->status >= 400)
    session.skip("what a call made is not translated here");
  return id;
}

Json texts_in(const Session& session, const std::string& language) {
  Json map = Json::object();
  for (const auto& [id, text] : kSource.items())
    map[id] = fmt::format("{} {} ü \U0001F375 <b>one & all</b> {}", language, id, session.token());
  return map;
}

/// Locales that the supplied thing has.
std::vector<std::string> known_locales(Session& session, const Translated& texts) {
  std::vector<std::string> locales;
  const std::string id = session.supplied(texts.supplied);
  for (const auto& [uuid, map] : by_locale(session.ok(get_call(texts, id))))
    locales.push_back(uuid);
  if (locales.empty()) session.skip("no locale is listed");
  return locales;
}

/// The statement about locales that the reading operation has.
const char* all_or_one(const Translated& texts) {
  return texts.get() == "templates.email.translations.get" ? "/all-locales" : "/locale-filter";
}

/// What is read of this locale; null where it is refused or left out.
Json texts_of(Session& session, const Translated& texts, const std::string& id,
              const std::string& locale) {
  const Exchange& exchange = session.send(get_call(texts, id, locale));
  if (session.failed() || exchange.response->status != 200 || !exchange.response->body)
    return nullptr;
  const auto found = by_locale(*exchange.response->body);
  return found.contains(locale) ? found.at(locale) : Json();
}

bool reads(Session& session, const Translated& texts, const std::string& id,
           const std::string& locale, const Json& map) {
  return texts_of(session, texts, id, locale) == map;
}

/// Waits until the update reads back. Where it does not, and reading what the target supplies
/// fails as well, it is reading that is broken.
bool update_shows(Session& session, const Translated& texts, const std::string& id,
                  const std::string& locale, const Json& map) {
  const std::string known = session.supplied(texts.supplied);
  const std::string known_locale = session.supplied("locale_id");
  std::string blamed = texts.family + ".update/reads-back";
  bool shown = false;
  const auto look = [&] {
    shown = reads(session, texts, id, locale, map);
    if (shown || session.failed()) return shown;
    const Json other = texts_of(session, texts, known, known_locale);
    if (ids_of(other) == ids_of(kSource)) return false;
    blamed = texts.get() + (other.is_object() ? "/same-ids" : all_or_one(texts));
    return true;
  };
  if (!session.eventually_of(texts.family + ".update/reads-back", look, "an update reads back"))
    return false;
  return shown || session.expect_of(blamed, false, "reading gives the texts of a locale");
}

void all_locales(Session& session, const Translated& texts) {
  const auto locales = known_locales(session, texts);
  const std::string id = make(session, texts);
  for (const auto& locale : locales) {
    if (session.failed()) return;
    session.ok(update_call(texts, id, locale, texts_in(session, locale)));
    if (!session.failed()) update_shows(session, texts, id, locale, texts_in(session, locale));
  }
  if (session.failed()) return;
  const auto found = by_locale(session.ok(get_call(texts, id)));
  for (const auto& locale : locales)
    session.expect(found.contains(locale) && found.at(locale) == texts_in(session, locale),
                   fmt::format("without locale_id the answer holds the locale {}", locale),
                   fmt::format("{} locales", found.size()));
}

/// Where no call makes such a thing: every locale that can be asked for singly is among all.
void all_locales_of_supplied(Session& session, const Translated& texts) {
  const std::string id = session.supplied(texts.supplied);
  const std::string known = session.supplied("locale_id");
  if (session.failed()) return;
  const auto found = by_locale(session.ok(get_call(texts, id)));
  if (session.failed()) return;
  session.expect(found.contains(known),
                 "without locale_id the answer holds a locale of the template",
                 fmt::format("{} locales", found.size()));
  // Locales of the workspace, as its Content Blocks have them: those that the template has too.
  for (const auto& locale : known_locales(session, kBlockTexts)) {
    const Exchange& exchange = session.send(get_call(texts, id, locale));
    if (session.failed()) return;
    if (exchange.response->status == 200)
      session.expect(found.contains(locale), "and each that can be asked for singly", locale);
  }
}

void locale_filter(Session& session, const Translated& texts) {
  const std::string id = session.supplied(texts.supplied);
  for (const auto& locale : known_locales(session, texts)) {
    const Json answer = session.ok(get_call(texts, id, locale));
    if (session.failed()) return;
    const auto found = by_locale(answer);
    session.expect(
        found.size() == 1 && found.contains(locale) && list(answer, "translations").size() == 1,
        fmt::format("with locale_id {} the answer holds that locale alone", locale), answer.dump());
  }
}

void same_ids(Session& session, const Translated& texts) {
  const std::string id = session.supplied(texts.supplied);
  const auto found = by_locale(session.ok(get_call(texts, id)));
  if (session.failed()) return;
  if (found.empty()) return session.skip("no locale is listed");
  for (const auto& [locale, map] : found)
    session.expect(ids_of(map) == ids_of(kSource),
                   fmt::format("the locale {} has the translation IDs of the message", locale),
                   map.dump());
}

void source_of_tags(Session& session, const Translated& texts) {
  const std::string id = make(session, texts);
  if (session.failed()) return;
  const Json answer = session.ok(source_call(texts, id));
  const Json map = member(member(answer, "translations"), "translation_map");
  if (!session.failed())
    session.expect(map == kSource, "the map holds the text of every tag", answer.dump());
}

void source_of_supplied(Session& session, const Translated& texts) {
  const Json answer = session.ok(source_call(texts, session.supplied(texts.supplied)));
  const Json map = member(member(answer, "translations"), "translation_map");
  if (session.failed()) return;
  session.expect(ids_of(map) == ids_of(kSource), "the map names every tag of the template",
                 answer.dump());
  if (session.failed()) return;
  for (const auto& [id, text] : map.items())
    session.expect(text.is_string() && !text.get<std::string>().empty() &&
                       text.get<std::string>().find("{%") == std::string::npos,
                   fmt::format("the text of {} is what stands inside the tag", id), text.dump());
}

void every_id(Session& session, const Translated& texts) {
  const std::string id = make(session, texts), locale = session.supplied("locale_id");
  if (session.failed()) return;
  const Json before = texts_in(session, "before");
  session.ok(update_call(texts, id, locale, before));
  if (session.failed()) return;
  for (const char* missing : {"id_0", "id_2"}) {
    Json map = texts_in(session, "after");
    map.erase(missing);
    const Exchange& exchange = session.send(update_call(texts, id, locale, map));
    if (session.failed()) return;
    session.expect(exchange.response->status >= 400,
                   fmt::format("an update without {} is refused", missing),
                   fmt::format("answered with {}", exchange.response->status));
  }
}

void reads_back(Session& session, const Translated& texts) {
  const std::string id = make(session, texts), locale = session.supplied("locale_id");
  for (const char* language : {"first", "second"}) {
    if (session.failed()) return;
    const Json map = texts_in(session, language);
    session.ok(update_call(texts, id, locale, map));
    if (!session.failed()) update_shows(session, texts, id, locale, map);
  }
}

void same_update_again(Session& session, const Translated& texts) {
  const std::string id = make(session, texts), locale = session.supplied("locale_id");
  if (session.failed()) return;
  const Json map = texts_in(session, "same");
  session.ok(update_call(texts, id, locale, map));
  if (session.failed() || !update_shows(session, texts, id, locale, map)) return;
  const Exchange& exchange = session.send(update_call(texts, id, locale, map));
  if (session.failed()) return;
  session.expect(exchange.response->status == 200, "the same update succeeds again",
                 fmt::format("answered with {}", exchange.response->status));
  session.eventually([&] { return reads(session, texts, id, locale, map); },
                     "and leaves the same texts");
}

/// Updates of the one thing that is there, by others too. Its texts are put back at the end.
void supplied_updated(Session& session, const Translated& texts, int times,
                      const std::string& blamed) {
  const std::string id = session.supplied(texts.supplied);
  const auto before = by_locale(session.ok(get_call(texts, id)));
  if (session.failed()) return;
  if (before.empty()) return session.skip("no locale is listed");
  // Another locale than that which other calls of a run write to, where there is one.
  auto chosen = before.begin();
  if (chosen->first == session.supplied("locale_id") && before.size() > 1) ++chosen;
  const auto& [locale, kept] = *chosen;
  session.tidy_later(update_call(texts, id, locale, kept));
  int looks = 0;
  expect_in_some_look(session, blamed, [&]() -> std::optional<Wrong> {
    const Json map = texts_in(session, "again");
    // Two who write by turns must not keep step.
    session.wait(
        std::chrono::milliseconds(std::hash<std::string>()(session.token()) % 17 * looks++));
    for (int i = 0; i < times; ++i) session.ok(update_call(texts, id, locale, map));
    const auto found = by_locale(session.ok(get_call(texts, id, locale)));
    if (session.failed() || (found.contains(locale) && found.at(locale) == map))
      return std::nullopt;
    return Wrong{"the texts that were sent last are read",
                 found.contains(locale) ? found.at(locale).dump() : "no such locale"};
  });
}

void webhook_reads_back(Session& session, const Translated& texts) {
  supplied_updated(session, texts, 1, "");
}

void webhook_same_update_again(Session& session, const Translated& texts) {
  supplied_updated(session, texts, 1, texts.family + ".update/reads-back");
  if (!session.failed()) supplied_updated(session, texts, 2, "");
}

void locale_of_template(Session& session, const Translated& texts) {
  const std::string id = session.supplied(texts.supplied);
  if (session.failed()) return;
  const Exchange& exchange = session.send(
      update_call(texts, id, "0badcafe-0bad-4bad-8bad-0badcafe0bad", texts_in(session, "none")));
  if (!session.failed())
    session.expect(exchange.response->status >= 400,
                   "an update for a locale that the template lacks is refused",
                   fmt::format("answered with {}", exchange.response->status));
}

using TextsPlay = void (*)(Session&, const Translated&);

const bool kRegistered = [] {
  const auto add = [](const Translated& texts, const std::string& requirement, TextsPlay play) {
    std::vector<std::string> uses = {texts.family + ".source", texts.family + ".update",
                                     texts.get()};
    if (texts.documents != nullptr) uses = uses_of(*texts.documents, std::move(uses));
    ScenarioRegistration{
        {requirement, std::move(uses), [&texts, play](Session& session) { play(session, texts); }}};
  };
  for (const Translated* texts : {&kBlockTexts, &kEmailTexts}) {
    add(*texts, texts->get() + "/all-locales", all_locales);
    add(*texts, texts->get() + "/same-ids", same_ids);
    add(*texts, texts->family + ".source/source-of-tags", source_of_tags);
    add(*texts, texts->family + ".update/every-id", every_id);
    add(*texts, texts->family + ".update/reads-back", reads_back);
    add(*texts, texts->family + ".update/same-update-again", same_update_again);
  }
  add(kBlockTexts, kBlockTexts.get() + "/locale-filter", locale_filter);
  add(kOtherEmailTexts, kOtherEmailTexts.get() + "/locale-filter", locale_filter);
  add(kOtherEmailTexts, kOtherEmailTexts.get() + "/same-ids", same_ids);
  add(kWebhookTexts, kWebhookTexts.get() + "/locale-filter", locale_filter);
  add(kWebhookTexts, kWebhookTexts.get() + "/same-ids", same_ids);
  add(kWebhookTexts, kWebhookTexts.family + ".source/source-of-tags", source_of_supplied);
  add(kWebhookTexts, kWebhookTexts.family + ".update/reads-back", webhook_reads_back);
  add(kWebhookTexts, kWebhookTexts.family + ".update/same-update-again", webhook_same_update_again);
  add(kWebhookTexts, kWebhookTexts.family + ".update/locale-of-template", locale_of_template);
  ScenarioRegistration{{kWebhookTexts.get() + "/all-locales",
                        {kWebhookTexts.get(), kBlockTexts.get()},
                        [](Session& session) { all_locales_of_supplied(session, kWebhookTexts); }}};
  return true;
}();

}  // namespace
}  // namespace brazecheck::templates
