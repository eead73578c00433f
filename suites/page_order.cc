#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "suites/answer.h"
#include "suites/moments.h"
#include "suites/page_detail.h"

// The plays of suites/pages.h for order and filters.
namespace brazecheck {
namespace {

using page_detail::enough;
using page_detail::keys_of;
using page_detail::page;
using page_detail::page_zero;
using page_detail::repeated;
using page_detail::set_of;
using page_detail::shown;

// Entries that are asked for one by one.
constexpr std::size_t kSample = 6;

// A few entries, the first and the last among them, in their order.
std::vector<Json> sample(const std::vector<Json>& entries) {
  std::vector<Json> out;
  const std::size_t count = std::min(kSample, entries.size());
  for (std::size_t i = 0; i < count; ++i) {
    // Neighbours at the front show an order that only nearly holds.
    const std::size_t place =
        i < 3 || count < kSample ? i : 2 + (i - 2) * (entries.size() - 3) / (count - 3);
    out.push_back(entries[place]);
  }
  return out;
}

// Lays pages that hold the same to the requirement about pages, whatever is asked of their order.
bool told_apart(Session& session, const Listing& listing, const Walk& walked) {
  const std::string twice = repeated(keys_of(listing, walked));
  return listing.disjoint.empty() ||
         session.expect_of(listing.disjoint, twice.empty(), "no entry is on two pages",
                           twice + " comes twice");
}

// `requirement`: whose it is; "" for the session's own.
Play in_order(Listing listing, Reads reads, bool newest, std::string requirement = "") {
  return [listing = std::move(listing), reads = std::move(reads), newest,
          requirement = std::move(requirement)](Session& session) {
    const Fields way = newest ? Fields{{listing.direction, "desc"}} : Fields{};
    const Walk walked = walk(session, listing, way);
    if (session.failed() || !told_apart(session, listing, walked)) return;
    if (walked.entries.size() < 2) return session.skip("the list holds less than two entries");
    std::optional<Moment> before;
    std::string name;
    for (const Json& entry : sample(walked.entries)) {
      const std::optional<Moment> time = moment_of(reads(session, entry));
      if (session.failed()) return;
      if (!time) continue;
      const bool ordered = !before || (newest ? *time <= *before : *time >= *before);
      const std::string actual =
          ordered ? ""
                  : fmt::format("{} of {} comes before {} of {}", name, to_text(*before),
                                key_of(listing, entry), to_text(*time));
      const char* const statement =
          newest ? "the newest entries come first" : "the oldest entries come first";
      if (!(requirement.empty() ? session.expect(ordered, statement, actual)
                                : session.expect_of(requirement, ordered, statement, actual)))
        return;
      before = *time;
      name = key_of(listing, entry);
    }
    if (!before) session.skip("no entry tells its time");
  };
}

// The entries of `some` that are not among `others`.
Json beyond(const Listing& listing, const Json& some, const Json& others) {
  const std::set<std::string> known = set_of(keys_of(listing, others));
  Json out = Json::array();
  for (const Json& entry : some) {
    if (!known.contains(key_of(listing, entry))) out.push_back(entry);
  }
  return out;
}

// The first of the front entries of which `archived` says true, or null.
Json first_archived(Session& session, const Json& entries, const ToldArchived& archived) {
  for (std::size_t i = 0; i < std::min(kSample, entries.size()); ++i) {
    if (archived(session, entries[i]) == true) return entries[i];
    if (session.failed()) break;
  }
  return nullptr;
}

const Fields kArchivedToo = {{"include_archived", "true"}};
const Fields kNotArchived = {{"include_archived", "false"}};

// Lays an entry that some page lacks to the requirement about pages where the other direction has
// it; `query` is what the list was asked for. True where it is laid there.
bool laid_to_pages(Session& session, const Listing& listing, Fields query, const std::string& key) {
  if (session.failed() || listing.direction.empty() || listing.disjoint.empty()) return false;
  query.emplace_back(listing.direction, "desc");
  const auto back = set_of(keys_of(listing, walk(session, listing, query)));
  return !session.expect_of(listing.disjoint, !back.contains(key),
                            "every entry is on a page of either direction", key + " is not");
}

// Where the list shows nothing archived: whether the target has something, and hides it.
void expect_supplied_listed(Session& session, const Listing& listing,
                            const ToldArchived& archived) {
  if (listing.archived.empty()) return session.skip("nothing archived is listed");
  const std::string id = session.supplied(listing.archived);
  if (session.failed()) return;
  if (archived(session, Json{{listing.key, id}}) != true)
    return session.skip(listing.archived + " is not archived");
  const auto all = set_of(keys_of(listing, walk(session, listing, kArchivedToo)));
  if (!all.contains(id) && laid_to_pages(session, listing, kArchivedToo, id)) return;
  session.expect(all.contains(id), "what is archived is listed", id + " is on no page");
}

}  // namespace

Play ascending_by_default(Listing listing) {
  return [listing = std::move(listing)](Session& session) {
    std::size_t count = 0;
    expect_in_some_look(session, "", [&]() -> std::optional<Wrong> {
      const auto plain = keys_of(listing, page_zero(session, listing));
      const auto up = keys_of(listing, page_zero(session, listing, {{listing.direction, "asc"}}));
      count = up.size();
      if (plain == up) return std::nullopt;
      return Wrong{"without a direction the order is that of asc",
                   shown(plain) + " instead of " + shown(up)};
    });
    if (count < 2) session.skip("the list holds less than two entries");
  };
}

Play directions_reverse_each_other(Listing listing) {
  return [listing = std::move(listing)](Session& session) {
    std::size_t count = 0;
    expect_in_some_look(session, "", [&]() -> std::optional<Wrong> {
      const Walk up = walk(session, listing, {{listing.direction, "asc"}});
      const Walk down = walk(session, listing, {{listing.direction, "desc"}});
      auto ascending = keys_of(listing, up), descending = keys_of(listing, down);
      if (session.failed()) return std::nullopt;
      // Only what both hold: that they hold the same is another requirement.
      const auto both = [](std::vector<std::string>* keys, const std::set<std::string>& others) {
        std::erase_if(*keys, [&](const auto& key) { return !others.contains(key); });
      };
      const auto all_up = set_of(ascending), all_down = set_of(descending);
      both(&ascending, all_down);
      both(&descending, all_up);
      std::reverse(descending.begin(), descending.end());
      count = ascending.size();
      if (!up.ended || !down.ended || ascending == descending) return std::nullopt;
      return Wrong{"desc gives what asc gives in reverse order",
                   shown(descending) + " (reversed) instead of " + shown(ascending)};
    });
    if (count < 2) session.skip("the list holds less than two entries, or too many to read");
  };
}

Play oldest_first(Listing listing, Reads reads) {
  return in_order(std::move(listing), std::move(reads), false);
}

Play newest_first(Listing listing, Reads reads) {
  return in_order(std::move(listing), std::move(reads), true);
}

Play desc_reverses_oldest_first(Listing listing, Reads reads, std::string oldest) {
  return [order = in_order(listing, std::move(reads), false, std::move(oldest)),
          reversed = directions_reverse_each_other(listing)](Session& session) {
    order(session);
    reversed(session);
  };
}

Play sorted_by_creation(Listing listing, Reads reads) {
  return [reversed = directions_reverse_each_other(listing),
          newest = newest_first(listing, std::move(reads))](Session& session) {
    newest(session);
    reversed(session);
  };
}

Play filtered_by_time(Listing listing, TimeFilter filter) {
  return [listing = std::move(listing), filter = std::move(filter)](Session& session) {
    const Json all = entries_of(session, listing);
    if (!enough(session, all, 2)) return;
    std::set<Moment> times;
    for (const Json& entry : all) {
      if (const auto time = moment_of(member(entry, filter.time))) times.insert(*time);
    }
    if (times.size() < 2) return session.skip("no two entries have different times");
    // Between two entries, so that what happens to one of that very time does not matter.
    const Moment limit = *std::next(times.begin(), static_cast<std::ptrdiff_t>(times.size() / 2)) -
                         std::chrono::seconds(1);
    const auto stays = [&](const Json& entry) -> std::optional<bool> {
      const auto time = moment_of(member(entry, filter.time));
      if (!time || *time == limit) return std::nullopt;
      return (*time > limit) == filter.later;
    };
    expect_in_some_look(session, "", [&]() -> std::optional<Wrong> {
      const Json kept = entries_of(session, listing, {{filter.parameter, to_text(limit)}});
      const Json whole = entries_of(session, listing);
      const std::set<std::string> there = set_of(keys_of(listing, kept));
      for (const Json& entry : kept) {
        if (stays(entry) == false)
          return Wrong{filter.parameter + " leaves out what is not beyond the time",
                       entry.dump() + " for " + to_text(limit)};
      }
      for (const Json& entry : whole) {
        if (stays(entry) != true || there.contains(key_of(listing, entry))) continue;
        if (laid_to_pages(session, listing, {{filter.parameter, to_text(limit)}},
                          key_of(listing, entry)))
          return std::nullopt;
        return Wrong{filter.parameter + " keeps what is beyond the time",
                     entry.dump() + " is left out for " + to_text(limit)};
      }
      return std::nullopt;
    });
  };
}

Play archived_left_out(Listing listing, ToldArchived archived) {
  return [listing = std::move(listing), archived = std::move(archived)](Session& session) {
    const Json plain = entries_of(session, listing);
    const Json without = entries_of(session, listing, kNotArchived);
    const Json both = entries_of(session, listing, kArchivedToo);
    if (session.failed()) return;
    if (both.empty()) return session.skip("the list holds nothing");
    for (const Json* entries : {&plain, &without}) {
      const Json wrong = first_archived(session, *entries, archived);
      session.expect(wrong.is_null(), "nothing is listed that is archived", wrong.dump());
    }
    // What neither holds is archived, or the target has nothing that is.
    const Json hidden = beyond(listing, both, plain);
    if (!session.failed() && hidden.empty()) session.skip("nothing archived is listed");
    const Json more = beyond(listing, without, plain);
    session.expect(more.empty() || first_archived(session, more, archived).is_null(),
                   "include_archived=false lists nothing that is archived", more.dump());
  };
}

Play archived_included(Listing listing, ToldArchived archived) {
  return [listing = std::move(listing), archived = std::move(archived)](Session& session) {
    const Json before = entries_of(session, listing);
    const Json both = page_zero(session, listing, kArchivedToo);
    // What others made meanwhile is in the later list.
    const Json after = entries_of(session, listing);
    const Json hidden = beyond(listing, beyond(listing, both, before), after);
    if (session.failed()) return;
    if (hidden.empty()) {
      if (first_archived(session, both, archived).is_null() && !session.failed())
        expect_supplied_listed(session, listing, archived);
    } else {
      const bool added = archived(session, hidden[0]) == true;
      if (!added && laid_to_pages(session, listing, {}, key_of(listing, hidden[0]))) return;
      session.expect(added, "what is added is archived", hidden[0].dump());
    }
    // What it pushes off the first page is on the next.
    Json missing = beyond(listing, before, both);
    if (session.failed() || missing.empty()) return;
    Fields next = page(listing, 1);
    next.insert(next.end(), kArchivedToo.begin(), kArchivedToo.end());
    const Json second = entries_of(session, listing, next);
    if (!listing.disjoint.empty())
      session.expect_of(listing.disjoint, keys_of(listing, second) != keys_of(listing, both),
                        "pages differ", "page 1 is page 0");
    missing = beyond(listing, missing, second);
    if (!missing.empty() &&
        laid_to_pages(session, listing, kArchivedToo, key_of(listing, missing[0])))
      return;
    session.expect(missing.empty(), "the others are listed as well",
                   shown(keys_of(listing, missing)) + " are not");
  };
}

}  // namespace brazecheck
