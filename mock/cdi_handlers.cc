#include <fmt/format.h>

#include <algorithm>

#include "contract/schema.h"
#include "mock/answers.h"
#include "mock/cursor.h"
#include "mock/faults.h"
#include "mock/handlers.h"
#include "mock/json_view.h"

namespace brazecheck::mock {

namespace {

/// {id, document: what the list prints, and "every_hours", "at_minute" (when it is scheduled, in
/// UTC), "job_seconds" (how long a sync runs), "outcome": {"job_status", "rows_synced",
/// "rows_failed_with_errors"} (how its syncs end)}
constexpr const char* kIntegrations = "cdi_integrations";
/// {id, document: {"integration_id", "started_at" or "runs_ago" (by the schedule, 1 for the last
/// run), "job_seconds"?, "outcome"?}}: what is left out is that of the integration.
constexpr const char* kJobs = "cdi_jobs";
constexpr const char* kRunning = "running";
constexpr const char* kSuccess = "success";

constexpr std::string_view kInvalidId = "Invalid integration ID";
constexpr std::string_view kInvalidCursor = "Invalid cursor";
constexpr std::string_view kNotFound = "Integration not found";
constexpr std::string_view kInProgress = "Another job is in progress";

/// "2026-01-31T10:20:30Z"
std::string to_second(Time time) {
  std::string text = to_export_time(time);
  if (const auto fraction = text.find('.'); fraction != std::string::npos) {
    text.erase(fraction, text.size() - 1 - fraction);
  }
  return text;
}

std::int64_t whole(const Json& value, std::int64_t otherwise) {
  return value.is_number_integer() ? value.get<std::int64_t>() : otherwise;
}

/// The last scheduled run before `now`; nullopt for an integration without a schedule.
std::optional<Time> last_run(const Json& integration, Time now) {
  const std::int64_t hours = whole(member(integration, "every_hours"), 0);
  if (hours <= 0) return std::nullopt;
  const auto period = std::chrono::hours(hours);
  const auto shift = std::chrono::minutes(whole(member(integration, "at_minute"), 0));
  const auto past = (now - shift).time_since_epoch() % period;
  return now - past;
}

/// A sync as it stands now.
struct Job {
  std::string status;
  Time start{};
  std::optional<Time> finish;  ///< nullopt while it runs
  std::int64_t synced = 0;
  std::int64_t failed = 0;

