#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <optional>
#include <set>
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
  Fields headers = {};  ///< that the operation asks for besides those of every call
};

/// The call on the wire.
[[nodiscard]] Request request_of(const Contract& contract, const Call& call);
/// The call as a step of a fixture, which `cleanup` reads from a journal.
[[nodiscard]] Json step_of(const Call& call);

/// Whom a failure is laid to: a requirement, for an operation.
struct Blame {
  std::string operation;
  std::string requirement;
  auto operator<=>(const Blame&) const = default;
};

/// The stage on which scenarios and machines play: sends calls, waits out eventual consistency,
/// keeps the first thing that was not as documented, and the requirement that it departs from.
/// Every call that a real workspace would keep must name things by token().
class Session {
 public:
  using Sender = std::function<Exchange(const Contract&, const Request&, Credential)>;

  /// `requirement` is what expect() speaks of, as "users.track/read-your-writes".
  /// `patience_seconds`: how long eventually() keeps asking; 0 where writes are immediate.
  Session(const ContractIndex& index, std::string requirement, Sender sender, std::string token,
          double patience_seconds, Settling settling = Settling(0));

  /// How long effects of calls may take to show, in seconds; 0 where they are immediate.
  [[nodiscard]] double patience() const { return patience_seconds_; }

  /// Letters and digits that nothing else in this run uses.
  [[nodiscard]] const std::string& token() const { return token_; }

  /// Sends and returns the response's body; null after a failure of the target or an unexpected
  /// refusal, which is laid to common/valid-accepted of the operation called. Calls after a failure
  /// are not sent.
  Json ok(const Call& call);
  /// Sends and returns the exchange whatever the answer. No answer, no JSON, a server error and a
  /// status that is not documented are findings of their own: nothing can be judged then. After a
  /// failure, which is to be asked for first, there may be no response. Good until the next call.
  const Exchange& send(const Call& call);
  /// The same, signed with another key or with none. Gives up where the target was not given the
  /// key, see has_limited_key().
  const Exchange& send_as(Credential credential, const Call& call);
  /// There is a key without permissions to sign with.
  [[nodiscard]] bool has_limited_key() const { return has_limited_key_; }
  void lacks_limited_key() { has_limited_key_ = false; }

  /// Says, before something is created, which call removes it: it is sent when the scenario is
  /// over, however that ends.
  void tidy_later(Call call);
  /// Hears of every such call when it is said, for a journal.
  void on_tidy(std::function<void(const Call&)> journal) { journal_ = std::move(journal); }
  [[nodiscard]] const std::vector<Call>& leftovers() const { return leftovers_; }

  /// Waits, for the time of something that is to happen later. Ends early when a run is
  /// interrupted.
  void wait(std::chrono::duration<double> time) const { settling_.wait(time); }

  /// Gives up without a verdict: the target lacks what this needs ("no archived campaign is
  /// listed").
  void skip(const std::string& reason);

  /// Notes a failure of the session's own requirement unless `holds`; returns `holds`.
  bool expect(bool holds, const std::string& statement, const std::string& actual = "");
  /// The same for another requirement, as "users.track/read-your-writes" or
  /// "email.status:common/valid-accepted": what a scenario stands on, or what a machine found
  /// broken on its way. One cause is so laid to one requirement, whoever meets it.
  bool expect_of(const std::string& requirement, bool holds, const std::string& statement,
                 const std::string& actual = "");

  /// Repeats `probe` until it holds or patience runs out. Only the last attempt stays recorded.
  bool eventually(const std::function<bool()>& probe, const std::string& statement);
  /// The same for another requirement.
  bool eventually_of(const std::string& requirement, const std::function<bool()>& probe,
                     const std::string& statement);
  /// How often the slowest probe so far was asked, at most.
  [[nodiscard]] int attempts() const { return attempts_; }

  /// Says what the target has of the things that no call can make or list, by the names in the
  /// contracts' `needs`.
  void supply(Variables supplies) { supplies_ = std::move(supplies); }
  /// The one of this name ("subscription_group_id"); gives up where the target has none.
  [[nodiscard]] std::string supplied(const std::string& name);

  /// The number that a statement of a contract speaks of ("templates.email.list/default-limit").
  /// Throws std::logic_error where it speaks of none.
  [[nodiscard]] std::int64_t number_in(const std::string& requirement) const;

  /// Hears of each command of a machine before it is run, for people.
  void note_step(std::string text) { steps_.push_back(std::move(text)); }
  [[nodiscard]] const std::vector<std::string>& steps() const { return steps_; }

  /// What answers gave and later calls need (ids), by names of the caller's.
  [[nodiscard]] std::map<std::string, std::string>& memory() { return memory_; }

  [[nodiscard]] bool failed() const { return failed_; }
  /// Calls could not be made or were not answered, so that nothing can be judged.
  [[nodiscard]] bool broken() const { return broken_; }
  /// Whom the failure is laid to. REQUIRES: failed() and not broken().
  [[nodiscard]] const Blame& blame() const { return blame_; }
  /// The requirements that were looked at so far, held or not.
  [[nodiscard]] const std::set<std::string>& judged() const { return judged_; }
  [[nodiscard]] const std::string& problem() const { return problem_; }
  [[nodiscard]] const std::string& actual() const { return actual_; }
  [[nodiscard]] const std::vector<Exchange>& exchanges() const { return exchanges_; }

 private:
  bool fail(const std::string& requirement, const std::string& statement,
            const std::string& actual);
  bool asks_again_until(const std::function<bool()>& probe);

  const ContractIndex& index_;
  std::string requirement_;
  Sender sender_;
  std::string token_;
  double patience_seconds_;
  Settling settling_;
  std::vector<Exchange> exchanges_;
  std::vector<Call> leftovers_;
  std::function<void(const Call&)> journal_;
  int attempts_ = 0;
  bool has_limited_key_ = true;
  bool failed_ = false;
  bool broken_ = false;
  Blame blame_;
  std::set<std::string> judged_;
  std::map<std::string, std::string> memory_;
  std::vector<std::string> steps_;
  Variables supplies_;
  std::string problem_;
  std::string actual_;
};

/// A stateful check: what a schema cannot say. `requirement` stands in the contract's
/// `requirements`, with statement and source.
struct Scenario {
  std::string
      requirement;  ///< "users.track/read-your-writes"; its operation stands before the slash
  std::vector<std::string> uses;  ///< all operations that it calls: decides where it may run
  std::function<void(Session&)> play;
};

/// All registered scenarios, sorted by requirement.
[[nodiscard]] const std::vector<Scenario>& scenarios();

/// Registers a scenario at start-up: `const ScenarioRegistration r{{"users.track/…", {…}, play}};`
struct ScenarioRegistration {
  explicit ScenarioRegistration(Scenario scenario);
};

}  // namespace brazecheck
