#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "contract/json.h"

namespace brazecheck {

/// The JSON files below one directory, read on demand and kept. Files are named relative to it,
/// with '/' ("objects/event.json").
class DocumentStore {
 public:
  /// Throws InputError("contract.unreadable", …) when `directory` is not a directory.
  explicit DocumentStore(std::filesystem::path directory);

  /// The file's document, or null when there is no such file. Throws InputError:
  /// contract.unreadable; contract.syntax with line and column; contract.duplicate-key.
  [[nodiscard]] const Json* find(const std::string& file);

  /// Names of all .json files below the directory, sorted. Throws
  /// InputError("contract.unreadable").
  [[nodiscard]] std::vector<std::string> files() const;

  [[nodiscard]] const std::filesystem::path& directory() const { return directory_; }

 private:
  std::filesystem::path directory_;
  std::map<std::string, std::unique_ptr<Json>> documents_;
};

/// Parses a file's text; the errors above name `name`. Unlike Json::parse it refuses duplicate
/// keys, of which one would silently win.
[[nodiscard]] Json parse_document(const std::string& text, const std::string& name);

}  // namespace brazecheck
