#include "mock/fault_effects.h"

#include <gtest/gtest.h>

#include "workspace.h"

namespace brazecheck::mock {
namespace {

Json catalog(const std::string& name) {
  return {{"catalogs",
           {{{"name", name},
             {"description", "d"},
             {"fields",
              {{{"name", "id"}, {"type", "string"}}, {{"name", "n"}, {"type", "number"}}}}}}}};
}

Json attributes(const std::string& user, const std::string& name, const Json& value) {
  return {{"attributes", {{{"external_id", user}, {name, value}}}}};
}

Json item(Workspace& workspace, const std::string& id) {
  const auto answer = workspace.call("GET", "/catalogs/c/items/" + id);
  return answer.status == 200 ? answer.body.at("items").at(0) : Json();
}

/// Makes the catalog "c" with items named like this.
void stock(Workspace& workspace, const std::vector<std::string>& ids) {
  ASSERT_EQ(workspace.call("POST", "/catalogs", catalog("c")).status, 201);
  for (const std::string& id : ids) {
    ASSERT_EQ(workspace.call("POST", "/catalogs/c/items/" + id, {{"items", {{{"n", 1}}}}}).status,
              201);
  }
}

TEST(FaultEffectsTest, AParameterHasNoEffect) {
  Workspace workspace(
      {"ignore:campaigns.list:/query/sort_direction", "ignore:users.track:/attributes/*/city"});
  workspace.track(attributes("a", "city", "Rome"));
  EXPECT_FALSE(workspace.profile("a").contains("home_city"));
  EXPECT_EQ(workspace.send("GET", "/campaigns/list?sort_direction=desc").body,
            workspace.send("GET", "/campaigns/list").body);
}

TEST(FaultEffectsTest, RequestsAreMisunderstoodOrMiswritten) {
  Workspace read({"request:users.track:/attributes/*/x:round"});
  read.track(attributes("a", "x", 2.5));
  EXPECT_EQ(read.profile("a").at("custom_attributes").at("x"), 2);
  Workspace stored({"stored:users.track:/attributes:halve"});
  const auto answer = stored.call(
      "POST", "/users/track",
      {{"attributes", {{{"external_id", "a"}, {"x", 1}}, {{"external_id", "b"}, {"x", 1}}}}});
  EXPECT_EQ(answer.status, 201);
  EXPECT_EQ(answer.body.at("attributes_processed"), 2);
  EXPECT_FALSE(stored.profile("a").is_null());
  EXPECT_TRUE(stored.profile("b").is_null());
}

TEST(FaultEffectsTest, WhatOneOperationWritesAnotherNeverSees) {
  Workspace workspace({"stale:catalogs.item.get:catalogs.item.patch"});
  stock(workspace, {"i"});
  EXPECT_EQ(item(workspace, "i").at("n"), 1);
  ASSERT_EQ(workspace.call("PATCH", "/catalogs/c/items/i", {{"items", {{{"n", 2}}}}}).status, 200);
  EXPECT_EQ(item(workspace, "i").at("n"), 1);
  EXPECT_EQ(workspace.call("GET", "/catalogs/c/items").body.at("items").at(0).at("n"), 2);
  ASSERT_EQ(workspace.call("DELETE", "/catalogs/c/items/i").status, 202);
  EXPECT_TRUE(item(workspace, "i").is_null()) << "other writes are seen";
}

TEST(FaultEffectsTest, AnAnswerIsGivenAgain) {
  Workspace workspace({"cached:catalogs.list"});
  EXPECT_EQ(workspace.call("GET", "/catalogs").body.at("catalogs").size(), 0u);
  ASSERT_EQ(workspace.call("POST", "/catalogs", catalog("c")).status, 201);
  EXPECT_EQ(workspace.call("GET", "/catalogs").body.at("catalogs").size(), 0u);
  EXPECT_EQ(workspace.call("GET", "/catalogs?x=1").body.at("catalogs").size(), 1u);
}

TEST(FaultEffectsTest, AChangeSpillsOverToANeighbour) {
  Workspace items({"spill:catalogs.item.patch"});
  stock(items, {"other", "i"});
  ASSERT_EQ(items.call("PATCH", "/catalogs/c/items/i", {{"items", {{{"n", 2}}}}}).status, 200);
  EXPECT_EQ(item(items, "i").at("n"), 2);
  EXPECT_EQ(item(items, "other").at("n"), 2);
  EXPECT_EQ(item(items, "other").at("id"), "other");

  Workspace users({"spill:users.track"});
  users.track(attributes("b", "y", 1));
  users.track(attributes("a", "y", 1));
  users.track(attributes("a", "x", 2));
  EXPECT_EQ(users.profile("a").at("custom_attributes"), Json({{"x", 2}, {"y", 1}}));
  EXPECT_EQ(users.profile("b").at("custom_attributes").at("x"), 2);
  EXPECT_EQ(users.profile("b").at("external_id"), "b");
}

TEST(FaultEffectsTest, ADeletionTakesANeighbourAlong) {
  Workspace items({"delete-neighbour:catalogs.item.delete"});
  stock(items, {"far", "near", "i"});
  ASSERT_EQ(items.call("DELETE", "/catalogs/c/items/i").status, 202);
  EXPECT_TRUE(item(items, "i").is_null());
  EXPECT_TRUE(item(items, "near").is_null());
  EXPECT_FALSE(item(items, "far").is_null());
  EXPECT_GE(items.call("DELETE", "/catalogs/c/items/none").status, 400);
  EXPECT_FALSE(item(items, "far").is_null()) << "a refusal deletes nothing";

  Workspace users({"delete-neighbour:users.delete"});
  users.track(attributes("b", "y", 1));
  users.track(attributes("a", "y", 1));
  ASSERT_EQ(users.call("POST", "/users/delete", {{"external_ids", {"a"}}}).status, 201);
  EXPECT_TRUE(users.profile("a").is_null());
  EXPECT_TRUE(users.profile("b").is_null());
}

TEST(FaultEffectsTest, PartOfTheEffectIsLost) {
  Workspace workspace({"keep:users.delete:users", "keep:catalogs.item.patch:catalog_items"});
  workspace.track(attributes("a", "y", 1));
  ASSERT_EQ(workspace.call("POST", "/users/delete", {{"external_ids", {"a"}}}).status, 201);
  EXPECT_FALSE(workspace.profile("a").is_null());
  stock(workspace, {"i"});
  ASSERT_EQ(workspace.call("PATCH", "/catalogs/c/items/i", {{"items", {{{"n", 2}}}}}).status, 200);
  EXPECT_EQ(item(workspace, "i").at("n"), 1);
}

TEST(FaultEffectsTest, ARefusedCallTakesEffectInPart) {
  Workspace workspace({"salvage:catalogs.items.create_many:/items:lose-last"});
  stock(workspace, {});
  const Json items = {{{"id", "good"}, {"n", 1}}, {{"id", "bad"}, {"n", "many"}}};
  EXPECT_EQ(workspace.call("POST", "/catalogs/c/items", {{"items", items}}).status, 400);
  EXPECT_FALSE(item(workspace, "good").is_null());
  EXPECT_TRUE(item(workspace, "bad").is_null());
}

TEST(FaultEffectsTest, FurtherPagesRepeatAnItem) {
  Workspace workspace({"repeat-page:catalogs.items.list"});
  stock(workspace, {});
  for (int from = 0; from < 60; from += 30) {
    Json items = Json::array();
    for (int i = from; i < from + 30; ++i) items.push_back({{"id", "i" + std::to_string(i)}});
    ASSERT_EQ(workspace.call("POST", "/catalogs/c/items", {{"items", items}}).status, 202);
  }
  const HttpAnswer first = workspace.send("GET", "/catalogs/c/items");
  const std::string link = header(first, "Link");
  const auto second = workspace.call("GET", link.substr(1, link.find('>') - 1));
  EXPECT_EQ(second.body.at("items").front(), Json::parse(first.body).at("items").back());
}

TEST(FaultEffectsTest, FaultsAreTakenBackWhileItRuns) {
  Workspace workspace({"spill:catalogs.item.patch"});
  stock(workspace, {"other", "i"});
  workspace.emulator().set_faults({});
  ASSERT_EQ(workspace.call("PATCH", "/catalogs/c/items/i", {{"items", {{{"n", 2}}}}}).status, 200);
  EXPECT_EQ(item(workspace, "other").at("n"), 1);
}

}  // namespace
}  // namespace brazecheck::mock
