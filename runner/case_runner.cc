#include "runner/case_runner.h"

#include <utility>

#include "generators/generate.h"

namespace brazecheck {
namespace {

// Steps before the case itself: those of its fixture, and those that it needs on top.
constexpr int kOfFixture = -2000;
constexpr int kOfPreparation = -1000;

}  // namespace

void CaseRunner::expect(const Case& planned, Origination from) {
  if (!planned.needs_fixture) return;
  std::string key = Fixtures::key(planned);
  if (!users_.emplace(key, from).second || planned.contract->fixture.per_case) return;
  shared_.emplace(std::move(key), planned);
}

// For the requests around a case: numbered from `first`.
Fixtures::Sender CaseRunner::sender_of(Worker& worker, Origination of, int first) {
  return [this, &worker, of, first](const Contract& contract, const Request& request, int step) {
    return wire_.send(worker, contract, request, Credential::kFull,
                      {of.check, of.item, first + step});
  };
}

void CaseRunner::set_up_shared(Worker& worker) {
  for (const auto& [key, user] : shared_) {
    try {
      Case first = user;
      (void)fixtures_.ensure(&first, sender_of(worker, users_.at(key), kOfFixture));
    } catch (const std::exception&) {
      return;
    }
    if (wire_.interrupted() || !wire_.answered()) return;
  }
}

CaseOutcome CaseRunner::run(Worker& worker, const Case& planned, Origination from) {
  Case tested = planned;  // with what its fixture turns out to be
  std::set<std::string> exclusive;
  if (const auto name = tested.variables.find("exclusive"); name != tested.variables.end())
    exclusive.insert(name->second);
  const auto turns = fixtures_.turns(exclusive);
  if (tested.credential == Credential::kWithoutPermission && !target_.limited_key) {
    return {.unjudged = "no key without permissions was given (--limited-key-env)"};
  }
  if (tested.needs_fixture) {
    // Whoever comes first sets up, but in the books it is always the same case. A shrunk case has
    // a fixture of its own.
    const auto user = users_.find(Fixtures::key(tested));
    std::string problem = fixtures_.ensure(
        &tested, sender_of(worker, user == users_.end() ? from : user->second, kOfFixture));
    if (problem.empty())
      problem = fixtures_.prepare(tested, sender_of(worker, from, kOfPreparation));
    if (!problem.empty()) {
      fixtures_.release(tested, false, nullptr, sender_of(worker, from, Wire::kOfRelease));
      return {.unjudged = std::move(problem), .broken = !wire_.answered()};
    }
  }
  Exchange exchange = wire_.send(worker, *tested.contract, tested.request, tested.credential, from);
  const int status = exchange.response ? exchange.response->status : 0;
  Json answer;  // where the teardown may ask for it
  if (tested.needs_fixture && tested.contract->fixture.per_case && exchange.response) {
    answer = exchange.response->body.value_or(Json());
  }
  CaseOutcome outcome = judge_case(index_, tested, std::move(exchange));
  if (tested.needs_fixture) {
    // Whoever does not answer, or with a server error, may have done it all the same.
    const bool refused = (status >= 300 && status < 500) || outcome.broken;
    fixtures_.release(tested, !refused, answer, sender_of(worker, from, Wire::kOfRelease));
  }
  return outcome;
}

int CaseRunner::minimize(Worker& worker, int budget, Origination from, Case* tested,
                         CaseOutcome* outcome) {
  int shrinks = 0;
  bool smaller = true;
  while (smaller && budget > 0 && !wire_.interrupted()) {
    smaller = false;
    for (const auto& candidate : shrink_candidates(index_, *tested)) {
      if (budget-- <= 0 || !wire_.exhausted(*tested->contract).empty()) break;
      CaseOutcome tried = run(worker, candidate, from);
      if (!tried.departure) continue;
      *tested = candidate;
      *outcome = std::move(tried);
      ++shrinks;
      smaller = true;
      break;
    }
  }
  return shrinks;
}

}  // namespace brazecheck
