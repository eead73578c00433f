#include "cli/courier.h"

#include <fmt/format.h>

#include <chrono>
#include <cstdio>

#include "contract/error.h"
#include "transport/http_client.h"
#include "transport/url.h"

namespace brazecheck::cli {

namespace {

constexpr std::chrono::milliseconds kTimeout{5000};

void say(const std::string& url, const std::string& what) {
  fmt::print(stderr, "callback {}: {}\n", url, what);
}

}  // namespace

void deliver(const mock::Outgoing& message) {
  try {
    // Scheme and authority are the base; the client takes the path by itself.
    const std::size_t authority = message.url.find("://");
    const std::size_t slash =
        authority == std::string::npos ? authority : message.url.find('/', authority + 3);
    const BaseUrl base = parse_base_url(message.url.substr(0, slash));
    if (!base.loopback) return say(message.url, "not sent, because it is on another machine");
    ClientOptions options;
    options.base_url = base.text;
    options.timeout = kTimeout;
    HttpClient client(std::move(options));
    Request request;
    request.method = "POST";
    request.path = slash == std::string::npos ? "/" : message.url.substr(slash);
    request.body = message.body;
    const Exchange exchange = client.send(request, std::nullopt);
    if (exchange.error) say(message.url, exchange.error->message);
  } catch (const InputError& error) {
    say(message.url, error.what());
  }
}

}  // namespace brazecheck::cli
