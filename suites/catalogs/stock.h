#pragma once

#include "suites/answer.h"
#include "suites/cursor_pages.h"
#include "suites/scenario.h"

namespace brazecheck::catalogs {

// What scenarios stand on is laid to these: that what was written is there.
inline constexpr char kCatalogExists[] = "catalogs.create/created-catalogs-exist";
inline constexpr char kItemCreated[] = "catalogs.item.create/created-items-are-readable";
inline constexpr char kItemsCreated[] = "catalogs.items.create_many/items-are-created";
inline constexpr char kItemRead[] = "catalogs.item.get/reads-what-was-written";

inline constexpr char kItemsListed[] = "catalogs.items.list/lists-what-was-written";
inline constexpr char kCatalogListed[] = "catalogs.list/lists-created-catalogs";

/// An item with a value in every field of the scenario's catalog.
extern const Json kItem;

/// Name of the scenario's catalog; `suffix` tells several apart.
[[nodiscard]] std::string catalog_name(const Session& session, const std::string& suffix = "");
/// The call that deletes it.
[[nodiscard]] Call removal(const Session& session, const std::string& suffix = "");
/// The call that creates it, with fields id, Name, Rating, Open, Tags, Location, Opened_At and
/// Spot.
[[nodiscard]] Call creation(const Session& session, const std::string& suffix = "");
/// Creates it until the end of the scenario. False when it was refused.
bool create(Session& session, const std::string& suffix = "");

/// The status of the list of its items: whether the catalog is there.
int status_of_items(Session& session);
/// Waits until a catalog that was created takes calls.
bool exists(Session& session);

/// A call on the scenario's catalog, as "fields.create"; `more` are further path parameters.
[[nodiscard]] Call on_catalog(const Session& session, const std::string& operation,
                              std::optional<Json> body = std::nullopt, Variables more = {});
/// Calls on the catalog's items; `items` is the body's list.
[[nodiscard]] Call many(const Session& session, const std::string& operation, Json items);
[[nodiscard]] Call one(const Session& session, const std::string& operation, const std::string& id,
                       Json item = nullptr);

/// Sends a call on the scenario's catalog that must be accepted. A catalog that is not there is
/// laid to its creation.
bool done(Session& session, const Call& call);
/// Sends a call that must be refused; returns its status, 0 after a failure.
int refused(Session& session, const Call& call);

/// Whether the item holds all these values.
[[nodiscard]] bool holds_all(const Json& item, const Json& expected);
/// The item, or null when the answer is not a success.
[[nodiscard]] Json read_item(Session& session, const std::string& id);
/// The same from the list of all items, of which there are few.
[[nodiscard]] Json item_in_list(Session& session, const std::string& id);
/// Waits until the item is there and `holds` of it. What no operation shows is laid to
/// `requirement`, what the list of items shows alone to reading one.
bool item_shows(Session& session, const std::string& requirement, const std::string& id,
                const std::function<bool(const Json&)>& holds, const std::string& statement);
/// Creates the item x1, kItem, and waits for it.
bool create_item(Session& session);
/// Waits until the item is neither read nor listed. What is behind alone is laid to that.
bool item_gone(Session& session, const std::string& requirement, const std::string& id,
               const std::string& statement);

/// The catalog's entry in the list of all, or null.
[[nodiscard]] Json listed(Session& session, const std::string& suffix = "");
/// Waits until a catalog that takes calls is in the list.
bool catalog_listed(Session& session);
/// Whether the entry has a field of this name.
[[nodiscard]] bool has_field(const Json& catalog, const std::string& name);

/// `more` and the operations that all scenarios with items call.
[[nodiscard]] std::vector<std::string> item_uses(std::vector<std::string> more);

}  // namespace brazecheck::catalogs
