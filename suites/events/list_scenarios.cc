#include <algorithm>

#include "suites/answer.h"
#include "suites/cursor_pages.h"
#include "suites/events/names.h"
#include "suites/events/tracked.h"

// The names of the custom events of a workspace, and what is said of them:
// https://www.braze.com/docs/api/endpoints/export/custom_events/get_custom_events/
// https://www.braze.com/docs/api/endpoints/export/custom_events/get_custom_events_data/
namespace brazecheck::tracked {
namespace {

const std::vector<std::string> kList = {"events.list"};
const std::vector<std::string> kTrackAndList = {"events.list", "users.track", "users.export.ids"};
const std::vector<std::string> kGet = {"events.get"};

constexpr char kComplete[] = "events.get/pages-are-complete";

Listing listed() {
  return {.operation = "events.list",
          .entries = "events",
          .key = "",
          .disjoint = "events.list/pages-are-complete",
          .sized = true};
}

// Events whose names come first and last: a list that lacks an end lacks one of them. Small letters
// and capitals are different names.
std::vector<std::string> own_events(Session& session) {
  const std::vector<std::string> events = {"000_" + name(session), "zzz_" + name(session) + "_Tea"};
  happen(session, user(session),
         {{.name = events[0], .at = morning(1)}, {.name = events[1], .at = morning(1)}});
  session.eventually_of(
      "events.list/lists-what-was-tracked",
      [&] {
        const Walk walked = walk(session, listed());
        return std::all_of(events.begin(), events.end(), [&](const std::string& event) {
          return std::find(walked.entries.begin(), walked.entries.end(), event) !=
                 walked.entries.end();
        });
      },
      "events that were tracked are listed");
  return events;
}

void lists_what_was_tracked(Session& session) { (void)own_events(session); }

// Events as they are; a page is full of them or there is only one.
Stocked described(Session& session) {
  const Stocked stocked{.listing = {.operation = "events.get", .entries = "events"}, .keys = {}};
  const CursorPage first = page_at(session, stocked.listing);
  if (!first.next) session.skip("the workspace has no second page of events");
  return stocked;
}

CursorPlay pages() {
  return {.stocks = described,
          .key = [](const Json& event) { return member(event, "name"); },
          .complete = kComplete};
}

// A page that is full, without a link, may be all there is; a list that goes on elsewhere tells.
void link_header(Session& session) {
  const CursorListing listing{.operation = "events.get", .entries = "events"};
  const auto full = static_cast<std::size_t>(session.number_in("events.get/full-pages"));
  const CursorPage first = page_at(session, listing);
  if (session.failed()) return;
  if (!first.next) {
    const Walk names = walk(session, listed());
    if (names.entries.size() <= full)
      return session.skip("there are no more events than on a page");
    session.expect(false, "more events than on a page are announced by a Link header",
                   first.link.value_or("none"));
    return;
  }
  const CursorPage second = page_at(session, listing, first.next->cursor);
  session.expect(first.next->target.find(first.path) != std::string::npos &&
                     !first.next->cursor.empty() && second.entries.is_array() &&
                     !second.entries.empty(),
                 "the next link leads to the next page of the same list", *first.link);
}

void sorted(Session& session) {
  const CursorListing listing{.operation = "events.get", .entries = "events"};
  constexpr std::size_t kPages = 4;
  const std::vector<std::string> names = texts_of(pages_forward(session, listing, kPages), "name");
  if (names.size() < 2) return session.skip("the list holds less than two events");
  session.expect(is_alphabetical(names), "events come in alphabetical order", Json(names).dump());
}

// What is recorded is described as well.
void describes_what_was_tracked(Session& session) {
  const std::string event = name(session);
  happen(session, user(session), {{.name = event, .at = morning(1)}});
  session.eventually(
      [&] {
        const CursorListing listing{.operation = "events.get", .entries = "events"};
        std::string cursor;
        do {
          const CursorPage page = page_at(session, listing, cursor);
          if (session.failed()) return false;
          for (const Json& entry : page.entries) {
            if (member(entry, "name") == event) return true;
          }
          cursor = page.next ? page.next->cursor : "";
        } while (!cursor.empty());
        return false;
      },
      "an event that was tracked is among those described");
}

const ScenarioRegistration kRegistrations[] = {
    ScenarioRegistration{{"events.list/page-default", kList, first_page_by_default(listed())}},
    ScenarioRegistration{{"events.list/pages-are-complete", kTrackAndList,
                          pages_neither_repeat_nor_skip(listed(), own_events)}},
    ScenarioRegistration{{"events.list/empty-past-the-end", kList, empty_past_the_end(listed())}},
    ScenarioRegistration{
        {"events.list/sorted-alphabetically", kList, alphabetical_pages(listed())}},
    ScenarioRegistration{
        {"events.list/lists-what-was-tracked", kTrackAndList, lists_what_was_tracked}},
    ScenarioRegistration{{kComplete, kGet, cursor_pages_are_complete(pages())}},
    ScenarioRegistration{
        {"events.get/full-pages", kGet, cursor_pages_are_full(pages(), "events.get/full-pages")}},
    ScenarioRegistration{{"events.get/link-header", {"events.get", "events.list"}, link_header}},
    ScenarioRegistration{{"events.get/no-next-on-last-page", kGet, last_page_has_no_next(pages())}},
    ScenarioRegistration{{"events.get/sorted-alphabetically", kGet, sorted}},
    ScenarioRegistration{{"events.get/describes-what-was-tracked",
                          {"events.get", "users.track", "users.export.ids"},
                          describes_what_was_tracked}},
};

}  // namespace
}  // namespace brazecheck::tracked
