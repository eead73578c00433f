#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "contract/json.h"

namespace brazecheck {

/// The JSON files below one directory, read on demand and kept. Files are named relative to it,
/// with '/' ("objects/event.json").
class DocumentStore {
 public:
  /// Documents say what the chosen `profiles` change in them: wherever an object has `x-profiles`,
  /// the patches of these are merged into it, and `x-profiles` is gone. Throws
  /// InputError("contract.unreadable", …) when `directory` is not a directory.
  explicit DocumentStore(std::filesystem::path directory, std::set<std::string> profiles = {});

  /// The file's document, or null when there is no such file. Throws InputError:
  /// contract.unreadable; contract.syntax with line and column; contract.duplicate-key;
  /// contract.invalid for an `x-profiles` that is no object of objects.
  [[nodiscard]] const Json* find(const std::string& file);

  /// Names of all .json files below the directory, sorted. Throws
  /// InputError("contract.unreadable").
  [[nodiscard]] std::vector<std::string> files() const;

  [[nodiscard]] const std::filesystem::path& directory() const { return directory_; }
  [[nodiscard]] const std::set<std::string>& profiles() const { return profiles_; }

 private:
  std::filesystem::path directory_;
  std::set<std::string> profiles_;
  std::map<std::string, std::unique_ptr<Json>> documents_;
};

/// Parses a file's text; the errors above name `name`. Unlike Json::parse it refuses duplicate
/// keys, of which one would silently win.
[[nodiscard]] Json parse_document(const std::string& text, const std::string& name);

}  // namespace brazecheck
