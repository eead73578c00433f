#pragma once

#include <string>
#include <vector>

#include "suites/scenario.h"

/// Dashboard users of a scenario's own.
namespace brazecheck::scim {

inline constexpr char kCreate[] = "scim.users.create";
inline constexpr char kGet[] = "scim.users.get";
inline constexpr char kSearch[] = "scim.users.search";
inline constexpr char kUpdate[] = "scim.users.update";
inline constexpr char kDelete[] = "scim.users.delete";

/// What a dashboard user is written with.
struct User {
  std::string user_name;
  Json name;
  std::string department = "marketing";
  Json permissions = {{"appGroup", Json::array()}};
};

/// A user that nobody else makes, told apart from the scenario's others by `suffix`.
[[nodiscard]] User user(const Session& session, const std::string& suffix = "");

[[nodiscard]] Call create_call(const User& user);
[[nodiscard]] Call get_call(const std::string& id);
[[nodiscard]] Call search_call(const std::string& user_name);
[[nodiscard]] Call update_call(const std::string& id, const User& user);
[[nodiscard]] Call delete_call(const std::string& id);

/// Creates the user, who is deleted when the scenario is over, and returns the answer; its id is
/// looked up, as everything else about the user stands on that.
[[nodiscard]] Json create(Session& session, const User& user);
/// The id of a user in an answer; "" where there is none.
[[nodiscard]] std::string id_of(const Json& answer);

/// The user of the id; null where the answer is a refusal.
[[nodiscard]] Json read(Session& session, const std::string& id);
/// What the search for a user name finds.
[[nodiscard]] Json found(Session& session, const std::string& user_name);
/// Whether an answer shows the name, the department and the permissions.
[[nodiscard]] bool shows(const Json& answer, const User& user);

}  // namespace brazecheck::scim
