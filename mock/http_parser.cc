// One of Beast's assertions is stricter than its code, which is right: it fails when the last
// chunk, "0\r\n", is there before the two bytes behind it.
#define BOOST_DISABLE_ASSERTS

#include "mock/http_parser.h"

#include <algorithm>
#include <boost/beast/http/basic_parser.hpp>
#include <boost/beast/http/error.hpp>
#include <functional>
#include <optional>
#include <utility>

#include "mock/http_gunzip.h"
#include "mock/http_wire.h"

namespace brazecheck::mock {

namespace http = boost::beast::http;
using boost::system::error_code;
using BeastView = boost::beast::string_view;
using Step = RequestParser::Step;

namespace {

// A body that was large is not kept for the next request of a connection that may stay idle.
constexpr std::size_t kKeptBodyBytes = 64u << 10;
constexpr std::size_t kReservedBytes = 4u << 20;
// How much longer gzip may make a body that it cannot make shorter (it takes 5 bytes a 16 KB).
constexpr std::size_t kGzipSlack = 64u << 10;
constexpr std::string_view kTooMuchBetween =
    "what stands between and behind the chunks is too long";

std::string_view view(BeastView text) { return {text.data(), text.size()}; }

bool same_word(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) {
    const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
    return lower(x) == lower(y);
  });
}

/// Whether the value was continued on another line: Beast then points elsewhere than right behind
/// the name.
bool is_folded(std::string_view name, std::string_view value, std::string_view input) {
  const char* after = name.data() + name.size();
  const std::less<> before;
  if (before(value.data(), after) || before(input.data() + input.size(), value.data())) return true;
  return std::find(after, value.data(), '\n') != value.data();
}

/// A host with an optional port, by its characters. Empty is allowed.
bool is_host(std::string_view text) {
  return std::none_of(text.begin(), text.end(), [](char c) {
    static constexpr std::string_view kNever = " \t/\\?#@<>\"{}|^`,";
    const bool plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || c == '.' || c == ':';
    return !plain && kNever.find(c) != std::string_view::npos;
  });
}

/// A path, "*", or an absolute URL.
bool is_target(std::string_view method, std::string_view target) {
  if (target.starts_with('/')) return true;
  if (target == "*") return method == "OPTIONS";
  const std::size_t scheme = target.find("://");
  return method == "CONNECT" ||
         (scheme != std::string_view::npos && scheme > 0 && target.size() > scheme + 3);
}

}  // namespace

/// Beast's parser, writing into a query that is used again for each request of the connection.
class RequestParser::Message {
 public:
  Message(const HttpServerOptions& options, std::string remote_address) : options_(&options) {
    query_.remote_address = std::move(remote_address);
    next();
  }

  void next() {
    parser_.emplace(this);
    parser_->header_limit(static_cast<std::uint32_t>(options_->max_header_bytes));
    parser_->body_limit(boost::none);  // judged once the headers are known
    query_.method.clear();
    query_.target.clear();
    query_.body.clear();
    if (query_.body.capacity() > kKeptBodyBytes) query_.body.shrink_to_fit();
    query_.body_too_large = false;
    gunzip_.reset();
    header_count_ = header_bytes_ = host_count_ = limit_ = 0;
    expects_continue_ = has_transfer_encoding_ = head_reported_ = false;
    http_10_ = false;
    refusal_.reason.clear();
  }

  Step feed(std::string_view bytes, std::size_t* used) {
    *used = 0;
    if (!parser_->got_some()) {
      // Some clients end a body with a line break that does not count.
      while (bytes.substr(*used).starts_with("\r\n")) *used += 2;
      if (*used == bytes.size() || bytes.substr(*used) == "\r") return Step::kMore;
    }
    while (*used < bytes.size()) {
      input_ = bytes.substr(*used);
      error_code error;
      *used += parser_->put({input_.data(), input_.size()}, error);
      if (error == http::error::need_more) return wait_for_more(bytes.size() - *used);
      if (error) return fail(error);
      if (parser_->is_done()) return Step::kDone;
      if (parser_->is_header_done() && !head_reported_) {
        head_reported_ = true;
        parser_->eager(true);
        return Step::kHead;
      }
    }
    return Step::kMore;
  }

