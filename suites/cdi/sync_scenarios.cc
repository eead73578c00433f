#include <algorithm>

#include "suites/cdi/integrations.h"
#include "suites/refusals.h"

// Syncs are started: https://www.braze.com/docs/api/endpoints/cdi/post_job_sync
namespace brazecheck::cdi {
namespace {

// Pages of syncs that are read to count them.
constexpr std::size_t kPages = 30;

// What the list shows of an integration's syncs: the first page, and all of them where that alone
// could not tell a new one, since all of it started in the same second.
struct Shown {
  std::vector<Json> starts;
  bool ambiguous = false;
};

Shown shown_of(Session& session, const std::string& integration, bool whole) {
  Shown shown;
  for (const auto& sync :
       entries_of(pages_forward(session, syncs_of(integration), whole ? kPages : 1)))
    shown.starts.push_back(start_of(sync));
  shown.ambiguous = shown.starts.size() > 1 && shown.starts.front() == shown.starts.back();
  return shown;
}

void sync_is_listed(Session& session) {
  const std::string own = session.supplied("integration_id");
  Shown before = shown_of(session, own, false);
  const bool whole = before.ambiguous;
  const bool was_full =
      before.starts.size() ==
      static_cast<std::size_t>(session.number_in("cdi.integrations.job_sync_status/full-pages"));
  if (whole) before = shown_of(session, own, true);
  const Exchange& started = session.send(starting(own));
  if (session.failed()) return;
  if (started.response->status >= 300)
    return session.skip("a sync of the integration is running, so none could be started");
  session.eventually(
      [&] { return shown_of(session, own, whole).starts != before.starts && !session.failed(); },
      "a sync that was started is among the syncs of its integration");
  if (!was_full || whole || session.failed()) return;
  const CursorPage first = page_at(session, syncs_of(own));
  if (!session.failed())
    session.expect_of("cdi.integrations.job_sync_status/pages-are-complete", first.next.has_value(),
                      "a sync more than a full page held gives a link to the next page",
                      first.link.value_or("no Link header"));
}

// A second call comes while the first sync runs: who started that does not matter.
void one_job_at_a_time(Session& session) {
  const std::string slow = session.supplied("slow_integration_id");
  (void)session.send(starting(slow));
  if (session.failed()) return;
  const auto runs = [&] {
    const Json syncs = page_at(session, syncs_of(slow)).entries;
    return std::any_of(syncs.begin(), syncs.end(),
                       [](const Json& sync) { return member(sync, "job_status") == "running"; });
  };
  session.eventually_of("cdi.integrations.sync/sync-is-listed", runs,
                        "a sync that was started is listed as running");
  if (session.failed()) return;
  const Exchange& again = session.send(starting(slow));
  if (session.failed()) return;
  const int status = again.response->status;
  session.expect(status == 429, "a second sync is refused while one runs", std::to_string(status));
}

// Others may start one at any moment, but hardly at each of these.
constexpr int kTries = 5;

void refused_sync_is_not_listed(Session& session) {
  const std::string own = session.supplied("integration_id");
  bool same = false;
  for (int i = 0; i < kTries && !same && !session.failed(); ++i) {
    Shown before = shown_of(session, own, false);
    const bool whole = before.ambiguous;
    if (whole) before = shown_of(session, own, true);
    if (!refusals::refused_strangers(session, starting(own))) return;
    same = before.starts == shown_of(session, own, whole).starts;
  }
  session.expect(same, "no sync is listed that was refused");
}

const ScenarioRegistration kRegistrations[] = {
    ScenarioRegistration{{refusals::requirement_of("cdi.integrations.sync"),
                          {"cdi.integrations.sync", "cdi.integrations.job_sync_status"},
                          refused_sync_is_not_listed}},
    ScenarioRegistration{{"cdi.integrations.sync/sync-is-listed",
                          {"cdi.integrations.sync", "cdi.integrations.job_sync_status"},
                          sync_is_listed}},
    ScenarioRegistration{{"cdi.integrations.sync/one-job-at-a-time",
                          {"cdi.integrations.sync", "cdi.integrations.job_sync_status"},
                          one_job_at_a_time}},
};

}  // namespace
}  // namespace brazecheck::cdi
