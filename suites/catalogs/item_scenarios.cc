#include <algorithm>
#include <iterator>

#include "suites/catalogs/stock.h"

// Items are created, read, edited, replaced and deleted:
// https://www.braze.com/docs/api/endpoints/catalogs/
namespace brazecheck::catalogs {
namespace {

bool is_bulk(const std::string& operation) {
  return operation.find(".items.") != std::string::npos;
}

// The write of one item by a single or a bulk operation.
Call write(const Session& session, const std::string& operation, const std::string& id,
           Json values) {
  if (!is_bulk(operation)) return one(session, operation, id, std::move(values));
  values["id"] = id;
  return many(session, operation, Json::array({std::move(values)}));
}

void created_items_are_readable(Session& session) {
  if (!create(session)) return;
  if (!done(session, one(session, "catalogs.item.create", "x1", kItem))) return;
  // Whether reading one or listing all shows it is for those to say.
  session.eventually(
      [&] {
        return holds_all(read_item(session, "x1"), kItem) ||
               holds_all(item_in_list(session, "x1"), kItem);
      },
      "an item that was created is there with its values");
}

void reads_what_was_written(Session& session) {
  if (!create(session) || !create_item(session)) return;
  if (!done(session, one(session, "catalogs.item.create", "x2", {{"Name", "Plain"}}))) return;
  item_shows(
      session, kItemCreated, "x2", [](const Json& item) { return member(item, "Name") == "Plain"; },
      "an item that was created can be read");
  if (session.failed()) return;
  const Json item = read_item(session, "x2");
  for (const char* name : {"Rating", "Open", "Tags", "Location", "Opened_At", "Spot"}) {
    session.expect(member(item, name).is_null(), "a field that was not set is null or left out",
                   item.dump());
  }
}

void reads_the_item_asked_for(Session& session) {
  if (!create(session) || !create_item(session)) return;
  if (!done(session, one(session, "catalogs.item.create", "X1", {{"Name", "Other"}}))) return;
  session.eventually_of(
      kItemCreated, [&] { return !read_item(session, "X1").is_null(); },
      "an item that was created can be read");
  for (const char* id : {"x1", "X1"}) {
    const Json item = read_item(session, id);
    session.expect(member(item, "id") == id, "the item that is read has the id in the path",
                   item.dump());
  }
}

void items_are_created(Session& session) {
  if (!create(session)) return;
  Json first = kItem, second = kItem;
  first["id"] = "m1";
  second["id"] = "m2";
  second["Rating"] = -0.0009765625;
  if (!done(session, many(session, "catalogs.items.create_many", {first, second}))) return;
  for (const Json& sent : {first, second}) {
    item_shows(
        session, kItemsCreated, sent["id"], [&](const Json& item) { return holds_all(item, sent); },
        "items accepted in bulk can be read with their values");
  }
}

using Play = std::function<void(Session&)>;

Play keeps_other_fields(std::string operation) {
  return [operation](Session& session) {
    if (!create(session) || !create_item(session)) return;
    if (!done(session, write(session, operation, "x1", {{"Rating", 2}, {"Open", nullptr}}))) return;
    const std::string edited = operation + "/edits-are-readable";
    item_shows(
        session, edited, "x1", [](const Json& item) { return member(item, "Rating") == 2; },
        "an edit changes the fields that it names");
    if (session.failed()) return;
    const Json item = read_item(session, "x1");
    for (const char* name : {"Name", "Tags", "Location", "Opened_At", "Spot"}) {
      session.expect(member(item, name) == kItem[name], "an edit leaves the other fields",
                     item.dump());
    }
  };
}

// Creates x2 and x12 beside the item x1, and tells later whether they are as they were.
constexpr const char* kNeighbours[] = {"x2", "x12"};
bool create_neighbour(Session& session) {
  return std::all_of(std::begin(kNeighbours), std::end(kNeighbours), [&](const char* id) {
    return done(session, one(session, "catalogs.item.create", id, kItem));
  });
}
void neighbour_stays(Session& session) {
  for (const char* id : kNeighbours) {
    if (session.failed()) return;
    const Json item = item_in_list(session, id);
    session.expect(holds_all(item, kItem) || holds_all(read_item(session, id), kItem),
                   "another item stays as it is", item.dump());
  }
}

Play edits_are_readable(std::string operation) {
  return [operation](Session& session) {
    if (!create(session) || !create_item(session) || !create_neighbour(session)) return;
    const Json edit = {{"Name", "\u65e5\u672c \u05e9\u05dc\u05d5\u05dd \U0001F375 "},
                       {"Rating", -0.125},
                       {"Tags", Json::array()},
                       {"Location", {{"floor", {{"level", 3}}}}},
                       {"Open", nullptr}};
    if (!done(session, write(session, operation, "x1", edit))) return;
    item_shows(
        session, operation + "/edits-are-readable", "x1",
        [&](const Json& item) { return holds_all(item, edit); },
        "an edit can be read with its values, null where it unsets them");
    // Values that are easily taken for none.
    const Json nothing = {{"Rating", 0}, {"Open", false}};
    if (session.failed() || !done(session, write(session, operation, "x1", nothing))) return;
    item_shows(
        session, operation + "/edits-are-readable", "x1",
        [&](const Json& item) { return holds_all(item, nothing); },
        "an edit to 0 and to false can be read");
    neighbour_stays(session);
  };
}

Play edits_lists(std::string operation) {
  return [operation](Session& session) {
    if (!create(session) || !create_item(session)) return;
    const auto edited = [&](const Json& edit, const Json& rating) {
      return done(session, write(session, operation, "x1", edit)) &&
             item_shows(
                 session, operation + "/edits-are-readable", "x1",
                 [&](const Json& item) {
                   return member(item, "Rating") == rating &&
                          (!edit["Tags"].is_array() || member(item, "Tags") == edit["Tags"]);
                 },
                 "an edit changes the fields that it names");
    };
    const Json change = {{"$add", {"c"}}, {"$remove", {"a"}}};
    if (!edited({{"Rating", 2}, {"Tags", {"a", "q", "b"}}}, 2) ||
        !edited({{"Rating", 3}, {"Tags", change}}, 3))
      return;
    const Json item = read_item(session, "x1");
    session.expect(member(item, "Tags") == Json({"q", "b", "c"}),
                   "$add c and $remove a turn [a, q, b] into [q, b, c]", item.dump());
  };
}

Play operators_only_on_lists(std::string operation) {
  return [operation](Session& session) {
    if (!create(session) || !create_item(session)) return;
    const Json add = {{"$add", {"x"}}};
    for (const char* name : {"Name", "Rating", "Location"}) {
      const int status = refused(session, write(session, operation, "x1", {{name, add}}));
      session.expect(status >= 400, "an edit that adds to what is no list is refused",
                     std::string(name) + ": " + std::to_string(status));
    }
    if (session.failed()) return;
    const Json item = read_item(session, "x1");
    session.expect(holds_all(item, kItem), "a refused edit changes nothing", item.dump());
  };
}

Play drops_other_fields(std::string operation) {
  return [operation](Session& session) {
    if (!create(session) || !create_item(session)) return;
    const Json values = {{"Name", "New"}, {"Rating", 1}};
    if (!done(session, write(session, operation, "x1", values))) return;
    item_shows(
        session, operation + "/replacements-are-readable", "x1",
        [&](const Json& item) { return holds_all(item, values); },
        "a replacement can be read with its values");
    if (session.failed()) return;
    const Json item = read_item(session, "x1");
    for (const char* name : {"Open", "Tags", "Location", "Opened_At", "Spot"}) {
      session.expect(member(item, name).is_null(),
                     "a replacement drops the fields that it does not name", item.dump());
    }
  };
}

Play replacements_are_readable(std::string operation) {
  return [operation](Session& session) {
    if (!create(session) || !create_item(session) || !create_neighbour(session)) return;
    Json values = kItem;
    values["Name"] = "\u0645\u0631\u062d\u0628\u0627 \U0001F375";
    values["Tags"] = {"z"};
    if (!done(session, write(session, operation, "x1", values))) return;
    item_shows(
        session, operation + "/replacements-are-readable", "x1",
        [&](const Json& item) { return holds_all(item, values); },
        "a replacement can be read with its values");
    neighbour_stays(session);
  };
}

Play creates_missing_items(std::string operation) {
  return [operation](Session& session) {
    if (!create(session) || !create_item(session)) return;
    // What becomes of an item that exists tells a lost write from a missing creation.
    if (!done(session, is_bulk(operation) ? many(session, operation,
                                                 {{{"id", "x1"}, {"Name", "New"}},
                                                  {{"id", "x2"}, {"Name", "New"}}})
                                          : write(session, operation, "x1", {{"Name", "New"}})))
      return;
    item_shows(
        session, operation + "/replacements-are-readable", "x1",
        [](const Json& item) { return member(item, "Name") == "New"; },
        "a replacement can be read with its values");
    if (session.failed()) return;
    if (!is_bulk(operation)) {
      const int status = refused(session, write(session, operation, "x2", {{"Name", "New"}}));
      session.expect(status < 300, "a replacement of an item that does not exist is accepted",
                     std::to_string(status));
    }
    session.eventually(
        [&] {
          const auto is_new = [](const Json& item) { return member(item, "Name") == "New"; };
          return is_new(read_item(session, "x2")) || is_new(item_in_list(session, "x2"));
        },
        "replacing an item that does not exist creates it");
  };
}

void deleted_items_are_gone(Session& session) {
  if (!create(session) || !create_item(session) || !create_neighbour(session)) return;
  if (!done(session, one(session, "catalogs.item.delete", "x1"))) return;
  item_gone(session, "catalogs.item.delete/deleted-items-are-gone", "x1",
            "a deleted item is neither found nor listed");
  neighbour_stays(session);
}

void bulk_deleted_items_are_gone(Session& session) {
  if (!create(session)) return;
  if (!done(session, many(session, "catalogs.items.create_many",
                          {{{"id", "a"}}, {{"id", "b"}}, {{"id", "c"}}})))
    return;
  for (const char* id : {"a", "b", "c"}) {
    item_shows(
        session, kItemsCreated, id, [](const Json&) { return true; },
        "items accepted in bulk can be read");
  }
  if (!done(session, many(session, "catalogs.items.delete_many", {{{"id", "a"}}, {{"id", "b"}}})))
    return;
  for (const char* id : {"a", "b"}) {
    item_gone(session, "catalogs.items.delete_many/deleted-items-are-gone", id,
              "an item deleted in bulk is neither found nor listed");
  }
  session.expect(!read_item(session, "c").is_null(), "an item that was not named stays");
}

// A bulk call whose last item has a value that does not fit its field.
Play refused_changes_nothing(std::string operation) {
  return [operation](Session& session) {
    if (!create(session) || !create_item(session)) return;
    const bool creates = operation == "catalogs.items.create_many";
    const int status = refused(session, many(session, operation,
                                             {{{"id", creates ? "x2" : "x1"}, {"Name", "New"}},
                                              {{"id", "x3"}, {"Open", Json::array({1, 2})}}}));
    session.expect_of(operation + "/error-unable-to-coerce-value", status >= 400,
                      "a value that does not fit its field is refused", std::to_string(status));
    if (session.failed()) return;
    const Json item = read_item(session, "x1");
    session.expect(holds_all(item, kItem), "a refused call changes no item", item.dump());
    for (const char* id : {"x2", "x3"}) {
      session.expect(item_in_list(session, id).is_null(), "a refused call creates no item", id);
    }
  };
}

const ScenarioRegistration kRegistrations[] = {
    ScenarioRegistration{{kItemCreated, item_uses({}), created_items_are_readable}},
    ScenarioRegistration{{kItemRead, item_uses({}), reads_what_was_written}},
    ScenarioRegistration{
        {"catalogs.item.get/reads-the-item-asked-for", item_uses({}), reads_the_item_asked_for}},
    ScenarioRegistration{
        {kItemsCreated, item_uses({"catalogs.items.create_many"}), items_are_created}},
    ScenarioRegistration{{"catalogs.item.delete/deleted-items-are-gone",
                          item_uses({"catalogs.item.delete"}), deleted_items_are_gone}},
    ScenarioRegistration{{"catalogs.items.delete_many/deleted-items-are-gone",
                          item_uses({"catalogs.items.create_many", "catalogs.items.delete_many"}),
                          bulk_deleted_items_are_gone}},
};

// One statement of an operation that says the same of single items and of many.
ScenarioRegistration judged(const std::string& operation, const char* statement,
                            Play (*play)(std::string)) {
  return ScenarioRegistration{
      {operation + "/" + statement, item_uses({operation}), play(operation)}};
}

const bool kOfSeveralOperations = [] {
  for (const char* operation : {"catalogs.item.patch", "catalogs.items.patch_many"}) {
    judged(operation, "edits-are-readable", edits_are_readable);
    judged(operation, "keeps-other-fields", keeps_other_fields);
    judged(operation, "add-appends-to-lists", edits_lists);
    judged(operation, "operators-only-on-lists", operators_only_on_lists);
  }
  for (const char* operation : {"catalogs.item.replace", "catalogs.items.replace_many"}) {
    judged(operation, "replacements-are-readable", replacements_are_readable);
    judged(operation, "drops-other-fields", drops_other_fields);
    judged(operation, "creates-missing-items", creates_missing_items);
  }
  for (const char* operation :
       {"catalogs.items.create_many", "catalogs.items.patch_many", "catalogs.items.replace_many"}) {
    judged(operation, "refused-changes-nothing", refused_changes_nothing);
  }
  return true;
}();

}  // namespace
}  // namespace brazecheck::catalogs
