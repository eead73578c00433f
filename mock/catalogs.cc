#include "mock/catalogs.h"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "contract/formats.h"

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

const Json* ItemStore::find(const std::string& id) const {
  const auto place = places_.find(id);
  return place == places_.end() ? nullptr : &by_place_.at(place->second).values;
}

void ItemStore::put(const std::string& id, Json values) {
  const auto [place, added] = places_.emplace(id, next_place_);
  if (added) ++next_place_;
  by_place_[place->second] = {id, std::move(values)};
}

bool ItemStore::erase(const std::string& id) {
  const auto place = places_.find(id);
  if (place == places_.end()) return false;
  by_place_.erase(place->second);
  places_.erase(place);
  return true;
}

void ItemStore::erase_field(const std::string& field) {
  for (auto& [place, item] : by_place_) item.values.erase(field);
}

std::vector<std::pair<std::string, const Json*>> ItemStore::page(std::size_t skip,
                                                                 std::size_t count) const {
  std::vector<std::pair<std::string, const Json*>> found;
  if (skip >= by_place_.size()) return found;
  for (auto item = std::next(by_place_.begin(), static_cast<std::ptrdiff_t>(skip));
       item != by_place_.end() && found.size() < count; ++item) {
    found.emplace_back(item->second.id, &item->second.values);
  }
  return found;
}

const CatalogField* Catalog::field(const std::string& wanted) const {
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
