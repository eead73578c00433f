#pragma once

#include <algorithm>
#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include "mock/http_parser.h"
#include "mock/http_wire.h"
#include "mock/http_worker.h"

namespace brazecheck::mock {

using HttpTlsStream = boost::asio::ssl::stream<HttpSocket>;

/// A connection over `Stream`, a HttpSocket or a HttpTlsStream: reads a request, answers it, then
/// reads the next; so pipelined requests are answered in order.
template <typename Stream>
class HttpSession final : public HttpConnection,
                          public std::enable_shared_from_this<HttpSession<Stream>> {
 public:
  HttpSession(Stream stream, std::string remote_address, HttpWorker* worker)
      : HttpConnection(worker),
        stream_(std::move(stream)),
        options_(worker->hub().options),
        parser_(options_, std::move(remote_address)) {}

  void start() override {
    phase_ = Phase::kIdle;
    if (worker().hub().stopping) return close();
    error_code ignored;
    socket().non_blocking(true, ignored);
    if constexpr (kTls) {
      expire_after(options_.header_timeout);
      stream_.async_handshake(boost::asio::ssl::stream_base::server,
                              [self = this->shared_from_this()](error_code error) {
                                if (error) return self->close();
                                self->idle();
                                self->read();
                              });
    } else {
      idle();
      read();
    }
  }

  void expire() override { close(); }

  void stop() override {
    if (phase_ == Phase::kIdle || phase_ == Phase::kHead || phase_ == Phase::kEnding) {
      return close();
    }
    if (timer_) timer_->cancel();  // an answer that was to come later comes now
  }

 private:
  using error_code = boost::system::error_code;
  using Delivery = HttpAnswer::Delivery;
  using milliseconds = std::chrono::milliseconds;
  static constexpr bool kTls = !std::is_same_v<Stream, HttpSocket>;

  // How much of a refused body is read and thrown away, and for how long, so that the client sees
  // the answer instead of a reset.
  static constexpr std::size_t kLingerBytes = 512u << 20;
  static constexpr milliseconds kLingerTime{5'000};
  static constexpr milliseconds kLingerTimeStopping{200};
  static constexpr std::size_t kReadBytes = 16u << 10;
  static constexpr std::size_t kReadBodyBytes = 64u << 10;
  // Bodies up to this size are sent from one buffer with their head.
  static constexpr std::size_t kJoinedBytes = 16u << 10;
  static constexpr int kSlowPieces = 20;
  static constexpr milliseconds kSlowPause{100};

  enum class Phase { kIdle, kHead, kBody, kAnswering, kEnding };
  enum class Then { kReadBody, kNextRequest, kNextPiece, kEnd };

  [[nodiscard]] HttpSocket& socket() {
    if constexpr (kTls) {
      return stream_.next_layer();
    } else {
      return stream_;
    }
  }

  void expire_after(milliseconds time) { deadline = std::chrono::steady_clock::now() + time; }

  void close() {
    error_code ignored;
    if (timer_) timer_->cancel();
    socket().close(ignored);
    phase_ = Phase::kEnding;
    deadline = SteadyTime::max();
  }

  void idle() {
    phase_ = Phase::kIdle;
    parser_.next();
    // Idle connections keep no more than they need to begin.
    if (input_.size() == 0 && input_.capacity() > kReadBodyBytes) input_.shrink_to_fit();
    if (output_.capacity() > kReadBodyBytes) output_ = std::string();
    expire_after(options_.idle_timeout);
  }

  void read() {
    const std::size_t room = phase_ == Phase::kBody ? kReadBodyBytes : kReadBytes;
    stream_.async_read_some(input_.prepare(room),
                            [self = this->shared_from_this()](error_code error, std::size_t count) {
                              // A client that is gone, or that went while it was sending, gets
                              // nothing.
                              if (error) return self->close();
                              self->input_.commit(count);
                              self->process();
                            });
  }

  /// Answers what is there, as long as that takes no waiting.
  void process() {
    for (;;) {
      if (input_.size() == 0) return read();
      std::size_t used = 0;
      const auto bytes = input_.cdata();
      const auto step = parser_.feed({static_cast<const char*>(bytes.data()), bytes.size()}, &used);
      input_.consume(used);
      switch (step) {
        case RequestParser::Step::kMore:
          if (phase_ == Phase::kIdle) {
            phase_ = Phase::kHead;
            expire_after(options_.header_timeout);
          }
          return read();
        case RequestParser::Step::kHead:
          phase_ = Phase::kBody;
          expire_after(options_.body_timeout);
          if (parser_.expects_continue() && input_.size() == 0) {
            output_ = "HTTP/1.1 100 Continue\r\n\r\n";
            if (!send({}, Then::kReadBody)) return;
          }
          break;
        case RequestParser::Step::kDone:
          if (!answer(parser_.keep_alive())) return;
          break;
        case RequestParser::Step::kTooLarge:
          unread_ = true;
          answer(false);
          return;
        case RequestParser::Step::kRefused:
          unread_ = true;
          refuse();
          return;
      }
    }
  }

  // The functions below that give a bool say whether `process` may go on at once.

  /// A message that is not HTTP is answered, but nothing behind it can be read.
  void refuse() {
    const auto& refusal = parser_.refusal();
    keep_alive_ = false;
    // Known unless the request line itself is what is wrong.
    head_only_ = parser_.query().method == "HEAD";
    answer_ = {refusal.status,
               {{"Content-Type", "application/json"}},
               "{\"message\":\"" + refusal.reason + "\"}"};
    if (refusal.status == 415) answer_.headers.emplace_back("Accept-Encoding", "gzip");
    phase_ = Phase::kAnswering;
    deliver();
  }

  bool answer(bool keep_alive) {
    phase_ = Phase::kAnswering;
    const HttpQuery& query = parser_.query();
    try {
      answer_ = worker().hub().handler(query);
    } catch (const std::exception&) {
      // A defect of ours: the client gets what a broken server gives, and other clients go on.
      answer_ = {
          500, {{"Content-Type", "application/json"}}, R"({"message":"Internal Server Error"})"};
    }
    keep_alive_ = keep_alive;
    head_only_ = query.method == "HEAD";
    if (answer_.delay <= milliseconds(0)) return deliver();
    wait(answer_.delay, &HttpSession::deliver);
    return false;
  }

  /// Calls `next` later; at once when the server stops.
  void wait(milliseconds time, bool (HttpSession::*next)()) {
    deadline = SteadyTime::max();
    if (!timer_) timer_.emplace(worker().context().get_executor());
    timer_->expires_after(worker().hub().stopping ? milliseconds(0) : time);
    timer_->async_wait([self = this->shared_from_this(), next](error_code) {
      if (!self->socket().is_open()) return;
      if ((self.get()->*next)()) self->process();
    });
  }

  bool deliver() {
    switch (answer_.delivery) {
      case Delivery::kNever:
        wait_for_hangup();
        return false;
      case Delivery::kReset:
        reset();
        return false;
      case Delivery::kTruncated:
      case Delivery::kSlow:
      case Delivery::kWhole:
        break;
    }
    if (worker().hub().stopping || answer_.delivery == Delivery::kTruncated) keep_alive_ = false;
    output_.clear();
    append_head(answer_,
                !keep_alive_           ? Persistence::kClosed
                : parser_.is_http_10() ? Persistence::kSaidKept
                                       : Persistence::kKept,
                &output_);
    const bool with_body = !head_only_ && !is_bodiless(answer_.status);
    std::string_view body = with_body ? std::string_view(answer_.body) : std::string_view();
    if (answer_.delivery == Delivery::kTruncated) {
      // One byte less than all of it at the most; without a body, the head is what is cut.
      if (body.empty()) output_.resize(output_.size() - 1);
      body = body.substr(0, body.size() / 2);
    }
    if (answer_.delivery == Delivery::kSlow) {
      slow_rest_ = body;
      return send({}, Then::kNextPiece);
    }
    if (body.size() <= kJoinedBytes) {
      output_.append(body);
      body = {};
    }
    return send(body, keep_alive_ ? Then::kNextRequest : Then::kEnd);
  }

  bool next_piece() {
    const std::size_t size =
        worker().hub().stopping
            ? slow_rest_.size()
            : std::min(slow_rest_.size(),
                       std::max<std::size_t>(answer_.body.size() / kSlowPieces, 1));
    output_ = slow_rest_.substr(0, size);
    slow_rest_.remove_prefix(size);
    if (!slow_rest_.empty()) return send({}, Then::kNextPiece);
    return send({}, keep_alive_ ? Then::kNextRequest : Then::kEnd);
  }

  /// Sends `output_`, then `body`, which must stay until then.
  bool send(std::string_view body, Then then) {
    pending_ = {boost::asio::buffer(output_), boost::asio::buffer(body.data(), body.size())};
    then_ = then;
    if constexpr (!kTls) {
      // Most answers fit into the socket's buffer: no need for a round through the event loop.
      error_code error;
      sent(body.empty() ? socket().write_some(pending_[0], error)
                        : socket().write_some(pending_, error));
      if (error && error != boost::asio::error::would_block) {
        close();
        return false;
      }
      if (pending_size() == 0) return after_sending();
    }
    send_rest();
    return false;
  }

  void send_rest() {
    expire_after(options_.body_timeout);  // a slow reader may go on, one that does not read may not
    stream_.async_write_some(
        pending_, [self = this->shared_from_this()](error_code error, std::size_t count) {
          if (error) return self->close();
          self->sent(count);
          if (self->pending_size() > 0) return self->send_rest();
          if (self->after_sending()) self->process();
        });
  }

  void sent(std::size_t count) {
    for (auto& part : pending_) {
      const std::size_t taken = std::min(count, part.size());
      part += taken;
      count -= taken;
    }
  }

  [[nodiscard]] std::size_t pending_size() const { return pending_[0].size() + pending_[1].size(); }

  bool after_sending() {
    switch (then_) {
      case Then::kReadBody:
        expire_after(options_.body_timeout);
        return true;
      case Then::kNextRequest:
        if (worker().hub().stopping) {
          // It was told otherwise, but may know from the end of the connection.
          linger();
          return false;
        }
        idle();
        return true;
      case Then::kNextPiece:
        wait(kSlowPause, &HttpSession::next_piece);
        return false;
      case Then::kEnd:
        linger();
        return false;
    }
    return false;
  }

  /// Says that nothing more will come, then reads until the client has seen it.
  void linger() {
    phase_ = Phase::kEnding;
    if (!kTls && worker().hub().stopping && !unread_) return close();
    expire_after(worker().hub().stopping ? kLingerTimeStopping : kLingerTime);
    if constexpr (kTls) {
      // The farewell of TLS is out when this ends, whether or not the client had one as well.
      stream_.async_shutdown([self = this->shared_from_this()](error_code) { self->hang_up(); });
    } else {
      hang_up();
    }
  }

  void hang_up() {
    error_code ignored;
    if (!socket().is_open()) return;
    socket().shutdown(HttpSocket::shutdown_send, ignored);
    input_.clear();
    drain();
  }

  void drain() {
    input_.clear();
    socket().async_read_some(
        input_.prepare(kReadBodyBytes),
        [self = this->shared_from_this()](error_code error, std::size_t count) {
          self->drained_ += count;
          if (error || self->drained_ > kLingerBytes) return self->close();
          self->drain();
        });
  }

  void wait_for_hangup() {
    phase_ = Phase::kEnding;
    expire_after(options_.idle_timeout);
    input_.clear();
    socket().async_read_some(
        input_.prepare(kReadBytes),
        [self = this->shared_from_this()](error_code, std::size_t) { self->close(); });
  }

  void reset() {
    error_code ignored;
    socket().set_option(boost::asio::socket_base::linger(true, 0), ignored);
    close();
  }

  Stream stream_;
  const HttpServerOptions& options_;
  RequestParser parser_;
  boost::beast::flat_buffer input_;
  HttpAnswer answer_;
  std::string output_;
  std::array<boost::asio::const_buffer, 2> pending_;  ///< what is not sent yet
  std::string_view slow_rest_;                        ///< of the body, for Delivery::kSlow
  std::optional<HttpTimer> timer_;                    ///< for answers that take their time
  std::size_t drained_ = 0;
  Phase phase_ = Phase::kIdle;
  Then then_ = Then::kEnd;
  bool unread_ = false;  ///< the client sends more than will be read: closing would be a reset
  bool keep_alive_ = false;
  bool head_only_ = false;
};

}  // namespace brazecheck::mock
