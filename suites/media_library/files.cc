#include "suites/media_library/files.h"

#include <cstdint>
#include <optional>

#include "suites/answer.h"

namespace brazecheck::media {
namespace {

constexpr std::string_view kDigits =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

std::string from_base64(std::string_view text) {
  std::string bytes;
  std::uint32_t block = 0;
  int bits = 0;
  for (const char c : text.substr(0, text.find('='))) {
    block = block << 6 | static_cast<std::uint32_t>(kDigits.find(c));
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    bytes += static_cast<char>(block >> bits & 0xFF);
  }
  return bytes;
}

void put(std::string* out, std::uint64_t value, int bytes) {
  for (int i = 0; i < bytes; ++i) out->push_back(static_cast<char>(value >> (8 * i) & 0xFF));
}

std::uint32_t crc(const std::string& bytes) {
  std::uint32_t sum = ~0U;
  for (const char c : bytes) {
    sum ^= static_cast<unsigned char>(c);
    for (int bit = 0; bit < 8; ++bit) sum = (sum >> 1) ^ ((sum & 1U) != 0 ? 0xEDB88320U : 0U);
  }
  return ~sum;
}

// Deflate (RFC 1951) with fixed codes: bytes one by one, but runs of zeros by reference.
class Deflated {
 public:
  Deflated() { plain(0b011, 3); }  // the last block, with fixed codes

  void literal(unsigned char byte) {
    if (byte < 144) {
      code(0b00110000U + byte, 8);
    } else {
      code(0b110010000U + byte - 144U, 9);
    }
  }
  void zeros(std::size_t count) {
    if (count == 0) return;
    literal(0);
    for (--count; count >= kLongestRun; count -= kLongestRun) {
      code(0b11000101, 8);  // as many as one reference repeats
      code(0, 5);           // of the byte before
    }
    for (; count > 0; --count) literal(0);
  }
  std::string end() {
    code(0, 7);
    if (filled_ > 0) bytes_.push_back(static_cast<char>(pending_));
    return std::move(bytes_);
  }

 private:
  static constexpr std::size_t kLongestRun = 258;  // not from a contract: RFC 1951

  void plain(std::uint32_t value, int bits) {
    for (int i = 0; i < bits; ++i) bit(value >> i & 1U);
  }
  void code(std::uint32_t value, int bits) {
    for (int i = bits - 1; i >= 0; --i) bit(value >> i & 1U);
  }
  void bit(std::uint32_t value) {
    pending_ |= value << filled_;
    if (++filled_ < 8) return;
    bytes_.push_back(static_cast<char>(pending_));
    pending_ = 0;
    filled_ = 0;
  }

  std::string bytes_;
  std::uint32_t pending_ = 0;
  int filled_ = 0;
};

Call sending(const char* operation, Json body) {
  return {.operation = std::string("media_library.") + operation,
          .path = {},
          .query = {},
          .body = std::move(body)};
}

}  // namespace

const File& png() {
  static const File file{
      "png", from_base64("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNoAA"
                         "AAggCBd81ytgAAAABJRU5ErkJggg==")};
  return file;
}

const std::vector<File>& other_files() {
  static const std::vector<File> files = {
      {"jpg",
       from_base64("/9j/2wBDAAEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEB"
                   "AQEBAQEBAQEBAQH/wAALCAAIAAgBAREA/8QAFAABAAAAAAAAAAAAAAAAAAAAAP/EABQQAQAAAAAA"
                   "AAAAAAAAAAAAAAD/2gAIAQEAAD8AP//Z")},
      {"gif", from_base64("R0lGODlhAQABAIAAACBgkP///ywAAAAAAQABAAACAkQBADs=")},
      {"webp", from_base64("UklGRhgAAABXRUJQVlA4TAwAAAAvAAAAAChYQQrZ/wA=")},
      {"svg", R"(<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"></svg>)"},
      {"vcf", "BEGIN:VCARD\r\nVERSION:3.0\r\nN:Check;Braze;;;\r\nFN:Braze Check\r\nEND:VCARD\r\n"}};
  return files;
}

std::string to_base64(const std::string& bytes) {
  std::string text;
  std::uint32_t block = 0;
  int bits = 0;
  for (const char c : bytes) {
    block = block << 8 | static_cast<unsigned char>(c);
    for (bits += 8; bits >= 6; bits -= 6) text += kDigits[block >> (bits - 6) & 0x3FU];
  }
  if (bits > 0) text += kDigits[block << (6 - bits) & 0x3FU];
  while (text.size() % 4 != 0) text += '=';
  return text;
}

std::string zipped(const std::vector<Entry>& entries) {
  std::string out, directory;
  for (const Entry& entry : entries) {
    Deflated deflated;
    for (const char c : entry.bytes) deflated.literal(static_cast<unsigned char>(c));
    deflated.zeros(entry.zeros);
    const std::string packed = deflated.end();
    const std::string whole = entry.bytes + std::string(entry.zeros, '\0');
    // What the head of an entry and the directory say alike: version, flags (names in UTF-8),
    // method, time, date, sum, sizes, length of the name.
    std::string about;
    put(&about, 20, 2);
    put(&about, 0x0800, 2);
    put(&about, 8, 2);
    put(&about, 0, 2);
    put(&about, 0x5821, 2);
    put(&about, crc(whole), 4);
    put(&about, packed.size(), 4);
    put(&about, whole.size(), 4);
    put(&about, entry.name.size(), 2);
    put(&about, 0, 2);
    const std::size_t place = out.size();
    out += "PK\x03\x04" + about + entry.name + packed;
    directory += "PK\x01\x02";
    put(&directory, 20, 2);
    directory += about;
    put(&directory, 0, 2);
    put(&directory, 0, 2);
    put(&directory, 0, 2);
    put(&directory, 0, 4);
    put(&directory, place, 4);
    directory += entry.name;
  }
  const std::size_t place = out.size();
  out += directory + "PK\x05\x06";
  put(&out, 0, 4);
  put(&out, entries.size(), 2);
  put(&out, entries.size(), 2);
  put(&out, directory.size(), 4);
  put(&out, place, 4);
  put(&out, 0, 2);
  return out;
}

Call creation(const std::string& bytes, const std::string& name) {
  Json body = {{"asset_file", to_base64(bytes)}};
  if (!name.empty()) body["name"] = name;
  return sending("create", std::move(body));
}

Call replacement(const std::string& asset, const std::string& bytes) {
  return sending("replace_file", {{"asset_id", asset}, {"asset_file", to_base64(bytes)}});
}

Json new_assets(const Json& answer) { return list(answer, "new_assets"); }

}  // namespace brazecheck::media
