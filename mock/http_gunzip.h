#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

namespace brazecheck::mock {

/// Undoes gzip piece by piece, so that a body needs no more memory than what it decodes to, and
/// never more than the limit.
class Gunzip {
 public:
  enum class Step {
    kMore,      ///< fine so far
    kTooLarge,  ///< would decode to more than the limit
    kBroken,    ///< no gzip, or damaged
  };

  Gunzip();
  ~Gunzip();
  Gunzip(const Gunzip&) = delete;
  Gunzip& operator=(const Gunzip&) = delete;

  /// Appends what `bytes` decode to. `out` never grows past `limit` bytes.
  [[nodiscard]] Step feed(std::string_view bytes, std::size_t limit, std::string* out);
  /// Whether all that was fed ends where a gzip stream may end; true when nothing was fed.
  [[nodiscard]] bool complete() const;

 private:
  struct Stream;
  std::unique_ptr<Stream> stream_;
};

}  // namespace brazecheck::mock
