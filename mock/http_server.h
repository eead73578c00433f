#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "contract/exchange.h"

namespace brazecheck::mock {

/// A request as it came over the wire.
struct HttpQuery {
  std::string method;
  std::string target;  ///< path and query, still encoded
  Fields headers;
  std::string body;
  /// The body is larger than allowed; `body` is empty and the connection closes after the answer.
  bool body_too_large = false;
};

/// What to send back, and how well the connection behaves while doing so.
struct HttpAnswer {
  enum class Delivery {
    kWhole,
    kTruncated,  ///< the connection closes in the middle of the body
    kNever,      ///< nothing is sent until the client gives up
  };
  int status = 200;
  Fields headers;
  std::string body;
  Delivery delivery = Delivery::kWhole;
};

/// Called from several threads at once. Must not throw for anything that a client can send.
using HttpHandler = std::function<HttpAnswer(const HttpQuery&)>;

struct HttpServerOptions {
  std::string host = "127.0.0.1";  ///< a numeric address or "localhost"
  std::uint16_t port = 0;          ///< 0 picks a free one
  int threads = 1;
  std::size_t max_header_bytes = 16u << 10;
  std::size_t max_body_bytes = 1u << 20;
  std::chrono::milliseconds header_timeout{10'000};  ///< from a request's first byte
  std::chrono::milliseconds body_timeout{30'000};
  std::chrono::milliseconds idle_timeout{60'000};  ///< between requests, and for HttpAnswer::kNever
  std::chrono::milliseconds stop_timeout{2'000};   ///< for answers on their way when stopping
};

/// An HTTP/1.1 server: keep-alive, pipelining in order, bounded sizes and times.
class HttpServer {
 public:
  /// Listens before it returns. Throws InputError: mock.port-in-use, mock.bad-host.
  static std::unique_ptr<HttpServer> start(HttpServerOptions options, HttpHandler handler);
  virtual ~HttpServer() = default;  ///< finishes answers on their way, closes, joins

  [[nodiscard]] virtual std::uint16_t port() const = 0;
};

}  // namespace brazecheck::mock
