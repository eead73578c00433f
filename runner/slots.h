#pragma once

#include <cstddef>
#include <vector>

#include "suites/check.h"

namespace brazecheck {

/// Where the outcomes of a check stand: those of its cases, then that of its scenario, then those
/// of the sequences of its machine.
class Slots {
 public:
  Slots(const Check& check, int sequences)
      : cases_(check.cases.size()),
        scenarios_(check.scenario != nullptr ? 1 : 0),
        sequences_(check.machine != nullptr ? static_cast<std::size_t>(sequences) : 0) {}

  [[nodiscard]] std::size_t count() const { return cases_ + scenarios_ + sequences_; }
  [[nodiscard]] bool is_case(std::size_t slot) const { return slot < cases_; }
  [[nodiscard]] bool is_scenario(std::size_t slot) const {
    return slot >= cases_ && slot < cases_ + scenarios_;
  }
  [[nodiscard]] bool is_sequence(std::size_t slot) const { return slot >= cases_ + scenarios_; }
  /// The number of the sequence in a slot, and the slot of a number.
  [[nodiscard]] int sequence(std::size_t slot) const {
    return static_cast<int>(slot - cases_ - scenarios_);
  }
  [[nodiscard]] std::size_t of_sequence(int number) const {
    return cases_ + scenarios_ + static_cast<std::size_t>(number);
  }

 private:
  std::size_t cases_, scenarios_, sequences_;
};

/// One thing for a worker to do: a slot of a check. The sequences of a machine are done for the
/// first of the checks that it judges.
struct Item {
  std::size_t check = 0;
  std::size_t slot = 0;
};

/// What there is to do, in order.
struct Work {
  std::vector<Item> items;
  /// How many of them, at the beginning, show whether the calls hold by which fixtures make things.
  std::size_t groundwork = 0;
};

/// Groundwork first, then what is enumerated (examples, boundaries, breaches), then what is drawn
/// at random, then scenarios, then machines; within each by check.
[[nodiscard]] Work order_of_work(const std::vector<Check>& checks, int sequences);

}  // namespace brazecheck
