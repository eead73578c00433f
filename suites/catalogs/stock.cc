#include "suites/catalogs/stock.h"

namespace brazecheck::catalogs {

std::string catalog_name(const Session& session) { return "bzc_" + session.token(); }

Call removal(const Session& session) {
  return {.operation = "catalogs.delete",
          .path = {{"catalog_name", catalog_name(session)}},
          .query = {},
          .body = std::nullopt};
}

bool create(Session& session) {
  Json fields = Json::array();
  for (const auto& [name, type] : {std::pair("id", "string"),
                                   {"Name", "string"},
                                   {"Rating", "number"},
                                   {"Open", "boolean"},
                                   {"Tags", "array"},
                                   {"Location", "object"}}) {
    fields.push_back({{"name", name}, {"type", type}});
  }
  session.tidy_later(removal(session));
  session.ok({.operation = "catalogs.create",
              .path = {},
              .query = {},
              .body = Json{{"catalogs",
                            {{{"name", catalog_name(session)},
                              {"description", "Made by brazecheck"},
                              {"fields", fields}}}}}});
  return !session.failed();
}

bool remove(Session& session) {
  session.ok(removal(session));
  return !session.failed();
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

Json read_item(Session& session, const std::string& id) {
  const Exchange& exchange = session.send(one(session, "catalogs.item.get", id));
  if (session.failed() || exchange.response->status != 200 || !exchange.response->body)
    return nullptr;
  const Json items = list(*exchange.response->body, "items");
  return items.size() == 1 ? items[0] : Json();
}

bool item_shows(Session& session, const std::string& id,
                const std::function<bool(const Json&)>& holds, const std::string& statement) {
  return session.eventually(
      [&] {
        const Json item = read_item(session, id);
        return item.is_object() && holds(item);
      },
      statement);
}

bool item_gone(Session& session, const std::string& id, const std::string& statement) {
  return session.eventually(
      [&] {
        const Exchange& exchange = session.send(one(session, "catalogs.item.get", id));
        return !session.failed() && exchange.response->status == 404;
      },
      statement);
}

Json listed(Session& session) {
  const Json body =
      session.ok({.operation = "catalogs.list", .path = {}, .query = {}, .body = std::nullopt});
  if (!body.is_object()) return nullptr;
  for (const auto& catalog : list(body, "catalogs")) {
    if (catalog.is_object() && member(catalog, "name") == catalog_name(session)) return catalog;
  }
  return nullptr;
}

}  // namespace brazecheck::catalogs
