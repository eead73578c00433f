#pragma once

#include <string>

#include "suites/messages/sending.h"
#include "suites/series.h"

namespace brazecheck::sending {

/// Creates a send identifier for the campaign: this one, or one that is made where it is "".
[[nodiscard]] Call create_send(const Campaign& campaign, const std::string& send_id);
/// The same, sent; returns the identifier of the answer, "" after a failure.
[[nodiscard]] std::string created_send(Session& session, const Campaign& campaign,
                                       const std::string& send_id);
/// The statistics of a send over the last days.
[[nodiscard]] Call send_statistics(const Campaign& campaign, const std::string& send_id);
/// How many emails of the campaign went out under the send identifier.
[[nodiscard]] std::int64_t sent_under(Session& session, const Campaign& campaign,
                                      const std::string& send_id);

/// Waits until so many emails are counted under the send identifier. None at all is laid to the
/// identifier, another number to the statistics.
void expect_sent(Session& session, const Campaign& campaign, const std::string& send_id,
                 std::int64_t count);

inline constexpr char kSeveral[] = "sends.id.create/send_id-usable";
inline constexpr char kCountsSends[] = "sends.data_series/counts-sends";

}  // namespace brazecheck::sending
