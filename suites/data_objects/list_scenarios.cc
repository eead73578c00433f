#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "suites/data_objects/links.h"
#include "suites/data_objects/stock.h"

// What every list of data objects says of its page:
// https://www.braze.com/docs/api/endpoints/data_objects/
namespace brazecheck::data_objects {
namespace {

/// A list: makes at least `entries` entries, and says how they are asked for.
using Ready = std::function<Call(Session&, int entries)>;

struct Paged {
  std::string operation;
  std::vector<std::string> uses;
  Ready ready;
  bool stocked = true;  ///< whether a call can add to it
};

/// The page that the call and `query` beside it ask for. A refusal is laid to the scenario's own
/// requirement: it says that such values are accepted.
Json page_of(Session& session, Call call, const Fields& query) {
  call.query.insert(call.query.end(), query.begin(), query.end());
  const Exchange& exchange = session.send(call);
  if (session.failed()) return nullptr;
  const std::string asked = query.empty() ? "" : query.front().first + "=" + query.front().second;
  session.expect(exchange.response->status == 200, "the list takes " + asked,
                 fmt::format("answered with {}", exchange.response->status));
  Json page = exchange.response->body.value_or(Json());
  // A search that finds others too would look like a wrong count, or a wrong order.
  const auto term = std::find_if(call.query.begin(), call.query.end(), [](const auto& parameter) {
    return parameter.first == "search_term";
  });
  if (term != call.query.end()) {
    for (const auto& entry : list(page, "items")) {
      const Json id = member(entry, "external_id");
      session.expect_of(
          call.operation + "/search-by-identifier",
          !id.is_string() || id.get<std::string>().find(term->second) != std::string::npos,
          "what a search finds holds its term", entry.dump());
    }
  }
  return page;
}

std::string shown(const Json& page) { return page.dump().substr(0, 300); }

void limit_default(Session& session, const Paged& paged) {
  const std::int64_t usual = session.number_in(paged.operation + "/limit-default");
  const Json page = page_of(session, paged.ready(session, 2), {});
  if (session.failed()) return;
  session.expect(member(page, "limit") == usual, fmt::format("the page says limit {}", usual),
                 shown(page));
  const std::size_t size = list(page, "items").size();
  session.expect(size >= 2 && size <= static_cast<std::size_t>(usual),
                 "and holds the entries that there are, up to so many", shown(page));
}

void limit_clamped(Session& session, const Paged& paged) {
  const std::int64_t most = session.number_in(paged.operation + "/limit-clamped");
  const Call call = paged.ready(session, 2);
  for (const char* low : {"0", "-3", "1"}) {
    const Json page = page_of(session, call, {{"limit", low}});
    if (session.failed()) return;
    session.expect(member(page, "limit") == 1, fmt::format("limit {} counts as 1", low),
                   shown(page));
    session.expect(list(page, "items").size() == 1, fmt::format("limit {} gives one entry", low),
                   shown(page));
  }
  for (const std::int64_t high : {most, most + 1, most * 7}) {
    const Json page = page_of(session, call, {{"limit", std::to_string(high)}});
    if (session.failed()) return;
    session.expect(member(page, "limit") == most, fmt::format("limit {} counts as {}", high, most),
                   shown(page));
  }
}

void same_as_from_the_start(Session& session, const Paged& paged, const Fields& query) {
  // What a page says of its offset is judged where none is asked for.
  const Call call = paged.ready(session, 2);
  const Json from_start = page_of(session, call, {{"offset", "0"}});
  const Json page = page_of(session, call, query);
  if (session.failed()) return;
  session.expect(member(page, "offset") == (query.empty() ? Json(0) : member(from_start, "offset")),
                 "the page says offset 0", shown(page));
  session.expect(list(page, "items") == list(from_start, "items"),
                 "and holds the entries from the start", shown(page));
}

void offset_default(Session& session, const Paged& paged) {
  same_as_from_the_start(session, paged, {});
}
void offset_floored(Session& session, const Paged& paged) {
  same_as_from_the_start(session, paged, {{"offset", "-2"}});
}

// Pages of the usual size that are read at most.
constexpr int kMostPages = 20;

/// What following next_offset from the start gives, in pages of the usual size; nothing after a
/// failure, or where there are too many pages to read.
std::optional<Json> followed(Session& session, const Call& call) {
  Json all = Json::array();
  Json offset = 0;
  for (int number = 0; number < kMostPages; ++number) {
    const Json page =
        page_of(session, call, number == 0 ? Fields{} : Fields{{"offset", offset.dump()}});
    if (session.failed()) return std::nullopt;
    const Json entries = list(page, "items");
    // Each has entries in it that were there before, or the list would have no end.
    if (number > 0)
      session.expect(!entries.empty(), "where has_more is true, a page with entries follows",
                     shown(page));
    all.insert(all.end(), entries.begin(), entries.end());
    if (member(page, "has_more") != true) return all;
    const Json next = member(page, "next_offset");
    if (!session.expect(next.is_number_integer() && next > offset,
                        "a page that is not the last says where the next one starts", shown(page)))
      return std::nullopt;
    offset = next;
  }
  session.skip("the list has too many pages to read");
  return std::nullopt;
}

/// Reads so many entries that follow each other by pages of one and two.
std::vector<Json> in_small_pages(Session& session, const Call& call, std::size_t most) {
  std::vector<Json> seen;
  Json offset = 0;
  bool more = true;
  for (std::size_t page = 0; more && page <= most + 1; ++page) {
    const std::size_t limit = page % 2 == 0 ? 1 : 2;
    const Json answer =
        page_of(session, call, {{"limit", std::to_string(limit)}, {"offset", offset.dump()}});
    if (session.failed()) return seen;
    for (const auto& entry : list(answer, "items")) seen.push_back(entry);
    more = member(answer, "has_more") == true;
    offset = member(answer, "next_offset");
    if (more && !session.expect(offset.is_number_integer(),
                                "a page that is not the last says where the next one starts",
                                shown(answer)))
      return seen;
  }
  session.expect(!more, "has_more becomes false once every entry was there");
  return seen;
}

void no_entry_twice(Session& session, const std::vector<Json>& entries) {
  for (std::size_t i = 1; i < entries.size(); ++i)
    session.expect(entries[i] != entries[i - 1], "no entry comes twice", entries[i].dump());
}

void pages_are_complete(Session& session, const Paged& paged) {
  const Call call = paged.ready(session, 3);
  const auto whole = followed(session, call);
  if (!whole) return;
  std::vector<Json> all(whole->begin(), whole->end());
  std::sort(all.begin(), all.end());  // the order of a list is not documented
  no_entry_twice(session, all);
  // A longer list took several pages already.
  constexpr std::size_t kMostInSmallPages = 2 * kMostPages;
  if (session.failed() || all.size() > kMostInSmallPages) return;
  std::vector<Json> seen = in_small_pages(session, call, all.size());
  std::sort(seen.begin(), seen.end());
  no_entry_twice(session, seen);
  session.expect(seen == all, "the pages give what one page gives",
                 fmt::format("{} of {} entries", seen.size(), all.size()));
}

void offset_as_asked(Session& session, const Paged& paged) {
  const Call call = paged.ready(session, 2);
  const Json first = page_of(session, call, {{"offset", "0"}, {"limit", "1"}});
  const Json second = page_of(session, call, {{"offset", "1"}, {"limit", "1"}});
  if (session.failed()) return;
  // An offset that has no effect is a matter of the pages.
  session.expect_of(paged.operation + "/pages-are-complete",
                    list(first, "items") != list(second, "items"),
                    "a page from offset 1 is not that from the start", shown(second));
  session.expect(member(first, "offset") == 0, "a page from the start says offset 0", shown(first));
  session.expect(member(second, "offset") == 1, "a page from offset 1 says so", shown(second));
}

void total_count(Session& session, const Paged& paged) {
  const Call call = paged.ready(session, paged.stocked ? 3 : 0);
  const Json whole = page_of(session, call, {});
  if (session.failed()) return;
  if (member(whole, "has_more") == true)
    return session.skip("the list is longer than a usual page: too long to be counted");
  const std::size_t count = list(whole, "items").size();
  session.expect(member(whole, "total_count") == count, "total_count is the number of entries",
                 shown(whole));
  for (const char* offset : {"0", "1", "1000"}) {
    const Json page = page_of(session, call, {{"limit", "1"}, {"offset", offset}});
    if (session.failed()) return;
    session.expect(member(page, "total_count") == count,
                   fmt::format("a page of one entry from {} has the same total_count", offset),
                   shown(page));
  }
}

/// Asks for a list that no call adds to; gives up where it has too few entries.
Call existing(Session& session, int entries, const Call& call) {
  const Json page = session.ok(call);
  if (session.failed()) return call;
  // Two are enough for pages, as many as a target can be expected to have.
  if (list(page, "items").size() < static_cast<std::size_t>(std::min(entries, 2)))
    session.skip(fmt::format("{} lists fewer than two entries", call.operation));
  return call;
}

std::string suffix_of(int number) { return "_" + std::to_string(number); }

const std::vector<Paged>& lists() {
  static const std::vector<Paged> all = {
      {"data_objects.types.list",
       {"data_objects.types.list"},
       [](Session& session, int entries) {
         return existing(session, entries,
                         {.operation = "data_objects.types.list",
                          .path = {},
                          .query = {},
                          .body = std::nullopt});
       },
       false},
      {"data_objects.types.object_relationship_types",
       {"data_objects.types.object_relationship_types"},
       [](Session& session, int entries) {
         return existing(
             session, entries,
             on_type("data_objects.types.object_relationship_types", type_name(session)));
       },
       false},
      {"data_objects.types.user_relationship_types",
       {"data_objects.types.user_relationship_types"},
       [](Session& session, int entries) {
         return existing(session, entries,
                         on_type("data_objects.types.user_relationship_types", type_name(session)));
       },
       false},
      {"data_objects.objects.list", uses_of_objects(),
       [](Session& session, int entries) {
         std::vector<std::string> suffixes;
         for (int i = 0; i < entries; ++i) suffixes.push_back(suffix_of(i));
         (void)make_objects(session, suffixes);
         return on_type("data_objects.objects.list", type_name(session),
                        {{"search_term", own_name(session)}});
       }},
      {kEdges, uses_of(Family::kEdges),
       [](Session& session, int entries) {
         const auto links = make_links(session, Family::kEdges, entries);
         return links.empty() ? Call{} : on_object(std::string(kEdges) + ".list", links[0].own);
       }},
      {kTies, uses_of(Family::kTies), [](Session& session, int entries) {
         const auto links = make_links(session, Family::kTies, entries);
         return links.empty() ? Call{} : on_object(std::string(kTies) + ".list", links[0].own);
       }}};
  return all;
}

/// Each statement for each list.
const bool kRegistered = [] {
  using PagePlay = void (*)(Session&, const Paged&);
  const std::vector<std::pair<std::string, PagePlay>> plays = {
      {"limit-default", limit_default},           {"limit-clamped", limit_clamped},
      {"offset-default", offset_default},         {"offset-floored", offset_floored},
      {"pages-are-complete", pages_are_complete}, {"total-count", total_count},
      {"offset-as-asked", offset_as_asked}};
  for (Paged paged : lists()) {
    if (paged.operation == kEdges || paged.operation == kTies) paged.operation += ".list";
    for (const auto& [statement, play] : plays) {
      ScenarioRegistration{{paged.operation + "/" + statement, paged.uses,
                            [paged, play = play](Session& session) { play(session, paged); }}};
    }
  }
  return true;
}();

}  // namespace
}  // namespace brazecheck::data_objects
