#include <fmt/format.h>

#include "suites/catalogs/stock.h"

// Items are listed page by page:
// https://www.braze.com/docs/api/endpoints/catalogs/catalog_items/synchronous/get_catalog_items_details_bulk
namespace brazecheck::catalogs {
namespace {

constexpr char kComplete[] = "catalogs.items.list/pages-are-complete";
constexpr char kFull[] = "catalogs.items.list/full-pages";
constexpr char kLinkHeader[] = "catalogs.items.list/link-header";

CursorListing listing(const Session& session) {
  return {.operation = "catalogs.items.list",
          .entries = "items",
          .path = {{"catalog_name", catalog_name(session)}}};
}

Json id_of(const Json& item) { return member(item, "id"); }

// Creates so many items, in calls of as many as fit a page, and waits for the last of each.
Stocked stocked(Session& session, std::size_t count) {
  Stocked out{listing(session), {}};
  if (!create(session)) return out;
  const auto batch = static_cast<std::size_t>(session.number_in(kFull));
  std::vector<std::string> last;
  while (out.keys.size() < count) {
    Json items = Json::array();
    while (items.size() < batch && out.keys.size() < count) {
      const std::string id = fmt::format("i{}", out.keys.size());
      items.push_back({{"id", id}, {"Rating", out.keys.size()}});
      out.keys.emplace_back(id);
    }
    last.push_back(out.keys.back().get<std::string>());
    if (!done(session, many(session, "catalogs.items.create_many", std::move(items)))) return out;
  }
  for (const auto& id : last) {
    session.eventually_of(
        kItemsCreated, [&] { return !read_item(session, id).is_null(); },
        "items accepted in bulk can be read");
  }
  return out;
}

// Two full pages and an item.
const CursorPlay kPlay{.stocks =
                           [](Session& session) {
                             const auto full = static_cast<std::size_t>(session.number_in(kFull));
                             return stocked(session, 2 * full + 1);
                           },
                       .key = id_of,
                       .complete = kComplete,
                       .links = kLinkHeader};

void no_link_when_all_fits(Session& session) {
  const auto full = static_cast<std::size_t>(session.number_in(kFull));
  (void)stocked(session, full);
  if (session.failed()) return;
  const CursorPage page = page_at(session, listing(session));
  if (session.failed()) return;
  session.expect_of(page.next ? kFull : kComplete, page.entries.size() >= full,
                    "as many items as a page holds fit it", std::to_string(page.entries.size()));
  session.expect(!page.link, "a catalog that fits one page comes without a Link header",
                 page.link.value_or(""));
}

void links_are_relative(Session& session) {
  const auto full = static_cast<std::size_t>(session.number_in(kFull));
  (void)stocked(session, full + 1);
  if (session.failed()) return;
  const CursorPage page = page_at(session, listing(session));
  if (session.failed()) return;
  if (!session.expect_of(kComplete, page.next.has_value(),
                         "a list of more than one page comes with a next link",
                         page.link.value_or("no Link header")))
    return;
  session.expect(page.next->target.starts_with('/') && !page.next->target.starts_with("//"),
                 "the target of a link is a path without scheme and host", page.next->target);
}

// Waits until the list has the item at all: that it has all of them is a statement of its own.
bool in_list(Session& session, const std::string& id) {
  return session.eventually_of(
      kComplete, [&] { return item_in_list(session, id).is_object(); },
      "an item that can be read is in the list");
}

void lists_what_was_written(Session& session) {
  if (!create(session) || !create_item(session) || !in_list(session, "x1")) return;
  session.eventually([&] { return holds_all(item_in_list(session, "x1"), kItem); },
                     "an item is listed with the values that reading it gives");
  const Json large = {{"Rating", 9007199254740991}};
  if (session.failed() || !done(session, one(session, "catalogs.item.create", "x2", large))) return;
  session.eventually_of(
      kItemCreated, [&] { return !read_item(session, "x2").is_null(); },
      "an item that was created can be read");
  if (session.failed() || !in_list(session, "x2")) return;
  const Json item = item_in_list(session, "x2");
  session.expect(holds_all(item, large), "a large whole number is listed as it was written",
                 item.dump());
  for (const char* name : {"Name", "Open", "Tags", "Location", "Opened_At", "Spot"}) {
    session.expect(member(item, name).is_null(), "a field that was not set is null or left out",
                   item.dump());
  }
}

const std::vector<std::string> kUses = {"catalogs.create", "catalogs.delete", "catalogs.item.get",
                                        "catalogs.items.create_many", "catalogs.items.list"};

const ScenarioRegistration kRegistrations[] = {
    ScenarioRegistration{{kComplete, kUses, cursor_pages_are_complete(kPlay)}},
    ScenarioRegistration{{kFull, kUses, cursor_pages_are_full(kPlay, kFull)}},
    ScenarioRegistration{{kLinkHeader, kUses, link_header_is_well_formed(kPlay)}},
    ScenarioRegistration{{"catalogs.items.list/prev-leads-back", kUses, prev_leads_back(kPlay)}},
    ScenarioRegistration{
        {"catalogs.items.list/no-prev-without-cursor", kUses, first_page_has_no_prev(kPlay)}},
    ScenarioRegistration{
        {"catalogs.items.list/no-next-on-last-page", kUses, last_page_has_no_next(kPlay)}},
    ScenarioRegistration{
        {"catalogs.items.list/no-link-when-all-fits", kUses, no_link_when_all_fits}},
    ScenarioRegistration{{"catalogs.items.list/link-is-relative", kUses, links_are_relative}},
    ScenarioRegistration{
        {"catalogs.items.list/lists-what-was-written", item_uses({}), lists_what_was_written}},
};

}  // namespace
}  // namespace brazecheck::catalogs
