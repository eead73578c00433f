#pragma once

#include <map>
#include <string>

#include "contract/error.h"
#include "contract/schema_compiler.h"

namespace brazecheck {

/// Schema files held in memory, compiled as contracts and shared objects are.
class SchemaFixture {
 public:
  explicit SchemaFixture(std::map<std::string, std::string> files) {
    for (const auto& [name, text] : files) files_[name] = Json::parse(text);
  }

  /// The schema in `users/track.json` is the whole file, so that pointers stay short.
  const Schema& body(Side side = Side::kRequest) {
    CompileScope scope;
    scope.scope = "users.track";
    scope.file = "users/track.json";
    scope.source = "docs:track";
    scope.side = side;
    if (side == Side::kResponse) scope.path_prefix = "response.201";
    return *compiler_.compile(files_.at(scope.file), "", scope);
  }

  const Schema& shared(const std::string& file, Side side = Side::kRequest) {
    return *compiler_.compile_shared(file, "", side);
  }

  SchemaSet& set() { return set_; }
  SchemaCompiler& compiler() { return compiler_; }

 private:
  std::map<std::string, Json> files_;
  SchemaSet set_;
  SchemaCompiler compiler_{set_, [this](const std::string& name) -> const Json* {
                             const auto found = files_.find(name);
                             return found == files_.end() ? nullptr : &found->second;
                           }};
};

/// A contract body alone.
inline SchemaFixture one_body(const std::string& text) {
  return SchemaFixture(std::map<std::string, std::string>{{"users/track.json", text}});
}

/// The id and place of the error that compiling `body` raises: "contract.invalid users/…#/…".
inline std::string compile_error(const std::string& body,
                                 std::map<std::string, std::string> others = {}) {
  others["users/track.json"] = body;
  try {
    SchemaFixture fixture(std::move(others));
    fixture.body();
  } catch (const InputError& error) {
    return error.id() + " " + error.where();
  }
  return "";
}

}  // namespace brazecheck
