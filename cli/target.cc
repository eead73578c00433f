#include "cli/target.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <random>

#include "contract/error.h"
#include "transport/http_client.h"
#include "transport/url.h"

namespace brazecheck::cli {
namespace {

// Where `brazecheck serve` listens by default.
constexpr char kServeUrl[] = "http://127.0.0.1:8080";
constexpr char kHealthPath[] = "/__admin/health";
// How long a workspace is given before a step builds on what an asynchronous one did: ordinary lag
// is a tenth of a second, and reads that are judged wait longer by themselves.
constexpr double kWorkspaceDelay = 3;
// How long a write may take to show, where nobody says.
constexpr double kPatience = 60;
// How long a write is looked for until it counts as lost while the run learns whether writes show
// at once: as long as a workspace was seen to take, or what is plenty on the same machine.
constexpr double kLearning = 30, kLearningNearby = 2;
constexpr std::array kEffects = {Effect::kRead, Effect::kWrite, Effect::kSend, Effect::kDestroy,
                                 Effect::kExport};

std::string random_key() {
  std::random_device random;
  return fmt::format("{:08x}-{:08x}-{:08x}", random(), random(), random());
}

std::set<Effect> allowed_effects(const std::vector<std::string>& names) {
  std::set<Effect> allowed{Effect::kRead};
  for (const auto& name : names) {
    const auto* found = std::find_if(kEffects.begin(), kEffects.end(),
                                     [&](Effect effect) { return to_string(effect) == name; });
    if (found != kEffects.end()) allowed.insert(*found);
  }
  return allowed;
}

// Effects show after `seconds`, and a little more where machines are busy.
void expect_delay(double seconds, const TargetOptions& options, Target* target) {
  if (seconds <= 0 || options.patience_seconds == 0) return;
  target->patience_seconds = options.patience_seconds.value_or(kPatience);
  target->settle_seconds = seconds * 1.2 + 0.2;
}

ReadyTarget embedded(const ContractIndex& index, const TargetOptions& options) {
  ReadyTarget ready;
  Target& target = ready.target;
  target.name = "mock";
  target.emulator = target.in_process = true;
  target.key = random_key();
  target.limited_key = random_key();
  target.allowed.insert(kEffects.begin(), kEffects.end());
  mock::ServerOptions server{
      .host = "127.0.0.1", .port = 0, .keys = {}, .faults = options.faults, .threads = 1};
  server.consistency_seconds = options.consistency_seconds;
  server.keys[target.key] = std::nullopt;
  server.keys[*target.limited_key] = std::set<std::string>{};
  ready.server = mock::Server::start(index, server);
  target.lacks = ready.server->lacks();
  target.base_url = ready.server->base_url();
  target.shown_url = kServeUrl;
  target.supplies = mock::default_supplies();
  expect_delay(options.consistency_seconds, options, &target);
  for (const auto& fault : options.faults)
    target.replay_options += fmt::format(" --fault '{}'", fault);
  return ready;
}

Request get(std::string path) {
  return {.method = "GET",
          .path = std::move(path),
          .query = {},
          .headers = {},
          .body = std::nullopt,
          .body_text = std::nullopt};
}

// Asks an emulator what it is; a workspace knows no such path.
void ask_for_emulator(HttpClient& client, const TargetOptions& options, Target* target) {
  const Exchange health = client.send(get(kHealthPath), std::nullopt);
  if (health.error) throw InputError("target.unreachable", target->base_url, health.error->message);
  const Json body = health.response->body.value_or(Json());
  target->emulator = health.response->status == 200 && body.is_object() &&
                     body.value("service", Json()) == "brazecheck-emulator";
  if (!target->emulator) return;
  for (const auto& operation : body.value("lacks", Json::array())) {
    if (operation.is_string()) target->lacks.insert(operation.get<std::string>());
  }
  if (const Json& supplies = body.value("supplies", Json::object()); supplies.is_object()) {
    for (const auto& [name, value] : supplies.items()) {
      if (value.is_string()) target->supplies[name] = value.get<std::string>();
    }
  }
  const Json delay = body.value("consistency_seconds", Json());
  expect_delay(delay.is_number() ? delay.get<double>() : 0, options, target);
}

ReadyTarget remote(const TargetOptions& options) {
  if (!options.faults.empty())
    throw InputError(
        "usage.fault", "--fault",
        "faults belong to the embedded emulator; start `brazecheck serve --fault …` instead");
  ReadyTarget ready;
  Target& target = ready.target;
  const BaseUrl base = parse_base_url(options.target);
  const std::string& url = base.text;
  target.name = target.base_url = url;
  target.key = key_from(options.key_env);
  if (!options.limited_key_env.empty()) target.limited_key = key_from(options.limited_key_env);
  HttpClient client({.base_url = url, .ca_file = options.ca_file, .secrets = {target.key}});
  if (!base.tls && !base.loopback) {
    throw InputError("target.insecure", url, "the API key would travel in clear text; use https");
  }
  ask_for_emulator(client, options, &target);
  if (target.emulator) {
    target.allowed.insert(kEffects.begin(), kEffects.end());
  } else {
    target.allowed = allowed_effects(options.allow);
    target.nearby = base.loopback;
    expect_delay(kWorkspaceDelay, options, &target);
    if (!options.patience_seconds)
      target.learning_seconds = base.loopback ? kLearningNearby : kLearning;
  }
  target.replay_options = fmt::format(" --target '{}' --key-env {}", url, options.key_env);
  if (!options.limited_key_env.empty())
    target.replay_options += " --limited-key-env " + options.limited_key_env;
  for (const auto& effect : options.allow) target.replay_options += " --allow " + effect;
  return ready;
}

}  // namespace

std::string key_from(const std::string& variable) {
  const char* value = std::getenv(variable.c_str());
  if (value == nullptr || *value == '\0') {
    throw InputError(
        "usage.no-key", variable,
        "the environment variable that should hold the API key is not set (--key-env NAME)");
  }
  return value;
}

double read_seconds(const std::string& text) {
  char* end = nullptr;
  const double number = std::strtod(text.c_str(), &end);
  const std::string unit = end;
  const double scale = unit == "s" || unit.empty() ? 1 : unit == "ms" ? 0.001 : 0;
  if (end == text.c_str() || scale == 0 || !(number >= 0) || number > 86400) {
    throw InputError("usage.duration", text, "write a duration as in 2s or 500ms, a day at most");
  }
  return number * scale;
}

Target described_target(const TargetOptions& options) {
  Target target;
  target.name = target.base_url = options.target;
  target.supplies = options.fixtures;
  target.allowed = allowed_effects(options.allow);
  if (!options.limited_key_env.empty()) target.limited_key = "";
  if (options.target != "mock") return target;
  target.emulator = target.in_process = true;
  target.allowed.insert(kEffects.begin(), kEffects.end());
  for (const auto& [name, value] : mock::default_supplies()) target.supplies.emplace(name, value);
  return target;
}

ReadyTarget prepare_target(const ContractIndex& index, const TargetOptions& options) {
  ReadyTarget ready = options.target == "mock" ? embedded(index, options) : remote(options);
  for (const auto& [name, value] : options.fixtures) {
    ready.target.supplies[name] = value;
    ready.target.replay_options += fmt::format(" --fixture '{}={}'", name, value);
  }
  return ready;
}

}  // namespace brazecheck::cli
