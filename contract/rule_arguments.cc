#include "contract/rule_arguments.h"

#include <fmt/format.h>

#include <algorithm>

namespace brazecheck::rules {

bool is_name(const Json& value) {
  return value.is_string() && !value.get_ref<const std::string&>().empty();
}

std::string check_names(const Json& args, std::initializer_list<std::string_view> known) {
  for (const auto& [name, value] : args.items()) {
    if (std::find(known.begin(), known.end(), name) == known.end()) {
      return fmt::format("\"{}\" is no argument of this rule", name);
    }
  }
  return "";
}

std::string check_count(const Json& args, const char* name) {
  const Json* value = member(args, name);
  if (value != nullptr && value->is_number_integer() && *value >= 0) return "";
  return fmt::format("\"{}\" must be a whole number", name);
}

std::string check_member(const Json& args, const char* name) {
  const Json* value = member(args, name);
  return value != nullptr && is_name(*value) ? "" : fmt::format("\"{}\" must name a member", name);
}

std::string check_members(const Json& args, const char* name) {
  const Json* list = member(args, name);
  if (list != nullptr && list->is_array() && !list->empty() &&
      std::all_of(list->begin(), list->end(), is_name)) {
    return "";
  }
  return fmt::format("\"{}\" must list names of members", name);
}

std::string first_of(std::initializer_list<std::string> complaints) {
  for (const auto& complaint : complaints) {
    if (!complaint.empty()) return complaint;
  }
  return "";
}

std::size_t count_in(const Json& args, const char* name) { return args[name].get<std::size_t>(); }

const std::string& text_in(const Json& args, const char* name) {
  return args[name].get_ref<const std::string&>();
}

const Json* member(const Json& value, const std::string& name) {
  if (!value.is_object()) return nullptr;
  const auto found = value.find(name);
  return found == value.end() ? nullptr : &*found;
}

}  // namespace brazecheck::rules
