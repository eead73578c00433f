#include <gtest/gtest.h>

#include <algorithm>

#include "mock/server.h"
#include "workspace.h"

namespace brazecheck::mock {
namespace {

/// Two apps without any usual traffic, so that only what calls record is counted.
Json quiet() {
  return {{"tables",
           {{"segments",
             {{{"id", "everyone"}, {"document", {{"analytics_tracking_enabled", true}}}},
              {{"id", "berlin"},
               {"document",
                {{"analytics_tracking_enabled", true},
                 {"filter", {{"attribute", "home_city"}, {"equals", "Berlin"}}}}}}}}}}};
}

class AnalyticsTest : public testing::Test {
 protected:
  Json get(const std::string& target) {
    const auto answer = workspace.call("GET", target);
    EXPECT_EQ(answer.status, 200) << target << answer.body;
    return answer.body;
  }
  /// The numbers of a series, oldest first.
  Json numbers(const std::string& target, const char* name) {
    Json list = Json::array();
    const Json shown = get(target).at("data");
    for (const Json& point : shown) list.push_back(point.at(name));
    return list;
  }
  void event(const char* user, const char* name, const char* time, const char* app = "") {
    Json object = {{"external_id", user}, {"name", name}, {"time", time}};
    if (*app != 0) object["app_id"] = app;
    workspace.track({{"events", {object}}});
  }
  /// Names of all pages of a list that is walked by the Link header.
  Json walk(std::string target, const char* list) {
    Json names = Json::array();
    for (int pages = 0; !target.empty() && pages < 20; ++pages) {
      const HttpAnswer answer = workspace.send("GET", target);
      EXPECT_EQ(answer.status, 200) << target;
      const Json page = Json::parse(answer.body).at(list);
      for (const Json& entry : page) names.push_back(entry.at("name"));
      const std::string links = header(answer, "Link");
      target.clear();
      const std::size_t next = links.find("rel=\"next\"");
      if (next == std::string::npos) break;
      const std::size_t begin = links.rfind('<', next) + 1;
      target = links.substr(begin, links.find('>', begin) - begin);
      EXPECT_TRUE(target.starts_with('/')) << target;
    }
    return names;
  }
  Workspace workspace{[](EmulatorOptions* options) { options->fixtures = quiet(); }};
};

TEST_F(AnalyticsTest, ATrackedEventIsListedDescribedAndCounted) {
  event("a", "poured", "2026-02-28T10:00:00Z");
  event("b", "poured", "2026-03-01T09:00:00Z");
  event("b", "poured", "2026-03-01T11:30:00Z");
  EXPECT_EQ(get("/events/list").at("events"), Json({"poured"}));
  EXPECT_EQ(get("/events").at("events"), Json({{{"name", "poured"},
                                                {"description", nullptr},
                                                {"included_in_analytics_report", false},
                                                {"status", "Active"},
                                                {"tag_names", Json::array()}}}));
  EXPECT_EQ(numbers("/events/data_series?event=poured&length=3", "count"), Json({0, 1, 2}));
  EXPECT_EQ(numbers("/events/data_series?event=other&length=2", "count"), Json({0, 0}));
}

TEST_F(AnalyticsTest, HoursAreToldApartAndNamedWithTheirTime) {
  event("a", "poured", "2026-03-01T09:59:59Z");
  event("a", "poured", "2026-03-01T10:00:00Z");
  const std::string target =
      "/events/data_series?event=poured&length=2&unit=hour&ending_at=2026-03-01T10:30:00Z";
  EXPECT_EQ(numbers(target, "count"), Json({1, 1}));
  EXPECT_EQ(get(target).at("data").at(0).at("time"), "2026-03-01T09:00:00+00:00");
}

TEST_F(AnalyticsTest, EndingAtIsReadWithItsOffset) {
  EXPECT_EQ(get("/sessions/data_series?length=1&ending_at=2026-02-10T23:59:59-5:00")
                .at("data")
                .at(0)
                .at("time"),
            "2026-02-11");
}

TEST_F(AnalyticsTest, AnAppLimitsASeries) {
  event("a", "poured", "2026-03-01T09:00:00Z", "ios");
  event("a", "poured", "2026-03-01T09:00:00Z", "web");
  event("a", "poured", "2026-03-01T09:00:00Z");
  EXPECT_EQ(numbers("/events/data_series?event=poured&length=1&app_id=ios", "count"), Json({1}));
  EXPECT_EQ(numbers("/events/data_series?event=poured&length=1", "count"), Json({3}));
}

TEST_F(AnalyticsTest, ASegmentLimitsASeriesToItsUsers) {
  workspace.track({{"attributes", {{{"external_id", "a"}, {"home_city", "Berlin"}}}}});
  event("a", "poured", "2026-02-27T09:00:00Z");
  event("a", "poured", "2026-03-01T09:00:00Z");
  event("b", "poured", "2026-03-01T10:00:00Z");
  const std::string target = "/events/data_series?event=poured&length=3&segment_id=";
  EXPECT_EQ(numbers(target + "everyone", "count"), Json({1, 0, 2}));
  EXPECT_EQ(numbers(target + "berlin", "count"), Json({1, 0, 1}));
  EXPECT_EQ(workspace.call("GET", target + "nobody").status, 400);
}

TEST_F(AnalyticsTest, NamesComeInAlphabeticalOrderFromPageToPage) {
  Json events = Json::array();
  std::vector<std::string> wanted;
  for (int i = 0; i < 260; ++i) {
    wanted.push_back("event " + std::to_string(i));
    events.push_back(
        {{"external_id", "a"}, {"name", wanted.back()}, {"time", "2026-03-01T09:00:00Z"}});
    if (events.size() == 50) {
      workspace.track({{"events", events}});
      events = Json::array();
    }
  }
  workspace.track({{"events", events}});
  std::sort(wanted.begin(), wanted.end());
  Json listed = get("/events/list").at("events");
  EXPECT_EQ(listed.size(), 250u);
  const Json shown = get("/events/list?page=1").at("events");
  for (const Json& name : shown) listed.push_back(name);
  EXPECT_EQ(listed, Json(wanted));
  EXPECT_EQ(get("/events/list?page=2").at("events"), Json::array());
  EXPECT_EQ(walk("/events", "events"), Json(wanted));
}

TEST_F(AnalyticsTest, CustomAttributesAreThoseThatProfilesHave) {
  Json attributes = {{"external_id", "a"}};
  std::vector<std::string> wanted;
  for (int i = 0; i < 60; ++i) {
    wanted.push_back("attribute " + std::to_string(i));
    attributes[wanted.back()] = i;
  }
  workspace.track({{"attributes", {attributes}}});
  std::sort(wanted.begin(), wanted.end());
  EXPECT_EQ(walk("/custom_attributes", "attributes"), Json(wanted));
  EXPECT_EQ(get("/custom_attributes?cursor=c2tpcDow").at("attributes").at(0),
            Json({{"name", "attribute 0"},
                  {"description", nullptr},
                  {"status", "Active"},
                  {"tag_names", Json::array()},
                  {"data_type", "Number"},
                  {"array_length", nullptr}}));
}

TEST_F(AnalyticsTest, AttributesHaveTheTypeOfTheirValues) {
  workspace.track({{"attributes",
                    {{{"external_id", "a"},
                      {"flag", true},
                      {"list", {"x", "y"}},
                      {"place", {{"city", "Berlin"}}},
                      {"since", "2025-01-01T00:00:00Z"},
                      {"word", "tea"}}}}});
  Json types = Json::object();
  const Json shown = get("/custom_attributes").at("attributes");
  for (const Json& entry : shown) {
    types[entry.at("name").get<std::string>()] = entry.at("data_type");
    if (entry.at("name") == "list") {
      EXPECT_EQ(entry.at("array_length"), 2);
    }
  }
  EXPECT_EQ(types, Json({{"flag", "Boolean"},
                         {"list", "Array"},
                         {"place", "Object"},
                         {"since", "Time"},
                         {"word", "String"}}));
}

TEST_F(AnalyticsTest, AnInventedCursorIsRefused) {
  for (const char* path : {"/events?cursor=abc", "/custom_attributes?cursor=abc"}) {
    EXPECT_EQ(workspace.call("GET", path).status, 400) << path;
  }
}

TEST_F(AnalyticsTest, PurchasesAreListedAndAddedUp) {
  const auto buy = [&](const char* product, int quantity, double price, const char* time) {
    workspace.track({{"purchases",
                      {{{"external_id", "a"},
                        {"product_id", product},
                        {"currency", "EUR"},
                        {"price", price},
                        {"quantity", quantity},
                        {"time", time}}}}});
  };
  buy("cup", 2, 4.25, "2026-03-01T08:00:00Z");
  buy("pot", 1, 30, "2026-03-01T09:00:00Z");
  buy("pot", 1, 31.1, "2026-02-28T09:00:00Z");
  EXPECT_EQ(get("/purchases/product_list").at("products"), Json({"cup", "pot"}));
  EXPECT_EQ(get("/purchases/product_list?page=1").at("products"), Json::array());
  EXPECT_EQ(numbers("/purchases/quantity_series?length=2", "purchase_quantity"), Json({1, 3}));
  EXPECT_EQ(numbers("/purchases/quantity_series?length=2&product=cup", "purchase_quantity"),
            Json({0, 2}));
  EXPECT_EQ(numbers("/purchases/revenue_series?length=2", "revenue"), Json({31.1, 38.5}));
  EXPECT_TRUE(
      get("/purchases/revenue_series?length=1").at("data").at(0).at("revenue").is_number_float());
}

TEST_F(AnalyticsTest, NewUsersAreCounted) {
  event("a", "x", "2026-03-01T09:00:00Z");
  event("a", "x", "2026-03-01T09:00:00Z");
  workspace.now += std::chrono::days(1);
  event("b", "x", "2026-03-01T09:00:00Z");
  EXPECT_EQ(numbers("/kpi/new_users/data_series?length=3", "new_users"), Json({0, 1, 1}));
}

TEST_F(AnalyticsTest, ARefusedCallCountsNothing) {
  EXPECT_EQ(workspace.call("POST", "/users/track", {{"events", {{{"name", "x"}}}}}).status, 400);
  EXPECT_EQ(get("/events/list").at("events"), Json::array());
}

TEST_F(AnalyticsTest, LengthIsRequiredAndLimited) {
  for (const char* path :
       {"/kpi/dau/data_series", "/kpi/dau/data_series?length=0", "/kpi/dau/data_series?length=101",
        "/sessions/data_series?length=1&unit=week", "/kpi/mau/data_series?length=1&ending_at=x"}) {
    EXPECT_EQ(workspace.call("GET", path).status, 400) << path;
  }
}

TEST(UsualTrafficTest, AWorkspaceOfTheFixturesLooksAlive) {
  Workspace workspace([](EmulatorOptions* options) { options->fixtures = default_fixtures(); });
  const std::map<std::string, const char*> series = {
      {"/kpi/dau/data_series?length=10", "dau"},
      {"/kpi/mau/data_series?length=10", "mau"},
      {"/kpi/new_users/data_series?length=10", "new_users"},
      {"/kpi/uninstalls/data_series?length=10", "uninstalls"},
      {"/sessions/data_series?length=10", "sessions"},
      {"/events/data_series?length=10&event=viewed_menu", "count"},
      {"/purchases/quantity_series?length=10", "purchase_quantity"},
      {"/purchases/revenue_series?length=10", "revenue"}};
  const auto total = [&](const std::string& target, const char* name) {
    double sum = 0;
    const auto answer = workspace.call("GET", target);
    EXPECT_EQ(answer.status, 200) << target;
    for (const Json& point : answer.body.at("data")) sum += point.at(name).get<double>();
    return sum;
  };
  for (const auto& [target, name] : series) {
    const double all = total(target, name);
    const double app = total(target + "&app_id=" + default_supplies().at("app_id"), name);
    EXPECT_GT(app, 0) << target;
    EXPECT_GT(all, app) << target;
    EXPECT_EQ(total(target + "&app_id=nobody", name), 0) << target;
    EXPECT_EQ(total(target, name), all) << target;
  }
}

TEST(UsualTrafficTest, TheHoursOfADayAddUpToIt) {
  Workspace workspace([](EmulatorOptions* options) { options->fixtures = default_fixtures(); });
  std::int64_t hours = 0;
  const Json shown = workspace
                         .call("GET",
                               "/events/data_series?event=viewed_menu&length=24&unit=hour"
                               "&ending_at=2026-02-10T23:30:00Z")
                         .body.at("data");
  for (const Json& point : shown) {
    hours += point.at("count").get<std::int64_t>();
  }
  EXPECT_EQ(
      workspace
          .call("GET", "/events/data_series?event=viewed_menu&length=1&ending_at=2026-02-10T12:00Z")
          .body.at("data")
          .at(0)
          .at("count"),
      hours);
}

}  // namespace
}  // namespace brazecheck::mock
