#include <gtest/gtest.h>

#include "workspace.h"

namespace brazecheck::mock {
namespace {

const Json kText = {{"type", "string"}};
const Json kPage = {{"total_count", 0},
                    {"has_more", false},
                    {"next_offset", nullptr},
                    {"offset", 0},
                    {"limit", 100}};

Json row(const std::string& id, const Json& document) {
  return {{"id", id}, {"document", document}};
}

/// Two types, kinds of relationships between them and to users, one user.
Json stock() {
  const Json since = {{"type", "object"}, {"properties", {{"since", kText}, {"note", kText}}}};
  Json account = {
      {"type_name", "account"},
      {"metadata", Json::object()},
      {"schema_def",
       {{"type", "object"},
        {"properties", {{"name", kText}, {"industry", kText}, {"size", {{"type", "integer"}}}}},
        {"required", {"name"}}}}};
  const Json shop = {
      {"type_name", "Accra-shop"},
      {"metadata", {{"display_name_source", "name"}}},
      {"schema_def",
       {{"type", "object"},
        {"properties",
         {{"name", kText}, {"opened", {{"type", "string"}, {"format", "date-time"}}}}}}},
      {"limits", {{"objects", 2}, {"object_relationships", 1}, {"users_per_object", 1}}}};
  const auto kind = [&](const char* from, const char* to, const char* name) -> Json {
    return {{"from_type_name", from},
            {"to_type_name", to},
            {"rel_kind", name},
            {"display_name", "Kind"},
            {"schema_def", since}};
  };
  return {{"users",
           {{{"braze_id", "68a4c1f27be0935d1c7f20e4"}, {"external_id", "ada"}},
            {{"braze_id", "68a4c1f27be0935d1c7f20e5"}, {"external_id", "bob"}}}},
          {"tables",
           {{"data_object_types", {row("account", account), row("Accra-shop", shop)}},
            {"data_object_relationship_types",
             {row("1", kind("account", "account", "parent")),
              row("2", kind("account", "Accra-shop", "runs"))}},
            {"data_object_user_relationship_types",
             {row("1", {{"type_name", "account"}, {"rel_kind", "contact"}, {"schema_def", since}}),
              row("2", {{"type_name", "Accra-shop"}, {"rel_kind", "regular"}})}}}}};
}

class DataObjectsTest : public testing::Test {
 protected:
  static constexpr const char* kAda = "68a4c1f27be0935d1c7f20e4";
  static constexpr const char* kBob = "68a4c1f27be0935d1c7f20e5";

  Workspace::Answer call(std::string_view method, const std::string& path,
                         const Json& body = nullptr) {
    return workspace.call(method, "/data_objects" + path, body);
  }
  void put(const std::string& path, const Json& attributes) {
    const auto answer = call("PUT", "/objects/" + path, {{"attributes", attributes}});
    EXPECT_EQ(answer.status, 200) << answer.body;
  }
  Json attributes(const std::string& path) {
    return call("GET", "/objects/" + path)
        .body.value(Json::json_pointer("/data_object/attributes"), Json());
  }
  static std::string error_id(const Workspace::Answer& answer) {
    return answer.body.value(Json::json_pointer("/errors/0/id"), "");
  }
  static Json link(const std::string& kind, const std::string& type, const std::string& id) {
    return {{"rel_kind", kind}, {"related_type_name", type}, {"related_external_id", id}};
  }
  Json listed(const std::string& path) {
    const auto answer = call("GET", path);
    EXPECT_EQ(answer.status, 200) << answer.body;
    return answer.body.at("items");
  }

