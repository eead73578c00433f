#pragma once

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "contract/json.h"
#include "contract/requirement.h"
#include "contract/schema.h"

namespace brazecheck {

/// Owns compiled schemas and requirements; addresses stay good when the set is moved.
class SchemaSet {
 public:
  SchemaSet() = default;
  SchemaSet(SchemaSet&&) noexcept = default;
  SchemaSet& operator=(SchemaSet&&) noexcept = default;
  SchemaSet(const SchemaSet&) = delete;
  SchemaSet& operator=(const SchemaSet&) = delete;

  [[nodiscard]] Schema* add_schema();
  /// Throws InputError("contract.duplicate-id") when the id is taken by another location.
  /// Also the place for requirements that no schema carries (parameters, errors, statements).
  const Requirement* add_requirement(Requirement requirement);

  /// Null for an unknown id.
  [[nodiscard]] const Requirement* find_requirement(const std::string& id) const;
  /// Every requirement so far, in the order of adding.
  [[nodiscard]] const std::deque<Requirement>& requirements() const { return requirements_; }

 private:
  std::deque<Schema> schemas_;
  std::deque<Requirement> requirements_;
  std::unordered_map<std::string_view, const Requirement*> by_id_;  ///< keys are of requirements_
};

/// Whom the requirements of a schema belong to.
struct CompileScope {
  std::string scope;        ///< "users.track": what stands before the slash of ids
  std::string file;         ///< "users/track.json", relative to the schemas directory
  std::string path_prefix;  ///< "" for the body, "response.201", "query.cursor", "path.item_id"
  std::string root_name = "body";  ///< stands for an empty path: "body", or "object" in objects/
  std::string source;              ///< where no x-source is nearer
  Side side = Side::kRequest;
  Outcome outcome = Outcome::kRejected;
  int status = 400;
};

/// Documents by name (file relative to the schemas directory, or URI); null for an unknown one.
/// What it returns must live as long as the compiler.
using DocumentProvider = std::function<const Json*(const std::string& name)>;

/// Compiles the schemas of contracts, with a requirement for each constraint, as schemas/README.md
/// describes. Every schema is compiled once a location and side, however many references lead to
/// it.
class SchemaCompiler {
 public:
  /// REQUIRES: `set` outlives the compiler.
  SchemaCompiler(SchemaSet& set, DocumentProvider documents);
  ~SchemaCompiler();
  SchemaCompiler(const SchemaCompiler&) = delete;
  SchemaCompiler& operator=(const SchemaCompiler&) = delete;

  /// The schema that stands at `pointer` ("/request/body/schema") of `scope.file`. Throws
  /// InputError: contract.unknown-keyword, .invalid, .dangling-ref, .unknown-format, .unknown-rule,
  /// .bad-pattern, .duplicate-id.
  const Schema* compile(const Json& schema, const std::string& pointer, const CompileScope& scope);

  /// A schema of a shared object ("objects/event.json", "" or "/definitions/name") in its own
  /// scope.
  const Schema* compile_shared(const std::string& file, const std::string& pointer, Side side);

 private:
  friend const Schema* compile_plain(SchemaSet&, const Json&, const std::string&, DocumentProvider);
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

/// Compiles any draft-07 schema: `$id`, tuples and references to URIs are understood, unknown
/// keywords and formats are annotations, nothing gets a requirement. `base_uri` names `schema`
/// itself; `documents` is asked for every other URI (without fragment). Throws InputError as above.
const Schema* compile_plain(SchemaSet& set, const Json& schema, const std::string& base_uri = "",
                            DocumentProvider documents = {});

/// Every requirement that validation against `schema` can name, each once, in document order.
[[nodiscard]] std::vector<const Requirement*> collect_requirements(const Schema& schema);

}  // namespace brazecheck
