#include "suites/email/dated_list.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <set>

#include "suites/answer.h"
#include "suites/moments.h"

namespace brazecheck::dated {
namespace {

using std::chrono::days;

constexpr days kYears{3650};
// Entries that a play wants to see, and makes where it can.
constexpr std::size_t kEnough = 3;
// Pages that are looked through for one entry, at most.
constexpr int kMostPages = 12;

Moment day_of(Moment time) { return std::chrono::floor<days>(time); }

Moment today() { return day_of(present()); }

Fields range(Moment from, Moment to) {
  return {{"start_date", to_day(from)}, {"end_date", to_day(to)}};
}

// Days that are over; their entries do not become more.
Fields past_days() { return range(today() - kYears, today()); }

Fields with(Fields query, const Fields& more) {
  query.insert(query.end(), more.begin(), more.end());
  return query;
}

std::optional<Moment> time_of(const DatedList& list, const Json& entry) {
  return moment_of(member(entry, list.time));
}

std::vector<std::string> names_of(const DatedList& list, const Json& entries) {
  std::vector<std::string> names;
  for (const Json& entry : entries) {
    const Json name = member(entry, list.name);
    names.push_back(name.is_string() ? name.get<std::string>() : name.dump());
  }
  return names;
}

// The times that a query's entries tell, in their order.
std::vector<Moment> times_of(Session& session, const DatedList& list, const Fields& query) {
  std::vector<Moment> times;
  for (const Json& entry : entries_of(session, list, query)) {
    if (const auto time = time_of(list, entry)) times.push_back(*time);
  }
  return times;
}

bool differ(const std::vector<Moment>& times) {
  return std::set<Moment>(times.begin(), times.end()).size() > 1;
}

// The requirement is the session's own where "".
void expect_order(Session& session, const DatedList& list, const Fields& query,
                  const std::string& requirement, bool ascending) {
  if (session.failed()) return;
  std::vector<Moment> times = times_of(session, list, with(past_days(), query));
  // What came today may have come at one time.
  if (!differ(times)) times = times_of(session, list, with(all_days(), query));
  if (session.failed()) return;
  if (!differ(times)) return session.skip("no two entries of the list have different times");
  for (std::size_t i = 1; i < times.size(); ++i) {
    const bool right = ascending ? times[i - 1] <= times[i] : times[i - 1] >= times[i];
    const std::string statement =
        ascending ? "the oldest entries come first" : "the newest entries come first";
    const std::string actual =
        fmt::format("{} before {}", to_text(times[i - 1]), to_text(times[i]));
    if (requirement.empty()) {
      session.expect(right, statement, actual);
    } else {
      session.expect_of(requirement, right, statement, actual);
    }
  }
}

// A range with enough entries: of days that are over, or of today, where some are made. Empty after
// giving up.
Fields range_with_entries(Session& session, const DatedList& list) {
  if (entries_of(session, list, past_days()).size() >= kEnough) return past_days();
  if (session.failed()) return {};
  if (list.make) {
    list.make(session, addresses(session, kEnough));
    return all_days();
  }
  session.skip("the list holds too few entries");
  return {};
}

// Entries that stay while they are looked at: those of days that are over, or one's own.
Json settled_entries(Session& session, const DatedList& list) {
  Json entries = entries_of(session, list, past_days());
  if (session.failed() || !entries.empty()) return entries;
  if (list.make) {
    const auto own = addresses(session, 1);
    list.make(session, own);
    for (const Json& entry : entries_of(session, list, all_days())) {
      if (names_of(list, Json::array({entry})) == own) entries.push_back(entry);
    }
  }
  if (entries.empty()) session.skip("the list holds nothing");
  return entries;
}

}  // namespace

std::vector<std::string> addresses(const Session& session, std::size_t count) {
  std::vector<std::string> all;
  for (std::size_t i = 0; i < count; ++i) {
    all.push_back(fmt::format("bzc_{}_{}@example.com", session.token(), i));
  }
  return all;
}

std::vector<Json> portions(const std::vector<std::string>& values) {
  constexpr std::size_t kPortion = 25;
  std::vector<Json> all;
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (i % kPortion == 0) all.push_back(Json::array());
    all.back().push_back(values[i]);
  }
  return all;
}

