#include <gtest/gtest.h>

#include "mock/schedules.h"
#include "mock/server.h"
#include "workspace.h"

namespace brazecheck::mock {
namespace {

class Schedules : public testing::Test {
 protected:
  Schedules()
      : workspace([](EmulatorOptions* options) { options->fixtures = default_fixtures(); }) {
    campaign = default_supplies().at("campaign_id");
    canvas = default_supplies().at("canvas_id");
    workspace.track({{"attributes", {{{"external_id", "ada"}}}}});
  }

  Json message(const Json& schedule) {
    return {{"external_user_ids", {"ada"}},
            {"messages",
             {{"webhook", {{"url", "https://hooks.example.com/x"}, {"request_method", "POST"}}}}},
            {"schedule", schedule}};
  }
  /// The id of a new schedule, which must succeed.
  std::string create(const char* path, const Json& body) {
    const auto answer = workspace.call("POST", path, body);
    EXPECT_EQ(answer.status, 201) << answer.body;
    return answer.body.value("schedule_id", "");
  }
  /// How many dispatches there are, after what is due has been sent.
  std::size_t sent() {
    std::size_t count = 0;
    workspace.emulator().store().with_state([&](State& state) {
      send_due(&state, workspace.now);
      count = state.table(kDispatches).size();
    });
    return count;
  }
  std::size_t waiting() {
    std::size_t count = 0;
    workspace.emulator().store().with_state(
        [&](State& state) { count = state.table(kSchedules).size(); });
    return count;
  }

