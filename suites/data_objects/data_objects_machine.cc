#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>

#include "suites/data_objects/links.h"
#include "suites/machine.h"

// Objects and their relationships, in any order of calls:
// https://www.braze.com/docs/api/endpoints/data_objects/
namespace brazecheck::data_objects {
namespace {

constexpr int kObjects = 3;

/// What the target should hold: attributes of objects by their numbers, those of relationships by
/// the numbers of source and target.
struct Model {
  std::map<int, Json> objects;
  std::map<std::pair<int, int>, Json> edges;
  int touched = 0;  ///< the object that the last command was about
};
using M = Step<Model>;

Object object_number(Session& session, int number) {
  return own_object(session, "_" + std::to_string(number));
}

Link edge(Session& session, int from, int to) {
  const Object other = object_number(session, to);
  return {.family = Family::kEdges,
          .own = object_number(session, from),
          .key = {{"rel_kind", kind_of(session, Family::kEdges)},
                  {"related_type_name", other.type},
                  {"related_external_id", other.id}}};
}

/// A text of some script and length.
std::string text(Draw& draw) {
  constexpr std::array kTexts = {
      "Acme",    " leading and trailing ",   "Zoë Müller",   "مقهى الميناء", "茶館 \U0001F375",
      "a\tb\nc", "\"quoted\" \\ back",       "<b>&amp;</b>", "0012",         "1e400",
      "null",    "👨‍👩‍👧‍👦"};
  std::string drawn = draw.pick(kTexts);
  if (draw.chance(10)) drawn += std::string(300, 'x');
  return drawn;
}

Json attributes(Draw& draw, bool with_name) {
  Json drawn = Json::object();
  if (with_name || draw.chance(45)) drawn["name"] = text(draw);
  if (draw.chance(60)) drawn["industry"] = text(draw);
  return drawn;
}

Json edge_attributes(Draw& draw) {
  Json drawn = Json::object();
  for (const char* name : {"since", "note"}) {
    if (draw.chance(60)) drawn[name] = text(draw);
  }
  return drawn;
}

/// Such an object is not deleted: what becomes of its relationships is not documented.
bool is_related(const Model& model, int number) {
  return std::any_of(model.edges.begin(), model.edges.end(), [&](const auto& entry) {
    return entry.first.first == number || entry.first.second == number;
  });
}

M write_object(const std::string& verb, int number, Json sent) {
  const bool patch = verb == "patch";
  M step;
  step.text = fmt::format("{} object {}: {}", verb, number, sent.dump());
  step.possible = [=](const Model& m) {
    return verb == "replace" || m.objects.contains(number) == patch;
  };
  step.apply = [=](Model& m) {
    if (patch)
      m.objects[number].update(sent);
    else
      m.objects[number] = sent;
    m.touched = number;
  };
  step.run = [=](const Model& before, Session& session) {
    const Object object = object_number(session, number);
    if (!before.objects.contains(number)) tidy(session, object);
    const bool create = verb == "create";
    const Json answer =
        session.ok(create ? create_call(object, sent)
                          : write_call("data_objects.objects." + verb, object, sent));
    Json after = sent;
    if (patch) {
      after = before.objects.at(number);
      after.update(sent);
    }
    if (session.failed()) return;
    session.expect_of(fmt::format("data_objects.objects.{}/{}", verb,
                                  patch ? "answer-after-merge" : "answer-holds-the-object"),
                      holds(member(answer, "data_object"), after),
                      "the answer holds the object as it is now", answer.dump());
    Json found;
    const std::string stored =
        fmt::format("data_objects.objects.{}/{}", verb, create ? "object-is-listed" : "reads-back");
    object_fits(session, stored, object, having(sent), "what was sent is there: " + sent.dump(),
                &found);
    if (session.failed()) return;
    const char* others = patch ? "data_objects.objects.patch/others-kept"
                               : "data_objects.objects.replace/left-out-fields-cleared";
    session.expect_of(create ? stored : others, same_attributes(found, after),
                      "and the object has these attributes alone: " + after.dump(), found.dump());
  };
  return step;
}

M remove_object(int number) {
  M step;
  step.text = fmt::format("delete object {}", number);
  step.possible = [=](const Model& m) {
    return m.objects.contains(number) && !is_related(m, number);
  };
  step.apply = [=](Model& m) {
    m.objects.erase(number);
    m.touched = number;
  };
  step.run = [=](const Model&, Session& session) {
    const Object object = object_number(session, number);
    session.ok(on_object("data_objects.objects.delete", object));
    if (!session.failed()) object_gone(session, object);
  };
  return step;
}

/// A call that has to be refused with this status, and so changes nothing.
M refused(std::string text, const std::string& requirement, int status,
          std::function<bool(const Model&)> possible, std::function<Call(Session&)> call) {
  M step;
  step.text = text;
  step.possible = std::move(possible);
  step.run = [=, call = std::move(call)](const Model&, Session& session) {
    const Call sent = call(session);
    const Exchange& exchange = session.send(sent);
    if (!session.failed())
      session.expect_of(requirement, exchange.response->status == status,
                        fmt::format("{} is answered with {}", text, status),
                        fmt::format("answered with {}", exchange.response->status));
  };
  return step;
}

M write_edge(const std::string& verb, int from, int to, Json sent) {
  const bool patch = verb == "patch";
  const auto pair = std::pair(from, to);
  M step;
  step.text = fmt::format("{} relationship {} to {}: {}", verb, from, to, sent.dump());
  step.possible = [=](const Model& m) {
    if (!m.objects.contains(from) || !m.objects.contains(to)) return false;
    return verb == "replace" || m.edges.contains(pair) == patch;
  };
  step.apply = [=](Model& m) {
    if (patch)
      m.edges[pair].update(sent);
    else
      m.edges[pair] = sent;
    m.touched = from;
  };
  step.run = [=](const Model& before, Session& session) {
    const Link link = edge(session, from, to);
    session.ok(link_call(verb, link, sent));
    Json after = sent;
    if (patch) {
      after = before.edges.at(pair);
      after.update(sent);
    }
    if (session.failed()) return;
    Json found;
    session.eventually_of(
        operation(Family::kEdges, verb) + "/" +
            (verb == "create" ? "is-listed"
             : patch          ? "reads-back"
                              : "attributes-replaced"),
        [&] {
          const Json entry = entry_of(session, link);
          found = member(entry, "attributes");
          for (const auto& [name, value] : sent.items())
            if (member(found, name) != value) return false;
          return entry.is_object();
        },
        "the relationship is listed with what was sent: " + sent.dump());
    if (!session.failed())
      session.expect_of(operation(Family::kEdges, verb) + "/" +
                            (verb == "create" ? "is-listed"
                             : patch          ? "others-kept"
                                              : "attributes-replaced"),
                        same_attributes(found, after),
                        "and has these attributes alone: " + after.dump(), found.dump());
  };
  return step;
}

M remove_edge(int from, int to) {
  const auto pair = std::pair(from, to);
  M step;
  step.text = fmt::format("delete relationship {} to {}", from, to);
  step.possible = [=](const Model& m) { return m.edges.contains(pair); };
  step.apply = [=](Model& m) {
    m.edges.erase(pair);
    m.touched = from;
  };
  step.run = [=](const Model&, Session& session) {
    const Link link = edge(session, from, to);
    session.ok(link_call("delete", link, nullptr));
    if (!session.failed()) link_gone(session, link);
  };
  return step;
}

M refused_step(const Model& model, Draw& draw, int number, int other) {
  const auto there = [=](const Model& m) { return m.objects.contains(number); };
  const auto pair = std::pair(number, other);
  switch (draw.below(model.edges.empty() ? 3 : 4)) {
    case 0:
      return refused(fmt::format("creating object {} a second time", number),
                     "data_objects.objects.create/unique-within-type", 409, there,
                     [=](Session& session) {
                       return create_call(object_number(session, number), {{"name", "Second"}});
                     });
    case 1:
      return refused(fmt::format("patching object {} with a number for its name", number),
                     "data_objects.objects.patch/unknown-field-refused", 400, there,
                     [=](Session& session) {
                       return write_call("data_objects.objects.patch",
                                         object_number(session, number), {{"name", 7}});
                     });
    case 2:
      return refused(
          fmt::format("patching object {}, which is not there", number),
          "data_objects.objects.patch/unknown-object-refused", 404,
          [=](const Model& m) { return !m.objects.contains(number); },
          [=](Session& session) {
            return write_call("data_objects.objects.patch", object_number(session, number),
                              {{"name", "None"}});
          });
    default:
      return refused(
          fmt::format("creating the relationship {} to {} from its target", number, other),
          "data_objects.object_relationships.create/one-edge-from-both-ends", 409,
          [=](const Model& m) { return m.edges.contains(pair); },
          [=](Session& session) {
            return link_call("create", from_target(edge(session, number, other)), Json::object());
          });
  }
}

M next(const Model& model, Draw& draw) {
  const int number = static_cast<int>(draw.below(kObjects));
  const int other = (number + 1 + static_cast<int>(draw.below(kObjects - 1))) % kObjects;
  const bool there = model.objects.contains(number);
  if (draw.chance(15)) return refused_step(model, draw, number, other);
  if (!there)
    return write_object(draw.chance(60) ? "create" : "replace", number, attributes(draw, true));
  if (model.objects.contains(other) && draw.chance(45)) {
    if (!model.edges.contains({number, other}))
      return write_edge(draw.chance(60) ? "create" : "replace", number, other,
                        edge_attributes(draw));
    if (draw.chance(35)) return remove_edge(number, other);
    return write_edge(draw.chance(60) ? "patch" : "replace", number, other, edge_attributes(draw));
  }
  if (draw.chance(20) && !is_related(model, number)) return remove_object(number);
  if (draw.chance(35)) return write_object("replace", number, attributes(draw, true));
  Json changed = attributes(draw, false);
  if (changed.empty()) changed["name"] = text(draw);
  return write_object("patch", number, std::move(changed));
}

/// All objects as their list has them, and the relationships of one that was left alone.
void inspect(const Model& model, Session& session) {
  const Json page = session.ok(on_type("data_objects.objects.list", type_name(session),
                                       {{"search_term", own_name(session)}}));
  if (session.failed()) return;
  const Json found = list(page, "items");
  for (const auto& each : found) {
    const Json id = member(each, "external_id");
    session.expect_of("data_objects.objects.list/search-by-identifier",
                      id.is_string() && id.get<std::string>().find(own_name(session)) == 0,
                      "the search finds what its term is a part of", each.dump());
  }
  for (int number = 0; number < kObjects; ++number) {
    const Object object = object_number(session, number);
    const Json* entry = nullptr;
    for (const auto& each : found) {
      if (member(each, "external_id") == object.id) entry = &each;
    }
    const auto expected = model.objects.find(number);
    const bool same = expected == model.objects.end()
                          ? entry == nullptr
                          : entry != nullptr && holds(*entry, expected->second);
    if (same) continue;
    // Where reading it agrees with the list, a call has changed what it was not about.
    const Json other = read(session, object);
    if (session.failed()) return;
    const bool read_same =
        expected == model.objects.end() ? other.is_null() : holds(other, expected->second);
    session.expect_of(read_same ? "data_objects.objects.list/lists-what-was-written"
                                : "data_objects.objects.get/reads-what-was-written",
                      false, fmt::format("object {} is as it was written last", number),
                      (entry != nullptr ? *entry : Json()).dump() + " and " + other.dump());
    return;
  }
  session.expect_of("data_objects.objects.list/lists-what-was-written", true, "objects are listed");
  session.expect_of("data_objects.objects.list/total-count",
                    member(page, "total_count") == model.objects.size(),
                    "total_count is the number of objects that match", page.dump());
  const int quiet = (model.touched + 1) % kObjects;
  if (!model.objects.contains(quiet) || session.failed()) return;
  const Json related =
      entries(session, Family::kEdges, object_number(session, quiet), {{"anchor", "source"}});
  std::size_t count = 0;
  for (const auto& [pair, sent] : model.edges) {
    if (pair.first != quiet || session.failed()) continue;
    ++count;
    session.expect_of("data_objects.object_relationships.list/lists-what-was-written",
                      holds(entry_among(related, edge(session, quiet, pair.second)), sent),
                      fmt::format("the relationship {} to {} is listed as it was written last",
                                  quiet, pair.second),
                      related.dump());
  }
  if (!session.failed())
    session.expect_of("data_objects.object_relationships.list/lists-what-was-written",
                      related.size() == count,
                      fmt::format("object {} has no other relationships", quiet), related.dump());
}

const MachineRegistration kMachine{
    {.name = "data_objects",
     .judges = {"data_objects.objects.create/answer-holds-the-object",
                "data_objects.objects.create/object-is-listed",
                "data_objects.objects.create/unique-within-type",
                "data_objects.objects.replace/answer-holds-the-object",
                "data_objects.objects.replace/reads-back",
                "data_objects.objects.replace/left-out-fields-cleared",
                "data_objects.objects.patch/answer-after-merge",
                "data_objects.objects.patch/reads-back",
                "data_objects.objects.patch/others-kept",
                "data_objects.objects.patch/unknown-field-refused",
                "data_objects.objects.patch/unknown-object-refused",
                "data_objects.objects.delete/gone-at-once",
                "data_objects.objects.get/reads-what-was-written",
                "data_objects.objects.list/lists-what-was-written",
                "data_objects.objects.list/total-count",
                "data_objects.objects.list/search-by-identifier",
                "data_objects.object_relationships.create/is-listed",
                "data_objects.object_relationships.create/one-edge-from-both-ends",
                "data_objects.object_relationships.replace/attributes-replaced",
                "data_objects.object_relationships.patch/reads-back",
                "data_objects.object_relationships.patch/others-kept",
                "data_objects.object_relationships.delete/gone-from-the-list",
                "data_objects.object_relationships.list/lists-what-was-written"},
     .uses = uses_of(Family::kEdges, {"data_objects.objects.create", "data_objects.objects.patch",
                                      "data_objects.object_relationships.replace",
                                      "data_objects.object_relationships.delete"}),
     .draw = commands_of<Model>(next, inspect)}};

}  // namespace
}  // namespace brazecheck::data_objects
