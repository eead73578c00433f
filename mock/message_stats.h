#pragma once

#include <cstdint>
#include <string>

#include "contract/json.h"
#include "mock/series.h"

namespace brazecheck::mock {

/// How a campaign and a Canvas name what they count.
struct StatsForm {
  std::string timed;                  ///< "_by_send_time", "_by_entry_time"
  std::size_t conversion_events = 1;  ///< conversions, conversions1, …
  bool canvas = false;                ///< opens of push are counted as on the pages of Canvases
};

/// Adds revenue, conversions and their further kinds that come of `recipients` in this time.
void add_results(const StatsForm& form, std::int64_t recipients, const std::string& subject,
                 const Point& point, Json* out);

/// What the messages of a campaign or a Canvas step did in this time.
struct MessageStats {
  Json channels = Json::object();  ///< by channel, an entry for each variation
  std::int64_t recipients = 0;     ///< users who got one of them
};

/// `messages` are the documents by variation id ("channel", "variation_name", "share" of the
/// traffic); `sent` is how many the made-up traffic sends altogether, `really` how many calls have
/// sent: those count for the first variation of email, or of all. `control` ({"share"}, or null)
/// adds the entries of a control group.
[[nodiscard]] MessageStats message_stats(const StatsForm& form, const Json& messages,
                                         const Json& control, std::int64_t sent,
                                         std::int64_t really, const Point& point);

/// Adds the numbers of `part` to those of `sum`, member by member and item by item; everything else
/// is taken over.
void add_up(const Json& part, Json* sum);

}  // namespace brazecheck::mock
