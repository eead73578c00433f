#include "runner/engine.h"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <exception>
#include <fstream>
#include <map>
#include <mutex>
#include <thread>

#include "contract/error.h"
#include "generators/generate.h"
#include "runner/fixtures.h"
#include "runner/verdicts.h"
#include "runner/worker.h"
#include "suites/judge.h"
#include "suites/scenario.h"

namespace brazecheck {
namespace {

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

// Steps before the case itself: those of its fixture, and those that it needs on top.
constexpr int kOfFixture = -2000;
constexpr int kOfPreparation = -1000;
constexpr int kOfRelease = 1000;

// Cases that reach nobody, before the rest is given up, as long as nobody ever answered.
constexpr int kTriesToReach = 8;

// A key of the right look that nobody issued.
constexpr char kUnknownKey[] = "00000000-0000-4000-8000-000000000000";

// Request ids, durations and counters differ from run to run.
void forget_time(Exchange* exchange) {
  exchange->seconds = 0;
  if (!exchange->response) return;
  auto& headers = exchange->response->headers;
  Fields kept;
  for (const char* name : {"Content-Type", "Link", "Allow"}) {
    if (const auto* value = find_header(headers, name)) kept.emplace_back(name, *value);
  }
  headers = std::move(kept);
}

// A run that was killed may have left half a line: what follows must not become its end.
bool ends_within_a_line(const std::string& path) {
  std::ifstream file(path, std::ios::binary | std::ios::ate);
  if (!file || file.tellg() <= 0) return false;
  file.seekg(-1, std::ios::end);
  return file.get() != '\n';
}

}  // namespace

struct Engine::Impl {
  struct Item {
    std::size_t check;
    std::size_t number;  ///< of the case in its check
  };
  struct CheckState {
    std::vector<CaseOutcome> outcomes;
    std::size_t open = 0;
    bool decided = false;
    RequirementResult result;
  };

  const ContractIndex& index;
  Target target;
  EngineOptions options;
  std::vector<Listener*> listeners;
  std::function<double()> mock_seconds;
  Fixtures fixtures;
  std::ofstream journal;

  std::vector<Check> checks;
  std::vector<CheckState> states;
  std::vector<Item> items;
  std::map<std::string, Origination> fixture_users;  ///< the first case that needs each fixture
  std::atomic<std::size_t> next_item{0};
  std::atomic<bool> abandoned{false};
  std::atomic<int> exchanges{0};
  std::vector<std::thread> threads;
  std::vector<std::unique_ptr<Worker>> workers;
  std::mutex mutex;
  std::map<std::string, std::mutex> exclusive;  ///< see alone()
  std::condition_variable decided;
  std::exception_ptr listener_failure;  ///< the first one
  std::atomic<int> unreached{0};        ///< exchanges in a row, of any worker, that reached nobody
  std::atomic<bool> answered{false};    ///< somebody is there
  double reporting = 0;
  Clock::time_point begun = Clock::now();

  Impl(const ContractIndex& contracts, Target where, EngineOptions how, std::vector<Listener*> who,
       std::function<double()> mock)
      : index(contracts),
        target(std::move(where)),
        options(std::move(how)),
        listeners(std::move(who)),
        mock_seconds(std::move(mock)),
        fixtures(contracts, settling()) {}

  /// Waits in slices, so that an interrupted run ends.
  [[nodiscard]] Settling settling() {
    return Settling(target.settle_seconds, [this](std::chrono::duration<double> time) {
      const auto until = Clock::now() + std::chrono::duration_cast<Clock::duration>(time);
      while (Clock::now() < until && !interrupted()) {
        std::this_thread::sleep_for(
            std::min<Clock::duration>(until - Clock::now(), std::chrono::milliseconds(50)));
      }
    });
  }

  [[nodiscard]] bool interrupted() const {
    return abandoned || (options.stop != nullptr && *options.stop);
  }

  [[nodiscard]] ClientOptions client_options() const {
    ClientOptions out;
    out.base_url = target.base_url;
    out.ca_file = options.ca_file;
    out.stop = options.stop;
    if (!target.key.empty()) out.secrets.push_back(target.key);
    if (target.limited_key) out.secrets.push_back(*target.limited_key);
    return out;
  }