Fields all_days() { return range(today() - kYears, today() + days(2)); }

Fields long_ago() { return range(today() - kYears, today() - kYears + days(1)); }

Json entries_of(Session& session, const DatedList& list, const Fields& query) {
  return brazecheck::list(
      session.ok({.operation = list.operation, .path = {}, .query = query, .body = {}}),
      list.entries);
}

bool holds(Session& session, const DatedList& list, const Fields& query, const std::string& name) {
  // Others may have come before it by the hundred meanwhile.
  std::size_t offset = 0;
  for (int page = 0; page < kMostPages; ++page) {
    const Fields further = offset == 0 ? Fields{} : Fields{{"offset", std::to_string(offset)}};
    const auto names = names_of(list, entries_of(session, list, with(query, further)));
    if (std::find(names.begin(), names.end(), name) != names.end()) return true;
    if (names.empty() || session.failed()) return false;
    offset += names.size();
  }
  return false;
}

Play newest_come_first(DatedList list, std::vector<Fields> queries) {
  return [list = std::move(list), queries = std::move(queries)](Session& session) {
    for (const Fields& query : queries) expect_order(session, list, query, list.order, false);
  };
}

Play oldest_come_first(DatedList list, Fields query) {
  return [list = std::move(list), query = std::move(query)](Session& session) {
    expect_order(session, list, {}, list.order, false);
    expect_order(session, list, query, "", true);
  };
}

Play keeps_limit(DatedList list) {
  return [list = std::move(list)](Session& session) {
    const Fields days = range_with_entries(session, list);
    if (session.failed()) return;
    for (const std::size_t limit : {1, 2}) {
      const Json some = entries_of(session, list, with(days, {{"limit", std::to_string(limit)}}));
      if (session.failed()) return;
      session.expect(some.size() == limit,
                     fmt::format("limit {} gives so many entries where there are more", limit),
                     fmt::format("{} entries", some.size()));
    }
  };
}

Play keeps_default_limit(DatedList list) {
  return [list = std::move(list)](Session& session) {
    const auto most =
        static_cast<std::size_t>(session.number_in(list.operation + "/default-limit"));
    if (list.make) {
      list.make(session, addresses(session, most + 1));
    } else if (entries_of(session, list,
                          with(all_days(), {{"limit", "1"}, {"offset", std::to_string(most)}}))
                   .empty()) {
      return session.skip("the list holds no more than the default limit");
    }
    const Json entries = entries_of(session, list, all_days());
    if (session.failed()) return;
    session.expect(entries.size() == most,
                   fmt::format("without limit {} entries of a longer list are given", most),
                   fmt::format("{} entries", entries.size()));
  };
}

Play windows_follow(DatedList list) {
  return [list = std::move(list)](Session& session) {
    const Fields days = range_with_entries(session, list);
    if (session.failed()) return;
    constexpr std::size_t kWindow = 2;
    constexpr std::size_t kWindows = 3;
    expect_in_some_look(session, "", [&]() -> std::optional<Wrong> {
      const Json entries = entries_of(session, list, days);
      auto whole = names_of(list, entries);
      for (std::size_t i = 1; i < entries.size(); ++i) {
        const auto before = time_of(list, entries[i - 1]), after = time_of(list, entries[i]);
        session.expect_of(list.order, !before || !after || *before >= *after,
                          "the newest entries come first", entries[i].dump());
      }
      std::vector<std::string> pieces;
      for (std::size_t i = 0; i < kWindows; ++i) {
        const Json piece = entries_of(session, list,
                                      with(days, {{"limit", std::to_string(kWindow)},
                                                  {"offset", std::to_string(i * kWindow)}}));
        session.expect_of(list.operation + "/at-most-limit", piece.size() <= kWindow,
                          "at most limit entries are listed", piece.dump());
        const auto names = names_of(list, piece);
        pieces.insert(pieces.end(), names.begin(), names.end());
        if (session.failed() || names.size() < kWindow) break;
      }
      whole.resize(std::min(whole.size(), kWindow * kWindows));
      if (session.failed() || pieces == whole) return std::nullopt;
      return Wrong{
          "windows that follow each other give every entry once, in the order of the list",
          fmt::format("{} instead of {}", fmt::join(pieces, ", "), fmt::join(whole, ", "))};
    });
  };
}

