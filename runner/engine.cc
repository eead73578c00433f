#include "runner/engine.h"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <exception>
#include <fstream>
#include <latch>
#include <map>
#include <mutex>
#include <thread>

#include "contract/error.h"
#include "generators/generate.h"
#include "runner/case_runner.h"
#include "runner/fixtures.h"
#include "runner/player.h"
#include "runner/slots.h"
#include "runner/verdicts.h"
#include "runner/wire.h"
#include "runner/worker.h"
#include "suites/judge.h"

namespace brazecheck {
namespace {

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

// A run that was killed may have left half a line: what follows must not become its end.
bool ends_within_a_line(const std::string& path) {
  std::ifstream file(path, std::ios::binary | std::ios::ate);
  if (!file || file.tellg() <= 0) return false;
  file.seekg(-1, std::ios::end);
  return file.get() != '\n';
}

WireOptions wire_options(const EngineOptions& options) {
  return {.ca_file = options.ca_file,
          .fixed_clock = options.fixed_clock,
          .timeout = options.timeout,
          .max_requests = options.max_requests,
          .max_seconds = options.max_seconds,
          .stop = options.stop};
}

}  // namespace

struct Engine::Impl {
  struct CheckState {
    std::vector<CaseOutcome> outcomes;  ///< by slot
    std::size_t open = 0;
    bool decided = false;
    RequirementResult result;
  };

  const ContractIndex& index;
  Target target;
  EngineOptions options;
  std::vector<Listener*> listeners;
  std::function<double()> mock_seconds;
  Wire wire;
  Fixtures fixtures;
  CaseRunner cases;
  Player player;
  std::ofstream journal;

  std::vector<Check> checks;
  std::vector<CheckState> states;
  std::vector<Item> items;
  std::optional<std::latch> groundwork;  ///< the items that come before all others
  std::size_t groundwork_items = 0;
  std::once_flag shared_fixtures;
  std::map<const Machine*, std::vector<std::size_t>> judged_by;  ///< checks of each machine
  std::map<const Contract*, std::size_t>
      accepting;  ///< the check of each operation's valid requests
  std::atomic<std::size_t> next_item{0};
  std::vector<std::thread> threads;
  std::vector<std::unique_ptr<Worker>> workers;
  std::mutex mutex;
  std::condition_variable stored, decided;
  std::vector<ForeignFailure> foreign;
  std::exception_ptr listener_failure;  ///< the first one
  double reporting = 0;
  Clock::time_point begun = Clock::now();

  Impl(const ContractIndex& contracts, Target where, EngineOptions how, std::vector<Listener*> who,
       std::function<double()> mock)
      : index(contracts),
        target(std::move(where)),
        options(std::move(how)),
        listeners(std::move(who)),
        mock_seconds(std::move(mock)),
        wire(contracts, target, wire_options(options)),
        fixtures(contracts,
                 Settling(target.settle_seconds, [this](auto time) { wire.pause(time); })),
        cases(contracts, target, wire, fixtures),
        player(contracts, target, wire, fixtures, options.seed, options.sequence_length) {}

  [[nodiscard]] Verdicts verdicts() const {
    return {index, target, options.seed, options.replay_options};
  }

  // One that failed is enough: further cases of a rule that is broken cost time and show the same.
  // What the random valid requests of an operation get answered is looked at in other ways as well.
  [[nodiscard]] bool superfluous(const Item& item) {
    const Check& check = checks[item.check];
    if (item.slot == 0 || item.slot >= check.cases.size() || is_accepting(check)) return false;
    const std::lock_guard lock(mutex);
    const auto& outcomes = states[item.check].outcomes;
    return std::any_of(outcomes.begin(), outcomes.begin() + static_cast<std::ptrdiff_t>(item.slot),
                       [](const auto& outcome) { return outcome.departure.has_value(); });
  }
  [[nodiscard]] bool is_accepting(const Check& check) const {
    return check.requirement == &index.common("valid-accepted");
  }

