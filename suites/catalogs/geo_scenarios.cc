#include "suites/catalogs/stock.h"

// Values of geo fields: longitude, then latitude.
// https://www.braze.com/docs/api/endpoints/catalogs/catalog_items/
namespace brazecheck::catalogs {
namespace {

// Degrees of a globe.
const Json kEastOfPole = {180, 90};    // not from a contract
const Json kWestOfPole = {-180, -90};  // not from a contract
const Json kNoLongitude = {180.5, 10};
const Json kNoLatitude = {10, 90.5};
const Json kTurnedRound = {48.2, 116.4};
const Json kAlone = {16.37};

Call write(const Session& session, const std::string& operation, const Json& spot, int rating) {
  const std::string id = operation.find("create") == std::string::npos ? "x1" : "new";
  Json values = {{"Spot", spot}, {"Rating", rating}};
  if (operation.find(".items.") == std::string::npos)
    return one(session, operation, id, std::move(values));
  values["id"] = id;
  return many(session, operation, Json::array({std::move(values)}));
}

// Writes coordinates within, at and beyond the ends by `operation`; `written` says what a write
// that does not show is laid to.
void judge(Session& session, const std::string& operation, const std::string& written) {
  const std::string id = operation.find("create") == std::string::npos ? "x1" : "new";
  for (const Json& spot : {kNoLongitude, kNoLatitude, kTurnedRound, kAlone}) {
    const int status = refused(session, write(session, operation, spot, 1));
    session.expect(status >= 400, "what is no longitude and latitude is refused",
                   spot.dump() + ": " + std::to_string(status));
  }
  const bool creates = id == "new";
  int rating = 1;
  for (const Json& spot : {kEastOfPole, kWestOfPole}) {
    if (session.failed()) return;
    if (creates && spot == kWestOfPole) break;  // an item is created once
    const int status = refused(session, write(session, operation, spot, ++rating));
    session.expect(status > 0 && status < 300, "coordinates up to the ends are accepted",
                   spot.dump() + ": " + std::to_string(status));
    item_shows(
        session, written, id, [&](const Json& item) { return member(item, "Rating") == rating; },
        "what was written beside coordinates can be read");
    session.eventually(
        [&] {
          const Json shown = member(read_item(session, id), "Spot");
          return shown == spot || member(item_in_list(session, id), "Spot") == spot;
        },
        "coordinates are kept in their order");
  }
}

// The same for a field that is added later.
void of_added_fields(Session& session) {
  if (!create(session)) return;
  const Json field = {{"name", "Door"}, {"type", "geo"}};
  if (!done(session, on_catalog(session, "fields.create", Json{{"fields", {field}}}))) return;
  // Items take a field that is there.
  session.eventually_of(
      "catalogs.fields.create/added-fields-are-listed",
      [&] {
        return has_field(listed(session), "Door") ||
               refused(session, one(session, "catalogs.item.replace", "old",
                                    {{"Door", {16.37, 48.2}}})) < 300;
      },
      "a field that was added is there");
  for (const Json& spot : {kNoLongitude, kNoLatitude, kTurnedRound}) {
    const int status =
        refused(session, one(session, "catalogs.item.create", "new", {{"Door", spot}}));
    session.expect(status >= 400, "what is no longitude and latitude is refused",
                   spot.dump() + ": " + std::to_string(status));
  }
  const int status =
      refused(session, one(session, "catalogs.item.create", "new", {{"Door", kEastOfPole}}));
  session.expect(status > 0 && status < 300, "coordinates up to the ends are accepted",
                 std::to_string(status));
  item_shows(
      session, kItemCreated, "new",
      [](const Json& item) { return member(item, "Door") == kEastOfPole; },
      "an item that was created can be read");
}

struct Written {
  const char* operation;
  const char* shows;  ///< the statement that what it writes can be read
};

const bool kRegistered = [] {
  for (const auto& [operation, shows] :
       {Written{"catalogs.item.create", "created-items-are-readable"},
        Written{"catalogs.item.patch", "edits-are-readable"},
        Written{"catalogs.item.replace", "replacements-are-readable"},
        Written{"catalogs.items.create_many", "items-are-created"},
        Written{"catalogs.items.patch_many", "edits-are-readable"},
        Written{"catalogs.items.replace_many", "replacements-are-readable"}}) {
    const std::string of = operation, written = of + "/" + shows;
    ScenarioRegistration{
        {of + "/geo-values-are-coordinates", item_uses({of}), [of, written](Session& session) {
           if (!create(session) || !exists(session)) return;
           if (of.find("create") == std::string::npos && !create_item(session)) return;
           judge(session, of, written);
         }}};
  }
  ScenarioRegistration{
      {"catalogs.fields.create/geo-values-are-coordinates",
       item_uses({"catalogs.fields.create", "catalogs.list", "catalogs.item.replace"}),
       of_added_fields}};
  return true;
}();

}  // namespace
}  // namespace brazecheck::catalogs
