#pragma once

#include <set>
#include <string>

#include "suites/dashboard.h"

namespace brazecheck::dashboard {

/// The statistics of the Canvas that the target supplies, by day or summed: the two operations take
/// the same parameters.
struct Statistics {
  std::string operation;

  /// The statistics that the answer holds: of each day, or the sums alone. Empty after a failure.
  [[nodiscard]] Json read(Session& session, const Fields& query) const;
  /// The answer's `data`, which holds them; null after a failure.
  [[nodiscard]] Json data(Session& session, const Fields& query) const;
  /// Those of some days that are over, for a breakdown.
  [[nodiscard]] Json past(Session& session, const Fields& breakdown = {}) const;
};

/// Plays for either of them.
[[nodiscard]] Play no_breakdown_by_default(Statistics statistics);
[[nodiscard]] Play variants_on_request(Statistics statistics);
[[nodiscard]] Play steps_on_request(Statistics statistics);
[[nodiscard]] Play deleted_steps_on_request(Statistics statistics);
/// The Canvas, its variants and its steps have the names of the details.
[[nodiscard]] Play named_as_described(Statistics statistics);

/// The names of the members of an object.
[[nodiscard]] std::set<std::string> names_of(const Json& object);

}  // namespace brazecheck::dashboard
