#include "mock/archive.h"

#include <archive.h>
#include <archive_entry.h>
#include <openssl/evp.h>

#include <algorithm>
#include <memory>
#include <stdexcept>

namespace brazecheck::mock {

namespace {

using Writer = std::unique_ptr<archive, decltype(&archive_write_free)>;
using Entry = std::unique_ptr<archive_entry, decltype(&archive_entry_free)>;

la_ssize_t append(archive*, void* out, const void* bytes, std::size_t size) {
  static_cast<std::string*>(out)->append(static_cast<const char*>(bytes), size);
  return static_cast<la_ssize_t>(size);
}

void check(archive* writer, la_ssize_t outcome) {
  if (outcome >= ARCHIVE_OK) return;
  const char* why = archive_error_string(writer);
  throw std::runtime_error(why != nullptr ? why : "cannot write an archive");
}

void add(archive* writer, const std::string& name, std::string_view content) {
  const Entry entry(archive_entry_new(), archive_entry_free);
  archive_entry_set_pathname(entry.get(), name.c_str());
  archive_entry_set_size(entry.get(), static_cast<la_int64_t>(content.size()));
  archive_entry_set_filetype(entry.get(), AE_IFREG);
  archive_entry_set_perm(entry.get(), 0644);
  archive_entry_set_mtime(entry.get(), 0, 0);
  check(writer, archive_write_header(writer, entry.get()));
  check(writer, archive_write_data(writer, content.data(), content.size()));
}

/// Opens a writer after `choose` has set its format.
template <typename Choose>
Writer open(std::string* out, Choose choose) {
  Writer writer(archive_write_new(), archive_write_free);
  choose(writer.get());
  // Not padded to blocks of a tape.
  check(writer.get(), archive_write_set_bytes_in_last_block(writer.get(), 1));
  check(writer.get(), archive_write_open(writer.get(), out, nullptr, append, nullptr));
  return writer;
}

}  // namespace

std::string zip(const std::vector<ArchivedFile>& files) {
  std::string out;
  Writer writer =
      open(&out, [](archive* made) { check(made, archive_write_set_format_zip(made)); });
  for (const ArchivedFile& file : files) add(writer.get(), file.name, file.content);
  check(writer.get(), archive_write_close(writer.get()));
  return out;
}

std::string gzip(std::string_view text) {
  std::string out;
  Writer writer = open(&out, [](archive* made) {
    check(made, archive_write_set_format_raw(made));
    check(made, archive_write_add_filter_gzip(made));
    check(made, archive_write_set_filter_option(made, "gzip", "timestamp", nullptr));
  });
  add(writer.get(), "data", text);
  check(writer.get(), archive_write_close(writer.get()));
  return out;
}

std::string to_base64(std::string_view bytes) {
  // In pieces of a multiple of three bytes, as the library counts in int.
  constexpr std::size_t kPiece = std::size_t{3} << 20;
  std::string out;
  for (std::size_t at = 0; at < bytes.size(); at += kPiece) {
    const std::string_view piece = bytes.substr(at, kPiece);
    const std::size_t begin = out.size();
    const std::size_t size = (piece.size() + 2) / 3 * 4;
    out.resize(begin + size + 1);  // and the zero that the library puts behind
    EVP_EncodeBlock(reinterpret_cast<unsigned char*>(out.data() + begin),
                    reinterpret_cast<const unsigned char*>(piece.data()),
                    static_cast<int>(piece.size()));
    out.resize(begin + size);
  }
  return out;
}

std::string from_base64(const std::string& text) {
  constexpr std::size_t kPiece = std::size_t{4} << 20;
  std::string out;
  for (std::size_t at = 0; at < text.size(); at += kPiece) {
    const std::size_t size = std::min(kPiece, text.size() - at);
    const std::size_t begin = out.size();
    out.resize(begin + size / 4 * 3);
    const int decoded = EVP_DecodeBlock(reinterpret_cast<unsigned char*>(out.data() + begin),
                                        reinterpret_cast<const unsigned char*>(text.data() + at),
                                        static_cast<int>(size));
    if (decoded < 0) return "";
  }
  for (std::size_t i = text.size(); i-- > 0 && text[i] == '=';) out.pop_back();
  return out;
}

}  // namespace brazecheck::mock
