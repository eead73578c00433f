#include "mock/store.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "contract/error.h"
#include "mock/emulated_clock.h"
#include "workspace.h"

namespace brazecheck::mock {
namespace {

namespace fs = std::filesystem;
using std::chrono_literals::operator""ms;

Json attributes(const std::string& id, const std::string& name) {
  return {{"attributes", {{{"external_id", id}, {"first_name", name}}}}};
}

Workspace::Setup with_delay(std::chrono::milliseconds delay) {
  return [delay](EmulatorOptions* options) { options->consistency = delay; };
}

TEST(ConsistencyTest, WhatIsAsynchronousShowsAfterTheDelay) {
  Workspace workspace(with_delay(2000ms));
  workspace.track(attributes("ada", "Ada"));
  EXPECT_TRUE(workspace.profile("ada").is_null());
  workspace.now += 1999ms;
  EXPECT_TRUE(workspace.profile("ada").is_null());
  workspace.now += 1ms;
  EXPECT_EQ(workspace.profile("ada").at("first_name"), "Ada");
}

TEST(ConsistencyTest, EffectsComeInTheOrderOfTheirCalls) {
  Workspace workspace(with_delay(2000ms));
  workspace.track(attributes("ada", "Ada"));
  workspace.track(attributes("ada", "Augusta"));
  EXPECT_EQ(workspace.call("POST", "/users/delete", {{"external_ids", {"bob"}}}).body.at("deleted"),
            1);
  workspace.now += 5000ms;
  EXPECT_EQ(workspace.profile("ada").at("first_name"), "Augusta");
}

TEST(ConsistencyTest, DeletedUsersAreThereUntilThen) {
  Workspace workspace(with_delay(2000ms));
  workspace.track(attributes("ada", "Ada"));
  workspace.now += 2000ms;
  EXPECT_EQ(workspace.call("POST", "/users/delete", {{"external_ids", {"ada"}}}).body.at("deleted"),
            1);
  EXPECT_EQ(workspace.profile("ada").at("first_name"), "Ada");
  workspace.now += 2000ms;
  EXPECT_TRUE(workspace.profile("ada").is_null());
}

TEST(ConsistencyTest, FaultyObjectsAreReportedAtOnceAndLeftOutLater) {
  Workspace workspace(with_delay(2000ms));
  const auto answer = workspace.call(
      "POST", "/users/track",
      {{"attributes", {{{"external_id", "ada"}, {"first_name", "Ada"}}, {{"first_name", "Eve"}}}}});
  EXPECT_EQ(answer.status, 201);
  EXPECT_EQ(answer.body.at("errors").size(), 1u);
  workspace.now += 2000ms;
  EXPECT_EQ(workspace.profile("ada").at("first_name"), "Ada");
  EXPECT_EQ(workspace.emulator().store().waiting(), false);
}

TEST(ConsistencyTest, RefusalsDoNotWait) {
  Workspace workspace(with_delay(2000ms));
  EXPECT_EQ(workspace.call("DELETE", "/catalogs/none/items", {{"items", {{{"id", "x"}}}}}).status,
            404);
  EXPECT_FALSE(workspace.emulator().store().waiting());
}

TEST(ConsistencyTest, ALostWriteIsStillLostLater) {
  Workspace workspace([](EmulatorOptions* options) {
    options->consistency = 10ms;
    options->faults = {"lost-write:users.track"};
  });
  workspace.track(attributes("ada", "Ada"));
  workspace.now += 1000ms;
  EXPECT_TRUE(workspace.profile("ada").is_null());
}

TEST(StoreTest, ARefusedCallChangesNothing) {
  Workspace workspace;
  const auto fields = Json{{{"name", "id"}, {"type", "string"}}};
  ASSERT_EQ(workspace
                .call("POST", "/catalogs",
                      {{"catalogs", {{{"name", "a"}, {"description", "d"}, {"fields", fields}}}}})
                .status,
            201);
  const auto state = [&] {
    Json document;
    workspace.emulator().store().with_state([&](State& all) { document = all.to_json(); });
    return document;
  };
  const Json before = state();
  EXPECT_EQ(workspace
                .call("POST", "/catalogs",
                      {{"catalogs", {{{"name", "a"}, {"description", "d"}, {"fields", fields}}}}})
                .status,
            400);
  EXPECT_EQ(workspace.call("POST", "/catalogs/a/items/x", {{"items", {{{"nope", 1}}}}}).status,
            400);
  EXPECT_EQ(state(), before);
}

/// A state file in a folder of its own.
class StateFileTest : public testing::Test {
 protected:
  StateFileTest()
      : folder_(fs::temp_directory_path() / ("brazecheck-state-" + std::to_string(getpid()))) {
    fs::create_directories(folder_);
  }
  ~StateFileTest() override { fs::remove_all(folder_); }

