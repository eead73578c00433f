#include "mock/catalogs.h"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "contract/formats.h"
#include "mock/json_view.h"

namespace brazecheck::mock {

namespace {

constexpr int kWestToEast = 180, kSouthToNorth = 90;  // not from a contract: degrees of a globe

std::optional<Json> to_number(const std::string& text) {
  double number = 0;
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, number);
  if (error != std::errc() || stop != end || !std::isfinite(number)) return std::nullopt;
  std::int64_t integer = 0;
  if (const auto whole = std::from_chars(text.data(), end, integer);
      whole.ec == std::errc() && whole.ptr == end) {
    return Json(integer);
  }
  return Json(number);
}

bool is_time(const std::string& text) {
  const Format* format = find_format("braze-time");
  return parse_time(text).has_value() || (format != nullptr && format->matches(text));
}

bool in_range(const Json& value, double most) {
  return value.is_number() && std::abs(value.get<double>()) <= most;
}

}  // namespace

Catalog::Catalog(CatalogHead head, ChangeLog* log)
    : CatalogHead(std::move(head)), items(std::string(kItemsKindPrefix) + name, log) {}

const Catalog* Catalogs::find(const std::string& name) const {
  const auto found = all_.find(name);
  return found == all_.end() ? nullptr : found->second.get();
}

Catalog* Catalogs::edit(const std::string& name) {
  const auto found = all_.find(name);
  if (found == all_.end()) return nullptr;
  Catalog* catalog = found->second.get();
  log_->changed(std::string(kCatalogKind), name);
  if (log_->undoable()) {
    log_->on_undo(
        [catalog, head = CatalogHead(*catalog)] { static_cast<CatalogHead&>(*catalog) = head; });
  }
  return catalog;
}

Catalog* Catalogs::create(CatalogHead head) {
  const std::string name = head.name;
  if (all_.contains(name)) return nullptr;
  log_->changed(std::string(kCatalogKind), name);
  if (log_->undoable()) log_->on_undo([this, name] { all_.erase(name); });
  return (all_[name] = std::make_shared<Catalog>(std::move(head), log_)).get();
}

bool Catalogs::erase(const std::string& name) {
  const auto found = all_.find(name);
  if (found == all_.end()) return false;
  log_->changed(std::string(kCatalogKind), name);
  for (const Table::Row* row : found->second->items.rows()) {
    log_->changed(found->second->items.kind(), row->id);
  }
  if (log_->undoable()) {
    log_->on_undo([this, name, kept = found->second] { all_[name] = kept; });
  }
  all_.erase(found);
  return true;
}

void Catalogs::clear() {
  while (!all_.empty()) erase(std::string(all_.begin()->first));
}

Json to_json(const CatalogHead& head) {
  Json fields = Json::array();
  for (const CatalogField& field : head.fields) {
    fields.push_back({{"name", field.name}, {"type", field.type}});
  }
  return {{"name", head.name},
          {"description", head.description},
          {"fields", std::move(fields)},
          {"selections", head.selections},
          {"updated_at", head.updated_at.time_since_epoch().count()}};
}

CatalogHead catalog_head(const Json& document) {
  CatalogHead head;
  head.name = text(document, "name");
  head.description = member(document, "description");
  for (const Json& field : items(document, "fields")) {
    head.fields.push_back({text(field, "name"), text(field, "type")});
  }
  for (const Json& selection : items(document, "selections")) head.selections.push_back(selection);
  const Json& time = member(document, "updated_at");
  if (time.is_number_integer()) {
    head.updated_at = Time(std::chrono::milliseconds(time.get<std::int64_t>()));
  }
  return head;
}

const CatalogField* CatalogHead::field(const std::string& wanted) const {
  const auto found = std::find_if(fields.begin(), fields.end(),
                                  [&](const CatalogField& known) { return known.name == wanted; });
  return found == fields.end() ? nullptr : &*found;
}

Json catalog_document(const Catalog& catalog) {
  Json fields = Json::array();
  for (const CatalogField& field : catalog.fields) {
    fields.push_back({{"name", field.name}, {"type", field.type}});
  }
  Json selections = Json::array();
  for (const Json& selection : catalog.selections) selections.push_back(selection);
  return {{"name", catalog.name},
          {"description", catalog.description},
          {"fields", std::move(fields)},
          {"num_items", catalog.items.size()},
          {"selections_size", selections.size()},
          {"selections", std::move(selections)},
          {"source", "Braze"},
          {"storage_size", 0},
          {"updated_at", to_catalog_time(catalog.updated_at)}};
}

Json item_document(const Catalog& catalog, const std::string& id, const Json& values) {
  Json item = Json::object();
  for (const CatalogField& field : catalog.fields) {
    const auto value = values.find(field.name);
    item[field.name] = value == values.end() ? Json() : *value;
  }
  item["id"] = id;
  return item;
}

std::optional<Json> coerce(const std::string& type, const Json& value) {
  if (value.is_null()) return value;
  if (type == "string") {
    if (value.is_string()) return value;
    if (value.is_number() || value.is_boolean()) return Json(value.dump());
  } else if (type == "number") {
    if (value.is_number()) return value;
    if (value.is_string()) return to_number(value.get_ref<const std::string&>());
  } else if (type == "boolean") {
    if (value.is_boolean()) return value;
    if (value == "true" || value == "false") return Json(value == "true");
  } else if (type == "time") {
    if (value.is_number()) return value;
    if (value.is_string() && is_time(value.get_ref<const std::string&>())) return value;
  } else if (type == "object") {
    if (value.is_object()) return value;
  } else if (type == "array") {
    if (value.is_array()) return value;
  } else if (type == "geo") {
    // Longitude, then latitude.
    if (value.is_array() && value.size() == 2 && in_range(value[0], kWestToEast) &&
        in_range(value[1], kSouthToNorth)) {
      return value;
    }
  }
  return std::nullopt;
}

}  // namespace brazecheck::mock
