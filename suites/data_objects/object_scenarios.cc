#include <fmt/format.h>

#include "suites/data_objects/stock.h"

// Objects are created, read, listed and deleted:
// https://www.braze.com/docs/api/endpoints/data_objects/
namespace brazecheck::data_objects {
namespace {

constexpr char kIsListed[] = "data_objects.objects.create/object-is-listed";
constexpr char kReplaced[] = "data_objects.objects.replace/reads-back";
constexpr char kPatched[] = "data_objects.objects.patch/reads-back";
const Json kAttributes = {{"name", "Åke & Söhne \U0001F375 مقهى"}, {"industry", "tea\n\"retail\""}};
constexpr int kMostTypes = 3;

/// A type with values for its fields.
struct Filled {
  std::string type;
  Json schema;
  Json attributes;
};

/// Types whose required fields have types that values are known for; the supplied one first.
std::vector<Filled> fillable_types(Session& session, int variant) {
  std::vector<std::string> names = {type_name(session)};
  for (const auto& type : all_types(session)) {
    const Json name = member(type, "type_name");
    if (name.is_string() && name != names[0] && names.size() < kMostTypes) names.push_back(name);
  }
  std::vector<Filled> filled;
  for (const auto& name : names) {
    Json schema = schema_of(session, name);
    if (session.failed()) return {};
    if (auto attributes = attributes_for(schema, variant))
      filled.push_back({name, std::move(schema), std::move(*attributes)});
    else if (name == names[0])
      session.expect_of("data_objects.types.get/schema-is-binding", false,
                        "the schema declares the fields that the type requires", schema.dump());
  }
  if (session.failed()) return {};
  return filled;
}

/// The member data_object of an answer holds exactly this object.
bool answer_holds(Session& session, const Json& answer, const Object& object,
                  const Json& attributes) {
  const Json found = member(answer, "data_object");
  return session.expect(
      member(found, "type_name") == object.type && member(found, "external_id") == object.id &&
          holds(found, attributes),
      "the answer holds the type, the external_id and the attributes that were sent",
      answer.dump());
}

// An ID is one whichever letters it has.
constexpr char kCased[] = "_TwoCases";

void created_object_answered(Session& session) {
  const Object object = own_object(session, kCased);
  tidy(session, object);
  const Json answer = session.ok(create_call(object, kAttributes));
  if (!session.failed()) answer_holds(session, answer, object, kAttributes);
}

/// Creates an object of each type that values are known for, and looks for its values.
void created_objects_show(Session& session) {
  for (const auto& filled : fillable_types(session, 3)) {
    const Object object{filled.type, own_name(session, "_filled")};
    tidy(session, object);
    session.ok(create_call(object, filled.attributes));
    if (session.failed() || !object_shows(session, kIsListed, object, filled.attributes)) return;
  }
}

void created_object_is_listed(Session& session) {
  const Object object = own_object(session, kCased);
  tidy(session, object);
  session.ok(create_call(object, kAttributes));
  if (!session.failed()) object_shows(session, kIsListed, object, kAttributes);
  // Reading it was enough so far.
  if (!session.failed())
    session.eventually_of(
        "data_objects.objects.list/lists-what-was-written",
        [&] { return holds(listed(session, object), kAttributes); },
        "a created object is in the list of its type as it is read");
  created_objects_show(session);
}

void replaced_object_answered(Session& session) {
  const Object object = own_object(session);
  tidy(session, object);
  const Json answer = session.ok(write_call("data_objects.objects.replace", object, kAttributes));
  if (!session.failed()) answer_holds(session, answer, object, kAttributes);
}

/// Objects of several types, whose values come back as they were sent.
void read_by(Session& session, const std::function<Json(Session&, const Object&)>& look,
             const std::string& how) {
  for (const auto& filled : fillable_types(session, 1)) {
    const Object object{filled.type, own_name(session)};
    tidy(session, object);
    session.ok(write_call("data_objects.objects.replace", object, filled.attributes));
    const auto either = [&] {
      return holds(read(session, object), filled.attributes) ||
             (!session.failed() && holds(listed(session, object), filled.attributes));
    };
    if (session.failed() ||
        !session.eventually_of(kReplaced, either, "an object is stored as it was sent"))
      return;
    session.eventually([&] { return holds(look(session, object), filled.attributes); },
                       fmt::format("{} with {}", how, filled.attributes.dump()));
    if (session.failed()) return;
  }
  const Object object = make_object(session, {{"name", "Acme"}}, "_2");
  if (session.failed()) return;
  session.ok(write_call("data_objects.objects.patch", object, {{"name", "Bcme"}}));
  const auto either = [&] {
    return holds(read(session, object), {{"name", "Bcme"}}) ||
           (!session.failed() && holds(listed(session, object), {{"name", "Bcme"}}));
  };
  if (!session.failed() && session.eventually_of(kPatched, either, "a patch is stored"))
    session.eventually(
        [&] {
          return holds(look(session, object), {{"name", "Bcme"}});
        },
        how + " with what was written last");
}

void reads_what_was_written(Session& session) { read_by(session, read, "an object is read"); }
void lists_what_was_written(Session& session) { read_by(session, listed, "an object is listed"); }

void object_as_asked(Session& session) {
  const auto objects = make_objects(session, {"_a", "_b"});
  for (const auto& object : objects) {
    const Json found = read(session, object);
    if (session.failed()) return;
    session.expect(
        member(found, "type_name") == object.type && member(found, "external_id") == object.id,
        fmt::format("the object {} is answered where it is asked for", object.id), found.dump());
  }
}

void type_as_asked(Session& session) {
  const auto types = all_types(session);
  if (types.size() < 2 && !session.failed()) return session.skip("fewer than two types are listed");
  const Object object = make_object(session, {{"name", "Acme"}});
  int looked = 0;
  for (const auto& type : types) {
    const Json name = member(type, "type_name");
    if (!name.is_string() || looked++ == kMostTypes) break;
    const Json page = session.ok(on_type("data_objects.objects.list", name));
    for (const auto& entry : list(page, "items")) {
      session.expect(member(entry, "type_name") == name,
                     fmt::format("the list of {} holds objects of that type", name.dump()),
                     entry.dump());
      session.expect(member(entry, "external_id") != object.id || name == object.type,
                     "no other list holds an object of another type", entry.dump());
    }
  }
}

void search_by_identifier(Session& session) {
  const auto objects = make_objects(session, {"_north", "_south"});
  if (session.failed()) return;
  struct {
    std::string term;
    bool first, second;
  } const searches[] = {{own_name(session), true, true},
                        {session.token() + "_n", true, false},
                        {session.token() + "_south", false, true},
                        {session.token() + "_east", false, false}};
  for (const auto& search : searches) {
    const Json found = list(session.ok(on_type("data_objects.objects.list", objects[0].type,
                                               {{"search_term", search.term}})),
                            "items");
    if (session.failed()) return;
    bool first = false, second = false;
    for (const auto& entry : found) {
      const Json id = member(entry, "external_id");
      first = first || id == objects[0].id;
      second = second || id == objects[1].id;
      session.expect(
          id.is_string() && id.get_ref<const std::string&>().find(search.term) != std::string::npos,
          fmt::format("what {} finds holds it in its external_id", search.term), entry.dump());
    }
    session.expect(first == search.first && second == search.second,
                   fmt::format("{} finds the objects that it is a part of", search.term),
                   found.dump());
  }
}

void unique_within_type(Session& session) {
  const auto types = fillable_types(session, 2);
  if (session.failed()) return;
  const Object object{types[0].type, own_name(session)};
  tidy(session, object);
  session.ok(create_call(object, types[0].attributes));
  if (session.failed() || !object_shows(session, kIsListed, object, types[0].attributes)) return;
  answers(session, create_call(object, types[0].attributes), 409,
          "a second object with the external_id is refused");
  if (session.failed() || types.size() < 2) return;
  const Object other{types[1].type, object.id};
  tidy(session, other);
  answers(session, create_call(other, types[1].attributes), 201,
          "another type takes the same external_id");
  if (!session.failed()) object_shows(session, kIsListed, other, types[1].attributes);
  if (!session.failed())
    session.expect(holds(read(session, object), types[0].attributes),
                   "and the object of the first type stays as it is");
}

/// Attributes that do not fit the supplied type.
std::vector<Json> misfits(const Session& session) {
  return {Json{{"name", "Acme"}, {"bzc_" + session.token(), "x"}}};
}
std::vector<Json> wrong_types() {
  return {{{"name", 12}}, {{"name", {"Acme"}}}, {{"name", "Acme"}, {"industry", {{"a", 1}}}}};
}

void refused_by_create(Session& session, const std::vector<Json>& all) {
  const Object object = own_object(session);
  tidy(session, object);
  for (const auto& attributes : all) {
    answers(session, create_call(object, attributes), 400,
            fmt::format("the attributes {} are refused", attributes.dump()));
    if (session.failed()) return;
    session.expect(read(session, object).is_null(), "and no object is created");
  }
}

void refused_by_write(Session& session, const std::string& operation) {
  const Json before = {{"name", "Acme"}, {"industry", "tea"}};
  const Object object = make_object(session, before);
  std::vector<Json> all = misfits(session);
  for (const auto& attributes : wrong_types()) all.push_back(attributes);
  for (const auto& attributes : all) {
    if (session.failed()) return;
    answers(session, write_call(operation, object, attributes), 400,
            fmt::format("the attributes {} are refused", attributes.dump()));
    if (!session.failed())
      session.expect(holds(read(session, object), before), "and the object stays as it was");
  }
}

void schema_is_binding(Session& session) {
  // Writes agree on what the type declares: one of them alone is that operation's own matter.
  const std::string type = type_name(session);
  const Json fields = member(schema_of(session, type), "properties");
  const Json unknown = misfits(session)[0];
  if (session.failed()) return;
  const Object object = make_object(session, {{"name", "Acme"}});
  const Object fresh = own_object(session, "_fresh");
  tidy(session, fresh);
  std::vector<std::string> accepting;
  const std::pair<const char*, Call> writes[] = {
      {"create", create_call(fresh, unknown)},
      {"replace", write_call("data_objects.objects.replace", object, unknown)},
      {"patch", write_call("data_objects.objects.patch", object, unknown)}};
  for (const auto& [name, call] : writes) {
    const Exchange& exchange = session.send(call);
    if (session.failed()) return;
    if (exchange.response->status < 300) accepting.emplace_back(name);
  }
  session.expect(fields.is_object() && fields.contains("name"),
                 "the schema declares the field that objects of the type have", fields.dump());
  session.expect(accepting.size() < std::size(writes),
                 "a field that the schema does not declare is refused", "accepted by every write");
  if (accepting.size() == 1)
    session.expect_of(fmt::format("data_objects.objects.{}/unknown-field-refused", accepting[0]),
                      false, "a field that the schema does not declare is refused");
}

using Play = void (*)(Session&);
ScenarioRegistration scenario(const std::string& requirement, Play play,
                              std::vector<std::string> more = {}) {
  more = uses_of_objects(std::move(more));
  return ScenarioRegistration{{"data_objects." + requirement, std::move(more), play}};
}

const ScenarioRegistration kRegistrations[] = {
    scenario("objects.create/answer-holds-the-object", created_object_answered,
             {"data_objects.objects.create"}),
    scenario("objects.create/object-is-listed", created_object_is_listed,
             {"data_objects.objects.create", "data_objects.types.list", "data_objects.types.get"}),
    scenario("objects.create/unique-within-type", unique_within_type,
             {"data_objects.objects.create", "data_objects.types.list", "data_objects.types.get"}),
    scenario("objects.create/unknown-field-refused",
             [](Session& session) { refused_by_create(session, misfits(session)); },
             {"data_objects.objects.create"}),
    scenario("objects.create/wrong-type-refused",
             [](Session& session) { refused_by_create(session, wrong_types()); },
             {"data_objects.objects.create"}),
    scenario("objects.replace/answer-holds-the-object", replaced_object_answered),
    scenario("objects.replace/unknown-field-refused",
             [](Session& session) { refused_by_write(session, "data_objects.objects.replace"); }),
    scenario("objects.patch/unknown-field-refused",
             [](Session& session) { refused_by_write(session, "data_objects.objects.patch"); },
             {"data_objects.objects.patch"}),
    scenario("objects.get/object-as-asked", object_as_asked),
    scenario("objects.get/reads-what-was-written", reads_what_was_written,
             {"data_objects.objects.patch", "data_objects.types.list", "data_objects.types.get"}),
    scenario("objects.list/lists-what-was-written", lists_what_was_written,
             {"data_objects.objects.patch", "data_objects.types.list", "data_objects.types.get"}),
    scenario("objects.list/type-as-asked", type_as_asked, {"data_objects.types.list"}),
    scenario("objects.list/search-by-identifier", search_by_identifier),
    scenario(
        "types.get/schema-is-binding", schema_is_binding,
        {"data_objects.objects.create", "data_objects.objects.patch", "data_objects.types.get"}),
};

}  // namespace
}  // namespace brazecheck::data_objects
