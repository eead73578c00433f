#include <fmt/format.h>

#include <set>

#include "suites/answer.h"
#include "suites/campaigns/translations.h"

// https://www.braze.com/docs/api/endpoints/translations/campaigns/get_translation_campaign/
// https://www.braze.com/docs/api/endpoints/translations/campaigns/put_update_translation_campaign/
namespace brazecheck::dashboard {
namespace {

std::set<std::string> names_in(const Json& object) {
  std::set<std::string> names;
  if (!object.is_object()) return names;
  for (const auto& [name, value] : object.items()) names.insert(name);
  return names;
}

void all_locales(Session& session, const Kind& kind) {
  const Translated message = in_draft(session, kind);
  const std::string known = session.supplied("locale_id");
  const Json all = texts_by_locale(session, message);
  const Json one = texts_by_locale(session, message, {{"locale_id", known}});
  if (session.failed()) return;
  if (!session.expect_of(message.operation("get/locale-filter"), one.contains(known),
                         "with locale_id that locale is given", one.dump()))
    return;
  session.expect(all.contains(known), "without locale_id the locale is among the others",
                 all.dump());
}

void locale_filter(Session& session, const Kind& kind) {
  const Translated message = in_draft(session, kind);
  const Json all = texts_by_locale(session, message);
  if (session.failed()) return;
  std::set<std::string> locales = names_in(all);
  locales.insert(session.supplied("locale_id"));
  for (const std::string& locale : locales) {
    const Json one = texts_by_locale(session, message, {{"locale_id", locale}});
    if (session.failed()) return;
    session.expect(names_in(one) == std::set<std::string>{locale},
                   "with locale_id that locale alone is given", one.dump());
  }
}

void same_ids(Session& session, const Kind& kind) {
  const Translated message = in_draft(session, kind);
  const Json source = sources(session, message);
  const Json all = texts_by_locale(session, message);
  if (session.failed()) return;
  if (all.empty()) return session.skip("the message has no locale");
  for (const auto& [locale, texts] : all.items()) {
    session.expect(names_in(texts) == names_in(source),
                   "a locale has the translation ids of the message",
                   fmt::format("{} instead of {}", texts.dump(), source.dump()));
  }
}

// A text that only the draft has.
struct Drafted {
  Translated message;
  std::string locale;
  Json texts;
};

Drafted written_to_draft(Session& session, const Kind& kind) {
  // That an update writes at all is looked at where there is one version only.
  const Translated plain = in_draft(session, kind);
  (void)writes(session, plain, own_locale(session, plain),
               new_texts(session, plain, session.token()));
  Drafted drafted{with_draft(session, kind), "", {}};
  drafted.locale = own_locale(session, drafted.message);
  drafted.texts = new_texts(session, drafted.message, session.token() + " draft");
  session.ok(update_call(drafted.message, drafted.locale, drafted.texts));
  return drafted;
}

void draft_on_demand(Session& session, const Kind& kind) {
  const auto lock = alone(kind);
  const Drafted drafted = written_to_draft(session, kind);
  session.eventually(
      [&] {
        return member(texts_by_locale(session, drafted.message, kOfDraft), drafted.locale) ==
               drafted.texts;
      },
      "with post_launch_draft_version the texts of the draft are given");
}

void live_by_default(Session& session, const Kind& kind) {
  const auto lock = alone(kind);
  const Drafted drafted = written_to_draft(session, kind);
  // Once the draft shows them, what is live would as well.
  Json draft;
  session.eventually_of(
      drafted.message.operation("get/draft-on-demand"),
      [&] {
        draft = member(texts_by_locale(session, drafted.message, kOfDraft), drafted.locale);
        return draft == drafted.texts;
      },
      "with post_launch_draft_version the texts of the draft are given");
  const Json live = member(texts_by_locale(session, drafted.message), drafted.locale);
  if (session.failed()) return;
  session.expect(live != draft, "without post_launch_draft_version the live texts are given",
                 live.dump());
}

void source_of_tags(Session& session, const Kind& kind) {
  const Translated message = in_draft(session, kind);
  const Json described = described_sources(session, message);
  const Json source = sources(session, message);
  if (session.failed()) return;
  if (described.empty()) return session.skip("the details show no translation tags");
  session.expect(source == described, "the source holds what stands between the tags",
                 fmt::format("{} instead of {}", source.dump(), described.dump()));
}

// The source of the version that `asked` names is that of its details, where the two versions
// differ in the details at all.
void source_of_version(Session& session, const Kind& kind, const Fields& asked) {
  const Translated message = with_draft(session, kind);
  const Json live = described_sources(session, message);
  const Json draft = described_sources(session, message, kOfDraft);
  const Json source = sources(session, message, asked);
  if (session.failed()) return;
  if (live == draft) return session.skip("the details of the draft show no other texts");
  const Json& wanted = asked.empty() ? live : draft;
  const Json& other = asked.empty() ? draft : live;
  // What is the source of neither is wrong whatever is asked for.
  session.expect_of(message.operation("source/source-of-tags"), source == wanted || source == other,
                    "the source holds what stands between the tags",
                    fmt::format("{} instead of {}", source.dump(), wanted.dump()));
  session.expect(source == wanted,
                 asked.empty() ? "without post_launch_draft_version the live texts are given"
                               : "with post_launch_draft_version those of the draft are given",
                 fmt::format("{} instead of {}", source.dump(), wanted.dump()));
}

// Texts of many kinds, one after the other, in one locale; the others stay as they are.
void reads_back(Session& session, const Kind& kind) {
  const auto lock = alone(kind);
  const Translated message = in_draft(session, kind);
  const std::string locale = own_locale(session, message);
  for (const char* text : {"Grüße, 東京 🍵", "مرحبا بك", "<p class=\"a\">1 &amp; 2</p>\n\tend"}) {
    Json texts = new_texts(session, message, session.token() + text);
    for (auto& [id, value] : texts.items()) value = " " + value.get<std::string>() + " ";
    if (!writes(session, message, locale, texts)) return;
  }
  // Generated requests may write to the other locale meanwhile, but none of these texts.
  Json elsewhere = texts_by_locale(session, message);
  elsewhere.erase(locale);
  for (const Translated& other : {with_draft(session, kind), without_draft(session, kind)})
    elsewhere.push_back({other.variation, texts_by_locale(session, other)});
  if (session.failed()) return;
  session.expect(elsewhere.dump().find(session.token()) == std::string::npos,
                 "other locales and messages stay as they are", elsewhere.dump());
}

void same_update_again(Session& session, const Kind& kind) {
  const auto lock = alone(kind);
  const Translated message = in_draft(session, kind);
  const std::string locale = own_locale(session, message);
  const Json texts = new_texts(session, message, session.token());
  if (!writes(session, message, locale, texts)) return;
  const Exchange& again = session.send(update_call(message, locale, texts));
  if (session.failed()) return;
  session.expect(again.response->status < 300, "the same update succeeds again",
                 fmt::format("answered with {}", again.response->status));
  session.eventually(
      [&] {
        return member(texts_by_locale(session, message, {{"locale_id", locale}}), locale) == texts;
      },
      "the texts are the same after the second update");
}

void every_id(Session& session, const Kind& kind) {
  const auto lock = alone(kind);
  const Translated message = in_draft(session, kind);
  const std::string locale = own_locale(session, message);
  const Json texts = new_texts(session, message, session.token());
  if (!writes(session, message, locale, texts)) return;
  if (texts.size() < 2) return session.skip("the message has one translation id only");
  Json fewer = new_texts(session, message, session.token() + " fewer");
  fewer.erase(fewer.begin().key());
  const Exchange& exchange = session.send(update_call(message, locale, fewer));
  if (session.failed()) return;
  session.expect(exchange.response->status >= 400, "a map that lacks an id is refused",
                 fmt::format("answered with {}", exchange.response->status));
  const Json after = member(texts_by_locale(session, message, {{"locale_id", locale}}), locale);
  session.expect(after == texts, "what was refused changes nothing", after.dump());
}

void only_drafts(Session& session, const Kind& kind) {
  const auto lock = alone(kind);
  const Translated message = without_draft(session, kind);
  const std::string locale = own_locale(session, message);
  const Json before = texts_by_locale(session, message);
  session.send(update_call(message, locale, new_texts(session, message, session.token())));
  // An update of what is in draft shows when this one would have.
  const Translated other = in_draft(session, kind);
  (void)writes(session, other, own_locale(session, other),
               new_texts(session, other, session.token() + " later"));
  const Json after = texts_by_locale(session, message);
  if (session.failed()) return;
  session.expect(after == before, "an update leaves what is live as it is", after.dump());
}

using OfKind = void (*)(Session&, const Kind&);

struct Registrations {
  Registrations() {
    for (const Kind* kind : {&campaigns(), &canvases()}) {
      const std::string get = kind->operation("translations.get");
      const std::string source = kind->operation("translations.source");
      const std::string update = kind->operation("translations.update");
      const std::string details = kind->operation("details");
      const auto of = [&](const std::string& requirement, std::vector<std::string> uses,
                          OfKind play) {
        add(requirement, std::move(uses), [kind, play](Session& session) { play(session, *kind); });
      };
      const std::vector<std::string> all = {get, source, update};
      of(get + "/all-locales", {get}, all_locales);
      of(get + "/locale-filter", {get}, locale_filter);
      of(get + "/same-ids", {get, source}, same_ids);
      of(get + "/draft-on-demand", all, draft_on_demand);
      of(get + "/live-by-default", all, live_by_default);
      of(source + "/source-of-tags", {source, details}, source_of_tags);
      of(source + "/live-by-default", {source, details},
         [](Session& session, const Kind& one) { source_of_version(session, one, {}); });
      of(source + "/draft-on-demand", {source, details},
         [](Session& session, const Kind& one) { source_of_version(session, one, kOfDraft); });
      of(update + "/reads-back", all, reads_back);
      of(update + "/same-update-again", all, same_update_again);
      of(update + "/every-id", all, every_id);
      of(update + "/only-drafts", all, only_drafts);
    }
  }
};
const Registrations kRegistrations;

}  // namespace
}  // namespace brazecheck::dashboard
