#include <fmt/format.h>

#include <algorithm>

#include "contract/schema.h"
#include "mock/answers.h"
#include "mock/cursor.h"
#include "mock/faults.h"
#include "mock/handlers.h"
#include "mock/json_view.h"
#include "mock/with_catalog.h"

namespace brazecheck::mock {

namespace {

enum class Write { kCreate, kReplace, kEdit };

/// A change of a list: {"$add": […], "$remove": […]}.
bool is_list_change(const Json& value) {
  return value.is_object() && (value.contains("$add") || value.contains("$remove"));
}

Json changed_list(Json list, const Json& change) {
  if (!list.is_array()) list = Json::array();
  for (const Json& item : items(change, "$add")) list.push_back(item);
  for (const Json& item : items(change, "$remove")) {
    list.erase(std::remove(list.begin(), list.end(), item), list.end());
  }
  return list;
}

/// The values to store for an item, or the error that they raise.
struct Checked {
  Json values = Json::object();
  std::string error;
};

Checked check_values(const Catalog& catalog, const Json& sent, const Json& stored, Write write) {
  Checked checked;
  if (write == Write::kEdit) checked.values = stored;
  if (!sent.is_object()) return checked;
  for (const auto& [name, value] : sent.items()) {
    if (name == "id") continue;
    const CatalogField* field = catalog.field(name);
    if (field == nullptr) {
      checked.error = "invalid-fields";
      return checked;
    }
    std::optional<Json> kept;
    if (write == Write::kEdit && is_list_change(value)) {
      if (field->type == "array") kept = changed_list(member(stored, name), value);
    } else {
      kept = coerce(field->type, value);
    }
    if (!kept) {
      checked.error = "unable-to-coerce-value";
      return checked;
    }
    checked.values[name] = std::move(*kept);
  }
  return checked;
}

const Json& stored_values(const Catalog& catalog, const std::string& id) {
  static const Json kNone = Json::object();
  const Json* stored = catalog.items.find(id);
  return stored != nullptr ? *stored : kNone;
}

/// The bulk operations. All items are judged before the first is written.
Reply write_many(const Call& call, State* state, Write write) {
  return with_catalog(call, state, [&](Catalog& catalog) {
    std::vector<std::pair<std::string, Json>> ready;
    for (const Json& entry : items(call.body, "items")) {
      const std::string id = text(entry, "id");
      Checked checked = check_values(catalog, entry, stored_values(catalog, id), write);
      if (!checked.error.empty()) return refuse(*call.contract, checked.error, {{"id", id}});
      ready.emplace_back(id, std::move(checked.values));
    }
    for (auto& [id, values] : ready) {
      const bool exists = catalog.items.find(id) != nullptr;
      // The answer has gone out by then: what cannot be done is left undone.
      if ((write == Write::kCreate && exists) || (write == Write::kEdit && !exists)) continue;
      catalog.items.put(id, std::move(values));
    }
    catalog.updated_at = call.now;
    return success(*call.contract);
  });
}

Reply write_one(const Call& call, State* state, Write write) {
  return with_catalog(call, state, [&](Catalog& catalog) {
    const std::string& id = call.path.at("item_id");
    const bool exists = catalog.items.find(id) != nullptr;
    if (write == Write::kCreate && exists) {
      return refuse(*call.contract, "item-already-exists", {{"item_id", id}});
    }
    if (write == Write::kEdit && !exists) {
      return refuse(*call.contract, "item-not-found", {{"item_id", id}});
    }
    for (const Json& entry : items(call.body, "items")) {
      Checked checked = check_values(catalog, entry, stored_values(catalog, id), write);
      if (!checked.error.empty()) return refuse(*call.contract, checked.error, {{"id", id}});
      catalog.items.put(id, std::move(checked.values));
    }
    catalog.updated_at = call.now;
    return success(*call.contract);
  });
}

Reply create_many(const Call& call, State& state) {
  return write_many(call, &state, Write::kCreate);
}
Reply replace_many(const Call& call, State& state) {
  return write_many(call, &state, Write::kReplace);
}
Reply edit_many(const Call& call, State& state) { return write_many(call, &state, Write::kEdit); }
Reply create_one(const Call& call, State& state) { return write_one(call, &state, Write::kCreate); }
Reply replace_one(const Call& call, State& state) {
  return write_one(call, &state, Write::kReplace);
}
Reply edit_one(const Call& call, State& state) { return write_one(call, &state, Write::kEdit); }

Reply delete_many(const Call& call, State& state) {
  return with_catalog(call, &state, [&](Catalog& catalog) {
    for (const Json& entry : items(call.body, "items")) catalog.items.erase(text(entry, "id"));
    catalog.updated_at = call.now;
    return success(*call.contract);
  });
}

Reply delete_one(const Call& call, State& state) {
  return with_catalog(call, &state, [&](Catalog& catalog) {
    const std::string& id = call.path.at("item_id");
    if (!catalog.items.erase(id))
      return refuse(*call.contract, "item-not-found", {{"item_id", id}});
    catalog.updated_at = call.now;
    return success(*call.contract);
  });
}

Reply get_one(const Call& call, State& state) {
  return with_catalog(call, &state, [&](const Catalog& catalog) {
    const std::string& id = call.path.at("item_id");
    const Json* values = catalog.items.find(id);
    if (values == nullptr) return refuse(*call.contract, "item-not-found", {{"item_id", id}});
    return success(*call.contract, {{"items", Json::array({item_document(catalog, id, *values)})}});
  });
}

/// Items of a full page: as many as the contract allows in one.
std::size_t page_size(const Contract& contract) {
  const ResponseSpec* response = contract.response(contract.success_status());
  const Schema* list = response != nullptr && response->body != nullptr
                           ? resolved(*response->body).property("items")
                           : nullptr;
  return list != nullptr ? resolved(*list).max_items.value_or(SIZE_MAX) : SIZE_MAX;
}

std::string link_to(const Catalog& catalog, std::size_t skip, std::string_view relation) {
  return fmt::format("</catalogs/{}/items?cursor={}>; rel=\"{}\"", catalog.name, to_cursor(skip),
                     relation);
}

Reply list(const Call& call, State& state) {
  return with_catalog(call, &state, [&](const Catalog& catalog) {
    std::size_t skip = 0;
    bool with_cursor = false;
    for (const auto& [name, value] : call.query) {
      if (name != "cursor") continue;
      const auto place = from_cursor(value);
      if (!place) return refuse(*call.contract, "invalid-cursor", {{"cursor", value}});
      skip = *place;
      with_cursor = true;
    }
    const std::size_t size = page_size(*call.contract);
    Json page = Json::array();
    for (const Table::Row* row : catalog.items.page(skip, size)) {
      page.push_back(item_document(catalog, row->id, row->document));
    }
    const std::size_t shown = page.size();
    Reply reply = success(*call.contract, {{"items", std::move(page)}});
    std::string links;
    if (with_cursor && skip > 0) links = link_to(catalog, skip > size ? skip - size : 0, "prev");
    if (skip + shown < catalog.items.size()) {
      const auto next = static_cast<std::size_t>(static_cast<std::int64_t>(skip + shown) +
                                                 call.faults->page_shift(*call.contract));
      links += (links.empty() ? "" : ",") + link_to(catalog, next, "next");
    }
    if (!links.empty()) reply.headers.emplace_back("Link", links);
    return reply;
  });
}

}  // namespace

std::vector<Handler> item_handlers() {
  return {{"catalogs.items.list", list},
          {"catalogs.items.create_many", create_many},
          {"catalogs.items.replace_many", replace_many},
          {"catalogs.items.patch_many", edit_many},
          {"catalogs.items.delete_many", delete_many},
          {"catalogs.item.get", get_one},
          {"catalogs.item.create", create_one},
          {"catalogs.item.replace", replace_one},
          {"catalogs.item.patch", edit_one},
          {"catalogs.item.delete", delete_one}};
}

}  // namespace brazecheck::mock
