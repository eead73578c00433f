#include "mock/export_files.h"

#include <fmt/format.h>

#include <string_view>

#include "mock/answers.h"
#include "mock/archive.h"
#include "mock/exported_profile.h"
#include "mock/json_view.h"
#include "mock/listing.h"
#include "mock/segments.h"

namespace brazecheck::mock {

namespace {

constexpr std::string_view kPath = "/__exports/";
constexpr char kExports[] = "exports";
// Where the store keeps calls whose effect is still to come: exports that are running.
constexpr char kPostponed[] = "postponed_calls";
constexpr char kExportSegment[] = "users.export.segment";

constexpr std::size_t kUsersOfFile = 5000;  // not from a contract: "about", which none can check
constexpr std::chrono::hours kKept{4};      // the address is good for a few hours
constexpr std::size_t kKeptBytes = std::size_t{256} << 20;

bool exports(const Json& postponed, const std::string& segment) {
  const Json& call = member(postponed, "call");
  return text(call, "operation") == kExportSegment &&
         (segment.empty() || text(member(call, "body"), "segment_id") == segment);
}

/// Calls that export a segment (any, for "") and have not come to their end.
std::vector<std::string> running(State* state, const std::string& segment) {
  std::vector<std::string> ids;
  for (const Table::Row* row : state->table(kPostponed).rows()) {
    if (exports(row->document, segment)) ids.push_back(row->id);
  }
  return ids;
}

/// Drops files whose time is over, and the oldest while all are larger than the emulator keeps;
/// never the newest.
void make_room(Table* table, Time now) {
  const auto rows = table->rows();
  const auto size_of = [](const Table::Row& row) {
    const Json& content = member(row.document, "content");
    return content.is_string() ? content.get_ref<const std::string&>().size() : 0;
  };
  std::size_t bytes = 0;
  for (const Table::Row* row : rows) bytes += size_of(*row);
  std::vector<std::string> gone;
  for (std::size_t i = 0; i + 1 < rows.size(); ++i) {
    const Time made = parse_time(text(rows[i]->document, "made_at")).value_or(Time{});
    if (made + kKept >= now && bytes <= kKeptBytes) break;
    bytes -= size_of(*rows[i]);
    gone.push_back(rows[i]->id);
  }
  for (const std::string& id : gone) table->erase(id);
}

/// Exports the profiles that `chosen` picks: writes the file, says where it is, and tells the
/// callback.
Reply export_profiles(const Call& call, State* state,
                      const std::function<bool(const Profile&)>& chosen) {
  const std::string prefix =
      fmt::format("{}-{}", call.new_uuid("export"),
                  std::chrono::floor<std::chrono::seconds>(call.asked).time_since_epoch().count());
  const ExportForm form{call.contract, member(call.body, "fields_to_export"),
                        member(call.body, "custom_attributes_to_export"), call.now - kExportedDays};
  std::vector<ArchivedFile> files;
  std::size_t users = 0;
  state->users.for_each([&](const Profile& profile) {
    if (!chosen(profile)) return;
    if (users++ % kUsersOfFile == 0) {
      files.push_back({fmt::format("{}-{}.txt", prefix, files.size() + 1), ""});
    }
    files.back().content +=
        exported_profile(form, profile).dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
  });
  if (files.empty()) files.push_back({fmt::format("{}-1.txt", prefix), ""});
  const bool gzipped = text(call.body, "output_format") == "gzip";
  std::string content;
  if (gzipped) {
    for (const ArchivedFile& file : files) content += file.content;
    content = gzip(content);
  } else {
    content = zip(files);
  }
  const std::string name = prefix + (gzipped ? ".gz" : ".zip");
  Table& table = state->table(kExports);
  table.put(name, {{"made_at", to_export_time(call.now)},
                   {"users", users},
                   {"segment_id", text(call.body, "segment_id")},
                   {"content", to_base64(content)}});
  make_room(&table, call.now);
  const std::string url = fmt::format("{}{}{}", call.base_url, kPath, name);
  if (const std::string callback = text(call.body, "callback_endpoint"); !callback.empty()) {
    state->outbox.push_back({callback, {{"success", true}, {"url", url}}});
  }
  return success(*call.contract, {{"object_prefix", prefix}, {"url", url}});
}

Reply export_segment(const Call& call, State& state) {
  const std::string id = text(call.body, "segment_id");
  const Json* segment = state.table("segments").find(id);
  if (segment == nullptr) return refuse_unknown(call, "segment_id", "segment");
  constexpr std::size_t kMostRunning = 100;  // not from a contract: of a whole company
  if (!running(&state, id).empty()) return refuse(*call.contract, "export-of-segment-running");
  if (running(&state, "").size() >= kMostRunning) {
    return refuse(*call.contract, "too-many-exports-running");
  }
  const Json filter = *segment;  // the table may move its rows while files are put into another
  return export_profiles(call, &state,
                         [&](const Profile& profile) { return in_segment(filter, profile); });
}

Reply export_control_group(const Call& call, State& state) {
  return export_profiles(call, &state, in_global_control_group);
}

Reply cancel(const Call& call, State& state) {
  const std::string id = text(call.body, "segment_id");
  if (!state.table("segments").contains(id)) return refuse_unknown(call, "segment_id", "segment");
  for (const std::string& export_id : running(&state, id)) {
    state.table(kPostponed).erase(export_id);
  }
  return success(*call.contract);
}

/// As the storage of the service answers for a file that is not there, or not yet.
HttpAnswer no_such_file() {
  return {404,
          {{"Content-Type", "application/xml"}},
          "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>NoSuchKey</Code>"
          "<Message>The specified key does not exist.</Message></Error>"};
}

}  // namespace

std::vector<Handler> export_file_handlers() {
  return {{kExportSegment, export_segment},
          {"users.export.global_control_group", export_control_group},
          {"export.segment.cancel", cancel}};
}

std::optional<HttpAnswer> download(Store& store, const HttpQuery& query) {
  const std::string_view target = std::string_view(query.target).substr(0, query.target.find('?'));
  if (!target.starts_with(kPath)) return std::nullopt;
  if (query.method != "GET" && query.method != "HEAD") return std::nullopt;
  const std::string name(target.substr(kPath.size()));
  HttpAnswer answer = no_such_file();
  store.with_state([&](State& state) {
    const Json* file = state.table(kExports).find(name);
    if (file == nullptr) return;
    answer.status = 200;
    answer.body = from_base64(text(*file, "content"));
    answer.headers = {
        {"Content-Type", name.ends_with(".gz") ? "application/gzip" : "application/zip"},
        {"Content-Disposition", fmt::format("attachment; filename=\"{}\"", name)}};
  });
  return answer;
}

}  // namespace brazecheck::mock
