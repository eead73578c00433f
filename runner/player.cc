#include "runner/player.h"

#include <algorithm>
#include <exception>
#include <utility>

#include "generators/generate.h"
#include "runner/reach.h"
#include "suites/lag_probe.h"

namespace brazecheck {
namespace {

// How many shorter sequences are looked at before one counts as the shortest.
constexpr std::size_t kCandidates = 1000;

// How long to look for what should show at once: a target may be busy for a moment.
constexpr double kGlance = 0.25;

// What comes after the command that failed goes first: it was never run.
Sequence up_to_failure(const Sequence& drawn, const std::vector<std::string>& run) {
  if (drawn.steps().size() == run.size()) return drawn;
  for (const Sequence& candidate : drawn.shrinks(kCandidates)) {
    if (candidate.steps() == run) return candidate;
  }
  return drawn;
}

}  // namespace

CaseOutcome Player::play(Worker& worker, const std::string& requirement, const std::string& token,
                         const std::function<void(Session&)>& playing, Origination from) {
  int step = 0;
  const auto sender = [&](const Contract& contract, const Request& request, Credential credential) {
    // A scenario may be waiting for its writes to show.
    if (wire_.interrupted()) return not_sent(contract, request, "interrupted");
    // What it can do without it has done.
    if (target_.absent.contains(contract.operation)) {
      return not_sent(contract, request,
                      contract.operation + " is needed, which the target does not have");
    }
    return wire_.send(worker, contract, request, credential, {from.check, from.item, step++});
  };
  const Settling settling(settle_seconds_,
                          [this](std::chrono::duration<double> time) { wire_.pause(time); });
  Session session(index_, requirement, sender, token, patience_seconds_, settling);
  session.supply(target_.supplies);
  if (!target_.limited_key) session.lacks_limited_key();
  session.on_tidy([this](const Call& call) { fixtures_.note(Json::array({step_of(call)})); });
  std::exception_ptr failure;
  try {
    playing(session);
  } catch (...) {
    failure = std::current_exception();  // told once everything is tidied up
  }
  const auto& leftovers = session.leftovers();
  for (auto call = leftovers.rbegin(); call != leftovers.rend(); ++call) {
    const Contract* contract = index_.find(call->operation);
    if (contract != nullptr && !target_.absent.contains(contract->operation))
      (void)wire_.send(worker, *contract, request_of(*contract, *call), Credential::kFull,
                       {from.check, from.item, Wire::kOfRelease + step++});
  }
  if (failure) std::rethrow_exception(failure);
  CaseOutcome outcome = outcome_of(session);
  doubt(&outcome);
  return outcome;
}

void Player::doubt(CaseOutcome* outcome) {
  if (!outcome->departure || !outcome->blame) return;
  for (const auto& exchange : outcome->exchanges) {
    const std::string broken = fixtures_.distrusted(exchange.operation);
    if (broken.empty() || broken == outcome->blame->requirement) continue;
    outcome->departure.reset();
    outcome->blame.reset();
    outcome->unjudged = stands_on(broken);
    return;
  }
}

void Player::learn_lag(Worker& worker, const std::set<std::string>& operations, std::size_t check) {
  if (target_.learning_seconds <= 0) return;
  patience_seconds_ = target_.learning_seconds;
  settle_seconds_ = 0;
  Lag lag;
  for (std::size_t number = 0; number < lag_probes().size() && lag.late == 0; ++number) {
    const LagProbe& probe = lag_probes()[number];
    const bool allowed = operations.contains(probe.uses.front()) &&
                         std::all_of(probe.uses.begin(), probe.uses.end(), [&](const auto& name) {
                           const Contract* contract = index_.find(name);
                           return contract != nullptr && (can_do_without(target_, *contract) ||
                                                          out_of_reach(target_, *contract).empty());
                         });
    if (!allowed || wire_.interrupted()) continue;
    int attempts = 0;
    const CaseOutcome outcome =
        play(worker, "", unique_token(seed_, "lag", static_cast<int>(number)),
             [&](Session& session) {
               probe.play(session);
               attempts = session.attempts();
             },
             {check, number, 0});
    if (!outcome.departure && !outcome.unjudged.empty()) continue;
    ++(outcome.departure ? lag.lost : attempts > 1 ? lag.late : lag.at_once);
  }
  const bool none = lag.none();
  patience_seconds_ = none ? kGlance : target_.patience_seconds;
  settle_seconds_ = none ? 0 : target_.settle_seconds;
  if (none) fixtures_.settle_no_more();
}

std::set<std::string> Player::exclusive(const std::vector<std::string>& operations) const {
  std::set<std::string> names;
  for (const auto& operation : operations) {
    const Contract* contract = index_.find(operation);
    if (contract == nullptr) continue;
    const auto name = contract->fixture.variables.find("exclusive");
    if (name != contract->fixture.variables.end()) names.insert(name->second);
  }
  return names;
}

CaseOutcome Player::scenario(Worker& worker, const Scenario& scenario, Origination from) {
  const auto turns = fixtures_.turns(exclusive(scenario.uses));
  return play(worker, scenario.requirement, unique_token(seed_, scenario.requirement, 0),
              scenario.play, from);
}

Sequence Player::draw(const Machine& machine, int number) const {
  const std::string scope = "machine " + machine.name + " " + std::to_string(number);
  return machine.draw(rc::Random(scoped_seed(seed_, scope)), length_);
}

CaseOutcome Player::sequence(Worker& worker, const Machine& machine, int number,
                             const Sequence& sequence, int attempt, Origination from) {
  const auto turns = fixtures_.turns(exclusive(machine.uses));
  const std::string token =
      unique_token(seed_, "machine " + machine.name + " " + std::to_string(number), attempt);
  return play(
      worker, machine.judges.front(), token, [&](Session& session) { sequence.play(session); },
      from);
}

int Player::shorten(Worker& worker, const Machine& machine, int number, int budget,
                    Origination from, CaseOutcome* outcome) {
  Sequence shortest = up_to_failure(draw(machine, number), outcome->steps);
  const auto exhausted = [&] {
    return std::any_of(machine.uses.begin(), machine.uses.end(), [&](const auto& operation) {
      const Contract* contract = index_.find(operation);
      return contract != nullptr && !wire_.exhausted(*contract).empty();
    });
  };
  int shortened = 0, attempt = 0;
  bool smaller = true;
  while (smaller && budget > 0 && !wire_.interrupted()) {
    smaller = false;
    for (const Sequence& candidate : shortest.shrinks(kCandidates)) {
      if (budget-- <= 0 || exhausted()) break;
      if (candidate.steps().empty()) continue;
      CaseOutcome tried = sequence(worker, machine, number, candidate, ++attempt, from);
      if (!tried.departure || tried.blame != outcome->blame) continue;
      shortest = candidate;
      *outcome = std::move(tried);
      ++shortened;
      smaller = true;
      break;
    }
  }
  return shortened;
}

}  // namespace brazecheck
