#include "suites/catalogs/stock.h"

#include <fmt/format.h>

#include <algorithm>

#include "suites/groundwork.h"

namespace brazecheck::catalogs {

const Json kItem = {{"Name", " Café  Ωmega \U0001F355 "},
                    {"Rating", 4.53125},
                    {"Open", true},
                    {"Tags", {"a", "b"}},
                    {"Location", {{"city", "Wien"}}},
                    {"Opened_At", "2021-09-03T09:03:19.967+00:00"},
                    {"Spot", {16.37, 48.2}}};

std::string catalog_name(const Session& session, const std::string& suffix) {
  return "bzc_" + session.token() + suffix;
}

Call removal(const Session& session, const std::string& suffix) {
  return {.operation = "catalogs.delete",
          .path = {{"catalog_name", catalog_name(session, suffix)}},
          .query = {},
          .body = std::nullopt};
}

Call creation(const Session& session, const std::string& suffix) {
  Json fields = Json::array();
  for (const auto& [name, type] : {std::pair("id", "string"),
                                   {"Name", "string"},
                                   {"Rating", "number"},
                                   {"Open", "boolean"},
                                   {"Tags", "array"},
                                   {"Location", "object"},
                                   {"Opened_At", "time"},
                                   {"Spot", "geo"}}) {
    fields.push_back({{"name", name}, {"type", type}});
  }
  return {.operation = "catalogs.create",
          .path = {},
          .query = {},
          .body = Json{{"catalogs",
                        {{{"name", catalog_name(session, suffix)},
                          {"description", "Caf\u00e9 \u4e2d\u6587 \U0001F355, made by brazecheck " +
                                              catalog_name(session, suffix)},
                          {"fields", fields}}}}}};
}

bool create(Session& session, const std::string& suffix) {
  session.tidy_later(removal(session, suffix));
  session.ok(creation(session, suffix));
  return !session.failed();
}

int status_of_items(Session& session) {
  return refused(session, on_catalog(session, "items.list"));
}

bool exists(Session& session) {
  return session.eventually_of(
      kCatalogExists, [&] { return status_of_items(session) == 200; },
      "a catalog that was created takes calls");
}

Call on_catalog(const Session& session, const std::string& operation, std::optional<Json> body,
                Variables more) {
  more["catalog_name"] = catalog_name(session);
  return {.operation = "catalogs." + operation,
          .path = std::move(more),
          .query = {},
          .body = std::move(body)};
}

Call many(const Session& session, const std::string& operation, Json items) {
  return {.operation = operation,
          .path = {{"catalog_name", catalog_name(session)}},
          .query = {},
          .body = Json{{"items", std::move(items)}}};
}

Call one(const Session& session, const std::string& operation, const std::string& id, Json item) {
  Call call{.operation = operation,
            .path = {{"catalog_name", catalog_name(session)}, {"item_id", id}},
            .query = {},
            .body = std::nullopt};
  if (!item.is_null()) call.body = Json{{"items", Json::array({std::move(item)})}};
  return call;
}

bool done(Session& session, const Call& call) {
  const Exchange& exchange = session.send(call);
  if (session.failed()) return false;
  const int status = exchange.response->status;
  if (status < 300) return true;
  if (status == 404 && call.path.contains("catalog_name")) {
    const Exchange& look = session.send({.operation = "catalogs.items.list",
                                         .path = {{"catalog_name", call.path.at("catalog_name")}},
                                         .query = {},
                                         .body = std::nullopt});
    if (session.failed() ||
        !session.expect_of(kCatalogExists, look.response->status < 300,
                           "a created catalog takes calls", std::to_string(look.response->status)))
      return false;
  }
  return session.expect_of(call.operation + ":common/valid-accepted", false,
                           call.operation + " accepts a request that keeps its rules",
                           fmt::format("answered with {}", status));
}

int refused(Session& session, const Call& call) {
  const Exchange& exchange = session.send(call);
  return session.failed() ? 0 : exchange.response->status;
}

bool holds_all(const Json& item, const Json& expected) {
  for (const auto& [name, value] : expected.items()) {
    if (member(item, name) != value) return false;
  }
  return true;
}

Json read_item(Session& session, const std::string& id) {
  const Exchange& exchange = session.send(one(session, "catalogs.item.get", id));
  if (session.failed() || exchange.response->status != 200 || !exchange.response->body)
    return nullptr;
  const Json items = list(*exchange.response->body, "items");
  return items.size() == 1 ? items[0] : Json();
}

Json item_in_list(Session& session, const std::string& id) {
  const Exchange& exchange = session.send(on_catalog(session, "items.list"));
  if (session.failed() || exchange.response->status != 200 || !exchange.response->body)
    return nullptr;
  for (const auto& item : list(*exchange.response->body, "items")) {
    if (member(item, "id") == id) return item;
  }
  return nullptr;
}

bool item_shows(Session& session, const std::string& requirement, const std::string& id,
                const std::function<bool(const Json&)>& holds, const std::string& statement) {
  bool read = false;
  const auto right = [&](const Json& item) { return item.is_object() && holds(item); };
  session.eventually_of(
      requirement,
      [&] {
        read = right(read_item(session, id));
        return read || right(item_in_list(session, id));
      },
      statement);
  if (session.failed() || read) return !session.failed();
  return session.eventually_of(
      kItemRead, [&] { return right(read_item(session, id)); },
      "an item is read with the values that the list of items shows");
}

bool create_item(Session& session) {
  return done(session, one(session, "catalogs.item.create", "x1", kItem)) &&
         item_shows(
             session, kItemCreated, "x1", [](const Json& item) { return holds_all(item, kItem); },
             "an item that was created can be read");
}

bool item_gone(Session& session, const std::string& requirement, const std::string& id,
               const std::string& statement) {
  bool read = true, shown = true;
  const auto look = [&] {
    const Exchange& exchange = session.send(one(session, "catalogs.item.get", id));
    if (session.failed()) return;
    read = exchange.response->status != 404;
    shown = item_in_list(session, id).is_object();
  };
  const auto until = [&](const char* of, const std::function<bool()>& holds) {
    return session.eventually_of(
        of,
        [&] {
          look();
          return !session.failed() && holds();
        },
        statement);
  };
  // What either of them shows is gone, and the other one is behind.
  if (!until(requirement.c_str(), [&] { return !read || !shown; })) return false;
  if (read) return until(kItemRead, [&] { return !read; });
  return !shown || until(kItemsListed, [&] { return !shown; });
}

bool catalog_listed(Session& session) {
  return session.eventually_of(
      kCatalogListed, [&] { return listed(session).is_object(); },
      "a catalog that was created is listed");
}

Json listed(Session& session, const std::string& suffix) {
  const Json body =
      session.ok({.operation = "catalogs.list", .path = {}, .query = {}, .body = std::nullopt});
  if (!body.is_object()) return nullptr;
  for (const auto& catalog : list(body, "catalogs")) {
    if (catalog.is_object() && member(catalog, "name") == catalog_name(session, suffix))
      return catalog;
  }
  return nullptr;
}

bool has_field(const Json& catalog, const std::string& name) {
  const Json fields = list(catalog, "fields");
  return std::any_of(fields.begin(), fields.end(),
                     [&](const Json& field) { return member(field, "name") == name; });
}

std::vector<std::string> item_uses(std::vector<std::string> more) {
  more.insert(more.end(), {"catalogs.create", "catalogs.delete", "catalogs.item.create",
                           "catalogs.item.get", "catalogs.items.list"});
  return more;
}

namespace {

const GroundworkRegistration kGroundwork[] = {
    GroundworkRegistration{"catalogs.create/created-catalogs-exist"},
    GroundworkRegistration{"catalogs.item.create/created-items-are-readable"},
};

}  // namespace

}  // namespace brazecheck::catalogs
