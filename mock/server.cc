#include "mock/server.h"

#include <fmt/format.h>

#include "contract/error.h"
#include "mock/clock.h"
#include "mock/emulator.h"
#include "mock/http_server.h"

namespace brazecheck::mock {

namespace {

EmulatorOptions emulator_options(ServerOptions options) {
  EmulatorOptions out{.keys = std::move(options.keys), .faults = std::move(options.faults)};
  if (options.fixed_clock.empty()) return out;
  const auto now = parse_time(options.fixed_clock);
  if (!now) {
    throw InputError("mock.bad-clock", options.fixed_clock,
                     "a time is written as in 2026-01-01T00:00:00Z");
  }
  out.clock = [now = *now] { return now; };
  return out;
}

class EmulatorServer : public Server {
 public:
  EmulatorServer(const ContractIndex& index, ServerOptions options)
      : host_(options.host), emulator_(index, emulator_options(options)) {
    HttpServerOptions http;
    http.host = options.host;
    http.port = options.port;
    http.threads = options.threads;
    http.max_body_bytes = emulator_.max_body_bytes();
    server_ = HttpServer::start(std::move(http),
                                [this](const HttpQuery& query) { return emulator_.handle(query); });
  }

  [[nodiscard]] std::string base_url() const override {
    const bool v6 = host_.find(':') != std::string::npos;
    return fmt::format("http://{}{}{}:{}", v6 ? "[" : "", host_, v6 ? "]" : "", server_->port());
  }
  [[nodiscard]] double busy_seconds() const override { return emulator_.busy_seconds(); }
  [[nodiscard]] std::set<std::string> lacks() const override { return emulator_.lacks(); }

 private:
  std::string host_;
  Emulator emulator_;
  std::unique_ptr<HttpServer> server_;  // last, so that it stops before what it calls goes away
};

}  // namespace

std::unique_ptr<Server> Server::start(const ContractIndex& index, ServerOptions options) {
  return std::make_unique<EmulatorServer>(index, std::move(options));
}

}  // namespace brazecheck::mock
