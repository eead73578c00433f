#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "contract/json.h"

namespace brazecheck::mock {

/// Files that clients upload: how they are sent, and what they are.

/// A field of a form: `filename` is set for files.
struct FormField {
  std::string name;
  std::string filename;
  std::string content;
};

/// The fields of a multipart/form-data body, the boundary read from its first line. Empty for
/// anything that is no such body.
[[nodiscard]] std::vector<FormField> form_fields(std::string_view body);

/// The bytes of a Base64 text, with or without a "data:…," in front; nullopt for other texts.
[[nodiscard]] std::optional<std::string> from_base64(std::string_view text);

/// The extension that goes with what the bytes begin with ("png", "jpg", "gif", "webp", "svg",
/// "zip", "vcf", "mp4"), or "" for what is none of these.
[[nodiscard]] std::string extension_of_bytes(std::string_view bytes);
/// The extension at the end of a name, in lower case without the dot, or "".
[[nodiscard]] std::string extension_of_name(std::string_view name);
/// "photo" of "photo.png".
[[nodiscard]] std::string without_extension(std::string_view name);
/// Whether two extensions are spellings of one: "jpeg" and "jpg".
[[nodiscard]] bool same_kind(std::string_view a, std::string_view b);

struct ZipEntry {
  std::string name;
  std::string bytes;
  bool directory = false;
};

/// A ZIP file as it was read: at most `max_bytes` of content, then it stops.
struct Unzipped {
  std::vector<ZipEntry> entries;
  std::string problem;  ///< why it cannot be read, or ""
  bool too_large = false;
  std::size_t bytes = 0;  ///< unpacked so far
};

[[nodiscard]] Unzipped unzip(std::string_view file, std::size_t max_bytes);

}  // namespace brazecheck::mock