  [[nodiscard]] std::optional<std::string> bearer(Credential credential) const {
    switch (credential) {
      case Credential::kFull:
        return target.key;
      case Credential::kNone:
        return std::nullopt;
      case Credential::kUnknown:
        return kUnknownKey;
      case Credential::kWithoutPermission:
        return target.limited_key;
    }
    return std::nullopt;
  }

  Exchange send(Worker& worker, const Contract& contract, const Request& request,
                Credential credential, Origination from) {
    const auto start = Clock::now();
    HttpClient& client = interrupted() && from.step >= kOfRelease ? worker.tidier() : worker.client;
    Exchange exchange = client.send(request, bearer(credential));
    // The interrupt came just now: what removes something is sent all the same.
    const bool given_up =
        exchange.error && exchange.error->kind == TransportError::Kind::kInterrupted;
    if (given_up && from.step >= kOfRelease)
      exchange = worker.tidier().send(request, bearer(credential));
    worker.transport += seconds_since(start);
    exchange.operation = contract.operation;
    const auto judged = Clock::now();
    worker.ledger.record(contract, exchange, from);
    worker.validation += seconds_since(judged);
    ++worker.exchanges;
    exchanges.fetch_add(1, std::memory_order_relaxed);
    if (exchange.response) answered = true;
    if (options.fixed_clock) forget_time(&exchange);
    return exchange;
  }

  // For the requests around a case: numbered from `first`.
  Fixtures::Sender sender_of(Worker& worker, Origination of, int first) {
    return [this, &worker, of, first](const Contract& contract, const Request& request, int step) {
      return send(worker, contract, request, Credential::kFull, {of.check, of.item, first + step});
    };
  }

  // What cases share is there before the first of them: what a list shows is not to depend on who
  // came first. Problems stay for the cases to tell.
  void set_up_shared(Worker& worker) {
    for (const auto& [key, user] : fixture_users) {
      const Case& tested = checks[user.check].cases[user.item];
      if (tested.contract->fixture.per_case) continue;
      try {
        Case first = tested;
        (void)fixtures.ensure(&first, sender_of(worker, user, kOfFixture));
      } catch (const std::exception&) {
        return;
      }
      if (interrupted() || !answered) return;
    }
  }

  // Held while a case runs that changes what others change too: the fixture's variable `exclusive`
  // names it.
  std::unique_lock<std::mutex> alone(const Case& tested) {
    const auto name = tested.variables.find("exclusive");
    if (name == tested.variables.end()) return {};
    std::mutex* own = nullptr;
    {
      const std::lock_guard lock(mutex);
      own = &exclusive[name->second];
    }
    return std::unique_lock(*own);
  }

  CaseOutcome run_case(Worker& worker, const Case& planned, Origination from) {
    Case tested = planned;  // with what its fixture turns out to be
    const auto turn = alone(tested);
    if (tested.credential == Credential::kWithoutPermission && !target.limited_key) {
      return {.unjudged = "no key without permissions was given (--limited-key-env)"};
    }
    const auto sender = [&](Origination of, int first) { return sender_of(worker, of, first); };
    if (tested.needs_fixture) {
      // Whoever comes first sets up, but in the books it is always the same case. A shrunk case has
      // a fixture of its own.
      const auto user = fixture_users.find(Fixtures::key(tested));
      std::string problem = fixtures.ensure(
          &tested, sender(user == fixture_users.end() ? from : user->second, kOfFixture));
      if (problem.empty()) problem = fixtures.prepare(tested, sender(from, kOfPreparation));
      if (!problem.empty()) {
        fixtures.release(tested, false, nullptr, sender(from, kOfRelease));
        return {.unjudged = std::move(problem), .broken = !answered};
      }
    }
    Exchange exchange = send(worker, *tested.contract, tested.request, tested.credential, from);
    const int status = exchange.response ? exchange.response->status : 0;
    Json answer;  // where the teardown may ask for it
    if (tested.needs_fixture && tested.contract->fixture.per_case && exchange.response) {
      answer = exchange.response->body.value_or(Json());
    }
    CaseOutcome outcome = judge_case(index, tested, std::move(exchange));
    if (tested.needs_fixture) {
      // Whoever does not answer, or with a server error, may have done it all the same.
      const bool refused = (status >= 300 && status < 500) || outcome.broken;
      fixtures.release(tested, !refused, answer, sender(from, kOfRelease));
    }
    return outcome;
  }