  const HttpServerOptions* options_;
  HttpQuery query_;
  Refusal refusal_;
  bool expects_continue_ = false;
  bool http_10_ = false;
  [[nodiscard]] bool keep_alive() const { return parser_->keep_alive(); }

 private:
  class Parser final : public http::basic_parser<true> {
   public:
    explicit Parser(Message* message) : message_(message) {}

   private:
    void on_request_impl(http::verb, BeastView method, BeastView target, int version,
                         error_code& error) override {
      message_->on_request(view(method), view(target), version, error);
    }
    void on_response_impl(int, BeastView, int, error_code&) override {}
    void on_field_impl(http::field field, BeastView name, BeastView value,
                       error_code& error) override {
      if (is_header_done()) return message_->on_extra(name.size() + value.size(), error);
      message_->on_field(field, view(name), view(value), error);
    }
    void on_header_impl(error_code& error) override { message_->on_head(error); }
    void on_body_init_impl(const boost::optional<std::uint64_t>&, error_code&) override {}
    std::size_t on_body_impl(BeastView bytes, error_code& error) override {
      return message_->on_body(view(bytes), error);
    }
    void on_chunk_header_impl(std::uint64_t, BeastView extension, error_code& error) override {
      message_->on_extra(extension.size(), error);
    }
    std::size_t on_chunk_body_impl(std::uint64_t, BeastView bytes, error_code& error) override {
      return message_->on_body(view(bytes), error);
    }
    void on_finish_impl(error_code& error) override { message_->on_end(error); }

    Message* message_;
  };

  void refuse(int status, std::string_view reason, error_code& error) {
    refusal_.status = status;
    refusal_.reason = reason;
    error = http::error::bad_value;  // any error makes Beast stop
  }

  void on_request(std::string_view method, std::string_view target, int version,
                  error_code& error) {
    query_.method = method;
    query_.target = target;
    http_10_ = version == 10;
    if (!is_target(method, target)) {
      return refuse(400, "the request target is neither a path nor an absolute URL", error);
    }
    if (!has_valid_escapes(target)) {
      refuse(400, "the request target has a broken percent escape", error);
    }
  }

  void on_field(http::field field, std::string_view name, std::string_view value,
                error_code& error) {
    if (is_folded(name, value, input_)) {
      return refuse(400, "a header is folded over several lines", error);
    }
    header_bytes_ += name.size() + value.size();
    if (header_count_ == options_->max_headers) return refuse(431, "too many headers", error);
    if (header_bytes_ > options_->max_header_bytes) {
      return refuse(431, "the headers are too large", error);
    }
    if (header_count_ == query_.headers.size()) {
      query_.headers.emplace_back(name, value);
    } else {
      query_.headers[header_count_].first = name;
      query_.headers[header_count_].second = value;
    }
    ++header_count_;
    if (field == http::field::host) {
      if (++host_count_ > 1) return refuse(400, "more than one Host header", error);
      if (!is_host(value)) return refuse(400, "the Host header is no host", error);
    } else if (field == http::field::transfer_encoding) {
      has_transfer_encoding_ = true;
      if (!same_word(value, "chunked")) {
        return refuse(501, "the only transfer encoding known here is chunked", error);
      }
    } else if (field == http::field::content_encoding) {
      on_content_encoding(value, error);
    } else if (field == http::field::expect) {
      if (!same_word(value, "100-continue")) {
        return refuse(417, "the only expectation known here is 100-continue", error);
      }
      expects_continue_ = true;
    }
  }

  /// Trailers and what may stand behind a chunk's size: nothing here has a use for them, but they
  /// count.
  void on_extra(std::size_t bytes, error_code& error) {
    header_bytes_ += bytes;
    if (header_bytes_ > options_->max_header_bytes) refuse(400, kTooMuchBetween, error);
  }

  void on_content_encoding(std::string_view value, error_code& error) {
    if (same_word(value, "identity")) return;
    const bool gzip = same_word(value, "gzip") || same_word(value, "x-gzip");
    if (!gzip || gunzip_) {
      return refuse(415, "the only content encoding known here is gzip, once", error);
    }
    gunzip_ = std::make_unique<Gunzip>();
  }