Play within_range(DatedList list) {
  return [list = std::move(list)](Session& session) {
    const Json all = settled_entries(session, list);
    if (session.failed()) return;
    const auto oldest = time_of(list, all.back());
    if (!oldest) return session.skip("no entry of the list tells its time");
    const Moment day = day_of(*oldest);
    // Whether a day begins at midnight of UTC is another requirement: a day is left on either side.
    for (const Moment from : {day, day + days(4), day - days(5)}) {
      const Moment to = from + days(1);
      for (const Json& entry : entries_of(session, list, range(from, to))) {
        const auto time = time_of(list, entry);
        if (!time) continue;
        session.expect(*time >= from - days(1) && *time <= to + days(1),
                       fmt::format("from {} to {} nothing is listed that lies outside",
                                   to_day(from), to_day(to)),
                       entry.dump());
      }
      if (session.failed()) return;
    }
    session.expect(true, "nothing is listed that lies outside of the range");
  };
}

Play days_are_utc(DatedList list) {
  return [list = std::move(list)](Session& session) {
    const Json all = settled_entries(session, list);
    if (session.failed()) return;
    // What is near midnight tells the zones apart.
    std::vector<std::pair<std::chrono::seconds, Moment>> nearest;
    for (const Json& entry : all) {
      if (const auto time = time_of(list, entry)) {
        const auto into = *time - day_of(*time);
        nearest.emplace_back(std::min<std::chrono::seconds>(into, days(1) - into), day_of(*time));
      }
    }
    std::sort(nearest.begin(), nearest.end());
    constexpr std::size_t kDays = 2;
    nearest.resize(std::min(kDays, nearest.size()));
    if (nearest.empty()) return session.skip("no entry of the list tells its time");
    const auto most =
        static_cast<std::size_t>(session.number_in(list.operation + "/default-limit"));
    for (const auto& [distance, day] : nearest) {
      const Json whole = entries_of(session, list, range(day, day + days(1)));
      if (session.failed()) return;
      const std::string span = to_day(day) + " to " + to_day(day + days(1));
      // Of what lies far outside, before what lies in a neighbouring day.
      for (const Json& entry : whole) {
        const auto time = time_of(list, entry);
        session.expect_of(list.operation + "/within-range",
                          !time || (*time >= day - days(1) && *time <= day + days(2)),
                          "the range " + span + " holds nothing of other days", entry.dump());
      }
      for (const Json& entry : whole) {
        const auto time = time_of(list, entry);
        session.expect(!time || (*time >= day && *time <= day + days(1)),
                       "the range " + span + " holds nothing of another day of UTC", entry.dump());
      }
      const auto names = names_of(list, whole);
      for (const Json& entry : all) {
        const auto time = time_of(list, entry);
        if (!time || day_of(*time) != day || whole.size() >= most) continue;
        const std::string name = names_of(list, Json::array({entry})).front();
        session.expect(std::find(names.begin(), names.end(), name) != names.end(),
                       "the range " + span + " holds what has a time of that day", entry.dump());
      }
    }
  };
}

}  // namespace brazecheck::dated
