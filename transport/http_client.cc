#include "transport/http_client.h"

#include <curl/curl.h>
#include <fmt/format.h>

#include <system_error>

#include "contract/error.h"
#include "transport/body.h"
#include "transport/redact.h"
#include "transport/url.h"

namespace brazecheck {
namespace {

/// Header lines of one response together. More than any API sends, and less than the 300 KB at
/// which newer versions of libcurl give up with an error that says nothing of size.
constexpr std::size_t kMaxHeaderBytes = 256u << 10;

/// Shortest key that is hidden although nobody called it a secret.
constexpr std::size_t kMinBearer = 8;

using Kind = TransportError::Kind;

template <typename T>
void set(CURL* curl, CURLoption option, T value) {
  if (curl_easy_setopt(curl, option, value) == CURLE_OUT_OF_MEMORY) throw std::bad_alloc();
}

/// A list of header lines for libcurl.
class HeaderLines {
 public:
  ~HeaderLines() { clear(); }
  HeaderLines() = default;
  HeaderLines(const HeaderLines&) = delete;
  HeaderLines& operator=(const HeaderLines&) = delete;

  void add(const std::string& line) {
    curl_slist* longer = curl_slist_append(list_, line.c_str());
    if (longer == nullptr) throw std::bad_alloc();
    list_ = longer;
  }
  void clear() {
    curl_slist_free_all(list_);
    list_ = nullptr;
  }
  [[nodiscard]] curl_slist* get() const { return list_; }