  [[nodiscard]] fs::path path() const { return folder_ / "state.db"; }
  [[nodiscard]] Workspace::Setup kept(std::chrono::milliseconds delay = 0ms) const {
    return [this, delay](EmulatorOptions* options) {
      options->state_file = path();
      options->consistency = delay;
    };
  }

  fs::path folder_;
};

TEST_F(StateFileTest, TheNextEmulatorGoesOnWhereTheLastOneEnded) {
  {
    Workspace workspace(kept());
    workspace.track(attributes("ada", "Ada"));
    workspace.track(attributes("bob", "Bob"));
    workspace.track(
        {{"events",
          {{{"external_id", "ada"}, {"name", "seen"}, {"time", "2026-01-01T00:00:00Z"}}}}});
    ASSERT_EQ(workspace.call("POST", "/users/delete", {{"external_ids", {"bob"}}}).status, 201);
    const auto fields =
        Json{{{"name", "id"}, {"type", "string"}}, {{"name", "n"}, {"type", "number"}}};
    for (const char* name : {"shop", "gone"}) {
      ASSERT_EQ(
          workspace
              .call("POST", "/catalogs",
                    {{"catalogs", {{{"name", name}, {"description", "d"}, {"fields", fields}}}}})
              .status,
          201);
    }
    for (const char* id : {"z", "a", "m"}) {
      ASSERT_EQ(
          workspace
              .call("POST", std::string("/catalogs/shop/items/") + id, {{"items", {{{"n", 1.5}}}}})
              .status,
          201);
    }
    ASSERT_EQ(workspace.call("DELETE", "/catalogs/gone").status, 200);
  }
  Workspace workspace(kept());
  EXPECT_EQ(workspace.profile("ada").at("first_name"), "Ada");
  EXPECT_EQ(workspace.profile("ada").at("custom_events").at(0).at("count"), 1);
  EXPECT_TRUE(workspace.profile("bob").is_null());
  const Json items = workspace.call("GET", "/catalogs/shop/items").body.at("items");
  ASSERT_EQ(items.size(), 3u);
  EXPECT_EQ(items.at(0), Json({{"id", "z"}, {"n", 1.5}})) << "in the order of their creation";
  EXPECT_EQ(workspace.call("GET", "/catalogs").body.at("catalogs").size(), 1u);
}

TEST_F(StateFileTest, WhatIsOnItsWayIsNotForgotten) {
  {
    Workspace workspace(kept(2000ms));
    workspace.track(attributes("ada", "Ada"));
  }
  Workspace workspace(kept(2000ms));
  EXPECT_TRUE(workspace.profile("ada").is_null());
  workspace.now += 2000ms;
  EXPECT_EQ(workspace.profile("ada").at("first_name"), "Ada");
}

TEST_F(StateFileTest, WhatIsMadeAfterARestartTakesNothingsPlace) {
  for (const char* name : {"first", "second"}) {
    Workspace workspace(kept(2000ms));
    ASSERT_EQ(
        workspace.call("POST", "/content_blocks/create", {{"name", name}, {"content", "c"}}).status,
        201);
    workspace.track(attributes(name, "Ada"));
  }
  Workspace workspace(kept(2000ms));
  EXPECT_EQ(workspace.call("GET", "/content_blocks/list").body.at("content_blocks").size(), 2u);
  workspace.now += 2000ms;
  EXPECT_EQ(workspace.profile("first").at("first_name"), "Ada");
  EXPECT_EQ(workspace.profile("second").at("first_name"), "Ada");
}

TEST_F(StateFileTest, FixturesAreForNewFilesOnly) {
  const auto with_fixtures = [this](EmulatorOptions* options) {
    options->state_file = path();
    options->fixtures = {{"tables", {{"notes", {{{"id", "n"}, {"document", {{"x", 1}}}}}}}}};
  };
  const auto notes = [](Workspace& workspace) {
    std::size_t size = 0;
    workspace.emulator().store().with_state(
        [&](State& state) { size = state.table("notes").size(); });
    return size;
  };
  {
    Workspace workspace(with_fixtures);
    EXPECT_EQ(notes(workspace), 1u);
    workspace.emulator().store().with_state([](State& state) { state.table("notes").clear(); });
    workspace.track(attributes("ada", "Ada"));
  }
  Workspace workspace(with_fixtures);
  EXPECT_EQ(notes(workspace), 0u);
}

TEST_F(StateFileTest, AFileOfAnotherKindIsRefusedAndLeftAlone) {
  const std::string text = "this is no database, but it may be precious to somebody";
  std::ofstream(path()) << text;
  EXPECT_THROW(Workspace{kept()}, InputError);
  std::ifstream in(path());
  EXPECT_EQ(std::string(std::istreambuf_iterator<char>(in), {}), text);
  EXPECT_THROW(StateFile("/nowhere/at/all/state.db"), InputError);
}

TEST(ClockTest, StandsStillRunsFasterAndMovesOn) {
  EmulatedClock clock("2030-01-01T00:00:00Z");
  EXPECT_EQ(to_export_time(clock.now()), "2030-01-01T00:00:00.000Z");
  clock.advance(1500ms);
  EXPECT_EQ(to_export_time(clock.now()), "2030-01-01T00:00:01.500Z");
  clock.set("2030-01-01T00:00:00Z x1000000");
  const Time first = clock.now();
  while (clock.now() == first) {
  }
  EXPECT_GT(clock.now(), first);
  EXPECT_EQ(clock.speed(), 1000000);
  clock.set("real");
  EXPECT_LT(system_now() - clock.now(), std::chrono::hours(1));
  for (const char* bad :
       {"", "tomorrow", "x", "x-1", "xabc", "2030-01-01 x", "x1e99", "2030-13-01"}) {
    EXPECT_THROW(clock.set(bad), InputError) << bad;
  }
}

TEST(UsersMemoryTest, ProfilesThatAreNotInUseArePackedAndFoundAgain) {
  Workspace workspace;
  constexpr int kUsers = 20000;  // more than stay open
  for (int i = 0; i < kUsers; i += 50) {
    Json body;
    for (int k = i; k < i + 50; ++k) {
      const std::string id = std::to_string(k);
      body["attributes"].push_back({{"external_id", "u" + id},
                                    {"email", "u" + id + "@x.com"},
                                    {"tags", {"a", id}},
                                    {"score", k}});
    }
    workspace.track(body);
  }
  for (const int i : {0, 1, 777, kUsers / 2, kUsers - 1}) {
    const std::string id = std::to_string(i);
    const Json profile = workspace.profile("u" + id);
    EXPECT_EQ(profile.at("custom_attributes"), Json({{"score", i}, {"tags", {"a", id}}}));
    EXPECT_EQ(workspace.export_by({{"email_address", "u" + id + "@x.com"}}).at("users").size(), 1u);
  }
  workspace.track({{"attributes", {{{"external_id", "u5"}, {"score", {{"inc", 10}}}}}}});
  EXPECT_EQ(workspace.profile("u5").at("custom_attributes").at("score"), 15);
}

}  // namespace
}  // namespace brazecheck::mock
