#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <memory>
#include <thread>

#include "cli/commands.h"
#include "cli/courier.h"
#include "cli/signals.h"
#include "cli/target.h"
#include "contract/error.h"
#include "mock/fault_grammar.h"
#include "mock/server.h"

namespace brazecheck::cli {
namespace {

constexpr char kDefaultKey[] = "brazecheck";

struct Options {
  std::string host = "127.0.0.1";
  std::uint16_t port = 8080;
  std::vector<std::string> keys;
  std::string keys_file;
  std::vector<std::string> faults;
  int threads = 2;
  std::string rate_limits = "off";
  std::string clock = "real";
  std::string consistency = "0s";
  std::string state_file;
  std::string fixtures_file;
  bool strict = false;
  bool no_admin = false;
  std::string admin_token_env;
  std::string tls_certificate, tls_key;
};

Json read_json(const std::string& path) {
  std::ifstream in(path);
  if (!in) throw InputError("usage.unreadable", path, "cannot be read");
  try {
    return Json::parse(in);
  } catch (const Json::exception& error) {
    throw InputError("usage.bad-json", path, error.what());
  }
}

// "documented", "off" or a factor.
std::optional<double> rate_factor(const std::string& text) {
  if (text == "off") return std::nullopt;
  if (text == "documented") return 1;
  const std::string number = text.ends_with('x') ? text.substr(0, text.size() - 1) : text;
  char* end = nullptr;
  const double factor = std::strtod(number.c_str(), &end);
  if (number.empty() || *end != '\0' || !(factor > 0) || factor > 1e6) {
    throw InputError("usage.rate-limits", text, "write documented, off, or a factor as in 0.1x");
  }
  return factor;
}

std::map<std::string, mock::KeyGrant, std::less<>> read_keys(const Options& options) {
  mock::Keys keys;
  if (!options.keys_file.empty()) {
    keys = mock::parse_keys(read_json(options.keys_file), options.keys_file);
  }
  for (const auto& key : options.keys) keys.insert(mock::parse_key(key));
  if (keys.empty()) {
    keys[kDefaultKey] = std::nullopt;
    fmt::print(stderr, "no --key given: the key is \"{}\", with every permission\n", kDefaultKey);
  }
  return keys;
}

int serve(const Context& context, const Options& options) {
  if (options.faults == std::vector<std::string>{"help"} ||
      options.faults == std::vector<std::string>{"list"}) {
    for (const std::string& line : mock::fault_grammar()) fmt::print("{}\n", line);
    fmt::print("\nThe ways of being wrong; pointers may have * for each entry and end in ** for all "
               "below:\n");
    for (const std::string& line : mock::Distortion::grammar()) fmt::print("{}\n", line);
    return kConforming;
  }
  const ContractIndex index = context.load();
  mock::ServerOptions server;
  server.host = options.host;
  server.port = options.port;
  server.keys = read_keys(options);
  server.faults = options.faults;
  server.threads = options.threads;
  server.clock = options.clock;
  server.consistency_seconds = read_seconds(options.consistency);
  server.rate_limits = rate_factor(options.rate_limits);
  server.strict = options.strict;
  server.state_file = options.state_file;
  if (!options.fixtures_file.empty()) server.fixtures = read_json(options.fixtures_file);
  server.admin = !options.no_admin;
  if (!options.admin_token_env.empty()) server.admin_token = key_from(options.admin_token_env);
  server.tls_certificate = options.tls_certificate;
  server.tls_key = options.tls_key;
  server.deliver = deliver;
  watch_signals();
  const auto running = mock::Server::start(index, std::move(server));
  fmt::print("{}\n", running->base_url());
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
                   "KEY, KEY=permission,… or KEY=…@address,subnet (repeatable); without a list: "
                   "every permission, from everywhere")
      ->allow_extra_args(false);
  command
      ->add_option("--fault", options->faults,
                   "Depart from the documentation on purpose (repeatable), to try out a suite or a "
                   "client; help lists what there is")
      ->allow_extra_args(false);
  command->add_option("--keys", options->keys_file,
                      "JSON file of keys: [{key, permissions?, ip_allowlist?, kind?}]");
  command
      ->add_option("--rate-limits", options->rate_limits,
                   "documented: 429 until the reset; off: counted only; or times a factor (0.1x)")
      ->capture_default_str();
  command
      ->add_option("--clock", options->clock,
                   "real; a time that stands still (2026-01-01T00:00:00Z); a speed (x60); or both")
      ->capture_default_str();
  command
      ->add_option("--consistency", options->consistency,
                   "How long effects of asynchronous operations stay unseen (2s, 500ms)")
      ->capture_default_str();
  command->add_option("--state", options->state_file,
                      "Keep the state in this file, and go on from it");
  command->add_option("--fixtures", options->fixtures_file,
                      "JSON file of what a new workspace holds, instead of the default set");
  command->add_flag("--strict", options->strict, "Refuse what is otherwise only a warning");
  command->add_flag("--no-admin", options->no_admin, "No control API and no inspector page");
  command->add_option("--admin-token-env", options->admin_token_env,
                      "Environment variable with a token that the control API asks for");
  command->add_option("--tls-cert", options->tls_certificate, "PEM certificate: serve HTTPS");
  command->add_option("--tls-key", options->tls_key, "PEM key of the certificate");
  command->add_option("--threads", options->threads, "Threads")
      ->check(CLI::Range(1, 64))
      ->capture_default_str();
  command->callback([&context, options, action] {
    *action = [&context, options] { return serve(context, *options); };
  });
}

}  // namespace brazecheck::cli
