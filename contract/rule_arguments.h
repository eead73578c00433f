#pragma once

#include <cstddef>
#include <initializer_list>
#include <string>
#include <string_view>

#include "contract/json.h"

/// What the named rules share: reading their arguments and members of the values they judge. The
/// checks return what is wrong, or "".
namespace brazecheck::rules {

/// Whether `value` is a text that is not empty.
[[nodiscard]] bool is_name(const Json& value);
/// Refuses arguments that are not among `known`.
[[nodiscard]] std::string check_names(const Json& args,
                                      std::initializer_list<std::string_view> known);
/// `args[name]` must be a whole number, at least 0.
[[nodiscard]] std::string check_count(const Json& args, const char* name);
/// `args[name]` must name a member.
[[nodiscard]] std::string check_member(const Json& args, const char* name);
/// `args[name]` must list names of members.
[[nodiscard]] std::string check_members(const Json& args, const char* name);
/// The first complaint of several.
[[nodiscard]] std::string first_of(std::initializer_list<std::string> complaints);

/// REQUIRES: the argument was checked.
[[nodiscard]] std::size_t count_in(const Json& args, const char* name);
[[nodiscard]] const std::string& text_in(const Json& args, const char* name);

/// The named member of an object; null where there is none.
[[nodiscard]] const Json* member(const Json& value, const std::string& name);

}  // namespace brazecheck::rules
