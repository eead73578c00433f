#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "contract/json.h"
#include "contract/schema.h"

/// Reading the values of schema keywords; what is malformed throws InputError("contract.invalid",
/// where, …).
namespace brazecheck {

[[noreturn]] void invalid_schema(const std::string& where, const std::string& message);

[[nodiscard]] std::size_t count_from(const Json& value, const std::string& where);
[[nodiscard]] std::string text_from(const Json& value, const std::string& where);
[[nodiscard]] bool flag_from(const Json& value, const std::string& where);
[[nodiscard]] const Json& object_from(const Json& value, const std::string& where);
[[nodiscard]] const Json& array_from(const Json& value, const std::string& where);
/// A list of names without repetition.
[[nodiscard]] std::vector<std::string> names_from(const Json& value, const std::string& where);

/// Sets in `schema` what a keyword without schemas inside says; false when `name` is none of them.
/// Unknown formats throw contract.unknown-format, or constrain nothing if `plain`.
bool read_constraint(const std::string& name, const Json& value, const std::string& where,
                     bool plain, Schema* schema);

/// Whether `name` is a keyword that holds schemas, or one that constrains nothing.
[[nodiscard]] bool is_structural_keyword(std::string_view name);

}  // namespace brazecheck
