#pragma once

#include <functional>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace brazecheck::test {

/// One accepted connection, as a test's handler sees it.
class Connection {
 public:
  explicit Connection(int fd) : fd_(fd) {}
  /// Head and body (by Content-Length) of the next request; "" when the peer has closed.
  [[nodiscard]] std::string read_request();
  void send(std::string_view bytes) const;
  /// Blocks until the peer closes: a server that never answers, without a clock.
  void wait_for_close() const;
  /// Makes closing send a reset instead of an orderly end.
  void reset_on_close() const;

 private:
  int fd_;
  std::string pending_;
};

/// A server on 127.0.0.1 that runs `handler` on each connection, one after another.
class LoopbackServer {
 public:
  explicit LoopbackServer(std::function<void(Connection&)> handler);
  ~LoopbackServer();
  LoopbackServer(const LoopbackServer&) = delete;
  LoopbackServer& operator=(const LoopbackServer&) = delete;

  [[nodiscard]] std::string url() const;
  [[nodiscard]] std::string authority() const;
  [[nodiscard]] int connections() const;

 private:
  void serve();

  std::function<void(Connection&)> handler_;
  int listener_ = -1;
  int port_ = 0;
  mutable std::mutex mutex_;
  int connections_ = 0;
  int current_ = -1;
  bool stopping_ = false;
  std::thread thread_;
};

/// Answers every request with `response` and keeps what it received.
class RecordingServer {
 public:
  explicit RecordingServer(std::string response);
  [[nodiscard]] std::string url() const { return server_.url(); }
  [[nodiscard]] int connections() const { return server_.connections(); }
  [[nodiscard]] std::vector<std::string> requests() const;

 private:
  mutable std::mutex mutex_;
  std::string response_;
  std::vector<std::string> requests_;
  LoopbackServer server_;
};

/// "HTTP/1.1 200 OK" with `body` and its length.
[[nodiscard]] std::string http_ok(std::string_view body);
/// A port of 127.0.0.1 that nothing listens on.
[[nodiscard]] int closed_port();

}  // namespace brazecheck::test