  // What scenarios and machines are going to call.
  [[nodiscard]] std::set<std::string> operations_played() const {
    std::set<std::string> names;
    for (const Check& check : checks) {
      if (check.scenario != nullptr)
        names.insert(check.scenario->uses.begin(), check.scenario->uses.end());
      if (check.machine != nullptr)
        names.insert(check.machine->uses.begin(), check.machine->uses.end());
    }
    return names;
  }

  CaseOutcome run_item(Worker& worker, const Item& item) {
    const Check& check = checks[item.check];
    if (wire.interrupted()) return {.unjudged = "interrupted"};
    if (std::string reason = wire.exhausted(*check.contract); !reason.empty())
      return {.unjudged = std::move(reason), .broken = wire.nobody()};
    if (superfluous(item)) return {.unjudged = "an earlier case has failed"};
    const auto start = Clock::now();
    const Origination from{item.check, item.slot, 0};
    CaseOutcome outcome;
    try {
      const Slots slots(check, options.sequences);
      if (slots.is_case(item.slot)) {
        outcome = cases.run(worker, check.cases[item.slot], from);
      } else if (slots.is_scenario(item.slot)) {
        outcome = player.scenario(worker, *check.scenario, from);
      } else {
        const int number = slots.sequence(item.slot);
        outcome = player.sequence(worker, *check.machine, number,
                                  player.draw(*check.machine, number), 0, from);
      }
    } catch (const std::exception& failure) {
      outcome = {.unjudged = fmt::format("brazecheck itself failed: {}", failure.what()),
                 .crashed = true};
    }
    if (outcome.broken) wire.note_unreached();
    outcome.seconds = seconds_since(start);
    return outcome;
  }

  // What a playing says of the requirement of one of the checks that it was played for.
  [[nodiscard]] CaseOutcome share_of(const CaseOutcome& played, const Check& check,
                                     bool of_machine) const {
    CaseOutcome own = played;
    const bool to_blame = played.blame && played.blame->requirement == check.requirement->id;
    if (played.departure && played.blame && !to_blame) {
      own.departure.reset();
      own.exchanges.clear();
      if (!of_machine || !played.judged.contains(check.requirement->id))
        own.unjudged = stands_on(played.blame->requirement);
    } else if (of_machine && !to_blame && played.unjudged.empty() &&
               !played.judged.contains(check.requirement->id)) {
      own.unjudged = "the commands that were drawn did not come to it";
    }
    return own;
  }

  // The checks that an outcome speaks to, and the slot that it has there.
  [[nodiscard]] std::vector<Item> readers_of(const Item& item) const {
    const Check& check = checks[item.check];
    const Slots slots(check, options.sequences);
    if (!slots.is_sequence(item.slot)) return {item};
    std::vector<Item> readers;
    for (const std::size_t number : judged_by.at(check.machine)) {
      const Slots own(checks[number], options.sequences);
      readers.push_back({number, own.of_sequence(slots.sequence(item.slot))});
    }
    return readers;
  }

  int shorten(Worker& worker, const Item& item, CaseOutcome* outcome) {
    const Check& check = checks[item.check];
    const Slots slots(check, options.sequences);
    if (!slots.is_sequence(item.slot)) return 0;
    try {
      return player.shorten(worker, *check.machine, slots.sequence(item.slot),
                            options.shrink_budget / 2, {item.check, item.slot, 1}, outcome);
    } catch (const std::exception&) {
      return 0;  // what was found so far is a failure all the same
    }
  }

  void decide(Worker& worker, std::size_t number) {
    CheckState& state = states[number];
    RequirementResult result;
    try {
      result = result_of(worker, number);
    } catch (const std::exception& problem) {
      const CaseOutcome crash{
          .unjudged = fmt::format("brazecheck itself failed: {}", problem.what()), .crashed = true};
      result = verdicts().result(checks[number], {crash}, std::nullopt, options.fixed_clock);
    }
    const std::lock_guard lock(mutex);
    state.result = std::move(result);
    state.decided = true;
    tell([&](Listener& listener) { listener.on_result(state.result); });
    decided.notify_all();
  }

