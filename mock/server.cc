#include "mock/server.h"

#include <fmt/format.h>

#include "mock/emulator.h"
#include "mock/http_server.h"

namespace brazecheck::mock {

namespace {

class EmulatorServer : public Server {
 public:
  EmulatorServer(const ContractIndex& index, ServerOptions options)
      : host_(options.host),
        emulator_(index, {std::move(options.keys), std::move(options.faults)}) {
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
