#pragma once

#include <string>

#include "suites/scenario.h"

namespace brazecheck::users {

/// An external ID that nobody has, for calls that create nobody.
[[nodiscard]] std::string unused_id(const Session& session);
/// An external ID that nobody has; the user who gets it is deleted at the end of the scenario.
[[nodiscard]] std::string new_user(Session& session, const std::string& suffix = "");

/// A tracking call with one attributes object for the external ID.
[[nodiscard]] Call track_attributes(const std::string& external_id, Json attributes);
/// A tracking call with these entries; empty arrays are left out.
[[nodiscard]] Call track(Json attributes, Json events, Json purchases);
/// The export of one external ID, with all fields that scenarios look at.
[[nodiscard]] Call export_user(const std::string& external_id);

/// The profile with the external ID, or null when the export has none.
[[nodiscard]] Json profile(Session& session, const std::string& external_id);
/// Waits until a profile is there and `holds` of it.
bool profile_shows(Session& session, const std::string& external_id,
                   const std::function<bool(const Json&)>& holds, const std::string& statement);
/// Waits until the external ID is exported no more.
bool profile_gone(Session& session, const std::string& external_id, const std::string& statement);

/// An event and a purchase as small as the documentation allows.
[[nodiscard]] Json event(const std::string& external_id, const std::string& name);
[[nodiscard]] Json purchase(const std::string& external_id, const std::string& product,
                            int quantity);
/// `count` of the named entry of a list of {name, count}; 0 when it is not there.
[[nodiscard]] Json count_of(const Json& entries, const std::string& name);

}  // namespace brazecheck::users
