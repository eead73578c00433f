#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "mock/handlers.h"

namespace brazecheck::mock {

// What the operations on data objects and those on their relationships share. Tables:
//
// data_object_types: by type_name {"type_name", "metadata", "schema_def", "limits"?: {"objects",
//   "object_relationships", "users_per_object", "objects_per_user"}}. A limit that is left out does
//   not exist: the service has them by contract with the company.
// data_object_relationship_types: {"from_type_name", "to_type_name", "rel_kind", "display_name",
//   "schema_def"?}
// data_object_user_relationship_types: {"type_name", "rel_kind", "schema_def"?}
// data_objects: {"type_name", "external_id", "attributes", "display_name"}
// data_object_relationships: {"from": {"type_name", "external_id"}, "to": {…}, "rel_kind",
//   "attributes"}
// data_object_users: {"type_name", "external_id", "rel_kind", "braze_id", "attributes"}
inline constexpr const char* kObjectTypes = "data_object_types";
inline constexpr const char* kRelationTypes = "data_object_relationship_types";
inline constexpr const char* kUserRelationTypes = "data_object_user_relationship_types";
inline constexpr const char* kObjects = "data_objects";
inline constexpr const char* kRelations = "data_object_relationships";
inline constexpr const char* kUserRelations = "data_object_users";

/// A row id made of parts that may hold anything.
[[nodiscard]] std::string joined_id(const std::vector<std::string>& parts);

/// The object, or null.
[[nodiscard]] const Json* find_object(State* state, const std::string& type_name,
                                      const std::string& external_id);
/// The object as answers print it.
[[nodiscard]] Json printed_object(const Json& object);

/// Sees that the workspace has the type and the object; false with `reply` set to the refusal.
[[nodiscard]] bool is_there(const Call& call, State* state, const std::string& type_name,
                            const std::string& external_id, Reply* reply);

/// Refuses with this error of the family. Where the operation's own page leaves it out, that of its
/// relationship stands in, else what the page of reading an object says.
[[nodiscard]] Reply not_found(const Call& call, std::string_view error);

/// Why the attributes do not fit the schema of their type (null: there are none); "" when they do.
[[nodiscard]] std::string schema_problem(const Json& schema, const Json& attributes);

/// A limit of the type; `otherwise` where it has none.
[[nodiscard]] std::size_t limit_of(State* state, const std::string& type_name, const char* limit,
                                   std::size_t otherwise);

/// Answers with the page of `rows` that `limit` and `offset` ask for.
[[nodiscard]] Reply page_of(const Call& call, const std::vector<const Table::Row*>& rows,
                            const std::function<Json(const Json& document)>& print);

/// Answers with the documented success and this body.
[[nodiscard]] Reply answer_with(const Call& call, Json body);

[[nodiscard]] std::vector<Handler> data_object_relation_handlers();

}  // namespace brazecheck::mock
