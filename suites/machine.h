#pragma once

#include <functional>
#include <memory>
#include <string>
#include <type_traits>
#include <vector>

#include "generators/commands.h"
#include "generators/draw.h"
#include "suites/scenario.h"

namespace brazecheck {

/// One command of a machine over a model M of what the target holds: what may be done to it, what
/// becomes of the model, and how the target is asked whether it agrees.
///
/// Steps name things by numbers of the model ("user 2"); run() makes names of them with the
/// session's token, so that a sequence can be played again beside what an earlier playing left.
template <typename M>
struct Step {
  std::string text;                        ///< "track user 2: first_name", for people
  std::function<bool(const M&)> possible;  ///< empty: always; asked again after shrinking
  std::function<void(M&)> apply;           ///< empty: the model stays as it is
  std::function<void(const M& before, Session&)> run;  ///< sends it, and expects its answer
};

/// A drawn sequence of commands, ready to be played any number of times.
class Sequence {
 public:
  struct Body {
    std::vector<std::string> steps;      ///< their texts
    std::function<void(Session&)> play;  ///< stops at the session's first failure
    std::function<std::vector<Sequence>(std::size_t limit)> shrinks;  ///< shorter ones first
  };
  explicit Sequence(Body body) : body_(std::make_shared<const Body>(std::move(body))) {}

  [[nodiscard]] const std::vector<std::string>& steps() const { return body_->steps; }
  void play(Session& session) const { body_->play(session); }
  /// At most `limit` sequences that leave something out, most aggressive first.
  [[nodiscard]] std::vector<Sequence> shrinks(std::size_t limit) const {
    return body_->shrinks(limit);
  }

 private:
  std::shared_ptr<const Body> body_;
};

/// A model of one family of operations, with commands drawn at random. It judges several
/// requirements at once: Session::expect_of names the one that each look at the target is about.
struct Machine {
  std::string name;                 ///< "catalogs"
  std::vector<std::string> judges;  ///< ids of requirements, each in a contract's `requirements`
  std::vector<std::string> uses;    ///< all operations that it calls: decides where it may run
  /// The sequence for this random state, of at most `length` commands.
  std::function<Sequence(rc::Random random, int length)> draw;
};

/// All registered machines, sorted by name.
[[nodiscard]] const std::vector<Machine>& machines();

/// The machine that judges a requirement, or null.
[[nodiscard]] const Machine* machine_for(const std::string& requirement);

/// Registers a machine at start-up.
struct MachineRegistration {
  explicit MachineRegistration(Machine machine);
};

/// Makes the draw() of a machine: `next` draws a command that is possible in the model, `inspect`
/// holds the target against the model after each command (invariants: reads give what was written,
/// counts, order, others untouched). M is copied freely and starts as M{}.
template <typename M>
[[nodiscard]] std::function<Sequence(rc::Random, int)> commands_of(
    std::function<Step<M>(const M&, Draw&)> next,
    std::function<void(const M& after, Session&)> inspect);

}  // namespace brazecheck

#include "suites/machine_commands.h"
