#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "contract/json.h"

namespace brazecheck::mock {

/// One way in which a service may get a value wrong.
class Distortion {
 public:
  /// The ways: a line for each, "cut=<length>  texts lose what is beyond".
  [[nodiscard]] static std::vector<std::string> grammar();
  /// As they are written: "reverse", "add=<number>".
  [[nodiscard]] static std::vector<std::string> names();
  /// "reverse", "add=1", "set={\"a\":1}"; nullopt for what grammar() does not have.
  [[nodiscard]] static std::optional<Distortion> parse(std::string_view text);

  /// Distorts everything that `pointer` names (as edit_all() reads it) and that the way is for: a
  /// list cannot be cut, a number not be reversed. False when nothing changed.
  [[nodiscard]] bool apply(Json* document, const std::string& pointer) const;
  /// The value as this way leaves it. Not for the one that takes values away.
  [[nodiscard]] Json of(const Json& value) const;

 private:
  enum class Way {
    kRemove,
    kRetype,
    kNull,
    kEmpty,
    kSet,
    kAdd,
    kReverse,
    kRepeat,
    kLoseFirst,
    kLoseLast,
    kHalve,
    kAscii,
    kCut,
    kLower,
    kTrim,
    kEscape,
    kRound,
    kDouble,
    kShift,
  };
  struct Known;
  [[nodiscard]] static const std::vector<Known>& known();

  Way way_ = Way::kRemove;
  Json value_;               ///< of "set"
  std::int64_t number_ = 0;  ///< of those that take one
};

}  // namespace brazecheck::mock
