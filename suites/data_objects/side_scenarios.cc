#include <fmt/format.h>

#include "suites/data_objects/links.h"

// Object relationships are directed, and may be named from either end; users keep what they have
// when one of theirs goes: https://www.braze.com/docs/api/endpoints/data_objects/
namespace brazecheck::data_objects {
namespace {

constexpr Family kFamily = Family::kEdges;
const Json kOld = {{"since", "2019"}};
const Json kNew = {{"since", "2024"}};

/// Where a relationship without anchor may have ended up.
struct Sides {
  bool there = false;  ///< from the object in the path to the other one
  bool back = false;   ///< the other way
};

Sides sides_of(Session& session, const Link& link) {
  Sides sides;
  sides.there = entry_of(session, link).is_object();
  if (!session.failed()) sides.back = entry_of(session, backwards(link)).is_object();
  return sides;
}

/// A writing call without anchor relates the object in the path to the other one.
void relates_from_path(Session& session, const std::string& verb, const std::string& stored) {
  const Link link = make_end(session, kFamily);
  session.ok(link_call(verb, link, kOld));
  Sides sides;
  session.eventually_of(
      operation(kFamily, verb) + "/" + stored,
      [&] {
        sides = sides_of(session, link);
        return sides.there || sides.back;
      },
      "a relationship that was written is there");
  if (!session.failed())
    session.expect(sides.there && !sides.back,
                   "without anchor the object in the path is the source");
}

void create_from_path(Session& session) { relates_from_path(session, "create", "is-listed"); }
void replace_from_path(Session& session) {
  relates_from_path(session, "replace", "attributes-replaced");
}

/// Two objects that are related both ways; the first of the pair is from the object in the path.
std::pair<Link, Link> both_ways(Session& session, const Json& attributes) {
  const Link link = make_link(session, kFamily, attributes);
  const Link back = session.failed() ? link : backwards(link);
  if (session.failed()) return {link, back};
  session.ok(link_call("create", back, attributes));
  if (!session.failed())
    link_shows(session, operation(kFamily, "create") + "/is-listed", back, attributes);
  return {link, back};
}

void patch_from_path(Session& session) {
  const auto [link, back] = both_ways(session, kOld);
  session.ok(link_call("patch", link, kNew));
  Json there, other;
  session.eventually_of(
      operation(kFamily, "patch") + "/reads-back",
      [&, &link = link, &back = back] {
        there = entry_of(session, link);
        other = entry_of(session, back);
        return holds(there, kNew) || holds(other, kNew);
      },
      "a patched attribute is listed");
  if (!session.failed())
    session.expect(holds(there, kNew) && holds(other, kOld),
                   "without anchor the relationship is patched whose source is in the path",
                   there.dump() + " and " + other.dump());
}

void delete_from_path(Session& session) {
  const auto [link, back] = both_ways(session, kOld);
  session.ok(link_call("delete", link, nullptr));
  Sides sides;
  session.eventually_of(
      operation(kFamily, "delete") + "/gone-from-the-list",
      [&, &link = link] {
        sides = sides_of(session, link);
        return !session.failed() && !(sides.there && sides.back);
      },
      "a relationship that was deleted is gone");
  if (!session.failed())
    session.expect(!sides.there && sides.back,
                   "without anchor the relationship goes whose source is in the path");
}

void delete_from_target(Session& session) {
  const auto [link, back] = both_ways(session, kOld);
  if (session.failed()) return;
  answers(session, link_call("delete", from_target(link), nullptr), 200,
          "a relationship can be deleted from its target");
  if (session.failed()) return;
  const Sides sides = sides_of(session, link);
  if (session.failed()) return;
  session.expect_of(operation(kFamily, "delete") + "/gone-from-the-list",
                    !(sides.there && sides.back), "a relationship that was deleted is gone");
  session.expect(!sides.there && sides.back,
                 "with the anchor target the relationship goes whose target is in the path");
}

void list_from_path(Session& session) {
  const Link link = make_link(session, kFamily, kOld);
  if (session.failed()) return;
  const Link back = backwards(link);
  const Json from_source = entries(session, kFamily, link.own);
  const Json from_target = entries(session, kFamily, back.own);
  if (session.failed()) return;
  session.expect(entry_among(from_source, link).is_object(),
                 "without anchor the source lists the relationship", from_source.dump());
  session.expect(from_target.empty(), "and the target does not", from_target.dump());
}

/// The answer to a write names the object on the other side, as its anchor asks.
void other_side_answered(Session& session, const std::string& verb, bool stored) {
  const Link link = stored ? make_link(session, kFamily, kOld) : make_end(session, kFamily);
  if (session.failed()) return;
  Link from_source = link;
  from_source.key["anchor"] = "source";
  // Named from its other end a relationship of its own, where each is to be written once.
  Link at_target = from_target(link);
  if (!stored) at_target = from_target(backwards(link));
  for (const Link& named : {from_source, at_target}) {
    const bool source = member(named.key, "anchor") == "source";
    const Exchange& exchange = session.send(link_call(verb, named, kNew));
    if (session.failed()) return;
    // A call that is understood from the wrong end names a relationship that is not there.
    session.expect(exchange.response->status < 300,
                   fmt::format("{} from the {} is accepted", verb, source ? "source" : "target"),
                   fmt::format("answered with {}", exchange.response->status));
    const Json answer = exchange.response->body.value_or(Json());
    const Json found = member(answer, "object_relationship");
    const char* shown = source ? "to_data_object" : "from_data_object";
    const char* hidden = source ? "from_data_object" : "to_data_object";
    if (session.failed()) return;
    const Json other = member(found, shown);
    session.expect(member(other, "type_name") == member(named.key, "related_type_name") &&
                       member(other, "external_id") == member(named.key, "related_external_id") &&
                       holds(other, {{"name", "Acme"}}),
                   fmt::format("{} is the related object", shown), answer.dump());
    session.expect(member(found, hidden).is_null(), fmt::format("{} is left out", hidden),
                   answer.dump());
  }
}

void other_side_listed(Session& session) {
  const Link link = make_link(session, kFamily, kOld);
  if (session.failed()) return;
  Link from_source = link;
  from_source.key["anchor"] = "source";
  for (const Link& named : {from_source, from_target(link)}) {
    const bool source = member(named.key, "anchor") == "source";
    const Json found =
        entries(session, kFamily, named.own, {{"anchor", source ? "source" : "target"}});
    if (session.failed()) return;
    const Json entry = entry_among(found, named);
    const char* shown = source ? "to_data_object" : "from_data_object";
    session.expect(entry.is_object() && holds(member(entry, shown), {{"name", "Acme"}}),
                   fmt::format("the entry holds {}, the related object", shown), found.dump());
    session.expect(member(entry, source ? "from_data_object" : "to_data_object").is_null(),
                   "and not the one in the path", found.dump());
  }
}

void one_direction(Session& session) {
  const Link link = make_link(session, kFamily, kOld);
  if (session.failed()) return;
  const Link back = backwards(link);
  const Json none = entry_of(session, back);
  if (session.failed()) return;
  session.expect(none.is_null(), "there is no relationship back yet", none.dump());
  answers(session, link_call("create", back, kNew), 201, "the way back can be created");
  if (!session.failed())
    link_shows(session, operation(kFamily, "create") + "/is-listed", back, kNew);
  if (session.failed()) return;
  const Json there = entry_of(session, link);
  if (!session.failed())
    session.expect(holds(there, kOld), "and the way there stays as it was", there.dump());
}

void one_edge_from_both_ends(Session& session) {
  const Link link = make_link(session, kFamily, kOld);
  if (session.failed()) return;
  answers(session, link_call("create", from_target(link), kNew), 409,
          "creating it again from its other end is answered with 409");
  const Json entry = entry_of(session, link);
  if (session.failed()) return;
  session.expect(holds(entry, kOld), "and it stays as it was", entry.dump());
  const Json seen = entry_of(session, from_target(link));
  if (!session.failed())
    session.expect_of("data_objects.object_relationships.list/other-side", holds(seen, kOld),
                      "its other end lists it with the anchor target", seen.dump());
}

void objects_stay(Session& session) {
  const Link link = make_link(session, kFamily, kOld);
  session.ok(link_call("delete", link, nullptr));
  if (session.failed()) return;
  for (const Object& object : {link.own, other_end(link)})
    session.expect(holds(read(session, object), {{"name", "Acme"}}) || session.failed(),
                   fmt::format("the object {} stays as it was", object.id));
}

void user_and_object_stay(Session& session) {
  const Link link = make_link(session, Family::kTies, Json::object());
  session.ok(link_call("delete", link, nullptr));
  if (session.failed()) return;
  session.expect(holds(read(session, link.own), {{"name", "Acme"}}) || session.failed(),
                 "the object stays as it was");
  const Json found = session.ok({.operation = "users.export.ids",
                                 .path = {},
                                 .query = {},
                                 .body = Json{{"external_ids", {external_id_of_user(session, "0")}},
                                              {"fields_to_export", {"braze_id", "first_name"}}}});
  const Json users = list(found, "users");
  if (!session.failed())
    session.expect(users.size() == 1 &&
                       member(users[0], "braze_id") == member(link.key, "braze_id") &&
                       member(users[0], "first_name") == "Ada",
                   "the user stays as it was", found.dump());
}

void object_as_asked(Session& session) {
  const auto links = make_links(session, Family::kTies, 2);
  if (links.empty()) return;
  const Json found = entries(session, Family::kTies, links[0].own);
  if (session.failed()) return;
  session.expect(found.size() == 2, "both users of the object are listed", found.dump());
  for (const auto& entry : found)
    session.expect(member(entry, "type_name") == links[0].own.type &&
                       member(entry, "external_id") == links[0].own.id,
                   "an entry names the type and the external_id in the path", entry.dump());
}

void user_is_its_id(Session& session) {
  const Link link = make_link(session, Family::kTies, Json::object());
  if (session.failed()) return;
  const Json found = entries(session, Family::kTies, link.own);
  const Json entry = entry_among(found, link);
  if (!session.failed())
    session.expect(member(entry, "user") == Json{{"braze_id", member(link.key, "braze_id")}},
                   "of the user an entry shows braze_id and nothing else", found.dump());
}

using Play = std::function<void(Session&)>;
ScenarioRegistration scenario(Family family, const std::string& statement, Play play) {
  std::vector<std::string> verbs = {operation(family, "replace"), operation(family, "delete")};
  return ScenarioRegistration{
      {std::string(family == Family::kEdges ? kEdges : kTies) + "." + statement,
       uses_of(family, std::move(verbs)), std::move(play)}};
}
Play answering(const char* verb, bool stored) {
  return [=](Session& session) { other_side_answered(session, verb, stored); };
}

const ScenarioRegistration kRegistrations[] = {
    scenario(kFamily, "create/anchor-default", create_from_path),
    scenario(kFamily, "replace/anchor-default", replace_from_path),
    scenario(kFamily, "patch/anchor-default", patch_from_path),
    scenario(kFamily, "delete/anchor-default", delete_from_path),
    scenario(kFamily, "delete/anchor-names-a-side", delete_from_target),
    scenario(kFamily, "list/anchor-default", list_from_path),
    scenario(kFamily, "create/other-side", answering("create", false)),
    scenario(kFamily, "replace/other-side", answering("replace", false)),
    scenario(kFamily, "patch/other-side", answering("patch", true)),
    scenario(kFamily, "list/other-side", other_side_listed),
    scenario(kFamily, "create/one-direction", one_direction),
    scenario(kFamily, "create/one-edge-from-both-ends", one_edge_from_both_ends),
    scenario(kFamily, "delete/objects-stay", objects_stay),
    scenario(Family::kTies, "delete/user-and-object-stay", user_and_object_stay),
    scenario(Family::kTies, "list/object-as-asked", object_as_asked),
    scenario(Family::kTies, "list/user-is-its-id", user_is_its_id),
};

}  // namespace
}  // namespace brazecheck::data_objects
