#include "generators/examples_only.h"

#include <algorithm>

namespace brazecheck {

bool from_examples(const Schema& given, const Json& value) {
  const Schema& schema = resolved(given);
  if (given.examples_only || schema.examples_only) {
    const auto& examples = given.examples_only ? given.examples : schema.examples;
    return std::find(examples.begin(), examples.end(), value) != examples.end();
  }
  for (const Schema* part : schema.all_of) {
    if (!from_examples(*part, value)) return false;
  }
  if (schema.condition != nullptr) {
    const Schema* branch =
        is_valid(*schema.condition, value) ? schema.then_schema : schema.else_schema;
    if (branch != nullptr && !from_examples(*branch, value)) return false;
  }
  if (value.is_array() && schema.items != nullptr) {
    return std::all_of(value.begin(), value.end(),
                       [&](const Json& item) { return from_examples(*schema.items, item); });
  }
  if (!value.is_object()) return true;
  return std::all_of(schema.properties.begin(), schema.properties.end(),
                     [&](const Schema::Property& property) {
                       const auto found = value.find(property.name);
                       return found == value.end() || from_examples(*property.schema, *found);
                     });
}

}  // namespace brazecheck
