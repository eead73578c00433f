#include <set>

#include "contract/uri.h"
#include "suites/catalogs/stock.h"

// Items are created, read, edited, replaced, listed and deleted:
// https://www.braze.com/docs/api/endpoints/catalogs/
namespace brazecheck::catalogs {
namespace {

const Json kItem = {{"Name", "Café Ωmega \U0001F355"},
                    {"Rating", 4.5},
                    {"Open", true},
                    {"Tags", {"a", "b"}},
                    {"Location", {{"city", "Wien"}}}};

bool holds_all(const Json& item, const Json& expected) {
  for (const auto& [name, value] : expected.items()) {
    if (member(item, name) != value) return false;
  }
  return true;
}

void reads_what_was_written(Session& session) {
  if (!create(session)) return;
  session.ok(one(session, "catalogs.item.create", "x1", kItem));
  item_shows(
      session, "x1",
      [](const Json& item) { return member(item, "id") == "x1" && holds_all(item, kItem); },
      "an item is read with the values that were written");
}

void items_are_created(Session& session) {
  if (!create(session)) return;
  Json first = kItem, second = kItem;
  first["id"] = "m1";
  second["id"] = "m2";
  session.ok(many(session, "catalogs.items.create_many", {first, second}));
  for (const char* id : {"m1", "m2"}) {
    item_shows(
        session, id, [](const Json& item) { return holds_all(item, kItem); },
        "items accepted in bulk can be read with their values");
  }
}

// Creates x1 and applies `edit` to it by a single or a bulk operation.
bool edited(Session& session, const std::string& operation, Json edit) {
  if (!create(session)) return false;
  session.ok(one(session, "catalogs.item.create", "x1", kItem));
  if (operation.find(".items.") != std::string::npos) {
    edit["id"] = "x1";
    session.ok(many(session, operation, Json::array({edit})));
  } else {
    session.ok(one(session, operation, "x1", edit));
  }
  return !session.failed();
}

void expect_other_fields_kept(Session& session, const std::string& operation) {
  if (!edited(session, operation, {{"Rating", 2}})) return;
  item_shows(
      session, "x1",
      [](const Json& item) {
        return member(item, "Rating") == 2 && member(item, "Name") == kItem["Name"] &&
               member(item, "Tags") == kItem["Tags"];
      },
      "an edit changes its fields and leaves the others");
}

void expect_other_fields_dropped(Session& session, const std::string& operation) {
  if (!edited(session, operation, {{"Name", "New"}, {"Rating", 1}})) return;
  item_shows(
      session, "x1",
      [](const Json& item) {
        return member(item, "Name") == "New" && member(item, "Tags").is_null() &&
               member(item, "Location").is_null();
      },
      "a replacement drops the fields that it does not name");
}

void patch_keeps(Session& session) { expect_other_fields_kept(session, "catalogs.item.patch"); }
void bulk_patch_keeps(Session& session) {
  expect_other_fields_kept(session, "catalogs.items.patch_many");
}
void replace_drops(Session& session) {
  expect_other_fields_dropped(session, "catalogs.item.replace");
}
void bulk_replace_drops(Session& session) {
  expect_other_fields_dropped(session, "catalogs.items.replace_many");
}

void expect_list_edited(Session& session, const std::string& operation) {
  if (!edited(session, operation, {{"Tags", {{"$add", {"c"}}, {"$remove", {"a"}}}}})) return;
  item_shows(
      session, "x1",
      [](const Json& item) {
        return member(item, "Tags") == Json({"b", "c"});
      },
      "$add c and $remove a turn [a, b] into [b, c]");
}

void patch_edits_lists(Session& session) { expect_list_edited(session, "catalogs.item.patch"); }
void bulk_patch_edits_lists(Session& session) {
  expect_list_edited(session, "catalogs.items.patch_many");
}

void replace_creates_missing(Session& session) {
  if (!create(session)) return;
  session.ok(one(session, "catalogs.item.replace", "fresh", kItem));
  item_shows(
      session, "fresh", [](const Json& item) { return holds_all(item, kItem); },
      "replacing an item that does not exist creates it");
}

void deleted_items_are_gone(Session& session) {
  if (!create(session)) return;
  session.ok(one(session, "catalogs.item.create", "x1", kItem));
  session.ok(one(session, "catalogs.item.delete", "x1"));
  item_gone(session, "x1", "a deleted item is found no more");
}

void bulk_deleted_items_are_gone(Session& session) {
  if (!create(session)) return;
  session.ok(
      many(session, "catalogs.items.create_many", {{{"id", "a"}}, {{"id", "b"}}, {{"id", "c"}}}));
  item_shows(
      session, "c", [](const Json&) { return true; }, "items accepted in bulk can be read");
  session.ok(many(session, "catalogs.items.delete_many", {{{"id", "a"}}, {{"id", "b"}}}));
  item_gone(session, "a", "an item deleted in bulk is found no more");
  item_gone(session, "b", "an item deleted in bulk is found no more");
  item_shows(
      session, "c", [](const Json&) { return true; }, "an item that was not named stays");
}

// The cursor in the target of the Link header's "next", decoded, or "".
std::string next_cursor(const Response& response) {
  const std::string* link = find_header(response.headers, "Link");
  if (link == nullptr) return "";
  const auto next = link->find("rel=\"next\"");
  if (next == std::string::npos) return "";
  const auto open = link->rfind('<', next);
  const auto close = link->find('>', open);
  const auto cursor = link->find("cursor=", open);
  if (open == std::string::npos || cursor == std::string::npos || cursor > close) return "";
  const auto end = std::min(link->find('&', cursor), close);
  return percent_decode(std::string_view(*link).substr(cursor + 7, end - cursor - 7));
}

constexpr int kBatch = 22;
constexpr int kItems = 5 * kBatch;  // more than two pages of up to half as many

bool stocked(Session& session) {
  if (!create(session)) return false;
  for (int begin = 0; begin < kItems; begin += kBatch) {
    Json items = Json::array();
    for (int i = begin; i < begin + kBatch; ++i)
      items.push_back({{"id", "i" + std::to_string(i)}, {"Rating", i}});
    session.ok(many(session, "catalogs.items.create_many", std::move(items)));
  }
  return session.eventually([&] { return member(listed(session), "num_items") == kItems; },
                            "all items accepted in bulk are counted");
}

void pages_are_complete(Session& session) {
  if (!stocked(session)) return;
  std::set<std::string> seen;
  std::string cursor;
  for (int page = 0; page < kItems && !session.failed(); ++page) {
    Call call{.operation = "catalogs.items.list",
              .path = {{"catalog_name", catalog_name(session)}},
              .query = {},
              .body = std::nullopt};
    if (!cursor.empty()) call.query.emplace_back("cursor", cursor);
    const Exchange& exchange = session.send(call);
    if (session.failed()) return;
    const Response response = *exchange.response;
    if (!session.expect(response.status == 200 && response.body && response.body->is_object(),
                        "every page is answered with 200", std::to_string(response.status)))
      return;
    for (const auto& item : list(*response.body, "items")) {
      const std::string id = member(item, "id").dump();
      session.expect(seen.insert(id).second, "no item comes twice", id);
    }
    cursor = next_cursor(response);
    if (cursor.empty()) break;
  }
  session.expect(seen.size() == kItems, "the pages hold every item",
                 std::to_string(seen.size()) + " of " + std::to_string(kItems));
}

void no_link_when_all_fits(Session& session) {
  if (!create(session)) return;
  session.ok(one(session, "catalogs.item.create", "x1", kItem));
  const Exchange& exchange = session.send({.operation = "catalogs.items.list",
                                           .path = {{"catalog_name", catalog_name(session)}},
                                           .query = {},
                                           .body = std::nullopt});
  if (session.failed()) return;
  session.expect(find_header(exchange.response->headers, "Link") == nullptr,
                 "a catalog that fits one page comes without a Link header");
}

std::vector<std::string> uses(std::vector<std::string> more) {
  more.insert(more.end(),
              {"catalogs.create", "catalogs.delete", "catalogs.item.create", "catalogs.item.get"});
  return more;
}

const ScenarioRegistration kRegistrations[] = {
    ScenarioRegistration{
        {"catalogs.item.get/reads-what-was-written", uses({}), reads_what_was_written}},
    ScenarioRegistration{{"catalogs.items.create_many/items-are-created",
                          uses({"catalogs.items.create_many"}), items_are_created}},
    ScenarioRegistration{
        {"catalogs.item.patch/keeps-other-fields", uses({"catalogs.item.patch"}), patch_keeps}},
    ScenarioRegistration{{"catalogs.items.patch_many/keeps-other-fields",
                          uses({"catalogs.items.patch_many"}), bulk_patch_keeps}},
    ScenarioRegistration{{"catalogs.item.patch/add-appends-to-lists", uses({"catalogs.item.patch"}),
                          patch_edits_lists}},
    ScenarioRegistration{{"catalogs.items.patch_many/add-appends-to-lists",
                          uses({"catalogs.items.patch_many"}), bulk_patch_edits_lists}},
    ScenarioRegistration{{"catalogs.item.replace/drops-other-fields",
                          uses({"catalogs.item.replace"}), replace_drops}},
    ScenarioRegistration{{"catalogs.items.replace_many/drops-other-fields",
                          uses({"catalogs.items.replace_many"}), bulk_replace_drops}},
    ScenarioRegistration{{"catalogs.item.replace/creates-missing-items",
                          uses({"catalogs.item.replace"}), replace_creates_missing}},
    ScenarioRegistration{{"catalogs.item.delete/deleted-items-are-gone",
                          uses({"catalogs.item.delete"}), deleted_items_are_gone}},
    ScenarioRegistration{{"catalogs.items.delete_many/deleted-items-are-gone",
                          uses({"catalogs.items.create_many", "catalogs.items.delete_many"}),
                          bulk_deleted_items_are_gone}},
    ScenarioRegistration{
        {"catalogs.items.list/pages-are-complete",
         uses({"catalogs.items.create_many", "catalogs.items.list", "catalogs.list"}),
         pages_are_complete}},
    ScenarioRegistration{{"catalogs.items.list/no-link-when-all-fits",
                          uses({"catalogs.items.list"}), no_link_when_all_fits}},
};

}  // namespace
}  // namespace brazecheck::catalogs
