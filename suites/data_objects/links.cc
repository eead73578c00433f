#include "suites/data_objects/links.h"

#include <fmt/format.h>

namespace brazecheck::data_objects {
namespace {

/// The member of an entry that holds the object on the other side.
const char* side_of(const Link& link) {
  return member(link.key, "anchor") == "target" ? "from_data_object" : "to_data_object";
}

const char* answered_as(Family family) {
  return family == Family::kEdges ? "object_relationship" : "user_relationship";
}

}  // namespace

std::string operation(Family family, const std::string& verb) {
  return std::string(family == Family::kEdges ? kEdges : kTies) + "." + verb;
}

std::vector<std::string> uses_of(Family family, std::vector<std::string> more) {
  more = uses_of_objects(std::move(more));
  for (const char* verb : {"create", "list", "patch"}) more.push_back(operation(family, verb));
  if (family == Family::kTies)
    more.insert(more.end(), {"users.track", "users.export.ids", "users.delete"});
  return more;
}

std::string kind_of(Session& session, Family family) {
  return session.supplied(family == Family::kEdges ? "object_rel_kind" : "user_rel_kind");
}

Json both_attributes() { return {{"since", " 2019 – früher"}, {"note", "a \U0001F91D \"b\""}}; }

std::string external_id_of_user(const Session& session, const std::string& suffix) {
  return own_name(session, "_u" + suffix);
}

std::string make_user(Session& session, const std::string& suffix) {
  const std::string id = external_id_of_user(session, suffix);
  session.tidy_later(
      {.operation = "users.delete", .path = {}, .query = {}, .body = Json{{"external_ids", {id}}}});
  session.ok({.operation = "users.track",
              .path = {},
              .query = {},
              .body = Json{{"attributes", {{{"external_id", id}, {"first_name", "Ada"}}}}}});
  std::string braze_id;
  session.eventually_of(
      "users.track/creates-user",
      [&] {
        const Json found =
            session.ok({.operation = "users.export.ids",
                        .path = {},
                        .query = {},
                        .body = Json{{"external_ids", {id}},
                                     {"fields_to_export", {"external_id", "braze_id"}}}});
        const Json users = list(found, "users");
        if (users.empty() || !member(users[0], "braze_id").is_string()) return false;
        braze_id = member(users[0], "braze_id").get<std::string>();
        return true;
      },
      "a tracked user is exported");
  return braze_id;
}

std::vector<Link> make_ends(Session& session, Family family, int count) {
  std::vector<Link> links;
  const std::string kind = kind_of(session, family);
  if (session.failed()) return links;
  std::vector<std::string> suffixes = {"_own"};
  if (family == Family::kEdges)
    for (int i = 0; i < count; ++i) suffixes.push_back("_" + std::to_string(i));
  const std::vector<Object> objects = make_objects(session, suffixes);
  for (int i = 0; i < count && !session.failed(); ++i) {
    Link link{.family = family, .own = objects[0], .key = {{"rel_kind", kind}}};
    if (family == Family::kEdges) {
      const Object& other = objects[static_cast<std::size_t>(i) + 1];
      link.key["related_type_name"] = other.type;
      link.key["related_external_id"] = other.id;
    } else {
      link.key["braze_id"] = make_user(session, std::to_string(i));
    }
    links.push_back(std::move(link));
  }
  if (session.failed()) links.clear();
  return links;
}

std::vector<Link> make_links(Session& session, Family family, int count, const Json& attributes) {
  std::vector<Link> links = make_ends(session, family, count);
  for (const auto& link : links) session.ok(link_call("create", link, attributes));
  for (const auto& link : links) {
    if (!session.failed())
      link_shows(session, operation(family, "create") + "/is-listed", link, attributes);
  }
  if (session.failed()) links.clear();
  return links;
}

Link make_link(Session& session, Family family, const Json& attributes) {
  const auto links = make_links(session, family, 1, attributes);
  return links.empty() ? Link{.family = family, .own = {}, .key = nullptr} : links.front();
}

Link make_end(Session& session, Family family) {
  const auto links = make_ends(session, family, 1);
  return links.empty() ? Link{.family = family, .own = {}, .key = nullptr} : links.front();
}

Link with_own(Link link, Object own) {
  link.own = std::move(own);
  return link;
}

Call link_call(const std::string& verb, const Link& link, const Json& attributes) {
  Json body = link.key;
  if (!attributes.is_null()) body["attributes"] = attributes;
  return on_object(operation(link.family, verb), link.own, {}, std::move(body));
}

Object other_end(const Link& link) {
  const Json type = member(link.key, "related_type_name");
  const Json id = member(link.key, "related_external_id");
  if (!type.is_string() || !id.is_string()) return {};
  return {type.get<std::string>(), id.get<std::string>()};
}

Link backwards(const Link& link) {
  Link back = with_own(link, other_end(link));
  back.key["related_type_name"] = link.own.type;
  back.key["related_external_id"] = link.own.id;
  return back;
}

Link from_target(const Link& link) {
  Link same = backwards(link);
  same.key["anchor"] = "target";
  return same;
}

Json entries(Session& session, Family family, const Object& own, const Fields& query) {
  return list(session.ok(on_object(operation(family, "list"), own, query)), "items");
}

Json entry_among(const Json& entries, const Link& link) {
  for (const auto& entry : entries) {
    if (member(entry, "rel_kind") != member(link.key, "rel_kind")) continue;
    if (link.family == Family::kTies) {
      if (member(member(entry, "user"), "braze_id") == member(link.key, "braze_id")) return entry;
      continue;
    }
    const Json other = member(entry, side_of(link));
    if (member(other, "external_id") == member(link.key, "related_external_id") &&
        member(other, "type_name") == member(link.key, "related_type_name"))
      return entry;
  }
  return nullptr;
}

Json entry_of(Session& session, const Link& link) {
  Fields query;
  if (link.family == Family::kEdges)
    query = {{"anchor", member(link.key, "anchor") == "target" ? "target" : "source"}};
  return entry_among(entries(session, link.family, link.own, query), link);
}

bool patch_shows(Session& session, const Link& link, const Json& attributes) {
  const Exchange& exchange = session.send(link_call("patch", link, Json::object()));
  if (session.failed() || exchange.response->status != 200 || !exchange.response->body)
    return false;
  return holds(member(*exchange.response->body, answered_as(link.family)), attributes);
}

bool link_shows(Session& session, const std::string& requirement, const Link& link,
                const Json& attributes) {
  const std::string statement =
      fmt::format("the relationship is there with the attributes {}", attributes.dump());
  bool is_listed = false;
  const auto look = [&] {
    is_listed = holds(entry_of(session, link), attributes);
    return is_listed || (!session.failed() && patch_shows(session, link, attributes));
  };
  if (!session.eventually_of(requirement, look, statement)) return false;
  return is_listed || session.eventually_of(
                          operation(link.family, "list") + "/lists-what-was-written",
                          [&] { return holds(entry_of(session, link), attributes); },
                          statement + " in the list, as a patch says it is");
}

bool link_gone(Session& session, const Link& link) {
  bool unlisted = false;
  const auto look = [&] {
    unlisted = entry_of(session, link).is_null();
    if (unlisted || session.failed()) return unlisted && !session.failed();
    const Exchange& exchange = session.send(link_call("patch", link, Json::object()));
    return !session.failed() && exchange.response->status == 404;
  };
  if (!session.eventually_of(operation(link.family, "delete") + "/gone-from-the-list", look,
                             "a relationship that was deleted is gone"))
    return false;
  return unlisted ||
         session.eventually_of(
             operation(link.family, "list") + "/lists-what-was-written",
             [&] { return entry_of(session, link).is_null() && !session.failed(); },
             "a relationship that was deleted is listed no more, as a patch finds none");
}

}  // namespace brazecheck::data_objects
