#include "contract/wire.h"

namespace brazecheck {

std::string wire_text(const Json& value) {
  return value.is_string() ? value.get<std::string>() : value.dump();
}

Fields query_fields(const Json& query) {
  Fields fields;
  for (const auto& [name, value] : query.items()) {
    if (!value.is_array()) {
      fields.emplace_back(name, wire_text(value));
      continue;
    }
    for (const auto& item : value) fields.emplace_back(name + "[]", wire_text(item));
  }
  return fields;
}

}  // namespace brazecheck
