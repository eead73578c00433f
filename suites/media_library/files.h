#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "contract/json.h"
#include "suites/scenario.h"

namespace brazecheck::media {

/// Files small enough to be sent inside JSON, each a whole file of its kind.
struct File {
  const char* extension;
  std::string bytes;
};
/// A PNG image.
[[nodiscard]] const File& png();
/// An image of every other kind that the statement on kinds names, and a contact file.
[[nodiscard]] const std::vector<File>& other_files();

[[nodiscard]] std::string to_base64(const std::string& bytes);

/// A file in a ZIP file: its bytes, and behind them so many zeros, which take hardly any room.
struct Entry {
  std::string name;
  std::string bytes;
  std::size_t zeros = 0;
};
[[nodiscard]] std::string zipped(const std::vector<Entry>& entries);

/// Creates an asset of a file; `name` is left out where it is "".
[[nodiscard]] Call creation(const std::string& bytes, const std::string& name);
/// Replaces the file of an asset.
[[nodiscard]] Call replacement(const std::string& asset, const std::string& bytes);

/// The assets that an answer on a creation shows.
[[nodiscard]] Json new_assets(const Json& answer);

}  // namespace brazecheck::media
