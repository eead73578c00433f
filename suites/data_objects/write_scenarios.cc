#include <fmt/format.h>

#include "suites/data_objects/links.h"

// What replacing, patching and deleting does to an object:
// https://www.braze.com/docs/api/endpoints/data_objects/
namespace brazecheck::data_objects {
namespace {

constexpr char kReplace[] = "data_objects.objects.replace";
constexpr char kPatch[] = "data_objects.objects.patch";
constexpr char kDelete[] = "data_objects.objects.delete";
const Json kBoth = {{"name", "Acme"}, {"industry", "ferries"}};

void replaced_reads_back(Session& session) { (void)make_object(session, kBoth); }

void creates_or_replaces(Session& session) {
  const Object object = own_object(session);
  tidy(session, object);
  answers(session, write_call(kReplace, object, kBoth), 200, "a new object is answered with 200");
  if (!session.failed())
    object_shows(session, "data_objects.objects.replace/reads-back", object, kBoth);
  answers(session, write_call(kReplace, object, {{"name", "Bcme"}}), 200,
          "an object that is replaced is answered with 200");
}

void left_out_fields_cleared(Session& session) {
  const Object object = make_object(session, kBoth);
  session.ok(write_call(kReplace, object, {{"name", "Bcme"}}));
  Json found;
  object_fits(session, "data_objects.objects.replace/reads-back", object,
              having({{"name", "Bcme"}}), "a replacement reads back", &found);
  if (!session.failed())
    session.expect(same_attributes(found, {{"name", "Bcme"}}),
                   "an attribute that the replacement leaves out is cleared", found.dump());
}

void same_call_same_object(Session& session) {
  const Object object = make_object(session, kBoth);
  const Json again = session.ok(write_call(kReplace, object, kBoth));
  if (session.failed()) return;
  session.expect(holds(member(again, "data_object"), kBoth), "the second call answers the same",
                 again.dump());
  object_shows(session, "data_objects.objects.replace/same-call-same-object", object, kBoth);
  int times = 0;
  const Json page =
      session.ok(on_type("data_objects.objects.list", object.type, {{"search_term", object.id}}));
  for (const auto& entry : list(page, "items")) times += member(entry, "external_id") == object.id;
  if (!session.failed()) session.expect(times <= 1, "and makes no other one", page.dump());
}

/// Values that are easily taken for none, for the fields of the schema that take them.
Json easily_missed(const Json& schema) {
  Json values = Json::object();
  const Json fields = member(schema, "properties");
  if (!fields.is_object()) return values;
  for (const auto& [name, field] : fields.items()) {
    const Json type = member(field, "type");
    if (field.is_object() && field.contains("enum")) continue;
    if (type == "boolean") values[name] = false;
    if (type == "integer" || type == "number") values[name] = 0;
  }
  return values;
}

/// Patches an object of a listed type with such values.
void patched_with_nothing(Session& session) {
  for (const auto& type : all_types(session)) {
    const Json name = member(type, "type_name");
    if (!name.is_string()) continue;
    const Json schema = schema_of(session, name);
    const auto attributes = attributes_for(schema, 2);
    const Json values = easily_missed(schema);
    if (session.failed()) return;
    if (!attributes || values.empty()) continue;
    const Object object{name, own_name(session, "_filled")};
    tidy(session, object);
    session.ok(write_call(kReplace, object, *attributes));
    if (session.failed() ||
        !object_shows(session, "data_objects.objects.replace/reads-back", object, *attributes))
      return;
    session.ok(write_call(kPatch, object, values));
    if (!session.failed())
      object_fits(session, "data_objects.objects.patch/reads-back", object, having(values),
                  "a patch with 0 and false reads back");
    return;
  }
}

void patched_reads_back(Session& session) {
  const Object object = make_object(session, kBoth);
  session.ok(write_call(kPatch, object, {{"industry", "tugs \U0001F6A2"}}));
  object_fits(session, "data_objects.objects.patch/reads-back", object,
              having({{"industry", "tugs \U0001F6A2"}}), "a patched attribute reads back");
  if (!session.failed()) patched_with_nothing(session);
}

void others_kept(Session& session) {
  const Object object = make_object(session, kBoth);
  session.ok(write_call(kPatch, object, {{"industry", "tugs"}}));
  Json found;
  object_fits(session, "data_objects.objects.patch/reads-back", object,
              having({{"industry", "tugs"}}), "a patched attribute reads back", &found);
  if (!session.failed())
    session.expect(same_attributes(found, {{"name", "Acme"}, {"industry", "tugs"}}),
                   "an attribute that the patch leaves out keeps its value", found.dump());
}

void answer_after_merge(Session& session) {
  const Object object = make_object(session, kBoth);
  const Json answer = session.ok(write_call(kPatch, object, {{"industry", "tugs"}}));
  const Json found = member(answer, "data_object");
  if (!session.failed())
    session.expect(holds(found, {{"name", "Acme"}, {"industry", "tugs"}}),
                   "the answer holds what the patch changed and what it left", answer.dump());
}

/// A type with a field that holds an object, with attributes for its other fields.
struct Deep {
  std::string type, field;
  Json attributes;
};

std::optional<Deep> type_with_object_field(Session& session) {
  for (const auto& type : all_types(session)) {
    const Json name = member(type, "type_name");
    if (!name.is_string()) continue;
    const Json schema = schema_of(session, name);
    const auto attributes = attributes_for(schema, 1);
    if (session.failed() || !attributes) continue;
    const Json fields = member(schema, "properties");
    for (const auto& [field, form] : fields.items()) {
      if (member(form, "type") == "object") return Deep{name, field, *attributes};
    }
  }
  return std::nullopt;
}

void merged_at_the_top(Session& session) {
  const auto deep = type_with_object_field(session);
  if (session.failed()) return;
  if (!deep) return session.skip("no type is listed with a field that holds an object");
  const Object object{deep->type, own_name(session)};
  tidy(session, object);
  Json attributes = deep->attributes;
  attributes[deep->field] = {{"city", "Wien"}, {"street", {{"name", "Gürtel"}, {"number", 3}}}};
  session.ok(write_call(kReplace, object, attributes));
  if (session.failed() ||
      !object_shows(session, "data_objects.objects.replace/reads-back", object, attributes))
    return;
  const Json street = {{"street", {{"number", 4}}}};
  session.ok(write_call(kPatch, object, {{deep->field, street}}));
  Json found;
  object_fits(
      session, "data_objects.objects.patch/reads-back", object,
      [&](const Json& now) {
        return member(member(member(now, deep->field), "street"), "number") == 4;
      },
      "a patched attribute reads back", &found);
  attributes[deep->field] = member(found, deep->field);
  if (!session.failed())
    session.expect_of("data_objects.objects.patch/others-kept", same_attributes(found, attributes),
                      "attributes of every type that the call leaves out stay", found.dump());
  found = member(found, deep->field);
  if (!session.failed())
    session.expect(found == street, "an attribute that holds an object is replaced as a whole",
                   found.dump());
}

/// An object that is not there, and one of a type that is not.
std::vector<Object> unknown_objects(Session& session) {
  return {own_object(session, "_none"), {own_name(session, "_type"), "x"}};
}

void patch_creates_nothing(Session& session) {
  for (const auto& object : unknown_objects(session)) {
    answers(session, write_call(kPatch, object, {{"name", "Acme"}}), 404,
            fmt::format("patching the object {} of type {} is answered with 404", object.id,
                        object.type));
    if (!session.failed()) session.expect(read(session, object).is_null(), "and creates none");
  }
}

void delete_refuses_unknown(Session& session) {
  for (const auto& object : unknown_objects(session)) {
    answers(session, on_object(kDelete, object), 404,
            fmt::format("deleting the object {} of type {} is answered with 404", object.id,
                        object.type));
  }
}

/// An object that was made and deleted.
Object deleted(Session& session) {
  Object object = make_object(session, kBoth);
  session.ok(on_object(kDelete, object));
  if (!session.failed()) object_gone(session, object);
  return object;
}

void gone_at_once(Session& session) {
  const Object kept = make_object(session, kBoth, "_kept");
  const Object object = deleted(session);
  if (session.failed()) return;
  session.expect(listed(session, object).is_null(), "and is in no list");
  session.expect(holds(read(session, kept), kBoth), "while another object stays");
}

void deleted_as_done(Session& session) {
  const Object object = make_object(session, kBoth);
  const Json answer = session.ok(on_object(kDelete, object));
  if (session.failed() || !object_gone(session, object)) return;
  session.expect(member(answer, "deleted") == true,
                 "the answer to the deletion of an object that is gone says so", answer.dump());
}

void deleted_once(Session& session) {
  const Object object = deleted(session);
  answers(session, on_object(kDelete, object), 404, "a second deletion is answered with 404");
}

void related_objects_stay(Session& session) {
  const Link link = make_link(session, Family::kEdges, Json::object());
  if (session.failed()) return;
  session.ok(on_object(kDelete, link.own));
  if (session.failed()) return;
  object_gone(session, link.own);
  const Object other = other_end(link);
  session.expect(holds(read(session, other), {{"name", "Acme"}}),
                 "the object that it was related to stays as it was");
}

using Play = void (*)(Session&);
ScenarioRegistration scenario(const std::string& requirement, Play play,
                              std::vector<std::string> more = {}) {
  return ScenarioRegistration{
      {"data_objects.objects." + requirement, uses_of_objects(std::move(more)), play}};
}

const ScenarioRegistration kRegistrations[] = {
    scenario("replace/reads-back", replaced_reads_back),
    scenario("replace/creates-or-replaces", creates_or_replaces),
    scenario("replace/left-out-fields-cleared", left_out_fields_cleared),
    scenario("replace/same-call-same-object", same_call_same_object),
    scenario("patch/reads-back", patched_reads_back,
             {kPatch, "data_objects.types.list", "data_objects.types.get"}),
    scenario("patch/others-kept", others_kept, {kPatch}),
    scenario("patch/answer-after-merge", answer_after_merge, {kPatch}),
    scenario("patch/merged-at-the-top", merged_at_the_top,
             {kPatch, "data_objects.types.list", "data_objects.types.get"}),
    scenario("patch/unknown-object-refused", patch_creates_nothing, {kPatch}),
    scenario("delete/gone-at-once", gone_at_once),
    scenario("delete/deleted-as-done", deleted_as_done),
    scenario("delete/deleted-once", deleted_once),
    scenario("delete/unknown-object-refused", delete_refuses_unknown),
    ScenarioRegistration{{"data_objects.objects.delete/related-objects-stay",
                          uses_of(Family::kEdges), related_objects_stay}},
};

}  // namespace
}  // namespace brazecheck::data_objects
