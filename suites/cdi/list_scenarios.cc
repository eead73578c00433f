#include <fmt/format.h>

#include <algorithm>

#include "suites/cdi/integrations.h"
#include "suites/moments.h"

// Integrations and their past syncs: https://www.braze.com/docs/api/endpoints/cdi/
namespace brazecheck::cdi {
namespace {

constexpr char kList[] = "cdi.integrations.list";
constexpr char kStatus[] = "cdi.integrations.job_sync_status";

// Times that two answers are compared, as a sync may start in between.
constexpr int kLooks = 3;

// A first page has a Link header for nothing but the next page.
void can_be_followed(Session& session, const std::string& operation, const CursorPage& first) {
  if (session.failed()) return;
  session.expect_of(operation + "/pages-are-complete",
                    !first.link || first.next.has_value() || first.prev.has_value(),
                    "the Link header of the first page can be followed", first.link.value_or(""));
}

Stocked several_pages_of_integrations(Session& session) {
  const CursorPage first = page_at(session, integrations());
  can_be_followed(session, kList, first);
  if (!session.failed() && !first.next)
    session.skip("the workspace has no more integrations than fit one page");
  return {integrations(), {}};
}

// An integration with more syncs than fit a page.
Stocked several_pages_of_syncs(Session& session) {
  for (const auto& id : known_integrations(session)) {
    const CursorPage first = page_at(session, syncs_of(id));
    can_be_followed(session, kStatus, first);
    if (session.failed() || first.next) return {syncs_of(id), {}};
  }
  session.skip("no integration has more syncs than fit one page");
  return {};
}

CursorPlay integration_pages() {
  return {.stocks = several_pages_of_integrations,
          .key = [](const Json& entry) { return member(entry, "integration_id"); },
          .complete = std::string(kList) + "/pages-are-complete"};
}

CursorPlay sync_pages() {
  return {.stocks = several_pages_of_syncs,
          .key = start_of,
          .complete = std::string(kStatus) + "/pages-are-complete"};
}

void few_integrations_without_link(Session& session) {
  const auto full =
      static_cast<std::size_t>(session.number_in(std::string(kList) + "/no-link-when-all-fits"));
  const CursorPage page = page_at(session, integrations());
  if (session.failed()) return;
  if (page.entries.size() >= full)
    return session.skip("the workspace has as many integrations as fit one page, or more");
  session.expect(!page.link, "a list that fits one page comes without a Link header",
                 page.link.value_or(""));
}

void few_syncs_without_link(Session& session) {
  const auto full =
      static_cast<std::size_t>(session.number_in(std::string(kStatus) + "/no-link-when-all-fits"));
  for (const auto& id : known_integrations(session)) {
    const CursorPage page = page_at(session, syncs_of(id));
    if (session.failed()) return;
    if (page.entries.empty() || page.entries.size() >= full) continue;
    session.expect(!page.link, "a list that fits one page comes without a Link header",
                   page.link.value_or(""));
    return;
  }
  session.skip("no integration has syncs that fit one page");
}

// Judges the syncs of this status that integrations show on their first pages.
std::function<void(Session&)> of_status(std::string status, std::string statement,
                                        bool (*holds)(const Json& sync)) {
  return [=](Session& session) {
    std::size_t met = 0;
    for (const auto& id : known_integrations(session)) {
      for (const auto& sync : page_at(session, syncs_of(id)).entries) {
        if (member(sync, "job_status") != status) continue;
        ++met;
        session.expect(holds(sync), statement, sync.dump());
      }
      if (session.failed()) return;
    }
    if (met == 0) session.skip("no integration shows a sync with the status " + status);
  };
}

bool none_failed(const Json& sync) { return member(sync, "rows_failed_with_errors") == 0; }
bool some_failed(const Json& sync) {
  const Json failed = member(sync, "rows_failed_with_errors");
  return failed.is_number() && failed > 0;
}
bool none_synced(const Json& sync) { return member(sync, "rows_synced") == 0; }

void finished_after_start(Session& session) {
  std::size_t met = 0;
  for (const auto& id : known_integrations(session)) {
    for (const auto& sync : page_at(session, syncs_of(id)).entries) {
      const auto start = moment_of(start_of(sync));
      const auto finish = moment_of(member(sync, "sync_finish_time"));
      if (!start || !finish) continue;
      ++met;
      session.expect(*start <= *finish, "a sync finishes no earlier than it starts", sync.dump());
    }
    if (session.failed()) return;
  }
  if (met == 0) session.skip("no integration shows a sync that is over");
}

void last_job_is_the_newest(Session& session) {
  std::string wrong;
  for (int look = 0; look < kLooks; ++look) {
    wrong.clear();
    std::size_t met = 0;
    for (const auto& entry : page_at(session, integrations()).entries) {
      const Json id = member(entry, "integration_id");
      const Json start = member(entry, "last_job_start_time");
      if (!id.is_string() || !start.is_string() || wrong.size() > 0 || met == 5) continue;
      const Json syncs = page_at(session, syncs_of(id.get<std::string>())).entries;
      if (session.failed()) return;
      ++met;
      const auto newest = std::find_if(syncs.begin(), syncs.end(),
                                       [&](const Json& sync) { return start_of(sync) == start; });
      const bool later = std::any_of(syncs.begin(), syncs.end(), [&](const Json& sync) {
        return start_of(sync).is_string() &&
               start_of(sync).get<std::string>() > start.get<std::string>();
      });
      if (later || newest == syncs.end() ||
          member(*newest, "job_status") != member(entry, "last_job_status")) {
        wrong = fmt::format("{} says {} at {}, its syncs begin with {}", id.dump(),
                            member(entry, "last_job_status").dump(), start.dump(),
                            syncs.empty() ? "none" : syncs[0].dump());
      }
    }
    if (session.failed()) return;
    if (met == 0) return session.skip("no integration shows a last sync");
    if (wrong.empty()) break;
  }
  session.expect(wrong.empty(), "the last job of an integration is the newest of its syncs", wrong);
}

ScenarioRegistration judged(const char* operation, const char* statement,
                            std::function<void(Session&)> play) {
  return ScenarioRegistration{
      {std::string(operation) + "/" + statement, {kList, kStatus}, std::move(play)}};
}

const bool kRegistered = [] {
  for (const char* operation : {kList, kStatus}) {
    const CursorPlay play = operation == kList ? integration_pages() : sync_pages();
    judged(operation, "pages-are-complete", cursor_pages_are_complete(play));
    judged(operation, "full-pages",
           cursor_pages_are_full(play, std::string(operation) + "/full-pages"));
    judged(operation, "no-prev-without-cursor", first_page_has_no_prev(play));
    judged(operation, "no-next-on-last-page", last_page_has_no_next(play));
  }
  judged(kList, "no-link-when-all-fits", few_integrations_without_link);
  judged(kStatus, "no-link-when-all-fits", few_syncs_without_link);
  judged(kList, "last-job-is-the-newest", last_job_is_the_newest);
  judged(kStatus, "finished-after-start", finished_after_start);
  judged(kStatus, "success-has-no-failed-rows",
         of_status("success", "a sync that succeeded has no row that failed", none_failed));
  judged(kStatus, "partial-has-failed-rows",
         of_status("partial", "a partial sync has rows that failed", some_failed));
  judged(kStatus, "error-synced-nothing",
         of_status("error", "a sync that ended in an error has synced no row", none_synced));
  return true;
}();

}  // namespace
}  // namespace brazecheck::cdi
