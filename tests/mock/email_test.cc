#include <gtest/gtest.h>

#include "mock/server.h"
#include "workspace.h"

namespace brazecheck::mock {
namespace {

Json attributes(Json fields) { return {{"attributes", Json::array({std::move(fields)})}}; }

void put(Workspace* workspace, const std::string& table, const std::string& id, Json document) {
  workspace->emulator().store().with_state(
      [&](State& state) { state.table(table).put(id, std::move(document)); });
}

void set_status(Workspace* workspace, const Json& email, const std::string& word) {
  const auto answer =
      workspace->call("POST", "/email/status", {{"email", email}, {"subscription_state", word}});
  EXPECT_EQ(answer.status, 201) << answer.body;
  EXPECT_EQ(answer.body, Json({{"message", "success"}}));
}

/// Addresses of a list, in its order.
std::vector<std::string> listed(Workspace* workspace, const std::string& target,
                                const char* list = "emails", const char* name = "email") {
  const auto answer = workspace->call("GET", target);
  EXPECT_EQ(answer.status, 200) << answer.body;
  std::vector<std::string> ids;
  for (const Json& entry : answer.body.at(list)) ids.push_back(entry.at(name));
  return ids;
}

using Ids = std::vector<std::string>;

TEST(EmailTest, AStateIsGivenToEveryProfileWithTheAddress) {
  Workspace workspace;
  for (const char* id : {"ada", "eve"}) {
    workspace.track(attributes({{"external_id", id}, {"email", "a@x.com"}}));
  }
  workspace.track(attributes({{"external_id", "lin"}, {"email", "b@x.com"}}));
  set_status(&workspace, "a@x.com", "unsubscribed");
  EXPECT_EQ(workspace.profile("ada").at("email_subscribe"), "unsubscribed");
  EXPECT_EQ(workspace.profile("eve").at("email_subscribe"), "unsubscribed");
  EXPECT_EQ(workspace.profile("lin").at("email_subscribe"), "subscribed");
  set_status(&workspace, {"a@x.com", "b@x.com"}, "opted_in");
  EXPECT_EQ(workspace.profile("eve").at("email_subscribe"), "opted_in");
  EXPECT_EQ(workspace.profile("lin").at("email_subscribe"), "opted_in");
}

TEST(EmailTest, TheStateOfAnAddressWithoutUserWaitsForOne) {
  Workspace workspace;
  set_status(&workspace, "a@x.com", "unsubscribed");
  workspace.track(attributes({{"external_id", "ada"}, {"email", "a@x.com"}}));
  EXPECT_EQ(workspace.profile("ada").at("email_subscribe"), "unsubscribed");
  set_status(&workspace, "c@x.com", "opted_in");
  workspace.track(
      {{"events", {{{"email", "c@x.com"}, {"name", "e"}, {"time", "2026-02-01T00:00:00Z"}}}}});
  const Json users = workspace.export_by({{"email_address", "c@x.com"}}).at("users");
  ASSERT_EQ(users.size(), 1u);
  EXPECT_EQ(users.at(0).at("email_subscribe"), "opted_in");
}

TEST(EmailTest, AStateSetWithAttributesIsThatOfTheAddress) {
  Workspace workspace;
  workspace.track(attributes({{"external_id", "eve"}, {"email", "a@x.com"}}));
  workspace.track(attributes(
      {{"external_id", "ada"}, {"email", "a@x.com"}, {"email_subscribe", "unsubscribed"}}));
  EXPECT_EQ(workspace.profile("eve").at("email_subscribe"), "unsubscribed");
  const std::string range = "/email/unsubscribes?start_date=2026-03-01&end_date=2026-03-02";
  EXPECT_EQ(listed(&workspace, range), Ids{"a@x.com"});
  workspace.track(attributes({{"external_id", "ada"}, {"email_subscribe", nullptr}}));
  EXPECT_EQ(workspace.profile("eve").at("email_subscribe"), "subscribed");
  EXPECT_EQ(listed(&workspace, range), Ids{});
}

TEST(EmailTest, AStateFromBeforeTheAddressGoesToTheAddress) {
  Workspace workspace;
  workspace.track(attributes({{"external_id", "ada"}, {"email_subscribe", "unsubscribed"}}));
  EXPECT_EQ(listed(&workspace, "/email/unsubscribes?start_date=2026-03-01&end_date=2026-03-02"),
            Ids{});
  workspace.track(attributes({{"external_id", "ada"}, {"email", "a@x.com"}}));
  EXPECT_EQ(listed(&workspace, "/email/unsubscribes?start_date=2026-03-01&end_date=2026-03-02"),
            Ids{"a@x.com"});
}

TEST(EmailTest, UnsubscribedAddressesAreListedNewestFirstWithTheObservedTimes) {
  Workspace workspace;
  for (const char* address : {"a@x.com", "b@x.com", "c@x.com"}) {
    set_status(&workspace, address, "unsubscribed");
    workspace.now += std::chrono::hours(1);
  }
  const std::string range = "/email/unsubscribes?start_date=2026-03-01&end_date=2026-03-02";
  const auto answer = workspace.call("GET", range + "&limit=1");
  EXPECT_EQ(
      answer.body,
      Json({{"emails", {{{"email", "c@x.com"}, {"unsubscribed_at", "2026-03-01 14:00:30 +0000"}}}},
            {"message", "success"}}));
  EXPECT_EQ(listed(&workspace, range), (Ids{"c@x.com", "b@x.com", "a@x.com"}));
  EXPECT_EQ(listed(&workspace, range + "&sort_direction=desc"),
            (Ids{"c@x.com", "b@x.com", "a@x.com"}));
  EXPECT_EQ(listed(&workspace, range + "&sort_direction=asc"),
            (Ids{"a@x.com", "b@x.com", "c@x.com"}));
  EXPECT_EQ(listed(&workspace, range + "&offset=1&limit=1"), Ids{"b@x.com"});
  EXPECT_EQ(listed(&workspace, range + "&offset=9"), Ids{});
}

TEST(EmailTest, AFaultShiftsThePagesThatFollowTheFirst) {
  for (const auto& [fault, next] :
       {std::pair("drop-page", "a@x.com"), {"repeat-page", "c@x.com"}}) {
    Workspace workspace({fault});
    for (const char* address : {"a@x.com", "b@x.com", "c@x.com"}) {
      set_status(&workspace, address, "unsubscribed");
      workspace.now += std::chrono::hours(1);
    }
    const std::string range =
        "/email/unsubscribes?start_date=2026-03-01&end_date=2026-03-02&limit=1";
    EXPECT_EQ(listed(&workspace, range), Ids{"c@x.com"});
    EXPECT_EQ(listed(&workspace, range + "&offset=1"), Ids{next}) << fault;
  }
}

TEST(EmailTest, WhoUnsubscribesAgainKeepsTheTimeAndWhoComesBackIsNoLongerListed) {
  Workspace workspace;
  set_status(&workspace, "a@x.com", "unsubscribed");
  workspace.now += std::chrono::hours(1);
  set_status(&workspace, "a@x.com", "unsubscribed");
  const std::string query = "/email/unsubscribes?email=a@x.com&end_date=2026-03-02";
  EXPECT_EQ(workspace.call("GET", query).body.at("emails").at(0).at("unsubscribed_at"),
            "2026-03-01 12:00:30 +0000");
  set_status(&workspace, "a@x.com", "subscribed");
  EXPECT_EQ(listed(&workspace, query), Ids{});
}

TEST(EmailTest, DatesAreMidnightsInUtcAndAnAddressWinsOverThem) {
  Workspace workspace;
  put(&workspace, "hard_bounces", "a@x.com", {{"bounced_at", "2026-02-10T00:00:00Z"}});
  put(&workspace, "hard_bounces", "b@x.com", {{"bounced_at", "2026-02-10T23:59:59Z"}});
  put(&workspace, "hard_bounces", "c@x.com", {{"bounced_at", "2026-02-11T00:00:01Z"}});
  const std::string day = "/email/hard_bounces?start_date=2026-02-10&end_date=2026-02-11";
  EXPECT_EQ(listed(&workspace, day), (Ids{"b@x.com", "a@x.com"}));
  EXPECT_EQ(listed(&workspace, day + "&email=c@x.com"), Ids{"c@x.com"});
  EXPECT_EQ(listed(&workspace, day + "&email=d@x.com"), Ids{});
  EXPECT_EQ(workspace.call("GET", day).body.at("emails").at(1),
            Json({{"email", "a@x.com"}, {"hard_bounced_at", "2026-02-10 00:00:00 +0000"}}));
}

TEST(EmailTest, ListsHaveADefaultLimitAndCapWhatIsAskedFor) {
  Workspace workspace;
  const auto name = [](int i) { return std::to_string(1000 + i) + "@x.com"; };
  for (int i = 0; i < 510; ++i) {
    put(&workspace, "hard_bounces", name(i),
        {{"bounced_at", to_export_time(workspace.now - std::chrono::minutes(i))}});
  }
  const std::string range = "/email/hard_bounces?start_date=2026-02-01&end_date=2026-03-02";
  EXPECT_EQ(listed(&workspace, range).size(), 100u);
  EXPECT_EQ(listed(&workspace, range + "&limit=501").size(), 500u);
  EXPECT_EQ(listed(&workspace, range + "&limit=500&offset=500").size(), 10u);
  EXPECT_EQ(listed(&workspace, range + "&limit=2&offset=100"), (Ids{name(100), name(101)}));
}

TEST(EmailTest, ListsRefuseWhatTheirParametersForbid) {
  Workspace workspace;
  for (const char* query : {"", "?start_date=2026-02-01", "?end_date=2026-02-01",
                            "?start_date=yesterday&end_date=2026-02-01",
                            "?start_date=2026-02-01&end_date=2026-03-01&limit=many"}) {
    for (const char* path : {"/email/hard_bounces", "/email/unsubscribes"}) {
      const auto answer = workspace.call("GET", std::string(path) + query);
      EXPECT_EQ(answer.status, 400) << path << query;
      EXPECT_TRUE(answer.body.contains("message")) << path << query;
    }
  }
}

TEST(EmailTest, BlockingUnsubscribesAndBouncesUnderBothNames) {
  for (const char* path : {"/email/blocklist", "/email/blacklist"}) {
    Workspace workspace;
    workspace.track(attributes({{"external_id", "ada"}, {"email", "a@x.com"}}));
    const auto answer = workspace.call("POST", path, {{"email", {"a@x.com", "b@x.com"}}});
    EXPECT_EQ(answer.status, 201) << answer.body;
    EXPECT_EQ(workspace.profile("ada").at("email_subscribe"), "unsubscribed");
    for (const char* list : {"/email/hard_bounces", "/email/unsubscribes"}) {
      EXPECT_EQ(
          listed(&workspace, std::string(list) + "?start_date=2026-03-01&end_date=2026-03-02"),
          (Ids{"b@x.com", "a@x.com"}))
          << path;
    }
    EXPECT_EQ(workspace.call("POST", "/email/bounce/remove", {{"email", "a@x.com"}}).status, 201);
    EXPECT_EQ(listed(&workspace, "/email/hard_bounces?start_date=2026-03-01&end_date=2026-03-02"),
              Ids{"b@x.com"});
    // Off the list, but not back: nobody subscribed again.
    EXPECT_EQ(workspace.profile("ada").at("email_subscribe"), "unsubscribed");
  }
}

TEST(EmailTest, ReportsOfSpamComeFromAttributesAndGo) {
  Workspace workspace;
  workspace.track(attributes({{"external_id", "ada"},
                              {"email", "a@x.com"},
                              {"marked_email_as_spam_at", "2026-02-03T04:05:06Z"}}));
  const std::string query = "/users/subscription?email=a@x.com";
  EXPECT_EQ(workspace.call("GET", query).body.at("emails").at(0).at("spam_at"),
            "2026-02-03T04:05:06.000Z");
  const auto answer = workspace.call("POST", "/email/spam/remove", {{"email", {"a@x.com"}}});
  EXPECT_EQ(answer.status, 201);
  EXPECT_EQ(workspace.call("GET", query).body.at("emails").at(0).at("spam_at"), nullptr);
}

TEST(EmailTest, WritesRefuseMoreAddressesThanDocumentedAndChangeNothing) {
  Workspace workspace;
  Json many = Json::array();
  for (int i = 0; i < 51; ++i) many.push_back(std::to_string(i) + "@x.com");
  for (const char* path : {"/email/status", "/email/blocklist", "/email/blacklist",
                           "/email/bounce/remove", "/email/spam/remove"}) {
    Json body = {{"email", many}, {"subscription_state", "unsubscribed"}};
    EXPECT_EQ(workspace.call("POST", path, body).status, 400) << path;
    body["email"] = Json::array();
    EXPECT_EQ(workspace.call("POST", path, body).status, 400) << path;
    body.erase("email");
    EXPECT_EQ(workspace.call("POST", path, body).status, 400) << path;
  }
  EXPECT_EQ(
      workspace.call("POST", "/email/status", {{"email", "a@x.com"}, {"subscription_state", "x"}})
          .status,
      400);
  EXPECT_EQ(listed(&workspace, "/email/unsubscribes?start_date=2026-03-01&end_date=2026-03-02"),
            Ids{});
}

TEST(SmsTest, InvalidNumbersAreListedByRangeNumberAndReason) {
  Workspace workspace;
  put(&workspace, "invalid_phone_numbers", "+15551230001",
      {{"detected_at", "2026-02-10T08:00:00Z"}, {"reason", "provider_error"}});
  put(&workspace, "invalid_phone_numbers", "+15551230002",
      {{"detected_at", "2026-02-12T08:00:00Z"}, {"reason", "deactivated"}});
  const auto numbers = [&](const std::string& query) {
    return listed(&workspace, "/sms/invalid_phone_numbers" + query, "sms", "phone");
  };
  EXPECT_EQ(numbers("?start_date=2026-02-01&end_date=2026-03-01"),
            (Ids{"+15551230002", "+15551230001"}));
  EXPECT_EQ(numbers("?start_date=2026-02-11&end_date=2026-03-01"), Ids{"+15551230002"});
  EXPECT_EQ(numbers("?start_date=2026-02-01&end_date=2026-03-01&reason=provider_error"),
            Ids{"+15551230001"});
  EXPECT_EQ(numbers("?start_date=2026-02-01&end_date=2026-03-01&limit=1&offset=1"),
            Ids{"+15551230001"});
  // The range has no part in it, and the plus sign none either.
  EXPECT_EQ(numbers("?phone_numbers[]=15551230001&start_date=2026-02-11&end_date=2026-03-01"),
            Ids{"+15551230001"});
  EXPECT_EQ(numbers("?phone_numbers=+15551230002"), Ids{"+15551230002"});
  EXPECT_EQ(numbers("?phone_numbers[]=%2B15551230009"), Ids{});
  EXPECT_EQ(workspace.call("GET", "/sms/invalid_phone_numbers?phone_numbers[]=15551230001")
                .body.at("sms"),
            Json::array({{{"phone", "+15551230001"},
                          {"invalid_detected_at", "2026-02-10 08:00:00 +0000"},
                          {"reason", "provider_error"}}}));
  EXPECT_EQ(workspace.call("GET", "/sms/invalid_phone_numbers").status, 400);
  EXPECT_EQ(workspace.call("GET", "/sms/invalid_phone_numbers?start_date=2026-02-11").status, 400);
}

TEST(SmsTest, NumbersThatWereRemovedAreNoLongerListed) {
  Workspace workspace;
  for (const char* number : {"+15551230001", "+15551230002"}) {
    put(&workspace, "invalid_phone_numbers", number, {{"detected_at", "2026-02-10T08:00:00Z"}});
  }
  const std::string query = "/sms/invalid_phone_numbers?start_date=2026-02-01&end_date=2026-03-01";
  const auto answer = workspace.call("POST", "/sms/invalid_phone_numbers/remove",
                                     {{"phone_numbers", {"15551230001", "+15551230009"}}});
  EXPECT_EQ(answer.status, 201) << answer.body;
  EXPECT_EQ(listed(&workspace, query, "sms", "phone"), Ids{"+15551230002"});
  Json many = Json::array();
  for (int i = 0; i < 51; ++i) many.push_back("+155512300" + std::to_string(10 + i));
  many[0] = "+15551230002";
  EXPECT_EQ(
      workspace.call("POST", "/sms/invalid_phone_numbers/remove", {{"phone_numbers", many}}).status,
      400);
  EXPECT_EQ(listed(&workspace, query, "sms", "phone"), Ids{"+15551230002"});
}

TEST(EmailTest, AfterAPlainStartEveryListShowsSomething) {
  Workspace workspace([](EmulatorOptions* options) { options->fixtures = default_fixtures(); });
  const std::string range = "?start_date=2026-02-01&end_date=2026-03-01";
  EXPECT_FALSE(listed(&workspace, "/email/unsubscribes" + range).empty());
  EXPECT_FALSE(listed(&workspace, "/email/hard_bounces" + range).empty());
  EXPECT_FALSE(listed(&workspace, "/sms/invalid_phone_numbers" + range, "sms", "phone").empty());
}

}  // namespace
}  // namespace brazecheck::mock