 private:
  curl_slist* list_ = nullptr;
};

bool is_token(std::string_view text) {
  constexpr std::string_view kMarks = "!#$%&'*+-.^_`|~";
  for (const char c : text) {
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    if (!letter && kMarks.find(c) == std::string_view::npos) return false;
  }
  return !text.empty();
}

/// What would end the header line early is a mistake of ours: it must not become another header.
void require_line(std::string_view value, const std::string& where) {
  if (value.find_first_of(std::string_view("\r\n\0", 3)) != std::string_view::npos) {
    throw InputError("request.bad-header", where, "holds a line break or a NUL byte");
  }
}

Kind kind_of(CURLcode code) {
  switch (code) {
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_RESOLVE_PROXY:
      return Kind::kResolve;
    case CURLE_COULDNT_CONNECT:
    case CURLE_PROXY:
    case CURLE_INTERFACE_FAILED:
      return Kind::kConnect;
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_ENGINE_NOTFOUND:
    case CURLE_SSL_ENGINE_SETFAILED:
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_SSL_CIPHER:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_ISSUER_ERROR:
    case CURLE_SSL_CRL_BADFILE:
    case CURLE_SSL_INVALIDCERTSTATUS:
    case CURLE_SSL_PINNEDPUBKEYNOTMATCH:
    case CURLE_USE_SSL_FAILED:
      return Kind::kTls;
    case CURLE_OPERATION_TIMEDOUT:
      return Kind::kTimeout;
    case CURLE_ABORTED_BY_CALLBACK:
      return Kind::kInterrupted;
    case CURLE_SEND_ERROR:
    case CURLE_RECV_ERROR:
    case CURLE_GOT_NOTHING:
    case CURLE_PARTIAL_FILE:
    case CURLE_SSL_SHUTDOWN_FAILED:
      return Kind::kReset;
    case CURLE_FILESIZE_EXCEEDED:
      return Kind::kTooLarge;
    default:
      return Kind::kProtocol;
  }
}

std::string seconds(std::chrono::milliseconds time) {
  return fmt::format("{:g} s", static_cast<double>(time.count()) / 1000);
}

}  // namespace

struct HttpClient::Impl {
  explicit Impl(ClientOptions client_options)
      : options(std::move(client_options)),
        base(parse_base_url(options.base_url)),
        redactor(options.secrets) {
    static const CURLcode started = curl_global_init(CURL_GLOBAL_DEFAULT);
    curl = started == CURLE_OK ? curl_easy_init() : nullptr;
    if (curl == nullptr) throw std::bad_alloc();
    set(curl, CURLOPT_NOSIGNAL, 1L);
    set(curl, CURLOPT_PROTOCOLS_STR, "http,https");
    set(curl, CURLOPT_PATH_AS_IS, 1L);
    set(curl, CURLOPT_FOLLOWLOCATION, 0L);
    set(curl, CURLOPT_USERAGENT, "brazecheck/" BRAZECHECK_VERSION);
    set(curl, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(options.connect_timeout.count()));
    set(curl, CURLOPT_TIMEOUT_MS, static_cast<long>(options.timeout.count()));
    set(curl, CURLOPT_HTTP_VERSION,
        static_cast<long>(base.tls ? CURL_HTTP_VERSION_2TLS : CURL_HTTP_VERSION_1_1));
    set(curl, CURLOPT_SSL_VERIFYPEER, 1L);
    set(curl, CURLOPT_SSL_VERIFYHOST, 2L);
    set(curl, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
    if (!options.ca_file.empty()) {
      set(curl, CURLOPT_CAINFO, options.ca_file.c_str());
      set(curl, CURLOPT_CAPATH, nullptr);
    }
    // A proxy of the environment cannot reach this machine's own loopback.
    if (base.loopback) set(curl, CURLOPT_NOPROXY, "*");
    set(curl, CURLOPT_MAXFILESIZE_LARGE, static_cast<curl_off_t>(options.max_response_bytes));
    set(curl, CURLOPT_ERRORBUFFER, error_text);
    if (options.stop != nullptr) {
      set(curl, CURLOPT_NOPROGRESS, 0L);
      set(curl, CURLOPT_XFERINFOFUNCTION, &Impl::on_progress);
      set(curl, CURLOPT_XFERINFODATA, this);
    }
    set(curl, CURLOPT_WRITEFUNCTION, &Impl::on_body);
    set(curl, CURLOPT_WRITEDATA, this);
    set(curl, CURLOPT_HEADERFUNCTION, &Impl::on_header);
    set(curl, CURLOPT_HEADERDATA, this);
  }
  ~Impl() { curl_easy_cleanup(curl); }
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;

  static std::size_t on_body(char* bytes, std::size_t, std::size_t count, void* self) {
    auto* client = static_cast<Impl*>(self);
    if (client->received.size() + count > client->options.max_response_bytes) {
      client->too_large = true;
      return 0;
    }
    client->received.append(bytes, count);
    return count;
  }

  static std::size_t on_header(char*, std::size_t, std::size_t count, void* self) {
    auto* client = static_cast<Impl*>(self);
    client->header_bytes += count;
    client->too_large = client->header_bytes > kMaxHeaderBytes;
    return client->too_large ? 0 : count;
  }

  /// Header lines as they go out; the key is in them and nowhere else.
  void prepare_headers(const Request& request, bool has_body,
                       const std::optional<std::string>& bearer) {
    lines.clear();
    // libcurl would wait a second for a server that does not answer it.
    lines.add("Expect:");
    bool typed = false, signed_otherwise = false;
    for (const auto& [name, value] : request.headers) {
      if (!is_token(name)) {
        throw InputError("request.bad-header", "header name", "is not an HTTP token");
      }
      require_line(value, "header " + name);
      const bool is_type = curl_strequal(name.c_str(), "Content-Type") != 0;
      typed = typed || is_type;
      if (bearer && curl_strequal(name.c_str(), "Authorization") != 0) {
        const auto at = value.find(kKeyPlaceholder);
        if (at == std::string::npos) continue;
        require_line(*bearer, "the key");
        std::string other = value;
        lines.add(name + ": " + other.replace(at, kKeyPlaceholder.size(), *bearer));
        signed_otherwise = true;
        continue;
      }
      // "Name;" is libcurl's notation of a header without a value; "Name:" suppresses it.
      lines.add(value.empty() ? name + (is_type ? ":" : ";") : name + ": " + value);
    }
    if (!typed) lines.add(has_body ? "Content-Type: application/json" : "Content-Type:");
    if (bearer && !signed_otherwise) {
      require_line(*bearer, "the key");
      lines.add("Authorization: Bearer " + *bearer);
    }
    set(curl, CURLOPT_HTTPHEADER, lines.get());
  }

  void prepare_method(const std::string& method, const std::string* body) {
    if (!is_token(method)) {
      throw InputError("request.bad-method", "request method", "is not an HTTP token");
    }
    set(curl, CURLOPT_NOBODY, 0L);
    if (method == "HEAD") {
      set(curl, CURLOPT_NOBODY, 1L);
      set(curl, CURLOPT_CUSTOMREQUEST, nullptr);
      return;
    }
    if (body != nullptr) {
      set(curl, CURLOPT_POST, 1L);
      set(curl, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(body->size()));
      set(curl, CURLOPT_POSTFIELDS, body->data());
    } else {
      set(curl, CURLOPT_HTTPGET, 1L);
    }
    set(curl, CURLOPT_CUSTOMREQUEST, method.c_str());
  }

  Response take_response(const Redactor& secrets) {
    Response response;
    long status = 0;
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
    response.status = static_cast<int>(status);
    curl_header* header = nullptr;
    while ((header = curl_easy_nextheader(curl, CURLH_HEADER, -1, header)) != nullptr) {
      response.headers.emplace_back(header->name, header->value);
    }
    secrets.redact_headers(&response.headers);
    if (received.empty()) return response;
    secrets.redact(&received);
    response.body = parse_body(received);
    if (!response.body) response.body_text = received;
    return response;
  }

  static int on_progress(void* self, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
    return *static_cast<Impl*>(self)->options.stop ? 1 : 0;
  }

  TransportError take_error(CURLcode code, const Redactor& secrets) const {
    TransportError error;
    error.kind = too_large ? Kind::kTooLarge : kind_of(code);
    error.message = base.authority + ": " + explain(error.kind, code);
    secrets.redact(&error.message);
    return error;
  }

  /// Our own words where libcurl's hold what differs from run to run (ports, milliseconds).
  std::string explain(Kind kind, CURLcode code) const {
    switch (kind) {
      case Kind::kResolve:
        return code == CURLE_COULDNT_RESOLVE_PROXY ? "the proxy's name does not resolve"
                                                   : "the name does not resolve";
      case Kind::kConnect: {
        long number = 0;
        curl_easy_getinfo(curl, CURLINFO_OS_ERRNO, &number);
        if (number == 0) return "cannot connect";
        return "cannot connect: " + std::generic_category().message(static_cast<int>(number));
      }
      case Kind::kTls:
        return std::string("TLS: ") +
               (error_text[0] != '\0' ? error_text : curl_easy_strerror(code));
      case Kind::kTimeout: {
        curl_off_t connected = 0;
        curl_easy_getinfo(curl, base.tls ? CURLINFO_APPCONNECT_TIME_T : CURLINFO_CONNECT_TIME_T,
                          &connected);
        if (connected == 0) return "no connection within " + seconds(options.connect_timeout);
        return "no complete response within " + seconds(options.timeout);
      }
      case Kind::kReset:
        if (code == CURLE_PARTIAL_FILE) return "the connection ended before the response did";
        if (code == CURLE_GOT_NOTHING) return "the connection was closed without a response";
        return "the connection broke off";
      case Kind::kTooLarge:
        return fmt::format(
            "the response is larger than {} bytes",
            header_bytes > kMaxHeaderBytes ? kMaxHeaderBytes : options.max_response_bytes);
      case Kind::kProtocol:
        return std::string("not a valid HTTP response: ") + curl_easy_strerror(code);
      case Kind::kInterrupted:
        return "given up, as the run was interrupted";
    }
    return "unknown";
  }

  ClientOptions options;
  BaseUrl base;
  Redactor redactor;
  CURL* curl = nullptr;
  HeaderLines lines;
  std::string url, sent, received;  // kept for their capacity
  std::size_t header_bytes = 0;
  bool too_large = false;
  char error_text[CURL_ERROR_SIZE] = "";
};

HttpClient::HttpClient(ClientOptions options) : impl_(std::make_unique<Impl>(std::move(options))) {}
HttpClient::~HttpClient() = default;
HttpClient::HttpClient(HttpClient&&) noexcept = default;
HttpClient& HttpClient::operator=(HttpClient&&) noexcept = default;

Exchange HttpClient::send(Request request, const std::optional<std::string>& bearer) {
  Impl& client = *impl_;
  request.path = wire_path(request.path);
  client.url.assign(client.base.text).append(request.path).append(wire_query(request.query));

  // Bodies go out byte for byte; methods that carry one by custom say so with an empty one.
  const bool has_body = request.method != "HEAD" && (request.body || request.body_text);
  const bool expects_body =
      request.method == "POST" || request.method == "PUT" || request.method == "PATCH";
  client.sent.clear();
  if (request.body) {
    client.sent = request.body->dump(-1, ' ', false, Json::error_handler_t::replace);
  } else if (request.body_text) {
    client.sent = *request.body_text;
  }
  client.prepare_headers(request, has_body, bearer);
  client.prepare_method(request.method, has_body || expects_body ? &client.sent : nullptr);
  set(client.curl, CURLOPT_URL, client.url.c_str());
  client.received.clear();
  client.header_bytes = 0;
  client.too_large = false;
  client.error_text[0] = '\0';

  Exchange exchange;
  const auto start = std::chrono::steady_clock::now();
  const CURLcode code = curl_easy_perform(client.curl);
  exchange.seconds =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();

  // The key is usually one of the secrets already; a generated, wrong one is hidden all the same.
  std::optional<Redactor> wider;
  // Not a short one: hiding every "a" would leave nothing to judge.
  if (bearer && bearer->size() >= kMinBearer && !client.redactor.knows(*bearer)) {
    wider = client.redactor;
    wider->add(*bearer);
  }
  const Redactor& secrets = wider ? *wider : client.redactor;
  if (code == CURLE_OK) {
    exchange.response = client.take_response(secrets);
  } else {
    exchange.error = client.take_error(code, secrets);
  }
  if (has_body && find_header(request.headers, "Content-Type") == nullptr) {
    request.headers.emplace_back("Content-Type", "application/json");
  }
  secrets.redact_fields(&request.query);
  secrets.redact_headers(&request.headers);
  secrets.redact(&request.path);
  if (request.body_text) secrets.redact(&*request.body_text);
  if (request.body && secrets.found_in(client.sent)) secrets.redact(&*request.body);
  exchange.request = std::move(request);
  return exchange;
}

}  // namespace brazecheck
