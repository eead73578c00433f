#pragma once

#include <functional>
#include <string>
#include <vector>

#include "suites/pages.h"
#include "suites/scenario.h"

/// Plays for lists of addresses and numbers, each with the time when it came onto the list, that
/// are asked for by a range of days. The newest entries come first; others may add to them at any
/// time, which is why days that are over are looked at where there are enough of them.
namespace brazecheck::dated {

/// Such a list.
struct DatedList {
  std::string operation;  ///< "email.unsubscribes"
  std::string entries;    ///< member of the answer that holds the list: "emails"
  std::string name;       ///< member of an entry that names it: "email"
  std::string time;       ///< member of an entry: "unsubscribed_at"
  std::string order;      ///< requirement that the newest entries come first
  /// Puts addresses onto the list, until the scenario is over; empty where no call can.
  std::function<void(Session&, const std::vector<std::string>&)> make = {};
};

/// Addresses that nobody else uses.
[[nodiscard]] std::vector<std::string> addresses(const Session& session, std::size_t count);
/// `values` in lists short enough for one request.
[[nodiscard]] std::vector<Json> portions(const std::vector<std::string>& values);

/// The range of all days up to now, as query.
[[nodiscard]] Fields all_days();
/// A range that nothing of today is in.
[[nodiscard]] Fields long_ago();
/// What the list holds for a query.
[[nodiscard]] Json entries_of(Session& session, const DatedList& list, const Fields& query);
/// Whether it holds the address or number.
[[nodiscard]] bool holds(Session& session, const DatedList& list, const Fields& query,
                         const std::string& name);

/// Times never go up with each of the queries.
[[nodiscard]] Play newest_come_first(DatedList list, std::vector<Fields> queries);
/// Times never go down with the query, where they never go up without.
[[nodiscard]] Play oldest_come_first(DatedList list, Fields query);
/// At most as many entries as `limit` asks for, and so many where there are more.
[[nodiscard]] Play keeps_limit(DatedList list);
/// At most as many entries as the contract states without a limit.
[[nodiscard]] Play keeps_default_limit(DatedList list);
/// Windows that follow each other give every entry once.
[[nodiscard]] Play windows_follow(DatedList list);
/// Nothing is listed that lies far outside of the range.
[[nodiscard]] Play within_range(DatedList list);
/// The range from one day to the next holds what has a time of that day, by the clock of UTC.
[[nodiscard]] Play days_are_utc(DatedList list);

}  // namespace brazecheck::dated
