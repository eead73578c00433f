#include <gtest/gtest.h>

#include <set>

#include "workspace.h"

namespace brazecheck::mock {
namespace {

std::string id_of(int number) {
  return "00000000-0000-4000-8000-0000000000" + std::to_string(10 + number);
}

Json integration(int number) {
  return {{"id", id_of(number)},
          {"document",
           {{"integration_id", id_of(number)},
            {"app_group_id", "5f1e9a0c"},
            {"integration_name", "Orders " + std::to_string(number)},
            {"integration_type", "purchases"},
            {"integration_status", "active"},
            {"contact_emails", "data@example.com"},
            {"warehouse_type", "snowflake"},
            {"every_hours", 24},
            {"at_minute", 15},
            {"job_seconds", 120},
            {"outcome",
             {{"job_status", "partial"}, {"rows_synced", 7}, {"rows_failed_with_errors", 2}}}}}};
}

class CdiTest : public testing::Test {
 protected:
  Workspace::Answer sync(int number) {
    return workspace.call("POST", "/cdi/integrations/" + id_of(number) + "/sync");
  }
  HttpAnswer get(const std::string& target) { return workspace.send("GET", target); }
  static std::string jobs_target(int number) {
    return "/cdi/integrations/" + id_of(number) + "/job_sync_status";
  }
  Json jobs(int number) { return Json::parse(get(jobs_target(number)).body).at("results"); }
  /// The cursor of the link with this relation, or "".
  static std::string cursor(const HttpAnswer& answer, const std::string& relation) {
    const std::string links = header(answer, "Link");
    const auto at = links.find("rel=\"" + relation + "\"");
    if (at == std::string::npos) return "";
    const auto begin = links.rfind("cursor=", at) + 7;
    return links.substr(begin, links.find('>', begin) - begin);
  }

