#include "suites/catalogs/shelf.h"

#include <fmt/format.h>

#include <algorithm>

namespace brazecheck::catalogs {
namespace {

constexpr char kComplete[] = "catalogs.items.list/pages-are-complete";
constexpr char kCounts[] = "catalogs.list/counts-items";
constexpr char kItemsGoAlong[] = "catalogs.delete/items-go-along";
constexpr char kValuesGoAlong[] = "catalogs.field.delete/values-go-along";

// Whether the item shows these values, and none in the other fields of its catalog.
bool matches(const Shelf::Catalog& catalog, const std::string& id, const Json& item) {
  const auto wanted = catalog.items.find(id);
  if (wanted == catalog.items.end()) return item.is_null();
  if (member(item, "id") != id) return false;
  return std::all_of(catalog.fields.begin(), catalog.fields.end(), [&](const auto& field) {
    return member(item, field) == member(wanted->second, field);
  });
}

std::map<std::string, Json> items_in(const Json& body) {
  std::map<std::string, Json> items;
  for (const auto& item : list(body, "items")) {
    const Json id = member(item, "id");
    items[id.is_string() ? id.get<std::string>() : id.dump()] = item;
  }
  return items;
}

// Ids of items that the list does not show as the model has them.
std::vector<std::string> wrong_in_list(Session& session, const Shelf& model, std::size_t number) {
  const auto shown = items_in(session.ok(in(session, number, on_catalog(session, "items.list"))));
  const Shelf::Catalog& catalog = model.catalogs[number];
  std::set<std::string> ids;
  for (const auto& [id, item] : shown) ids.insert(id);
  for (const auto& [id, item] : catalog.items) ids.insert(id);
  std::vector<std::string> wrong;
  for (const auto& id : ids) {
    const auto found = shown.find(id);
    if (!matches(catalog, id, found == shown.end() ? Json() : found->second)) wrong.push_back(id);
  }
  return wrong;
}

bool right_by_id(Session& session, const Shelf& model, std::size_t number, const std::string& id) {
  const Exchange& exchange =
      session.send(in(session, number, one(session, "catalogs.item.get", id)));
  if (session.failed()) return false;
  const bool found = exchange.response->status == 200 && exchange.response->body;
  const Json items = found ? list(*exchange.response->body, "items") : Json::array();
  return matches(model.catalogs[number], id, items.empty() ? Json() : items[0]);
}

// The items of one catalog: what neither the list nor reading it shows was not written.
void look_at_items(Session& session, const Shelf& model, std::size_t number,
                   const std::string& requirement, const std::string& statement) {
  std::vector<std::string> wrong;
  session.eventually_of(
      requirement,
      [&] {
        wrong = wrong_in_list(session, model, number);
        return !session.failed() && std::all_of(wrong.begin(), wrong.end(), [&](const auto& id) {
          return right_by_id(session, model, number, id);
        });
      },
      statement);
  if (session.failed() || wrong.empty()) return;
  // The list alone is wrong: about which items there are, or about their values.
  std::set<std::string> ids;
  for (const auto& item :
       list(session.ok(in(session, number, on_catalog(session, "items.list"))), "items"))
    ids.insert(member(item, "id").is_string() ? member(item, "id").get<std::string>() : "");
  const bool missing = std::any_of(wrong.begin(), wrong.end(), [&](const auto& id) {
    return !ids.contains(id) && model.catalogs[number].items.contains(id);
  });
  session.eventually_of(
      missing ? kComplete : kItemsListed,
      [&] { return wrong_in_list(session, model, number).empty(); },
      "items are listed as reading them shows");
}

// Where the list of catalogs does not show it: whether the field was added or deleted all the same.
bool field_took_effect(Session& session, const Shelf& model) {
  const bool added = model.catalogs[model.at].fields.contains(model.field);
  if (!added) {
    return refused(session, in(session, model.at,
                               on_catalog(session, "field.delete", std::nullopt,
                                          {{"field_name", model.field}}))) >= 400;
  }
  // An edit of an item that there is not changes nothing, but names the field.
  return refused(session, in(session, model.at,
                             many(session, "catalogs.items.patch_many",
                                  {{{"id", "none"}, {model.field, nullptr}}}))) < 300;
}

void look_at_fields(Session& session, const Shelf& model) {
  const Shelf::Catalog& catalog = model.catalogs[model.at];
  const auto shows = [&] {
    const Json found = listed(session, suffix(model.at));
    std::set<std::string> names;
    for (const auto& field : list(found, "fields"))
      names.insert(member(field, "name").is_string() ? member(field, "name").get<std::string>()
                                                     : "");
    names.erase("id");
    return names == catalog.fields;
  };
  constexpr char kStatement[] = "the catalog is listed with the fields that it has by now";
  if (model.written.starts_with("catalogs.field"))
    session.eventually_of(
        model.written, [&] { return shows() || field_took_effect(session, model); }, kStatement);
  session.eventually_of(kCatalogListed, shows, kStatement);
  session.eventually_of(
      kCounts,
      [&] {
        return member(listed(session, suffix(model.at)), "num_items") == catalog.items.size();
      },
      fmt::format("the catalog is listed with {} items", catalog.items.size()));
}

}  // namespace

const std::vector<std::string>& item_ids() {
  static const std::vector<std::string> ids = {"a", "A", "b-1", "c_2", "00"};
  return ids;
}

const std::map<std::string, std::string>& field_types() {
  static const std::map<std::string, std::string> types = {
      {"Name", "string"},     {"Rating", "number"},  {"Open", "boolean"}, {"Tags", "array"},
      {"Location", "object"}, {"Opened_At", "time"}, {"Spot", "geo"},     {"Stars", "number"},
      {"Note-2", "string"},   {"More", "object"}};
  return types;
}

bool is_deletable(const std::string& field) {
  return field == "Stars" || field == "Note-2" || field == "More" || field == "Rating";
}

Shelf::Catalog new_catalog() {
  Shelf::Catalog catalog;
  catalog.exists = true;
  for (const char* name : {"Name", "Rating", "Open", "Tags", "Location", "Opened_At", "Spot"})
    catalog.fields.insert(name);
  return catalog;
}

Json draw_value(const std::string& type, Draw& draw) {
  static const std::map<std::string, std::vector<Json>> kValues = {
      {"string",
       {"plain", "Zo\u00eb \u4e2d\u6587 \U0001F468\u200D\U0001F469\u200D\U0001F467",
        "\u05e9\u05dc\u05d5\u05dd \u0645\u0631\u062d\u0628\u0627", "e\u0301 is not \u00e9",
        " two  spaces ", "line\nbreak\ttab", "quote \" and \\ and <b>&amp;", "007", "true", "null",
        std::string(300, 'x')}},
      {"number", {0, -1, 4.5, 0.1, -0.125, 1e-7, 9007199254740991, -2147483649, 3.141592653589793}},
      {"boolean", {true, false}},
      {"array",
       {Json::array(),
        {"a", "b"},
        {"b", "a", "b"},
        {"\u00fc", "\U0001F375"},
        {1, 2.5, -3},
        {"x", 7, true}}},
      {"object",
       {Json::object(),
        {{"city", "Wien"}},
        {{"deep", {{"er", {{"list", {1, {{"x", nullptr}}}}}}}}},
        {{"\u00e4 key", "\u00df"}, {"n", 1.5}, {"f", false}}}},
      {"time", {"2021-09-03T09:03:19.967+00:00", "1999-12-31T23:59:59.000+00:00"}},
      {"geo", {{16.37, 48.2}, {-179.5, -89.25}, {179.75, 12}, {0, 0}, {-0.1278, 51.5074}}}};
  return draw.pick(kValues.at(type));
}

Json draw_values(const std::set<std::string>& fields, Draw& draw) {
  Json values = Json::object();
  for (const auto& field : fields) {
    if (draw.chance(45)) continue;
    values[field] = draw.chance(12) ? Json() : draw_value(field_types().at(field), draw);
  }
  return values;
}

void edit(Json* item, const Json& values) {
  for (const auto& [name, value] : values.items()) {
    if (value.is_null()) {
      item->erase(name);
    } else if (field_types().at(name) == "array" && value.is_object()) {
      Json all = member(*item, name);
      for (const auto& added : list(value, "$add")) all.push_back(added);
      const Json removed = list(value, "$remove");
      Json left = Json::array();
      for (const auto& entry : all) {
        if (std::find(removed.begin(), removed.end(), entry) == removed.end())
          left.push_back(entry);
      }
      (*item)[name] = left;
    } else {
      (*item)[name] = value;
    }
  }
}

Json kept(const Json& values) {
  Json item = Json::object();
  edit(&item, values);
  return item;
}

std::string suffix(std::size_t number) { return fmt::format("_{}", number + 1); }

Call in(const Session& session, std::size_t number, Call call) {
  call.path["catalog_name"] = catalog_name(session, suffix(number));
  return call;
}

void inspect(const Shelf& after, Session& session) {
  const Shelf::Catalog& catalog = after.catalogs[after.at];
  const auto status = [&](std::size_t number) {
    return refused(session, in(session, number, on_catalog(session, "items.list")));
  };
  if (!catalog.exists) {
    if (!after.written.empty())
      session.eventually_of(
          after.written, [&] { return status(after.at) == 404; },
          "a deleted catalog takes no calls");
  } else {
    std::string requirement = after.written;
    if (requirement == kCatalogExists) {
      session.eventually_of(
          kCatalogExists, [&] { return status(after.at) == 200; }, "a new catalog takes calls");
      if (catalog.existed) requirement = kItemsGoAlong;
    }
    if (after.fields_changed) {
      look_at_fields(session, after);
      if (requirement.starts_with("catalogs.field.delete/")) requirement = kValuesGoAlong;
    }
    look_at_items(session, after, after.at, requirement, "items are as the commands left them");
    for (const auto& id : after.ids) {
      if (session.failed()) return;
      session.eventually_of(
          kItemRead, [&] { return right_by_id(session, after, after.at, id); },
          "an item is read as the list shows it");
    }
  }
  const std::size_t other = 1 - after.at;
  if (!after.catalogs[other].exists || session.failed()) return;
  look_at_items(session, after, other, after.written, "another catalog stays as it is");
}

}  // namespace brazecheck::catalogs
