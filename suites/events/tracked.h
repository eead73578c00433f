#pragma once

#include <string>
#include <vector>

#include "suites/scenario.h"
#include "suites/series.h"

namespace brazecheck::tracked {

/// Something of one user that is tracked, and counted somewhere.
struct Occurrence {
  std::string name;  ///< of the event, or the product
  int times = 1;     ///< events of this name, or the quantity of a purchase
  Moment at{};
  std::string app = {};  ///< app_id, or "" for none
  double price = 0;      ///< of a purchase; 0 for an event
  int before = 0;        ///< how often this user did it already
};

/// A user who is deleted at the end.
[[nodiscard]] std::string user(Session& session, const std::string& suffix = "");
/// A name of this scenario's own.
[[nodiscard]] std::string name(const Session& session, const std::string& suffix = "");

/// The call that tracks these for the user.
[[nodiscard]] Call track(const std::string& external_id, const std::vector<Occurrence>& all);
/// Tracks these, and waits until the profile shows them: writes that are lost or counted wrongly
/// are laid to the tracking, not to the series that count them.
void happen(Session& session, const std::string& external_id, const std::vector<Occurrence>& all);

/// Events of one name, by day or hour.
[[nodiscard]] series::Series events();
/// Quantities of purchases, and the money paid for them.
[[nodiscard]] series::Series quantities();
[[nodiscard]] series::Series revenue();

/// A day series over the days around `at`, a morning at most a week ago: ends the day after.
[[nodiscard]] Fields around(Moment at);

}  // namespace brazecheck::tracked
