#include "mock/http_gunzip.h"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <new>

namespace brazecheck::mock {

namespace {

constexpr int kGzipOnly = 16 + MAX_WBITS;  // zlib's way to ask for a gzip header

}  // namespace

struct Gunzip::Stream {
  z_stream z{};
  bool between_members = true;
};

Gunzip::Gunzip() : stream_(std::make_unique<Stream>()) {
  if (inflateInit2(&stream_->z, kGzipOnly) != Z_OK) throw std::bad_alloc();
}

Gunzip::~Gunzip() { inflateEnd(&stream_->z); }

Gunzip::Step Gunzip::feed(std::string_view bytes, std::size_t limit, std::string* out) {
  std::array<char, 16384> piece;
  z_stream& z = stream_->z;
  // zlib's interface predates const; it does not write here.
  z.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  z.avail_in = static_cast<uInt>(bytes.size());
  bool more_output = false;
  while (z.avail_in > 0 || more_output) {
    stream_->between_members = false;
    z.next_out = reinterpret_cast<Bytef*>(piece.data());
    z.avail_out = static_cast<uInt>(piece.size());
    const int result = inflate(&z, Z_NO_FLUSH);
    const std::size_t count = piece.size() - z.avail_out;
    if (count > limit - std::min(limit, out->size())) return Step::kTooLarge;
    out->append(piece.data(), count);
    more_output = z.avail_out == 0;
    if (result == Z_STREAM_END) {
      // Several members may follow each other; together they are one body.
      stream_->between_members = true;
      more_output = false;
      if (inflateReset(&z) != Z_OK) return Step::kBroken;
    } else if (result == Z_BUF_ERROR) {
      break;  // nothing left to do with what there is
    } else if (result != Z_OK) {
      return Step::kBroken;
    }
  }
  return Step::kMore;
}

bool Gunzip::complete() const { return stream_->between_members; }

}  // namespace brazecheck::mock
