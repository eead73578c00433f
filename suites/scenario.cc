#include "suites/scenario.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <stdexcept>

#include "contract/check.h"
#include "generators/generate.h"
#include "suites/check.h"
#include "suites/judge.h"
#include "suites/machine.h"

namespace brazecheck {
namespace {

// What stands on a value that is missing or of another type would fail for that reason alone.
bool breaks_its_form(const ContractIndex& index, const Contract& contract,
                     const Response& response) {
  const auto findings = check_response(index, contract, response);
  return std::any_of(findings.begin(), findings.end(), [](const Finding& finding) {
    return finding.requirement->level == Level::kMust;
  });
}

constexpr int kTooManyRequests = 429;

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
                .machine = nullptr,
                .not_tested = ""};
    const auto& all = scenarios();
    const auto found = std::find_if(
        all.begin(), all.end(), [&](const auto& s) { return s.requirement == requirement->id; });
    if (found != all.end()) check.scenario = &*found;
    check.machine = machine_for(requirement->id);
    if (check.scenario == nullptr && check.machine == nullptr) {
      check.not_tested =
          requirement->not_testable.empty() ? "no scenario judges this" : requirement->not_testable;
    }
    checks.push_back(std::move(check));
  }
  return checks;
}

Request request_of(const Contract& contract, const Call& call) {
  return {.method = contract.method,
          .path = expand_path(contract.path, call.path),
          .query = call.query,
          .headers = call.headers,
          .body = call.body,
          .body_text = std::nullopt};
}

Json step_of(const Call& call) {
  Json step = {{"operation", call.operation}};
  if (!call.path.empty()) step["path"] = call.path;
  if (call.body) step["body"] = *call.body;
  for (const auto& [name, value] : call.headers) step["headers"][name] = value;
  return step;
}

Session::Session(const ContractIndex& index, std::string requirement, Sender sender,
                 std::string token, double patience_seconds, Settling settling)
    : index_(index),
      requirement_(std::move(requirement)),
      sender_(std::move(sender)),
      token_(std::move(token)),
      patience_seconds_(patience_seconds),
      settling_(std::move(settling)) {}

const Exchange& Session::send(const Call& call) { return send_as(Credential::kFull, call); }

const Exchange& Session::send_as(Credential credential, const Call& call) {
  static const Exchange kNone;
  if (failed_) return exchanges_.empty() ? kNone : exchanges_.back();
  const Contract* contract = index_.find(call.operation);
  if (contract == nullptr) {
    broken_ = failed_ = true;
    problem_ = fmt::format("there is no contract for {}, which the scenario calls", call.operation);
    return kNone;
  }
  if (credential == Credential::kWithoutPermission && !has_limited_key_) {
    skip("no key without permissions was given (--limited-key-env)");
    return kNone;
  }
  settling_.before(*contract);
  exchanges_.push_back(sender_(*contract, request_of(*contract, call), credential));
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
  } else if (breaks_its_form(index_, *contract, *exchange.response)) {
    broken_ = failed_ = true;
    problem_ = fmt::format("{} answered with another form than documented, a finding of its own",
                           call.operation);
  }
  return exchange;
}

Json Session::ok(const Call& call) {
  const Exchange& exchange = send(call);
  if (failed_) return nullptr;
  const Contract& contract = *index_.find(call.operation);
  if (exchange.response->status == kTooManyRequests) {
    skip(fmt::format("{} answered with 429: over a rate limit, or the same job still runs",
                     call.operation));
    return nullptr;
  }
  if (!is_accepted(contract, *exchange.response)) {
    expect_of(call.operation + ":common/valid-accepted", false,
              fmt::format("{} accepts a request that keeps its rules", call.operation),
              fmt::format("answered with {}", exchange.response->status));
    return nullptr;
  }
  return exchange.response->body.value_or(Json());
}

void Session::tidy_later(Call call) {
  if (journal_) journal_(call);
  leftovers_.push_back(std::move(call));
}

void Session::skip(const std::string& reason) {
  if (failed_) return;
  broken_ = failed_ = true;
  problem_ = reason;
}

std::string Session::supplied(const std::string& name) {
  const auto found = supplies_.find(name);
  if (found != supplies_.end()) return found->second;
  skip(fmt::format("needs a thing that the target has: give it with --fixture {}=…", name));
  return "";
}

std::int64_t Session::number_in(const std::string& requirement) const {
  const Requirement* found = index_.find_requirement(requirement);
  if (found == nullptr || !found->value)
    throw std::logic_error(fmt::format("{} speaks of no number", requirement));
  return *found->value;
}

bool Session::expect(bool holds, const std::string& statement, const std::string& actual) {
  return expect_of(requirement_, holds, statement, actual);
}

bool Session::expect_of(const std::string& requirement, bool holds, const std::string& statement,
                        const std::string& actual) {
  if (!failed_) judged_.insert(requirement);
  return holds || fail(requirement, statement, actual);
}

bool Session::eventually(const std::function<bool()>& probe, const std::string& statement) {
  return eventually_of(requirement_, probe, statement);
}

bool Session::eventually_of(const std::string& requirement, const std::function<bool()>& probe,
                            const std::string& statement) {
  if (!failed_) judged_.insert(requirement);
  return asks_again_until(probe) || fail(requirement, statement, "");
}

bool Session::fail(const std::string& requirement, const std::string& statement,
                   const std::string& actual) {
  if (failed_) return false;
  failed_ = true;
  // "operation:requirement" where the requirement is one of all operations.
  const auto colon = requirement.find(':');
  blame_ = colon == std::string::npos
               ? Blame{requirement.substr(0, requirement.find('/')), requirement}
               : Blame{requirement.substr(0, colon), requirement.substr(colon + 1)};
  problem_ = statement;
  actual_ = actual;
  return false;
}

bool Session::asks_again_until(const std::function<bool()>& probe) {
  using Clock = std::chrono::steady_clock;
  const auto deadline = Clock::now() + std::chrono::duration<double>(patience_seconds_);
  auto pause = std::chrono::milliseconds(200);
  const std::size_t before = exchanges_.size();
  for (int attempt = 1; !failed_; ++attempt) {
    attempts_ = std::max(attempts_, attempt);
    exchanges_.resize(before);
    if (probe()) return true;
    if (failed_ || Clock::now() + pause > deadline) break;
    settling_.wait(pause);
    pause = std::min(pause * 2, std::chrono::milliseconds(3200));
  }
  return false;
}

}  // namespace brazecheck
