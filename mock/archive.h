#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace brazecheck::mock {

struct ArchivedFile {
  std::string name;
  std::string content;
};

/// A ZIP of these files, which bear the time of the epoch: equal files give equal bytes. Throws
/// std::runtime_error with what the library says.
[[nodiscard]] std::string zip(const std::vector<ArchivedFile>& files);

/// The text as gzip.
[[nodiscard]] std::string gzip(std::string_view text);

/// Base64, for bytes that are kept in a document. from_base64() takes only what to_base64() made.
[[nodiscard]] std::string to_base64(std::string_view bytes);
[[nodiscard]] std::string from_base64(const std::string& text);

}  // namespace brazecheck::mock
