#include <algorithm>
#include <cctype>
#include <limits>

#include "mock/answers.h"
#include "mock/data_objects.h"
#include "mock/json_view.h"

namespace brazecheck::mock {

namespace {

bool begins_with(const std::string& text, const std::string& prefix) {
  return prefix.size() <= text.size() && std::equal(prefix.begin(), prefix.end(), text.begin(),
                                                    [](unsigned char a, unsigned char b) {
                                                      return std::tolower(a) == std::tolower(b);
                                                    });
}

/// The rows of a table that `wanted` says yes to.
template <typename Wanted>
std::vector<const Table::Row*> rows_where(const Table& table, Wanted wanted) {
  std::vector<const Table::Row*> rows = table.rows();
  std::erase_if(rows, [&](const Table::Row* row) { return !wanted(row->document); });
  return rows;
}

/// The type without its schema, as lists print it.
Json printed_type(const Json& type) {
  const Json& metadata = member(type, "metadata");
  return {{"type_name", member(type, "type_name")},
          {"metadata", metadata.is_object() ? metadata : Json::object()}};
}

Reply list_types(const Call& call, State& state) {
  const std::string* term = call.parameter("search_term");
  return page_of(call,
                 rows_where(state.table(kObjectTypes),
                            [&](const Json& type) {
                              return term == nullptr || begins_with(text(type, "type_name"), *term);
                            }),
                 printed_type);
}

Reply get_type(const Call& call, State& state) {
  const Json* type = state.table(kObjectTypes).find(call.path.at("type_name"));
  if (type == nullptr) return not_found(call, "data-object-type-not-found");
  Json printed = printed_type(*type);
  printed["schema_def"] = member(*type, "schema_def");
  return answer_with(call, {{"data_object_type", std::move(printed)}});
}

Reply list_relation_types(const Call& call, State& state) {
  const std::string& type_name = call.path.at("type_name");
  if (!state.table(kObjectTypes).contains(type_name)) {
    return not_found(call, "data-object-type-not-found");
  }
  const std::string* anchor = call.parameter("anchor");
  const bool target = anchor != nullptr && *anchor == "target";
  const char* own = target ? "to_type_name" : "from_type_name";
  const char* other = target ? "from_type_name" : "to_type_name";
  return page_of(call,
                 rows_where(state.table(kRelationTypes),
                            [&](const Json& kind) { return text(kind, own) == type_name; }),
                 [&](const Json& kind) -> Json {
                   return {{"from_type_name", member(kind, "from_type_name")},
                           {"to_type_name", member(kind, "to_type_name")},
                           {"rel_kind", member(kind, "rel_kind")},
                           {"display_name", member(kind, "display_name")},
                           {"related_type_name", member(kind, other)}};
                 });
}

Reply list_user_relation_types(const Call& call, State& state) {
  const std::string& type_name = call.path.at("type_name");
  if (!state.table(kObjectTypes).contains(type_name)) {
    return not_found(call, "data-object-type-not-found");
  }
  return page_of(
      call,
      rows_where(state.table(kUserRelationTypes),
                 [&](const Json& kind) { return text(kind, "type_name") == type_name; }),
      [](const Json& kind) -> Json {
        // The page says that the two are the same for the time being.
        return {{"rel_kind", member(kind, "rel_kind")}, {"display_name", member(kind, "rel_kind")}};
      });
}

Reply list_objects(const Call& call, State& state) {
  const std::string& type_name = call.path.at("type_name");
  if (!state.table(kObjectTypes).contains(type_name)) {
    return not_found(call, "data-object-type-not-found");
  }
  const std::string* term = call.parameter("search_term");
  return page_of(call,
                 rows_where(state.table(kObjects),
                            [&](const Json& object) {
                              return text(object, "type_name") == type_name &&
                                     (term == nullptr ||
                                      text(object, "external_id").find(*term) != std::string::npos);
                            }),
                 printed_object);
}

Reply get_object(const Call& call, State& state) {
  Reply refusal;
  const std::string& type_name = call.path.at("type_name");
  const std::string& external_id = call.path.at("external_id");
  if (!is_there(call, &state, type_name, external_id, &refusal)) return refusal;
  return answer_with(
      call, {{"data_object", printed_object(*find_object(&state, type_name, external_id))}});
}

/// What an object is shown by: the field that its type names, else what was sent, else what it was
/// shown by, else its external ID.
std::string shown_by(const Json& type, const Json& attributes, const Json& sent, const Json* stored,
                     const std::string& external_id) {
  const std::string source = text(member(type, "metadata"), "display_name_source");
  if (!source.empty()) return text(attributes, source);
  if (sent.is_string()) return sent.get<std::string>();
  return stored != nullptr ? text(*stored, "display_name") : external_id;
}

/// Stores the object with these attributes, if they fit. `stored`: the object whose name it keeps.
Reply write(const Call& call, State* state, const std::string& external_id, Json attributes,
            const Json* stored) {
  const std::string& type_name = call.path.at("type_name");
  const Json& type = *state->table(kObjectTypes).find(type_name);
  if (const std::string problem = schema_problem(member(type, "schema_def"), attributes);
      !problem.empty() && !call.overlooked) {
    return refuse(*call.contract, problem);
  }
  Table& objects = state->table(kObjects);
  const std::string id = joined_id({type_name, external_id});
  if (!objects.contains(id)) {
    const auto mine = rows_where(
        objects, [&](const Json& other) { return text(other, "type_name") == type_name; });
    if (mine.size() >= limit_of(state, type_name, "objects", SIZE_MAX)) {
      return refuse(*call.contract, "data-object-record-limit-exceeded");
    }
  }
  Json object = {{"type_name", type_name},
                 {"external_id", external_id},
                 {"display_name", shown_by(type, attributes, member(call.body, "display_name"),
                                           stored, external_id)},
                 {"attributes", std::move(attributes)}};
  Reply reply = answer_with(call, {{"data_object", printed_object(object)}});
  objects.put(id, std::move(object));
  return reply;
}

Reply create_object(const Call& call, State& state) {
  const std::string& type_name = call.path.at("type_name");
  if (!state.table(kObjectTypes).contains(type_name)) {
    return not_found(call, "data-object-type-not-found");
  }
  const std::string external_id = text(call.body, "external_id");
  if (find_object(&state, type_name, external_id) != nullptr) {
    return refuse(*call.contract, "duplicate-data-object");
  }
  return write(call, &state, external_id, member(call.body, "attributes"), nullptr);
}

Reply replace_object(const Call& call, State& state) {
  if (!state.table(kObjectTypes).contains(call.path.at("type_name"))) {
    return not_found(call, "data-object-type-not-found");
  }
  return write(call, &state, call.path.at("external_id"), member(call.body, "attributes"), nullptr);
}

Reply patch_object(const Call& call, State& state) {
  Reply refusal;
  const std::string& type_name = call.path.at("type_name");
  const std::string& external_id = call.path.at("external_id");
  if (!is_there(call, &state, type_name, external_id, &refusal)) return refusal;
  const Json stored = *find_object(&state, type_name, external_id);
  Json merged = member(stored, "attributes");
  if (const Json& sent = member(call.body, "attributes"); sent.is_object()) merged.update(sent);
  return write(call, &state, external_id, std::move(merged), &stored);
}

Reply delete_object(const Call& call, State& state) {
  Reply refusal;
  const std::string& type_name = call.path.at("type_name");
  const std::string& external_id = call.path.at("external_id");
  if (!is_there(call, &state, type_name, external_id, &refusal)) return refusal;
  const auto is_it = [&](const Json& end) {
    return text(end, "type_name") == type_name && text(end, "external_id") == external_id;
  };
  // Its relationships go with it; the objects at their other ends stay.
  const auto erase_where = [&](const char* table, const auto& wanted) {
    std::vector<std::string> ids;
    for (const Table::Row* row : rows_where(state.table(table), wanted)) ids.push_back(row->id);
    for (const std::string& id : ids) state.table(table).erase(id);
  };
  erase_where(kRelations, [&](const Json& relation) {
    return is_it(member(relation, "from")) || is_it(member(relation, "to"));
  });
  erase_where(kUserRelations, is_it);
  state.table(kObjects).erase(joined_id({type_name, external_id}));
  return answer_with(call, {{"deleted", true}});
}

}  // namespace

std::vector<Handler> data_object_handlers() {
  std::vector<Handler> handlers = {
      {"data_objects.types.list", list_types},
      {"data_objects.types.get", get_type},
      {"data_objects.types.object_relationship_types", list_relation_types},
      {"data_objects.types.user_relationship_types", list_user_relation_types},
      {"data_objects.objects.list", list_objects},
      {"data_objects.objects.get", get_object},
      {"data_objects.objects.create", create_object},
      {"data_objects.objects.replace", replace_object},
      {"data_objects.objects.patch", patch_object},
      {"data_objects.objects.delete", delete_object}};
  for (Handler& handler : data_object_relation_handlers()) handlers.push_back(std::move(handler));
  return handlers;
}

}  // namespace brazecheck::mock
