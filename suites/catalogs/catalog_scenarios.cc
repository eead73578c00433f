#include <algorithm>
#include <set>

#include "suites/catalogs/stock.h"
#include "suites/moments.h"

// The life of a catalog and of its fields: https://www.braze.com/docs/api/endpoints/catalogs/
namespace brazecheck::catalogs {
namespace {

constexpr char kFieldsListed[] = "catalogs.fields.create/added-fields-are-listed";

void created_catalogs_exist(Session& session) {
  if (!create(session)) return;
  session.eventually([&] { return status_of_items(session) == 200; },
                     "a catalog that was created takes calls");
}

// The service was seen to print numbers for types, which are not compared.
bool same_type(const Json& sent, const Json& shown) {
  const Json type = member(shown, "type");
  const bool word =
      type.is_string() && type.get<std::string>().find_first_of("0123456789") == std::string::npos;
  return !word || type == member(sent, "type");
}

// Whether two catalogs show the same fields in the same order.
bool same_fields(const Json& sent, const Json& shown) {
  if (sent.size() != shown.size()) return false;
  for (std::size_t i = 0; i < sent.size(); ++i) {
    if (member(sent[i], "name") != member(shown[i], "name") || !same_type(sent[i], shown[i]))
      return false;
  }
  return true;
}

// Whether the catalog shows those of its fields that were sent with the types that were sent.
bool types_kept(const Json& sent, const Json& catalog) {
  const Json fields = list(catalog, "fields");
  return std::all_of(sent.begin(), sent.end(), [&](const Json& field) {
    return std::all_of(fields.begin(), fields.end(), [&](const Json& shown) {
      return member(shown, "name") != member(field, "name") || same_type(field, shown);
    });
  });
}

Json sent_catalog(const Session& session) { return (*creation(session).body)["catalogs"][0]; }

void answers_with_the_catalog(Session& session) {
  session.tidy_later(removal(session));
  Call creating = creation(session);
  Json& sent = (*creating.body)["catalogs"][0];
  // Several sentences, as descriptions are.
  sent["description"] =
      "Everything that the restaurants of the chain have on their cards, with prices, allergens "
      "and the hours at which each dish is served; kept up by the kitchen, not by hand. "
      "Caf\u00e9s are among them.";
  const Json body = session.ok(creating);
  if (session.failed()) return;
  const Json catalogs = list(body, "catalogs");
  const Json shown = catalogs.empty() ? Json() : catalogs[0];
  for (const char* name : {"name", "description"}) {
    session.expect(member(shown, name) == member(sent, name),
                   std::string("the answer holds the ") + name + " that was sent", shown.dump());
  }
  session.expect(same_fields(list(sent, "fields"), list(shown, "fields")),
                 "the answer holds the fields that were sent, in their order", shown.dump());
  session.expect(member(shown, "num_items") == 0, "a new catalog holds no items", shown.dump());
}

// Creates a catalog of this name until the end of the scenario.
bool create_named(Session& session, const std::string& name) {
  Call removing = removal(session);
  removing.path["catalog_name"] = name;
  session.tidy_later(std::move(removing));
  Call creating = creation(session);
  (*creating.body)["catalogs"][0]["name"] = name;
  session.ok(creating);
  Call items = on_catalog(session, "items.list");
  items.path["catalog_name"] = name;
  return !session.failed() && session.eventually_of(
                                  kCatalogExists, [&] { return refused(session, items) == 200; },
                                  "a catalog that was created takes calls");
}

// Whether all of these are in one answer of the list.
bool lists_all(Session& session, const std::vector<std::string>& names) {
  const Json body =
      session.ok({.operation = "catalogs.list", .path = {}, .query = {}, .body = std::nullopt});
  std::set<std::string> listed;
  for (const auto& catalog : list(body, "catalogs")) {
    const Json name = member(catalog, "name");
    if (name.is_string()) listed.insert(name.get<std::string>());
  }
  return std::all_of(names.begin(), names.end(),
                     [&](const std::string& name) { return listed.contains(name); });
}

void lists_created_catalogs(Session& session) {
  // Names that come first and last, and the newest: a list that lacks an end lacks one of them.
  const std::string own = catalog_name(session);
  const std::vector<std::string> names = {"000_" + own, "zzz_" + own, own};
  for (const auto& name : {names[0], names[1]}) {
    if (!create_named(session, name)) return;
  }
  if (!create(session) || !exists(session)) return;
  session.eventually([&] { return lists_all(session, names); }, "created catalogs are listed");
  const Json found = session.failed() ? Json() : listed(session);
  if (session.failed()) return;
  const Json sent = sent_catalog(session);
  session.expect(member(found, "description") == member(sent, "description"),
                 "with its description", found.dump());
  session.expect(same_fields(list(sent, "fields"), list(found, "fields")), "with its fields",
                 found.dump());
  session.expect(member(found, "num_items").is_number_integer(), "with the number of its items",
                 found.dump());
}

Call with_fields(const Session& session, Json fields) {
  return on_catalog(session, "fields.create", Json{{"fields", std::move(fields)}});
}

// Clocks may differ: a time of about now is none of another day.
void tells_last_update(Session& session) {
  if (!create(session) || !exists(session) || !catalog_listed(session)) return;
  const Json found = listed(session);
  if (session.failed()) return;
  const auto updated = moment_of(member(found, "updated_at"));
  session.expect(updated && *updated >= present() - std::chrono::days(1) &&
                     *updated <= present() + std::chrono::days(1),
                 "a catalog that was made just now was updated about now", found.dump());
  if (session.failed()) return;
  // Longer than the unit of any of the times that are printed.
  session.wait(std::chrono::milliseconds(1100));
  if (!done(session, with_fields(session, {{{"name", "Stars"}, {"type", "number"}}}))) return;
  Json changed;
  session.eventually_of(
      kFieldsListed,
      [&] {
        changed = listed(session);
        return has_field(changed, "Stars");
      },
      "a field that was added is listed");
  if (session.failed()) return;
  session.eventually(
      [&] {
        const auto later = moment_of(member(listed(session), "updated_at"));
        return later && *later > *updated;
      },
      "a catalog that got a field was updated later than before");
}

void counts_items(Session& session) {
  if (!create(session) || !exists(session) || !catalog_listed(session)) return;
  if (!done(session, many(session, "catalogs.items.create_many",
                          {{{"id", "a"}}, {{"id", "b"}}, {{"id", "c"}}})))
    return;
  for (const char* id : {"a", "b", "c"}) {
    item_shows(
        session, kItemsCreated, id, [](const Json&) { return true; },
        "an item accepted in bulk can be read");
  }
  session.eventually([&] { return member(listed(session), "num_items") == 3; },
                     "num_items is 3 after three items were created");
  if (session.failed() || !done(session, one(session, "catalogs.item.delete", "b")) ||
      !item_gone(session, "catalogs.item.delete/deleted-items-are-gone", "b",
                 "a deleted item is neither found nor listed"))
    return;
  session.eventually([&] { return member(listed(session), "num_items") == 2; },
                     "num_items is 2 after one of three items was deleted");
}

void lists_all_at_once(Session& session) {
  if (!create(session) || !create(session, "_b") || !exists(session)) return;
  const Json body =
      session.ok({.operation = "catalogs.list", .path = {}, .query = {}, .body = std::nullopt});
  if (session.failed()) return;
  const auto& headers = session.exchanges().back().response->headers;
  const auto* link = find_header(headers, "Link");
  session.expect(link == nullptr, "the list of catalogs has no further pages",
                 link == nullptr ? "" : *link);
  std::set<std::string> names;
  for (const auto& catalog : list(body, "catalogs")) {
    const std::string name = member(catalog, "name").dump();
    session.expect(names.insert(name).second, "no catalog is listed twice", name);
  }
}

void deleted_catalogs_are_gone(Session& session) {
  if (!create(session) || !exists(session)) return;
  if (!done(session, removal(session))) return;
  session.eventually([&] { return listed(session).is_null() && !session.failed(); },
                     "a deleted catalog is listed no more");
  if (session.failed()) return;
  const int status = refused(session, removal(session));
  if (!session.failed())
    session.expect(status == 404, "deleting it again answers 404", std::to_string(status));
}

bool deleted(Session& session) {
  return done(session, removal(session)) && session.eventually_of(
                                                "catalogs.delete/deleted-catalogs-are-gone",
                                                [&] {
                                                  // What can be deleted no more is gone, whatever a
                                                  // list of its items says.
                                                  return status_of_items(session) == 404 ||
                                                         refused(session, removal(session)) == 404;
                                                },
                                                "a deleted catalog takes no calls");
}

void name_is_free_again(Session& session) {
  if (!create(session) || !exists(session) || !deleted(session)) return;
  const int status = refused(session, creation(session));
  if (!session.failed())
    session.expect(status == 201, "a catalog is created under the name of a deleted one",
                   std::to_string(status));
}

// Creates x1, and x2 that nobody has read yet: what is shown of it comes from no earlier answer.
bool create_two(Session& session) {
  return create_item(session) && done(session, one(session, "catalogs.item.create", "x2", kItem)) &&
         session.eventually_of(
             kItemCreated,
             [&] {
               return item_in_list(session, "x2").is_object() ||
                      read_item(session, "x2").is_object();
             },
             "an item that was created is there");
}

void items_go_along(Session& session) {
  if (!create(session) || !create_two(session) || !deleted(session)) return;
  const int status = refused(session, one(session, "catalogs.item.get", "x2"));
  session.expect(status == 404, "an item of a deleted catalog is found no more",
                 std::to_string(status));
  if (session.failed()) return;
  // Whether the name is free again is a statement of its own.
  if (refused(session, creation(session)) != 201)
    return session.skip("no catalog is created under the name of a deleted one");
  if (item_in_list(session, "x2").is_null() || session.failed()) return;
  session.expect(read_item(session, "x2").is_null(),
                 "a new catalog of the same name holds no items of the old one");
  session.expect_of(kItemsListed, false, "no item is listed that cannot be read");
}

void added_fields_are_listed(Session& session) {
  if (!create(session) || !exists(session) || !catalog_listed(session)) return;
  Json fields = {{{"name", "Stars"}, {"type", "number"}}, {{"name", "Chef"}, {"type", "string"}}};
  for (const char* type : {"boolean", "time", "object", "array", "geo"})
    fields.push_back({{"name", std::string("new_") + type}, {"type", type}});
  if (!done(session, with_fields(session, fields))) return;
  const std::size_t all = list(sent_catalog(session), "fields").size() + fields.size();
  const auto shows = [&] {
    const Json found = listed(session);
    return list(found, "fields").size() == all && has_field(found, "Stars") &&
           has_field(found, "Chef") && has_field(found, "Spot");
  };
  // Where items take the fields, it is the list that does not show them.
  const auto taken = [&] {
    return refused(session, many(session, "catalogs.items.replace_many",
                                 {{{"id", "x1"}, {"Stars", 5}, {"Chef", "Ana"}}})) < 300;
  };
  session.eventually([&] { return shows() || taken(); },
                     "the fields that were added are listed beside the others");
  if (session.failed()) return;
  session.eventually_of(kCatalogListed, shows, "a catalog is listed with its fields");
  if (session.failed()) return;
  const Json found = listed(session);
  // Types that are wrong of every field are a matter of the list.
  session.expect_of(kCatalogListed, types_kept(list(sent_catalog(session), "fields"), found),
                    "a catalog is listed with its fields", found.dump());
  session.expect(types_kept(fields, found), "the fields that were added have the types asked for",
                 found.dump());
}

// Deletes the field Rating of a catalog that shows it.
bool field_deleted(Session& session) {
  return session.eventually_of(
             kCatalogListed, [&] { return has_field(listed(session), "Rating"); },
             "a created catalog is listed with its fields") &&
         done(session,
              on_catalog(session, "field.delete", std::nullopt, {{"field_name", "Rating"}}));
}

void deleted_fields_are_gone(Session& session) {
  if (!create(session) || !exists(session) || !field_deleted(session)) return;
  const auto shows = [&] {
    const Json found = listed(session);
    return found.is_object() && !has_field(found, "Rating") && has_field(found, "Name") &&
           has_field(found, "Spot");
  };
  // Where it cannot be deleted again, it is the list that still shows it.
  const auto gone = [&] {
    return refused(session, on_catalog(session, "field.delete", std::nullopt,
                                       {{"field_name", "Rating"}})) >= 400;
  };
  session.eventually([&] { return shows() || gone(); },
                     "a deleted field is listed no more, and the others stay");
  if (session.failed()) return;
  session.eventually_of(kCatalogListed, shows, "a catalog is listed with its fields");
}

void values_go_along(Session& session) {
  if (!create(session) || !create_two(session) || !field_deleted(session)) return;
  session.eventually_of(
      "catalogs.field.delete/deleted-fields-are-gone",
      [&] {
        const Json shown = listed(session);
        return (shown.is_object() && !has_field(shown, "Rating")) ||
               refused(session, on_catalog(session, "field.delete", std::nullopt,
                                           {{"field_name", "Rating"}})) >= 400;
      },
      "a deleted field is listed no more");
  if (session.failed()) return;
  const Json item = read_item(session, "x2");
  session.expect(item.is_object() && member(item, "Rating").is_null(),
                 "items show no value for a deleted field", item.dump());
  session.expect(member(item, "Name") == kItem["Name"], "the values of other fields stay",
                 item.dump());
}

void refused_catalogs_are_not_made(Session& session) {
  if (!create(session) || !create_item(session)) return;
  const Json before = listed(session);
  if (session.failed() ||
      (before.is_object() && !session.expect_of(kCatalogListed,
                                                member(before, "description") ==
                                                    member(sent_catalog(session), "description"),
                                                "with its description", before.dump())))
    return;
  Call twin = creation(session);
  (*twin.body)["catalogs"][0]["description"] = "Made anew";
  const int status = refused(session, twin);
  session.expect_of("catalogs.create/error-catalog-name-already-exists", status >= 400,
                    "a name that is taken is refused", std::to_string(status));
  if (session.failed()) return;
  const Json item = read_item(session, "x1");
  session.expect(holds_all(item, kItem), "items of the catalog that has the name stay",
                 item.dump());
  const Json found = listed(session);
  if (session.failed() || found.is_null()) return;
  session.expect(member(found, "description") == member(sent_catalog(session), "description"),
                 "the catalog that has the name stays as it is", found.dump());
}

const ScenarioRegistration kRegistrations[] = {
    ScenarioRegistration{{kCatalogExists,
                          {"catalogs.create", "catalogs.items.list", "catalogs.delete"},
                          created_catalogs_exist}},
    ScenarioRegistration{{"catalogs.create/answers-with-the-catalog",
                          {"catalogs.create", "catalogs.delete"},
                          answers_with_the_catalog}},
    ScenarioRegistration{{"catalogs.create/refused-changes-nothing", item_uses({"catalogs.list"}),
                          refused_catalogs_are_not_made}},
    ScenarioRegistration{
        {"catalogs.list/lists-created-catalogs",
         {"catalogs.create", "catalogs.list", "catalogs.items.list", "catalogs.delete"},
         lists_created_catalogs}},
    ScenarioRegistration{
        {"catalogs.list/lists-all-at-once",
         {"catalogs.create", "catalogs.list", "catalogs.items.list", "catalogs.delete"},
         lists_all_at_once}},
    ScenarioRegistration{{"catalogs.list/tells-last-update",
                          {"catalogs.create", "catalogs.list", "catalogs.items.list",
                           "catalogs.delete", "catalogs.fields.create"},
                          tells_last_update}},
    ScenarioRegistration{
        {"catalogs.list/counts-items",
         item_uses({"catalogs.list", "catalogs.items.create_many", "catalogs.item.delete"}),
         counts_items}},
    ScenarioRegistration{
        {"catalogs.delete/deleted-catalogs-are-gone",
         {"catalogs.create", "catalogs.list", "catalogs.items.list", "catalogs.delete"},
         deleted_catalogs_are_gone}},
    ScenarioRegistration{{"catalogs.delete/name-is-free-again",
                          {"catalogs.create", "catalogs.items.list", "catalogs.delete"},
                          name_is_free_again}},
    ScenarioRegistration{{"catalogs.delete/items-go-along", item_uses({}), items_go_along}},
    ScenarioRegistration{
        {kFieldsListed,
         {"catalogs.create", "catalogs.delete", "catalogs.items.list", "catalogs.fields.create",
          "catalogs.list", "catalogs.items.replace_many"},
         added_fields_are_listed}},
    ScenarioRegistration{{"catalogs.field.delete/deleted-fields-are-gone",
                          {"catalogs.create", "catalogs.delete", "catalogs.items.list",
                           "catalogs.field.delete", "catalogs.list"},
                          deleted_fields_are_gone}},
    ScenarioRegistration{{"catalogs.field.delete/values-go-along",
                          item_uses({"catalogs.field.delete", "catalogs.list"}), values_go_along}},
};

}  // namespace
}  // namespace brazecheck::catalogs
