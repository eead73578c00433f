#pragma once

// The part of suites/machine.h that depends on the model's type: steps as RapidCheck's commands.

namespace brazecheck {
namespace machine_detail {

template <typename M>
class StepCommand : public rc::state::Command<M, Session> {
 public:
  explicit StepCommand(Step<M> step) : step_(std::move(step)) {}

  void checkPreconditions(const M& before) const override {
    if (step_.possible) discard_unless(step_.possible(before));
  }
  void apply(M& model) const override {
    if (step_.apply) step_.apply(model);
  }
  void run(const M& before, Session& session) const override {
    session.note_step(step_.text);
    if (step_.run) step_.run(before, session);
  }
  [[nodiscard]] const std::string& text() const { return step_.text; }

 private:
  Step<M> step_;
};

template <typename M>
using StepCommands = rc::state::Commands<rc::state::Command<M, Session>>;

template <typename M>
void play_all(const StepCommands<M>& commands,
              const std::function<void(const M&, Session&)>& inspect, Session& session) {
  M model{};
  for (const auto& command : commands) {
    command->run(model, session);
    if (session.failed()) return;
    command->apply(model);
    if (inspect) inspect(model, session);
    if (session.failed()) return;
  }
}

template <typename M>
Sequence sequence_of(rc::Shrinkable<StepCommands<M>> drawn,
                     std::function<void(const M&, Session&)> inspect) {
  const StepCommands<M> commands = drawn.value();
  Sequence::Body body;
  for (const auto& command : commands) {
    body.steps.push_back(static_cast<const StepCommand<M>&>(*command).text());
  }
  body.play = [commands, inspect](Session& session) { play_all<M>(commands, inspect, session); };
  body.shrinks = [drawn = std::move(drawn), inspect](std::size_t limit) {
    std::vector<Sequence> out;
    auto shrinks = drawn.shrinks();
    for (auto next = shrinks.next(); next && out.size() < limit; next = shrinks.next()) {
      out.push_back(sequence_of<M>(std::move(*next), inspect));
    }
    return out;
  };
  return Sequence(std::move(body));
}

}  // namespace machine_detail

template <typename M>
std::function<Sequence(rc::Random, int)> commands_of(
    std::function<Step<M>(const M&, Draw&)> next, std::function<void(const M&, Session&)> inspect) {
  using machine_detail::StepCommand;
  return [next = std::move(next), inspect = std::move(inspect)](rc::Random random, int length) {
    auto commands = drawn_commands<M, Session>([next](const M& model, rc::Random own) {
      Draw draw(own);
      // Where a model is full, say, nothing may be possible: then nothing is done.
      constexpr int kTries = 20;
      Step<M> step = next(model, draw);
      for (int i = 1; i < kTries && step.possible && !step.possible(model); ++i)
        step = next(model, draw);
      if (step.possible && !step.possible(model)) step = {.text = "do nothing"};
      return std::make_shared<const StepCommand<M>>(std::move(step));
    });
    return machine_detail::sequence_of<M>(commands(random, length), inspect);
  };
}

}  // namespace brazecheck
