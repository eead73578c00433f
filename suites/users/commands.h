#pragma once

#include "suites/machine.h"
#include "suites/users/population.h"

namespace brazecheck::users {

using Command = Step<Population>;

/// "u7", "a7": the next name of an ID or alias that nobody had.
[[nodiscard]] std::string new_name(const Population& model, const char* kind);
[[nodiscard]] bool lives(const Population& model, int number);
/// What tracking may break; `values` is the requirement that changed attributes are laid to.
[[nodiscard]] Blames tracked(int number, const std::string& values = kWritten);
/// What another command may break: all of it is laid to one requirement.
[[nodiscard]] Blames laid_to(const std::string& requirement, std::set<int> touched);

// Users are numbered by Population::next. New users, by external ID and by alias:
[[nodiscard]] Command create(const Population& model, Draw& draw);
[[nodiscard]] Command create_anonymous(const Population& model, Draw& draw);

// Attributes, events and purchases of a user who is there:
[[nodiscard]] Command set(int number, Draw& draw);
[[nodiscard]] Command unset(const Population& model, int number, Draw& draw);
[[nodiscard]] Command increment(int number, Draw& draw);
[[nodiscard]] Command change_list(int number, Draw& draw);
[[nodiscard]] Command merge_object(int number, Draw& draw);
[[nodiscard]] Command change_objects(int number, Draw& draw);
[[nodiscard]] Command happen(int number, Draw& draw);
/// An event that breaks a rule, and so does nothing.
[[nodiscard]] Command refused(int number);

// Who is who:
[[nodiscard]] Command add_alias(const Population& model, int number);
[[nodiscard]] Command rename_alias(int number);
[[nodiscard]] Command identify_user(int number);
[[nodiscard]] Command rename_user(int number);
[[nodiscard]] Command remove_old_id(int number);
[[nodiscard]] Command merge_users(int from, int into);
[[nodiscard]] Command delete_user(int number);

/// To which requirement it is laid when a tracked object changes anybody else.
inline constexpr char kOnlyNamed[] = "users.track/only-the-named-user";

}  // namespace brazecheck::users
