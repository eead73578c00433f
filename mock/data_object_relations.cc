#include <algorithm>

#include "mock/answers.h"
#include "mock/data_objects.h"
#include "mock/json_view.h"

namespace brazecheck::mock {

namespace {

constexpr std::string_view kNotRelated = "data-object-relationship-not-found";

enum class Write { kCreate, kReplace, kPatch };

/// The attributes that a write leaves the relationship with.
Json attributes_after(Write write, const Json& sent, const Json* stored) {
  Json attributes = Json::object();
  if (write == Write::kPatch && stored != nullptr) attributes = member(*stored, "attributes");
  if (sent.is_object()) attributes.update(sent);
  return attributes;
}

std::size_t count_where(const Table& table, const std::function<bool(const Json&)>& wanted) {
  const auto rows = table.rows();
  return static_cast<std::size_t>(std::count_if(
      rows.begin(), rows.end(), [&](const Table::Row* row) { return wanted(row->document); }));
}

// Between objects.

struct End {
  std::string type_name;
  std::string external_id;

  [[nodiscard]] Json document() const {
    return {{"type_name", type_name}, {"external_id", external_id}};
  }
  [[nodiscard]] bool is(const Json& end) const {
    return text(end, "type_name") == type_name && text(end, "external_id") == external_id;
  }
};

/// A relationship as a call names it: from whichever end.
struct Edge {
  End own, other;
  bool own_is_target = false;
  std::string kind;

  [[nodiscard]] const End& from() const { return own_is_target ? other : own; }
  [[nodiscard]] const End& to() const { return own_is_target ? own : other; }
  [[nodiscard]] std::string id() const {
    return joined_id(
        {from().type_name, from().external_id, kind, to().type_name, to().external_id});
  }
};

Edge edge_of(const Call& call) {
  return {{call.path.at("type_name"), call.path.at("external_id")},
          {text(call.body, "related_type_name"), text(call.body, "related_external_id")},
          text(call.body, "anchor") == "target",
          text(call.body, "rel_kind")};
}

/// The relationship with the object at its other end.
Json printed(State* state, const Json& relation, bool own_is_target) {
  const Json& other = member(relation, own_is_target ? "from" : "to");
  const Json* object = find_object(state, text(other, "type_name"), text(other, "external_id"));
  return {{"rel_kind", member(relation, "rel_kind")},
          {own_is_target ? "from_data_object" : "to_data_object",
           object == nullptr ? other : printed_object(*object)},
          {"attributes", member(relation, "attributes")}};
}

/// The kind of relationship between the two types in this direction, or null.
const Json* kind_of(const Table& kinds, const Edge& edge) {
  for (const Table::Row* row : kinds.rows()) {
    const Json& kind = row->document;
    if (text(kind, "rel_kind") == edge.kind &&
        text(kind, "from_type_name") == edge.from().type_name &&
        text(kind, "to_type_name") == edge.to().type_name) {
      return &kind;
    }
  }
  return nullptr;
}

bool both_are_there(const Call& call, State* state, const Edge& edge, Reply* refusal) {
  return is_there(call, state, edge.own.type_name, edge.own.external_id, refusal) &&
         is_there(call, state, edge.other.type_name, edge.other.external_id, refusal);
}

bool is_full(State* state, const Edge& edge) {
  const auto full = [&](const End& end) {
    return count_where(state->table(kRelations), [&](const Json& relation) {
             return end.is(member(relation, "from")) || end.is(member(relation, "to"));
           }) >= limit_of(state, end.type_name, "object_relationships", SIZE_MAX);
  };
  return full(edge.own) || full(edge.other);
}

Reply write_edge(const Call& call, State* state, Write write) {
  const Edge edge = edge_of(call);
  Reply refusal;
  if (!both_are_there(call, state, edge, &refusal)) return refusal;
  const Json* kind = kind_of(state->table(kRelationTypes), edge);
  if (kind == nullptr) return refuse(*call.contract, "The types are not related in this way");
  Table& relations = state->table(kRelations);
  const Json* stored = relations.find(edge.id());
  if (write == Write::kCreate && stored != nullptr) {
    return refuse(*call.contract, "duplicate-object-relationship");
  }
  if (write == Write::kPatch && stored == nullptr) return refuse(*call.contract, kNotRelated);
  Json attributes = attributes_after(write, member(call.body, "attributes"), stored);
  if (const std::string problem = schema_problem(member(*kind, "schema_def"), attributes);
      !problem.empty() && !call.overlooked) {
    return refuse(*call.contract, problem);
  }
  if (stored == nullptr && is_full(state, edge)) {
    return refuse(*call.contract, "data-object-relationship-limit-exceeded");
  }
  const Json relation = {{"from", edge.from().document()},
                         {"to", edge.to().document()},
                         {"rel_kind", edge.kind},
                         {"attributes", std::move(attributes)}};
  relations.put(edge.id(), relation);
  return answer_with(call, {{"object_relationship", printed(state, relation, edge.own_is_target)}});
}

Reply create_edge(const Call& call, State& state) {
  return write_edge(call, &state, Write::kCreate);
}
Reply replace_edge(const Call& call, State& state) {
  return write_edge(call, &state, Write::kReplace);
}
Reply patch_edge(const Call& call, State& state) { return write_edge(call, &state, Write::kPatch); }

Reply delete_edge(const Call& call, State& state) {
  const Edge edge = edge_of(call);
  Reply refusal;
  if (!both_are_there(call, &state, edge, &refusal)) return refusal;
  if (!state.table(kRelations).erase(edge.id())) return refuse(*call.contract, kNotRelated);
  return answer_with(call, {{"deleted", true}});
}

Reply list_edges(const Call& call, State& state) {
  const End own{call.path.at("type_name"), call.path.at("external_id")};
  Reply refusal;
  if (!is_there(call, &state, own.type_name, own.external_id, &refusal)) return refusal;
  const std::string* anchor = call.parameter("anchor");
  const bool target = anchor != nullptr && *anchor == "target";
  const std::string* kind = call.parameter("rel_kind");
  std::vector<const Table::Row*> rows = state.table(kRelations).rows();
  std::erase_if(rows, [&](const Table::Row* row) {
    return !own.is(member(row->document, target ? "to" : "from")) ||
           (kind != nullptr && text(row->document, "rel_kind") != *kind);
  });
  return page_of(call, rows,
                 [&](const Json& relation) { return printed(&state, relation, target); });
}

// Between objects and users.

/// A relationship to a user as a call names it.
struct Tie {
  std::string type_name, external_id, braze_id, kind;

