#include "contract/schema_keywords.h"

#include <algorithm>
#include <map>

#include "contract/error.h"
#include "contract/formats.h"
#include "contract/json_values.h"
#include "contract/pattern.h"
#include "contract/schema_locator.h"

namespace brazecheck {
namespace {

double number_from(const Json& value, const Where& where) {
  if (!value.is_number()) invalid_schema(where, "must be a number");
  return value.get<double>();
}

unsigned type_bit(const Json& value, const Where& where) {
  static const std::map<std::string, unsigned> kTypes = {
      {"null", kNull},     {"boolean", kBoolean}, {"integer", kInteger}, {"number", kNumber},
      {"string", kString}, {"array", kArray},     {"object", kObject}};
  const auto found = kTypes.find(text_from(value, where));
  if (found == kTypes.end()) {
    invalid_schema(where, "\"" + value.get<std::string>() + "\" is no type");
  }
  return found->second;
}

unsigned types_from(const Json& value, const Where& where) {
  if (!value.is_array()) return type_bit(value, where);
  if (value.empty()) invalid_schema(where, "must name a type");
  unsigned types = 0;
  for (const Json& type : value) types |= type_bit(type, where);
  return types;
}

double multiple_from(const Json& value, const Where& where) {
  if (number_from(value, where) <= 0) invalid_schema(where, "must be more than 0");
  return value.get<double>();
}

const Format* format_from(const Json& value, const Where& where, bool plain) {
  const Format* format = find_format(text_from(value, where));
  if (format == nullptr && !plain) {
    throw InputError("contract.unknown-format", where,
                     "\"" + value.get<std::string>() + "\" is no known format");
  }
  return format;
}

bool read_number(const std::string& name, const Json& value, const Where& where, Schema* schema) {
  if (name == "multipleOf") {
    schema->multiple_of = multiple_from(value, where);
  } else if (name == "maximum") {
    schema->maximum = number_from(value, where);
  } else if (name == "exclusiveMaximum") {
    schema->exclusive_maximum = number_from(value, where);
  } else if (name == "minimum") {
    schema->minimum = number_from(value, where);
  } else if (name == "exclusiveMinimum") {
    schema->exclusive_minimum = number_from(value, where);
  } else {
    return false;
  }
  return true;
}

bool read_count(const std::string& name, const Json& value, const Where& where, Schema* schema) {
  if (name == "maxLength") {
    schema->max_length = count_from(value, where);
  } else if (name == "minLength") {
    schema->min_length = count_from(value, where);
  } else if (name == "maxItems") {
    schema->max_items = count_from(value, where);
  } else if (name == "minItems") {
    schema->min_items = count_from(value, where);
  } else if (name == "maxProperties") {
    schema->max_properties = count_from(value, where);
  } else if (name == "minProperties") {
    schema->min_properties = count_from(value, where);
  } else {
    return false;
  }
  return true;
}

}  // namespace

std::string Where::text() const {
  return keyword_.data() == nullptr ? place_ : place_ + "/" + pointer_token(keyword_);
}

void invalid_schema(const std::string& where, const std::string& message) {
  throw InputError("contract.invalid", where, message);
}

std::size_t count_from(const Json& value, const Where& where) {
  const bool count = value.is_number() && is_integral(value) && compare_number(value, 0) >= 0 &&
                     compare_number(value, 9007199254740992.0) <= 0;
  if (!count) invalid_schema(where, "must be a whole number, at least 0");
  return static_cast<std::size_t>(value.get<double>());
}

std::string text_from(const Json& value, const Where& where) {
  if (!value.is_string()) invalid_schema(where, "must be a text");
  return value.get<std::string>();
}

bool flag_from(const Json& value, const Where& where) {
  if (!value.is_boolean()) invalid_schema(where, "must be true or false");
  return value.get<bool>();
}

const Json& object_from(const Json& value, const Where& where) {
  if (!value.is_object()) invalid_schema(where, "must be an object");
  return value;
}

const Json& array_from(const Json& value, const Where& where) {
  if (!value.is_array()) invalid_schema(where, "must be an array");
  return value;
}

std::vector<std::string> names_from(const Json& value, const Where& where) {
  std::vector<std::string> names;
  for (const Json& name : array_from(value, where)) {
    names.push_back(text_from(name, where));
    if (std::count(names.begin(), names.end(), names.back()) > 1) {
      invalid_schema(where, "names \"" + names.back() + "\" twice");
    }
  }
  return names;
}

bool read_constraint(const std::string& name, const Json& value, const Where& where, bool plain,
                     Schema* schema) {
  if (read_number(name, value, where, schema) || read_count(name, value, where, schema))
    return true;
  if (name == "type") {
    schema->types = types_from(value, where);
  } else if (name == "enum") {
    if (array_from(value, where).empty()) invalid_schema(where, "must list a value");
    schema->enumeration.assign(value.begin(), value.end());
  } else if (name == "const") {
    schema->constant = value;
  } else if (name == "pattern") {
    schema->pattern = std::make_shared<const Pattern>(text_from(value, where), where);
  } else if (name == "format") {
    schema->format = format_from(value, where, plain);
  } else if (name == "uniqueItems") {
    schema->unique_items = flag_from(value, where);
  } else if (name == "required") {
    for (std::string& member : names_from(value, where)) {
      schema->required.push_back({std::move(member), nullptr});
    }
  } else {
    return false;
  }
  return true;
}

std::uint64_t name_bit(std::string_view name) {
  if (name.empty()) return 1;
  const std::size_t mixed = name.size() * 7 + static_cast<unsigned char>(name.front()) * 3U +
                            static_cast<unsigned char>(name.back());
  return std::uint64_t{1} << (mixed % 64);
}

std::uint64_t name_bits(const Json& value) {
  std::uint64_t bits = 0;
  if (!value.is_object()) return bits;
  for (const auto& [name, member] : value.get_ref<const Json::object_t&>()) bits |= name_bit(name);
  return bits;
}

bool is_structural_keyword(std::string_view name) {
  static constexpr std::string_view kNames[] = {"title",
                                                "description",
                                                "examples",
                                                "default",
                                                "definitions",
                                                "$comment",
                                                "readOnly",
                                                "writeOnly",
                                                "$schema",
                                                "contentEncoding",
                                                "contentMediaType",
                                                "x-source",
                                                "x-on-violation",
                                                "x-requirements",
                                                "x-rules",
                                                "x-unique",
                                                "x-examples-only",
                                                "x-fixture",
                                                "x-generate",
                                                "items",
                                                "additionalItems",
                                                "contains",
                                                "properties",
                                                "patternProperties",
                                                "additionalProperties",
                                                "propertyNames",
                                                "dependencies",
                                                "allOf",
                                                "anyOf",
                                                "oneOf",
                                                "not",
                                                "if",
                                                "then",
                                                "else"};
  return std::find(std::begin(kNames), std::end(kNames), name) != std::end(kNames);
}

}  // namespace brazecheck
