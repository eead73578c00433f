#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "mock/call.h"
#include "mock/table.h"

namespace brazecheck::mock {

/// Entries of a full page: as many as the contract allows in the member `list` of a success.
[[nodiscard]] std::size_t page_size(const Contract& contract, std::string_view list);

/// Where the page asked for (`page`, counted from 0) begins among `total` entries; `total` for
/// pages past the end.
[[nodiscard]] std::size_t page_start(const Call& call, std::size_t size, std::size_t total);

/// The rows of the page asked for: in order of creation, oldest first unless `sort_direction` is
/// desc; archived ones only with `include_archived`; with `last_edit.time[gt]` only those edited
/// after it. Documents have "created_at", "updated_at" (as row_time() reads them) and "archived".
[[nodiscard]] std::vector<const Table::Row*> listed_page(const Call& call, const Table& table,
                                                         std::string_view list);

/// A page that is asked for with a `cursor`.
struct CursorPage {
  std::size_t begin = 0, end = 0;
  std::string links;  ///< value of the Link header; "" where there is none
};

/// The page asked for, of `total` entries; nothing where the cursor is none. Links are relative, as
/// clients put the base URL before them.
[[nodiscard]] std::optional<CursorPage> cursor_page(const Call& call, std::size_t total,
                                                    std::string_view list);

/// The value of a query parameter; "" where it is missing (a fault may let that pass).
[[nodiscard]] std::string value_of(const Call& call, std::string_view name);

/// Whether a query parameter is true: "true" or, as some clients write it, "1".
[[nodiscard]] bool is_set(const Call& call, std::string_view name);

/// A time of a document ("created_at") as lists and details print it: "2022-11-29T14:59:02+00:00".
/// The epoch where the document has none.
[[nodiscard]] std::string shown_time(const Call& call, const Json& document, std::string_view name);

/// The refusal of an id that names nothing: "canvas_id must be a string of the Canvas api
/// identifier", as was observed for Canvases and is taken to hold for their siblings.
[[nodiscard]] Reply refuse_unknown(const Call& call, std::string_view parameter,
                                   std::string_view thing);

}  // namespace brazecheck::mock
