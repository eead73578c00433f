#pragma once

#include <vector>

#include "generators/broken_case.h"

namespace brazecheck {

/// At a limit (accepted) and one past it (refused). Empty for keywords without a limit.
[[nodiscard]] std::vector<Variation> limit_variations(const Site& site, const Surroundings& around,
                                                      Sampler& sampler);

/// The same for named rules: at the edge of what they allow, and just beyond.
[[nodiscard]] std::vector<Variation> rule_variations(const Site& site, const Surroundings& around,
                                                     Sampler& sampler);

/// Breaches of everything that is not a limit. Guesses: the caller keeps what breaks the
/// requirement alone.
[[nodiscard]] std::vector<Variation> breach_variations(const Site& site, const Surroundings& around,
                                                       Sampler& sampler);

/// How large `value` is in the dimension that the site limits (items, characters, bytes, …).
[[nodiscard]] double measure(const Site& site, const Json& value);

/// A value in quotes for labels, shortened.
[[nodiscard]] std::string quoted(const Json& value);

}  // namespace brazecheck
