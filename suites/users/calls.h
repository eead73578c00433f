#pragma once

#include <string>
#include <vector>

#include "suites/users/profile.h"

namespace brazecheck::users {

/// An alias object.
[[nodiscard]] Json alias(const std::string& name, const std::string& label = "crm");
/// The identifiers by which the export finds an alias.
[[nodiscard]] Json by_alias(const Json& alias);
/// Deletes at the end of the scenario who has the alias then.
void tidy_alias(Session& session, const Json& alias);
/// The same for an email address or phone number ("email", "phone") of the scenario's own.
void tidy_contact(Session& session, const std::string& kind, const std::string& value);

/// A call of an operation with a body.
[[nodiscard]] Call post(const std::string& operation, Json body);
/// The call that adds an alias to a user, or to nobody for "".
[[nodiscard]] Call add_aliases(const std::vector<std::pair<std::string, Json>>& aliases);
/// The call that gives users of aliases these external IDs.
[[nodiscard]] Call identify(const std::vector<std::pair<Json, std::string>>& aliases);
/// An entry of a merge; identifiers are objects.
[[nodiscard]] Json merging(Json from, Json into);
/// The same of two external IDs.
[[nodiscard]] Json merging_ids(const std::string& from, const std::string& into);
[[nodiscard]] Call merge(Json entries);
[[nodiscard]] Call delete_ids(const std::vector<std::string>& external_ids);
/// The call that renames external IDs, each from the first to the second.
[[nodiscard]] Call rename_ids(const std::vector<std::pair<std::string, std::string>>& renames);
[[nodiscard]] Call remove_ids(const std::vector<std::string>& external_ids);

/// Tracks attributes for users who have an alias only, and waits until they are exported; what is
/// missing is laid to users.track. They are deleted at the end.
void anonymous_users(Session& session, const std::vector<std::pair<Json, Json>>& wanted);
/// External IDs of many new users, an even number of them, who are exported; what is missing is
/// laid to users.track. They are deleted at the end.
[[nodiscard]] std::vector<std::string> many_users(Session& session);
/// The only user whom the export finds by an alias, or null.
[[nodiscard]] Json user_of(Session& session, const Json& alias);
/// Whether the user is there and has no external ID.
[[nodiscard]] bool is_anonymous(const Json& user);
/// The user's alias names of this label.
[[nodiscard]] std::vector<std::string> names_of(const Json& user, const std::string& label);

/// Deletes a user of its own and waits until it is gone: what follows is about more than whether
/// users are deleted at all. Call it last before looking.
bool deletes_users(Session& session, const std::string& external_id);

}  // namespace brazecheck::users
