#include "mock/upload.h"

#include <archive.h>
#include <archive_entry.h>

#include <algorithm>
#include <cstdint>
#include <memory>

namespace brazecheck::mock {

namespace {

constexpr std::string_view kLineEnd = "\r\n";

/// The value of `name="…"` in a Content-Disposition line, or "". `name` comes with the blank or
/// semicolon before it, lest "filename" be taken for "name".
std::string quoted(std::string_view line, std::string_view name) {
  const std::string start = std::string(name) + "=\"";
  const std::size_t at = line.find(start);
  if (at == std::string_view::npos) return "";
  const std::string_view rest = line.substr(at + start.size());
  return std::string(rest.substr(0, rest.find('"')));
}

/// An XML document with an svg element near its beginning.
bool begins_like_svg(std::string_view bytes) {
  const std::string_view head = bytes.substr(0, 1024);
  const std::size_t tag = head.find_first_not_of(" \t\r\n");
  return tag != std::string_view::npos && head[tag] == '<' &&
         head.find("<svg") != std::string_view::npos;
}

}  // namespace

std::vector<FormField> form_fields(std::string_view body) {
  std::vector<FormField> fields;
  const std::size_t first = body.find(kLineEnd);
  if (!body.starts_with("--") || first == std::string_view::npos) return fields;
  const std::string boundary(body.substr(0, first));
  const std::string separator = std::string(kLineEnd) + boundary;
  std::size_t at = first;
  while (body.substr(at).starts_with(kLineEnd)) {
    at += kLineEnd.size();
    const std::size_t end = body.find(separator, at);
    const std::size_t head = body.find("\r\n\r\n", at);
    if (end == std::string_view::npos || head == std::string_view::npos || head > end) return {};
    const std::string_view lines = body.substr(at, head - at);
    const std::size_t begin = std::min(head + 4, end);
    FormField field{quoted(lines, " name"), quoted(lines, " filename"),
                    std::string(body.substr(begin, end - begin))};
    // Without a blank: "form-data;name=…".
    if (field.name.empty()) field.name = quoted(lines, ";name");
    if (field.filename.empty()) field.filename = quoted(lines, ";filename");
    fields.push_back(std::move(field));
    at = end + separator.size();
  }
  return fields;
}

std::optional<std::string> from_base64(std::string_view text) {
  static constexpr std::string_view kDigits =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  if (text.starts_with("data:")) text.remove_prefix(std::min(text.find(',') + 1, text.size()));
  std::string bytes;
  std::uint32_t block = 0;
  int bits = 0;
  for (const char c : text.substr(0, text.find('='))) {
    if (c == '\n' || c == '\r') continue;
    const std::size_t digit = kDigits.find(c);
    if (digit == std::string_view::npos) return std::nullopt;
    block = block << 6 | static_cast<std::uint32_t>(digit);
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    bytes += static_cast<char>(block >> bits & 0xFF);
  }
  return bytes;
}

std::string extension_of_bytes(std::string_view bytes) {
  if (bytes.starts_with("\x89PNG\r\n\x1a\n")) return "png";
  if (bytes.starts_with("\xff\xd8\xff")) return "jpg";
  if (bytes.starts_with("GIF87a") || bytes.starts_with("GIF89a")) return "gif";
  if (bytes.starts_with("RIFF") && bytes.size() > 11 && bytes.substr(8, 4) == "WEBP") return "webp";
  if (bytes.starts_with("PK\x03\x04") || bytes.starts_with("PK\x05\x06")) return "zip";
  if (bytes.starts_with("BEGIN:VCARD")) return "vcf";
  if (bytes.size() > 7 && bytes.substr(4, 4) == "ftyp") return "mp4";
  return begins_like_svg(bytes) ? "svg" : "";
}

std::string extension_of_name(std::string_view name) {
  const std::size_t dot = name.rfind('.');
  if (dot == std::string_view::npos || dot == 0 || name.find('/', dot) != std::string_view::npos) {
    return "";
  }
  std::string extension(name.substr(dot + 1));
  std::transform(extension.begin(), extension.end(), extension.begin(),
                 [](unsigned char c) { return static_cast<char>(c < 128 ? std::tolower(c) : c); });
  return extension;
}

std::string without_extension(std::string_view name) {
  const std::string extension = extension_of_name(name);
  if (extension.empty()) return std::string(name);
  return std::string(name.substr(0, name.size() - extension.size() - 1));
}

bool same_kind(std::string_view a, std::string_view b) {
  const auto plain = [](std::string_view word) { return word == "jpeg" ? "jpg" : word; };
  return plain(a) == plain(b);
}

Unzipped unzip(std::string_view file, std::size_t max_bytes) {
  Unzipped out;
  const std::unique_ptr<archive, int (*)(archive*)> reader(archive_read_new(), archive_read_free);
  archive_read_support_format_zip(reader.get());
  const auto failed = [&] {
    const char* why = archive_error_string(reader.get());
    out.problem = why != nullptr ? why : "not a ZIP file";
    return out;
  };
  if (archive_read_open_memory(reader.get(), file.data(), file.size()) != ARCHIVE_OK) {
    return failed();
  }
  archive_entry* head = nullptr;
  int state = ARCHIVE_OK;
  while ((state = archive_read_next_header(reader.get(), &head)) == ARCHIVE_OK) {
    ZipEntry entry;
    const char* name = archive_entry_pathname_utf8(head);
    if (name == nullptr) name = archive_entry_pathname(head);
    entry.name = name != nullptr ? name : "";
    entry.directory =
        archive_entry_filetype(head) == AE_IFDIR || entry.name.find('/') != std::string::npos;
    char chunk[16 << 10];
    for (;;) {
      const la_ssize_t size = archive_read_data(reader.get(), chunk, sizeof chunk);
      if (size < 0) return failed();
      if (size == 0) break;
      out.bytes += static_cast<std::size_t>(size);
      if (out.bytes > max_bytes) {
        out.too_large = true;
        return out;
      }
      entry.bytes.append(chunk, static_cast<std::size_t>(size));
    }
    out.entries.push_back(std::move(entry));
  }
  return state == ARCHIVE_EOF ? out : failed();
}

}  // namespace brazecheck::mock
