#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>

#include "generators/draw.h"

namespace brazecheck {

/// Makes strings that a regular expression matches. Understands what contracts use: literals,
/// classes, `.`, escapes, groups, alternation, greedy and lazy quantifiers, and anchors, which it
/// takes to stand at the ends of alternatives.
class PatternSampler {
 public:
  /// Throws InputError("contract.unsupported-pattern", where, …) naming what it does not know.
  PatternSampler(const std::string& pattern, const std::string& where);
  ~PatternSampler();
  PatternSampler(PatternSampler&&) noexcept;

  /// Length in code points of the shortest match, and of the longest (kUnbounded: no limit).
  static constexpr std::size_t kUnbounded = static_cast<std::size_t>(-1);
  [[nodiscard]] std::size_t shortest() const;
  [[nodiscard]] std::size_t longest() const;

  /// A match of `length` code points, or as near to that as the pattern allows.
  [[nodiscard]] std::string sample(Draw& draw, std::size_t length) const;

  struct Node;

 private:
  std::unique_ptr<Node> root_;
};

}  // namespace brazecheck
