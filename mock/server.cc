#include "mock/server.h"

#include <fmt/format.h>

#include <condition_variable>
#include <mutex>
#include <thread>

#include "contract/error.h"
#include "mock/admin.h"
#include "mock/emulator.h"
#include "mock/export_files.h"
#include "mock/http_server.h"
#include "mock/json_view.h"

namespace brazecheck::mock {

namespace {

// How often calls that wait for their time are looked at while nobody sends any.
constexpr std::chrono::milliseconds kTick{20};

bool is_loopback(const std::string& host) {
  return host == "localhost" || host == "::1" || in_network(host, "127.0.0.0/8");
}

class EmulatorServer : public Server {
 public:
  EmulatorServer(const ContractIndex& index, ServerOptions options)
      : host_(options.host),
        tls_(!options.tls_certificate.empty()),
        deliver_(std::move(options.deliver)),
        clock_(options.clock),
        emulator_(index, emulator_options(options)),
        admin_(emulator_, clock_, {options.admin, options.admin_token, supplies_of(options)}) {
    if (options.admin && options.admin_token.empty() && !is_loopback(host_)) {
      throw InputError("mock.open-admin", host_,
                       "others reach this address: give the control API a token, or turn it off");
    }
    HttpServerOptions http;
    http.host = options.host;
    http.port = options.port;
    http.threads = options.threads;
    http.body_limit = [this](std::string_view method, std::string_view target) {
      if (target.starts_with(kAdminPath)) return kMaxStateBytes;
      return emulator_.max_body_bytes(method, target);
    };
    http.tls_certificate = options.tls_certificate;
    http.tls_key = options.tls_key;
    server_ = HttpServer::start(std::move(http), [this](const HttpQuery& query) {
      if (auto answer = admin_.handle(query)) return std::move(*answer);
      if (auto file = download(emulator_.store(), query)) return std::move(*file);
      return emulator_.handle(query);
    });
    ticker_ = std::thread([this] { tick(); });
  }

  ~EmulatorServer() override {
    server_.reset();
    {
      const std::lock_guard lock(mutex_);
      stopping_ = true;
    }
    wake_.notify_all();
    ticker_.join();
  }

  [[nodiscard]] std::string base_url() const override {
    const bool v6 = host_.find(':') != std::string::npos;
    return fmt::format("{}://{}{}{}:{}", tls_ ? "https" : "http", v6 ? "[" : "", host_,
                       v6 ? "]" : "", server_->port());
  }
  [[nodiscard]] double busy_seconds() const override { return emulator_.busy_seconds(); }
  [[nodiscard]] std::set<std::string> lacks() const override { return emulator_.lacks(); }

 private:
  // A state that is put back through the control API may be large.
  static constexpr std::size_t kMaxStateBytes = 64u << 20;

  EmulatorOptions emulator_options(const ServerOptions& options) {
    EmulatorOptions out;
    out.keys = options.keys;
    out.faults = options.faults;
    out.clock = [this] { return clock_.now(); };
    out.consistency = std::chrono::round<std::chrono::milliseconds>(
        std::chrono::duration<double>(options.consistency_seconds));
    out.rate_limits = options.rate_limits;
    out.strict = options.strict;
    out.scheme = tls_ ? "https" : "http";
    out.state_file = options.state_file;
    const Json& own = options.fixtures;
    out.fixtures = own.is_null() ? default_fixtures() : own.value("state", own);
    return out;
  }

  static std::map<std::string, std::string> supplies_of(const ServerOptions& options) {
    if (options.fixtures.is_null()) return default_supplies();
    std::map<std::string, std::string> supplies;
    const Json given = options.fixtures.value("supplies", Json::object());
    for (const auto& [name, value] : given.items()) supplies[name] = text(value);
    return supplies;
  }

  /// Carries out what has become due and sends what calls have to say to others.
  void tick() {
    std::unique_lock lock(mutex_);
    while (!wake_.wait_for(lock, kTick, [this] { return stopping_; })) {
      lock.unlock();
      try {
        emulator_.store().catch_up(emulator_.now());
        for (const Outgoing& message : emulator_.store().take_outbox()) {
          if (deliver_) deliver_(message);
        }
      } catch (const std::exception&) {
        // The state file does not take it: calls will say so, as soon as there are any.
      }
      lock.lock();
    }
  }

  std::string host_;
  bool tls_;
  std::function<void(const Outgoing&)> deliver_;
  EmulatedClock clock_;
  Emulator emulator_;
  Admin admin_;
  std::unique_ptr<HttpServer> server_;
  std::mutex mutex_;
  std::condition_variable wake_;
  bool stopping_ = false;
  std::thread ticker_;
};

}  // namespace

std::unique_ptr<Server> Server::start(const ContractIndex& index, ServerOptions options) {
  return std::make_unique<EmulatorServer>(index, std::move(options));
}

}  // namespace brazecheck::mock
