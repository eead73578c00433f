#include <gtest/gtest.h>

#include "mock/cursor.h"
#include "workspace.h"

namespace brazecheck::mock {
namespace {

const Json kFields = {
    {{"name", "id"}, {"type", "string"}},     {{"name", "Name"}, {"type", "string"}},
    {{"name", "Rating"}, {"type", "number"}}, {{"name", "Open"}, {"type", "boolean"}},
    {{"name", "Tags"}, {"type", "array"}},    {{"name", "Colors"}, {"type", "array"}}};

class CatalogsTest : public testing::Test {
 protected:
  void SetUp() override {
    const auto answer =
        call("POST", "/catalogs",
             {{"catalogs", {{{"name", "food"}, {"description", "d"}, {"fields", kFields}}}}});
    ASSERT_EQ(answer.status, 201) << answer.body;
  }
  Workspace::Answer call(const char* method, const std::string& path, const Json& body = nullptr) {
    return workspace.call(method, path, body);
  }
  static std::string error_id(const Workspace::Answer& answer) {
    return answer.body.value(Json::json_pointer("/errors/0/id"), "");
  }
  Json item(const std::string& id) {
    return call("GET", "/catalogs/food/items/" + id)
        .body.value(Json::json_pointer("/items/0"), Json());
  }

