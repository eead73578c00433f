#include "runner/run_profile.h"

#include <algorithm>

namespace brazecheck {

const std::vector<RunProfile>& run_profiles() {
  static const std::vector<RunProfile> all = {
      {.name = "smoke",
       .cases = 2,
       .sequences = 0,
       .length = 0,
       .scenarios = false,
       .cases_of_operation = 12},
      {.name = "standard",
       .cases = 20,
       .sequences = 6,
       .length = 12,
       .scenarios = true,
       .cases_of_operation = 0},
      {.name = "deep",
       .cases = 200,
       .sequences = 20,
       .length = 30,
       .scenarios = true,
       .cases_of_operation = 0},
  };
  return all;
}

std::optional<RunProfile> find_run_profile(std::string_view name) {
  const auto& all = run_profiles();
  const auto found = std::find_if(all.begin(), all.end(),
                                  [&](const RunProfile& profile) { return profile.name == name; });
  if (found == all.end()) return std::nullopt;
  return *found;
}

}  // namespace brazecheck