  Workspace workspace{[](EmulatorOptions* options) { options->fixtures = stock(); }};
};

TEST_F(DataObjectsTest, TypesAreListedByPrefixAndShownWithTheirSchema) {
  EXPECT_EQ(listed("/types").size(), 2u);
  EXPECT_EQ(listed("/types?search_term=ACC").size(), 2u);
  EXPECT_EQ(listed("/types?search_term=accr"),
            Json::array(
                {{{"type_name", "Accra-shop"}, {"metadata", {{"display_name_source", "name"}}}}}));
  EXPECT_EQ(listed("/types?search_term=shop"), Json::array());
  const auto account = call("GET", "/types/account");
  EXPECT_EQ(account.body.at("data_object_type").at("metadata"), Json::object());
  EXPECT_EQ(account.body.at("data_object_type").at("schema_def").at("required"), Json({"name"}));
  const auto missing = call("GET", "/types/none");
  EXPECT_EQ(missing.status, 404);
  EXPECT_EQ(error_id(missing), "data-object-type-not-found");
}

TEST_F(DataObjectsTest, KindsOfRelationshipsAreListedFromEitherEnd) {
  const Json source = listed("/types/account/object_relationship_types");
  ASSERT_EQ(source.size(), 2u);
  EXPECT_EQ(source.at(1), Json({{"from_type_name", "account"},
                                {"to_type_name", "Accra-shop"},
                                {"rel_kind", "runs"},
                                {"display_name", "Kind"},
                                {"related_type_name", "Accra-shop"}}));
  EXPECT_EQ(listed("/types/Accra-shop/object_relationship_types"), Json::array());
  const Json target = listed("/types/Accra-shop/object_relationship_types?anchor=target");
  ASSERT_EQ(target.size(), 1u);
  EXPECT_EQ(target.at(0).at("related_type_name"), "account");
  EXPECT_EQ(listed("/types/account/user_relationship_types"),
            Json::array({{{"rel_kind", "contact"}, {"display_name", "contact"}}}));
  EXPECT_EQ(call("GET", "/types/none/user_relationship_types").status, 404);
  EXPECT_EQ(call("GET", "/types/account/object_relationship_types?anchor=both").status, 400);
}

TEST_F(DataObjectsTest, AnObjectIsCreatedOnceAndReadUntilItIsDeleted) {
  const Json body = {{"external_id", "a/1"}, {"attributes", {{"name", "Acme"}}}};
  const auto created = call("POST", "/objects/account", body);
  EXPECT_EQ(created.status, 201);
  EXPECT_EQ(created.body, Json({{"data_object",
                                 {{"type_name", "account"},
                                  {"external_id", "a/1"},
                                  {"attributes", {{"name", "Acme"}}}}}}));
  EXPECT_EQ(call("GET", "/objects/account/a%2F1").body, created.body);
  const auto again = call("POST", "/objects/account", body);
  EXPECT_EQ(again.status, 409);
  EXPECT_EQ(error_id(again), "duplicate-data-object");
  // Another type may use the same ID.
  EXPECT_EQ(call("POST", "/objects/Accra-shop", body).status, 201);

  const auto deleted = call("DELETE", "/objects/account/a%2F1");
  EXPECT_EQ(deleted.status, 200);
  EXPECT_EQ(deleted.body, Json({{"deleted", true}}));
  const auto gone = call("DELETE", "/objects/account/a%2F1");
  EXPECT_EQ(gone.status, 404);
  EXPECT_EQ(error_id(gone), "data-object-not-found");
  EXPECT_EQ(call("GET", "/objects/Accra-shop/a%2F1").status, 200);
}

TEST_F(DataObjectsTest, PutClearsWhatItLeavesOutAndPatchKeepsIt) {
  put("account/a", {{"name", "Acme"}, {"industry", "tea"}});
  const auto patched =
      call("PATCH", "/objects/account/a", {{"attributes", {{"industry", "coffee"}}}});
  EXPECT_EQ(patched.status, 200);
  EXPECT_EQ(patched.body.at("data_object").at("attributes"),
            Json({{"name", "Acme"}, {"industry", "coffee"}}));
  put("account/a", {{"name", "Acme"}});
  EXPECT_EQ(attributes("account/a"), Json({{"name", "Acme"}}));
  const auto missing = call("PATCH", "/objects/account/b", {{"attributes", {{"name", "B"}}}});
  EXPECT_EQ(missing.status, 404);
  EXPECT_EQ(error_id(missing), "data-object-not-found");
  EXPECT_EQ(call("GET", "/objects/account/b").status, 404);
}

TEST_F(DataObjectsTest, AttributesThatDoNotFitTheTypeAreRefusedAndChangeNothing) {
  put("account/a", {{"name", "Acme"}});
  for (const Json& wrong :
       {Json({{"name", "A"}, {"colour", "red"}}), Json({{"name", 7}}), Json({{"industry", "tea"}}),
        Json({{"name", "A"}, {"size", 1.5}}), Json({{"name", nullptr}})}) {
    const auto answer = call("PUT", "/objects/account/a", {{"attributes", wrong}});
    EXPECT_EQ(answer.status, 400) << wrong;
    EXPECT_TRUE(answer.body.at("error").is_string()) << answer.body;
    EXPECT_EQ(
        call("POST", "/objects/account", {{"external_id", "b"}, {"attributes", wrong}}).status,
        400);
  }
  EXPECT_EQ(call("PATCH", "/objects/account/a", {{"attributes", {{"size", "big"}}}}).status, 400);
  EXPECT_EQ(call("PUT", "/objects/Accra-shop/s", {{"attributes", {{"opened", "soon"}}}}).status,
            400);
  EXPECT_EQ(attributes("account/a"), Json({{"name", "Acme"}}));
  EXPECT_EQ(listed("/objects/account").size(), 1u);
}

TEST_F(DataObjectsTest, ListsAreCutIntoPagesWithinTheLimits) {
  for (int i = 0; i < 5; ++i) put("account/id-" + std::to_string(i), {{"name", "N"}});
  const auto page = [&](const std::string& query) {
    return call("GET", "/objects/account" + query).body;
  };
  Json first = page("?limit=2");
  EXPECT_EQ(first.at("items").size(), 2u);
  first.erase("items");
  EXPECT_EQ(first, Json({{"total_count", 5},
                         {"has_more", true},
                         {"next_offset", 2},
                         {"offset", 0},
                         {"limit", 2}}));
  const Json last = page("?limit=2&offset=4");
  EXPECT_EQ(last.at("items").at(0).at("external_id"), "id-4");
  EXPECT_EQ(last.at("has_more"), false);
  EXPECT_EQ(last.at("next_offset"), nullptr);
  EXPECT_EQ(page("").at("limit"), 100);
  EXPECT_EQ(page("?limit=0").at("limit"), 1);
  EXPECT_EQ(page("?limit=-3").at("limit"), 1);
  EXPECT_EQ(page("?limit=99999").at("limit"), 250);
  EXPECT_EQ(page("?offset=-1").at("offset"), 0);
  EXPECT_EQ(page("?offset=50").at("items"), Json::array());
  EXPECT_EQ(page("?search_term=d-3").at("total_count"), 1);
  EXPECT_EQ(call("GET", "/objects/account?limit=many").status, 400);

  Json empty = call("GET", "/objects/Accra-shop").body;
  empty.erase("items");
  EXPECT_EQ(empty, kPage);
}

TEST_F(DataObjectsTest, ARelationshipIsOneSeenFromBothEnds) {
  put("account/a", {{"name", "A"}});
  put("account/b", {{"name", "B"}});
  const std::string of_a = "/objects/account/a/object_relationships";
  const std::string of_b = "/objects/account/b/object_relationships";
  Json body = link("parent", "account", "b");
  body["attributes"] = {{"since", "2019"}};
  const auto created = call("POST", of_a, body);
  EXPECT_EQ(created.status, 201);
  EXPECT_EQ(
      created.body,
      Json({{"object_relationship",
             {{"rel_kind", "parent"},
              {"to_data_object",
               {{"type_name", "account"}, {"external_id", "b"}, {"attributes", {{"name", "B"}}}}},
              {"attributes", {{"since", "2019"}}}}}}));

  Json from_other_end = link("parent", "account", "a");
  from_other_end["anchor"] = "target";
  const auto twice = call("POST", of_b, from_other_end);
  EXPECT_EQ(twice.status, 409);
  EXPECT_EQ(error_id(twice), "duplicate-object-relationship");
  // The way back is another relationship.
  EXPECT_EQ(call("POST", of_b, link("parent", "account", "a")).status, 201);

  const Json sources = listed(of_a);
  ASSERT_EQ(sources.size(), 1u);
  EXPECT_EQ(sources.at(0).at("to_data_object").at("external_id"), "b");
  const Json targets = listed(of_b + "?anchor=target&rel_kind=parent");
  ASSERT_EQ(targets.size(), 1u);
  EXPECT_EQ(targets.at(0).at("from_data_object").at("external_id"), "a");
  EXPECT_EQ(targets.at(0).at("attributes"), Json({{"since", "2019"}}));
  EXPECT_EQ(listed(of_a + "?rel_kind=other"), Json::array());

  EXPECT_EQ(call("DELETE", of_b, from_other_end).body, Json({{"deleted", true}}));
  EXPECT_EQ(listed(of_a), Json::array());
  EXPECT_EQ(listed(of_b).size(), 1u);
  const auto gone = call("DELETE", of_a, link("parent", "account", "b"));
  EXPECT_EQ(gone.status, 404);
  EXPECT_EQ(error_id(gone), "data-object-relationship-not-found");
}

TEST_F(DataObjectsTest, RelationshipsAreReplacedAndMerged) {
  put("account/a", {{"name", "A"}});
  put("account/b", {{"name", "B"}});
  const std::string of_a = "/objects/account/a/object_relationships";
  const auto with = [](const Json& attributes) {
    Json body = link("parent", "account", "b");
    body["attributes"] = attributes;
    return body;
  };
  const auto after = [](const Workspace::Answer& answer) {
    return answer.body.value(Json::json_pointer("/object_relationship/attributes"), Json());
  };
  const auto early = call("PATCH", of_a, with({{"since", "1"}}));
  EXPECT_EQ(early.status, 404);
  EXPECT_EQ(error_id(early), "data-object-relationship-not-found");
  EXPECT_EQ(call("PUT", of_a, with({{"since", "1"}})).status, 200);
  EXPECT_EQ(after(call("PATCH", of_a, with({{"note", "n"}}))),
            Json({{"since", "1"}, {"note", "n"}}));
  EXPECT_EQ(after(call("PUT", of_a, with({{"note", "m"}}))), Json({{"note", "m"}}));
  EXPECT_EQ(call("PATCH", of_a, with({{"colour", "red"}})).status, 400);
  EXPECT_EQ(listed(of_a).at(0).at("attributes"), Json({{"note", "m"}}));
}

TEST_F(DataObjectsTest, RelationshipsToNothingOrOfNoKindAreRefused) {
  put("account/a", {{"name", "A"}});
  put("account/b", {{"name", "B"}});
  const std::string of_a = "/objects/account/a/object_relationships";
  const auto kind = call("POST", of_a, link("sibling", "account", "b"));
  EXPECT_EQ(kind.status, 400);
  EXPECT_TRUE(kind.body.contains("error")) << kind.body;
  const auto object = call("POST", of_a, link("parent", "account", "none"));
  EXPECT_EQ(object.status, 404);
  EXPECT_EQ(error_id(object), "data-object-not-found");
  EXPECT_EQ(error_id(call("POST", of_a, link("parent", "none", "b"))),
            "data-object-type-not-found");
  // The page of replacing has one error for all that is missing.
  EXPECT_EQ(error_id(call("PUT", of_a, link("parent", "account", "none"))),
            "data-object-relationship-not-found");
  EXPECT_EQ(listed(of_a), Json::array());
}

TEST_F(DataObjectsTest, AUserIsRelatedToAnObjectUntilTheRelationshipEnds) {
  put("account/a", {{"name", "A"}});
  const std::string users = "/objects/account/a/users";
  const Json key = {{"braze_id", kAda}, {"rel_kind", "contact"}};
  Json body = key;
  body["attributes"] = {{"since", "2020"}};
  const Json expected = {{"type_name", "account"},
                         {"external_id", "a"},
                         {"rel_kind", "contact"},
                         {"user", {{"braze_id", kAda}}},
                         {"attributes", {{"since", "2020"}}}};
  const auto created = call("POST", users, body);
  EXPECT_EQ(created.status, 201);
  EXPECT_EQ(created.body, Json({{"user_relationship", expected}}));
  EXPECT_EQ(error_id(call("POST", users, body)), "duplicate-user-relationship");
  const std::string list = "/objects/account/a/user_relationships";
  EXPECT_EQ(listed(list), Json::array({expected}));
  EXPECT_EQ(listed(list + "?rel_kind=other"), Json::array());

  body["attributes"] = {{"note", "n"}};
  EXPECT_EQ(call("PATCH", users, body).body.at("user_relationship").at("attributes"),
            Json({{"since", "2020"}, {"note", "n"}}));
  EXPECT_EQ(call("PUT", users, body).body.at("user_relationship").at("attributes"),
            Json({{"note", "n"}}));

  EXPECT_EQ(call("DELETE", users, key).body, Json({{"deleted", true}}));
  const auto gone = call("DELETE", users, key);
  EXPECT_EQ(gone.status, 404);
  EXPECT_EQ(error_id(gone), "data-object-relationship-not-found");
  EXPECT_EQ(error_id(call("PATCH", users, body)), "data-object-relationship-not-found");
  EXPECT_EQ(call("PUT", users, body).status, 200);
  EXPECT_EQ(listed(list).size(), 1u);
}

TEST_F(DataObjectsTest, UserRelationshipsToNothingOrOfNoKindAreRefused) {
  put("account/a", {{"name", "A"}});
  const std::string users = "/objects/account/a/users";
  EXPECT_EQ(call("POST", users, {{"braze_id", kAda}, {"rel_kind", "friend"}}).status, 400);
  EXPECT_EQ(call("POST", users, {{"braze_id", "nobody"}, {"rel_kind", "contact"}}).status, 400);
  const auto object =
      call("POST", "/objects/account/none/users", {{"braze_id", kAda}, {"rel_kind", "contact"}});
  EXPECT_EQ(object.status, 404);
  EXPECT_EQ(error_id(object), "data-object-not-found");
  EXPECT_EQ(listed("/objects/account/a/user_relationships"), Json::array());
}

TEST_F(DataObjectsTest, ADeletedObjectTakesItsRelationshipsWithIt) {
  put("account/a", {{"name", "A"}});
  put("account/b", {{"name", "B"}});
  ASSERT_EQ(call("POST", "/objects/account/a/object_relationships", link("parent", "account", "b"))
                .status,
            201);
  ASSERT_EQ(call("POST", "/objects/account/b/users", {{"braze_id", kAda}, {"rel_kind", "contact"}})
                .status,
            201);
  ASSERT_EQ(call("DELETE", "/objects/account/b").status, 200);
  EXPECT_EQ(listed("/objects/account/a/object_relationships"), Json::array());
  EXPECT_EQ(attributes("account/a"), Json({{"name", "A"}}));
  // Whoever takes the name later starts anew.
  put("account/b", {{"name", "B"}});
  EXPECT_EQ(listed("/objects/account/b/user_relationships"), Json::array());
}

TEST_F(DataObjectsTest, LimitsOfATypeAreKept) {
  put("Accra-shop/s", {{"name", "S"}});
  put("Accra-shop/t", {{"name", "T"}});
  const auto full = call("PUT", "/objects/Accra-shop/u", {{"attributes", {{"name", "U"}}}});
  EXPECT_EQ(full.status, 422);
  EXPECT_EQ(error_id(full), "data-object-record-limit-exceeded");
  put("Accra-shop/t", {{"name", "T2"}});

  put("account/a", {{"name", "A"}});
  put("account/b", {{"name", "B"}});
  EXPECT_EQ(call("POST", "/objects/account/a/object_relationships", link("runs", "Accra-shop", "s"))
                .status,
            201);
  const auto edges =
      call("POST", "/objects/account/b/object_relationships", link("runs", "Accra-shop", "s"));
  EXPECT_EQ(edges.status, 422);
  EXPECT_EQ(error_id(edges), "data-object-relationship-limit-exceeded");

  const std::string users = "/objects/Accra-shop/s/users";
  EXPECT_EQ(call("PUT", users, {{"braze_id", kAda}, {"rel_kind", "regular"}}).status, 200);
  EXPECT_EQ(call("PUT", users, {{"braze_id", kAda}, {"rel_kind", "regular"}}).status, 200);
  const auto ties = call("PUT", users, {{"braze_id", kBob}, {"rel_kind", "regular"}});
  EXPECT_EQ(ties.status, 422);
  EXPECT_EQ(error_id(ties), "users-per-data-object-limit-exceeded");
}

TEST_F(DataObjectsTest, RefusalsBeforeTheOperationHaveTheirForm) {
  const HttpAnswer no_key = workspace.send("GET", "/data_objects/types", "", "");
  EXPECT_EQ(no_key.status, 401);
  EXPECT_TRUE(Json::parse(no_key.body).contains("error")) << no_key.body;
  const auto broken = call("POST", "/objects/account", {{"attributes", Json::object()}});
  EXPECT_EQ(broken.status, 400);
  EXPECT_TRUE(broken.body.contains("error")) << broken.body;
}

TEST(DataObjectPagesTest, SkipAnEntryWhereAFaultSaysSo) {
  Workspace workspace([](EmulatorOptions* options) {
    options->fixtures = stock();
    options->faults = {"drop-page:data_objects.types.list"};
  });
  const auto first = workspace.call("GET", "/data_objects/types?limit=1");
  EXPECT_EQ(first.body.at("next_offset"), 2);
  const auto kinds =
      workspace.call("GET", "/data_objects/types/account/object_relationship_types?limit=1");
  EXPECT_EQ(kinds.body.at("next_offset"), 1);
}

}  // namespace
}  // namespace brazecheck::mock