  Workspace workspace;
};

TEST_F(CatalogsTest, ACatalogIsListedAsItWasCreated) {
  const Json catalog = call("GET", "/catalogs").body.at("catalogs").at(0);
  EXPECT_EQ(catalog.at("name"), "food");
  EXPECT_EQ(catalog.at("description"), "d");
  EXPECT_EQ(catalog.at("fields"), kFields);
  EXPECT_EQ(catalog.at("num_items"), 0);
  EXPECT_EQ(catalog.at("updated_at"), "2026-03-01T12:00:30.250+00:00");
}

TEST_F(CatalogsTest, ANameIsTakenUntilItsCatalogIsDeleted) {
  const Json body = {{"catalogs", {{{"name", "food"}, {"description", "d"}, {"fields", kFields}}}}};
  const auto taken = call("POST", "/catalogs", body);
  EXPECT_EQ(taken.status, 400);
  EXPECT_EQ(taken.body, Json({{"errors",
                               {{{"id", "catalog-name-already-exists"},
                                 {"message", "A catalog with that name already exists"},
                                 {"parameters", {"name"}},
                                 {"parameter_values", {"food"}}}}},
                              {"message", "Invalid Request"}}));
  EXPECT_EQ(call("DELETE", "/catalogs/food").status, 200);
  EXPECT_EQ(error_id(call("DELETE", "/catalogs/food")), "catalog-not-found");
  EXPECT_EQ(call("POST", "/catalogs", body).status, 201);
}

TEST_F(CatalogsTest, AddAndRemoveAreForListsAlone) {
  ASSERT_EQ(
      call("POST", "/catalogs/food/fields", {{"fields", {{{"name", "Place"}, {"type", "object"}}}}})
          .status,
      202);
  const Json item = {{"Name", "A"}, {"Place", {{"city", "Wien"}}}};
  ASSERT_EQ(call("POST", "/catalogs/food/items/a", {{"items", {item}}}).status, 201);
  for (const char* name : {"Name", "Place"}) {
    const Json edit = {{name, {{"$add", {"x"}}}}};
    EXPECT_EQ(error_id(call("PATCH", "/catalogs/food/items/a", {{"items", {edit}}})),
              "unable-to-coerce-value")
        << name;
  }
  EXPECT_EQ(this->item("a").at("Place"), item.at("Place"));
}

TEST_F(CatalogsTest, ItemsAreCreatedReplacedAndEdited) {
  EXPECT_EQ(
      call("POST", "/catalogs/food/items/a", {{"items", {{{"Name", "A"}, {"Rating", "4.5"}}}}})
          .status,
      201);
  EXPECT_EQ(item("a"), Json({{"id", "a"},
                             {"Name", "A"},
                             {"Rating", 4.5},
                             {"Open", nullptr},
                             {"Tags", nullptr},
                             {"Colors", nullptr}}));
  EXPECT_EQ(error_id(call("POST", "/catalogs/food/items/a", {{"items", {{{"Name", "B"}}}}})),
            "item-already-exists");
  EXPECT_EQ(
      call("PATCH", "/catalogs/food/items/a", {{"items", {{{"Open", true}, {"Tags", {"x"}}}}}})
          .status,
      200);
  EXPECT_EQ(call("PATCH", "/catalogs/food/items/a",
                 {{"items", {{{"Tags", {{"$add", {"y"}}, {"$remove", {"x"}}}}}}}})
                .status,
            200);
  EXPECT_EQ(item("a").at("Name"), "A");
  EXPECT_EQ(item("a").at("Tags"), Json::array({"y"}));
  EXPECT_EQ(call("PUT", "/catalogs/food/items/a", {{"items", {{{"Name", "C"}}}}}).status, 200);
  EXPECT_EQ(item("a").at("Name"), "C");
  EXPECT_TRUE(item("a").at("Open").is_null());
  EXPECT_EQ(call("DELETE", "/catalogs/food/items/a").status, 202);
  EXPECT_EQ(call("GET", "/catalogs/food/items/a").status, 404);
  EXPECT_EQ(error_id(call("DELETE", "/catalogs/food/items/a")), "item-not-found");
}

TEST_F(CatalogsTest, BulkWritesAreAllOrNothing) {
  const auto refused =
      call("POST", "/catalogs/food/items", {{"items", {{{"id", "a"}}, {{"id", "b"}, {"No", 1}}}}});
  EXPECT_EQ(refused.status, 400);
  EXPECT_EQ(error_id(refused), "invalid-fields");
  EXPECT_EQ(refused.body.at("errors").at(0).at("parameter_values"), Json::array({"b"}));
  EXPECT_TRUE(item("a").is_null());
  EXPECT_EQ(call("POST", "/catalogs/food/items",
                 {{"items", {{{"id", "a"}}, {{"id", "b"}, {"Rating", 1}}}}})
                .status,
            202);
  EXPECT_EQ(item("b").at("Rating"), 1);
  EXPECT_EQ(call("DELETE", "/catalogs/food/items", {{"items", {{{"id", "a"}}}}}).status, 202);
  EXPECT_TRUE(item("a").is_null());
  EXPECT_FALSE(item("b").is_null());
}

TEST_F(CatalogsTest, ValuesThatDoNotFitTheirFieldAreRefused) {
  for (const Json& values :
       {Json{{"Rating", "many"}}, Json{{"Open", 1}}, Json{{"Tags", "x"}}, Json{{"Name", {1}}}}) {
    EXPECT_EQ(error_id(call("PUT", "/catalogs/food/items/a", {{"items", {values}}})),
              "unable-to-coerce-value")
        << values;
  }
}

TEST_F(CatalogsTest, PagesFollowTheirLinks) {
  for (int from = 0; from < 120; from += 40) {
    Json items = Json::array();
    for (int i = from; i < from + 40; ++i) items.push_back({{"id", "i" + std::to_string(i)}});
    ASSERT_EQ(call("POST", "/catalogs/food/items", {{"items", items}}).status, 202);
  }
  std::set<std::string> seen;
  std::string target = "/catalogs/food/items";
  std::vector<std::size_t> sizes;
  std::vector<std::string> links;
  while (!target.empty()) {
    const HttpAnswer answer = workspace.send("GET", target);
    ASSERT_EQ(answer.status, 200);
    const Json items = Json::parse(answer.body).at("items");
    sizes.push_back(items.size());
    for (const Json& one : items) EXPECT_TRUE(seen.insert(one.at("id")).second);
    links.push_back(header(answer, "Link"));
    const std::string& link = links.back();
    const std::size_t next = link.find(">; rel=\"next\"");
    const std::size_t open = next == std::string::npos ? next : link.rfind('<', next);
    target = next == std::string::npos ? "" : link.substr(open + 1, next - open - 1);
  }
  EXPECT_EQ(seen.size(), 120u);
  EXPECT_EQ(sizes, (std::vector<std::size_t>{50, 50, 20}));
  EXPECT_EQ(links.at(0), "</catalogs/food/items?cursor=" + to_cursor(50) + ">; rel=\"next\"");
  EXPECT_EQ(links.at(1), "</catalogs/food/items?cursor=" + to_cursor(0) + ">; rel=\"prev\"," +
                             "</catalogs/food/items?cursor=" + to_cursor(100) + ">; rel=\"next\"");
  EXPECT_EQ(links.at(2), "</catalogs/food/items?cursor=" + to_cursor(50) + ">; rel=\"prev\"");
}

TEST_F(CatalogsTest, BadCursorsAreRefused) {
  for (const char* cursor : {"bad-cursor", "c2tpcDo", "c2tpcDotMQ==", "%00", ""}) {
    const auto answer = call("GET", std::string("/catalogs/food/items?cursor=") + cursor);
    EXPECT_EQ(answer.status, 400) << cursor;
    EXPECT_EQ(error_id(answer), "invalid-cursor") << cursor;
  }
}

TEST_F(CatalogsTest, CursorsReadBack) {
  EXPECT_EQ(to_cursor(0), "c2tpcDow");
  for (std::size_t skip : {0u, 7u, 50u, 100u, 12345u})
    EXPECT_EQ(from_cursor(to_cursor(skip)), skip);
}

TEST_F(CatalogsTest, FieldsAreAddedAndDeleted) {
  EXPECT_EQ(
      call("POST", "/catalogs/food/fields", {{"fields", {{{"name", "New"}, {"type", "string"}}}}})
          .status,
      202);
  EXPECT_EQ(call("POST", "/catalogs/food/items/a", {{"items", {{{"New", "x"}}}}}).status, 201);
  EXPECT_EQ(call("DELETE", "/catalogs/food/fields/New").status, 202);
  EXPECT_FALSE(item("a").contains("New"));
  EXPECT_EQ(error_id(call("DELETE", "/catalogs/food/fields/New")), "invalid-field-name");
  EXPECT_EQ(error_id(call("DELETE", "/catalogs/food/fields/id")), "invalid-field-name");
}

TEST_F(CatalogsTest, ACatalogHoldsNoMoreFieldsThanItsContractAllows) {
  const Schema* catalogs =
      resolved(*contracts().find("catalogs.create")->body).property("catalogs");
  const Schema* fields = resolved(*resolved(*catalogs).items).property("fields");
  const std::size_t most = *resolved(*fields).max_items;
  std::string last;
  for (std::size_t have = kFields.size(); have < most + 1 && last.empty(); ++have) {
    last =
        error_id(call("POST", "/catalogs/food/fields",
                      {{"fields", {{{"name", "f" + std::to_string(have)}, {"type", "string"}}}}}));
    EXPECT_EQ(last.empty(), have < most);
  }
  EXPECT_EQ(last, "catalog-exceeds-fields-limit");
}

TEST_F(CatalogsTest, SelectionsAreCheckedAgainstTheCatalog) {
  const auto create = [&](const char* name, Json more) {
    more["name"] = name;
    more["external_id"] = name;
    return error_id(call("POST", "/catalogs/food/selections", {{"selection", std::move(more)}}));
  };
  const auto filter = [](const char* field, const char* word, const Json& value) {
    return Json{{"field", field}, {"operator", word}, {"value", value}};
  };
  EXPECT_EQ(create("s", {{"filters", {filter("Rating", "greater than", 3)}}}), "");
  EXPECT_EQ(create("s", Json::object()), "selection-name-already-exists");
  EXPECT_EQ(create("t", {{"filters", {filter("No", "equals", "x")}}}),
            "selection-has-invalid-filter");
  EXPECT_EQ(create("t", {{"filters", {filter("Open", "before", "2024-05-17T18:30:00.000Z")}}}),
            "selection-has-invalid-filter");
  EXPECT_EQ(
      create("t",
             {{"filters",
               {filter("Tags", "includes value", "x"), filter("Colors", "includes value", "y")}}}),
      "selection-contains-too-many-arrays");
  EXPECT_EQ(create("t", {{"sort_field", "No"}, {"sort_order", "asc"}}), "invalid-sort-field");
  EXPECT_EQ(error_id(call("DELETE", "/catalogs/food/fields/Rating")),
            "field-referenced-by-selection");
  EXPECT_EQ(call("DELETE", "/catalogs/food/selections/s").status, 202);
  EXPECT_EQ(error_id(call("DELETE", "/catalogs/food/selections/s")), "invalid-selection");
}

TEST_F(CatalogsTest, UnknownCatalogsAreRefusedByEveryOperation) {
  EXPECT_EQ(call("GET", "/catalogs/none/items").status, 404);
  EXPECT_EQ(error_id(call("GET", "/catalogs/none/items/x")), "catalog-not-found");
  EXPECT_EQ(error_id(call("PUT", "/catalogs/none/items/x", {{"items", {{{"Name", "x"}}}}})),
            "catalog-not-found");
}

TEST_F(CatalogsTest, BrokenRulesRaiseTheErrorThatTheirRequirementNames) {
  const auto answer =
      call("POST", "/catalogs",
           {{"catalogs", {{{"name", "a b"}, {"description", "d"}, {"fields", kFields}}}}});
  EXPECT_EQ(answer.status, 400);
  EXPECT_EQ(error_id(answer), "invalid-catalog-name");
  EXPECT_EQ(answer.body.at("errors").at(0).at("parameters"), Json::array({"name"}));
  EXPECT_EQ(answer.body.at("errors").at(0).at("parameter_values"), Json::array({"a b"}));
}

}  // namespace
}  // namespace brazecheck::mock
