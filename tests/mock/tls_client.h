#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace brazecheck::mock {

/// A blocking TLS connection to the server under test, which trusts whatever certificate it shows.
class TlsClient {
 public:
  /// Connects and shakes hands, in that version of TLS or, with 0, in any.
  explicit TlsClient(std::uint16_t port, int version = 0);
  ~TlsClient();
  TlsClient(const TlsClient&) = delete;
  TlsClient& operator=(const TlsClient&) = delete;

  [[nodiscard]] bool connected() const;
  bool send(std::string_view bytes);
  /// An answer, as far as it comes: head and body in one.
  [[nodiscard]] std::string receive();
  /// Whether the server ends the connection with TLS's own farewell, and not just so.
  [[nodiscard]] bool ends_with_farewell();

 private:
  struct Connection;
  std::unique_ptr<Connection> connection_;
};

}  // namespace brazecheck::mock
