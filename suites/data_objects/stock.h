#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "suites/scenario.h"

namespace brazecheck::data_objects {

/// What every scenario with objects calls, and what one with relationships calls beside.
[[nodiscard]] std::vector<std::string> uses_of_objects(std::vector<std::string> more = {});

/// An object by its type and its external ID.
struct Object {
  std::string type;
  std::string id;
};

/// The type that the target supplies: its only required field is a text, name.
[[nodiscard]] std::string type_name(Session& session);
/// An external ID, or a name of anything else, that nothing has.
[[nodiscard]] std::string own_name(const Session& session, const std::string& suffix = "");
/// An object of the supplied type that nobody has made.
[[nodiscard]] Object own_object(Session& session, const std::string& suffix = "");

/// A call on a type, and one on an object.
[[nodiscard]] Call on_type(const std::string& operation, const std::string& type, Fields query = {},
                           std::optional<Json> body = std::nullopt);
[[nodiscard]] Call on_object(const std::string& operation, const Object& object, Fields query = {},
                             std::optional<Json> body = std::nullopt);
/// A creating call.
[[nodiscard]] Call create_call(const Object& object, const Json& attributes);
/// A replacing or patching call.
[[nodiscard]] Call write_call(const std::string& operation, const Object& object,
                              const Json& attributes);

/// Has the object deleted at the end.
void tidy(Session& session, const Object& object);
/// Objects of the supplied type, one for each suffix, with a name. Gives up where they are not
/// stored, which is laid to data_objects.objects.replace.
std::vector<Object> make_objects(Session& session, const std::vector<std::string>& suffixes);
/// One of them, with these attributes.
Object make_object(Session& session, const Json& attributes, const std::string& suffix = "");

/// The object as reading it answers; null where it is answered with 404.
[[nodiscard]] Json read(Session& session, const Object& object);
/// The object as the list of its type has it, or null.
[[nodiscard]] Json listed(Session& session, const Object& object);
/// Whether `found` is an object with exactly these attributes; fields without a value may be null.
[[nodiscard]] bool holds(const Json& found, const Json& attributes);
[[nodiscard]] bool same_attributes(const Json& found, const Json& attributes);

/// Waits until the object is read with attributes that `fits` takes. Where it is not, that is laid
/// to reading it if its list shows it so, else to `requirement`, which speaks of the write.
/// `found`, if given, gets the attributes.
bool object_fits(Session& session, const std::string& requirement, const Object& object,
                 const std::function<bool(const Json& attributes)>& fits,
                 const std::string& statement, Json* found = nullptr);
/// The same, for exactly these attributes.
bool object_shows(Session& session, const std::string& requirement, const Object& object,
                  const Json& attributes);
/// Whether the object has these attributes, whatever others.
[[nodiscard]] std::function<bool(const Json& attributes)> having(Json attributes);
/// The object is answered with 404, as data_objects.objects.delete says; a reading that still gives
/// what its list has no more is laid to reading.
bool object_gone(Session& session, const Object& object);

/// Sends, and fails the session's own requirement unless it is answered with this status.
bool answers(Session& session, const Call& call, int status, const std::string& statement);

/// All types that are listed, with their pages followed; empty after a failure.
[[nodiscard]] std::vector<Json> all_types(Session& session);
/// The schema of a type's attributes.
[[nodiscard]] Json schema_of(Session& session, const std::string& type);
/// Attributes with a value for each field of the schema whose type is known; nothing where one that
/// is required has an unknown type. `variant` changes the values.
[[nodiscard]] std::optional<Json> attributes_for(const Json& schema, int variant);

}  // namespace brazecheck::data_objects
