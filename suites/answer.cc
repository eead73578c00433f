#include "suites/answer.h"

namespace brazecheck {

Json member(const Json& value, std::string_view name) {
  if (!value.is_object()) return nullptr;
  const auto found = value.find(name);
  return found == value.end() ? Json() : *found;
}

Json list(const Json& value, std::string_view name) {
  Json found = member(value, name);
  return found.is_array() ? found : Json::array();
}

}  // namespace brazecheck
