#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "contract/json.h"
#include "mock/clock.h"

namespace brazecheck::mock {

struct CatalogField {
  std::string name;
  std::string type;
};

/// The items of a catalog, in the order of their creation. A value.
class ItemStore {
 public:
  [[nodiscard]] const Json* find(const std::string& id) const;
  /// Creates the item or takes the place of its values.
  void put(const std::string& id, Json values);
  bool erase(const std::string& id);
  /// Takes a field out of every item.
  void erase_field(const std::string& field);
  [[nodiscard]] std::size_t size() const { return by_place_.size(); }
  /// At most `count` items after the first `skip`: id and values.
  [[nodiscard]] std::vector<std::pair<std::string, const Json*>> page(std::size_t skip,
                                                                      std::size_t count) const;

 private:
  struct Item {
    std::string id;
    Json values;
  };
  std::map<std::size_t, Item> by_place_;
  std::map<std::string, std::size_t> places_;
  std::size_t next_place_ = 0;
};

struct Catalog {
  std::string name;
  Json description;
  std::vector<CatalogField> fields;
  ItemStore items;
  std::vector<Json> selections;
  Time updated_at;

  [[nodiscard]] const CatalogField* field(const std::string& name) const;
};

/// The catalogs of a workspace by name.
using Catalogs = std::map<std::string, Catalog>;

/// The catalog as the API returns it, without its items.
[[nodiscard]] Json catalog_document(const Catalog& catalog);

/// The item as the API returns it: its id and every field of the catalog, null where none is set.
[[nodiscard]] Json item_document(const Catalog& catalog, const std::string& id, const Json& values);

/// The value as a field of this type stores it ("5" becomes 5 in a number field); nullopt where it
/// cannot be turned into one. Null unsets fields of every type.
[[nodiscard]] std::optional<Json> coerce(const std::string& type, const Json& value);

}  // namespace brazecheck::mock
