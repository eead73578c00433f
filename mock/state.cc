#include "mock/state.h"

#include <fmt/format.h>

#include "contract/error.h"
#include "mock/json_view.h"

namespace brazecheck::mock {

namespace {

constexpr std::string_view kUsersKind = "users";

[[noreturn]] void bad_state(const std::string& pointer, const std::string& wanted) {
  throw InputError("mock.bad-state", "state#" + pointer, wanted);
}

/// The list member, which may be left out.
const std::vector<Json>& checked_list(const Json& object, const char* name,
                                      const std::string& pointer) {
  if (!member(object, name).is_null() && !member(object, name).is_array()) {
    bad_state(fmt::format("{}/{}", pointer, name), "must be an array");
  }
  return items(object, name);
}

void check_rows(const Json& owner, const char* name, const std::string& pointer,
                std::string_view value) {
  std::size_t i = 0;
  for (const Json& row : checked_list(owner, name, pointer)) {
    if (!member(row, "id").is_string() || member(row, value).is_null()) {
      bad_state(fmt::format("{}/{}/{}", pointer, name, i),
                fmt::format("a row is {{\"id\": text, \"{}\": …}}", value));
    }
    ++i;
  }
}

void check(const Json& document) {
  if (!document.is_object()) bad_state("", "must be an object");
  std::size_t i = 0;
  for (const Json& user : checked_list(document, "users", "")) {
    if (text(user, "braze_id").empty()) {
      bad_state(fmt::format("/users/{}", i), "a profile is an object with a braze_id");
    }
    ++i;
  }
  i = 0;
  for (const Json& catalog : checked_list(document, "catalogs", "")) {
    const std::string pointer = fmt::format("/{}/{}", kCatalogKind, i++);
    if (text(catalog, "name").empty()) bad_state(pointer, "a catalog is an object with a name");
    check_rows(catalog, "items", pointer, "values");
  }
  const Json& tables = member(document, "tables");
  if (!tables.is_null() && !tables.is_object()) bad_state("/tables", "must be an object");
  if (tables.is_object()) {
    for (const auto& [name, rows] : tables.items()) {
      check_rows(tables, name.c_str(), "/tables", "document");
    }
  }
}

}  // namespace

Json State::to_json() const {
  Json users_list = Json::array();
  users.for_each([&](const Profile& profile) { users_list.push_back(mock::to_json(profile)); });
  Json catalog_list = Json::array();
  for (const auto& [name, catalog] : catalogs.all()) {
    Json entry = mock::to_json(static_cast<const CatalogHead&>(*catalog));
    entry["items"] = Json::array();
    for (const Table::Row* row : catalog->items.rows()) {
      entry["items"].push_back({{"id", row->id}, {"values", row->document}});
    }
    catalog_list.push_back(std::move(entry));
  }
  Json tables = Json::object();
  for (const auto& [name, table] : tables_) {
    Json rows = Json::array();
    for (const Table::Row* row : table.rows()) {
      rows.push_back({{"id", row->id}, {"document", row->document}});
    }
    tables[name] = std::move(rows);
  }
  return {{"users", std::move(users_list)},
          {"catalogs", std::move(catalog_list)},
          {"tables", std::move(tables)},
          {"activity", activity.rows()}};
}

void State::load(const Json& document) {
  check(document);
  clear();
  add(document);
}

void State::add(const Json& document) {
  check(document);
  for (const Json& user : items(document, "users")) users.put(profile_from(user));
  for (const Json& entry : items(document, "catalogs")) {
    const std::string name = text(entry, "name");
    Catalog* catalog = catalogs.edit(name);
    if (catalog == nullptr) catalog = catalogs.create(catalog_head(entry));
    static_cast<CatalogHead&>(*catalog) = catalog_head(entry);
    for (const Json& row : items(entry, "items")) {
      catalog->items.put(text(row, "id"), member(row, "values"));
    }
  }
  if (const Json& tables = member(document, "tables"); tables.is_object()) {
    for (const auto& [name, rows] : tables.items()) {
      for (const Json& row : rows) table(name).put(text(row, "id"), member(row, "document"));
    }
  }
  if (const Json& rows = member(document, "activity"); rows.is_object()) {
    for (const auto& [key, hours] : rows.items()) activity.put_row(key, hours);
  }
}

void State::clear() {
  users.clear();
  catalogs.clear();
  for (auto& [name, table] : tables_) table.clear();
  activity.clear();
}

const Table* State::find_table(const std::string& kind) const {
  if (kind.starts_with(kItemsKindPrefix)) {
    const Catalog* catalog = catalogs.find(kind.substr(kItemsKindPrefix.size()));
    return catalog == nullptr ? nullptr : &catalog->items;
  }
  const auto table = tables_.find(kind);
  return table == tables_.end() ? nullptr : &table->second;
}

Json State::row(const std::string& kind, const std::string& id) const {
  if (kind == kUsersKind) {
    const Profile* profile = users.peek(id);
    return profile == nullptr ? Json() : mock::to_json(*profile);
  }
  if (kind == kCatalogKind) {
    const Catalog* catalog = catalogs.find(id);
    return catalog == nullptr ? Json() : mock::to_json(static_cast<const CatalogHead&>(*catalog));
  }
  if (kind == kActivityKind) return activity.row(id);
  const Table* table = find_table(kind);
  const Json* document = table == nullptr ? nullptr : table->find(id);
  return document == nullptr ? Json() : *document;
}

std::size_t State::place(const std::string& kind, const std::string& id) const {
  const Table* table = find_table(kind);
  return table != nullptr && table->contains(id) ? table->place(id) : 0;
}

void State::put_row(const std::string& kind, const std::string& id, const Json& document) {
  if (kind == kUsersKind) {
    users.put(profile_from(document));
  } else if (kind == kCatalogKind) {
    catalogs.create(catalog_head(document));
  } else if (kind == kActivityKind) {
    activity.put_row(id, document);
  } else if (kind.starts_with(kItemsKindPrefix)) {
    if (Catalog* catalog = catalogs.edit(kind.substr(kItemsKindPrefix.size()))) {
      catalog->items.put(id, document);
    }
  } else {
    table(kind).put(id, document);
  }
}

}  // namespace brazecheck::mock