  [[nodiscard]] bool running() const { return !finish.has_value(); }
};

Job job_now(const Json& job, const Json& integration, Time now) {
  const auto either = [&](const char* name) -> const Json& {
    const Json& own = member(job, name);
    return own.is_null() ? member(integration, name) : own;
  };
  Job out;
  if (const auto started = parse_time(text(job, "started_at"))) {
    out.start = *started;
  } else {
    const auto hours = std::chrono::hours(whole(member(integration, "every_hours"), 0));
    out.start =
        last_run(integration, now).value_or(now) - hours * (whole(member(job, "runs_ago"), 1) - 1);
  }
  const Time finish = out.start + std::chrono::seconds(whole(either("job_seconds"), 0));
  if (finish > now) {
    out.status = kRunning;
    return out;
  }
  const Json& outcome = either("outcome");
  out.finish = finish;
  out.status = member(outcome, "job_status").is_null() ? kSuccess : text(outcome, "job_status");
  out.synced = whole(member(outcome, "rows_synced"), 0);
  out.failed = whole(member(outcome, "rows_failed_with_errors"), 0);
  return out;
}

/// The syncs of an integration, newest first.
std::vector<Job> jobs_of(State* state, const std::string& id, const Json& integration, Time now) {
  std::vector<Job> jobs;
  for (const Table::Row* row : state->table(kJobs).rows()) {
    if (text(row->document, "integration_id") != id) continue;
    jobs.push_back(job_now(row->document, integration, now));
  }
  std::stable_sort(jobs.begin(), jobs.end(),
                   [](const Job& a, const Job& b) { return a.start > b.start; });
  return jobs;
}

/// The time up to which rows were synced: that of the start of a sync which synced any.
Json timestamp_of(const Job& job) {
  const bool known = !job.running() && (job.status == kSuccess || job.synced > 0);
  return known ? Json(to_second(job.start)) : Json();
}

Json printed(const Job& job) {
  return {{"job_status", job.status},
          {"sync_start_time", to_second(job.start)},
          {"sync_finish_time", job.running() ? Json() : Json(to_second(*job.finish))},
          {"last_timestamp_synced", timestamp_of(job)},
          {"rows_synced", job.synced},
          {"rows_failed_with_errors", job.failed}};
}

Json printed(const Json& integration, const std::vector<Job>& jobs, Time now) {
  Json out = Json::object();
  for (const char* name : {"integration_id", "app_group_id", "integration_name", "integration_type",
                           "integration_status", "contact_emails", "warehouse_type"}) {
    out[name] = member(integration, name);
  }
  const auto synced = std::find_if(jobs.begin(), jobs.end(),
                                   [](const Job& job) { return !timestamp_of(job).is_null(); });
  out["last_updated_at"] = synced == jobs.end() ? Json() : timestamp_of(*synced);
  out["last_job_start_time"] = jobs.empty() ? Json() : Json(to_second(jobs.front().start));
  out["last_job_status"] = jobs.empty() ? Json() : Json(jobs.front().status);
  const auto last = last_run(integration, now);
  const auto period = std::chrono::hours(whole(member(integration, "every_hours"), 0));
  out["next_scheduled_run"] = last ? Json(to_second(*last + period)) : Json();
  return out;
}

/// Entries of a full page: as many as the contract allows in one.
std::size_t page_size(const Contract& contract) {
  const ResponseSpec* response = contract.response(contract.success_status());
  const Schema* list = response != nullptr && response->body != nullptr
                           ? resolved(*response->body).property("results")
                           : nullptr;
  return list != nullptr ? resolved(*list).max_items.value_or(SIZE_MAX) : SIZE_MAX;
}

std::string link_to(const Call& call, std::size_t skip, std::string_view relation) {
  return fmt::format("<{}{}?cursor={}>; rel=\"{}\"", call.base_url, call.raw_path, to_cursor(skip),
                     relation);
}

/// The page of `all` that the cursor names, with links to its neighbours.
Reply page(const Call& call, const std::vector<Json>& all) {
  const std::string* cursor = call.parameter("cursor");
  const auto place = cursor == nullptr ? std::size_t{0} : from_cursor(*cursor);
  if (!place) return refuse(*call.contract, kInvalidCursor);
  const std::size_t size = page_size(*call.contract);
  const std::size_t first = std::min(*place, all.size());
  const std::size_t last = first + std::min(size, all.size() - first);
  Json results = Json::array();
  for (std::size_t i = first; i < last; ++i) results.push_back(all[i]);
  Reply reply = success(*call.contract, {{"results", std::move(results)}});
  std::string links;
  if (first > 0) links = link_to(call, first > size ? first - size : 0, "prev");
  if (last < all.size()) {
    const auto next = static_cast<std::size_t>(static_cast<std::int64_t>(last) +
                                               call.faults->page_shift(*call.contract));
    links += (links.empty() ? "" : ",") + link_to(call, next, "next");
  }
  if (!links.empty()) reply.headers.emplace_back("Link", links);
  return reply;
}

Reply list(const Call& call, State& state) {
  std::vector<Json> all;
  for (const Table::Row* row : state.table(kIntegrations).rows()) {
    all.push_back(
        printed(row->document, jobs_of(&state, row->id, row->document, call.now), call.now));
  }
  return page(call, all);
}

Reply job_sync_status(const Call& call, State& state) {
  const std::string& id = call.path.at("integration_id");
  const Json* integration = state.table(kIntegrations).find(id);
  // The page has no other refusal for an ID that nothing has.
  if (integration == nullptr) return refuse(*call.contract, kInvalidId);
  std::vector<Json> all;
  for (const Job& job : jobs_of(&state, id, *integration, call.now)) all.push_back(printed(job));
  return page(call, all);
}

Reply sync(const Call& call, State& state) {
  const std::string& id = call.path.at("integration_id");
  const Json* integration = state.table(kIntegrations).find(id);
  if (integration == nullptr) return refuse(*call.contract, kNotFound);
  for (const Job& job : jobs_of(&state, id, *integration, call.now)) {
    if (job.running()) return refuse(*call.contract, kInProgress);
  }
  // Written out, so that changing the integration later does not change the past.
  state.table(kJobs).put(call.new_uuid("sync"),
                         {{"integration_id", id},
                          {"started_at", to_export_time(call.now)},
                          {"job_seconds", whole(member(*integration, "job_seconds"), 0)},
                          {"outcome", member(*integration, "outcome")}});
  return success(*call.contract);
}

}  // namespace

std::vector<Handler> cdi_handlers() {
  return {{"cdi.integrations.list", list},
          {"cdi.integrations.job_sync_status", job_sync_status},
          {"cdi.integrations.sync", sync}};
}

}  // namespace brazecheck::mock