  // A refusal tells that a rule holds only where the request would have been accepted without the
  // breach. Examples and small valid requests come before breaches, so they are under way by now.
  [[nodiscard]] bool nothing_is_accepted(const Check& check) {
    if (check.requirement->keyword.empty() || check.cases.empty()) return false;
    const auto found = accepting.find(check.contract);
    if (found == accepting.end()) return false;
    const Check& valid = checks[found->second];
    std::unique_lock lock(mutex);
    const auto& outcomes = states[found->second].outcomes;
    bool accepted = false, judged = false;
    for (std::size_t i = 0; i < valid.cases.size() && valid.cases[i].priority == 0; ++i) {
      stored.wait(lock, [&] { return outcomes[i].done || wire.interrupted(); });
      judged = judged || outcomes[i].unjudged.empty();
      accepted = accepted || (outcomes[i].unjudged.empty() && !outcomes[i].departure);
    }
    return judged && !accepted;
  }

  RequirementResult result_of(Worker& worker, std::size_t number) {
    const Check& check = checks[number];
    std::vector<CaseOutcome> outcomes = states[number].outcomes;
    std::optional<Failure> failure;
    const auto failed = std::find_if(outcomes.begin(), outcomes.end(), [](const auto& outcome) {
      return outcome.departure.has_value();
    });
    if (failed != outcomes.end()) {
      const auto which = static_cast<std::size_t>(failed - outcomes.begin());
      if (which >= check.cases.size()) {
        const int shrinks = shorten(worker, {number, which}, &*failed);
        failure = verdicts().played_failure(*check.contract, *check.requirement, *failed, shrinks);
      } else {
        Case smallest = check.cases[which];
        int shrinks = 0;
        try {
          shrinks = cases.minimize(worker, options.shrink_budget, {number, which, 1}, &smallest,
                                   &*failed);
        } catch (const std::exception&) {
          // What was found so far is a failure all the same.
        }
        failure = verdicts().case_failure(smallest, *failed, shrinks);
      }
      // Who came how far after the first failure depends on the number of workers.
      if (!is_accepting(check))
        outcomes.erase(outcomes.begin() + static_cast<std::ptrdiff_t>(which) + 1, outcomes.end());
    } else if (nothing_is_accepted(check)) {
      for (auto& outcome : outcomes)
        outcome.unjudged = "valid requests are refused as well: a refusal tells nothing";
    }
    return verdicts().result(check, outcomes, std::move(failure), options.fixed_clock);
  }

  // REQUIRES: mutex is held. A report that cannot be written ends the run, not the process.
  template <typename Event>
  void tell(Event event) {
    const auto start = Clock::now();
    try {
      for (auto* listener : listeners) event(*listener);
    } catch (...) {
      if (!listener_failure) listener_failure = std::current_exception();
      wire.abandon();
    }
    reporting += seconds_since(start);
  }

  // A failure that is laid to a requirement for which nothing was played here.
  void keep_foreign(Worker& worker, const Item& item, const CaseOutcome& outcome) {
    if (!outcome.departure || !outcome.blame) return;
    const auto readers = readers_of(item);
    const bool own = std::any_of(readers.begin(), readers.end(), [&](const Item& reader) {
      return checks[reader.check].requirement->id == outcome.blame->requirement;
    });
    if (own) return;
    CaseOutcome shortest = outcome;
    const int shrinks = shorten(worker, item, &shortest);
    const Contract* contract = index.find(outcome.blame->operation);
    const Requirement* requirement = index.find_requirement(outcome.blame->requirement);
    const Check& check = checks[item.check];
    Failure failure = verdicts().played_failure(
        contract != nullptr ? *contract : *check.contract,
        requirement != nullptr ? *requirement : *check.requirement, shortest, shrinks);
    // Found on the way to another requirement: that is what to run to see it again.
    failure.replay = verdicts().replay(*check.contract, *check.requirement);
    const std::lock_guard lock(mutex);
    foreign.push_back({*outcome.blame, {item.check, item.slot, 0}, std::move(failure)});
  }

