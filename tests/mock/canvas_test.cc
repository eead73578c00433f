#include <gtest/gtest.h>

#include <set>

#include "mock/json_view.h"
#include "mock/message_stats.h"
#include "mock/server.h"
#include "workspace.h"

namespace brazecheck::mock {
namespace {

class CanvasTest : public testing::Test {
 protected:
  CanvasTest() {
    canvas = default_supplies().at("canvas_id");
    step = default_supplies().at("canvas_step_id");
    variation = default_supplies().at("message_variation_id");
  }
  Json get(const std::string& target) {
    const auto answer = workspace.call("GET", target);
    EXPECT_EQ(answer.status, 200) << target << answer.body;
    return answer.body;
  }
  Json details(const std::string& more = "") {
    return get("/canvas/details?canvas_id=" + canvas + more);
  }
  Json stats(const std::string& query) {
    return get("/canvas/data_series?canvas_id=" + canvas + query).at("data").at("stats");
  }
  Json summary(const std::string& query) {
    return get("/canvas/data_summary?canvas_id=" + canvas + query).at("data");
  }
  Workspace workspace{[](EmulatorOptions* options) { options->fixtures = default_fixtures(); }};
  std::string canvas, step, variation;
};

TEST_F(CanvasTest, EveryListedCanvasHasDetailsWithItsNameAndTags) {
  const Json listed = get("/canvas/list?include_archived=true").at("canvases");
  ASSERT_GT(listed.size(), 2u);
  for (const Json& entry : listed) {
    const Json shown = get("/canvas/details?canvas_id=" + entry.at("id").get<std::string>());
    EXPECT_EQ(shown.at("name"), entry.at("name"));
    EXPECT_EQ(shown.at("tags"), entry.at("tags"));
  }
}

TEST_F(CanvasTest, StoppedOnesAreListedAndArchivedOnesOnRequest) {
  std::set<std::string> names;
  const Json shown = get("/canvas/list").at("canvases");
  for (const Json& entry : shown) names.insert(entry.at("name"));
  EXPECT_TRUE(names.contains("Win back"));
  EXPECT_FALSE(names.contains("First course"));
  // The oldest of all; so the last of the last page when the newest come first.
  EXPECT_EQ(get("/canvas/list?include_archived=true").at("canvases").at(0).at("name"),
            "First course");
  const Json last =
      get("/canvas/list?include_archived=true&sort_direction=desc&page=1").at("canvases");
  EXPECT_EQ(last.back().at("name"), "First course");
}

TEST_F(CanvasTest, AnUnknownCanvasIsRefusedAsObserved) {
  for (const char* target : {"/canvas/details?canvas_id=non-existing",
                             "/canvas/data_series?length=3&canvas_id=non-existing",
                             "/canvas/data_summary?length=3&canvas_id=non-existing"}) {
    const auto answer = workspace.call("GET", target);
    EXPECT_EQ(answer.status, 400) << target;
    EXPECT_EQ(answer.body.at("message"), "canvas_id must be a string of the Canvas api identifier");
  }
}

TEST_F(CanvasTest, StepsAreLinkedAndDeletedOnesAreNotShown) {
  const Json shown = details();
  std::set<std::string> ids;
  for (const Json& entry : shown.at("steps")) ids.insert(entry.at("id"));
  EXPECT_TRUE(ids.contains(step));
  for (const Json& entry : shown.at("steps")) {
    EXPECT_NE(entry.at("name"), "Old reminder");
    for (const Json& next : entry.at("next_step_ids")) {
      EXPECT_TRUE(ids.contains(next.get<std::string>()));
    }
    for (const Json& path : entry.at("next_paths")) {
      const Json& next = path.at("next_step_id");
      EXPECT_TRUE(next.is_null() || ids.contains(next.get<std::string>()));
    }
  }
}

TEST_F(CanvasTest, TheFirstStepIsNamedWhereItIsTheOnlyOne) {
  const Json variants = details().at("variants");
  EXPECT_EQ(variants.at(0).at("first_step_id"), step);
  EXPECT_EQ(variants.at(1).at("first_step_ids").size(), 2u);
  EXPECT_FALSE(variants.at(1).contains("first_step_id"));
}

TEST_F(CanvasTest, BreakdownsComeOnRequestOnly) {
  const Json plain = stats("&length=2");
  for (const Json& day : plain) {
    EXPECT_TRUE(day.contains("total_stats"));
    EXPECT_FALSE(day.contains("variant_stats"));
    EXPECT_FALSE(day.contains("step_stats"));
  }
  const Json full = stats("&length=2&include_variant_breakdown=true&include_step_breakdown=true");
  EXPECT_EQ(full.at(0).at("total_stats"), plain.at(0).at("total_stats"));
  EXPECT_EQ(full.at(0).at("variant_stats").size(), 2u);
  EXPECT_TRUE(full.at(0).at("step_stats").at(step).at("messages").contains("email"));
}

TEST_F(CanvasTest, VariantsShareTheEntries) {
  for (const Json& day : stats("&length=14&include_variant_breakdown=true")) {
    std::int64_t entries = 0;
    for (const Json& variant : day.at("variant_stats")) {
      entries += variant.at("entries").get<std::int64_t>();
    }
    EXPECT_EQ(entries, day.at("total_stats").at("entries").get<std::int64_t>());
  }
}

TEST_F(CanvasTest, DeletedStepsAreCountedOnRequestOnly) {
  const std::size_t without =
      summary("&length=2&include_step_breakdown=true").at("step_stats").size();
  const Json with = summary("&length=2&include_step_breakdown=true&include_deleted_step_data=true");
  EXPECT_EQ(with.at("step_stats").size(), without + 1);
}

TEST_F(CanvasTest, DaysLieBetweenStartAndEndAndWithinLength) {
  const auto days = [&](const std::string& query) {
    Json times = Json::array();
    for (const Json& day : stats(query)) times.push_back(day.at("time"));
    return times;
  };
  EXPECT_EQ(days("&ending_at=2026-02-10T12:00:00Z&starting_at=2026-02-08T23:00:00Z"),
            Json({"2026-02-08", "2026-02-09", "2026-02-10"}));
  EXPECT_EQ(days("&ending_at=2026-02-10&length=2&starting_at=2026-02-01"),
            Json({"2026-02-09", "2026-02-10"}));
  EXPECT_EQ(days("&ending_at=2026-02-10&length=5&starting_at=2026-02-10"), Json({"2026-02-10"}));
  EXPECT_EQ(days("&length=1"), Json({"2026-03-01"}));
  EXPECT_EQ(days("&starting_at=2020-01-01").size(), 14u);
}

TEST_F(CanvasTest, TheSummaryAddsUpTheSeries) {
  const std::string query =
      "&length=6&ending_at=2026-02-10&include_variant_breakdown=true&include_step_breakdown=true";
  Json sum;
  for (Json day : stats(query)) {
    day.erase("time");
    if (sum.is_null()) {
      sum = day;
    } else {
      add_up(day, &sum);
    }
  }
  sum["name"] = "Onboarding";
  EXPECT_EQ(summary(query), sum);
  EXPECT_GT(sum.at("total_stats").at("entries").get<int>(), 0);
}

TEST_F(CanvasTest, OneOfLengthAndStartIsRequired) {
  EXPECT_EQ(workspace.call("GET", "/canvas/data_series?canvas_id=" + canvas).status, 400);
  EXPECT_EQ(workspace.call("GET", "/canvas/data_summary?canvas_id=" + canvas + "&length=15").status,
            400);
}

TEST_F(CanvasTest, EntriesByCallsCountOnTheirDay) {
  const Json before = stats("&length=1");
  workspace.emulator().store().with_state(
      [&](State& state) { state.activity.add("sends", canvas, "", workspace.now, 3); });
  const auto entries = [](const Json& days) {
    return days.at(0).at("total_stats").at("entries").get<int>();
  };
  EXPECT_EQ(entries(stats("&length=1")), entries(before) + 3);
}

TEST_F(CanvasTest, LinkAliasesAreThoseOfTheStep) {
  const std::string path = "/canvas/url_info/details?";
  const Json links =
      get(path + "canvas_step_id=" + step + "&message_variation_id=" + variation).at("link_data");
  EXPECT_EQ(links.size(), 2u);
  // As the example of the page names the step.
  EXPECT_EQ(
      get(path + "campaign_id=" + step + "&message_variation_id=" + variation).at("link_data"),
      links);
  EXPECT_EQ(workspace.call("GET", path + "canvas_step_id=x&message_variation_id=" + variation)
                .body.at("message"),
            "Missing/Invalid Canvas ID");
  EXPECT_EQ(workspace.call("GET", path + "canvas_step_id=" + step + "&message_variation_id=x")
                .body.at("message"),
            "Missing/Invalid Message Variant ID");
}

}  // namespace
}  // namespace brazecheck::mock
