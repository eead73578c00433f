#include "mock/http_server.h"

#include <fmt/format.h>
#include <sys/resource.h>

#include <algorithm>
#include <boost/asio/basic_socket_acceptor.hpp>
#include <boost/asio/post.hpp>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "contract/error.h"
#include "mock/http_session.h"
#include "mock/http_tls.h"
#include "mock/http_worker.h"

namespace brazecheck::mock {

namespace {

namespace asio = boost::asio;
using boost::asio::ip::tcp;
using boost::system::error_code;

/// Lets the process hold that many connections, as far as the system allows: the usual limit is far
/// lower than what it may be raised to.
void raise_descriptor_limit(std::size_t connections) {
  constexpr rlim_t kOthers = 256;  // files, pipes, and the other end when clients are in-process
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  const rlim_t wanted = std::min<rlim_t>(limit.rlim_max, connections * 2 + kOthers);
  if (limit.rlim_cur >= wanted) return;
  limit.rlim_cur = wanted;
  setrlimit(RLIMIT_NOFILE, &limit);
}

std::string numeric(asio::ip::address address) {
  if (address.is_v6() && address.to_v6().is_v4_mapped()) {
    return asio::ip::make_address_v4(asio::ip::v4_mapped, address.to_v6()).to_string();
  }
  return address.to_string();
}

/// For a connection more than there may be. Waits for nothing: whoever opens so many gets no more
/// care than that.
void turn_away(HttpSocket* socket, bool tls) {
  error_code ignored;
  if (!tls) {
    const HttpAnswer answer{
        503, {{"Content-Type", "application/json"}}, R"({"message":"too many connections"})"};
    std::array<char, 4096> request;
    socket->non_blocking(true, ignored);
    socket->write_some(asio::buffer(to_wire(answer, false, false)), ignored);
    socket->shutdown(HttpSocket::shutdown_send, ignored);
    // Closing over unread bytes would take the answer back.
    socket->read_some(asio::buffer(request), ignored);
  }
  socket->close(ignored);
}

class BeastServer : public HttpServer {
 public:
  BeastServer(HttpServerOptions options, HttpHandler handler) {
    hub_.options = std::move(options);
    hub_.handler = std::move(handler);
    if (!hub_.options.tls_certificate.empty() || !hub_.options.tls_key.empty()) {
      tls_.emplace(load_tls(hub_.options.tls_certificate, hub_.options.tls_key));
    }
    const int count = std::max(1, hub_.options.threads);
    for (int i = 0; i < count; ++i) workers_.emplace_back(&hub_);
    acceptor_.emplace(workers_.front().context());
    retry_.emplace(workers_.front().context());
    listen();
    raise_descriptor_limit(hub_.options.max_connections);
    accept();
    for (HttpWorker& worker : workers_) {
      threads_.emplace_back([this, &worker] {
        worker.run();
        const std::lock_guard lock(done_mutex_);
        ++done_;
        all_done_.notify_all();
      });
    }
  }

  ~BeastServer() override {
    hub_.stopping = true;
    asio::post(workers_.front().context(), [this] {
      error_code ignored;
      acceptor_->close(ignored);
      retry_->cancel();
    });
    for (HttpWorker& worker : workers_) worker.stop();
    {
      std::unique_lock lock(done_mutex_);
      all_done_.wait_for(lock, hub_.options.stop_timeout,
                         [this] { return done_ == threads_.size(); });
    }
    for (HttpWorker& worker : workers_) worker.abort();
    for (std::thread& thread : threads_) thread.join();
  }

  [[nodiscard]] std::uint16_t port() const override { return port_; }

 private:
  void listen() {
    const HttpServerOptions& options = hub_.options;
    const std::string where = fmt::format("{}:{}", options.host, options.port);
    error_code error;
    const auto address =
        asio::ip::make_address(options.host == "localhost" ? "127.0.0.1" : options.host, error);
    if (error) {
      throw InputError("mock.bad-host", where, "the host must be a numeric address or localhost");
    }
    const tcp::endpoint endpoint(address, options.port);
    acceptor_->open(endpoint.protocol(), error);
    if (!error) acceptor_->set_option(asio::socket_base::reuse_address(true), error);
    if (!error) acceptor_->bind(endpoint, error);
    if (!error) acceptor_->listen(asio::socket_base::max_listen_connections, error);
    if (error == asio::error::address_in_use) {
      throw InputError("mock.port-in-use", where, "another process listens there already");
    }
    if (error) throw InputError("mock.bad-host", where, "cannot listen there: " + error.message());
    port_ = acceptor_->local_endpoint().port();
  }

  void accept() {
    HttpWorker& worker = *std::min_element(
        workers_.begin(), workers_.end(),
        [](const HttpWorker& a, const HttpWorker& b) { return a.load() < b.load(); });
    acceptor_->async_accept(worker.context(), [this, &worker](error_code error, HttpSocket socket) {
      if (hub_.stopping) return;
      if (!error) {
        serve(std::move(socket), &worker);
        return accept();
      }
      // Out of descriptors, most likely: wait for some to be closed instead of spinning.
      retry_->expires_after(std::chrono::milliseconds(20));
      retry_->async_wait([this](error_code cancelled) {
        if (!cancelled && !hub_.stopping) accept();
      });
    });
  }

  void serve(HttpSocket socket, HttpWorker* worker) {
    if (hub_.connections.load(std::memory_order_relaxed) >= hub_.options.max_connections) {
      return turn_away(&socket, tls_.has_value());
    }
    error_code error;
    const auto peer = socket.remote_endpoint(error);
    if (error) return;  // gone already
    socket.set_option(tcp::no_delay(true), error);
    std::string address = numeric(peer.address());
    if (tls_) {
      worker->take(std::make_shared<HttpSession<HttpTlsStream>>(
          HttpTlsStream(std::move(socket), *tls_), std::move(address), worker));
    } else {
      worker->take(
          std::make_shared<HttpSession<HttpSocket>>(std::move(socket), std::move(address), worker));
    }
  }

  HttpHub hub_;
  std::optional<asio::ssl::context> tls_;
  std::deque<HttpWorker> workers_;
  std::optional<asio::basic_socket_acceptor<tcp, HttpExecutor>> acceptor_;
  std::optional<HttpTimer> retry_;
  std::uint16_t port_ = 0;
  std::vector<std::thread> threads_;
  std::mutex done_mutex_;
  std::condition_variable all_done_;
  std::size_t done_ = 0;
};

}  // namespace

std::unique_ptr<HttpServer> HttpServer::start(HttpServerOptions options, HttpHandler handler) {
  return std::make_unique<BeastServer>(std::move(options), std::move(handler));
}

}  // namespace brazecheck::mock
