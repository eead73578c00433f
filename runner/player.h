#pragma once

#include <functional>
#include <set>
#include <string>
#include <vector>

#include "runner/fixtures.h"
#include "runner/verdicts.h"
#include "runner/wire.h"
#include "suites/machine.h"

namespace brazecheck {

/// Plays scenarios and the sequences of machines: over the wire, with a journal of what they will
/// have made, and with everything taken down afterwards.
class Player {
 public:
  Player(const ContractIndex& index, const Target& target, Wire& wire, Fixtures& fixtures,
         std::uint64_t seed, int sequence_length)
      : index_(index),
        target_(target),
        wire_(wire),
        fixtures_(fixtures),
        seed_(seed),
        length_(sequence_length),
        patience_seconds_(target.patience_seconds),
        settle_seconds_(target.settle_seconds) {}

  /// Learns from writes of its own, by some of `operations`, whether what is written shows at once.
  /// Where it does, fixtures and later playings wait no longer than that takes. Before all others.
  void learn_lag(Worker& worker, const std::set<std::string>& operations, std::size_t check);

  /// Takes back what a playing says where it has a call that is known not to hold (see
  /// Fixtures::distrust): what went wrong afterwards went wrong because of that.
  void doubt(CaseOutcome* outcome);

  CaseOutcome scenario(Worker& worker, const Scenario& scenario, Origination from);

  /// The machine's sequence of this number: a function of the seed and the machine alone.
  [[nodiscard]] Sequence draw(const Machine& machine, int number) const;
  /// `attempt` keeps what it makes apart from what other playings of it made.
  CaseOutcome sequence(Worker& worker, const Machine& machine, int number, const Sequence& sequence,
                       int attempt, Origination from);
  /// The sequence made shorter while it is laid to the same requirement. Takes at most `budget`
  /// playings; writes the last that failed to `outcome` and returns how often it became shorter.
  int shorten(Worker& worker, const Machine& machine, int number, int budget, Origination from,
              CaseOutcome* outcome);

 private:
  CaseOutcome play(Worker& worker, const std::string& requirement, const std::string& token,
                   const std::function<void(Session&)>& playing, Origination from);
  /// What fixtures of these operations say that only one may change at a time.
  [[nodiscard]] std::set<std::string> exclusive(const std::vector<std::string>& operations) const;

  const ContractIndex& index_;
  const Target& target_;
  Wire& wire_;
  Fixtures& fixtures_;
  std::uint64_t seed_;
  int length_;
  double patience_seconds_;
  double settle_seconds_;
};

}  // namespace brazecheck
