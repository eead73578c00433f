#pragma once

#include <map>
#include <string>

#include "generators/case.h"
#include "runner/fixtures.h"
#include "runner/verdicts.h"
#include "runner/wire.h"

namespace brazecheck {

/// Runs single cases: brings the target into the state that a case needs, sends it, judges the
/// answer, takes down what was made. Shared by all workers.
class CaseRunner {
 public:
  CaseRunner(const ContractIndex& index, const Target& target, Wire& wire, Fixtures& fixtures)
      : index_(index), target_(target), wire_(wire), fixtures_(fixtures) {}

  /// Hears of every case before the first is run, in order.
  void expect(const Case& planned, Origination from);
  /// What cases share is there before the first of them: what a list shows is not to depend on who
  /// came first. Problems stay for the cases to tell.
  void set_up_shared(Worker& worker);

  CaseOutcome run(Worker& worker, const Case& planned, Origination from);

  /// The failing request made smaller, while it still fails: replaces the case and its outcome.
  /// Sends at most `budget` requests; returns how often it became smaller.
  int minimize(Worker& worker, int budget, Origination from, Case* tested, CaseOutcome* outcome);

 private:
  Fixtures::Sender sender_of(Worker& worker, Origination of, int first);

  const ContractIndex& index_;
  const Target& target_;
  Wire& wire_;
  Fixtures& fixtures_;
  std::map<std::string, Origination> users_;  ///< the first case that needs each fixture
  std::map<std::string, Case> shared_;        ///< that case, where others need the fixture as well
};

}  // namespace brazecheck