  Workspace workspace{[](EmulatorOptions* options) {
    Json rows = Json::array();
    for (int i = 0; i < 12; ++i) rows.push_back(integration(i));
    options->fixtures = {{"tables", {{"cdi_integrations", std::move(rows)}}}};
  }};
};

TEST_F(CdiTest, ASyncRunsForAWhileAndThenEnds) {
  EXPECT_EQ(jobs(0), Json::array());
  const auto started = sync(0);
  EXPECT_EQ(started.status, 202);
  EXPECT_EQ(started.body, Json({{"message", "success"}}));
  EXPECT_EQ(jobs(0), Json::array({{{"job_status", "running"},
                                   {"sync_start_time", "2026-03-01T12:00:30Z"},
                                   {"sync_finish_time", nullptr},
                                   {"last_timestamp_synced", nullptr},
                                   {"rows_synced", 0},
                                   {"rows_failed_with_errors", 0}}}));
  workspace.now += std::chrono::seconds(119);
  EXPECT_EQ(jobs(0).at(0).at("job_status"), "running");
  workspace.now += std::chrono::seconds(1);
  const Json done = jobs(0).at(0);
  EXPECT_EQ(done.at("job_status"), "partial");
  EXPECT_EQ(done.at("sync_finish_time"), "2026-03-01T12:02:30Z");
  EXPECT_EQ(done.at("rows_synced"), 7);
  EXPECT_EQ(done.at("rows_failed_with_errors"), 2);
}

TEST_F(CdiTest, OneSyncOfAnIntegrationRunsAtATime) {
  EXPECT_EQ(sync(0).status, 202);
  const auto second = sync(0);
  EXPECT_EQ(second.status, 429);
  EXPECT_EQ(second.body, Json({{"message", "Another job is in progress"}}));
  EXPECT_EQ(jobs(0).size(), 1u);
  EXPECT_EQ(sync(1).status, 202);
  workspace.now += std::chrono::minutes(2);
  EXPECT_EQ(sync(0).status, 202);
  EXPECT_EQ(jobs(0).size(), 2u);
  EXPECT_EQ(jobs(0).at(0).at("job_status"), "running");
}

TEST_F(CdiTest, TheListShowsTheLastSyncAndTheNextRun) {
  const Json before = Json::parse(get("/cdi/integrations").body).at("results").at(0);
  EXPECT_EQ(before.at("integration_name"), "Orders 0");
  EXPECT_EQ(before.at("last_job_status"), nullptr);
  EXPECT_EQ(before.at("last_updated_at"), nullptr);
  EXPECT_EQ(before.at("next_scheduled_run"), "2026-03-02T00:15:00Z");
  EXPECT_FALSE(before.contains("job_seconds"));

  ASSERT_EQ(sync(0).status, 202);
  const Json running = Json::parse(get("/cdi/integrations").body).at("results").at(0);
  EXPECT_EQ(running.at("last_job_status"), "running");
  EXPECT_EQ(running.at("last_job_start_time"), "2026-03-01T12:00:30Z");
  EXPECT_EQ(running.at("last_updated_at"), nullptr);
  workspace.now += std::chrono::minutes(5);
  const Json done = Json::parse(get("/cdi/integrations").body).at("results").at(0);
  EXPECT_EQ(done.at("last_job_status"), "partial");
  EXPECT_EQ(done.at("last_updated_at"), "2026-03-01T12:00:30Z");
}

TEST_F(CdiTest, LinksLeadThroughAllIntegrations) {
  const HttpAnswer first = get("/cdi/integrations");
  EXPECT_EQ(Json::parse(first.body).at("results").size(), 10u);
  EXPECT_EQ(cursor(first, "prev"), "");
  ASSERT_NE(cursor(first, "next"), "");
  const HttpAnswer second = get("/cdi/integrations?cursor=" + cursor(first, "next"));
  EXPECT_EQ(Json::parse(second.body).at("results").size(), 2u);
  EXPECT_EQ(cursor(second, "next"), "");
  std::set<std::string> names;
  for (const HttpAnswer* page : {&first, &second}) {
    const Json body = Json::parse(page->body);
    for (const Json& entry : body.at("results")) {
      names.insert(entry.at("integration_id").get<std::string>());
    }
  }
  EXPECT_EQ(names.size(), 12u);
  const HttpAnswer back = get("/cdi/integrations?cursor=" + cursor(second, "prev"));
  EXPECT_EQ(back.body, first.body);
}

TEST_F(CdiTest, TenSyncsFitOnePage) {
  for (int i = 0; i < 10; ++i) {
    ASSERT_EQ(sync(3).status, 202);
    workspace.now += std::chrono::minutes(2);
  }
  const HttpAnswer ten = get(jobs_target(3));
  EXPECT_EQ(Json::parse(ten.body).at("results").size(), 10u);
  EXPECT_EQ(header(ten, "Link"), "");
  ASSERT_EQ(sync(3).status, 202);
  const HttpAnswer eleven = get(jobs_target(3));
  EXPECT_EQ(Json::parse(eleven.body).at("results").at(0).at("job_status"), "running");
  EXPECT_NE(header(eleven, "Link").find(jobs_target(3) + "?cursor="), std::string::npos);
}

TEST_F(CdiTest, WrongIdsAndCursorsAreRefused) {
  const std::string unknown = "/cdi/integrations/00000000-0000-0000-0000-000000000000";
  const auto message = [](const Workspace::Answer& answer) {
    return answer.body.at("message").get<std::string>();
  };
  auto answer = workspace.call("POST", unknown + "/sync");
  EXPECT_EQ(answer.status, 404);
  EXPECT_EQ(message(answer), "Integration not found");
  answer = workspace.call("POST", "/cdi/integrations/mine/sync");
  EXPECT_EQ(answer.status, 400);
  EXPECT_EQ(message(answer), "Invalid integration ID");
  answer = workspace.call("GET", unknown + "/job_sync_status");
  EXPECT_EQ(answer.status, 400);
  EXPECT_EQ(message(answer), "Invalid integration ID");
  for (const std::string& target : {std::string("/cdi/integrations"), jobs_target(0)}) {
    answer = workspace.call("GET", target + "?cursor=bad");
    EXPECT_EQ(answer.status, 400);
    EXPECT_EQ(message(answer), "Invalid cursor");
  }
}

}  // namespace
}  // namespace brazecheck::mock
