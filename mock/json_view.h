#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "contract/json.h"

namespace brazecheck::mock {

/// Reading of requests that may hold anything: where a contract leaves a breach without
/// consequence, or a fault overlooks one, handlers meet values of every type.

/// The member, or null where `value` is no object or has none.
[[nodiscard]] inline const Json& member(const Json& value, std::string_view name) {
  static const Json kNull;
  if (!value.is_object()) return kNull;
  const auto found = value.find(name);
  return found == value.end() ? kNull : *found;
}

/// The items of an array member; none where it is no array.
[[nodiscard]] inline const std::vector<Json>& items(const Json& value, std::string_view name) {
  static const std::vector<Json> kNone;
  const Json& list = member(value, name);
  return list.is_array() ? list.get_ref<const std::vector<Json>&>() : kNone;
}

/// A string as it is, null as "", anything else as its JSON text: numbers are taken for
/// identifiers.
[[nodiscard]] inline std::string text(const Json& value) {
  if (value.is_string()) return value.get<std::string>();
  if (value.is_null()) return "";
  return value.dump(-1, ' ', false, Json::error_handler_t::replace);
}

[[nodiscard]] inline std::string text(const Json& value, std::string_view name) {
  return text(member(value, name));
}

[[nodiscard]] inline bool is_true(const Json& value) {
  return value.is_boolean() && value.get<bool>();
}
[[nodiscard]] inline bool is_false(const Json& value) {
  return value.is_boolean() && !value.get<bool>();
}

}  // namespace brazecheck::mock
