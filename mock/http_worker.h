#pragma once

#include <atomic>
#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/intrusive/list.hpp>
#include <chrono>
#include <cstddef>
#include <memory>

#include "mock/http_server.h"

namespace brazecheck::mock {

using SteadyTime = std::chrono::steady_clock::time_point;
// The executor is named, not erased: a connection stays on one thread, and knows it.
using HttpExecutor = boost::asio::io_context::executor_type;
using HttpSocket = boost::asio::basic_stream_socket<boost::asio::ip::tcp, HttpExecutor>;
using HttpTimer = boost::asio::basic_waitable_timer<
    std::chrono::steady_clock, boost::asio::wait_traits<std::chrono::steady_clock>, HttpExecutor>;

/// What all threads of a server share.
struct HttpHub {
  HttpServerOptions options;
  HttpHandler handler;
  std::atomic<bool> stopping{false};
  std::atomic<std::size_t> connections{0};
};

class HttpWorker;

/// A connection, as its worker sees it: something with a deadline. All its calls are made on the
/// thread of its worker.
class HttpConnection
    : public boost::intrusive::list_base_hook<
          boost::intrusive::link_mode<boost::intrusive::link_mode_type::auto_unlink>> {
 public:
  explicit HttpConnection(HttpWorker* worker);
  virtual ~HttpConnection();
  HttpConnection(const HttpConnection&) = delete;
  HttpConnection& operator=(const HttpConnection&) = delete;

  /// Begins to serve. HttpWorker::take calls it.
  virtual void start() = 0;
  /// Ends it, whatever it is doing; its deadline has passed.
  virtual void expire() = 0;
  /// Ends it once the answer that it owes is out.
  virtual void stop() = 0;

  /// When `expire` is called, give or take a tick of the worker. Setting it is all that it takes: a
  /// timer for each request would cost more than reading the request.
  SteadyTime deadline = SteadyTime::max();

 protected:
  [[nodiscard]] HttpWorker& worker() { return *worker_; }

 private:
  HttpWorker* worker_;
};

/// A thread's loop and the connections it serves. Connections never change their worker, so nothing
/// in them needs a lock.
class HttpWorker {
 public:
  explicit HttpWorker(HttpHub* hub);

  /// Serves until `stop` was called and all connections have ended, or `abort` was called.
  void run();
  /// From any thread: serves the connection.
  void take(std::shared_ptr<HttpConnection> connection);
  /// From any thread: lets connections finish their answers, then ends.
  void stop();
  /// From any thread: ends now.
  void abort() { context_.stop(); }

  [[nodiscard]] boost::asio::io_context& context() { return context_; }
  [[nodiscard]] HttpHub& hub() { return *hub_; }
  /// How many connections it has.
  [[nodiscard]] std::size_t load() const { return load_.load(std::memory_order_relaxed); }

 private:
  friend class HttpConnection;
  void remove();
  void sweep();
  void schedule_sweep();

  using List = boost::intrusive::list<HttpConnection, boost::intrusive::constant_time_size<false>>;

  HttpHub* hub_;
  std::atomic<std::size_t> load_{0};
  List connections_;
  boost::asio::io_context context_{1};  // one thread runs it
  boost::asio::executor_work_guard<HttpExecutor> guard_;
  HttpTimer sweep_;
  std::chrono::milliseconds tick_;
  bool sweeping_ = false;
  bool ended_ = false;  ///< the loop is over; only destructors run now
};

}  // namespace brazecheck::mock
