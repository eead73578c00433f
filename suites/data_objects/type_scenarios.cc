#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <set>

#include "suites/data_objects/links.h"

// Types, and the kinds of relationships that they have:
// https://www.braze.com/docs/api/endpoints/data_objects/
namespace brazecheck::data_objects {
namespace {

constexpr char kList[] = "data_objects.types.list";
constexpr char kGet[] = "data_objects.types.get";
constexpr char kKinds[] = "data_objects.types.object_relationship_types";
constexpr char kUserKinds[] = "data_objects.types.user_relationship_types";
constexpr std::size_t kMostTypes = 4;

/// Names of some types, the supplied one first.
std::vector<std::string> some_types(Session& session) {
  std::vector<std::string> names = {type_name(session)};
  for (const auto& type : all_types(session)) {
    const Json name = member(type, "type_name");
    if (name.is_string() && name != names[0] && names.size() < kMostTypes) names.push_back(name);
  }
  return names;
}

Json type_of(Session& session, const std::string& name) {
  return member(session.ok(on_type(kGet, name)), "data_object_type");
}

void name_as_asked(Session& session) {
  for (const auto& name : some_types(session)) {
    const Json type = type_of(session, name);
    if (!session.failed())
      session.expect(member(type, "type_name") == name,
                     fmt::format("the type {} is answered where it is asked for", name),
                     type.dump());
  }
}

/// The supplied type, and those that relationships lead to from there.
std::set<std::string> reached_types(Session& session) {
  const std::string start = type_name(session);
  std::set<std::string> names = {start};
  for (const char* anchor : {"source", "target"}) {
    const Json page = session.ok(on_type(kKinds, start, {{"anchor", anchor}}));
    for (const auto& kind : list(page, "items")) {
      const Json other = member(kind, "related_type_name");
      if (other.is_string()) names.insert(other.get<std::string>());
    }
  }
  return names;
}

void type_is_listed(Session& session) {
  const std::string supplied = type_name(session);
  std::vector<std::string> readable;
  for (const auto& name : reached_types(session)) {
    if (session.failed()) return;
    const Exchange& exchange = session.send(on_type(kGet, name));
    if (session.failed()) return;
    if (exchange.response->status == 200) readable.push_back(name);
  }
  // The supplied one can be read, or the call is refused.
  if (readable.empty()) (void)type_of(session, supplied);
  const auto types = all_types(session);
  for (const auto& name : readable) {
    if (session.failed()) return;
    session.expect(std::any_of(types.begin(), types.end(),
                               [&](const Json& type) { return member(type, "type_name") == name; }),
                   fmt::format("the type {} is in the list", name), Json(types).dump());
  }
}

void display_name_source_when_set(Session& session) {
  int compared = 0;
  for (const auto& entry : all_types(session)) {
    const Json name = member(entry, "type_name");
    if (!name.is_string() || compared++ == static_cast<int>(kMostTypes)) break;
    const Json type = type_of(session, name);
    const Json source = member(member(type, "metadata"), "display_name_source");
    const Json in_list = member(member(entry, "metadata"), "display_name_source");
    if (session.failed()) return;
    session.expect(in_list == source,
                   fmt::format("the list says of {} what reading it says", name.dump()),
                   entry.dump() + " but " + type.dump());
    const Json fields = member(member(type, "schema_def"), "properties");
    if (in_list.is_string())
      session.expect_of("data_objects.types.get/schema-is-binding",
                        fields.is_object() && fields.contains(in_list.get<std::string>()),
                        "the schema declares the field that names are taken from", type.dump());
  }
}

void wrong_parameters_refused(Session& session) {
  std::vector<std::string> accepting;
  for (const char* parameter : {"limit", "offset"}) {
    bool refused = true;
    for (const char* value : {"two", "1.5", "1e1x"}) {
      const Exchange& exchange = session.send(
          {.operation = kList, .path = {}, .query = {{parameter, value}}, .body = std::nullopt});
      if (session.failed()) return;
      refused = refused && exchange.response->status == 400;
    }
    if (!refused) accepting.emplace_back(parameter);
  }
  // One of them alone is a matter of that parameter.
  session.expect(accepting.size() < 2,
                 "a limit and an offset that are no whole numbers are refused",
                 "neither is refused with 400");
  if (accepting.size() == 1)
    session.expect_of(fmt::format("{}/query.{}-type", kList, accepting[0]), false,
                      fmt::format("{} that is no whole number is refused", accepting[0]));
}

std::string in_case(std::string text, int (*change)(int)) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [&](unsigned char c) { return static_cast<char>(change(c)); });
  return text;
}

