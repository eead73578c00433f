#include "mock/content.h"

#include <algorithm>
#include <optional>

#include "mock/json_view.h"

namespace brazecheck::mock {

namespace {

constexpr int kCreated = 201;
// How many entries a list has without `limit`: prose of the contracts (default-limit), not a
// keyword.
constexpr std::int64_t kDefaultLimit = 100;  // not from a contract

bool tagged(const Table& table, const Json& tag) {
  const auto rows = table.rows();
  return std::any_of(rows.begin(), rows.end(), [&](const Table::Row* row) {
    const auto& tags = items(row->document, "tags");
    return std::find(tags.begin(), tags.end(), tag) != tags.end();
  });
}

std::optional<Time> time_parameter(const Call& call, std::string_view name) {
  const std::string* value = call.parameter(name);
  return value == nullptr ? std::nullopt : parse_time(*value);
}

}  // namespace

bool has_tags(State& state, const Json& tags) {
  if (!tags.is_array()) return true;
  return std::all_of(tags.begin(), tags.end(), [&](const Json& tag) {
    if (state.table("tags").contains(text(tag))) return true;
    return std::any_of(state.tables().begin(), state.tables().end(),
                       [&](const auto& entry) { return tagged(entry.second, tag); });
  });
}

Reply written(const Contract& contract, Json extra) {
  Reply reply = success(contract, std::move(extra));
  if (contract.response(kCreated) != nullptr) reply.status = kCreated;
  return reply;
}

std::vector<const Table::Row*> listed(const Call& call, const Table& table, const char* changed,
                                      bool (*shown)(const Json& document)) {
  const auto after = time_parameter(call, "modified_after");
  const auto before = time_parameter(call, "modified_before");
  auto skip = call.number_parameter("offset", 0);
  const auto limit = call.number_parameter("limit", kDefaultLimit);
  std::vector<const Table::Row*> page;
  for (const Table::Row* row : table.rows()) {
    if (static_cast<std::int64_t>(page.size()) >= limit) break;
    if (!shown(row->document)) continue;
    const auto time = parse_time(text(row->document, changed));
    if (time && ((after && *time < *after) || (before && *time > *before))) continue;
    if (skip-- > 0) continue;
    page.push_back(row);
  }
  return page;
}

}  // namespace brazecheck::mock
