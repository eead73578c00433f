#include "cli/self_check.h"

#include <algorithm>
#include <chrono>
#include <exception>
#include <map>
#include <mutex>
#include <thread>

#include "cli/target.h"
#include "runner/engine.h"
#include "runner/run.h"

namespace brazecheck::cli {
namespace {

using Clock = std::chrono::steady_clock;

/// Runs that need the same plan.
struct Group {
  std::vector<std::string> run;
  std::vector<SelfCheckResult*> results;
};

bool is_red(Verdict verdict) {
  return verdict == Verdict::kFail || verdict == Verdict::kWarn || verdict == Verdict::kError;
}

bool is_tolerated(const SeededFault& line, const std::string& red) {
  return red == line.caught_by ||
         std::any_of(line.also.begin(), line.also.end(),
                     [&](const auto& also) { return glob_match(also.red, red); });
}

RunOptions run_options(const Group& group, const SelfCheckOptions& options) {
  RunOptions out;
  out.selection = Selection(group.run);
  out.seed = options.seed;
  return out;
}

/// As run_suites() does it, whose registry of tests is there once a process.
Run run_once(const ContractIndex& index, const ReadyTarget& ready, std::vector<Check> plan,
             const RunOptions& how, const SelfCheckResult& of, const SelfCheckOptions& options) {
  std::chrono::milliseconds timeout = kInProcessTimeout;
  if (of.line != nullptr && of.line->timeout_ms > 0)
    timeout = std::chrono::milliseconds(of.line->timeout_ms);
  // One worker: what is red is not to depend on who came first.
  Engine engine(index, ready.target,
                {.workers = 1,
                 .seed = how.seed,
                 .sequences = how.profile.sequences,
                 .sequence_length = how.profile.length,
                 .timeout = timeout,
                 .stop = options.stop},
                {}, {});
  engine.start(std::move(plan));
  Run run;
  engine.finish(&run);
  return run;
}

void play(const ContractIndex& index, const std::vector<Check>& plan, const RunOptions& how,
          const SelfCheckOptions& options, SelfCheckResult* result) {
  const auto start = Clock::now();
  try {
    TargetOptions target;
    if (result->line != nullptr) target.faults = {result->line->fault};
    const ReadyTarget ready = prepare_target(index, target);
    const Run run = run_once(index, ready, plan, how, *result, options);
    result->interrupted = run.interrupted;
    result->requests = run.exchanges;
    for (const RequirementResult& one : run.results) {
      if (is_red(one.verdict)) result->red.push_back(one.operation + ":" + one.requirement);
    }
    if (run.exchanges == 0) result->problem = "nothing was sent";
  } catch (const std::exception& problem) {
    result->problem = problem.what();
  }
  for (const std::string& red : result->red) {
    if (result->line == nullptr || !is_tolerated(*result->line, red)) result->astray.push_back(red);
  }
  result->seconds = std::chrono::duration<double>(Clock::now() - start).count();
}

std::vector<Check> plan_of(const ContractIndex& index, const RunOptions& how) {
  TargetOptions target;
  const ReadyTarget ready = prepare_target(index, target);
  return plan_checks(index, ready.target, how);
}

}  // namespace

bool SelfCheckResult::as_it_should() const {
  if (!problem.empty() || interrupted || !astray.empty()) return false;
  return line == nullptr || std::find(red.begin(), red.end(), line->caught_by) != red.end();
}

std::vector<SelfCheckResult> self_check(const ContractIndex& index,
                                        const std::vector<SeededFault>& lines,
                                        const SelfCheckOptions& options,
                                        const std::function<void(int)>& progress) {
  std::vector<std::vector<std::string>> selections;
  for (const SeededFault& line : lines) {
    if (std::find(selections.begin(), selections.end(), line.run) == selections.end())
      selections.push_back(line.run);
  }
  std::vector<SelfCheckResult> results;
  results.reserve(selections.size() + lines.size());
  std::vector<Group> groups;
  for (const auto& run : selections) {
    results.push_back({.run = run});
    groups.push_back({run, {&results.back()}});
  }
  for (const SeededFault& line : lines) {
    results.push_back({.run = line.run, .line = &line});
    const auto of = std::find(selections.begin(), selections.end(), line.run);
    groups[static_cast<std::size_t>(of - selections.begin())].results.push_back(&results.back());
  }
  // The long ones first, so that no job is left alone with one at the end.
  std::stable_sort(groups.begin(), groups.end(), [](const Group& a, const Group& b) {
    return a.results.size() > b.results.size();
  });
  std::atomic<std::size_t> next{0};
  std::mutex mutex;
  int over = 0;
  const auto work = [&] {
    for (std::size_t at = next++; at < groups.size(); at = next++) {
      const Group& group = groups[at];
      const RunOptions how = run_options(group, options);
      std::vector<Check> plan;
      std::string problem;
      try {
        plan = plan_of(index, how);
      } catch (const std::exception& failure) {
        problem = failure.what();
      }
      for (SelfCheckResult* result : group.results) {
        if (options.stop != nullptr && *options.stop) {
          result->interrupted = true;
        } else if (problem.empty()) {
          play(index, plan, how, options, result);
        }
        result->problem += problem;
        const std::lock_guard lock(mutex);
        progress(++over);
      }
    }
  };
  std::vector<std::thread> helpers;
  for (int i = 1; i < options.jobs; ++i) helpers.emplace_back(work);
  work();
  for (auto& helper : helpers) helper.join();
  return results;
}

}  // namespace brazecheck::cli
