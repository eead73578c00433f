#include "runner/player.h"

#include <exception>
#include <utility>

#include "generators/generate.h"

namespace brazecheck {
namespace {

// How many shorter sequences are looked at before one counts as the shortest.
constexpr std::size_t kCandidates = 1000;

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
  const auto sender = [&](const Contract& contract, const Request& request) {
    if (wire_.interrupted()) {  // a scenario may be waiting for its writes to show
      Exchange none{.operation = contract.operation, .request = request};
      none.error = TransportError{TransportError::Kind::kInterrupted, "interrupted"};
      return none;
    }
    return wire_.send(worker, contract, request, Credential::kFull,
                      {from.check, from.item, step++});
  };
  const Settling settling(target_.settle_seconds,
                          [this](std::chrono::duration<double> time) { wire_.pause(time); });
  Session session(index_, requirement, sender, token, target_.patience_seconds, settling);
  session.supply(target_.supplies);
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
    if (contract != nullptr)
      (void)wire_.send(worker, *contract, request_of(*contract, *call), Credential::kFull,
                       {from.check, from.item, Wire::kOfRelease + step++});
  }
  if (failure) std::rethrow_exception(failure);
  return outcome_of(session);
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
  int shortened = 0, attempt = 0;
  bool smaller = true;
  while (smaller && budget > 0 && !wire_.interrupted()) {
    smaller = false;
    for (const Sequence& candidate : shortest.shrinks(kCandidates)) {
      if (budget-- <= 0) break;
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
