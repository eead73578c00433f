#include "runner/run.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <exception>
#include <future>
#include <map>
#include <memory>
#include <set>

#include "generators/coverage.h"
#include "runner/budget.h"
#include "runner/engine.h"
#include "runner/verdicts.h"

namespace brazecheck {
namespace {

using Clock = std::chrono::steady_clock;

// What the registered tests share: the engine works in the background while their bodies wait.
struct Registry {
  std::vector<Check> planned;
  std::map<std::string, std::size_t> by_name;  ///< "suite.test" -> number in `planned`
  std::vector<std::size_t> number_in_engine;
  std::unique_ptr<Engine> engine;
  std::future<std::vector<OperationCoverage>> coverage;  ///< worked out while requests are sent
  std::function<const ContractIndex&()> index;
  std::function<void(int)> announce;
  std::exception_ptr failure;  ///< why the engine could not start
};

std::string test_name(const std::string& id) {
  std::string name;
  for (const char c : id) name += std::isalnum(static_cast<unsigned char>(c)) != 0 ? c : '_';
  return name;
}

class CheckTest : public testing::Test {
 public:
  CheckTest(Registry& registry, std::size_t number) : registry_(registry), number_(number) {}

  void TestBody() override {
    const RequirementResult& result = registry_.engine->wait(registry_.number_in_engine[number_]);
    switch (result.verdict) {
      case Verdict::kFail:
      case Verdict::kError:
        ADD_FAILURE() << result.requirement << " for " << result.operation << ": "
                      << (result.failures.empty() ? result.reason
                                                  : result.failures.front().summary);
        break;
      case Verdict::kNotTested:
      case Verdict::kNotApplicable:
        GTEST_SKIP() << result.reason;
      case Verdict::kPass:
      case Verdict::kWarn:
        break;
    }
  }

 private:
  Registry& registry_;
  std::size_t number_;
};

// What will be reported: the checks, and what every response of their operations is held against.
int planned_results(const std::vector<Check>& checks) {
  std::set<const Contract*> contracts;
  for (const auto& check : checks) contracts.insert(check.contract);
  auto count = static_cast<int>(checks.size());
  for (const auto* contract : contracts) {
    count += static_cast<int>(
        std::count_if(contract->requirements.begin(), contract->requirements.end(),
                      [](const auto* requirement) { return judged_on_responses(*requirement); }));
  }
  return count;
}

Met met_of(const Coverage::Part& part) {
  return {static_cast<int>(part.covered), static_cast<int>(part.total)};
}

// What the cases meet of each operation's contract.
std::vector<OperationCoverage> coverage_of_plan(const ContractIndex& index,
                                                const std::vector<Check>& checks) {
  std::map<std::string, std::vector<const Case*>> cases;
  for (const auto& check : checks) {
    for (const auto& tested : check.cases) cases[check.contract->operation].push_back(&tested);
  }
  std::vector<OperationCoverage> out;
  for (const auto& [operation, of_operation] : cases) {
    const Coverage coverage = coverage_of(index, *index.find(operation), of_operation);
    out.push_back({.operation = operation,
                   .fields = met_of(coverage.fields),
                   .branches = met_of(coverage.branches),
                   .enum_values = met_of(coverage.enum_values),
                   .boundaries = met_of(coverage.boundaries),
                   .pairs = met_of(coverage.pairs)});
  }
  return out;
}

// Filters and shards are decided by now, so the engine gets only what this process is to run.
class EngineEnvironment : public testing::Environment {
 public:
  explicit EngineEnvironment(Registry& registry) : registry_(registry) {}

  void SetUp() override {
    std::vector<Check> chosen;
    registry_.number_in_engine.assign(registry_.planned.size(), 0);
    const auto& unit = *testing::UnitTest::GetInstance();
    for (int s = 0; s < unit.total_test_suite_count(); ++s) {
      const auto& suite = *unit.GetTestSuite(s);
      for (int t = 0; t < suite.total_test_count(); ++t) {
        const auto& info = *suite.GetTestInfo(t);
        if (!info.should_run()) continue;
        const std::size_t number =
            registry_.by_name.at(std::string(suite.name()) + "." + info.name());
        registry_.number_in_engine[number] = chosen.size();
        chosen.push_back(std::move(registry_.planned[number]));
      }
    }
    registry_.announce(planned_results(chosen));
    // GoogleTest runs no test after a failed set-up: nobody waits for the engine.
    try {
      registry_.engine->start(std::move(chosen));
      registry_.coverage = std::async(std::launch::async, [this] {
        return coverage_of_plan(registry_.index(), registry_.engine->checks());
      });
    } catch (...) {
      registry_.failure = std::current_exception();
      FAIL() << "the run could not be started";
    }
  }

