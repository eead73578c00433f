#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "contract/exchange.h"

namespace brazecheck {

enum class Verdict { kPass, kFail, kWarn, kNotApplicable, kNotTested, kError };
[[nodiscard]] std::string_view to_string(Verdict verdict);

/// Why a requirement failed, with all that is needed to see it happen again.
struct Failure {
  std::string summary;  ///< "accepted with 201, although 76 entries exceed the limit of 75"
  std::string side;     ///< "request" or "response"
  std::string pointer, expected, actual;
  std::string case_label;
  std::uint64_t seed = 0;
  int case_index = 0;
  int shrinks = 0;                  ///< how many times the request was made smaller
  std::vector<std::string> steps;   ///< the commands of a sequence, in order; else empty
  std::vector<Exchange> exchanges;  ///< redacted; the minimal request last
  std::string curl;
  std::string replay;  ///< "brazecheck run --only '…' --seed 7"
};

/// The verdict on one requirement for one operation.
struct RequirementResult {
  std::string operation;
  std::string category;
  std::string requirement;
  std::string statement;
  std::string level, basis, source;
  Verdict verdict = Verdict::kNotTested;
  std::string reason;  ///< set for kNotApplicable, kNotTested, kError
  int cases = 0;
  int failed_cases = 0;
  double seconds = 0;
  std::vector<Failure> failures;  ///< at most one a cause
};

/// How much of what there is of a kind the requests of a run met.
struct Met {
  int met = 0;
  int known = 0;
};

/// What the requests that were planned for one operation cover of its contract.
struct OperationCoverage {
  std::string operation;
  Met fields;    ///< members, present at least once
  Met branches;  ///< of unions
  Met enum_values;
  Met boundaries;  ///< limits, met exactly and passed
  Met pairs;       ///< of optional members, each in all four ways of being there or not
};

/// Where the time of a run went, in seconds summed over workers.
struct TimeSpent {
  double generation = 0, transport = 0, mock = 0, validation = 0, reporting = 0, wall = 0;
};

struct RunInfo {
  std::string version;
  std::string target;  ///< "mock" or the base URL
  bool emulator = true;
  std::uint64_t seed = 0;
  std::string profile;  ///< "standard"
  int cases_per_property = 0;
  int max_requests = 0;  ///< the budget; 0 where there was none
  std::vector<std::string> selectors;
  std::string started_at;  ///< RFC 3339 UTC
  std::string contracts;   ///< digest of the contracts, to tell two versions apart
};

/// All requirement results of one invocation.
struct Run {
  RunInfo info;
  std::vector<RequirementResult> results;   ///< sorted by operation, then requirement
  std::vector<OperationCoverage> coverage;  ///< sorted by operation
  int exchanges = 0;  ///< that were sent; 0, as all of `time`, under a fixed clock
  int sent_again = 0;  ///< of these, because the target had been too busy
  TimeSpent time;
  bool interrupted = false;

  [[nodiscard]] int count(Verdict verdict) const;
  /// 0 conforming, 1 a failure, 3 an error, 4 nothing was judged, 130 interrupted.
  [[nodiscard]] int exit_code() const;
};

/// What happens during a run, in order, from one thread at a time. Reports listen; they see this
/// model and nothing of the runner.
class Listener {
 public:
  virtual ~Listener() = default;
  virtual void on_start(const RunInfo& /*info*/, int /*planned_requirements*/) {}
  virtual void on_progress(int /*exchanges*/) {}
  virtual void on_result(const RequirementResult& /*result*/) {}
  virtual void on_end(const Run& /*run*/) {}
};

}  // namespace brazecheck
