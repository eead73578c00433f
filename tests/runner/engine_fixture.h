#pragma once

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "contract/index.h"
#include "mock/server.h"
#include "runner/engine.h"
#include "suites/check.h"

// What the tests of the engine stand on: the contracts, an emulator for each run, readable results.
namespace brazecheck {

inline const ContractIndex& contracts() {
  static const auto index = ContractIndex::load(BRAZECHECK_SCHEMAS);
  return index;
}

inline constexpr int kCases = 3;
inline constexpr std::uint64_t kSeed = 11;

inline std::vector<Check> checks_of(const std::string& operation) {
  const Contract& contract = *contracts().find(operation);
  auto checks = generic_checks(contracts(), contract, kSeed, kCases);
  for (auto& check : scenario_checks(contracts(), contract)) checks.push_back(std::move(check));
  return checks;
}

class Listening : public Listener {
 public:
  void on_result(const RequirementResult& result) override {
    if (act) act();
    seen.push_back(result.operation + " " + result.requirement);
  }
  void on_progress(int exchanges) override { sent = exchanges; }
  std::function<void()> act;
  int sent = 0;
  std::vector<std::string> seen;
};

class EngineTest : public testing::Test {
 protected:
  /// An emulator of its own for each run: what a run makes stays there.
  Target target(std::vector<std::string> faults = {}) {
    mock::ServerOptions options;
    options.keys["full"] = std::nullopt;
    options.keys["limited"] = std::set<std::string>{};
    options.faults = std::move(faults);
    options.threads = 2;
    options.fixtures = Json::object();  // what is there afterwards was made by the run
    server_ = mock::Server::start(contracts(), std::move(options));
    Target out;
    out.name = "mock";
    out.base_url = server_->base_url();
    out.emulator = out.in_process = true;
    out.key = "full";
    out.limited_key = "limited";
    out.allowed = {Effect::kRead, Effect::kWrite, Effect::kSend, Effect::kDestroy, Effect::kExport};
    return out;
  }
  static Target nobody() {
    Target out;
    out.base_url = "http://127.0.0.1:1";
    out.key = "full";
    return out;
  }

  brazecheck::Run run(std::vector<Check> checks, Target where, EngineOptions options = {}) {
    options.seed = kSeed;
    options.fixed_clock = true;
    Engine engine(contracts(), std::move(where), options, {&listener_}, {});
    engine.start(std::move(checks));
    brazecheck::Run out;
    engine.finish(&out);
    return out;
  }

  static const RequirementResult* find(const brazecheck::Run& run, const std::string& requirement) {
    for (const auto& result : run.results) {
      if (result.requirement == requirement) return &result;
    }
    return nullptr;
  }
  static std::string without_port(std::string text, const std::string& url) {
    for (auto at = text.find(url); at != std::string::npos; at = text.find(url))
      text.replace(at, url.size(), "<target>");
    return text;
  }
  std::string everything(const brazecheck::Run& run) const {
    std::string text;
    for (const auto& result : run.results) {
      text += result.operation + " " + result.requirement + " " +
              std::string(to_string(result.verdict)) + " " + std::to_string(result.cases) + " " +
              std::to_string(result.failed_cases) + " " + result.reason + "\n";
      for (const auto& failure : result.failures) {
        text += "  " + failure.summary + " | " + failure.pointer + " | " + failure.case_label +
                " | " + std::to_string(failure.case_index) + " | " +
                std::to_string(failure.shrinks) + " | " +
                without_port(failure.curl, server_->base_url()) + "\n";
      }
    }
    return text;
  }

  std::unique_ptr<mock::Server> server_;
  Listening listener_;
};

inline std::filesystem::path temporary(const std::string& name) {
  auto path = std::filesystem::path(testing::TempDir()) / (name + std::to_string(getpid()));
  std::filesystem::remove(path);
  return path;
}

}  // namespace brazecheck
