#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "contract/exchange.h"

namespace brazecheck::mock {

/// A request as it came over the wire.
struct HttpQuery {
  std::string method;
  std::string target;  ///< path and query, still encoded
  Fields headers;
  std::string body;  ///< without its transfer and content encodings (chunked, gzip)
  /// The body is larger than allowed; `body` is empty and the connection closes after the answer.
  bool body_too_large = false;
  std::string remote_address;  ///< of the peer, numeric: "127.0.0.1", "::1"
};

/// What to send back, and how well the connection behaves while doing so.
struct HttpAnswer {
  enum class Delivery {
    kWhole,
    kTruncated,  ///< the connection closes in the middle of the body
    kNever,      ///< nothing is sent until the client gives up
    kReset,      ///< the connection is reset instead of an answer
    kSlow,       ///< the body trickles in small pieces over about two seconds
  };
  int status = 200;
  Fields headers;
  std::string body;
  Delivery delivery = Delivery::kWhole;
  std::chrono::milliseconds delay{0};  ///< waited before the delivery begins; blocks no thread
};

/// Called from several threads at once. Must not throw for anything that a client can send.
using HttpHandler = std::function<HttpAnswer(const HttpQuery&)>;

struct HttpServerOptions {
  std::string host = "127.0.0.1";  ///< a numeric address or "localhost"
  std::uint16_t port = 0;          ///< 0 picks a free one
  int threads = 1;
  std::size_t max_header_bytes = 16u << 10;  ///< request line and headers; more is a 431
  std::size_t max_headers = 100;             ///< more is a 431
  std::size_t max_body_bytes = 1u << 20;     ///< after decoding, as everywhere
  /// The largest body for a method and target; null: max_body_bytes for all. Called from several
  /// threads at once, for requests with a body only.
  std::function<std::size_t(std::string_view method, std::string_view target)> body_limit;
  /// Connections beyond these are answered 503 and closed; those that are there are not affected.
  std::size_t max_connections = 4096;
  std::chrono::milliseconds header_timeout{10'000};  ///< from a request's first byte
  std::chrono::milliseconds body_timeout{30'000};    ///< of a body, and of an answer being taken
  std::chrono::milliseconds idle_timeout{60'000};  ///< between requests, and for HttpAnswer::kNever
  std::chrono::milliseconds stop_timeout{2'000};   ///< for answers on their way when stopping
  std::string tls_certificate;  ///< path of a PEM chain; with `tls_key`: HTTPS instead of HTTP
  std::string tls_key;          ///< path of the PEM key
};

/// An HTTP/1.1 server: keep-alive, pipelining in order, bounded sizes and times. It refuses by
/// itself, with {"message": …}, what is no HTTP (400), no single length (400), too long (431), in
/// an encoding that it does not know (415, 501); a body over the limit reaches the handler as such.
class HttpServer {
 public:
  /// Listens before it returns. Throws InputError: mock.port-in-use, mock.bad-host, mock.bad-tls
  /// (the file, and what OpenSSL says of it).
  static std::unique_ptr<HttpServer> start(HttpServerOptions options, HttpHandler handler);
  virtual ~HttpServer() = default;  ///< finishes answers on their way, closes, joins

  [[nodiscard]] virtual std::uint16_t port() const = 0;
};

}  // namespace brazecheck::mock