  void on_head(error_code& error) {
    query_.headers.resize(header_count_);
    if (http_10_) {
      expects_continue_ = false;
      // Senders of HTTP/1.0 know no such thing; a proxy in between may have read another length.
      if (has_transfer_encoding_) {
        return refuse(400, "HTTP/1.0 has no transfer encoding", error);
      }
    } else if (host_count_ == 0) {
      return refuse(400, "no Host header", error);
    }
    const auto length = parser_->content_length();
    if (!parser_->chunked() && length.value_or(0) == 0) return;
    limit_ = options_->body_limit ? options_->body_limit(query_.method, query_.target)
                                  : options_->max_body_bytes;
    if (length && *length > limit_ + (gunzip_ ? kGzipSlack : 0)) {
      error = http::error::body_limit;
      return;
    }
    // What cannot be packed grows by a little.
    parser_->body_limit(gunzip_ ? limit_ + kGzipSlack : limit_);
    // What is only announced costs nothing yet.
    if (length) query_.body.reserve(std::min<std::size_t>(*length, kReservedBytes));
  }

  std::size_t on_body(std::string_view bytes, error_code& error) {
    if (!gunzip_) {
      query_.body.append(bytes);
      return bytes.size();
    }
    switch (gunzip_->feed(bytes, limit_, &query_.body)) {
      case Gunzip::Step::kMore:
        break;
      case Gunzip::Step::kTooLarge:
        error = http::error::body_limit;
        break;
      case Gunzip::Step::kBroken:
        refuse(400, "the body is no valid gzip", error);
        break;
    }
    return bytes.size();
  }

  void on_end(error_code& error) {
    if (gunzip_ && !gunzip_->complete()) refuse(400, "the gzip body ends too early", error);
  }

  /// Beast limits headers, not the lines between chunks and behind them.
  Step wait_for_more(std::size_t unused) {
    if (unused <= options_->max_header_bytes) return Step::kMore;
    error_code ignored;
    if (parser_->is_header_done()) {
      refuse(400, kTooMuchBetween, ignored);
    } else if (query_.method.empty()) {
      refuse(414, "the request line is too long", ignored);
    } else {
      refuse(431, "the headers are too large", ignored);
    }
    return Step::kRefused;
  }

  Step fail(error_code error) {
    if (error == http::error::body_limit) {
      query_.headers.resize(header_count_);
      query_.body = std::string();
      query_.body_too_large = true;
      return Step::kTooLarge;
    }
    if (!refusal_.reason.empty()) return Step::kRefused;
    if (error == http::error::header_limit) {
      const bool in_line = query_.method.empty();
      refuse(in_line ? 414 : 431,
             in_line ? "the request line is too long" : "the headers are too large", error);
    } else {
      refuse(400, error.message(), error);
    }
    return Step::kRefused;
  }

  std::optional<Parser> parser_;
  std::string_view input_;  ///< what is being read; fields point into it
  std::unique_ptr<Gunzip> gunzip_;
  std::size_t header_count_ = 0;
  std::size_t header_bytes_ = 0;
  std::size_t host_count_ = 0;
  std::size_t limit_ = 0;
  bool has_transfer_encoding_ = false;
  bool head_reported_ = false;
};

RequestParser::RequestParser(const HttpServerOptions& options, std::string remote_address)
    : message_(std::make_unique<Message>(options, std::move(remote_address))) {}
RequestParser::~RequestParser() = default;

Step RequestParser::feed(std::string_view bytes, std::size_t* used) {
  return message_->feed(bytes, used);
}
void RequestParser::next() { message_->next(); }
const HttpQuery& RequestParser::query() const { return message_->query_; }
bool RequestParser::expects_continue() const { return message_->expects_continue_; }
bool RequestParser::keep_alive() const { return message_->keep_alive(); }
bool RequestParser::is_http_10() const { return message_->http_10_; }
const RequestParser::Refusal& RequestParser::refusal() const { return message_->refusal_; }

}  // namespace brazecheck::mock
