#include "suites/pages.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <set>

#include "suites/answer.h"
#include "suites/page_detail.h"

namespace brazecheck {
namespace {

using page_detail::enough;
using page_detail::keys_of;
using page_detail::page;
using page_detail::page_zero;
using page_detail::repeated;
using page_detail::set_of;
using page_detail::shown;
using page_detail::with;

// Pages that a walk reads at most: workspaces may hold thousands.
constexpr std::size_t kMostPages = 120;
// Looks at a list that others may be writing to.
constexpr int kLooks = 6;
// A page, and an offset, that no workspace reaches.
constexpr char kFarPage[] = "1000000";
constexpr char kFarOffset[] = "100000000";
// What ascending pages leave out of what descending ones give, or the other way round. Entries that
// came meanwhile are the first ones of the descending list.
std::optional<Wrong> left_out(const std::vector<std::string>& ascending,
                              const std::vector<std::string>& descending) {
  const std::set<std::string> up = set_of(ascending);
  const std::set<std::string> down = set_of(descending);
  for (const auto& key : ascending) {
    if (!down.contains(key))
      return Wrong{"every entry is on a page of either direction", key + " is on none with desc"};
  }
  bool older = false;
  for (const auto& key : descending) {
    if (up.contains(key)) {
      older = true;
    } else if (older) {
      return Wrong{"every entry is on a page of either direction", key + " is on none with asc"};
    }
  }
  return std::nullopt;
}

// Whether a set may have been seen at a time between those of two others.
bool lies_between(const std::set<std::string>& before, const std::set<std::string>& after,
                  const std::set<std::string>& seen) {
  return std::all_of(before.begin(), before.end(),
                     [&](const auto& key) { return !after.contains(key) || seen.contains(key); }) &&
         std::all_of(seen.begin(), seen.end(),
                     [&](const auto& key) { return before.contains(key) || after.contains(key); });
}

// `full`: entries of a page that another one follows; 0 where that is not said.
std::optional<Wrong> unequal_sizes(const Walk& walked, std::size_t full) {
  if (full > 0 && walked.sizes.size() > 1 && walked.sizes[0] < full)
    return Wrong{fmt::format("every page but the last holds {} entries", full),
                 fmt::format("pages of {} entries", fmt::join(walked.sizes, ", "))};
  for (std::size_t i = 1; i < walked.sizes.size(); ++i) {
    if (walked.sizes[i] > walked.sizes[0] ||
        (i + 1 < walked.sizes.size() && walked.sizes[i] < walked.sizes[0]))
      return Wrong{"every page but the last is full",
                   fmt::format("pages of {} entries", fmt::join(walked.sizes, ", "))};
  }
  return std::nullopt;
}

}  // namespace

Json entries_of(Session& session, const Listing& listing, const Fields& more) {
  return list(session.ok({.operation = listing.operation,
                          .path = listing.path,
                          .query = with(listing.query, more),
                          .body = {}}),
              listing.entries);
}

std::string key_of(const Listing& listing, const Json& entry) {
  const Json key = listing.key.empty() ? entry : member(entry, listing.key);
  return key.is_string() ? key.get<std::string>() : key.is_null() ? "" : key.dump();
}

namespace {

// Whether two pages that had an entry in common have one whenever they are read right after each
// other. What others add meanwhile moves entries on to a later page, which shows in neither where
// the later page is read first; what they remove moves entries the other way.
bool overlap(Session& session, const Listing& listing, const Fields& more, std::size_t one,
             std::size_t other) {
  const auto read = [&](std::size_t number) {
    return set_of(
        keys_of(listing, entries_of(session, listing, with(page(listing, number), more))));
  };
  for (int look = 0; look < kLooks && !session.failed(); ++look) {
    const bool later_first = look % 2 == 0;
    const auto first = read(later_first ? std::max(one, other) : std::min(one, other));
    const auto second = read(later_first ? std::min(one, other) : std::max(one, other));
    if (std::none_of(second.begin(), second.end(),
                     [&](const auto& key) { return first.contains(key); }))
      return false;
  }
  return !session.failed();
}

}  // namespace

Walk walk(Session& session, const Listing& listing, const Fields& more) {
  Walk walked;
  std::map<std::string, std::size_t> page_of;
  for (std::size_t number = 0; number < kMostPages; ++number) {
    const Json entries = entries_of(session, listing, with(page(listing, number), more));
    if (session.failed()) return walked;
    walked.ended = entries.empty();
    if (walked.ended) return walked;
    walked.sizes.push_back(entries.size());
    std::optional<bool> again;
    for (const Json& entry : entries) {
      const auto [known, first] = page_of.emplace(key_of(listing, entry), number);
      if (!first && !again)
        again = known->second == number || overlap(session, listing, more, known->second, number);
      if (first || *again) walked.entries.push_back(entry);
    }
    if (again.value_or(false)) return walked;
  }
  return walked;
}

bool expect_in_some_look(Session& session, const std::string& requirement,
                         const std::function<std::optional<Wrong>()>& look) {
  std::string found;
  const auto probe = [&] {
    for (int i = 0; i < kLooks; ++i) {
      const std::optional<Wrong> wrong = look();
      if (session.failed()) return false;
      if (!wrong) return true;
      found = wrong->actual.empty() ? wrong->statement : wrong->statement + ": " + wrong->actual;
    }
    return false;
  };
  // The statement is read after the last probe only, which writes it.
  return requirement.empty() ? session.eventually(probe, found)
                             : session.eventually_of(requirement, probe, found);
}

Play first_page_by_default(Listing listing) {
  return [listing = std::move(listing)](Session& session) {
    bool empty = false;
    expect_in_some_look(session, "", [&]() -> std::optional<Wrong> {
      const auto first = keys_of(listing, page_zero(session, listing));
      const auto plain = keys_of(listing, entries_of(session, listing));
      empty = first.empty() && plain.empty();
      if (first == plain) return std::nullopt;
      // Others may add to the page all the time: then what was on it before and after is there, and
      // nothing that was on it at neither time.
      const auto again = keys_of(listing, page_zero(session, listing));
      if (!plain.empty() && lies_between(set_of(first), set_of(again), set_of(plain)))
        return std::nullopt;
      if (!first.empty() && !listing.disjoint.empty()) {
        const auto second = keys_of(listing, entries_of(session, listing, page(listing, 1)));
        session.expect_of(listing.disjoint, first != second, "pages differ", "page 1 is page 0");
        if (session.failed()) return std::nullopt;
      }
      return Wrong{"without a page the answer is that of page 0",
                   shown(plain) + " instead of " + shown(first)};
    });
    if (empty) session.skip("the list holds nothing");
  };
}

Play pages_neither_repeat_nor_skip(Listing listing, Makes makes) {
  return [listing = std::move(listing), makes = std::move(makes)](Session& session) {
    const std::vector<std::string> made = makes ? makes(session) : std::vector<std::string>();
    if (session.failed()) return;
    const auto full =
        listing.sized ? static_cast<std::size_t>(session.number_in(listing.disjoint)) : 0;
    bool empty = false;
    expect_in_some_look(session, "", [&]() -> std::optional<Wrong> {
      const Walk walked = walk(session, listing);
      if (session.failed()) return std::nullopt;
      const auto keys = keys_of(listing, walked);
      empty = keys.empty() && made.empty();
      if (const std::string twice = repeated(keys); !twice.empty())
        return Wrong{"no entry is on two pages, or twice on one", twice + " comes twice"};
      if (!walked.ended) return std::nullopt;
      const std::set<std::string> all = set_of(keys);
      for (const auto& key : made) {
        if (!all.contains(key)) return Wrong{"what was made is on a page", key + " is on none"};
      }
      if (const auto wrong = unequal_sizes(walked, full)) return wrong;
      if (listing.direction.empty()) return std::nullopt;
      const Walk back = walk(session, listing, {{listing.direction, "desc"}});
      if (session.failed()) return std::nullopt;
      return back.ended ? left_out(keys, keys_of(listing, back)) : std::nullopt;
    });
    if (empty) session.skip("the list holds nothing");
  };
}

Play empty_past_the_end(Listing listing) {
  return [listing = std::move(listing)](Session& session) {
    const Json far = entries_of(session, listing, {{listing.page, kFarPage}});
    if (session.failed()) return;
    if (!far.empty() && !listing.disjoint.empty()) {
      const Json first = page_zero(session, listing);
      session.expect_of(listing.disjoint, keys_of(listing, far) != keys_of(listing, first),
                        "pages differ", "a page far behind the end is page 0");
    }
    session.expect(far.empty(), "a page behind the last is an empty list", far.dump());
  };
}

Play limit_is_kept(Listing listing, Makes makes, Window window) {
  return [listing = std::move(listing), makes = std::move(makes),
          window = std::move(window)](Session& session) {
    if (makes) makes(session);
    if (!enough(session, entries_of(session, listing), 3)) return;
    for (const std::size_t limit : {std::size_t{1}, std::size_t{2}}) {
      const Json some = entries_of(session, listing, {{window.limit, std::to_string(limit)}});
      session.expect(
          some.size() == limit,
          fmt::format("{} {} gives so many entries where there are more", window.limit, limit),
          shown(keys_of(listing, some)));
    }
  };
}

Play offset_skips(Listing listing, Makes makes, Window window) {
  return [listing = std::move(listing), makes = std::move(makes),
          window = std::move(window)](Session& session) {
    if (makes) makes(session);
    constexpr std::size_t kSkipped = 2;
    std::size_t count = 0;
    expect_in_some_look(session, "", [&]() -> std::optional<Wrong> {
      const auto whole = keys_of(listing, entries_of(session, listing, {{window.limit, "4"}}));
      const auto rest = keys_of(
          listing, entries_of(session, listing,
                              {{window.limit, "2"}, {window.offset, std::to_string(kSkipped)}}));
      count = whole.size();
      if (session.failed() || count <= kSkipped) return std::nullopt;
      // As far as both go: how many a limit gives is another requirement.
      const std::size_t common = std::min(rest.size(), count - kSkipped);
      if (common > 0 && std::equal(rest.begin(), rest.begin() + static_cast<std::ptrdiff_t>(common),
                                   whole.begin() + kSkipped))
        return std::nullopt;
      return Wrong{fmt::format("{} {} leaves out so many at the front", window.offset, kSkipped),
                   shown(rest) + " of " + shown(whole)};
    });
    if (count <= kSkipped) session.skip("the list holds too few entries");
  };
}

Play empty_behind_offset(Listing listing, Window window) {
  return [listing = std::move(listing), window = std::move(window)](Session& session) {
    const Json far = entries_of(session, listing, {{window.offset, kFarOffset}});
    if (session.failed()) return;
    session.expect(far.empty(), "an offset behind the end gives an empty list",
                   shown(keys_of(listing, far)));
  };
}

}  // namespace brazecheck
