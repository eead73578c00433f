#include "suites/data_objects/stock.h"

#include <fmt/format.h>

#include <algorithm>

#include "suites/groundwork.h"

namespace brazecheck::data_objects {
namespace {

constexpr char kReplaced[] = "data_objects.objects.replace/reads-back";
constexpr char kRead[] = "data_objects.objects.get/reads-what-was-written";

/// A value that a field takes; nothing for types that are not known here.
std::optional<Json> value_for(const Json& field, int variant) {
  const Json type = member(field, "type");
  const Json format = member(field, "format");
  if (field.is_object() && field.contains("enum")) {
    const Json values = list(field, "enum");
    if (values.empty()) return std::nullopt;
    return values[static_cast<std::size_t>(variant) % values.size()];
  }
  if (type == "string" && format == "date-time")
    return fmt::format("2024-05-0{}T10:00:00Z", 1 + variant % 9);
  if (type == "string" && format == "date") return fmt::format("2024-05-0{}", 1 + variant % 9);
  if (type == "string" && format.is_null())
    return fmt::format(" Zoë \"{}\" العربية \U0001F355 </b> ", variant);
  if (type == "integer") return 40'000'000'000 + variant;
  if (type == "number") return -0.125 * (1 + variant);
  if (type == "boolean") return variant % 2 == 0;
  if (type == "object") return Json{{"a", variant}, {"b", {{"c", "d"}}}};
  if (type == "array") return Json{"x", std::to_string(variant)};
  return std::nullopt;
}

}  // namespace

std::vector<std::string> uses_of_objects(std::vector<std::string> more) {
  more.insert(more.end(), {"data_objects.objects.replace", "data_objects.objects.get",
                           "data_objects.objects.list", "data_objects.objects.delete"});
  return more;
}

std::string type_name(Session& session) { return session.supplied("type_name"); }

std::string own_name(const Session& session, const std::string& suffix) {
  return "bzc_" + session.token() + suffix;
}

Object own_object(Session& session, const std::string& suffix) {
  return {type_name(session), own_name(session, suffix)};
}

Call on_type(const std::string& operation, const std::string& type, Fields query,
             std::optional<Json> body) {
  return {.operation = operation,
          .path = {{"type_name", type}},
          .query = std::move(query),
          .body = std::move(body)};
}

Call on_object(const std::string& operation, const Object& object, Fields query,
               std::optional<Json> body) {
  Call call = on_type(operation, object.type, std::move(query), std::move(body));
  call.path["external_id"] = object.id;
  return call;
}

Call create_call(const Object& object, const Json& attributes) {
  return on_type("data_objects.objects.create", object.type, {},
                 Json{{"external_id", object.id}, {"attributes", attributes}});
}

Call write_call(const std::string& operation, const Object& object, const Json& attributes) {
  return on_object(operation, object, {}, Json{{"attributes", attributes}});
}

void tidy(Session& session, const Object& object) {
  session.tidy_later(on_object("data_objects.objects.delete", object));
}

std::vector<Object> make_objects(Session& session, const std::vector<std::string>& suffixes) {
  std::vector<Object> objects;
  for (const auto& suffix : suffixes) {
    objects.push_back(own_object(session, suffix));
    if (session.failed()) return objects;
    tidy(session, objects.back());
    session.ok(write_call("data_objects.objects.replace", objects.back(), {{"name", "Acme"}}));
  }
  for (const auto& object : objects) {
    if (!session.failed()) object_shows(session, kReplaced, object, {{"name", "Acme"}});
  }
  return objects;
}

Object make_object(Session& session, const Json& attributes, const std::string& suffix) {
  Object object = own_object(session, suffix);
  if (session.failed()) return object;
  tidy(session, object);
  session.ok(write_call("data_objects.objects.replace", object, attributes));
  if (!session.failed()) object_shows(session, kReplaced, object, attributes);
  return object;
}

Json read(Session& session, const Object& object) {
  const Exchange& exchange = session.send(on_object("data_objects.objects.get", object));
  if (session.failed() || exchange.response->status != 200 || !exchange.response->body)
    return nullptr;
  return member(*exchange.response->body, "data_object");
}

Json listed(Session& session, const Object& object) {
  const Json page =
      session.ok(on_type("data_objects.objects.list", object.type, {{"search_term", object.id}}));
  for (const auto& entry : list(page, "items")) {
    if (member(entry, "external_id") == object.id) return entry;
  }
  return nullptr;
}

bool same_attributes(const Json& found, const Json& attributes) {
  if (!found.is_object()) return false;
  for (const auto& [name, value] : attributes.items()) {
    if (member(found, name) != value) return false;
  }
  return std::all_of(found.items().begin(), found.items().end(), [&](const auto& entry) {
    return entry.value().is_null() || attributes.contains(entry.key());
  });
}

bool holds(const Json& found, const Json& attributes) {
  return same_attributes(member(found, "attributes"), attributes);
}

bool object_fits(Session& session, const std::string& requirement, const Object& object,
                 const std::function<bool(const Json& attributes)>& fits,
                 const std::string& statement, Json* found) {
  bool is_read = false;
  Json attributes;
  const auto look = [&] {
    attributes = member(read(session, object), "attributes");
    is_read = fits(attributes);
    if (is_read || session.failed()) return is_read;
    attributes = member(listed(session, object), "attributes");
    return fits(attributes);
  };
  const bool there = session.eventually_of(requirement, look, statement);
  if (found != nullptr) *found = attributes;
  if (!there || is_read) return there;
  return session.eventually_of(
      kRead, [&] { return fits(member(read(session, object), "attributes")); },
      statement + ", when it is read as in its list");
}

bool object_shows(Session& session, const std::string& requirement, const Object& object,
                  const Json& attributes) {
  return object_fits(
      session, requirement, object,
      [&](const Json& found) { return same_attributes(found, attributes); },
      fmt::format("the object is there with the attributes {}", attributes.dump()));
}

std::function<bool(const Json&)> having(Json attributes) {
  return [attributes = std::move(attributes)](const Json& found) {
    return std::all_of(
        attributes.items().begin(), attributes.items().end(),
        [&](const auto& entry) { return member(found, entry.key()) == entry.value(); });
  };
}

bool object_gone(Session& session, const Object& object) {
  const bool read_gone = read(session, object).is_null();
  const bool list_gone = read_gone || listed(session, object).is_null();
  if (session.failed()) return false;
  return session.expect_of("data_objects.objects.delete/gone-at-once", list_gone,
                           "a deleted object is answered with 404 at once") &&
         session.expect_of(kRead, read_gone, "reading gives what was done last, as the list does");
}

bool answers(Session& session, const Call& call, int status, const std::string& statement) {
  const Exchange& exchange = session.send(call);
  if (session.failed()) return false;
  return session.expect(exchange.response->status == status, statement,
                        fmt::format("answered with {}", exchange.response->status));
}

std::vector<Json> all_types(Session& session) {
  constexpr int kMostPages = 20;
  std::vector<Json> types;
  Fields query;
  for (int page = 0; page < kMostPages; ++page) {
    const Json answer = session.ok(
        {.operation = "data_objects.types.list", .path = {}, .query = query, .body = std::nullopt});
    if (session.failed()) return {};
    for (const auto& type : list(answer, "items")) types.push_back(type);
    const Json next = member(answer, "next_offset");
    if (member(answer, "has_more") != true || !next.is_number_integer()) break;
    query = {{"offset", next.dump()}};
  }
  return types;
}

Json schema_of(Session& session, const std::string& type) {
  const Json answer = session.ok(on_type("data_objects.types.get", type));
  return member(member(answer, "data_object_type"), "schema_def");
}

std::optional<Json> attributes_for(const Json& schema, int variant) {
  Json attributes = Json::object();
  const Json fields = member(schema, "properties");
  const Json required = list(schema, "required");
  if (!fields.is_object()) return std::nullopt;
  for (const auto& [name, field] : fields.items()) {
    if (std::optional<Json> value = value_for(field, variant)) attributes[name] = std::move(*value);
  }
  for (const auto& name : required) {
    if (!name.is_string() || !attributes.contains(name.get<std::string>())) return std::nullopt;
  }
  return attributes;
}

namespace {

const GroundworkRegistration kGroundwork[] = {
    GroundworkRegistration{"data_objects.objects.replace/reads-back"},
    GroundworkRegistration{"data_objects.objects.create/object-is-listed"},
    GroundworkRegistration{"data_objects.object_relationships.create/is-listed"},
    GroundworkRegistration{"data_objects.users.create/is-listed"},
};

}  // namespace

}  // namespace brazecheck::data_objects
