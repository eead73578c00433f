#pragma once

#include <rapidcheck.h>
#include <rapidcheck/state.h>

#include <functional>
#include <memory>
#include <utility>

namespace brazecheck {

/// Inside a command's checkPreconditions(): gives the command up where it cannot be done.
inline void discard_unless(bool possible) { RC_PRE(possible); }

/// Sequences of commands over a model that begins as Model{}, each drawn by `next` from what the
/// model is by then. RapidCheck's generator, without its loop: it may be called by any thread, and
/// sequences shrink by leaving commands out and drawing those anew that are no longer possible.
template <typename Model, typename Sut, typename Next>
[[nodiscard]] auto drawn_commands(Next next) {
  using Command = rc::state::Command<Model, Sut>;
  using Pointer = std::shared_ptr<const Command>;
  auto command = [next = std::move(next)](const Model& model) {
    return rc::Gen<Pointer>([next, model](const rc::Random& random, int) {
      return rc::shrinkable::just(Pointer(next(model, random)));
    });
  };
  // The length is drawn from 1 to the size.
  return rc::state::gen::commands([] { return Model{}; }, std::move(command));
}

}  // namespace brazecheck
