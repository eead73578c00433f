#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "suites/scenario.h"

namespace brazecheck {

/// Plays for lists whose pages are led to by a Link header with cursors. Lists may hold what others
/// made, and others may add to them meanwhile: whole lists are looked at again before they are
/// judged.

/// A list operation with cursors.
struct CursorListing {
  std::string operation;  ///< "catalogs.items.list"
  std::string entries;    ///< member of the answer that holds the list: "items"
  Variables path = {};
};

/// One target of a Link header.
struct Link {
  std::string target;  ///< as printed between the angle brackets
  std::string cursor;  ///< its parameter, decoded; "" where it has none
};

/// A page as it was answered.
struct CursorPage {
  Json entries = Json::array();
  std::string path;                 ///< that the request asked for
  std::optional<std::string> link;  ///< the Link header as it stands
  std::optional<Link> prev;
  std::optional<Link> next;
};

/// The target with this relation in the text of a Link header, or nothing.
[[nodiscard]] std::optional<Link> link_with(const std::string& header, const std::string& relation);

/// The page behind the cursor, the first one for "". Empty after a failure, which is to be asked
/// for.
[[nodiscard]] CursorPage page_at(Session& session, const CursorListing& listing,
                                 const std::string& cursor = "");

/// All pages along the next links, or along the prev links from `cursor` on; at most `limit`.
[[nodiscard]] std::vector<CursorPage> pages_forward(Session& session, const CursorListing& listing,
                                                    std::size_t limit);
[[nodiscard]] std::vector<CursorPage> pages_back(Session& session, const CursorListing& listing,
                                                 const std::string& cursor, std::size_t limit);

/// The entries of pages, one after the other.
[[nodiscard]] std::vector<Json> entries_of(const std::vector<CursorPage>& pages);
/// The texts that a member of the entries has, each once, by its first place: what others add while
/// pages are read moves entries on to a page that is read again.
[[nodiscard]] std::vector<std::string> texts_of(const std::vector<CursorPage>& pages,
                                                const std::string& name);

/// Puts the list in such a state that it has more than one page, or gives up by Session::skip.
/// Returns the listing to look at, and what is known to be in it.
struct Stocked {
  CursorListing listing;
  std::vector<Json> keys;  ///< of the entries that are all there is; empty where that is not known
};
using Stocks = std::function<Stocked(Session&)>;

/// What a play needs to know of a paged list.
struct CursorPlay {
  Stocks stocks;
  std::function<Json(const Json& entry)> key;  ///< what tells entries apart
  /// Requirements that what is missing is laid to, whoever misses it: an entry on all pages, a link
  /// on one ("catalogs.items.list/link-header"; "" where there is no such statement).
  std::string complete;
  std::string links = {};
};

/// Following the next links gives every entry once: all that are known to be there, or else those
/// that the way back along the prev links gives.
[[nodiscard]] std::function<void(Session&)> cursor_pages_are_complete(CursorPlay play);
/// Every page but the last holds as many entries as `requirement` says.
[[nodiscard]] std::function<void(Session&)> cursor_pages_are_full(CursorPlay play,
                                                                  std::string requirement);
/// The answer to a call without cursor has no prev link.
[[nodiscard]] std::function<void(Session&)> first_page_has_no_prev(CursorPlay play);
/// The answer with the last entries has no next link.
[[nodiscard]] std::function<void(Session&)> last_page_has_no_next(CursorPlay play);
/// The prev link of the second page gives the first one.
[[nodiscard]] std::function<void(Session&)> prev_leads_back(CursorPlay play);
/// Links between pages are separated by commas, lead to the list's own path and hold a cursor.
[[nodiscard]] std::function<void(Session&)> link_header_is_well_formed(CursorPlay play);

}  // namespace brazecheck
