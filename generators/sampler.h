#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "contract/json.h"
#include "generators/draw.h"
#include "generators/merge.h"

namespace brazecheck {

/// One step from a value to a part of it: to the named member, or to an item.
struct Step {
  bool item = false;
  std::string name;
};

/// A way that has to be taken where several lead to a conforming value.
struct Choice {
  const Schema* schema = nullptr;
  Fork fork = Fork::kAnyOf;
  std::size_t index = 0;
};

/// What a sampled value has to contain: the place at the end of `steps`, of one of `target_types`.
struct Plan {
  std::vector<Step> steps;
  std::vector<Choice> choices;
  unsigned target_types = 0;
  std::size_t item = 0;  ///< index that the last item step takes; the others take 0

  /// The index that step `at`, an item step, takes.
  [[nodiscard]] std::size_t index_at(std::size_t at) const {
    for (std::size_t later = at + 1; later < steps.size(); ++later) {
      if (steps[later].item) return 0;
    }
    return item;
  }
};

/// Draws JSON values that conform to schemas. Bounded in depth, nodes and retries whatever the
/// schemas say. One use: a function of the stream, the size and the token that it was made with.
class Sampler {
 public:
  /// `size` (0..100) grows values; `token` starts the strings of `x-unique` schemas.
  Sampler(Draw draw, int size, std::string token);

  /// A conforming value, or nullopt when none was found within the bounds (contradictory schemas).
  /// With a plan the value holds the plan's place.
  [[nodiscard]] std::optional<Json> sample(const Parts& parts, const Plan* plan = nullptr);
  /// The plainest conforming value: required members only.
  [[nodiscard]] std::optional<Json> minimal(const Parts& parts, const Plan* plan = nullptr);

  /// Values of an exact dimension, whatever the schemas' own limits say about it. `parts` hold at
  /// the end of `plan`, whose choices apply.
  [[nodiscard]] std::optional<Json> array_of(const Parts& parts, std::size_t items,
                                             const Plan& plan);
  [[nodiscard]] std::optional<Json> object_of(const Parts& parts, std::size_t members,
                                              const Plan& plan);
  [[nodiscard]] std::optional<std::string> string_of(const Parts& parts, std::size_t length,
                                                     bool wide, const Plan& plan);

  [[nodiscard]] Draw& draw() { return draw_; }

 private:
  /// Where in the value the sampler is, and what is asked of it there.
  struct Frame {
    int depth = 0;
    int depth_left = 1 << 20;  ///< levels of containers that may still open
    const Plan* plan = nullptr;
    std::size_t at = 0;  ///< steps of the plan that are behind

    [[nodiscard]] const Step* step() const {
      return plan != nullptr && at < plan->steps.size() ? &plan->steps[at] : nullptr;
    }
    [[nodiscard]] bool target() const { return plan != nullptr && at == plan->steps.size(); }
    [[nodiscard]] Frame below(bool on_path) const {
      return {depth + 1, depth_left - 1, on_path ? plan : nullptr, at + 1};
    }
  };
  [[nodiscard]] std::optional<Json> value(const Parts& parts, const Frame& frame);
  [[nodiscard]] std::optional<Json> once(Merged* merged, const Frame& frame, bool plain);
  [[nodiscard]] std::optional<Json> listed(const Merged& merged, bool plain);
  [[nodiscard]] unsigned pick_type(const Merged& merged, const Frame& frame, bool plain);
  [[nodiscard]] std::optional<Json> number(const Merged& merged, bool integer, bool plain);
  [[nodiscard]] std::optional<std::string> text(const Merged& merged, bool plain,
                                                std::optional<std::size_t> length, bool wide);
  [[nodiscard]] std::optional<Json> array(const Merged& merged, const Frame& frame, bool plain,
                                          std::optional<std::size_t> count);
  [[nodiscard]] std::optional<Json> object(Merged* merged, const Frame& frame, bool plain,
                                           std::optional<std::size_t> count);
  [[nodiscard]] std::set<std::string> member_names(const Merged& merged, const Frame& frame,
                                                   bool plain, std::optional<std::size_t> count);
  [[nodiscard]] std::optional<std::string> new_name(const Parts& parts, const Json& members);
  [[nodiscard]] Chooser chooser(const Frame& frame, bool plain, std::size_t attempt);

  Draw draw_;
  int size_;
  std::string token_;
  int counter_ = 0;
  int nodes_ = 0;
  int max_nodes_ = 0;
  bool plain_ = false;
};

}  // namespace brazecheck
