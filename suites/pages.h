#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "suites/scenario.h"

namespace brazecheck {

/// Generic plays for lists that come in pages. Lists may hold what others made, and others may add
/// to them meanwhile: a list is judged by what holds all the same, or looked at again.

/// A list operation.
struct Listing {
  std::string operation;   ///< "campaigns.list"
  std::string entries;     ///< member of the answer that holds the list: "campaigns"
  std::string key = "id";  ///< member of an entry that names it; "" where entries are names
  Variables path;          ///< what every request of the play holds beside
  Fields query;
  std::string page = "page";  ///< parameter that counts pages from 0
  std::string direction;      ///< parameter that takes asc and desc; "" where none does
  /// Requirement that pages neither repeat nor skip ("campaigns.list/pages-are-disjoint"): a list
  /// that takes no notice of the page is laid to it, whoever meets it. "" for none.
  std::string disjoint;
  /// What the target supplies that is archived ("archived_campaign_id"), where a look at the list
  /// finds nothing archived; "" for none.
  std::string archived;
  /// What `disjoint` says names the number of entries of each page but the last.
  bool sized = false;
};

using Play = std::function<void(Session&)>;

/// The entries that one request gives; `more` is added to the listing's query. Empty after a
/// failure, which is to be asked for.
[[nodiscard]] Json entries_of(Session& session, const Listing& listing, const Fields& more = {});
/// What names an entry, as text; "" where nothing does.
[[nodiscard]] std::string key_of(const Listing& listing, const Json& entry);

/// All pages, one after the other.
struct Walk {
  std::vector<Json> entries;
  std::vector<std::size_t> sizes;  ///< entries of each page, but for the empty one at the end
  bool ended = false;              ///< an empty page was met: this is the whole list
};
/// Counts pages up from 0 until one is empty, an entry comes again, or there are too many to read.
/// An entry that was only moved to a later page meanwhile counts once.
[[nodiscard]] Walk walk(Session& session, const Listing& listing, const Fields& more = {});

/// What one look at a target found wrong.
struct Wrong {
  std::string statement;
  std::string actual;
};
/// Looks up to three times, as others write to the workspace meanwhile; fails `requirement` (the
/// session's own where "") with what the last look found.
bool expect_in_some_look(Session& session, const std::string& requirement,
                         const std::function<std::optional<Wrong>()>& look);

/// Makes entries and returns their keys.
using Makes = std::function<std::vector<std::string>(Session&)>;

/// Without the page parameter the answer is that of page 0.
[[nodiscard]] Play first_page_by_default(Listing listing);
/// Pages counted up from 0 repeat nothing; they leave nothing out that the other direction gives
/// or that `makes` made, and only the last is shorter than the others.
[[nodiscard]] Play pages_neither_repeat_nor_skip(Listing listing, Makes makes = {});
/// A page far behind the last one is a success with an empty list.
[[nodiscard]] Play empty_past_the_end(Listing listing);

/// Without the direction the order is that of asc.
[[nodiscard]] Play ascending_by_default(Listing listing);
/// desc gives what asc gives in reverse order.
[[nodiscard]] Play directions_reverse_each_other(Listing listing);
/// Reads a value of an entry elsewhere (its details); null where there is none.
using Reads = std::function<Json(Session&, const Json& entry)>;
/// Some entries of the first and the last page, by default order: the times that `reads` gives for
/// them never go back.
[[nodiscard]] Play oldest_first(Listing listing, Reads reads);
/// The same, backwards, with desc.
[[nodiscard]] Play newest_first(Listing listing, Reads reads);

/// desc gives in reverse order what comes oldest first otherwise; that it does is `oldest`.
[[nodiscard]] Play desc_reverses_oldest_first(Listing listing, Reads reads, std::string oldest);
/// Both: newest first with desc, and asc the other way round.
[[nodiscard]] Play sorted_by_creation(Listing listing, Reads reads);

/// A parameter that takes a time and leaves out what is not later (or earlier) than it.
struct TimeFilter {
  std::string parameter;  ///< "last_edit.time[gt]"
  std::string time;       ///< member of an entry that it looks at: "last_edited"
  bool later = true;      ///< whether entries later than the time stay
};
/// With the time of an entry in between the list holds those beyond it, and no others. An entry of
/// that very time is not judged.
[[nodiscard]] Play filtered_by_time(Listing listing, TimeFilter filter);

/// Whether something is archived, asked for elsewhere (its details); null where that is not told.
using ToldArchived = Reads;
/// Without include_archived, and with false, nothing is listed that is archived.
[[nodiscard]] Play archived_left_out(Listing listing, ToldArchived archived);
/// With include_archived what is archived is listed beside all the others.
[[nodiscard]] Play archived_included(Listing listing, ToldArchived archived);

/// limit and offset, where a list takes them.
struct Window {
  std::string limit = "limit";
  std::string offset = "offset";
};
/// With a limit the list holds at most so many entries: as many, where there are more.
[[nodiscard]] Play limit_is_kept(Listing listing, Makes makes = {}, Window window = {});
/// An offset leaves out so many entries at the front: what follows is the same list.
[[nodiscard]] Play offset_skips(Listing listing, Makes makes = {}, Window window = {});
/// An offset far behind the end gives an empty list.
[[nodiscard]] Play empty_behind_offset(Listing listing, Window window = {});

}  // namespace brazecheck