  CaseOutcome run_scenario(Worker& worker, const Check& check, Origination from) {
    int step = 0;
    const auto sender = [&](const Contract& contract, const Request& request) {
      if (interrupted()) {  // a scenario may be waiting for its writes to show
        Exchange none{.operation = contract.operation, .request = request};
        none.error = TransportError{TransportError::Kind::kInterrupted, "interrupted"};
        return none;
      }
      return send(worker, contract, request, Credential::kFull, {from.check, from.item, step++});
    };
    Session session(index, sender, unique_token(options.seed, check.requirement->id, 0),
                    target.patience_seconds, settling());
    session.on_tidy([this](const Call& call) { fixtures.note(Json::array({step_of(call)})); });
    std::exception_ptr failure;
    try {
      check.scenario->play(session);
    } catch (...) {
      failure = std::current_exception();  // told once everything is tidied up
    }
    const auto& leftovers = session.leftovers();
    for (auto call = leftovers.rbegin(); call != leftovers.rend(); ++call) {
      const Contract* contract = index.find(call->operation);
      if (contract != nullptr)
        (void)send(worker, *contract, request_of(*contract, *call), Credential::kFull,
                   {from.check, from.item, kOfRelease + step++});
    }
    if (failure) std::rethrow_exception(failure);
    return outcome_of(session);
  }

  CaseOutcome run_item(Worker& worker, const Item& item) {
    if (interrupted()) return {.unjudged = "interrupted"};
    // Connecting in vain takes seconds: enough tries, and nobody is there.
    if (!answered && unreached >= kTriesToReach)
      return {.unjudged = "the target cannot be reached", .broken = true};
    const auto start = Clock::now();
    const Origination from{item.check, item.number, 0};
    const Check& check = checks[item.check];
    CaseOutcome outcome;
    try {
      outcome = check.scenario != nullptr ? run_scenario(worker, check, from)
                                          : run_case(worker, check.cases[item.number], from);
    } catch (const std::exception& failure) {
      outcome = {.unjudged = fmt::format("brazecheck itself failed: {}", failure.what()),
                 .crashed = true};
    }
    if (outcome.broken) ++unreached;
    outcome.seconds = seconds_since(start);
    return outcome;
  }

  // The failing request made smaller, while it still fails in the same check.
  void minimize(Worker& worker, Case* tested, CaseOutcome* outcome, Origination from,
                int* shrinks) {
    int budget = options.shrink_budget;
    bool smaller = true;
    while (smaller && budget > 0 && !interrupted()) {
      smaller = false;
      for (const auto& candidate : shrink_candidates(index, *tested)) {
        if (budget-- <= 0) break;
        CaseOutcome tried = run_case(worker, candidate, from);
        if (!tried.departure) continue;
        *tested = candidate;
        *outcome = std::move(tried);
        ++*shrinks;
        smaller = true;
        break;
      }
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
      result = Verdicts{index, target, options.seed, options.cases}.result(
          checks[number], {crash}, std::nullopt, options.fixed_clock);
    }
    const std::lock_guard lock(mutex);
    state.result = std::move(result);
    state.decided = true;
    tell([&](Listener& listener) { listener.on_result(state.result); });
    decided.notify_all();
  }

  RequirementResult result_of(Worker& worker, std::size_t number) {
    const Check& check = checks[number];
    CheckState& state = states[number];
    const Verdicts verdicts{index, target, options.seed, options.cases};
    std::optional<Failure> failure;
    const auto failed =
        std::find_if(state.outcomes.begin(), state.outcomes.end(),
                     [](const auto& outcome) { return outcome.departure.has_value(); });
    if (failed != state.outcomes.end()) {
      int shrinks = 0;
      const auto which = static_cast<std::size_t>(failed - state.outcomes.begin());
      if (check.scenario != nullptr) {
        failure = verdicts.scenario_failure(check, *failed);
      } else {
        Case smallest = check.cases[which];
        try {
          minimize(worker, &smallest, &*failed, {number, which, 1}, &shrinks);
        } catch (const std::exception&) {
          // What was found so far is a failure all the same.
        }
        failure = verdicts.case_failure(smallest, *failed, shrinks);
      }
    }
    return verdicts.result(check, state.outcomes, std::move(failure), options.fixed_clock);
  }

