#pragma once

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include "contract/index.h"
#include "generators/case.h"
#include "runner/ledger.h"
#include "suites/settling.h"

namespace brazecheck {

/// A step of a fixture as a request.
struct FixtureStep {
  const Contract* contract = nullptr;
  Request request;
};

/// Steps of a fixture with the variables put in. Throws InputError("contract.invalid", where, …)
/// for what is no step or names no operation.
[[nodiscard]] std::vector<FixtureStep> fixture_steps(const ContractIndex& index,
                                                     const std::string& where, const Json& steps,
                                                     const Variables& variables);

/// Why nothing is judged that needs what does not hold.
[[nodiscard]] std::string stands_on(const std::string& requirement);

/// Makes each fixture once, whoever asks first, and remembers what has to be taken down.
class Fixtures {
 public:
  using Sender = std::function<Exchange(const Contract&, const Request&, int step)>;

  /// `settling`: waits between steps where effects show late.
  explicit Fixtures(const ContractIndex& index, Settling settling = Settling(0))
      : index_(index), settling_(std::move(settling)) {}

  /// Waits between steps no more: effects were seen to show at once. Before the first fixture.
  void settle_no_more() { settling_ = Settling(0); }

  /// Takes steps of an operation no more, whose `requirement` was seen not to hold: what they make
  /// may not be there. Before the first fixture.
  void distrust(const std::string& operation, const std::string& requirement) {
    const std::lock_guard lock(mutex_);
    distrusted_.emplace(operation, requirement);
  }

  /// The requirement for which an operation is distrusted, or "".
  [[nodiscard]] std::string distrusted(const std::string& operation);

  /// Cases of one key share a fixture.
  [[nodiscard]] static std::string key(const Case& tested);

  /// Called with the steps that will take a fixture down, before it is set up: a journal. When it
  /// throws, nothing is set up.
  void on_create(std::function<void(const Json& teardown)> journal) {
    journal_ = std::move(journal);
  }

  /// Writes down steps that take something else down, as for a fixture.
  void note(const Json& teardown);

  /// Sets up the fixture that `tested` shares with others, once, and puts into `tested` what its
  /// steps have kept of their answers. Returns "" or why it could not be done, which stays the
  /// answer for all who share it.
  std::string ensure(Case* tested, const Sender& send);
  /// Takes the steps that `tested` alone needs on top. Returns as above.
  std::string prepare(const Case& tested, const Sender& send);

  /// After a case whose fixture is its own: takes down what the fixture made and, unless the
  /// request was refused (`accepted` is false), what it may have created.
  /// `answer` is the body of the answer, null where there is none: `${answer:/pointer}` in the
  /// teardown is what it has there.
  void release(const Case& tested, bool accepted, const Json& answer, const Sender& send);

  /// Waits until nobody else changes what these names stand for, and keeps others from it as long
  /// as the locks are held. A fixture's variable `exclusive` is such a name.
  [[nodiscard]] std::vector<std::unique_lock<std::mutex>> turns(const std::set<std::string>& names);

  /// Takes down what cases shared, newest first. Returns how many steps were not accepted.
  int tear_down(const Sender& send);

 private:
  struct Entry {
    std::once_flag once;
    std::string problem;
    Variables kept;
  };
  /// Adds to `variables` what the steps keep.
  std::string set_up(const Contract& contract, const Json& steps, Variables* variables,
                     const Sender& send);

  const ContractIndex& index_;
  Settling settling_;  ///< copied for each set of steps
  std::function<void(const Json&)> journal_;
  std::mutex mutex_;
  std::map<std::string, std::shared_ptr<Entry>> entries_;
  std::map<std::string, std::string> distrusted_;  ///< operations, with the requirement
  std::vector<std::pair<const Contract*, Variables>> made_;
  std::map<std::string, std::mutex> exclusive_;  ///< see turns(); never shrinks
};

}  // namespace brazecheck
