#include <fmt/format.h>

#include "suites/data_objects/links.h"

// What relationships of objects to other objects and to users have in common:
// https://www.braze.com/docs/api/endpoints/data_objects/
namespace brazecheck::data_objects {
namespace {

std::string changed_by(const std::string& verb) {
  return verb == "patch" ? "reads-back" : "attributes-replaced";
}

/// Whether an answer holds the relationship, with these attributes.
bool answer_holds(Session& session, const Json& answer, const Link& link, const Json& attributes) {
  const bool edge = link.family == Family::kEdges;
  const Json found = member(answer, edge ? "object_relationship" : "user_relationship");
  bool same = member(found, "rel_kind") == member(link.key, "rel_kind") && holds(found, attributes);
  if (!edge)
    same = same && member(found, "type_name") == link.own.type &&
           member(found, "external_id") == link.own.id &&
           member(member(found, "user"), "braze_id") == member(link.key, "braze_id");
  return session.expect(
      same,
      fmt::format("the answer holds the relationship with the attributes {}", attributes.dump()),
      answer.dump());
}

void is_listed(Session& session, Family family) {
  (void)make_link(session, family, both_attributes());
}

void lists_what_was_written(Session& session, Family family) {
  const auto links = make_ends(session, family, 2);
  if (session.failed()) return;
  for (const auto& link : links) session.ok(link_call("create", link, both_attributes()));
  for (const auto& link : links) {
    if (session.failed()) return;
    // Two ways to see it: where neither shows it, it was not stored.
    const auto stored = [&] {
      return holds(entry_of(session, link), both_attributes()) ||
             (!session.failed() && patch_shows(session, link, both_attributes()));
    };
    session.eventually_of(operation(family, "create") + "/is-listed", stored,
                          "a relationship that was created is there");
    session.eventually([&] { return holds(entry_of(session, link), both_attributes()); },
                       "a relationship is listed with its attributes");
  }
  session.ok(link_call("delete", links[0], nullptr));
  if (session.failed()) return;
  // link_gone() tells a list that is late from a deletion that was lost.
  if (!link_gone(session, links[0])) return;
  session.eventually([&] { return !session.failed() && entry_of(session, links[0]).is_null(); },
                     "a relationship that was deleted is not listed");
  session.expect(holds(entry_of(session, links[1]), both_attributes()),
                 "while another one is, as it was");
}

void kind_as_asked(Session& session, Family family) {
  const std::string types = family == Family::kEdges
                                ? "data_objects.types.object_relationship_types"
                                : "data_objects.types.user_relationship_types";
  const std::string supplied = kind_of(session, family);
  Json other;
  for (const auto& kind : list(session.ok(on_type(types, type_name(session))), "items")) {
    const bool fits = family == Family::kTies || member(kind, "to_type_name") == type_name(session);
    if (fits && member(kind, "rel_kind") != supplied) other = member(kind, "rel_kind");
  }
  const Link link = make_link(session, family, Json::object());
  if (session.failed()) return;
  Link second = link;
  second.key["rel_kind"] = other;
  bool both = other.is_string();
  if (both) {
    const Exchange& exchange = session.send(link_call("create", second, Json::object()));
    if (session.failed()) return;
    both = exchange.response->status == 201;  // it may ask for attributes that no call tells of
    if (both)
      link_shows(session, operation(family, "create") + "/is-listed", second, Json::object());
  }
  for (const auto& [kind, there] : {std::pair<std::string, bool>{supplied, true},
                                    {both ? other.get<std::string>() : supplied, both}}) {
    const Json found = entries(session, family, link.own, {{"rel_kind", kind}});
    if (session.failed()) return;
    session.expect(!found.empty() || !there,
                   fmt::format("the relationship of kind {} is listed", kind), found.dump());
    for (const auto& entry : found)
      session.expect(member(entry, "rel_kind") == kind,
                     fmt::format("with rel_kind {} no other kind is listed", kind), entry.dump());
  }
  if (!both) session.skip("the type has one kind of relationship only");
}

/// The relationship with each part changed that has to name something which exists.
void unknown_ends_refused(Session& session, Family family, const std::string& verb) {
  const Link link = make_end(session, family);
  if (session.failed()) return;
  const std::string none = own_name(session, "_none");
  std::vector<std::pair<std::string, Link>> all = {
      {"object", with_own(link, {link.own.type, none})},
      {"type", with_own(link, {none, link.own.id})}};
  if (family == Family::kEdges) {
    for (const char* name : {"related_external_id", "related_type_name"}) {
      all.emplace_back(name, link);
      all.back().second.key[name] = none;
    }
  }
  for (const auto& [what, unknown] : all)
    answers(session, link_call(verb, unknown, Json::object()), 404,
            fmt::format("{} with an unknown {} is answered with 404", verb, what));
}

void unknown_object_refused_by_list(Session& session, Family family) {
  const Object object = make_object(session, {{"name", "Acme"}});
  if (session.failed()) return;
  const std::string none = own_name(session, "_none");
  for (const Object& unknown : {Object{object.type, none}, Object{none, object.id}})
    answers(session, on_object(operation(family, "list"), unknown), 404,
            fmt::format("the list of the object {} of type {} is answered with 404", unknown.id,
                        unknown.type));
}

/// An unknown kind and attributes that no kind has. `stored`: whether there is the relationship.
/// First with attributes that fit: where those have no effect, that is what is broken.
void misfits_refused(Session& session, Family family, const std::string& verb, bool stored) {
  const auto links = make_ends(session, family, 2);
  if (session.failed()) return;
  const Link& link = links[1];
  Link valid = link;
  if (stored) {
    session.ok(link_call("create", link, {{"note", "a"}}));
    if (session.failed() ||
        !link_shows(session, operation(family, "create") + "/is-listed", link, {{"note", "a"}}))
      return;
  } else {
    valid = links[0];
  }
  session.ok(link_call(verb, valid, both_attributes()));
  const char* stores = verb == "create"    ? "/is-listed"
                       : verb == "replace" ? "/attributes-replaced"
                                           : "/reads-back";
  if (session.failed() ||
      !link_shows(session, operation(family, verb) + stores, valid, both_attributes()))
    return;
  const Json before = both_attributes();
  Link unknown = link;
  unknown.key["rel_kind"] = own_name(session, "_kind");
  answers(session, link_call(verb, unknown, Json::object()), 400, "an unknown kind is refused");
  const Json misfits[] = {{{own_name(session), "x"}}, {{"since", {{"a", 1}}}}};
  for (const Json& attributes : misfits)
    answers(session, link_call(verb, link, attributes), 400,
            fmt::format("the attributes {} are refused", attributes.dump()));
  const Json entry = entry_of(session, link);
  if (!session.failed())
    session.expect(stored ? holds(entry, before) : entry.is_null(),
                   "and the relationship is as it was", entry.dump());
}

void attributes_replaced(Session& session, Family family) {
  const Link link = make_link(session, family, both_attributes());
  const Json after = {{"since", "2024"}};
  session.ok(link_call("replace", link, after));
  if (!session.failed())
    link_shows(session, operation(family, "replace") + "/attributes-replaced", link, after);
  session.expect(true, "the attributes are those of the last call");
}

void same_call_same_relationship(Session& session, Family family) {
  const Link link = make_link(session, family, Json::object());
  for (int call = 0; call < 2 && !session.failed(); ++call) {
    session.ok(link_call("replace", link, both_attributes()));
    if (!session.failed() && call == 0)
      link_shows(session, operation(family, "replace") + "/attributes-replaced", link,
                 both_attributes());
  }
  Json found;
  session.eventually(
      [&] {
        found = entries(session, family, link.own);
        return found.size() == 1 && holds(found[0], both_attributes());
      },
      "the second call leaves one relationship, as it was after the first");
}

void replace_creates(Session& session, Family family) {
  // One that is there first: where that is not replaced either, nothing is stored at all.
  const Link there = make_link(session, family, Json::object());
  if (session.failed()) return;
  answers(session, link_call("replace", there, both_attributes()), 200,
          "a relationship that is replaced is answered with 200");
  if (session.failed()) return;
  link_shows(session, operation(family, "replace") + "/attributes-replaced", there,
             both_attributes());
  session.ok(link_call("delete", there, nullptr));
  if (!session.failed()) link_gone(session, there);
  if (session.failed()) return;
  answers(session, link_call("replace", there, both_attributes()), 200,
          "and so is one that is not there yet");
  if (!session.failed())
    session.eventually([&] { return entry_of(session, there).is_object(); }, "which is created");
}

void write_answered(Session& session, Family family, const std::string& verb) {
  const Link link = make_end(session, family);
  const Json answer = session.ok(link_call(verb, link, both_attributes()));
  // What was not stored cannot be answered.
  const char* stores = verb == "create" ? "/is-listed" : "/attributes-replaced";
  if (!session.failed() &&
      link_shows(session, operation(family, verb) + stores, link, both_attributes()))
    answer_holds(session, answer, link, both_attributes());
}

void patch_reads_back(Session& session, Family family) {
  const Link link = make_link(session, family, both_attributes());
  session.ok(link_call("patch", link, {{"since", "2024"}}));
  if (session.failed()) return;
  session.eventually(
      [&] { return member(member(entry_of(session, link), "attributes"), "since") == "2024"; },
      "a patched attribute is listed");
}

void others_kept(Session& session, Family family) {
  const Link link = make_link(session, family, both_attributes());
  session.ok(link_call("patch", link, {{"since", "2024"}}));
  Json found;
  session.eventually_of(
      operation(family, "patch") + "/" + changed_by("patch"),
      [&] {
        found = member(entry_of(session, link), "attributes");
        return member(found, "since") == "2024";
      },
      "a patched attribute is listed");
  Json expected = both_attributes();
  expected["since"] = "2024";
  if (!session.failed())
    session.expect(same_attributes(found, expected),
                   "an attribute that the patch leaves out keeps its value", found.dump());
}

void answer_after_merge(Session& session, Family family) {
  const Link link = make_link(session, family, both_attributes());
  const Json answer = session.ok(link_call("patch", link, {{"since", "2024"}}));
  Json expected = both_attributes();
  expected["since"] = "2024";
  if (session.failed()) return;
  const Json now = member(entry_of(session, link), "attributes");
  session.expect_of(operation(family, "patch") + "/reads-back", member(now, "since") == "2024",
                    "a patched attribute is listed", now.dump());
  session.expect_of(operation(family, "patch") + "/others-kept", same_attributes(now, expected),
                    "and the others keep their values", now.dump());
  answer_holds(session, answer, link, expected);
}

void patch_creates_none(Session& session, Family family) {
  const Link link = make_end(session, family);
  if (session.failed()) return;
  answers(session, link_call("patch", link, Json::object()), 404,
          "patching a relationship that is not there is answered with 404");
  if (!session.failed()) session.expect(entry_of(session, link).is_null(), "and creates none");
}

void delete_takes_its_body(Session& session, Family family) {
  const auto links = make_links(session, family, 2);
  if (session.failed()) return;
  answers(session, link_call("delete", links[0], nullptr), 200,
          "a deletion with a JSON body is accepted");
  if (session.failed()) return;
  if (!session.failed()) link_gone(session, links[0]);
  session.expect(entry_of(session, links[1]).is_object() || session.failed(),
                 "and no other one than the body names");
}

void gone_from_the_list(Session& session, Family family) {
  const Link link = make_link(session, family, both_attributes());
  session.ok(link_call("delete", link, nullptr));
  if (!session.failed()) link_gone(session, link);
}

void deleted_as_done(Session& session, Family family) {
  const Link link = make_link(session, family, both_attributes());
  const Json answer = session.ok(link_call("delete", link, nullptr));
  if (session.failed() || !link_gone(session, link)) return;
  session.expect(member(answer, "deleted") == true,
                 "the answer to the deletion of a relationship that is gone says so",
                 answer.dump());
}

void related_anew(Session& session, Family family) {
  const Link link = make_link(session, family, both_attributes());
  session.ok(link_call("delete", link, nullptr));
  if (!session.failed()) link_gone(session, link);
  answers(session, link_call("create", link, Json::object()), 201,
          "the same relationship can be created anew");
  if (session.failed()) return;
  const Json entry = entry_of(session, link);
  session.expect(holds(entry, Json::object()), "without the attributes that it had", entry.dump());
}

void delete_refuses_unknown(Session& session, Family family) {
  const Link link = make_end(session, family);
  if (session.failed()) return;
  answers(session, link_call("delete", link, nullptr), 404,
          "deleting a relationship that is not there is answered with 404");
  answers(session, link_call("delete", with_own(link, own_object(session, "_none")), nullptr), 404,
          "and so is one of an object that is not there");
}

using LinkPlay = std::function<void(Session&, Family)>;

/// Each statement that both families make.
const bool kRegistered = [] {
  const auto verb = [](auto play, std::string name) -> LinkPlay {
    return [=](Session& session, Family family) { play(session, family, name); };
  };
  const auto misfits = [](std::string name, bool stored) -> LinkPlay {
    return [=](Session& session, Family family) { misfits_refused(session, family, name, stored); };
  };
  struct Registered {
    std::string edges, ties;  ///< the statement, as each family has it; "" for none
    LinkPlay play;
    std::vector<std::string> verbs = {};
    std::vector<std::string> more = {};
  };
  const std::vector<Registered> all = {
      {"create/is-listed", "create/is-listed", is_listed},
      {"", "create/answer-holds-the-relationship", verb(write_answered, "create")},
      {"create/unknown-kind-refused", "create/unknown-kind-refused", misfits("create", false)},
      {"create/unknown-objects-refused", "create/unknown-object-refused",
       verb(unknown_ends_refused, "create")},
      {"list/lists-what-was-written",
       "list/lists-what-was-written",
       lists_what_was_written,
       {"delete"}},
      {"list/kind-as-asked",
       "list/kind-as-asked",
       kind_as_asked,
       {},
       {"data_objects.types.object_relationship_types",
        "data_objects.types.user_relationship_types"}},
      {"list/unknown-object-refused", "list/unknown-object-refused",
       unknown_object_refused_by_list},
      {"replace/attributes-replaced",
       "replace/attributes-replaced",
       attributes_replaced,
       {"replace"}},
      {"replace/same-call-same-relationship",
       "replace/same-call-same-relationship",
       same_call_same_relationship,
       {"replace"}},
      {"", "replace/creates-or-replaces", replace_creates, {"replace", "delete"}},
      {"", "replace/answer-holds-the-relationship", verb(write_answered, "replace"), {"replace"}},
      {"replace/unknown-kind-refused",
       "replace/wrong-attributes-refused",
       misfits("replace", true),
       {"replace"}},
      {"replace/unknown-objects-refused",
       "replace/unknown-object-refused",
       verb(unknown_ends_refused, "replace"),
       {"replace"}},
      {"patch/reads-back", "patch/reads-back", patch_reads_back},
      {"patch/others-kept", "patch/others-kept", others_kept},
      {"patch/answer-after-merge", "patch/answer-after-merge", answer_after_merge},
      {"patch/wrong-attributes-refused", "patch/wrong-attributes-refused", misfits("patch", true)},
      {"patch/unknown-relationship-refused", "patch/unknown-relationship-refused",
       patch_creates_none},
      {"delete/body-with-delete", "delete/body-with-delete", delete_takes_its_body, {"delete"}},
      {"delete/gone-from-the-list", "delete/gone-from-the-list", gone_from_the_list, {"delete"}},
      {"delete/deleted-as-done", "delete/deleted-as-done", deleted_as_done, {"delete"}},
      {"delete/can-be-related-again", "delete/can-be-related-again", related_anew, {"delete"}},
      {"delete/unknown-relationship-refused",
       "delete/unknown-relationship-refused",
       delete_refuses_unknown,
       {"delete"}}};
  for (const auto& entry : all) {
    for (const Family family : {Family::kEdges, Family::kTies}) {
      const std::string& statement = family == Family::kEdges ? entry.edges : entry.ties;
      if (statement.empty()) continue;
      std::vector<std::string> uses = uses_of(family, entry.more);
      for (const auto& name : entry.verbs) uses.push_back(operation(family, name));
      ScenarioRegistration{
          {std::string(family == Family::kEdges ? kEdges : kTies) + "." + statement,
           std::move(uses),
           [play = entry.play, family](Session& session) { play(session, family); }}};
    }
  }
  return true;
}();

}  // namespace
}  // namespace brazecheck::data_objects
