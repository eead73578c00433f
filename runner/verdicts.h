#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "contract/index.h"
#include "reports/model.h"
#include "runner/ledger.h"
#include "runner/target.h"
#include "suites/check.h"
#include "suites/judge.h"
#include "suites/scenario.h"

namespace brazecheck {

/// What one case, scenario or sequence came to.
struct CaseOutcome {
  std::optional<Departure> departure = std::nullopt;  ///< set when it failed
  std::optional<Blame> blame = std::nullopt;  ///< whom the departure is laid to, when it was played
  std::set<std::string> judged = {};          ///< requirements that the playing looked at
  std::vector<std::string> steps = {};        ///< of a sequence, for people
  std::string unjudged = "";                  ///< why it says nothing, or ""
  bool broken = false;                        ///< unjudged because the target could not be reached
  bool done = false;                          ///< set by the engine: the outcome is in
  bool crashed = false;  ///< unjudged because our own code failed: no pass stands beside it
  std::vector<Exchange> exchanges = {};  ///< kept for failures only
  double seconds = 0;
};

/// The outcome of a case, with one cause named once: no answer, a server error or an undocumented
/// status are findings on the response (ResponseLedger) and leave the case unjudged.
[[nodiscard]] CaseOutcome judge_case(const ContractIndex& index, const Case& tested,
                                     Exchange exchange);
[[nodiscard]] CaseOutcome outcome_of(const Session& session);

/// Why nothing is judged of an operation that the target itself says it does not have.
inline constexpr char kLacking[] = "the target does not have this operation: it answers 501";

/// True for what every response of an operation is held against, as opposed to a scenario's
/// statement.
[[nodiscard]] bool judged_on_responses(const Requirement& requirement);

/// A scenario or a sequence that failed for another requirement than those it was played for.
struct ForeignFailure {
  Blame blame;
  Origination from;
  Failure failure;
};

/// Turns outcomes into results, with what is needed to see a failure again.
struct Verdicts {
  const ContractIndex& index;
  const Target& target;
  std::uint64_t seed;
  std::string replay_options;  ///< what makes the same plan again: " --cases 20"

  [[nodiscard]] Failure case_failure(const Case& tested, const CaseOutcome& outcome,
                                     int shrinks) const;
  /// Of a scenario or a sequence, for the requirement that it is laid to.
  [[nodiscard]] Failure played_failure(const Contract& contract, const Requirement& requirement,
                                       const CaseOutcome& outcome, int shrinks) const;
  [[nodiscard]] RequirementResult result(const Check& check,
                                         const std::vector<CaseOutcome>& outcomes,
                                         std::optional<Failure> failure, bool fixed_clock) const;
  /// Puts failures that were met on the way to something else where they belong: the earliest of
  /// each requirement, unless it has failed by itself.
  void add_foreign(std::vector<ForeignFailure> foreign,
                   std::vector<RequirementResult>* results) const;
  /// One for each response requirement of the operations that were checked.
  [[nodiscard]] std::vector<RequirementResult> response_results(const std::vector<Check>& checks,
                                                                const ResponseLedger& ledger) const;

  [[nodiscard]] std::string replay(const Contract& contract, const Requirement& requirement) const;

 private:
  [[nodiscard]] RequirementResult blank(const Contract& contract,
                                        const Requirement& requirement) const;
};

}  // namespace brazecheck
