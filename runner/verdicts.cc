#include "runner/verdicts.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <set>

#include "reports/text.h"
#include "transport/http_client.h"

namespace brazecheck {
namespace {

Verdict failed_verdict(Level level) {
  return level == Level::kMust ? Verdict::kFail : Verdict::kWarn;
}

// Says nothing of the request: it came too early.
constexpr int kTooManyRequests = 429;

bool unreachable(const TransportError& error) {
  using Kind = TransportError::Kind;
  return error.kind == Kind::kResolve || error.kind == Kind::kConnect || error.kind == Kind::kTls;
}

}  // namespace

CaseOutcome judge_case(const ContractIndex& index, const Case& tested, Exchange exchange) {
  CaseOutcome outcome;
  if (exchange.error) {
    outcome.unjudged = exchange.error->message;
    outcome.broken = unreachable(*exchange.error);
    return outcome;
  }
  const int status = exchange.response->status;
  // Statuses are documented for the operation's own method only.
  const bool own_method = tested.request.method == tested.contract->method;
  if (status >= 500 || (own_method && tested.contract->response(status) == nullptr)) {
    outcome.unjudged = fmt::format("answered with {}, which is a finding of its own", status);
    return outcome;
  }
  if (status == kTooManyRequests && tested.requirement->status != kTooManyRequests) {
    outcome.unjudged = "answered with 429: over a rate limit, or the same job still runs";
    return outcome;
  }
  outcome.departure = judge(index, tested, exchange);
  if (outcome.departure) outcome.exchanges.push_back(std::move(exchange));
  return outcome;
}

CaseOutcome outcome_of(const Session& session) {
  CaseOutcome outcome;
  if (session.broken()) {
    outcome.unjudged = session.problem();
    const auto& sent = session.exchanges();
    outcome.broken = !sent.empty() && sent.back().error && unreachable(*sent.back().error);
  } else if (session.failed()) {
    outcome.departure =
        Departure{"not so: " + session.problem(), session.problem(), session.actual()};
    outcome.exchanges = session.exchanges();
    outcome.blame = session.blame();
  }
  outcome.judged = session.judged();
  outcome.steps = session.steps();
  return outcome;
}

bool judged_on_responses(const Requirement& requirement) {
  const bool of_scenario = !requirement.id.starts_with("common/") &&
                           requirement.location.find("#/requirements/") != std::string::npos;
  return requirement.side == Side::kResponse && !of_scenario;
}

std::string Verdicts::replay(const Contract& contract, const Requirement& requirement) const {
  return fmt::format("{} run{} --only '{}:{}' --seed {}{}", target.replay_program,
                     target.replay_options, contract.operation, requirement.id, seed,
                     replay_options);
}

Failure Verdicts::case_failure(const Case& tested, const CaseOutcome& outcome, int shrinks) const {
  Failure failure;
  failure.summary = outcome.departure->summary;
  failure.side = std::string(to_string(Side::kRequest));
  failure.expected = outcome.departure->expected;
  failure.actual = outcome.departure->actual;
  failure.case_label = tested.label;
  failure.seed = seed;
  failure.case_index = tested.index;
  failure.shrinks = shrinks;
  failure.exchanges = outcome.exchanges;
  failure.curl =
      to_curl(target.url_to_show(), tested.request, tested.credential != Credential::kNone);
  failure.replay = replay(*tested.contract, *tested.requirement);
  return failure;
}

Failure Verdicts::played_failure(const Contract& contract, const Requirement& requirement,
                                 const CaseOutcome& outcome, int shrinks) const {
  Failure failure;
  failure.summary = outcome.departure->summary;
  failure.side = std::string(to_string(Side::kResponse));
  failure.expected = outcome.departure->expected;
  failure.actual = outcome.departure->actual;
  const std::string requests =
      counted(static_cast<std::int64_t>(outcome.exchanges.size()), "request");
  failure.case_label =
      outcome.steps.empty()
          ? "a sequence of " + requests
          : counted(static_cast<std::int64_t>(outcome.steps.size()), "command") + ", " + requests;
  failure.seed = seed;
  failure.shrinks = shrinks;
  failure.steps = outcome.steps;
  failure.exchanges = outcome.exchanges;
  for (const auto& exchange : outcome.exchanges) {
    failure.curl +=
        (failure.curl.empty() ? "" : "\n") + to_curl(target.url_to_show(), exchange.request, true);
  }
  failure.replay = replay(contract, requirement);
  return failure;
}

void Verdicts::add_foreign(std::vector<ForeignFailure> foreign,
                           std::vector<RequirementResult>* results) const {
  std::stable_sort(foreign.begin(), foreign.end(),
                   [](const auto& a, const auto& b) { return a.from < b.from; });
  for (auto& [blame, from, failure] : foreign) {
    auto found = std::find_if(results->begin(), results->end(), [&](const auto& result) {
      return result.operation == blame.operation && result.requirement == blame.requirement;
    });
    if (found == results->end()) {
      const Contract* contract = index.find(blame.operation);
      const Requirement* requirement = index.find_requirement(blame.requirement);
      RequirementResult result;
      result.operation = blame.operation;
      result.requirement = blame.requirement;
      if (contract != nullptr && requirement != nullptr) {
        result = blank(*contract, *requirement);
      } else {
        result.verdict = Verdict::kError;
        result.reason = fmt::format(
            "brazecheck itself failed: a suite speaks of {} for {}, which no "
            "contract has",
            blame.requirement, blame.operation);
      }
      found = results->insert(results->end(), std::move(result));
    }
    if (!found->failures.empty()) continue;
    const Requirement* requirement = index.find_requirement(blame.requirement);
    if (requirement != nullptr) found->verdict = failed_verdict(requirement->level);
    ++found->cases;
    ++found->failed_cases;
    found->failures.push_back(std::move(failure));
  }
}

RequirementResult Verdicts::blank(const Contract& contract, const Requirement& requirement) const {
  RequirementResult result;
  result.operation = contract.operation;
  result.category = contract.category;
  result.requirement = requirement.id;
  result.statement = requirement.statement;
  result.level = std::string(to_string(requirement.level));
  result.basis = std::string(to_string(requirement.basis));
  result.source = requirement.source;
  return result;
}

RequirementResult Verdicts::result(const Check& check, const std::vector<CaseOutcome>& outcomes,
                                   std::optional<Failure> failure, bool fixed_clock) const {
  RequirementResult result = blank(*check.contract, *check.requirement);
  result.reason = check.not_tested;
  bool broken = false, crashed = false;
  for (const auto& outcome : outcomes) {
    if (outcome.crashed && !crashed) result.reason = outcome.unjudged;
    crashed = crashed || outcome.crashed;
    if (!fixed_clock) result.seconds += outcome.seconds;
    if (outcome.departure) ++result.failed_cases;
    if (outcome.unjudged.empty()) {
      ++result.cases;
    } else if (result.reason.empty()) {
      result.reason = outcome.unjudged;
    }
    broken = broken || outcome.broken;
  }
  if (failure) {
    result.verdict = failed_verdict(check.requirement->level);
    result.failures.push_back(std::move(*failure));
  } else if (crashed) {
    result.verdict = Verdict::kError;
  } else if (result.cases > 0) {
    result.verdict = Verdict::kPass;
  } else {
    result.verdict = broken ? Verdict::kError : Verdict::kNotTested;
  }
  // A pass or a failure speaks for itself, but cases that say nothing are not to vanish behind it.
  const auto unjudged = static_cast<int>(outcomes.size()) - result.cases;
  if ((result.verdict == Verdict::kPass || failure) && !result.reason.empty()) {
    result.reason = fmt::format("{} of {} cases could not be judged: {}", unjudged, outcomes.size(),
                                result.reason);
  }
  return result;
}

std::vector<RequirementResult> Verdicts::response_results(const std::vector<Check>& checks,
                                                          const ResponseLedger& ledger) const {
  std::set<const Contract*> contracts;
  for (const auto& check : checks) contracts.insert(check.contract);
  std::vector<RequirementResult> results;
  for (const auto& operation : index.operations()) {
    const Contract* contract = operation.get();
    if (contracts.count(contract) == 0) continue;
    for (const auto* requirement : contract->requirements) {
      if (!judged_on_responses(*requirement)) continue;
      RequirementResult result = blank(*contract, *requirement);
      const auto found = ledger.entries().find({contract, requirement});
      if (found == ledger.entries().end() || found->second.seen + found->second.failed == 0) {
        result.reason = target.lacks.contains(contract->operation)
                            ? kLacking
                            : "no response had anything that this speaks of";
        results.push_back(std::move(result));
        continue;
      }
      const auto& entry = found->second;
      result.cases = std::max(entry.seen, entry.failed);
      result.failed_cases = entry.failed;
      result.verdict = entry.failed > 0 ? failed_verdict(requirement->level) : Verdict::kPass;
      if (entry.first) {
        const auto& first = *entry.first;
        const Check& check = checks[first.from.check];
        Failure failure;
        failure.summary = first.finding.message();
        failure.side = std::string(to_string(Side::kResponse));
        failure.pointer = first.finding.pointer;
        failure.expected = first.finding.expected;
        failure.actual = first.finding.actual;
        if (first.from.step < 0) {
          failure.case_label =
              "a request that brings the target into the state that the case needs";
        } else if (first.from.item < check.cases.size()) {
          failure.case_label = check.cases[first.from.item].label;
        }
        failure.seed = seed;
        failure.case_index = static_cast<int>(first.from.item);
        failure.exchanges = {first.exchange};
        const bool no_key = first.from.item < check.cases.size() && first.from.step == 0 &&
                            check.cases[first.from.item].credential == Credential::kNone;
        failure.curl = to_curl(target.url_to_show(), first.exchange.request, !no_key);
        failure.replay = replay(*check.contract, *check.requirement);
        result.failures.push_back(std::move(failure));
      }
      results.push_back(std::move(result));
    }
  }
  return results;
}

}  // namespace brazecheck