void search_by_prefix(Session& session) {
  const std::string name = type_name(session);
  const auto types = all_types(session);
  if (session.failed()) return;
  session.expect_of(
      "data_objects.types.list/type-is-listed",
      std::any_of(types.begin(), types.end(),
                  [&](const Json& type) { return member(type, "type_name") == name; }),
      "without a search the type is listed", Json(types).dump());
  const std::string start = name.substr(0, (name.size() + 1) / 2), end = name.substr(1);
  for (const std::string& term : {start, in_case(start, std::toupper), in_case(name, std::tolower),
                                  in_case(end, std::toupper), name + "_" + session.token()}) {
    const Json page = session.ok(
        {.operation = kList, .path = {}, .query = {{"search_term", term}}, .body = std::nullopt});
    if (session.failed()) return;
    const std::string lower = in_case(term, std::tolower);
    const auto begins = [&](const std::string& text) {
      return in_case(text, std::tolower).starts_with(lower);
    };
    bool found = false;
    for (const auto& type : list(page, "items")) {
      const Json listed = member(type, "type_name");
      session.expect(listed.is_string() && begins(listed.get<std::string>()),
                     fmt::format("what {} finds begins with it", term), type.dump());
      found = found || listed == name;
    }
    session.expect(found == begins(name) || member(page, "has_more") == true,
                   fmt::format("{} finds the type {} as it begins with it, or not", term, name),
                   page.dump());
  }
}

void anchor_default(Session& session) {
  bool one_way = false;
  for (const auto& name : some_types(session)) {
    const Json kinds = list(session.ok(on_type(kKinds, name)), "items");
    if (session.failed()) return;
    for (const auto& kind : kinds)
      session.expect(member(kind, "from_type_name") == name,
                     fmt::format("without anchor the kinds are listed with {} as source", name),
                     kind.dump());
    for (const auto& kind :
         list(session.ok(on_type(kKinds, name, {{"anchor", "target"}})), "items"))
      one_way = one_way || member(kind, "from_type_name") != name;
    one_way = one_way || std::any_of(kinds.begin(), kinds.end(), [&](const Json& kind) {
                return member(kind, "to_type_name") != name;
              });
  }
  if (!one_way && !session.failed())
    session.skip("no kind of relationship between two types is listed");
}

void anchor_names_a_side(Session& session) {
  int seen = 0;
  for (const auto& name : some_types(session)) {
    for (const bool source : {true, false}) {
      const Json kinds = list(
          session.ok(on_type(kKinds, name, {{"anchor", source ? "source" : "target"}})), "items");
      const char* own = source ? "from_type_name" : "to_type_name";
      const char* other = source ? "to_type_name" : "from_type_name";
      for (const auto& kind : kinds) {
        ++seen;
        session.expect(member(kind, own) == name, fmt::format("{} is the type in the path", own),
                       kind.dump());
        session.expect(member(kind, "related_type_name") == member(kind, other),
                       "related_type_name is the other side", kind.dump());
      }
    }
  }
  if (seen == 0) session.skip("no kind of relationship is listed");
}

void kinds_are_usable(Session& session) {
  const std::string supplied = kind_of(session, Family::kTies);
  const Json kinds = list(session.ok(on_type(kUserKinds, type_name(session))), "items");
  Link link = make_end(session, Family::kTies);
  bool known = false;
  for (const auto& kind : kinds) {
    const Json name = member(kind, "rel_kind");
    known = known || name == supplied;
    link.key["rel_kind"] = name;
    const Exchange& exchange = session.send(link_call("create", link, Json::object()));
    if (session.failed()) return;
    // A kind may ask for attributes, which no call tells of: then it refuses these.
    const bool taken =
        exchange.response->status == 201 || (name != supplied && exchange.response->status == 400);
    session.expect(taken, fmt::format("the kind {} relates a user to an object", name.dump()),
                   fmt::format("answered with {}", exchange.response->status));
  }
  if (!session.failed())
    session.expect(known, "the kind that users are related by is listed", kinds.dump());
}

void display_name_is_the_kind(Session& session) {
  const Json kinds = list(session.ok(on_type(kUserKinds, type_name(session))), "items");
  if (session.failed()) return;
  if (kinds.empty()) return session.skip("the type has no kind of relationship to users");
  for (const auto& kind : kinds)
    session.expect(member(kind, "display_name") == member(kind, "rel_kind"),
                   "display_name is the same as rel_kind", kind.dump());
}

using Play = void (*)(Session&);
ScenarioRegistration scenario(const std::string& requirement, std::vector<std::string> uses,
                              Play play) {
  return ScenarioRegistration{{requirement, std::move(uses), play}};
}

const ScenarioRegistration kRegistrations[] = {
    scenario("data_objects.types.get/name-as-asked", {kGet, kList}, name_as_asked),
    scenario("data_objects.types.list/type-is-listed", {kGet, kList, kKinds}, type_is_listed),
    scenario("data_objects.types.list/display-name-source-when-set", {kGet, kList},
             display_name_source_when_set),
    scenario("data_objects.types.list/wrong-parameters-refused", {kList}, wrong_parameters_refused),
    scenario("data_objects.types.list/search-by-prefix", {kList}, search_by_prefix),
    scenario("data_objects.types.object_relationship_types/anchor-default", {kKinds, kList},
             anchor_default),
    scenario("data_objects.types.object_relationship_types/anchor-names-a-side", {kKinds, kList},
             anchor_names_a_side),
    scenario("data_objects.types.user_relationship_types/kinds-are-usable",
             uses_of(Family::kTies, {kUserKinds}), kinds_are_usable),
    scenario("data_objects.types.user_relationship_types/display-name-is-the-kind", {kUserKinds},
             display_name_is_the_kind),
};

}  // namespace
}  // namespace brazecheck::data_objects
