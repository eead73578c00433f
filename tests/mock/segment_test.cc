#include <gtest/gtest.h>

#include "mock/server.h"
#include "workspace.h"

namespace brazecheck::mock {
namespace {

Json segment(const std::string& id, Json document) {
  document["id"] = id;
  document["name"] = "Segment " + id;
  if (!document.contains("created_at")) document["created_at"] = "2025-01-01T00:00:00+00:00";
  document["updated_at"] = "2025-02-01T00:00:00+00:00";
  return {{"id", id}, {"document", std::move(document)}};
}

Json segments_and_cards() {
  return {{"tables",
           {{"segments",
             {segment("all", {{"analytics_tracking_enabled", true}, {"tags", {"x"}}}),
              segment("first", {{"created_at", "2024-01-01T00:00:00+00:00"}}),
              segment("berlin", {{"analytics_tracking_enabled", true},
                                 {"filter", {{"attribute", "home_city"}, {"equals", "Berlin"}}}}),
              segment("cups",
                      {{"analytics_tracking_enabled", true}, {"filter", {{"attribute", "cups"}}}}),
              segment("gone", {{"archived", true}})}}}}};
}

class SegmentTest : public testing::Test {
 protected:
  Json get(const std::string& target) {
    const auto answer = workspace.call("GET", target);
    EXPECT_EQ(answer.status, 200) << target << answer.body;
    return answer.body;
  }
  Json sizes(const std::string& query) {
    Json list = Json::array();
    const Json shown = get("/segments/data_series?" + query).at("data");
    for (const Json& point : shown) {
      list.push_back(point.at("size"));
    }
    return list;
  }
  Workspace workspace{[](EmulatorOptions* options) { options->fixtures = segments_and_cards(); }};
};

TEST_F(SegmentTest, TheListLeavesArchivedOnesOutAndBeginsWithTheOldest) {
  const Json listed = get("/segments/list").at("segments");
  ASSERT_EQ(listed.size(), 4u);
  EXPECT_EQ(listed.at(0).at("id"), "first");
  EXPECT_EQ(listed.at(1), Json({{"id", "all"},
                                {"name", "Segment all"},
                                {"analytics_tracking_enabled", true},
                                {"tags", {"x"}}}));
  EXPECT_EQ(get("/segments/list?sort_direction=desc").at("segments").at(3), listed.at(0));
  EXPECT_EQ(get("/segments/list?page=1").at("segments"), Json::array());
}

TEST_F(SegmentTest, DetailsDescribeTheSegment) {
  const Json shown = get("/segments/details?segment_id=all");
  EXPECT_EQ(shown.at("name"), "Segment all");
  EXPECT_EQ(shown.at("tags"), Json({"x"}));
  EXPECT_EQ(shown.at("updated_at"), "2025-02-01T00:00:00+00:00");
}

TEST_F(SegmentTest, AnUnknownSegmentIsRefused) {
  EXPECT_EQ(workspace.call("GET", "/segments/details?segment_id=x").status, 400);
  EXPECT_EQ(workspace.call("GET", "/segments/data_series?length=2&segment_id=x").status, 400);
}

TEST_F(SegmentTest, SizesAreThoseOfTheProfilesThatWereThere) {
  workspace.track({{"attributes", {{{"external_id", "a"}, {"home_city", "Berlin"}}}}});
  workspace.now += std::chrono::days(1);
  workspace.track({{"attributes",
                    {{{"external_id", "b"}, {"home_city", "Berlin"}},
                     {{"external_id", "c"}, {"home_city", "Rome"}, {"cups", 3}}}}});
  EXPECT_EQ(sizes("segment_id=all&length=3"), Json({0, 1, 3}));
  EXPECT_EQ(sizes("segment_id=berlin&length=2"), Json({1, 2}));
  EXPECT_EQ(sizes("segment_id=cups&length=2"), Json({0, 1}));
  EXPECT_EQ(sizes("segment_id=first&length=2"), Json::array());  // no analytics tracking
}

TEST(FeedTest, CardsAreListedDescribedAndCounted) {
  Workspace workspace([](EmulatorOptions* options) { options->fixtures = default_fixtures(); });
  const auto get = [&](const std::string& target) {
    const auto answer = workspace.call("GET", target);
    EXPECT_EQ(answer.status, 200) << target << answer.body;
    return answer.body;
  };
  const Json shown = get("/feed/list").at("cards");
  const Json all = get("/feed/list?include_archived=true").at("cards");
  EXPECT_EQ(all.at(0).at("title"), "The shop at dusk");
  EXPECT_EQ(all.at(1), shown.at(0));
  for (const Json& card : all) {
    const Json details = get("/feed/details?card_id=" + card.at("id").get<std::string>());
    EXPECT_EQ(details.at("title"), card.at("title"));
    EXPECT_EQ(details.at("tags"), card.at("tags"));
  }
  const std::string id = shown.at(0).at("id");
  const Json hours = get("/feed/data_series?unit=hour&length=30&card_id=" + id).at("data");
  ASSERT_EQ(hours.size(), 30u);
  EXPECT_EQ(hours.at(29).at("time"), "2026-03-01T12:00:00+00:00");
  std::int64_t impressions = 0;
  for (const Json& point : hours) {
    EXPECT_LE(point.at("unique_clicks").get<int>(), point.at("clicks").get<int>());
    EXPECT_LE(point.at("unique_impressions").get<int>(), point.at("impressions").get<int>());
    impressions += point.at("impressions").get<std::int64_t>();
  }
  EXPECT_GT(impressions, 0);
  EXPECT_EQ(workspace.call("GET", "/feed/details?card_id=x").status, 400);
  EXPECT_EQ(workspace.call("GET", "/feed/data_series?length=1&card_id=x").status, 400);
}

}  // namespace
}  // namespace brazecheck::mock
