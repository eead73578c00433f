#include "mock/http_server.h"

#include <fmt/format.h>

#include <atomic>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <thread>
#include <unordered_set>
#include <vector>

#include "contract/error.h"
#include "mock/http_wire.h"

namespace brazecheck::mock {

namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using tcp = asio::ip::tcp;
using boost::system::error_code;

// How much of a refused body is read and thrown away, so that the client sees the answer instead of
// a reset. Bounded in bytes and time.
constexpr std::size_t kLingerBytes = 64u << 20;
constexpr std::chrono::seconds kLingerTime{5};

class Session;

/// What all sessions share.
struct Hub {
  HttpServerOptions options;
  HttpHandler handler;
  std::atomic<bool> stopping{false};
  std::mutex mutex;
  std::unordered_set<Session*> sessions;  ///< alive ones; guarded by `mutex`
};

/// One connection: reads a request, answers it, then reads the next; so pipelined requests are
/// answered in order. All its steps run on the strand of its stream.
class Session : public std::enable_shared_from_this<Session> {
 public:
  Session(tcp::socket socket, std::shared_ptr<Hub> hub)
      : stream_(std::move(socket)),
        hub_(std::move(hub)),
        buffer_(hub_->options.max_header_bytes + 65536) {
    const std::lock_guard lock(hub_->mutex);
    hub_->sessions.insert(this);
  }
  ~Session() {
    const std::lock_guard lock(hub_->mutex);
    hub_->sessions.erase(this);
  }
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  void start() {
    asio::dispatch(stream_.get_executor(), [self = shared_from_this()] { self->await_request(); });
  }

  /// Closes unless an answer is on its way; that one is finished first.
  void stop() {
    asio::post(stream_.get_executor(), [self = shared_from_this()] {
      if (!self->answering_) self->close();
    });
  }

 private:
  void await_request() {
    answering_ = false;
    if (hub_->stopping) return close();
    parser_.emplace();
    parser_->header_limit(static_cast<std::uint32_t>(hub_->options.max_header_bytes));
    parser_->body_limit(boost::none);  // judged once the headers are known
    if (buffer_.size() > 0) return read_head();
    stream_.expires_after(hub_->options.idle_timeout);
    stream_.async_read_some(buffer_.prepare(4096),
                            [self = shared_from_this()](error_code error, std::size_t count) {
                              if (error) return self->close();
                              self->buffer_.commit(count);
                              self->read_head();
                            });
  }

  void read_head() {
    stream_.expires_after(hub_->options.header_timeout);
    http::async_read_header(
        stream_, buffer_, *parser_,
        [self = shared_from_this()](error_code error, std::size_t) { self->on_head(error); });
  }

  void on_head(error_code error) {
    if (error) return on_bad_request(error);
    const std::size_t limit = hub_->options.max_body_bytes;
    const auto length = parser_->content_length();
    if (length && *length > limit) return answer_too_large();
    parser_->body_limit(limit);
    if (parser_->is_done()) return answer();
    stream_.expires_after(hub_->options.body_timeout);
    const auto expect = parser_->get()[http::field::expect];
    if (beast::iequals(expect, "100-continue") && buffer_.size() == 0) {
      out_ = "HTTP/1.1 100 Continue\r\n\r\n";
      asio::async_write(stream_, asio::buffer(out_),
                        [self = shared_from_this()](error_code failed, std::size_t) {
                          if (failed) return self->close();
                          self->read_body();
                        });
    } else {
      read_body();
    }
  }

  void read_body() {
    http::async_read(stream_, buffer_, *parser_,
                     [self = shared_from_this()](error_code error, std::size_t) {
                       if (error == http::error::body_limit) return self->answer_too_large();
                       if (error) return self->on_bad_request(error);
                       self->answer();
                     });
  }

  /// A message that is not HTTP gets a 400 and the connection ends; a vanished or silent client
  /// gets nothing.
  void on_bad_request(error_code error) {
    const bool not_http = error.category() == make_error_code(http::error::bad_method).category() &&
                          error != http::error::end_of_stream &&
                          error != http::error::partial_message;
    if (!not_http) return close();
    HttpAnswer refusal;
    refusal.status = error == http::error::header_limit ? 431 : 400;
    refusal.headers = {{"Content-Type", "application/json"}};
    refusal.body = fmt::format(R"({{"message":"{}"}})", reason_phrase(refusal.status));
    send(refusal, false, false);
  }

  void answer_too_large() {
    HttpQuery query = take_query();
    query.body.clear();
    query.body_too_large = true;
    deliver(query, false);
  }

  void answer() {
    // HTTP/1.0 clients would need their keep-alive confirmed; they get one answer a connection.
    const bool keep_alive = parser_->keep_alive() && parser_->get().version() == 11;
    deliver(take_query(), keep_alive);
  }

  HttpQuery take_query() {
    auto& message = parser_->get();
    HttpQuery query;
    query.method = message.method_string();
    query.target = message.target();
    for (const auto& field : message)
      query.headers.emplace_back(field.name_string(), field.value());
    query.body = std::move(message.body());
    return query;
  }

  void deliver(const HttpQuery& query, bool keep_alive) {
    answering_ = true;
    HttpAnswer reply;
    try {
      reply = hub_->handler(query);
    } catch (const std::exception&) {
      // A defect of ours: the client gets what a broken server gives, and other clients go on.
      reply = {500,
               {{"Content-Type", "application/json"}},
               R"({"message":"Internal Server Error"})",
               {}};
    }
    if (reply.delivery == HttpAnswer::Delivery::kNever) return wait_for_hangup();
    send(reply, query.method == "HEAD", keep_alive && !hub_->stopping);
  }

