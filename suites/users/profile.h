#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "suites/answer.h"
#include "suites/scenario.h"

namespace brazecheck::users {

// What scenarios stand on is laid to these: that users, values and aliases that were sent are
// there.
inline constexpr char kCreated[] = "users.track/creates-user";
inline constexpr char kWritten[] = "users.track/read-your-writes";
inline constexpr char kAliasCreated[] = "users.track/alias-only-user";
inline constexpr char kAliasResolves[] = "users.alias.new/alias-resolves";
inline constexpr char kDeleted[] = "users.delete/deleted-users-are-gone";

/// A user who is there, and when the target says it was created, in milliseconds since 1970: what
/// scenarios reckon times from, so that the clocks need not agree.
struct Known {
  std::string id;  ///< external ID
  std::int64_t created = 0;
};

/// An external ID that nobody has, for calls that create nobody.
[[nodiscard]] std::string unused_id(const Session& session);
/// An external ID that nobody has; the user who gets it is deleted at the end of the scenario.
[[nodiscard]] std::string new_user(Session& session, const std::string& suffix = "");
/// A phone number for this scenario, of the kind that films use.
[[nodiscard]] std::string phone_number(const Session& session, const std::string& suffix = "");

/// Tracks attributes for new external IDs (suffix, attributes) and waits until they are exported;
/// what is missing is laid to users.track. After a failure, which is to be asked for, `created` is
/// 0.
[[nodiscard]] std::vector<Known> known_users(
    Session& session, const std::vector<std::pair<std::string, Json>>& wanted);
/// The same for one.
[[nodiscard]] Known known_user(Session& session, const std::string& suffix = "",
                               const Json& attributes = {{"first_name", "Ada"}});

/// Tracks attributes of a user with a mark beside them; returns the profile once the mark shows, or
/// null after a failure.
[[nodiscard]] Json after_marking(Session& session, const Known& user,
                                 Json attributes = Json::object());

/// A tracking call with one attributes object for the external ID.
[[nodiscard]] Call track_attributes(const std::string& external_id, Json attributes);
/// A tracking call with these entries; empty arrays are left out.
[[nodiscard]] Call track(Json attributes, Json events, Json purchases);
/// Sends a call whose acceptance is part of the session's own requirement; false where it is not
/// accepted.
bool succeeds(Session& session, const Call& call, const std::string& statement);

/// The export by these identifiers, with all fields that scenarios look at.
[[nodiscard]] Call export_by(Json identifiers);
/// The export of one external ID.
[[nodiscard]] Call export_user(const std::string& external_id);
/// The users that the export by these identifiers finds.
[[nodiscard]] Json users_by(Session& session, Json identifiers);
/// The profile with the external ID, or null when the export has none.
[[nodiscard]] Json profile(Session& session, const std::string& external_id);

/// Waits until a profile is there and `holds` of it.
bool profile_shows(Session& session, const std::string& external_id,
                   const std::function<bool(const Json&)>& holds, const std::string& statement);
/// The same for another requirement.
bool profile_shows_of(Session& session, const std::string& requirement,
                      const std::string& external_id, const std::function<bool(const Json&)>& holds,
                      const std::string& statement);
/// Waits until the external ID is exported no more.
bool profile_gone(Session& session, const std::string& external_id, const std::string& statement);
/// The same for another requirement.
bool profile_gone_of(Session& session, const std::string& requirement,
                     const std::string& external_id, const std::string& statement);

/// A custom attribute of an exported profile, or null.
[[nodiscard]] Json custom(const Json& user, const std::string& name);
/// Whether the profile has these attributes, of Braze's or of the customer's own; null stands for
/// one that is missing.
[[nodiscard]] bool carries(const Json& user, const Json& attributes);

/// The text of the moment so many days before the user was created.
[[nodiscard]] std::string days_before(const Known& user, int days);
/// The same moment as a zone writes it whose clocks are so many minutes ahead of UTC.
[[nodiscard]] std::string days_before_in_zone(const Known& user, int days, int minutes);
/// The text of a moment in milliseconds since 1970.
[[nodiscard]] std::string time_text(std::int64_t moment);
/// The moment that an exported text names, in milliseconds since 1970; 0 for no time.
[[nodiscard]] std::int64_t moment_in(const Json& text);

/// An event and a purchase as small as the documentation allows, so many days before the user was
/// created.
[[nodiscard]] Json event(const Known& user, const std::string& name, int days = 1);
[[nodiscard]] Json purchase(const Known& user, const std::string& product, int quantity,
                            int days = 1);
/// The named entry of a list of {name, count, first, last}, or null.
[[nodiscard]] Json entry_of(const Json& entries, const std::string& name);
/// Whether the entry has this count, and first and last time so many days before the user was
/// created.
[[nodiscard]] bool happened(const Json& entry, int count, const Known& user, int first, int last);
/// Its `count`; 0 when it is not there.
[[nodiscard]] Json count_of(const Json& entries, const std::string& name);

}  // namespace brazecheck::users
