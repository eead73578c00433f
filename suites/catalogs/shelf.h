#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "generators/draw.h"
#include "suites/catalogs/stock.h"

namespace brazecheck::catalogs {

/// What the machine believes that the target holds: two catalogs that know nothing of each other.
struct Shelf {
  struct Catalog {
    bool exists = false;
    bool existed = false;  ///< under this name, before it was deleted
    std::set<std::string> fields;
    std::map<std::string, Json>
        items;                         ///< the values by the item's id; what is not set is left out
    std::set<std::string> selections;  ///< names; all filter by Name alone
  };
  std::vector<Catalog> catalogs{2};

  /// What the last command was about, for whoever looks at the target afterwards.
  std::size_t at = 0;            ///< the catalog
  std::string written;           ///< requirement that a change which does not show is laid to
  std::vector<std::string> ids;  ///< items that it named
  bool fields_changed = false;   ///< so that the list of catalogs is worth a look
  std::string field;             ///< that it added or deleted
};

/// Ids of items: two differ in nothing but case.
[[nodiscard]] const std::vector<std::string>& item_ids();
/// Fields of every new catalog but id, and fields that are added to and deleted from it, by type.
[[nodiscard]] const std::map<std::string, std::string>& field_types();
[[nodiscard]] bool is_deletable(const std::string& field);
[[nodiscard]] Shelf::Catalog new_catalog();

/// A value for a field of this type that the service keeps as it is written.
[[nodiscard]] Json draw_value(const std::string& type, Draw& draw);
/// Values for some of these fields, a few of them null.
[[nodiscard]] Json draw_values(const std::set<std::string>& fields, Draw& draw);

/// What an edit makes of an item: other fields stay, null unsets one, $add and $remove change
/// lists.
void edit(Json* item, const Json& values);
/// The values without the fields that are null: what a new item holds.
[[nodiscard]] Json kept(const Json& values);

/// How catalogs of the model are called, and calls on one of them.
[[nodiscard]] std::string suffix(std::size_t number);
[[nodiscard]] Call in(const Session& session, std::size_t number, Call call);

/// Holds the target against the model after a command.
void inspect(const Shelf& after, Session& session);

}  // namespace brazecheck::catalogs