  void send(const HttpAnswer& reply, bool head_only, bool keep_alive) {
    answering_ = true;
    out_ = to_wire(reply, head_only, keep_alive);
    if (reply.delivery == HttpAnswer::Delivery::kTruncated) {
      out_.resize(out_.size() - (reply.body.size() + 1) / 2);
      keep_alive = false;
    }
    stream_.expires_after(hub_->options.body_timeout);
    asio::async_write(stream_, asio::buffer(out_),
                      [self = shared_from_this(), keep_alive](error_code error, std::size_t) {
                        if (error) return self->close();
                        if (keep_alive) return self->await_request();
                        self->linger();
                      });
  }

  /// Says that nothing more will come, then reads until the client has seen it.
  void linger() {
    answering_ = false;
    error_code ignored;
    stream_.socket().shutdown(tcp::socket::shutdown_send, ignored);
    stream_.expires_after(kLingerTime);
    buffer_.clear();
    drain();
  }

  void drain() {
    stream_.async_read_some(buffer_.prepare(16384),
                            [self = shared_from_this()](error_code error, std::size_t count) {
                              self->drained_ += count;
                              if (error || self->drained_ > kLingerBytes || self->hub_->stopping) {
                                return self->close();
                              }
                              self->drain();
                            });
  }

  void wait_for_hangup() {
    answering_ = false;
    stream_.expires_after(hub_->options.idle_timeout);
    buffer_.clear();
    stream_.async_read_some(buffer_.prepare(4096), [self = shared_from_this()](
                                                       error_code, std::size_t) { self->close(); });
  }

  void close() { stream_.close(); }

  beast::tcp_stream stream_;
  std::shared_ptr<Hub> hub_;
  beast::flat_buffer buffer_;
  std::optional<http::request_parser<http::string_body>> parser_;
  std::string out_;
  std::size_t drained_ = 0;
  bool answering_ = false;
};

class BeastServer : public HttpServer {
 public:
  BeastServer(HttpServerOptions options, HttpHandler handler)
      : hub_(std::make_shared<Hub>()),
        context_(std::max(1, options.threads)),
        acceptor_(asio::make_strand(context_)),
        retry_(acceptor_.get_executor()) {
    hub_->options = std::move(options);
    hub_->handler = std::move(handler);
    listen();
    accept();
    for (int i = 0; i < std::max(1, hub_->options.threads); ++i) {
      threads_.emplace_back([this] {
        context_.run();
        const std::lock_guard lock(done_mutex_);
        ++done_;
        all_done_.notify_all();
      });
    }
  }

  ~BeastServer() override {
    hub_->stopping = true;
    asio::post(acceptor_.get_executor(), [this] {
      error_code ignored;
      acceptor_.close(ignored);
      retry_.cancel();
    });
    // Collected first: the last owner of a session takes the mutex when it lets go.
    std::vector<std::shared_ptr<Session>> alive;
    {
      const std::lock_guard lock(hub_->mutex);
      for (Session* session : hub_->sessions) {
        if (auto owned = session->weak_from_this().lock()) alive.push_back(std::move(owned));
      }
    }
    for (const auto& session : alive) session->stop();
    alive.clear();
    {
      std::unique_lock lock(done_mutex_);
      all_done_.wait_for(lock, hub_->options.stop_timeout,
                         [this] { return done_ == threads_.size(); });
    }
    context_.stop();
    for (std::thread& thread : threads_) thread.join();
  }

  [[nodiscard]] std::uint16_t port() const override { return port_; }

 private:
  void listen() {
    const HttpServerOptions& options = hub_->options;
    const std::string where = fmt::format("{}:{}", options.host, options.port);
    error_code error;
    const auto address =
        asio::ip::make_address(options.host == "localhost" ? "127.0.0.1" : options.host, error);
    if (error) {
      throw InputError("mock.bad-host", where, "the host must be a numeric address or localhost");
    }
    const tcp::endpoint endpoint(address, options.port);
    acceptor_.open(endpoint.protocol(), error);
    if (!error) acceptor_.set_option(asio::socket_base::reuse_address(true), error);
    if (!error) acceptor_.bind(endpoint, error);
    if (!error) acceptor_.listen(asio::socket_base::max_listen_connections, error);
    if (error == asio::error::address_in_use) {
      throw InputError("mock.port-in-use", where, "another process listens there already");
    }
    if (error) throw InputError("mock.bad-host", where, "cannot listen there: " + error.message());
    port_ = acceptor_.local_endpoint().port();
  }

  void accept() {
    acceptor_.async_accept(asio::make_strand(context_),
                           [this](error_code error, tcp::socket socket) {
                             if (hub_->stopping) return;
                             if (!error) {
                               socket.set_option(tcp::no_delay(true), error);
                               std::make_shared<Session>(std::move(socket), hub_)->start();
                               return accept();
                             }
                             // Out of descriptors, most likely: wait for some to be closed instead
                             // of spinning.
                             retry_.expires_after(std::chrono::milliseconds(20));
                             retry_.async_wait([this](error_code cancelled) {
                               if (!cancelled && !hub_->stopping) accept();
                             });
                           });
  }

  std::shared_ptr<Hub> hub_;
  asio::io_context context_;
  tcp::acceptor acceptor_;
  asio::steady_timer retry_;
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
