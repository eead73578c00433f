#include "suites/catalogs/stock.h"
#include "suites/refusals.h"

// What refused calls leave of catalogs and of many items:
// https://www.braze.com/docs/api/endpoints/catalogs/
namespace brazecheck::catalogs {
namespace {

using refusals::filled;
using refusals::one_too_many;
using refusals::refused;
using refusals::refused_strangers;
using refusals::requirement_of;

void creates_no_catalog(Session& session) {
  const std::size_t count = one_too_many(session, "catalogs.create/catalogs-max-items");
  Call many = creation(session);
  for (const char* suffix : {"", "_b"}) session.tidy_later(removal(session, suffix));
  const auto names =
      filled({catalog_name(session), catalog_name(session, "_b")}, catalog_name(session), count);
  Json catalogs = Json::array();
  for (const auto& name : names) {
    catalogs.push_back((*many.body)["catalogs"][0]);
    catalogs.back()["name"] = name;
  }
  (*many.body)["catalogs"] = std::move(catalogs);
  if (!refused_strangers(session, creation(session)) || !refused(session, many)) return;
  const Json body =
      session.ok({.operation = "catalogs.list", .path = {}, .query = {}, .body = std::nullopt});
  for (const auto& catalog : list(body, "catalogs")) {
    for (const auto& name : names)
      session.expect(member(catalog, "name") != name, "no catalog is there that was refused", name);
  }
  session.expect(status_of_items(session) == 404, "a catalog that was refused takes no calls");
}

void deletes_no_catalog(Session& session) {
  if (!create(session) || !exists(session) || !refused_strangers(session, removal(session))) return;
  const int status = status_of_items(session);
  session.expect(status < 300, "a catalog that refused calls were to delete takes calls",
                 std::to_string(status));
}

void creates_no_items(Session& session) {
  const std::string operation = "catalogs.items.create_many";
  if (!create(session) || !exists(session)) return;
  Json items = Json::array();
  for (const auto& id : filled({}, "m", one_too_many(session, operation + "/items-max-items")))
    items.push_back({{"id", id}, {"Name", "New"}});
  const Json good = {{"id", "m_0"}}, bad = {{"id", "m 0"}};
  if (!refused(session, many(session, operation, items)) ||
      !refused(session, many(session, operation, Json::array({good, bad}))) ||
      !refused_strangers(session, many(session, operation, Json::array({good}))))
    return;
  const Json found = item_in_list(session, "m_0");
  session.expect(found.is_null(), "an item that was refused is not listed", found.dump());
  session.expect(read_item(session, "m_0").is_null(), "an item that was refused is not read");
}

void deletes_no_items(Session& session) {
  const std::string operation = "catalogs.items.delete_many";
  if (!create(session) || !create_item(session)) return;
  Json items = Json::array();
  for (const auto& id : filled({"x1"}, "m", one_too_many(session, operation + "/items-max-items")))
    items.push_back({{"id", id}});
  if (!refused(session, many(session, operation, items)) ||
      !refused_strangers(session, many(session, operation, Json::array({{{"id", "x1"}}}))))
    return;
  const Json found = read_item(session, "x1");
  session.expect(holds_all(found, kItem), "an item that refused calls were to delete is there",
                 found.dump());
}

void patches_nothing(Session& session) {
  if (!create(session) || !create_item(session)) return;
  const Call call =
      one(session, "catalogs.item.patch", "x1", {{"Name", "New"}, {"No_Such_Field", "New"}});
  if (!refused(session, call)) return;
  const Json found = read_item(session, "x1");
  session.expect(holds_all(found, kItem), "an item that a refused call was to change is as it was",
                 found.dump());
}

void adds_no_field(Session& session) {
  if (!create(session) || !exists(session) || !catalog_listed(session)) return;
  const Json good = {{"name", "Stars"}, {"type", "number"}};
  const Json bad = {{"name", "Chef"}, {"type", "person"}};
  const auto adding = [&](Json fields) {
    return on_catalog(session, "fields.create", Json{{"fields", std::move(fields)}});
  };
  if (!refused(session, adding(Json::array({good, bad}))) ||
      !refused_strangers(session, adding(Json::array({good}))))
    return;
  const Json found = listed(session);
  session.expect(!has_field(found, "Stars"), "a field that was refused is not listed",
                 found.dump());
}

void deletes_no_field(Session& session) {
  if (!create(session) || !exists(session) || !catalog_listed(session)) return;
  if (!refused_strangers(
          session, on_catalog(session, "field.delete", std::nullopt, {{"field_name", "Rating"}})))
    return;
  const Json found = listed(session);
  session.expect(has_field(found, "Rating"), "a field that refused calls were to delete is listed",
                 found.dump());
}

const ScenarioRegistration kRegistrations[] = {
    ScenarioRegistration{{requirement_of("catalogs.field.delete"),
                          {"catalogs.create", "catalogs.list", "catalogs.items.list",
                           "catalogs.field.delete", "catalogs.delete"},
                          deletes_no_field}},
    ScenarioRegistration{{requirement_of("catalogs.item.patch"), item_uses({"catalogs.item.patch"}),
                          patches_nothing}},
    ScenarioRegistration{{requirement_of("catalogs.fields.create"),
                          {"catalogs.create", "catalogs.list", "catalogs.items.list",
                           "catalogs.fields.create", "catalogs.delete"},
                          adds_no_field}},
    ScenarioRegistration{
        {requirement_of("catalogs.create"),
         {"catalogs.create", "catalogs.list", "catalogs.items.list", "catalogs.delete"},
         creates_no_catalog}},
    ScenarioRegistration{{requirement_of("catalogs.delete"),
                          {"catalogs.create", "catalogs.items.list", "catalogs.delete"},
                          deletes_no_catalog}},
    ScenarioRegistration{{requirement_of("catalogs.items.create_many"),
                          item_uses({"catalogs.items.create_many"}), creates_no_items}},
    ScenarioRegistration{{requirement_of("catalogs.items.delete_many"),
                          item_uses({"catalogs.items.delete_many"}), deletes_no_items}},
};

}  // namespace
}  // namespace brazecheck::catalogs
