#include <gtest/gtest.h>

#include "workspace.h"

namespace brazecheck::mock {
namespace {

Json attributes(Json fields) { return {{"attributes", Json::array({std::move(fields)})}}; }

TEST(UsersTest, AttributesAreExported) {
  Workspace workspace;
  workspace.track(attributes({{"external_id", "ada"},
                              {"first_name", "Ada"},
                              {"dob", "1980-12-21"},
                              {"loyalty_points", 5},
                              {"current_location", {{"longitude", -1.5}, {"latitude", 50}}}}));
  const Json profile = workspace.profile("ada");
  EXPECT_EQ(profile.at("first_name"), "Ada");
  EXPECT_EQ(profile.at("dob"), "1980-12-21T00:00:00.000Z");
  EXPECT_EQ(profile.at("custom_attributes"), Json({{"loyalty_points", 5}}));
  EXPECT_EQ(profile.at("last_coordinates"), Json::array({-1.5, 50}));
  EXPECT_EQ(profile.at("user_aliases"), Json::array());
  EXPECT_EQ(profile.at("created_at"), "2026-03-01T12:00:30.250Z");
  EXPECT_EQ(profile.at("braze_id").get<std::string>().size(), 24u);
  EXPECT_FALSE(profile.contains("email"));
}

TEST(UsersTest, AnExportShowsTheFieldsThatAreNamedOnly) {
  Workspace workspace;
  workspace.track(
      attributes({{"external_id", "ada"}, {"first_name", "Ada"}, {"last_name", "King"}}));
  const Json users =
      workspace
          .export_by({{"external_ids", {"ada"}}, {"fields_to_export", {"first_name", "email"}}})
          .at("users");
  EXPECT_EQ(users, Json::array({{{"first_name", "Ada"}}}));
}

TEST(UsersTest, UnknownIdentifiersAreListedAndOnlyThen) {
  Workspace workspace;
  workspace.track(attributes({{"external_id", "ada"}, {"first_name", "Ada"}}));
  EXPECT_EQ(workspace.export_by({{"external_ids", {"ada", "eve"}}}).at("invalid_user_ids"),
            Json::array({"eve"}));
  EXPECT_FALSE(workspace.export_by({{"external_ids", {"ada"}}}).contains("invalid_user_ids"));
  EXPECT_EQ(workspace.export_by({{"external_ids", {"eve"}}}).at("users"), Json::array());
}

TEST(UsersTest, AUserIsFoundByEachIdentifier) {
  Workspace workspace;
  workspace.track(attributes(
      {{"external_id", "ada"},
       {"email", "a@x.com"},
       {"phone", "+15551230000"},
       {"push_tokens", {{{"app_id", "app"}, {"token", "t"}, {"device_id", "device-01"}}}}}));
  ASSERT_EQ(workspace
                .call("POST", "/users/alias/new",
                      {{"user_aliases",
                        {{{"external_id", "ada"}, {"alias_name", "n"}, {"alias_label", "l"}}}}})
                .status,
            201);
  const std::string id = workspace.profile("ada").at("braze_id");
  for (const Json& by : {Json{{"braze_id", id}}, Json{{"email_address", "a@x.com"}},
                         Json{{"phone", "+15551230000"}}, Json{{"device_id", "device-01"}},
                         Json{{"user_aliases", {{{"alias_name", "n"}, {"alias_label", "l"}}}}}}) {
    const Json users = workspace.export_by(by).at("users");
    ASSERT_EQ(users.size(), 1u) << by;
    EXPECT_EQ(users.at(0).at("external_id"), "ada") << by;
  }
}

TEST(UsersTest, NullRemoves) {
  Workspace workspace;
  workspace.track(
      attributes({{"external_id", "ada"}, {"first_name", "Ada"}, {"email", "a@x.com"}, {"c", 1}}));
  workspace.track(attributes(
      {{"external_id", "ada"}, {"first_name", nullptr}, {"email", nullptr}, {"c", nullptr}}));
  const Json profile = workspace.profile("ada");
  EXPECT_FALSE(profile.contains("first_name"));
  EXPECT_FALSE(profile.contains("custom_attributes"));
  EXPECT_EQ(workspace.export_by({{"email_address", "a@x.com"}}).at("users"), Json::array());
}

TEST(UsersTest, OperationsChangeStoredAttributes) {
  Workspace workspace;
  const auto custom = [&](Json change) {
    workspace.track(attributes({{"external_id", "ada"}, {"a", std::move(change)}}));
    return workspace.profile("ada").at("custom_attributes").at("a");
  };
  EXPECT_EQ(custom(5), 5);
  EXPECT_EQ(custom({{"inc", 3}}), 8);
  EXPECT_EQ(custom({{"inc", -10}}), -2);
  EXPECT_EQ(custom({"x", "y"}), Json::array({"x", "y"}));
  EXPECT_EQ(custom({{"add", {"z", "x"}}}), Json::array({"y", "z", "x"}));
  EXPECT_EQ(custom({{"remove", {"y"}}}), Json::array({"z", "x"}));
  EXPECT_EQ(custom(Json::array()), Json::array());
  EXPECT_EQ(custom({{"b", 1}, {"t", {{"$time", "2019-03-01"}}}}),
            Json({{"b", 1}, {"t", "2019-03-01"}}));
  EXPECT_EQ(custom({{"c", 2}}), Json({{"c", 2}}));
}

TEST(UsersTest, ObjectsMergeDeeplyWhenAsked) {
  Workspace workspace;
  workspace.track(attributes({{"external_id", "ada"}, {"o", {{"a", {{"x", 1}}}, {"b", 1}}}}));
  workspace.track(
      attributes({{"external_id", "ada"}, {"_merge_objects", true}, {"o", {{"a", {{"y", 2}}}}}}));
  EXPECT_EQ(workspace.profile("ada").at("custom_attributes").at("o"),
            Json({{"a", {{"x", 1}, {"y", 2}}}, {"b", 1}}));
}

TEST(UsersTest, ListsOfObjectsChangeInTheDocumentedOrder) {
  Workspace workspace;
  workspace.track(attributes(
      {{"external_id", "ada"}, {"l", {{{"id", 1}, {"r", "a"}}, {{"id", 2}, {"r", "b"}}}}}));
  workspace.track(attributes(
      {{"external_id", "ada"},
       {"l",
        {{"$update",
          {{{"$identifier_key", "id"}, {"$identifier_value", 3}, {"$new_object", {{"r", "z"}}}}}},
         {"$remove", {{{"$identifier_key", "id"}, {"$identifier_value", 1}}}},
         {"$add", {{{"id", 3}, {"r", "c"}}}}}}}));
  EXPECT_EQ(workspace.profile("ada").at("custom_attributes").at("l"),
            Json::array({{{"id", 2}, {"r", "b"}}, {{"id", 3}, {"r", "z"}}}));
}

TEST(UsersTest, AFaultyNestedValueDropsTheWholeAttribute) {
  Workspace workspace;
  workspace.track(attributes({{"external_id", "ada"}, {"o", {{"a", 1}}}}));
  const auto answer = workspace.call("POST", "/users/track",
                                     attributes({{"external_id", "ada"},
                                                 {"n", 1},
                                                 {"_merge_objects", true},
                                                 {"o", {{"b", 2}, {"c", nullptr}}}}));
  EXPECT_EQ(answer.status, 201);
  EXPECT_EQ(workspace.profile("ada").at("custom_attributes"), Json({{"n", 1}, {"o", {{"a", 1}}}}));
}

TEST(UsersTest, EventsAndPurchasesAreCounted) {
  Workspace workspace;
  workspace.track(
      {{"events",
        {{{"external_id", "ada"}, {"name", "e"}, {"time", "2026-02-01T10:00:00Z"}},
         {{"external_id", "ada"}, {"name", "e"}, {"time", "2026-01-01T10:00:00+02:00"}},
         {{"external_id", "ada"}, {"name", "later"}, {"time", "2999-01-01T00:00:00Z"}}}},
       {"purchases",
        {{{"external_id", "ada"},
          {"product_id", "tea"},
          {"currency", "GBP"},
          {"price", 4.5},
          {"quantity", 2},
          {"time", "2026-02-01T10:00:00Z"}},
         {{"external_id", "ada"},
          {"product_id", "tea"},
          {"currency", "GBP"},
          {"price", 1},
          {"time", "2026-02-02T10:00:00Z"}}}}});
  const Json profile = workspace.profile("ada");
  EXPECT_EQ(profile.at("custom_events"), Json::array({{{"name", "e"},
                                                       {"count", 2},
                                                       {"first", "2026-01-01T08:00:00.000Z"},
                                                       {"last", "2026-02-01T10:00:00.000Z"}},
                                                      {{"name", "later"},
                                                       {"count", 1},
                                                       {"first", "2026-03-01T12:00:30.250Z"},
                                                       {"last", "2026-03-01T12:00:30.250Z"}}}));
  EXPECT_EQ(profile.at("purchases").at(0).at("count"), 3);
  EXPECT_EQ(profile.at("total_revenue"), 10.0);
}

TEST(UsersTest, CountersNameOnlyArraysThatHoldSomething) {
  Workspace workspace;
  const auto answer = workspace.call(
      "POST", "/users/track",
      {{"attributes", {{{"external_id", "a"}, {"x", 1}}}}, {"events", Json::array()}});
  EXPECT_EQ(answer.body, Json({{"message", "success"}, {"attributes_processed", 1}}));
}

TEST(UsersTest, FaultyObjectsAreListedAndTheOthersProcessed) {
  Workspace workspace;
  Json good = {{"external_id", "ada"},
               {"product_id", "tea"},
               {"currency", "GBP"},
               {"price", 1},
               {"time", "2024-05-01T10:00:00Z"}};
  Json bad = good;
  bad["quantity"] = 101;
  const auto answer = workspace.call("POST", "/users/track", {{"purchases", {good, bad}}});
  EXPECT_EQ(answer.status, 201);
  EXPECT_EQ(
      answer.body,
      Json(
          {{"message", "success"},
           {"purchases_processed", 1},
           {"errors",
            {{{"type", "'quantity' is not valid"}, {"input_array", "purchases"}, {"index", 1}}}}}));
}

TEST(UsersTest, NothingValidIsRefused) {
  Workspace workspace;
  const auto answer = workspace.call("POST", "/users/track", attributes({{"first_name", "Ada"}}));
  EXPECT_EQ(answer.status, 400);
  EXPECT_EQ(
      answer.body,
      Json({{"message",
             "Valid data must be provided in the 'attributes', 'events', or 'purchases' fields."},
            {"errors",
             {{{"type", "'external_id', 'braze_id', 'user_alias', 'email' or 'phone' is required"},
               {"input_array", "attributes"},
               {"index", 0}}}}}));
}

TEST(UsersTest, UpdateExistingOnlyDecidesWhetherAProfileIsMade) {
  Workspace workspace;
  const Json alias = {{"alias_name", "n"}, {"alias_label", "l"}};
  const auto users = [&] {
    return workspace.export_by({{"user_aliases", {alias}}}).at("users").size();
  };
  workspace.track(attributes({{"external_id", "new"}, {"_update_existing_only", true}, {"x", 1}}));
  EXPECT_TRUE(workspace.profile("new").is_null());
  workspace.track(attributes({{"user_alias", alias}, {"x", 1}}));
  EXPECT_EQ(users(), 0u);
  workspace.track(attributes({{"user_alias", alias}, {"_update_existing_only", false}, {"x", 1}}));
  EXPECT_EQ(users(), 1u);
}

TEST(UsersTest, EmailNamesTheUserBeforePhone) {
  Workspace workspace;
  workspace.track(attributes({{"external_id", "e"}, {"email", "e@x.com"}}));
  workspace.track(attributes({{"external_id", "p"}, {"phone", "+15551230000"}}));
  workspace.track(attributes({{"email", "e@x.com"}, {"phone", "+15551230000"}, {"x", 1}}));
  EXPECT_TRUE(workspace.profile("e").contains("custom_attributes"));
  EXPECT_FALSE(workspace.profile("p").contains("custom_attributes"));
}

TEST(UsersTest, IntegersServeAsExternalIds) {
  Workspace workspace;
  workspace.track(attributes({{"external_id", 17}, {"x", 1}}));
  EXPECT_EQ(workspace.profile("17").at("external_id"), "17");
}

TEST(UsersTest, DeletingCountsWhatWasSent) {
  Workspace workspace;
  workspace.track(attributes({{"external_id", "ada"}, {"x", 1}}));
  workspace.track(attributes({{"external_id", "bea"}, {"x", 1}}));
  const auto answer =
      workspace.call("POST", "/users/delete", {{"external_ids", {"ada", "eve", "eva"}}});
  EXPECT_EQ(answer.status, 201);
  EXPECT_EQ(answer.body.at("deleted"), 3);
  EXPECT_TRUE(workspace.profile("ada").is_null());
  EXPECT_FALSE(workspace.profile("bea").is_null());
}

TEST(UsersTest, AnAmbiguousEmailDeletesNobody) {
  Workspace workspace;
  workspace.track(attributes({{"external_id", "a"}, {"email", "x@x.com"}}));
  workspace.track(attributes({{"external_id", "b"}, {"email", "x@x.com"}}));
  const auto remove = [&](Json order) {
    (void)workspace.call(
        "POST", "/users/delete",
        {{"email_addresses", {{{"email", "x@x.com"}, {"prioritization", std::move(order)}}}}});
    return workspace.export_by({{"email_address", "x@x.com"}}).at("users").size();
  };
  EXPECT_EQ(remove({"identified"}), 2u);
  EXPECT_EQ(remove({"identified", "most_recently_updated"}), 1u);
  EXPECT_FALSE(workspace.profile("a").is_null());
}

TEST(UsersTest, AliasesAreAddedAndRenamed) {
  Workspace workspace;
  const auto found = [&](const char* name) {
    return workspace.export_by({{"user_aliases", {{{"alias_name", name}, {"alias_label", "l"}}}}})
        .at("users")
        .size();
  };
  const auto added =
      workspace.call("POST", "/users/alias/new",
                     {{"user_aliases",
                       {{{"alias_name", "a"}, {"alias_label", "l"}},
                        {{"external_id", "nobody"}, {"alias_name", "b"}, {"alias_label", "l"}}}}});
  EXPECT_EQ(added.status, 201);
  EXPECT_EQ(added.body.at("aliases_processed"), 2);
  EXPECT_EQ(found("a"), 1u);
  EXPECT_EQ(found("b"), 0u);
  (void)workspace.call(
      "POST", "/users/alias/update",
      {{"alias_updates",
        {{{"alias_label", "l"}, {"old_alias_name", "a"}, {"new_alias_name", "c"}}}}});
  EXPECT_EQ(found("a"), 0u);
  EXPECT_EQ(found("c"), 1u);
  EXPECT_EQ(found("C"), 0u);
}

TEST(UsersTest, IdentifyingJoinsAnAliasWithAKnownUser) {
  Workspace workspace;
  const Json alias = {{"alias_name", "n"}, {"alias_label", "l"}};
  workspace.track(attributes({{"external_id", "ada"}, {"first_name", "Ada"}}));
  workspace.track(attributes(
      {{"user_alias", alias}, {"_update_existing_only", false}, {"first_name", "No"}, {"x", 1}}));
  const auto answer =
      workspace.call("POST", "/users/identify",
                     {{"aliases_to_identify", {{{"external_id", "ada"}, {"user_alias", alias}}}}});
  EXPECT_EQ(answer.body, Json({{"message", "success"}, {"aliases_processed", 1}}));
  const Json profile = workspace.profile("ada");
  EXPECT_EQ(profile.at("first_name"), "Ada");
  EXPECT_EQ(profile.at("custom_attributes"), Json({{"x", 1}}));
  EXPECT_EQ(profile.at("user_aliases"), Json::array({alias}));
  EXPECT_EQ(workspace.export_by({{"user_aliases", {alias}}}).at("users").at(0).at("external_id"),
            "ada");
}

TEST(UsersTest, IdentifyingGivesANewExternalIdToAnAliasOnlyUser) {
  Workspace workspace;
  const Json alias = {{"alias_name", "n"}, {"alias_label", "l"}};
  workspace.track(attributes({{"user_alias", alias}, {"_update_existing_only", false}, {"x", 1}}));
  (void)workspace.call(
      "POST", "/users/identify",
      {{"aliases_to_identify", {{{"external_id", "new"}, {"user_alias", alias}}}}});
  EXPECT_EQ(workspace.profile("new").at("custom_attributes"), Json({{"x", 1}}));
}

TEST(UsersTest, MergingAddsUpAndKeepsWhatIsThere) {
  Workspace workspace;
  const Json event = {{"name", "e"}, {"time", "2026-02-01T10:00:00Z"}};
  for (const char* id : {"keep", "merge"}) {
    Json one = event;
    one["external_id"] = id;
    workspace.track(
        {{"attributes", {{{"external_id", id}, {"first_name", id}}}}, {"events", {one}}});
  }
  workspace.track(attributes({{"external_id", "merge"}, {"email", "m@x.com"}}));
  const auto answer = workspace.call("POST", "/users/merge",
                                     {{"merge_updates",
                                       {{{"identifier_to_merge", {{"external_id", "merge"}}},
                                         {"identifier_to_keep", {{"external_id", "keep"}}}}}}});
  EXPECT_EQ(answer.status, 202);
  const Json profile = workspace.profile("keep");
  EXPECT_EQ(profile.at("first_name"), "keep");
  EXPECT_EQ(profile.at("custom_events").at(0).at("count"), 2);
  EXPECT_TRUE(workspace.profile("merge").is_null());
  EXPECT_EQ(workspace.export_by({{"email_address", "m@x.com"}}).at("users").at(0).at("external_id"),
            "keep");
}

TEST(UsersTest, ExportsShowEventsAndPurchasesOfTheLastDays) {
  Workspace workspace;
  Json old = {{"external_id", "ada"}, {"name", "old"}, {"time", "2025-11-01T10:00:00Z"}};
  Json late = {{"external_id", "ada"}, {"name", "late"}, {"time", "2026-02-01T10:00:00Z"}};
  workspace.track({{"events", {old, late}}});
  const Json events = workspace.profile("ada").at("custom_events");
  ASSERT_EQ(events.size(), 1u);
  EXPECT_EQ(events.at(0).at("name"), "late");
}

TEST(UsersTest, ACountryThatIsNoneEmptiesIt) {
  Workspace workspace;
  workspace.track(attributes({{"external_id", "ada"}, {"country", "GB"}}));
  workspace.track(attributes({{"external_id", "ada"}, {"country", "Atlantis"}, {"x", 1}}));
  const Json profile = workspace.profile("ada");
  EXPECT_FALSE(profile.contains("country")) << profile;
  EXPECT_EQ(profile.at("custom_attributes"), Json({{"x", 1}}));
}

TEST(UsersTest, NestedTimesOfFarYearsAreNotStored) {
  Workspace workspace;
  const Json far = {{"$time", "3001-02-03"}}, near = {{"$time", "2999-02-03"}};
  workspace.track(attributes({{"external_id", "ada"},
                              {"t", "3001-02-03"},
                              {"o", {{"far", far}, {"near", near}, {"list", {far, near}}}}}));
  EXPECT_EQ(workspace.profile("ada").at("custom_attributes"),
            Json({{"t", "3001-02-03"},
                  {"o", {{"near", "2999-02-03"}, {"list", Json::array({"2999-02-03"})}}}}));
}

TEST(UsersTest, APhoneNumberThatIsNoneNamesNobody) {
  Workspace workspace;
  workspace.track(attributes({{"phone", "+05551230000"}, {"x", 1}}));
  EXPECT_EQ(workspace.export_by({{"phone", "+05551230000"}}).at("users"), Json::array());
  workspace.track(attributes({{"phone", "+15551230000"}, {"x", 1}}));
  EXPECT_EQ(workspace.export_by({{"phone", "+15551230000"}}).at("users").size(), 1u);
}

TEST(UsersTest, EqualSeedsGiveEqualIds) {
  Workspace one;
  Workspace two;
  two.track(attributes({{"external_id", "earlier"}, {"x", 1}}));
  one.track(attributes({{"external_id", "ada"}, {"x", 1}}));
  two.track(attributes({{"external_id", "ada"}, {"x", 1}}));
  EXPECT_EQ(one.profile("ada").at("braze_id"), two.profile("ada").at("braze_id"));
}

}  // namespace
}  // namespace brazecheck::mock