  // REQUIRES: mutex is held. A report that cannot be written ends the run, not the process.
  template <typename Event>
  void tell(Event event) {
    const auto start = Clock::now();
    try {
      for (auto* listener : listeners) event(*listener);
    } catch (...) {
      if (!listener_failure) listener_failure = std::current_exception();
      abandoned = true;
    }
    reporting += seconds_since(start);
  }

  void work(Worker& worker) {
    while (true) {
      const std::size_t drawn = next_item.fetch_add(1);
      if (drawn >= items.size()) return;
      const auto [number, which] = items[drawn];
      CaseOutcome outcome = run_item(worker, items[drawn]);
      bool last = false;
      {
        const std::lock_guard lock(mutex);
        states[number].outcomes[which] = std::move(outcome);
        last = --states[number].open == 0;
        tell([&](Listener& listener) {
          listener.on_progress(exchanges.load(std::memory_order_relaxed));
        });
      }
      if (last) decide(worker, number);
    }
  }
};

Engine::Engine(const ContractIndex& index, Target target, EngineOptions options,
               std::vector<Listener*> listeners, std::function<double()> mock_seconds)
    : impl_(std::make_unique<Impl>(index, std::move(target), std::move(options),
                                   std::move(listeners), std::move(mock_seconds))) {}

Engine::~Engine() {
  impl_->abandoned = true;
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
    const std::size_t count = check.scenario != nullptr ? 1 : check.cases.size();
    self.states[number].outcomes.resize(count);
    self.states[number].open = count;
    for (std::size_t which = 0; which < count; ++which) {
      self.items.push_back({number, which});
      if (check.scenario != nullptr || !check.cases[which].needs_fixture) continue;
      self.fixture_users.emplace(Fixtures::key(check.cases[which]), Origination{number, which, 0});
    }
  }
  const int count = std::max(1, self.options.workers);
  for (int i = 0; i < count; ++i) {
    self.workers.push_back(std::make_unique<Worker>(self.index, self.client_options()));
  }
  for (std::size_t number = 0; number < self.checks.size(); ++number) {
    if (self.states[number].open == 0) self.decide(*self.workers.front(), number);
  }
  self.set_up_shared(*self.workers.front());
  for (auto& worker : self.workers) {
    self.threads.emplace_back([&self, &worker = *worker] { self.work(worker); });
  }
}

const RequirementResult& Engine::wait(std::size_t check) {
  std::unique_lock lock(impl_->mutex);
  impl_->decided.wait(lock, [&] { return impl_->states.at(check).decided; });
  return impl_->states[check].result;
}

void Engine::finish(Run* run) {
  Impl& self = *impl_;
  for (auto& thread : self.threads) thread.join();
  self.threads.clear();
  run->interrupted = run->interrupted || self.interrupted();
  if (!self.workers.empty() && !self.target.in_process) {
    auto& worker = *self.workers.front();
    (void)self.fixtures.tear_down([&](const Contract&, const Request& request, int) {
      return worker.tidier().send(request, self.target.key);
    });
  }
  if (self.listener_failure) std::rethrow_exception(self.listener_failure);
  ResponseLedger ledger(self.index);
  // Where nobody was ever reached there is nobody to blame: the checks say that it is an error.
  const bool nobody = !self.answered && self.unreached > 0;
  for (auto& worker : self.workers) {
    if (!nobody) ledger.merge(std::move(worker->ledger));
    run->exchanges += worker->exchanges;
    run->time.transport += worker->transport;
    run->time.validation += worker->validation;
  }
  for (auto& state : self.states) run->results.push_back(std::move(state.result));
  const Verdicts verdicts{self.index, self.target, self.options.seed, self.options.cases};
  for (auto& result : verdicts.response_results(self.checks, ledger)) {
    // The ledger saw the answers whole: it judges headers that are forgotten here.
    for (auto& failure : result.failures) {
      for (auto& exchange : failure.exchanges) {
        if (self.options.fixed_clock) forget_time(&exchange);
      }
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
  if (self.options.fixed_clock) run->time = {};
}

}  // namespace brazecheck
