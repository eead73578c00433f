#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "contract/index.h"
#include "generators/case.h"
#include "suites/answer.h"
#include "suites/settling.h"

namespace brazecheck {

/// What a scenario says over the wire. It knows operations, never whether the target is an
/// emulator.
struct Call {
  std::string operation;
  Variables path;
  Fields query;
  std::optional<Json> body;
};

/// The call on the wire.
[[nodiscard]] Request request_of(const Contract& contract, const Call& call);
/// The call as a step of a fixture, which `cleanup` reads from a journal.
[[nodiscard]] Json step_of(const Call& call);

/// The stage on which a scenario plays: sends calls, waits out eventual consistency, keeps the
/// first thing that was not as documented. Every call that a real workspace would keep must name
/// things by token().
class Session {
 public:
  using Sender = std::function<Exchange(const Contract&, const Request&)>;

  /// `patience_seconds`: how long eventually() keeps asking; 0 where writes are immediate.
  Session(const ContractIndex& index, Sender sender, std::string token, double patience_seconds,
          Settling settling = Settling(0));

  /// Letters and digits that nothing else in this run uses.
  [[nodiscard]] const std::string& token() const { return token_; }

  /// Sends and returns the response's body; null after a failure of the target or an unexpected
  /// refusal, which is noted. Calls after a failure are not sent.
  Json ok(const Call& call);
  /// Sends and returns the exchange whatever the answer. No answer, no JSON, a server error and a
  /// status that is not documented are findings of their own: nothing can be judged then. After a
  /// failure, which is to be asked for first, there may be no response. Good until the next call.
  const Exchange& send(const Call& call);

  /// Says, before something is created, which call removes it: it is sent when the scenario is
  /// over, however that ends.
  void tidy_later(Call call);
  /// Hears of every such call when it is said, for a journal.
  void on_tidy(std::function<void(const Call&)> journal) { journal_ = std::move(journal); }
  [[nodiscard]] const std::vector<Call>& leftovers() const { return leftovers_; }

  /// Notes a failure unless `holds`; returns `holds`.
  bool expect(bool holds, const std::string& statement, const std::string& actual = "");

  /// Repeats `probe` until it holds or patience runs out. Only the last attempt stays recorded.
  bool eventually(const std::function<bool()>& probe, const std::string& statement);

  [[nodiscard]] bool failed() const { return failed_; }
  /// Calls could not be made or were not answered, so that nothing can be judged.
  [[nodiscard]] bool broken() const { return broken_; }
  [[nodiscard]] const std::string& problem() const { return problem_; }
  [[nodiscard]] const std::string& actual() const { return actual_; }
  [[nodiscard]] const std::vector<Exchange>& exchanges() const { return exchanges_; }

 private:
  const ContractIndex& index_;
  Sender sender_;
  std::string token_;
  double patience_seconds_;
  Settling settling_;
  std::vector<Exchange> exchanges_;
  std::vector<Call> leftovers_;
  std::function<void(const Call&)> journal_;
  bool failed_ = false;
  bool broken_ = false;
  std::string problem_;
  std::string actual_;
};

/// A stateful check: what a schema cannot say. `requirement` stands in the contract's
/// `requirements`, with statement and source.
struct Scenario {
  std::string
      requirement;  ///< "users.track/read-your-writes"; its operation stands before the slash
  std::vector<std::string> uses;  ///< all operations that it calls: decides where it may run
  void (*play)(Session& session);
};

/// All registered scenarios, sorted by requirement.
[[nodiscard]] const std::vector<Scenario>& scenarios();

/// Registers a scenario at start-up: `const ScenarioRegistration r{{"users.track/…", {…}, play}};`
struct ScenarioRegistration {
  explicit ScenarioRegistration(Scenario scenario);
};

}  // namespace brazecheck
