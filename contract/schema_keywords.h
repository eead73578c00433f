#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "contract/json.h"
#include "contract/schema.h"

/// Reading the values of schema keywords; what is malformed throws InputError("contract.invalid",
/// where, …).
namespace brazecheck {

/// A place in a schema document, written out only when something has to be said of it. Refers to
/// what it was made of.
class Where {
 public:
  Where(const std::string& place) : place_(place) {}  // NOLINT: a place is a place
  /// The member `keyword` of what stands at `place`.
  Where(const std::string& place, std::string_view keyword) : place_(place), keyword_(keyword) {}

  [[nodiscard]] std::string text() const;
  operator std::string() const { return text(); }  // NOLINT: for whom a text is a place

 private:
  const std::string& place_;
  std::string_view keyword_;  ///< no data where it is the place itself
};

[[noreturn]] void invalid_schema(const std::string& where, const std::string& message);

[[nodiscard]] std::size_t count_from(const Json& value, const Where& where);
[[nodiscard]] std::string text_from(const Json& value, const Where& where);
[[nodiscard]] bool flag_from(const Json& value, const Where& where);
[[nodiscard]] const Json& object_from(const Json& value, const Where& where);
[[nodiscard]] const Json& array_from(const Json& value, const Where& where);
/// A list of names without repetition.
[[nodiscard]] std::vector<std::string> names_from(const Json& value, const Where& where);

/// Sets in `schema` what a keyword without schemas inside says; false when `name` is none of them.
/// Unknown formats throw contract.unknown-format, or constrain nothing if `plain`.
bool read_constraint(const std::string& name, const Json& value, const Where& where, bool plain,
                     Schema* schema);

/// One of 64 bits for a name, and those of all members of an object: a name whose bit is missing is
/// none of theirs. 0 for other values.
[[nodiscard]] std::uint64_t name_bit(std::string_view name);
[[nodiscard]] std::uint64_t name_bits(const Json& value);

/// Whether `name` is a keyword that holds schemas, or one that constrains nothing.
[[nodiscard]] bool is_structural_keyword(std::string_view name);

}  // namespace brazecheck
