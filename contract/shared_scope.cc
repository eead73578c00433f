#include "contract/shared_scope.h"

#include "contract/error.h"
#include "contract/json_values.h"
#include "contract/schema_keywords.h"

namespace brazecheck {
namespace {

void on_violation(const Json& json, const std::string& where, CompileScope* scope) {
  for (const auto& [name, value] : object_from(json, where).items()) {
    if (name == "outcome") {
      if (!from_string(text_from(value, where + "/outcome"), &scope->outcome)) {
        invalid_schema(where + "/outcome", "\"" + value.get<std::string>() + "\" is no outcome");
      }
      if (scope->outcome == Outcome::kIgnored || scope->outcome == Outcome::kUndocumented) {
        scope->status = json.contains("status") ? scope->status : 0;
      }
    } else if (name == "status") {
      scope->status = static_cast<int>(count_from(value, where + "/status"));
    } else {
      throw InputError("contract.unknown-keyword", where + "/" + name, "is not known here");
    }
  }
}

}  // namespace

CompileScope shared_scope_of(const Json& document, const std::string& file, Side side) {
  CompileScope scope;
  const std::size_t slash = file.rfind('/');
  scope.scope = file.substr(slash == std::string::npos ? 0 : slash + 1);
  scope.scope = scope.scope.substr(0, scope.scope.rfind('.'));
  scope.file = file;
  scope.path_prefix = side == Side::kResponse ? "response" : "";
  scope.root_name = "object";
  scope.side = side;
  if (document.is_object() && document.contains("x-source")) {
    scope.source = text_from(document.at("x-source"), file + "#/x-source");
  } else {
    invalid_schema(file + "#", "a shared object must name its x-source");
  }
  if (const auto found = document.find("x-on-violation"); found != document.end()) {
    on_violation(*found, file + "#/x-on-violation", &scope);
  }
  return scope;
}

}  // namespace brazecheck