  void lay_ground(const Check& check, const CaseOutcome& outcome) {
    const std::string& own = check.requirement->id;
    if (outcome.departure && outcome.blame && outcome.blame->requirement == own)
      fixtures.distrust(check.contract->operation, own);
    groundwork->count_down();
  }

  void work(Worker& worker) {
    std::vector<std::pair<Item, CaseOutcome>> ground;
    while (true) {
      const std::size_t drawn = next_item.fetch_add(1);
      if (drawn < groundwork_items) {
        ground.emplace_back(items[drawn], run_item(worker, items[drawn]));
        lay_ground(checks[items[drawn].check], ground.back().second);
        continue;
      }
      groundwork->wait();
      for (auto& [item, outcome] : ground) {
        player.doubt(&outcome);
        store(worker, item, outcome);
      }
      ground.clear();
      if (drawn >= items.size()) return;
      std::call_once(shared_fixtures, [&] { cases.set_up_shared(worker); });
      store(worker, items[drawn], run_item(worker, items[drawn]));
    }
  }

  void store(Worker& worker, const Item& item, const CaseOutcome& outcome) {
    try {
      keep_foreign(worker, item, outcome);
    } catch (const std::exception&) {
      // The check itself says that it could not be judged.
    }
    std::vector<std::size_t> complete;
    {
      const std::lock_guard lock(mutex);
      const bool of_machine = Slots(checks[item.check], options.sequences).is_sequence(item.slot);
      for (const Item& reader : readers_of(item)) {
        CheckState& state = states[reader.check];
        state.outcomes[reader.slot] = share_of(outcome, checks[reader.check], of_machine);
        state.outcomes[reader.slot].done = true;
        if (--state.open == 0) complete.push_back(reader.check);
      }
      stored.notify_all();
      tell([&](Listener& listener) { listener.on_progress(wire.exchanges()); });
    }
    for (const std::size_t number : complete) decide(worker, number);
  }
};

Engine::Engine(const ContractIndex& index, Target target, EngineOptions options,
               std::vector<Listener*> listeners, std::function<double()> mock_seconds)
    : impl_(std::make_unique<Impl>(index, std::move(target), std::move(options),
                                   std::move(listeners), std::move(mock_seconds))) {}

Engine::~Engine() {
  impl_->wire.abandon();
  for (auto& thread : impl_->threads) {
    if (thread.joinable()) thread.join();
  }
}

void Engine::start(std::vector<Check> checks) {
  Impl& self = *impl_;
  self.begun = Clock::now();
  self.checks = std::move(checks);
  self.states.resize(self.checks.size());
  if (!self.options.journal.empty()) {
    const bool cut = ends_within_a_line(self.options.journal);
    self.journal.open(self.options.journal, std::ios::app);
    if (cut) self.journal << std::endl;
    if (!self.journal)
      throw InputError("report.unwritable", self.options.journal, "the journal cannot be written");
    self.fixtures.on_create([&self](const Json& teardown) {
      self.journal << teardown.dump() << std::endl;
      if (!self.journal)
        throw InputError("report.unwritable", self.options.journal,
                         "the journal cannot be written");
    });
  }
  for (std::size_t number = 0; number < self.checks.size(); ++number) {
    const Check& check = self.checks[number];
    const std::size_t count = Slots(check, self.options.sequences).count();
    self.states[number].outcomes.resize(count);
    self.states[number].open = count;
    if (check.machine != nullptr) self.judged_by[check.machine].push_back(number);
    if (self.is_accepting(check)) self.accepting[check.contract] = number;
    for (std::size_t which = 0; which < count && which < check.cases.size(); ++which)
      self.cases.expect(check.cases[which], {number, which, 0});
  }
  Work work = order_of_work(self.checks, self.options.sequences);
  self.items = std::move(work.items);
  self.groundwork_items = work.groundwork;
  self.groundwork.emplace(static_cast<std::ptrdiff_t>(work.groundwork));
  const int count = std::max(1, self.options.workers);
  const auto budgets = std::make_shared<CallBudgets>();
  for (int i = 0; i < count; ++i) {
    self.workers.push_back(
        std::make_unique<Worker>(self.index, self.wire.client_options(), budgets));
  }
  for (std::size_t number = 0; number < self.checks.size(); ++number) {
    if (self.states[number].open == 0) self.decide(*self.workers.front(), number);
  }
  self.player.learn_lag(*self.workers.front(), self.operations_played(), self.checks.size());
  for (auto& worker : self.workers) {
    self.threads.emplace_back([&self, &worker = *worker] { self.work(worker); });
  }
}

const RequirementResult& Engine::wait(std::size_t check) {
  std::unique_lock lock(impl_->mutex);
  impl_->decided.wait(lock, [&] { return impl_->states.at(check).decided; });
  return impl_->states[check].result;
}

const std::vector<Check>& Engine::checks() const { return impl_->checks; }

void Engine::finish(Run* run) {
  Impl& self = *impl_;
  for (auto& thread : self.threads) thread.join();
  self.threads.clear();
  run->interrupted = run->interrupted || self.wire.interrupted();
  if (!self.workers.empty() && !self.target.in_process) {
    auto& worker = *self.workers.front();
    (void)self.fixtures.tear_down([&](const Contract&, const Request& request, int) {
      return worker.tidier().send(request, self.target.key);
    });
  }
  if (self.listener_failure) std::rethrow_exception(self.listener_failure);
  ResponseLedger ledger(self.index);
  // Where nobody was ever reached there is nobody to blame: the checks say that it is an error.
  const bool nobody = self.wire.nobody();
  for (auto& worker : self.workers) {
    if (!nobody) ledger.merge(std::move(worker->ledger));
    run->exchanges += worker->exchanges;
    run->sent_again += worker->sent_again;
    run->time.transport += worker->transport;
    run->time.validation += worker->validation;
  }
  for (auto& state : self.states) run->results.push_back(std::move(state.result));
  self.verdicts().add_foreign(std::move(self.foreign), &run->results);
  const Verdicts verdicts = self.verdicts();
  for (auto& result : verdicts.response_results(self.checks, ledger)) {
    // The ledger saw the answers whole: it judges headers that are forgotten here.
    for (auto& failure : result.failures) {
      for (auto& exchange : failure.exchanges) {
        if (self.options.fixed_clock) Wire::forget_time(&exchange);
      }
    }
    // Whether answers showed it, not how many: some were looked for again.
    if (self.options.fixed_clock) {
      result.cases = std::min(result.cases, 1);
      result.failed_cases = std::min(result.failed_cases, 1);
    }
    {
      const std::lock_guard lock(self.mutex);
      self.tell([&](Listener& listener) { listener.on_result(result); });
    }
    run->results.push_back(std::move(result));
  }
  if (self.listener_failure) std::rethrow_exception(self.listener_failure);
  std::sort(run->results.begin(), run->results.end(), [](const auto& a, const auto& b) {
    return std::tie(a.operation, a.requirement) < std::tie(b.operation, b.requirement);
  });
  if (self.mock_seconds) run->time.mock = self.mock_seconds();
  run->time.transport = std::max(0.0, run->time.transport - run->time.mock);
  run->time.reporting += self.reporting;
  run->time.wall = seconds_since(self.begun);
  if (!self.options.fixed_clock) return;
  run->time = {};
  // How often a list is looked at until it holds still depends on who writes meanwhile.
  run->exchanges = run->sent_again = 0;
}

}  // namespace brazecheck
