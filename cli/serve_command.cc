#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <chrono>
#include <cstdio>
#include <memory>
#include <sstream>
#include <thread>

#include "cli/commands.h"
#include "cli/signals.h"
#include "contract/error.h"
#include "mock/server.h"

namespace brazecheck::cli {
namespace {

constexpr char kDefaultKey[] = "brazecheck";

struct Options {
  std::string host = "127.0.0.1";
  std::uint16_t port = 8080;
  std::vector<std::string> keys;
  std::vector<std::string> faults;
  int threads = 2;
};

// "KEY" or "KEY=permission,permission"
void add_key(const std::string& text, mock::ServerOptions* options) {
  const auto equals = text.find('=');
  const std::string key = text.substr(0, equals);
  if (key.empty()) throw InputError("usage.bad-key", "--key", "the key before '=' is empty");
  if (equals == std::string::npos) {
    options->keys[key] = std::nullopt;
    return;
  }
  std::set<std::string> permissions;
  std::istringstream list(text.substr(equals + 1));
  for (std::string permission; std::getline(list, permission, ',');) {
    if (!permission.empty()) permissions.insert(permission);
  }
  options->keys[key] = std::move(permissions);
}

int serve(const Context& context, const Options& options) {
  const ContractIndex index = context.load();
  mock::ServerOptions server_options{.host = options.host,
                                     .port = options.port,
                                     .keys = {},
                                     .faults = options.faults,
                                     .threads = options.threads};
  for (const auto& key : options.keys) add_key(key, &server_options);
  if (server_options.keys.empty()) {
    server_options.keys[kDefaultKey] = std::nullopt;
    fmt::print(stderr, "no --key given: the key is \"{}\", with every permission\n", kDefaultKey);
  }
  watch_signals();
  const auto server = mock::Server::start(index, server_options);
  fmt::print("{}\n", server->base_url());
  std::fflush(stdout);
  while (!stop_requested()) std::this_thread::sleep_for(std::chrono::milliseconds(50));
  return kConforming;
}

}  // namespace

void add_serve(CLI::App& app, const Context& context, Action* action) {
  auto options = std::make_shared<Options>();
  auto* command = app.add_subcommand("serve", "Run the Braze emulator until interrupted");
  command->footer(
      "Prints its base URL in one line once it listens.\n"
      "\n"
      "Examples:\n"
      "  brazecheck serve --port 8080 --key dev\n"
      "  brazecheck serve --port 0 --key reader=users.export.ids,catalogs.get\n"
      "  curl -H 'Authorization: Bearer dev' http://127.0.0.1:8080/catalogs");
  command->add_option("--host", options->host, "Address to listen on")->capture_default_str();
  command->add_option("--port", options->port, "Port; 0 picks a free one")->capture_default_str();
  command
      ->add_option("--key", options->keys,
                   "KEY or KEY=permission,… (repeatable); without a list: every permission")
      ->allow_extra_args(false);
  command
      ->add_option("--fault", options->faults,
                   "Depart from the documentation on purpose (repeatable), to try out a suite")
      ->allow_extra_args(false);
  command->add_option("--threads", options->threads, "Threads")
      ->check(CLI::Range(1, 64))
      ->capture_default_str();
  command->callback([&context, options, action] {
    *action = [&context, options] { return serve(context, *options); };
  });
}

}  // namespace brazecheck::cli