  Workspace workspace;
  std::string campaign, canvas;
};

constexpr char kCreate[] = "/messages/schedule/create";
constexpr char kUpdate[] = "/messages/schedule/update";
constexpr char kDelete[] = "/messages/schedule/delete";

TEST_F(Schedules, CreateAnswersWithADashedScheduleIdAndADashlessDispatchId) {
  const auto answer = workspace.call("POST", kCreate, message({{"time", "2026-03-02T09:00:00Z"}}));
  ASSERT_EQ(answer.status, 201) << answer.body;
  EXPECT_EQ(answer.body.at("schedule_id").get<std::string>().size(), 36u);
  EXPECT_EQ(answer.body.at("dispatch_id").get<std::string>().size(), 32u);
  EXPECT_EQ(answer.body.at("message"), "success");
}

TEST_F(Schedules, MessageGoesOutAtItsTimeOnceAndIsThenUnknown) {
  const std::string id = create(kCreate, message({{"time", "2026-03-02T09:00:00+01:00"}}));
  workspace.now = *parse_time("2026-03-02T07:59:59Z");
  EXPECT_EQ(sent(), 0u);
  workspace.now = *parse_time("2026-03-02T08:00:00Z");
  EXPECT_EQ(sent(), 1u);
  EXPECT_EQ(sent(), 1u);
  EXPECT_EQ(waiting(), 0u);
  EXPECT_EQ(workspace.call("POST", kDelete, {{"schedule_id", id}}).status, 400);
}

TEST_F(Schedules, DeletedMessageIsNotSentNorFoundAgain) {
  const std::string id = create(kCreate, message({{"time", "2026-03-02T09:00:00Z"}}));
  EXPECT_EQ(workspace.call("POST", kDelete, {{"schedule_id", id}}).status, 201);
  EXPECT_EQ(workspace.call("POST", kDelete, {{"schedule_id", id}}).status, 400);
  const Json later = {{"time", "2026-03-03T09:00:00Z"}};
  EXPECT_EQ(workspace.call("POST", kUpdate, {{"schedule_id", id}, {"schedule", later}}).status,
            400);
  workspace.now = *parse_time("2026-03-04T00:00:00Z");
  EXPECT_EQ(sent(), 0u);
}

TEST_F(Schedules, UpdateReplacesTheScheduleAndLeavesTheRest) {
  const std::string id = create(kCreate, message({{"time", "2026-03-02T09:00:00Z"}}));
  const Json update = {{"schedule_id", id}, {"schedule", {{"time", "2026-03-05T09:00:00Z"}}}};
  EXPECT_EQ(workspace.call("POST", kUpdate, update).status, 201);
  EXPECT_EQ(workspace.call("POST", kUpdate, update).status, 201);
  workspace.now = *parse_time("2026-03-03T00:00:00Z");
  EXPECT_EQ(sent(), 0u);
  workspace.now = *parse_time("2026-03-05T09:00:00Z");
  EXPECT_EQ(sent(), 1u);
}

TEST_F(Schedules, LocalTimeThatHasPassedIsRefusedAndNothingIsKept) {
  const auto answer = workspace.call(
      "POST", kCreate, message({{"time", "2026-02-20T13:14:47"}, {"in_local_time", true}}));
  EXPECT_EQ(answer.status, 400);
  EXPECT_EQ(answer.body.at("message"), "Bad Request");
  EXPECT_EQ(waiting(), 0u);
}

TEST_F(Schedules, CampaignMayBeScheduledWhileTheLocalTimeIsStillToComeSomewhere) {
  const auto at = [&](const char* time) {
    return workspace
        .call("POST", "/campaigns/trigger/schedule/create",
              {{"campaign_id", campaign},
               {"recipients", {{{"external_user_id", "ada"}}}},
               {"schedule", {{"time", time}, {"in_local_time", true}}}})
        .status;
  };
  // Now is 2026-03-01T12:00:30Z: in the last zone, twelve hours behind, it is half a minute past.
  EXPECT_EQ(at("2026-03-01T00:01:00"), 201);
  EXPECT_EQ(at("2026-03-01T00:00:00"), 400);
}

TEST_F(Schedules, LocalTimeThatHasPassedSomewhereIsNotUpdatedAnyMore) {
  const std::string id =
      create("/campaigns/trigger/schedule/create",
             {{"campaign_id", campaign},
              {"recipients", {{{"external_user_id", "ada"}}}},
              {"schedule", {{"time", "2026-03-02T09:00:00"}, {"in_local_time", true}}}});
  const Json update = {{"campaign_id", campaign},
                       {"schedule_id", id},
                       {"schedule", {{"time", "2026-03-06T09:00:00Z"}}}};
  // In the first zone, fourteen hours ahead, that is 19:00 UTC of the day before.
  workspace.now = *parse_time("2026-03-01T19:00:00Z");
  EXPECT_EQ(workspace.call("POST", "/campaigns/trigger/schedule/update", update).status, 400);
  workspace.now = *parse_time("2026-03-01T18:59:59Z");
  EXPECT_EQ(workspace.call("POST", "/campaigns/trigger/schedule/update", update).status, 201);
}

TEST_F(Schedules, ScheduleBelongsToItsCampaignOrCanvas) {
  const std::string id =
      create("/canvas/trigger/schedule/create", {{"canvas_id", canvas},
                                                 {"recipients", {{{"external_user_id", "ada"}}}},
                                                 {"schedule", {{"time", "2026-03-02T09:00:00Z"}}}});
  EXPECT_EQ(workspace.call("POST", kDelete, {{"schedule_id", id}}).status, 400);
  EXPECT_EQ(workspace
                .call("POST", "/campaigns/trigger/schedule/delete",
                      {{"campaign_id", campaign}, {"schedule_id", id}})
                .status,
            400);
  EXPECT_EQ(workspace
                .call("POST", "/canvas/trigger/schedule/delete",
                      {{"canvas_id", canvas}, {"schedule_id", id}})
                .status,
            201);
  EXPECT_EQ(waiting(), 0u);
}

TEST_F(Schedules, UnknownCampaignIsRefused) {
  const Json body = {{"campaign_id", "none"},
                     {"recipients", {{{"external_user_id", "ada"}}}},
                     {"schedule", {{"time", "2026-03-02T09:00:00Z"}}}};
  const auto answer = workspace.call("POST", "/campaigns/trigger/schedule/create", body);
  EXPECT_EQ(answer.status, 400);
  EXPECT_EQ(answer.body.at("message"), "Invalid Campaign ID");
}

TEST_F(Schedules, ScheduledRecipientsAreCreatedWhenTheMessageGoesOut) {
  (void)create("/canvas/trigger/schedule/create",
               {{"canvas_id", canvas},
                {"recipients",
                 {{{"external_user_id", "new"},
                   {"send_to_existing_only", false},
                   {"attributes", {{"cups", 1}}}}}},
                {"schedule", {{"time", "2026-03-02T09:00:00Z"}}}});
  EXPECT_TRUE(workspace.profile("new").is_null());
  workspace.now = *parse_time("2026-03-02T09:00:00Z");
  EXPECT_EQ(sent(), 1u);
  EXPECT_FALSE(workspace.profile("new").is_null());
}

TEST_F(Schedules, BroadcastsOfTheDashboardAreListedUpToMidnightOfTheEnd) {
  const auto listed = [&](const std::string& end) {
    const auto answer = workspace.call("GET", "/messages/scheduled_broadcasts?end_time=" + end);
    EXPECT_EQ(answer.status, 200) << answer.body;
    Json names = Json::array();
    for (const Json& entry : answer.body.at("scheduled_broadcasts")) {
      names.push_back(entry.at("name"));
    }
    return names;
  };
  (void)create(kCreate, message({{"time", "2026-03-01T13:00:00Z"}}));
  // The letter goes out on Mondays at nine, the tip daily at four.
  EXPECT_EQ(listed("2026-03-01T23:59:59Z"), Json::array());
  EXPECT_EQ(listed("2026-03-02"), Json({"Tea of the day"}));
  EXPECT_EQ(listed("2026-04-01"), Json({"Tea of the day", "Weekly tea letter"}));
  EXPECT_EQ(listed("2018-09-01"), Json::array());
}

TEST_F(Schedules, BroadcastShowsItsNextTimeWithAZoneUnlessItIsLocal) {
  const auto answer = workspace.call("GET", "/messages/scheduled_broadcasts?end_time=2026-04-01");
  const Json& list = answer.body.at("scheduled_broadcasts");
  ASSERT_EQ(list.size(), 2u) << answer.body;
  EXPECT_EQ(list[0].at("type"), "Canvas");
  EXPECT_EQ(list[0].at("next_send_time"), "2026-03-01T16:00:00");
  EXPECT_EQ(list[0].at("schedule_type"), "local_time_zones");
  EXPECT_EQ(list[1].at("type"), "Campaign");
  EXPECT_EQ(list[1].at("next_send_time"), "2026-03-02T09:00:00+00:00");
  EXPECT_EQ(list[1].at("tags"), Json({"letter"}));
}

TEST_F(Schedules, BroadcastsUpToATimeThatIsNoneAreRefused) {
  EXPECT_EQ(workspace.call("GET", "/messages/scheduled_broadcasts?end_time=soon").status, 400);
}

}  // namespace
}  // namespace brazecheck::mock
