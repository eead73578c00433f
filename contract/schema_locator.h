#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "contract/json.h"

namespace brazecheck {

/// A place in a schema document.
struct SchemaSite {
  const Json* node = nullptr;
  std::string base;     ///< name of the document or embedded `$id` resource it is in
  std::string pointer;  ///< JSON pointer from the root of that

  /// "objects/event.json#/properties/name".
  [[nodiscard]] std::string location() const { return base + "#" + pointer; }
};

/// Finds the targets of `$ref` among documents that are loaded on demand. With `ids`, `$id` names
/// embedded resources and anchors as draft-07 says; without, names are plain relative file paths.
class SchemaLocator {
 public:
  using Provider = std::function<const Json*(const std::string& name)>;
  SchemaLocator(Provider documents, bool ids) : documents_(std::move(documents)), ids_(ids) {}

  /// Makes `document` known under `name`; needed only for what the provider does not know.
  void add_document(const std::string& name, const Json& document);

  /// Throws InputError("contract.dangling-ref", where, …) when there is no such place.
  [[nodiscard]] SchemaSite resolve(const std::string& base, const std::string& reference,
                                   const std::string& where);

  /// The place of `node`, reached from `parent` by one more token or two.
  [[nodiscard]] SchemaSite child(const SchemaSite& parent, const Json& node,
                                 std::string_view keyword, std::string_view name = {}) const;

  /// The root of a document, or null.
  [[nodiscard]] const Json* document(const std::string& name);

 private:
  void index(const std::string& base, const Json& node, const std::string& pointer, int depth);
  void enter(SchemaSite* site) const;

  Provider documents_;
  bool ids_;
  std::map<std::string, const Json*> resources_;
  std::map<std::string, SchemaSite> anchors_;  ///< by "base#anchor"
};

/// `reference` without its fragment, resolved against `base` as RFC 3986 says (both may be plain
/// relative paths; ".." never leaves the top).
[[nodiscard]] std::string resolve_reference(std::string_view base, std::string_view reference);

/// A token of a JSON pointer with "~" and "/" escaped.
[[nodiscard]] std::string pointer_token(std::string_view text);
/// Splits "/a/b~1c" into its unescaped tokens.
[[nodiscard]] std::vector<std::string> pointer_tokens(std::string_view pointer);

}  // namespace brazecheck