  [[nodiscard]] std::string id() const {
    return joined_id({type_name, external_id, kind, braze_id});
  }
};

Tie tie_of(const Call& call) {
  return {call.path.at("type_name"), call.path.at("external_id"), text(call.body, "braze_id"),
          text(call.body, "rel_kind")};
}

Json printed_tie(const Json& tie) {
  return {{"type_name", member(tie, "type_name")},
          {"external_id", member(tie, "external_id")},
          {"rel_kind", member(tie, "rel_kind")},
          {"user", {{"braze_id", member(tie, "braze_id")}}},
          {"attributes", member(tie, "attributes")}};
}

const Json* kind_of(const Table& kinds, const Tie& tie) {
  for (const Table::Row* row : kinds.rows()) {
    if (text(row->document, "rel_kind") == tie.kind &&
        text(row->document, "type_name") == tie.type_name) {
      return &row->document;
    }
  }
  return nullptr;
}

/// The documented error of the limit that one more relationship would go past, or "".
std::string_view limit_passed(State* state, const Tie& tie) {
  const Table& ties = state->table(kUserRelations);
  const std::size_t of_user =
      count_where(ties, [&](const Json& other) { return text(other, "braze_id") == tie.braze_id; });
  if (of_user >= limit_of(state, tie.type_name, "objects_per_user", SIZE_MAX)) {
    return "data-objects-per-user-limit-exceeded";
  }
  const std::size_t of_object = count_where(ties, [&](const Json& other) {
    return text(other, "type_name") == tie.type_name &&
           text(other, "external_id") == tie.external_id;
  });
  if (of_object >= limit_of(state, tie.type_name, "users_per_object", SIZE_MAX)) {
    return "users-per-data-object-limit-exceeded";
  }
  return "";
}

Reply write_tie(const Call& call, State* state, Write write) {
  const Tie tie = tie_of(call);
  Reply refusal;
  if (!is_there(call, state, tie.type_name, tie.external_id, &refusal)) return refusal;
  const Json* kind = kind_of(state->table(kUserRelationTypes), tie);
  if (kind == nullptr)
    return refuse(*call.contract, "The type and users are not related in this way");
  Table& ties = state->table(kUserRelations);
  const Json* stored = ties.find(tie.id());
  if (write == Write::kCreate && stored != nullptr) {
    return refuse(*call.contract, "duplicate-user-relationship");
  }
  if (write == Write::kPatch && stored == nullptr) return refuse(*call.contract, kNotRelated);
  if (stored == nullptr && state->users.by_braze_id(tie.braze_id) == nullptr) {
    return refuse(*call.contract, "'braze_id' is not the ID of a user");
  }
  Json attributes = attributes_after(write, member(call.body, "attributes"), stored);
  if (const std::string problem = schema_problem(member(*kind, "schema_def"), attributes);
      !problem.empty() && !call.overlooked) {
    return refuse(*call.contract, problem);
  }
  if (stored == nullptr) {
    if (const std::string_view error = limit_passed(state, tie); !error.empty()) {
      return refuse(*call.contract, error);
    }
  }
  const Json document = {{"type_name", tie.type_name},
                         {"external_id", tie.external_id},
                         {"rel_kind", tie.kind},
                         {"braze_id", tie.braze_id},
                         {"attributes", std::move(attributes)}};
  ties.put(tie.id(), document);
  return answer_with(call, {{"user_relationship", printed_tie(document)}});
}

Reply create_tie(const Call& call, State& state) { return write_tie(call, &state, Write::kCreate); }
Reply replace_tie(const Call& call, State& state) {
  return write_tie(call, &state, Write::kReplace);
}
Reply patch_tie(const Call& call, State& state) { return write_tie(call, &state, Write::kPatch); }

Reply delete_tie(const Call& call, State& state) {
  const Tie tie = tie_of(call);
  Reply refusal;
  if (!is_there(call, &state, tie.type_name, tie.external_id, &refusal)) return refusal;
  if (!state.table(kUserRelations).erase(tie.id())) return refuse(*call.contract, kNotRelated);
  return answer_with(call, {{"deleted", true}});
}

Reply list_ties(const Call& call, State& state) {
  const std::string& type_name = call.path.at("type_name");
  const std::string& external_id = call.path.at("external_id");
  Reply refusal;
  if (!is_there(call, &state, type_name, external_id, &refusal)) return refusal;
  const std::string* kind = call.parameter("rel_kind");
  std::vector<const Table::Row*> rows = state.table(kUserRelations).rows();
  std::erase_if(rows, [&](const Table::Row* row) {
    const Json& tie = row->document;
    return text(tie, "type_name") != type_name || text(tie, "external_id") != external_id ||
           (kind != nullptr && text(tie, "rel_kind") != *kind);
  });
  return page_of(call, rows, printed_tie);
}

}  // namespace

std::vector<Handler> data_object_relation_handlers() {
  return {{"data_objects.object_relationships.list", list_edges},
          {"data_objects.object_relationships.create", create_edge},
          {"data_objects.object_relationships.replace", replace_edge},
          {"data_objects.object_relationships.patch", patch_edge},
          {"data_objects.object_relationships.delete", delete_edge},
          {"data_objects.users.list", list_ties},
          {"data_objects.users.create", create_tie},
          {"data_objects.users.replace", replace_tie},
          {"data_objects.users.patch", patch_tie},
          {"data_objects.users.delete", delete_tie}};
}

}  // namespace brazecheck::mock
