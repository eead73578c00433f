#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "mock/http_server.h"

namespace brazecheck::mock {

/// Reads HTTP/1.1 requests from bytes as they arrive, strictly: what two readers could take for two
/// different messages is refused. Holds all limits on sizes, and decodes gzip. Knows no sockets.
class RequestParser {
 public:
  enum class Step {
    kMore,      ///< give it more bytes, after those that it did not use
    kHead,      ///< headers are in and a body follows; reported once, then feed on
    kDone,      ///< the request is complete
    kTooLarge,  ///< the body is over its limit: answer as such, then close
    kRefused,   ///< no HTTP that we take: answer with `refusal`, then close
  };
  struct Refusal {
    int status = 400;
    std::string reason;  ///< for people, plain ASCII without quotes
  };

  /// `options` must outlive it. `remote_address` goes into each query.
  RequestParser(const HttpServerOptions& options, std::string remote_address);
  ~RequestParser();
  RequestParser(const RequestParser&) = delete;
  RequestParser& operator=(const RequestParser&) = delete;

  /// Reads on. `*used` is how many bytes are done with; the others must come again, with more
  /// behind them. Not to be called once a request has ended, before `next`.
  [[nodiscard]] Step feed(std::string_view bytes, std::size_t* used);
  /// Makes ready for the next request of the connection.
  void next();

  /// The request; complete after kDone, headers only after kHead, without body after kTooLarge.
  [[nodiscard]] const HttpQuery& query() const;
  /// Whether the client waits for "100 Continue" before it sends its body.
  [[nodiscard]] bool expects_continue() const;
  /// Whether the client wants to use the connection again.
  [[nodiscard]] bool keep_alive() const;
  /// Whether the client speaks HTTP/1.0, and has to be told that the connection is kept.
  [[nodiscard]] bool is_http_10() const;
  [[nodiscard]] const Refusal& refusal() const;

 private:
  class Message;
  std::unique_ptr<Message> message_;
};

}  // namespace brazecheck::mock
