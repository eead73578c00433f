#pragma once

#include <map>
#include <string>
#include <vector>

#include "suites/scenario.h"
#include "suites/subscription/people.h"

/// Subscription groups, which the target supplies, and the states of users in them.
namespace brazecheck::subscription {

inline constexpr char kSet[] = "subscription.status.set";
inline constexpr char kSetV2[] = "subscription.status.set_v2";
inline constexpr char kGet[] = "subscription.status.get";
inline constexpr char kOfUser[] = "subscription.user.status";

/// A group of email, and one of SMS; gives up where the target has none.
[[nodiscard]] std::string email_group(Session& session);
[[nodiscard]] std::string sms_group(Session& session);

/// Sets a state by the first version of the operation; `who` holds the members that name users.
[[nodiscard]] Call set_call(const std::string& group, const std::string& state, Json who);
/// The same by the second version, whose members have their own names.
[[nodiscard]] Json entry_v2(const std::string& group, const std::string& state, Json who);
[[nodiscard]] Call set_v2_call(Json entries);

/// States in a group by identifier, in lower case; {} after a failure. `query` names the users.
[[nodiscard]] std::map<std::string, std::string> states(Session& session, const std::string& group,
                                                        const Fields& query);
[[nodiscard]] std::string state_of(Session& session, const std::string& group,
                                   const std::string& external_id);
/// The users that a query names, as subscription.user.status lists them. Gives up where the target
/// answers in the form of the older page, which has no users.
[[nodiscard]] Json users(Session& session, const Fields& query);
/// Groups of the user in it and their states in lower case.
[[nodiscard]] std::map<std::string, std::string> groups_of(const Json& user);

/// Waits until the user has the state: whatever shows it, the write took place; then each of the
/// two operations that read is to show it. Says whom a failure is laid to: the write to
/// `requirement`, a reader that does not see what the other one sees to that reader.
bool state_shows(Session& session, const std::string& requirement, const std::string& group,
                 const std::string& external_id, const std::string& state);

}  // namespace brazecheck::subscription