 private:
  Registry& registry_;
};

void register_tests(Registry& registry) {
  for (std::size_t number = 0; number < registry.planned.size(); ++number) {
    const Check& check = registry.planned[number];
    const std::string suite = test_name(check.contract->operation);
    std::string name = test_name(check.requirement->id);
    // Ids that differ only in punctuation must not meet.
    while (!registry.by_name.emplace(suite + "." + name, number).second) name += "_";
    testing::RegisterTest(
        suite.c_str(), name.c_str(), nullptr, nullptr, __FILE__, __LINE__,
        [&registry, number]() -> testing::Test* { return new CheckTest(registry, number); });
  }
}

// GoogleTest prints for people who run it; here the reports do.
void silence_googletest() {
  int argc = 1;
  char name[] = "brazecheck";
  char* argv[] = {name, nullptr};
  testing::InitGoogleTest(&argc, argv);
  // Left over from somebody's debugging, these variables would run everything twice or crash.
  GTEST_FLAG_SET(repeat, 1);
  GTEST_FLAG_SET(break_on_failure, false);
  GTEST_FLAG_SET(throw_on_failure, false);
  auto& listeners = testing::UnitTest::GetInstance()->listeners();
  delete listeners.Release(listeners.default_result_printer());
}

}  // namespace

void keep_selected(const ContractIndex& index, const Selection& selection, Run* run) {
  if (selection.everything()) return;
  auto& results = run->results;
  results.erase(
      std::remove_if(results.begin(), results.end(),
                     [&](const RequirementResult& result) {
                       if (result.verdict == Verdict::kFail || result.verdict == Verdict::kWarn ||
                           result.verdict == Verdict::kError)
                         return false;
                       const auto* contract = index.find(result.operation);
                       const auto* requirement = index.find_requirement(result.requirement);
                       return contract == nullptr || requirement == nullptr ||
                              !selection.picks(*contract, *requirement);
                     }),
      results.end());
}

Run run_suites(const ContractIndex& index, const Target& target, const RunOptions& options,
               const std::vector<Listener*>& listeners, std::function<double()> mock_seconds) {
  Run run;
  run.info = {.version = options.version,
              .target = target.name,
              .emulator = target.emulator,
              .seed = options.seed,
              .profile = options.profile.name,
              .cases_per_property = options.profile.cases,
              .max_requests = options.max_requests,
              .selectors = options.selection.selectors(),
              .started_at = options.started_at,
              .contracts = index.digest()};
  const auto start = Clock::now();
  // Static: GoogleTest keeps the factories until the process ends.
  static Registry registry;
  registry.planned = plan_checks(index, target, options);
  const double generation = std::chrono::duration<double>(Clock::now() - start).count();

  const EngineOptions engine{
      .workers = options.workers,
      .seed = options.seed,
      .sequences = options.profile.sequences,
      .sequence_length = options.profile.length,
      // What takes things down is sent beyond it.
      .max_requests = (left_of(options.max_requests, target) * 97 + 99) / 100,
      .max_seconds = options.max_seconds,
      .timeout = options.timeout,
      .replay_options = options.replay_options,
      .ca_file = options.ca_file,
      .fixed_clock = options.fixed_clock,
      .journal = target.in_process ? "" : options.journal,
      .stop = options.stop};
  registry.engine =
      std::make_unique<Engine>(index, target, engine, listeners, std::move(mock_seconds));
  registry.index = [&]() -> const ContractIndex& { return index; };
  registry.announce = [&](int planned) {
    for (auto* listener : listeners) listener->on_start(run.info, planned);
  };
  register_tests(registry);
  silence_googletest();
  testing::AddGlobalTestEnvironment(new EngineEnvironment(registry));
  // The verdicts are in the run; GoogleTest's own exit code would say less.
  [[maybe_unused]] const int ignored = RUN_ALL_TESTS();
  if (registry.coverage.valid()) run.coverage = registry.coverage.get();
  if (registry.failure) {
    registry.engine.reset();
    std::rethrow_exception(registry.failure);
  }
  registry.engine->finish(&run);
  registry.engine.reset();
  if (!options.fixed_clock) run.time.generation = generation;
  keep_selected(index, options.selection, &run);
  for (auto* listener : listeners) listener->on_end(run);
  return run;
}

}  // namespace brazecheck
