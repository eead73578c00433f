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

Json a_change(const Documents& documents) {
  return documents.entries == "templates" ? Json{{"subject", "Later"}}
                                          : Json{{"description", "Later"}};
}

void changed_after_creation(Session& session, const Documents& documents) {
  const std::string id = create_small(session, documents);
  const Json fields = a_change(documents);
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

void changed_by_updates(Session& session, const Documents& documents) {
  const auto fresh = make_fresh(session, documents);
  if (!fresh) return;
  // Times may be told in whole seconds.
  session.wait(1100ms);
  const Json fields = a_change(documents);
  session.ok(update_call(documents, fresh->id, fields));
  if (session.failed() || !shows(session, documents, documents.updated_readable, fresh->id, fields))
    return;
  const Json found = info(session, documents, fresh->id);
  if (session.failed()) return;
  const auto changed = moment_of(member(found, documents.changed));
  session.expect(changed && *changed > fresh->moment,
                 documents.changed + " is later after an update", found.dump());
}

/// What the entry of the list has that is not as in info; "" for nothing.
std::string differs(Session& session, const Documents& documents, const std::string& id,
                    const Fields& query) {
  const Json found = info(session, documents, id);
  const Json entry = listed(session, documents, id, query);
  if (session.failed() || !entry.is_object()) return "no entry";
  const auto moment = [](const Json& one, const std::string& name) {
    return moment_of(member(one, name));
  };
  for (const std::string& name : {std::string("created_at"), documents.changed}) {
    if (moment(entry, name) != moment(found, name)) return name;
  }
  const char* name = documents.entries == "templates" ? "template_name" : "name";
  if (member(entry, name) != member(found, name)) return name;
  // Where info has them as one text, their order and commas are not known.
  const Json tags = member(found, "tags");
  return tags.is_array() && member(entry, "tags") != tags ? "tags" : "";
}

void as_info(Session& session, const Documents& documents) {
  const bool of_templates = documents.entries == "templates";
  const char* name = of_templates ? "template_name" : "name";
  const char* body = of_templates ? "body" : "content";
  Json fields = {{name, own_name(session, of_templates ? " Name" : "_Name")},
                 {body, "<p>Hello</p>"}};
  if (of_templates) fields["subject"] = "Hello";
  const std::string tag = known_tag(session, documents);
  if (!tag.empty()) fields["tags"] = {tag};
  const std::string id = create(session, documents, fields);
  if (session.failed() ||
      !shows(session, documents, documents.created_readable, id, {{name, fields[name]}}))
    return;
  const Json time = member(info(session, documents, id), documents.changed);
  if (session.failed()) return;
  if (!moment_of(time)) return session.skip("info tells no time, which is a finding of its own");
  // The same question again: what was listed first must not be told for ever.
  const Fields query = {{"modified_after", time.get<std::string>()}};
  session.eventually_of(
      documents.family + ".list/modified-after-inclusive",
      [&] { return listed(session, documents, id, query).is_object(); },
      "modified_after leaves what was changed at that moment");
  if (!of_templates) {
    session.eventually_of(
        "content_blocks.create/listed-after-creation",
        [&] { return member(listed(session, documents, id, query), name) == fields[name]; },
        "a new block is in the list, by its name");
  }
  const auto agrees = [&](const std::string& when) {
    std::string wrong;
    session.eventually(
        [&] {
          wrong = differs(session, documents, id, query);
          return wrong.empty() && !session.failed();
        },
        "an entry of the list is as in info " + when);
  };
  agrees("after the creation");
  session.wait(1100ms);
  // The name of a block stays.
  const Json changes =
      of_templates ? Json{{name, own_name(session, " New Name")}} : a_change(documents);
  session.ok(update_call(documents, id, changes));
  if (session.failed() || !shows(session, documents, documents.updated_readable, id, changes))
    return;
  const Json later = member(info(session, documents, id), documents.changed);
  if (session.failed() ||
      !session.expect_of(documents.family + (of_templates ? ".info/updated-with-changes"
                                                          : ".info/edited-with-changes"),
                         moment_of(later) > moment_of(time),
                         documents.changed + " is later after an update", later.dump()))
    return;
  agrees("after an update");
}

void only_the_named_one(Session& session, const Documents& documents) {
  const std::string first = create_small(session, documents, "_1");
  const std::string second = create_small(session, documents, "_2");
  const std::string third = create_small(session, documents, "_3");
  const Json fields = a_change(documents);
  const auto change = [&](const std::string& id) {
    if (!session.failed()) session.ok(update_call(documents, id, fields));
    return !session.failed() && shows(session, documents, documents.updated_readable, id, fields);
  };
  if (!change(first) ||
      !shows(session, documents, documents.created_readable, third, Json::object()))
    return;
  const Json before = info(session, documents, first), untouched = info(session, documents, third);
  if (!change(second)) return;
  const Json after = info(session, documents, first), still = info(session, documents, third);
  if (session.failed()) return;
  session.expect(before == after && untouched == still,
                 "an update changes nothing but what it names", after.dump() + still.dump());
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
    add(*documents,
        documents == &content_blocks() ? "info/edited-with-changes" : "info/updated-with-changes",
        changed_by_updates, {update});
    add(*documents, "list/as-info", as_info, {list, update});
    add(*documents, "update/only-the-named-one", only_the_named_one, {update});
  }
  return true;
}();

}  // namespace
}  // namespace brazecheck::templates
