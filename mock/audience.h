#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "mock/call.h"
#include "mock/state.h"

// Who may be reached: what the workspace knows of email addresses, phone numbers and subscription
// groups. States of users are on their profiles; the rest is in tables, which fixtures and the
// control API may fill (times in any form of row_time()):
//
//   email_states           address -> {"state": "subscribed" | "unsubscribed" | "opted_in" | "",
//                                      "changed_at": time}; "" once its state was deleted
//   hard_bounces           address -> {"bounced_at": time}
//   spam_reports           address -> {"reported_at": time}
//   invalid_phone_numbers  number  -> {"detected_at": time, "reason": "provider_error" |
//                                      "deactivated"}
//   subscription_groups    id      -> {"name": text, "channel": "email" | "sms" | "whatsapp" | …}
//   opt_in_prompts         Braze ID and group -> {"prompted_at": time}: double opt-ins under way

namespace brazecheck::mock {

inline constexpr char kEmailStates[] = "email_states";
inline constexpr char kHardBounces[] = "hard_bounces";
inline constexpr char kSpamReports[] = "spam_reports";
inline constexpr char kInvalidNumbers[] = "invalid_phone_numbers";
inline constexpr char kSubscriptionGroups[] = "subscription_groups";

/// Whether a phone number may be one; exact to the form of E.164.
[[nodiscard]] bool is_phone_number(const std::string& text);

/// The texts of a member that is one text or a list of them; empty ones left out.
[[nodiscard]] std::vector<std::string> listed_texts(const Json& value);
/// The values of a query parameter that is one or a list. A plus sign that a client left bare
/// arrives as a blank: it leads a phone number.
[[nodiscard]] std::vector<std::string> listed_texts(const Call& call, std::string_view name);

/// The id of the row of this number, with or without its leading plus sign; nullopt without one.
[[nodiscard]] std::optional<std::string> number_in(const Table& table, const std::string& number);
/// All profiles with the address (`field` "email") or number ("phone", however its plus is
/// written), latest update last.
[[nodiscard]] std::vector<Profile*> with_contact(Users* users, const std::string& field,
                                                 const std::string& value);

/// Gives the address a state, and with it every profile that has the address. Kept also for an
/// address that no profile has yet. A state that it has already keeps its time.
void set_email_state(State* state, const std::string& address, const std::string& word, Time now);
/// A profile that has just got an address gets the state that is kept for it.
void adopt_email_state(State* state, Profile* profile, Time now);
/// What else follows from an entry of `attributes` that was applied to the profile: states of the
/// address and reports of spam.
void follow_attributes(State* state, Profile* profile, const Json& attributes, Time now);

/// Gives the profile a state in a group ("subscribed" or "unsubscribed"). Where `double_opt_in`
/// asks a group for SMS to do so, nobody is subscribed: a prompt goes out, at most one a day.
void set_group_state(State* state, Profile* profile, const std::string& group,
                     const std::string& word, bool double_opt_in, Time now);
/// When the profile got its state in the group.
[[nodiscard]] Time group_changed_at(const Profile& profile, const std::string& group);
void forget_group(State* state, Profile* profile, const std::string& group);

/// "subscribed" as answers write it: "Subscribed".
[[nodiscard]] std::string state_name(std::string word);

}  // namespace brazecheck::mock
