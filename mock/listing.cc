#include "mock/listing.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>

#include "contract/schema.h"
#include "mock/answers.h"
#include "mock/cursor.h"
#include "mock/faults.h"
#include "mock/json_view.h"
#include "mock/row_time.h"
#include "mock/series.h"

namespace brazecheck::mock {

namespace {

/// A time of a document; the oldest there is where it has none.
Time time_of(const Call& call, const Table::Row& row, std::string_view name) {
  return row_time(row.document, name, call.now).value_or(Time{});
}

std::string link_to(const Call& call, std::size_t skip, std::string_view relation) {
  return fmt::format("<{}?cursor={}>; rel=\"{}\"", call.contract->path, to_cursor(skip), relation);
}

}  // namespace

std::size_t page_size(const Contract& contract, std::string_view list) {
  const ResponseSpec* response = contract.response(contract.success_status());
  if (response == nullptr || response->body == nullptr) return SIZE_MAX;
  const Schema* entries = resolved(*response->body).property(list);
  return entries != nullptr ? resolved(*entries).max_items.value_or(SIZE_MAX) : SIZE_MAX;
}

std::size_t page_start(const Call& call, std::size_t size, std::size_t total) {
  const auto page =
      static_cast<std::size_t>(std::max<std::int64_t>(0, call.number_parameter("page", 0)));
  if (page == 0) return 0;
  if (page > total / std::max<std::size_t>(1, size)) return total;
  const auto start =
      static_cast<std::int64_t>(page * size) + call.faults->page_shift(*call.contract);
  return std::min(total, static_cast<std::size_t>(start));
}

std::string value_of(const Call& call, std::string_view name) {
  const std::string* value = call.parameter(name);
  return value != nullptr ? *value : "";
}

bool is_set(const Call& call, std::string_view name) {
  const std::string* value = call.parameter(name);
  return value != nullptr && (*value == "true" || *value == "1");
}

std::vector<const Table::Row*> listed_page(const Call& call, const Table& table,
                                           std::string_view list) {
  std::vector<const Table::Row*> rows = table.rows();
  const bool archived_too = is_set(call, "include_archived");
  const bool edited_only = call.parameter("last_edit.time[gt]") != nullptr;
  const Time edited_after = time_parameter(call, "last_edit.time[gt]", Time{});
  std::erase_if(rows, [&](const Table::Row* row) {
    return (!archived_too && is_true(member(row->document, "archived"))) ||
           (edited_only && time_of(call, *row, "updated_at") <= edited_after);
  });
  std::stable_sort(rows.begin(), rows.end(), [&](const Table::Row* left, const Table::Row* right) {
    return time_of(call, *left, "created_at") < time_of(call, *right, "created_at");
  });
  const std::string* direction = call.parameter("sort_direction");
  if (direction != nullptr && *direction == "desc") std::reverse(rows.begin(), rows.end());
  const std::size_t size = page_size(*call.contract, list);
  rows.erase(rows.begin(),
             rows.begin() + static_cast<std::ptrdiff_t>(page_start(call, size, rows.size())));
  if (rows.size() > size) rows.resize(size);
  return rows;
}

std::optional<CursorPage> cursor_page(const Call& call, std::size_t total, std::string_view list) {
  CursorPage page;
  const std::string* cursor = call.parameter("cursor");
  if (cursor != nullptr) {
    const auto place = from_cursor(*cursor);
    if (!place) return std::nullopt;
    page.begin = std::min(*place, total);
  }
  const std::size_t size = page_size(*call.contract, list);
  page.end = page.begin + std::min(size, total - page.begin);
  if (page.begin > 0) {
    page.links = link_to(call, page.begin > size ? page.begin - size : 0, "prev");
  }
  if (page.end < total) {
    const auto next = static_cast<std::size_t>(static_cast<std::int64_t>(page.end) +
                                               call.faults->page_shift(*call.contract));
    page.links += (page.links.empty() ? "" : ",") + link_to(call, next, "next");
  }
  return page;
}

std::string shown_time(const Call& call, const Json& document, std::string_view name) {
  return to_second_time(row_time(document, name, call.now).value_or(Time{}), "+00:00");
}

Reply refuse_unknown(const Call& call, std::string_view parameter, std::string_view thing) {
  return refuse(*call.contract,
                fmt::format("{} must be a string of the {} api identifier", parameter, thing));
}

}  // namespace brazecheck::mock
