#include "suites/cursor_pages.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "contract/uri.h"

namespace brazecheck {
namespace {

// Times that a whole list is looked at, as others may write to it meanwhile.
constexpr int kLooks = 8;
// Pages that are read at most: no play stocks that many, a workspace may have them.
constexpr std::size_t kPagesAtMost = 30;

std::size_t after(const std::string& text, std::string_view what, std::size_t from) {
  const auto at = text.find(what, from);
  return at == std::string::npos ? at : at + what.size();
}

// The pages of what was stocked, all entries of it met: who only stands on that lays it to
// `complete`. Empty after a failure.
std::vector<CursorPage> whole(Session& session, const CursorPlay& play, const Stocked& stocked) {
  auto pages = pages_forward(session, stocked.listing, kPagesAtMost);
  if (session.failed()) return {};
  if (stocked.keys.empty()) return pages;
  std::set<std::string> seen;
  for (const auto& entry : entries_of(pages)) seen.insert(play.key(entry).dump());
  const bool all = std::all_of(stocked.keys.begin(), stocked.keys.end(),
                               [&](const Json& key) { return seen.contains(key.dump()); });
  session.expect_of(play.complete, all, "following the next links gives every entry",
                    fmt::format("{} of {}", seen.size(), stocked.keys.size()));
  return pages;
}

// What is wrong about the entries of all pages, or "". `known`: what must be there.
std::string completeness_of(const CursorPlay& play, const std::vector<Json>& forward,
                            const std::vector<Json>& known, bool nothing_else) {
  std::set<std::string> seen;
  for (const auto& entry : forward) {
    const std::string key = play.key(entry).dump();
    if (!seen.insert(key).second) return key + " comes twice";
  }
  for (const auto& key : known) {
    if (!seen.contains(key.dump())) return key.dump() + " is left out";
  }
  return nothing_else && seen.size() > known.size() ? "there are more than were made" : "";
}

}  // namespace

std::optional<Link> link_with(const std::string& header, const std::string& relation) {
  for (std::size_t open = header.find('<'); open != std::string::npos;
       open = header.find('<', open + 1)) {
    const auto close = header.find('>', open);
    if (close == std::string::npos) return std::nullopt;
    const std::string parameters = header.substr(close, header.find('<', close) - close);
    if (parameters.find("rel=\"" + relation + "\"") == std::string::npos &&
        parameters.find("rel=" + relation) == std::string::npos)
      continue;
    Link link{header.substr(open + 1, close - open - 1), ""};
    const auto query = link.target.find('?');
    for (const char* mark : {"?cursor=", "&cursor="}) {
      const auto begin =
          query == std::string::npos ? std::string::npos : after(link.target, mark, query);
      if (begin == std::string::npos) continue;
      const auto end = link.target.find_first_of("&#", begin);
      link.cursor =
          percent_decode(link.target.substr(begin, end == std::string::npos ? end : end - begin));
      break;
    }
    return link;
  }
  return std::nullopt;
}

CursorPage page_at(Session& session, const CursorListing& listing, const std::string& cursor) {
  Call call{.operation = listing.operation, .path = listing.path, .query = {}, .body = {}};
  if (!cursor.empty()) call.query.emplace_back("cursor", cursor);
  CursorPage page;
  const Json body = session.ok(call);
  if (session.failed()) return page;
  page.entries = list(body, listing.entries);
  const Exchange& exchange = session.exchanges().back();
  page.path = exchange.request.path;
  if (const auto* link = find_header(exchange.response->headers, "Link")) {
    page.link = *link;
    page.prev = link_with(*link, "prev");
    page.next = link_with(*link, "next");
  }
  return page;
}

std::vector<CursorPage> pages_forward(Session& session, const CursorListing& listing,
                                      std::size_t limit) {
  std::vector<CursorPage> pages;
  std::set<std::string> met;
  std::string cursor;
  while (pages.size() < limit) {
    pages.push_back(page_at(session, listing, cursor));
    const CursorPage& page = pages.back();
    if (session.failed() || !page.next || page.next->cursor.empty()) break;
    if (pages.size() > 1 && page.entries.empty()) break;  // behind the end, where none should lead
    cursor = page.next->cursor;
    if (!met.insert(cursor).second) break;  // a circle
  }
  return pages;
}

std::vector<CursorPage> pages_back(Session& session, const CursorListing& listing,
                                   const std::string& cursor, std::size_t limit) {
  std::vector<CursorPage> pages;
  std::set<std::string> met;
  std::string at = cursor;
  while (pages.size() < limit && met.insert(at).second) {
    pages.push_back(page_at(session, listing, at));
    if (session.failed() || !pages.back().prev || pages.back().prev->cursor.empty()) break;
    at = pages.back().prev->cursor;
  }
  std::reverse(pages.begin(), pages.end());
  return pages;
}

std::vector<Json> entries_of(const std::vector<CursorPage>& pages) {
  std::vector<Json> all;
  for (const auto& page : pages) all.insert(all.end(), page.entries.begin(), page.entries.end());
  return all;
}

std::vector<std::string> texts_of(const std::vector<CursorPage>& pages, const std::string& name) {
  std::vector<std::string> texts;
  std::set<std::string> met;
  for (const Json& entry : entries_of(pages)) {
    const Json value = member(entry, name);
    if (value.is_string() && met.insert(value).second) texts.push_back(value);
  }
  return texts;
}

std::function<void(Session&)> cursor_pages_are_complete(CursorPlay play) {
  return [play = std::move(play)](Session& session) {
    const Stocked stocked = play.stocks(session);
    std::string wrong;
    for (int look = 0; look < kLooks && !session.failed(); ++look) {
      const auto pages = pages_forward(session, stocked.listing, kPagesAtMost);
      if (session.failed()) return;
      if (pages.size() == kPagesAtMost) return session.skip("the list has too many pages to read");
      std::vector<Json> known = stocked.keys;
      if (known.empty() && pages.size() > 1) {
        const std::string last = pages[pages.size() - 2].next->cursor;
        for (const auto& entry :
             entries_of(pages_back(session, stocked.listing, last, kPagesAtMost)))
          known.push_back(play.key(entry));
      }
      if (session.failed()) return;
      wrong = completeness_of(play, entries_of(pages), known, !stocked.keys.empty());
      if (wrong.empty()) break;
    }
    session.expect(wrong.empty(), "following the next links gives every entry exactly once", wrong);
  };
}

std::function<void(Session&)> cursor_pages_are_full(CursorPlay play, std::string requirement) {
  return [play = std::move(play), requirement = std::move(requirement)](Session& session) {
    const Stocked stocked = play.stocks(session);
    if (session.failed()) return;
    const auto pages = whole(session, play, stocked);
    if (session.failed()) return;
    const auto full = static_cast<std::size_t>(session.number_in(requirement));
    for (std::size_t i = 0; i < pages.size() && pages[i].next; ++i) {
      // That it holds no more is the schema's to say.
      session.expect(pages[i].entries.size() >= full,
                     fmt::format("every page but the last holds {} entries", full),
                     fmt::format("page {} holds {}", i + 1, pages[i].entries.size()));
    }
  };
}

std::function<void(Session&)> first_page_has_no_prev(CursorPlay play) {
  return [play = std::move(play)](Session& session) {
    const Stocked stocked = play.stocks(session);
    if (session.failed()) return;
    const CursorPage first = page_at(session, stocked.listing);
    session.expect(!first.prev, "the answer to a call without cursor has no prev link",
                   first.link.value_or(""));
  };
}

std::function<void(Session&)> last_page_has_no_next(CursorPlay play) {
  return [play = std::move(play)](Session& session) {
    const Stocked stocked = play.stocks(session);
    if (session.failed()) return;
    const auto pages = whole(session, play, stocked);
    if (session.failed()) return;
    if (pages.size() == kPagesAtMost) return session.skip("the list has too many pages to read");
    // A next link behind the end leads to a page without entries, or round in a circle.
    const CursorPage& last = pages.back();
    session.expect(!last.next, "the answer with the last entries has no next link",
                   last.link.value_or(""));
    session.expect(!last.entries.empty() || pages.size() == 1,
                   "the answer with the last entries has no next link",
                   pages.size() > 1 ? pages[pages.size() - 2].link.value_or("") : "");
  };
}

std::function<void(Session&)> prev_leads_back(CursorPlay play) {
  return [play = std::move(play)](Session& session) {
    const Stocked stocked = play.stocks(session);
    if (session.failed()) return;
    const auto pages = whole(session, play, stocked);
    if (session.failed()) return;
    if (pages.size() < 2) return session.skip("the list has one page alone");
    const std::string missing = pages[1].link.value_or("no Link header");
    if (!session.expect_of(play.links, pages[1].prev.has_value(),
                           "a page behind the first has a prev link", missing))
      return;
    const CursorPage back = page_at(session, stocked.listing, pages[1].prev->cursor);
    if (session.failed()) return;
    const auto same = [&](const Json& a, const Json& b) { return play.key(a) == play.key(b); };
    session.expect(std::equal(back.entries.begin(), back.entries.end(), pages[0].entries.begin(),
                              pages[0].entries.end(), same),
                   "the prev link of the second page gives the first one",
                   fmt::format("{} entries", back.entries.size()));
  };
}

std::function<void(Session&)> link_header_is_well_formed(CursorPlay play) {
  return [play = std::move(play)](Session& session) {
    const Stocked stocked = play.stocks(session);
    if (session.failed()) return;
    const auto pages = whole(session, play, stocked);
    if (session.failed()) return;
    for (std::size_t i = 0; i < pages.size() && !session.failed(); ++i) {
      const std::string shown = pages[i].link.value_or("");
      if (i > 0) {
        session.expect(pages[i].prev.has_value(), "a page behind the first has a prev link", shown);
      }
      if (pages[i].prev && pages[i].next) {
        const auto gap = shown.find('>');
        session.expect(shown.find(',', gap) != std::string::npos &&
                           shown.find(',', gap) < shown.find('<', gap),
                       "the links to both neighbours are separated by a comma", shown);
      }
      for (const auto& link : {pages[i].prev, pages[i].next}) {
        if (!link) continue;
        const std::string target = link->target.substr(0, link->target.find('?'));
        session.expect(target.ends_with(pages[i].path) && !link->cursor.empty(),
                       "a link leads to the list itself, with a cursor", link->target);
      }
    }
  };
}

}  // namespace brazecheck
