#include "mock/http_worker.h"

#include <algorithm>
#include <boost/asio/post.hpp>
#include <utility>

namespace brazecheck::mock {

namespace asio = boost::asio;

HttpConnection::HttpConnection(HttpWorker* worker) : worker_(worker) {
  worker_->hub().connections.fetch_add(1, std::memory_order_relaxed);
  worker_->load_.fetch_add(1, std::memory_order_relaxed);
}

HttpConnection::~HttpConnection() {
  unlink();
  worker_->hub().connections.fetch_sub(1, std::memory_order_relaxed);
  worker_->load_.fetch_sub(1, std::memory_order_relaxed);
  worker_->remove();
}

HttpWorker::HttpWorker(HttpHub* hub)
    : hub_(hub), guard_(context_.get_executor()), sweep_(context_.get_executor()) {
  const HttpServerOptions& options = hub->options;
  const auto shortest =
      std::min({options.header_timeout, options.body_timeout, options.idle_timeout});
  // A deadline is met a quarter late at most, and an idle server wakes up rarely.
  tick_ = std::clamp(shortest / 4, std::chrono::milliseconds(5), std::chrono::milliseconds(200));
}

void HttpWorker::run() {
  context_.run();
  ended_ = true;
}

void HttpWorker::take(std::shared_ptr<HttpConnection> connection) {
  asio::post(context_, [this, connection = std::move(connection)] {
    connections_.push_back(*connection);
    sweep();
    connection->start();
  });
}

void HttpWorker::stop() {
  asio::post(context_, [this] {
    guard_.reset();
    // A connection that stops is destroyed later, so the next one is still there.
    for (HttpConnection& connection : connections_) connection.stop();
  });
}

void HttpWorker::remove() {
  if (!ended_ && sweeping_ && connections_.empty()) sweep_.cancel();
}

void HttpWorker::sweep() {
  if (sweeping_) return;
  sweeping_ = true;
  sweep_.expires_after(tick_);
  sweep_.async_wait([this](boost::system::error_code) {
    sweeping_ = false;
    if (connections_.empty()) return;
    const SteadyTime now = std::chrono::steady_clock::now();
    for (HttpConnection& connection : connections_) {
      if (connection.deadline <= now) connection.expire();
    }
    sweep();
  });
}

}  // namespace brazecheck::mock
