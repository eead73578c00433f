#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "contract/json.h"
#include "contract/requirement.h"
#include "contract/schema.h"

namespace brazecheck {

/// What an operation does to a workspace; decides what may run on a real one.
enum class Effect { kRead, kWrite, kSend, kDestroy, kExport };
enum class Stage { kGeneral, kEarlyAccess, kBeta, kHidden, kDeprecated };
/// What signs a request.
enum class Authentication { kRestKey, kScimToken, kClientKey };

[[nodiscard]] std::string_view to_string(Effect effect);
[[nodiscard]] std::string_view to_string(Stage stage);
[[nodiscard]] std::string_view to_string(Authentication authentication);

/// A path, query or header parameter.
struct Parameter {
  std::string name;
  bool required = false;
  const Schema* schema = nullptr;
  const Requirement* required_by = nullptr;  ///< set when `required`
};

/// A documented response. `body` is null when nothing is documented about it.
struct ResponseSpec {
  int status = 0;
  const Schema* body = nullptr;
  std::vector<Parameter> headers;  ///< by which the page speaks of this answer
  bool common = false;             ///< from common.json, shared by every operation
  std::string source;
  std::vector<std::string> content_types = {};  ///< that its JSON may be labelled besides JSON
};

/// An error that the documentation names.
struct DocumentedError {
  std::string id;             ///< "catalog-not-found"; "" for families that only have texts
  std::string message;        ///< documented text; "" where none is printed
  std::vector<int> statuses;  ///< documented ones, the page's own first
  std::string when;
  std::string source;
  bool non_fatal = false;  ///< comes inside `errors` of a success
  /// How a request provokes it when it depends on state, not on the request's form; null if it is
  /// raised by constraints (Requirement::error) or cannot be provoked.
  Json provoke;
  std::string not_provocable;                ///< the reason, or ""
  const Requirement* requirement = nullptr;  ///< set when `provoke` or `not_provocable` is
};

/// Requests that bring the target into the state that an operation's cases need. See
/// schemas/README.md.
struct Fixture {
  bool per_case = false;  ///< fresh for each accepted case (destructive operations)
  /// What no request can make and the target has to supply: name of the variable -> what it is.
  std::map<std::string, std::string> needs;
  /// What a setup step's answer gives ({"keep": {name: pointer into the body}}): ids that the
  /// service makes up.
  std::set<std::string> kept;
  std::map<std::string, std::string> variables;  ///< templates; "${unique}" is new in each use

  /// Whether the name stands for something that is known only when cases run.
  [[nodiscard]] bool supplied(const std::string& name) const {
    return needs.contains(name) || kept.contains(name);
  }
  /// All such names.
  [[nodiscard]] std::set<std::string> supplied_names() const;
  Json setup = Json::array();  ///< [{operation, path?, query?, body?}]
  Json teardown = Json::array();
};

struct RateLimit {
  std::string pool;  ///< operations of one pool share a budget
  int requests = 0;
  int per_seconds = 0;
  std::string source;
};

/// Another path under which some source knows an operation.
struct PathAlias {
  std::string path;
  std::string kind;  ///< "misprint", "former" or "spelling"
  std::string source;
};

struct Example {
  std::string name;
  std::string source;
  Json request;   ///< {path?, query?, body?}; null when only a response is shown
  Json response;  ///< {status, body?}; null when only a request is shown
};

/// What the documentation says of one operation. Owned by the ContractIndex.
struct Contract {
  std::string operation;  ///< "users.track"
  std::string method;
  std::string path;  ///< template: "/catalogs/{catalog_name}/items"
  std::string category;
  std::string summary;
  std::string docs;    ///< URL of the page
  std::string source;  ///< default source of its requirements
  std::vector<PathAlias> aliases;
  Authentication authentication = Authentication::kRestKey;
  std::string permission;  ///< of the REST key; "" where none is named
  RateLimit rate_limit;
  Effect effect = Effect::kRead;
  /// What it does can be seen some time after its answer only: an `asynchronous` contract, or one
  /// whose success is 202.
  bool asynchronous = false;
  Stage stage = Stage::kGeneral;
  std::string replaced_by;
  const Requirement* deprecated_by = nullptr;  ///< set when the operation should not be used

  std::vector<Parameter> path_parameters, query_parameters, header_parameters;
  /// What the query says as a whole: an object of all query parameters with `query_together`.
  const Schema* query = nullptr;
  const Schema* query_together = nullptr;  ///< null where parameters do not speak of each other
  bool has_body = false;
  bool body_required = false;
  /// Types that a body may have; only JSON is judged by `body`.
  std::vector<std::string> content_types;
  std::size_t max_body_bytes = 0;
  const Schema* body = nullptr;
  const Requirement* body_required_by = nullptr;

  std::vector<ResponseSpec> responses;  ///< own ones first, then those common to all
  std::vector<DocumentedError> errors;
  std::vector<std::string> error_lists;  ///< members of a success that list what went wrong
  /// Common requirements that the operation reads otherwise, by the name after "common/".
  std::map<std::string, const Requirement*, std::less<>> own_common;
  std::vector<const Requirement*> requirements;  ///< every one that can bear on this operation
  Fixture fixture;
  std::vector<Example> examples;
  std::string file;  ///< "users/track.json"

  [[nodiscard]] const ResponseSpec* response(int status) const;
  /// Lowest documented 2xx status of its own.
  [[nodiscard]] int success_status() const;
  [[nodiscard]] const DocumentedError* find_error(std::string_view id_or_message) const;
};

}  // namespace brazecheck
