#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "contract/json.h"
#include "contract/requirement.h"
#include "contract/schema_compiler.h"

namespace brazecheck {

/// One step from the root of a scope to a schema below it.
struct PathSegment {
  enum class Kind { kProperty, kItem, kMember, kName };
  Kind kind = Kind::kProperty;
  std::string name;  ///< of a kProperty
};

/// Where a schema stands, as requirement ids and statements tell it.
struct Place {
  const CompileScope* scope = nullptr;
  std::vector<PathSegment> path;
  std::string source;  ///< nearest x-source
  bool owned = true;   ///< false inside anyOf, oneOf, not, if, contains and dependencies

  [[nodiscard]] Place below(PathSegment segment) const;
};

/// The steps that a JSON pointer takes: "/properties/a/items" is a, item.
[[nodiscard]] std::vector<PathSegment> path_of_pointer(std::string_view pointer);

/// "response.201.message", "events.item.name", "body".
[[nodiscard]] std::string id_path(const Place& place);

/// What statements speak of: "events[].name", "the body", "query parameter cursor".
[[nodiscard]] std::string subject_of(const Place& place);

/// "max-items" for "maxItems", "max-total-items" for "max_total_items".
[[nodiscard]] std::string kebab_case(std::string_view name);

/// The members that `x-requirements` and entries of `x-rules` may say of a requirement.
[[nodiscard]] bool is_requirement_member(std::string_view name);

/// A requirement of `place` with its defaults. `derived` follows the slash of its id.
[[nodiscard]] Requirement default_requirement(const Place& place, const std::string& derived,
                                              std::string statement, std::string_view keyword,
                                              const std::string& location);

/// Applies id, statement, level, basis, source, outcome, status and error of `overrides`. Throws
/// InputError("contract.invalid", where, …).
void override_requirement(const Json& overrides, const Place& place, const std::string& where,
                          Requirement* requirement);

}  // namespace brazecheck
