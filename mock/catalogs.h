#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "contract/json.h"
#include "mock/clock.h"
#include "mock/table.h"

namespace brazecheck::mock {

struct CatalogField {
  std::string name;
  std::string type;
};

/// What a catalog is, without its items. A value.
struct CatalogHead {
  std::string name;
  Json description;
  std::vector<CatalogField> fields;
  std::vector<Json> selections;
  Time updated_at{};

  [[nodiscard]] const CatalogField* field(const std::string& name) const;
};

struct Catalog : CatalogHead {
  Catalog(CatalogHead head, ChangeLog* log);

  Table items;  ///< values of the fields by id of the item
};

/// The catalogs of a workspace by name.
class Catalogs {
 public:
  explicit Catalogs(ChangeLog* log) : log_(log) {}

  [[nodiscard]] const Catalog* find(const std::string& name) const;
  /// The same, about to be changed.
  [[nodiscard]] Catalog* edit(const std::string& name);
  /// Null when there is one of that name already.
  Catalog* create(CatalogHead head);
  bool erase(const std::string& name);
  void clear();

  [[nodiscard]] const std::map<std::string, std::shared_ptr<Catalog>>& all() const { return all_; }

 private:
  ChangeLog* log_;
  std::map<std::string, std::shared_ptr<Catalog>> all_;
};

/// The kind that items of this catalog have in the log, and the prefix that all such kinds share.
inline constexpr std::string_view kCatalogKind = "catalogs";
inline constexpr std::string_view kItemsKindPrefix = "catalog_items/";

/// A head as the state file keeps it, and back.
[[nodiscard]] Json to_json(const CatalogHead& head);
[[nodiscard]] CatalogHead catalog_head(const Json& document);

/// The catalog as the API returns it, without its items.
[[nodiscard]] Json catalog_document(const Catalog& catalog);

/// The item as the API returns it: its id and every field of the catalog, null where none is set.
[[nodiscard]] Json item_document(const Catalog& catalog, const std::string& id, const Json& values);

/// The value as a field of this type stores it ("5" becomes 5 in a number field); nullopt where it
/// cannot be turned into one. Null unsets fields of every type.
[[nodiscard]] std::optional<Json> coerce(const std::string& type, const Json& value);

}  // namespace brazecheck::mock
