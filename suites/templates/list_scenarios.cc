#include <fmt/format.h>

#include "suites/templates/documents.h"

// Lists of email templates and of Content Blocks, which are asked for alike:
// https://www.braze.com/docs/api/endpoints/templates/
namespace brazecheck::templates {
namespace {

using DocumentsPlay = void (*)(Session&, const Documents&);

std::vector<std::string> make_three(Session& session, const Documents& documents) {
  std::vector<std::string> ids;
  // Where there are enough already, more would only stay in the workspace.
  const Json there = entries_of(session, listing_of(documents));
  for (std::size_t i = there.size(); i < 4 && !session.failed(); ++i)
    ids.push_back(create_small(session, documents, "_" + std::to_string(i)));
  return ids;
}

Makes makes(const Documents& documents) {
  return [&documents](Session& session) { return make_three(session, documents); };
}

void limit_holds(Session& session, const Documents& documents) {
  limit_is_kept(listing_of(documents), makes(documents))(session);
}

void offset_holds(Session& session, const Documents& documents) {
  offset_skips(listing_of(documents), makes(documents))(session);
}

void default_limit(Session& session, const Documents& documents) {
  const std::int64_t usual = session.number_in(documents.family + ".list/default-limit");
  const std::size_t more =
      entries_of(session, listing_of(documents), {{"limit", std::to_string(usual + 1)}}).size();
  const std::size_t without = entries_of(session, listing_of(documents)).size();
  if (session.failed()) return;
  session.expect(without <= static_cast<std::size_t>(usual),
                 fmt::format("without limit there are at most {}", usual), std::to_string(without));
  if (more <= static_cast<std::size_t>(usual))
    session.skip(fmt::format("the workspace has no more than {} of them", usual));
}

/// One that was just made, and when that was, as info says it.
struct Fresh {
  std::string id;
  Json time;
  Moment moment;
};

std::optional<Fresh> make_fresh(Session& session, const Documents& documents) {
  Fresh fresh;
  fresh.id = create_small(session, documents);
  if (session.failed() ||
      !shows(session, documents, documents.created_readable, fresh.id, Json::object()))
    return std::nullopt;
  const Json found = info(session, documents, fresh.id);
  fresh.time = member(found, documents.changed);
  const auto moment = moment_of(fresh.time);
  const auto made = moment_of(member(found, "created_at"));
  // A time that cannot be is not what the filter is to be judged by.
  if (moment && made)
    session.expect_of(
        documents.family + (documents.entries == "templates" ? ".info/updated-after-creation"
                                                             : ".info/edited-after-creation"),
        *moment >= *made, documents.changed + " is not before created_at", found.dump());
  if (session.failed()) return std::nullopt;
  if (!moment) {
    session.skip("info tells no time, which is a finding of its own");
    return std::nullopt;
  }
  fresh.moment = *moment;
  return fresh;
}

/// The entry is in the list with these parameters, or is not; and no entry is on the other side.
void filtered(Session& session, const Documents& documents, const Fresh& fresh, const Fields& query,
              bool expected, const std::string& what) {
  session.eventually(
      [&] {
        return listed(session, documents, fresh.id, query).is_object() == expected &&
               !session.failed();
      },
      fmt::format("{} of a change at {} {}", what, fresh.time.dump(),
                  expected ? "leaves it" : "leaves it out"));
}

using namespace std::chrono_literals;

void modified_after(Session& session, const Documents& documents) {
  const auto fresh = make_fresh(session, documents);
  if (!fresh) return;
  const std::string time = fresh->time.get<std::string>();
  const Moment later = fresh->moment + 1s;
  filtered(session, documents, *fresh, {{"modified_after", time}}, true, "modified_after " + time);
  filtered(session, documents, *fresh, {{"modified_after", to_text(later)}}, false,
           "modified_after " + to_text(later));
  for (const auto& entry : entries_of(session, listing_of(documents), {{"modified_after", time}})) {
    const auto changed = moment_of(member(entry, documents.changed));
    session.expect(!changed || *changed >= fresh->moment, "nothing older is listed", entry.dump());
  }
}

void modified_before(Session& session, const Documents& documents) {
  const auto fresh = make_fresh(session, documents);
  if (!fresh) return;
  const std::string time = fresh->time.get<std::string>();
  const std::string earlier = to_text(fresh->moment - 1s);
  // From the other side too, lest the list be longer than a page.
  const std::pair<std::string, std::string> after = {"modified_after", earlier};
  filtered(session, documents, *fresh, {after, {"modified_before", time}}, true,
           "modified_before " + time);
  filtered(session, documents, *fresh, {after, {"modified_before", earlier}}, false,
           "modified_before " + earlier);
  for (const auto& entry :
       entries_of(session, listing_of(documents), {{"modified_before", earlier}})) {
    const auto changed = moment_of(member(entry, documents.changed));
    session.expect(!changed || *changed <= fresh->moment - 1s, "nothing newer is listed",
                   entry.dump());
  }
}

void changed_after_creation(Session& session, const Documents& documents) {
  const std::string id = create_small(session, documents);
  const Json fields = documents.entries == "templates" ? Json{{"subject", "Later"}}
                                                       : Json{{"description", "Later"}};
  session.ok(update_call(documents, id, fields));
  if (session.failed() || !shows(session, documents, documents.updated_readable, id, fields))
    return;
  std::vector<std::string> ids = {id};
  for (const auto& entry : entries_of(session, listing_of(documents), {{"limit", "2"}})) {
    const Json other = member(entry, documents.id);
    if (other.is_string()) ids.push_back(other.get<std::string>());
  }
  for (const auto& each : ids) {
    const Json found = info(session, documents, each);
    if (session.failed()) return;
    const auto made = moment_of(member(found, "created_at"));
    const auto changed = moment_of(member(found, documents.changed));
    session.expect(made && changed && *changed >= *made,
                   documents.changed + " is not before created_at", found.dump());
  }
}

const bool kRegistered = [] {
  const auto add = [](const Documents& documents, const std::string& statement, DocumentsPlay play,
                      std::vector<std::string> more) {
    ScenarioRegistration{{documents.family + "." + statement, uses_of(documents, std::move(more)),
                          [&documents, play](Session& session) { play(session, documents); }}};
  };
  for (const Documents* documents : {&email_templates(), &content_blocks()}) {
    const std::string list = documents->family + ".list", update = documents->family + ".update";
    add(*documents, "list/limit-holds", limit_holds, {list});
    add(*documents, "list/offset-skips", offset_holds, {list});
    add(*documents, "list/default-limit", default_limit, {list});
    add(*documents, "list/modified-after-inclusive", modified_after, {list});
    add(*documents, "list/modified-before-inclusive", modified_before, {list});
    add(*documents,
        documents == &content_blocks() ? "info/edited-after-creation"
                                       : "info/updated-after-creation",
        changed_after_creation, {list, update});
  }
  return true;
}();

}  // namespace
}  // namespace brazecheck::templates
