#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "contract/exchange.h"
#include "contract/json.h"

namespace brazecheck::mock {

/// What came back over a socket.
struct RawAnswer {
  int status = 0;
  Fields headers;
  std::string body;

  [[nodiscard]] std::string header(std::string_view name) const;
  [[nodiscard]] Json json() const { return Json::parse(body, nullptr, false); }
};

/// A blocking socket to the server under test on 127.0.0.1: bytes in, bytes out.
class Client {
 public:
  explicit Client(std::uint16_t port);
  ~Client();
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  /// False once the server has closed and the system has noticed.
  bool send(std::string_view bytes);
  /// The next answer; nullopt when the connection ends first. `head_only` for answers to HEAD.
  [[nodiscard]] std::optional<RawAnswer> receive(bool head_only = false);
  /// True when the server closes without another byte (waits up to ten seconds).
  [[nodiscard]] bool closed();
  /// Bytes up to the end of the connection.
  [[nodiscard]] std::string rest();
  /// Reads up to that many bytes of what there is and forgets them; 0 at the end.
  std::size_t skip(std::size_t bytes);
  /// True when the server ends the connection by a reset, before any byte of an answer.
  [[nodiscard]] bool was_reset();
  /// Says that nothing more will be sent; answers can still be received.
  void finish_sending();
  /// Closes with a reset instead of a farewell.
  void reset();

 private:
  bool fill();
  int socket_ = -1;
  std::string buffer_;
};

/// "POST /users/track HTTP/1.1" with a key, JSON and its length.
[[nodiscard]] std::string request_text(std::string_view method, std::string_view target,
                                       std::string_view body = "", std::string_view key = "full",
                                       std::string_view more_headers = "");

/// The memory that this process takes, in bytes.
[[nodiscard]] std::size_t resident_bytes();

/// `text` as a gzip stream.
[[nodiscard]] std::string gzipped(std::string_view text);

/// One request on a connection of its own.
[[nodiscard]] RawAnswer exchange(std::uint16_t port, std::string_view bytes);

}  // namespace brazecheck::mock
