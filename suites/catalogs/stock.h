#pragma once

#include <string>

#include "suites/scenario.h"

namespace brazecheck::catalogs {

/// Name of the scenario's catalog.
[[nodiscard]] std::string catalog_name(const Session& session);
/// The call that deletes it.
[[nodiscard]] Call removal(const Session& session);
/// Creates it, with fields id, Name, Rating, Open, Tags and Location, until the end of the
/// scenario. False when it was refused.
bool create(Session& session);
/// Deletes it as part of the scenario.
bool remove(Session& session);

/// The item, or null when the answer is not a success.
[[nodiscard]] Json read_item(Session& session, const std::string& id);
/// Waits until the item is there and `holds` of it.
bool item_shows(Session& session, const std::string& id,
                const std::function<bool(const Json&)>& holds, const std::string& statement);
/// Waits until reading the item answers 404.
bool item_gone(Session& session, const std::string& id, const std::string& statement);

/// Calls on the catalog's items; `items` is the body's list.
[[nodiscard]] Call many(const Session& session, const std::string& operation, Json items);
[[nodiscard]] Call one(const Session& session, const std::string& operation, const std::string& id,
                       Json item = nullptr);

/// The catalog's entry in the list of all, or null.
[[nodiscard]] Json listed(Session& session);

}  // namespace brazecheck::catalogs
