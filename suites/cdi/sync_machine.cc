#include <algorithm>

#include "suites/cdi/integrations.h"
#include "suites/machine.h"

// Syncs of two integrations started in any order: one whose syncs are soon done, and one whose
// syncs take a while.
namespace brazecheck::cdi {
namespace {

constexpr char kListed[] = "cdi.integrations.sync/sync-is-listed";
constexpr char kOneAtATime[] = "cdi.integrations.sync/one-job-at-a-time";
constexpr char kComplete[] = "cdi.integrations.job_sync_status/pages-are-complete";

const char* supply(bool slow) { return slow ? "slow_integration_id" : "integration_id"; }

// What is known of an integration is what it showed last: others start syncs of it as well.
struct Syncs {
  bool started[2] = {false, false};
  int at = -1;  ///< the integration of the last command
};

using Command = Step<Syncs>;

std::string& newest(Session& session, bool slow) {
  return session.memory()[slow ? "newest slow" : "newest"];
}

Json first_of(Session& session, bool slow) {
  const Json syncs = page_at(session, syncs_of(session.supplied(supply(slow)))).entries;
  return syncs.empty() ? Json() : syncs[0];
}

std::string text_of(const Json& value) { return value.is_string() ? value.get<std::string>() : ""; }

Command start(bool slow) {
  return {.text = slow ? "sync the slow integration" : "sync the integration",
          .apply =
              [slow](Syncs& model) {
                model.started[slow] = true;
                model.at = slow ? 1 : 0;
              },
          .run =
              [slow](const Syncs&, Session& session) {
                const std::string id = session.supplied(supply(slow));
                if (session.failed()) return;
                const Json before = first_of(session, slow);
                const bool runs = member(before, "job_status") == "running";
                const Exchange& exchange = session.send(starting(id));
                if (session.failed()) return;
                const int status = exchange.response->status;
                if (!runs || status >= 300) return;
                // Accepted while one ran: unless that one is over by now, two run at once.
                const Json entries = page_at(session, syncs_of(id)).entries;
                const auto running = std::count_if(
                    entries.begin(), entries.end(),
                    [](const Json& sync) { return member(sync, "job_status") == "running"; });
                session.expect_of(kOneAtATime, running <= 1,
                                  "a second sync is refused while one runs", entries.dump());
              }};
}

Command start_twice() {
  return {.text = "sync the slow integration twice",
          .apply =
              [](Syncs& model) {
                model.started[1] = true;
                model.at = 1;
              },
          .run =
              [](const Syncs&, Session& session) {
                const std::string id = session.supplied(supply(true));
                if (session.failed()) return;
                (void)session.send(starting(id));
                session.eventually_of(
                    kListed,
                    [&] { return member(first_of(session, true), "job_status") == "running"; },
                    "a sync that was started is listed as running");
                const Exchange& again = session.send(starting(id));
                if (session.failed()) return;
                session.expect_of(kOneAtATime, again.response->status == 429,
                                  "a second sync is refused while one runs",
                                  std::to_string(again.response->status));
              }};
}

Command next(const Syncs&, Draw& draw) {
  const std::size_t what = draw.below(10);
  if (what < 3) return start_twice();
  return start(what < 6);
}

void inspect(const Syncs& after, Session& session) {
  for (const bool slow : {false, true}) {
    if (!after.started[slow]) continue;
    const Json first = first_of(session, slow);
    if (session.failed()) return;
    session.expect_of(kListed, !first.is_null(), "an integration that was synced shows its syncs");
    // What was shown once stays: the newest sync is never older than it was.
    const std::string start = text_of(start_of(first));
    session.expect_of(kComplete, start >= newest(session, slow),
                      "the syncs that were listed before are still there", first.dump());
    newest(session, slow) = start;
    const Json status = member(first, "job_status");
    if (status == "success")
      session.expect_of("cdi.integrations.job_sync_status/success-has-no-failed-rows",
                        member(first, "rows_failed_with_errors") == 0,
                        "a sync that succeeded has no row that failed", first.dump());
  }
}

const MachineRegistration kRegistration{
    {.name = "cdi",
     .judges = {kOneAtATime, kListed},
     .uses = {"cdi.integrations.sync", "cdi.integrations.job_sync_status"},
     .draw = commands_of<Syncs>(next, inspect)}};

}  // namespace
}  // namespace brazecheck::cdi
