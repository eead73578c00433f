#include <gtest/gtest.h>
#include <re2/re2.h>

#include <set>

#include "contract/json.h"
#include "reports/files.h"
#include "sample_run.h"

namespace brazecheck {
namespace {

using test::sample_run;

/// Results by full name.
std::map<std::string, Json> results(const Run& run) {
  std::map<std::string, Json> out;
  for (const auto& [name, content] : allure_files(run)) {
    if (!name.ends_with("-result.json")) continue;
    Json result = Json::parse(content);
    EXPECT_EQ(name, result["uuid"].get<std::string>() + "-result.json");
    out[result["fullName"]] = result;
  }
  return out;
}

TEST(AllureTest, LooksAsAgreed) {
  const Json result = results(sample_run()).at("users.track: users.track/events-max-items");
  test::expect_golden("allure-result.json", result.dump(2) + "\n");
}

TEST(AllureTest, OneResultForEachRequirementOfEachOperation) {
  const auto all = results(sample_run());
  EXPECT_EQ(all.size(), sample_run().results.size());
  EXPECT_TRUE(all.contains("users.track: common/documented-status"));
  EXPECT_TRUE(all.contains("catalogs.items.create_many: common/documented-status"));
}

TEST(AllureTest, StatusSaysWhatTheExitCodeSays) {
  const auto all = results(sample_run());
  EXPECT_EQ(all.at("users.track: event/name-required")["status"], "passed");
  EXPECT_EQ(all.at("users.track: users.track/events-max-items")["status"], "failed");
  EXPECT_EQ(all.at("users.delete: common/json-response")["status"], "broken");
  EXPECT_EQ(all.at("users.delete: common/valid-accepted")["status"], "skipped");
  const Json& warned =
      all.at("catalogs.items.create_many: catalogs.items.create_many/items-id-pattern");
  EXPECT_EQ(warned["status"], "passed");
  EXPECT_NE(std::find(warned["labels"].begin(), warned["labels"].end(),
                      Json({{"name", "tag"}, {"value", "warning"}})),
            warned["labels"].end());
}

TEST(AllureTest, AnotherSeedOrCounterexampleIsTheSameTest) {
  brazecheck::Run other = sample_run();
  other.info.seed = 8;
  other.info.started_at = "2026-02-01T12:00:00Z";
  for (RequirementResult& result : other.results) {
    for (Failure& failure : result.failures) failure.seed = 8;
  }
  const auto first = results(sample_run());
  for (const auto& [name, result] : results(other)) {
    EXPECT_EQ(result["historyId"], first.at(name)["historyId"]);
    EXPECT_EQ(result["testCaseId"], first.at(name)["testCaseId"]);
    EXPECT_NE(result["uuid"], first.at(name)["uuid"]);
    for (const Json& parameter : result["parameters"]) EXPECT_EQ(parameter["excluded"], true);
  }
}

TEST(AllureTest, IdentitiesAreUnique) {
  std::set<std::string> uuids, histories;
  static const re2::RE2 kUuid(
      "[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}");
  for (const auto& [name, result] : results(sample_run())) {
    EXPECT_TRUE(re2::RE2::FullMatch(result["uuid"].get<std::string>(), kUuid));
    EXPECT_TRUE(uuids.insert(result["uuid"]).second);
    EXPECT_TRUE(histories.insert(result["historyId"]).second);
  }
}

TEST(AllureTest, EveryAttachmentIsThereUnderAPlainName) {
  const auto files = allure_files(sample_run());
  static const re2::RE2 kPlain("[A-Za-z0-9._-]{1,100}");
  std::size_t attached = 0;
  for (const auto& [name, result] : results(sample_run())) {
    for (const Json& attachment : result["attachments"]) {
      EXPECT_TRUE(re2::RE2::FullMatch(attachment["name"].get<std::string>(), kPlain));
      EXPECT_TRUE(re2::RE2::FullMatch(attachment["source"].get<std::string>(), kPlain));
      EXPECT_TRUE(files.contains(attachment["source"]));
      ++attached;
    }
  }
  EXPECT_EQ(files.size(), attached + sample_run().results.size() + 1);
}

TEST(AllureTest, TimesAreMillisecondsOfTheRun) {
  const Json result = results(sample_run()).at("users.track: event/name-required");
  // The seventh in order; each begins a millisecond after the one before it.
  EXPECT_EQ(result["start"], 1769860800006);
  EXPECT_EQ(result["stop"], 1769860800131);
}

TEST(AllureTest, TheEnvironmentHoldsWhatIsNeededToRunAgain) {
  EXPECT_EQ(allure_files(sample_run()).at("environment.properties"),
            "brazecheck=0.1.0\ntarget=mock\nseed=7\ncases_per_property=50\ncontracts=3f2a\n"
            "started=2026-01-31T12:00:00Z\n");
}

}  // namespace
}  // namespace brazecheck
