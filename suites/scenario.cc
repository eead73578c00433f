#include "suites/scenario.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <thread>

#include "generators/generate.h"
#include "suites/check.h"
#include "suites/judge.h"

namespace brazecheck {
namespace {

std::vector<Scenario>& registry() {
  static std::vector<Scenario> all;
  return all;
}

}  // namespace

ScenarioRegistration::ScenarioRegistration(Scenario scenario) {
  registry().push_back(std::move(scenario));
}

const std::vector<Scenario>& scenarios() {
  static const std::vector<Scenario> sorted = [] {
    auto all = registry();
    std::sort(all.begin(), all.end(),
              [](const auto& a, const auto& b) { return a.requirement < b.requirement; });
    return all;
  }();
  return sorted;
}

std::vector<Check> scenario_checks(const ContractIndex& /*index*/, const Contract& contract) {
  std::vector<Check> checks;
  for (const auto* requirement : contract.requirements) {
    const bool of_error =
        std::any_of(contract.errors.begin(), contract.errors.end(),
                    [&](const auto& error) { return error.requirement == requirement; });
    // Common requirements are judged on every operation, also where one reads them its own way.
    const bool common = requirement->id.starts_with("common/") ||
                        std::any_of(contract.own_common.begin(), contract.own_common.end(),
                                    [&](const auto& own) { return own.second == requirement; });
    if (!requirement->keyword.empty() || of_error || common) continue;
    Check check{.contract = &contract,
                .requirement = requirement,
                .cases = {},
                .scenario = nullptr,
                .not_tested = ""};
    const auto& all = scenarios();
    const auto found = std::find_if(
        all.begin(), all.end(), [&](const auto& s) { return s.requirement == requirement->id; });
    if (found != all.end()) {
      check.scenario = &*found;
    } else {
      check.not_tested = "no scenario judges this";
    }
    checks.push_back(std::move(check));
  }
  return checks;
}

Request request_of(const Contract& contract, const Call& call) {
  return {.method = contract.method,
          .path = expand_path(contract.path, call.path),
          .query = call.query,
          .headers = {},
          .body = call.body,
          .body_text = std::nullopt};
}

Json step_of(const Call& call) {
  Json step = {{"operation", call.operation}};
  if (!call.path.empty()) step["path"] = call.path;
  if (call.body) step["body"] = *call.body;
  return step;
}

Session::Session(const ContractIndex& index, Sender sender, std::string token,
                 double patience_seconds, Settling settling)
    : index_(index),
      sender_(std::move(sender)),
      token_(std::move(token)),
      patience_seconds_(patience_seconds),
      settling_(std::move(settling)) {}

const Exchange& Session::send(const Call& call) {
  static const Exchange kNone;
  if (failed_) return exchanges_.empty() ? kNone : exchanges_.back();
  const Contract* contract = index_.find(call.operation);
  if (contract == nullptr) {
    broken_ = failed_ = true;
    problem_ = fmt::format("there is no contract for {}, which the scenario calls", call.operation);
    return kNone;
  }
  settling_.before(*contract);
  exchanges_.push_back(sender_(*contract, request_of(*contract, call)));
  settling_.after(*contract);
  const Exchange& exchange = exchanges_.back();
  if (exchange.error) {
    broken_ = failed_ = true;
    problem_ = exchange.error->message;
  } else if (exchange.response->status >= 500 ||
             contract->response(exchange.response->status) == nullptr) {
    broken_ = failed_ = true;
    problem_ = fmt::format("{} answered with {}, which is a finding of its own", call.operation,
                           exchange.response->status);
  } else if (exchange.response->body_text && contract->response(exchange.response->status)->body) {
    broken_ = failed_ = true;
    problem_ =
        fmt::format("{} answered without JSON, which is a finding of its own", call.operation);
  }
  return exchange;
}

Json Session::ok(const Call& call) {
  const Exchange& exchange = send(call);
  if (failed_) return nullptr;
  const Contract& contract = *index_.find(call.operation);
  if (!is_accepted(contract, *exchange.response)) {
    expect(false, fmt::format("{} accepts a request that keeps its rules", call.operation),
           fmt::format("answered with {}", exchange.response->status));
    return nullptr;
  }
  return exchange.response->body.value_or(Json());
}

void Session::tidy_later(Call call) {
  if (journal_) journal_(call);
  leftovers_.push_back(std::move(call));
}

bool Session::expect(bool holds, const std::string& statement, const std::string& actual) {
  if (!holds && !failed_) {
    failed_ = true;
    problem_ = statement;
    actual_ = actual;
  }
  return holds;
}

bool Session::eventually(const std::function<bool()>& probe, const std::string& statement) {
  using Clock = std::chrono::steady_clock;
  const auto deadline = Clock::now() + std::chrono::duration<double>(patience_seconds_);
  auto pause = std::chrono::milliseconds(200);
  const std::size_t before = exchanges_.size();
  while (!failed_) {
    exchanges_.resize(before);
    if (probe()) return true;
    if (failed_ || Clock::now() + pause > deadline) break;
    std::this_thread::sleep_for(pause);
    pause = std::min(pause * 2, std::chrono::milliseconds(3200));
  }
  return expect(false, statement);
}

}  // namespace brazecheck
