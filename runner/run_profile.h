#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace brazecheck {

/// How much of what could be sent is sent.
struct RunProfile {
  std::string name;
  int cases = 0;      ///< valid requests an operation, examples and combinations included
  int sequences = 0;  ///< command sequences of each state machine; 0: none
  int length = 0;     ///< commands of a sequence, at most
  bool scenarios = true;
  /// Cases of one operation, the most telling first; 0 for all.
  std::size_t cases_of_operation = 0;
};

/// smoke touches every operation in seconds; standard sends every limit and every breach once;
/// deep draws ten times as much at random.
[[nodiscard]] const std::vector<RunProfile>& run_profiles();
[[nodiscard]] std::optional<RunProfile> find_run_profile(std::string_view name);

}  // namespace brazecheck
