#include "mock/export_files.h"

#include <archive.h>
#include <archive_entry.h>
#include <gtest/gtest.h>

#include <set>

#include "mock/archive.h"
#include "mock/json_view.h"
#include "workspace.h"

namespace brazecheck::mock {
namespace {

const std::string kUnknown = "segment_id must be a string of the segment api identifier";

Json segments() {
  return {{"tables",
           {{"segments",
             {{{"id", "all"}, {"document", {{"name", "All users"}}}},
              {{"id", "berlin"},
               {"document", {{"filter", {{"attribute", "home_city"}, {"equals", "Berlin"}}}}}}}}}}};
}

/// The files of a ZIP, or the one of a gzip; checked to be whole.
std::map<std::string, std::string> unpacked(const std::string& bytes) {
  std::map<std::string, std::string> files;
  archive* reader = archive_read_new();
  archive_read_support_format_zip(reader);
  archive_read_support_format_raw(reader);
  archive_read_support_filter_gzip(reader);
  EXPECT_EQ(archive_read_open_memory(reader, bytes.data(), bytes.size()), ARCHIVE_OK);
  archive_entry* entry = nullptr;
  while (archive_read_next_header(reader, &entry) == ARCHIVE_OK) {
    std::string& content = files[archive_entry_pathname(entry)];
    char buffer[4096];
    la_ssize_t size = 0;
    while ((size = archive_read_data(reader, buffer, sizeof buffer)) > 0) {
      content.append(buffer, static_cast<std::size_t>(size));
    }
    EXPECT_EQ(size, 0) << archive_error_string(reader);
  }
  archive_read_free(reader);
  return files;
}

/// The documents of a file that holds one a line.
std::vector<Json> lines(const std::string& content) {
  std::vector<Json> documents;
  std::size_t at = 0;
  while (at < content.size()) {
    const std::size_t end = content.find('\n', at);
    EXPECT_NE(end, std::string::npos) << "the last line has no end";
    if (end == std::string::npos) break;
    documents.push_back(Json::parse(content.substr(at, end - at)));
    at = end + 1;
  }
  return documents;
}

class ExportFilesTest : public testing::Test {
 protected:
  explicit ExportFilesTest(std::chrono::milliseconds delay = {})
      : workspace([delay](EmulatorOptions* options) {
          options->fixtures = segments();
          options->consistency = delay;
        }) {}

  void SetUp() override {
    workspace.track(
        {{"attributes",
          {{{"external_id", "a"}, {"home_city", "Berlin"}, {"cups", 3}, {"likes", "oolong"}},
           {{"external_id", "b"}, {"home_city", "Rome"}}}}});
    tick(std::chrono::seconds(60));
  }
  void tick(std::chrono::milliseconds time) {
    workspace.now += time;
    workspace.emulator().store().catch_up(workspace.now);
  }
  Workspace::Answer start(Json body) {
    if (!body.contains("fields_to_export")) body["fields_to_export"] = {"external_id"};
    const bool segment = body.contains("segment_id");
    return workspace.call(
        "POST", segment ? "/users/export/segment" : "/users/export/global_control_group", body);
  }
  HttpAnswer fetch(const std::string& url) {
    HttpQuery query;
    query.method = "GET";
    query.target = url.substr(url.find("/__exports/"));
    return download(workspace.emulator().store(), query).value();
  }
  /// The users in the files of an export.
  std::vector<Json> exported(const Json& body) {
    const auto answer = start(body);
    EXPECT_EQ(answer.status, 201) << answer.body;
    std::vector<Json> users;
    for (const auto& [name, content] : unpacked(fetch(answer.body.at("url")).body)) {
      for (Json& user : lines(content)) users.push_back(std::move(user));
    }
    return users;
  }
  static std::set<std::string> names(const std::vector<Json>& users) {
    std::set<std::string> all;
    for (const Json& user : users) all.insert(text(user, "external_id"));
    return all;
  }

  Workspace workspace;
};

TEST_F(ExportFilesTest, TheAnswerNamesPrefixAndAddressOfAZip) {
  const auto answer = start({{"segment_id", "all"}});
  ASSERT_EQ(answer.status, 201);
  const std::string prefix = answer.body.at("object_prefix");
  // A UUID and the time of the request in seconds.
  EXPECT_EQ(prefix.size(), 36u + 1 + 10);
  EXPECT_EQ(prefix.substr(37), "1772366490");
  const std::string url = answer.body.at("url");
  EXPECT_TRUE(url.ends_with("/__exports/" + prefix + ".zip")) << url;
  const HttpAnswer file = fetch(url);
  EXPECT_EQ(file.status, 200);
  EXPECT_EQ(header(file, "Content-Type"), "application/zip");
  EXPECT_TRUE(file.body.starts_with("PK"));
  EXPECT_EQ(fetch(url).body, file.body);
}

TEST_F(ExportFilesTest, FilesHoldTheUsersOfTheSegment) {
  EXPECT_EQ(names(exported({{"segment_id", "all"}})), std::set<std::string>({"a", "b"}));
  EXPECT_EQ(names(exported({{"segment_id", "berlin"}})), std::set<std::string>({"a"}));
}

TEST_F(ExportFilesTest, ProfilesHaveTheFormOfAnExportById) {
  const Json fields = {"external_id",       "braze_id",     "created_at",
                       "custom_attributes", "user_aliases", "email"};
  const auto users = exported({{"segment_id", "berlin"}, {"fields_to_export", fields}});
  ASSERT_EQ(users.size(), 1u);
  EXPECT_EQ(users.front(),
            workspace.export_by({{"external_ids", {"a"}}, {"fields_to_export", fields}})
                .at("users")
                .at(0));
}

TEST_F(ExportFilesTest, SingleCustomAttributesCanBeChosen) {
  Json body = {{"segment_id", "berlin"}, {"custom_attributes_to_export", {"cups", "unknown"}}};
  EXPECT_EQ(exported(body).front(),
            Json({{"external_id", "a"}, {"custom_attributes", {{"cups", 3}}}}));
  body["fields_to_export"] = {"custom_attributes"};
  EXPECT_EQ(exported(body).front().at("custom_attributes").size(), 2u);
}

TEST_F(ExportFilesTest, EventsOfTheLast90DaysAreShownWithTheirCountOfAllTime) {
  const auto event = [](const char* name, const char* time) {
    return Json{{"external_id", "a"}, {"name", name}, {"time", time}};
  };
  workspace.track({{"events",
                    {event("old", "2025-11-01T00:00:00Z"), event("both", "2025-11-01T00:00:00Z"),
                     event("both", "2026-02-01T00:00:00Z")}}});
  const auto users = exported({{"segment_id", "berlin"}, {"fields_to_export", {"custom_events"}}});
  const Json events = users.front().at("custom_events");
  ASSERT_EQ(events.size(), 1u);
  EXPECT_EQ(events.at(0).at("name"), "both");
  EXPECT_EQ(events.at(0).at("count"), 2);
}

TEST_F(ExportFilesTest, AnExportStaysAsItWasMade) {
  const std::string url = start({{"segment_id", "all"}}).body.at("url");
  ASSERT_EQ(workspace.call("POST", "/users/delete", {{"external_ids", {"a", "b"}}}).status, 201);
  EXPECT_EQ(lines(unpacked(fetch(url).body).begin()->second).size(), 2u);
}

TEST_F(ExportFilesTest, GzipIsOneFileOfLines) {
  const auto answer = start({{"segment_id", "all"}, {"output_format", "gzip"}});
  const std::string url = answer.body.at("url");
  EXPECT_TRUE(url.ends_with(".gz"));
  const HttpAnswer file = fetch(url);
  EXPECT_EQ(header(file, "Content-Type"), "application/gzip");
  EXPECT_TRUE(file.body.starts_with("\x1f\x8b"));
  EXPECT_EQ(lines(unpacked(file.body).begin()->second).size(), 2u);
}

TEST_F(ExportFilesTest, ManyUsersAreSpreadOverFiles) {
  workspace.emulator().store().with_state([&](State& state) {
    for (int i = 0; i < 12'000; ++i) {
      Profile& profile = state.users.create("many " + std::to_string(i), workspace.now);
      state.users.set_external_id(&profile, "many-" + std::to_string(i));
    }
  });
  const auto files = unpacked(fetch(start({{"segment_id", "all"}}).body.at("url")).body);
  ASSERT_EQ(files.size(), 3u);
  std::set<std::string> seen;
  for (const auto& [name, content] : files) {
    EXPECT_LE(lines(content).size(), 5000u);
    seen.merge(names(lines(content)));
  }
  EXPECT_EQ(seen.size(), 12'002u);
}

TEST_F(ExportFilesTest, ASegmentOfNobodyGivesAnEmptyFile) {
  ASSERT_EQ(workspace.call("POST", "/users/delete", {{"external_ids", {"a"}}}).status, 201);
  EXPECT_TRUE(exported({{"segment_id", "berlin"}}).empty());
}

TEST_F(ExportFilesTest, TheCallbackHearsOfTheFile) {
  const auto answer =
      start({{"segment_id", "all"}, {"callback_endpoint", "https://client.example/done"}});
  const auto messages = workspace.emulator().store().take_outbox();
  ASSERT_EQ(messages.size(), 1u);
  EXPECT_EQ(messages.front().url, "https://client.example/done");
  EXPECT_EQ(messages.front().body, Json({{"success", true}, {"url", answer.body.at("url")}}));
  start({{"segment_id", "all"}, {"callback_endpoint", ""}});
  EXPECT_TRUE(workspace.emulator().store().take_outbox().empty());
}

TEST_F(ExportFilesTest, TheControlGroupIsPartOfTheUsers) {
  workspace.emulator().store().with_state([&](State& state) {
    for (int i = 0; i < 400; ++i) state.users.create("many " + std::to_string(i), workspace.now);
  });
  const auto users = exported({{"fields_to_export", {"random_bucket"}}});
  EXPECT_GT(users.size(), 10u);
  EXPECT_LT(users.size(), 100u);
  EXPECT_EQ(exported({{"fields_to_export", {"random_bucket"}}}), users);
}

TEST_F(ExportFilesTest, AnUnknownSegmentIsRefused) {
  for (const char* operation : {"users.export.segment", "export.segment.cancel"}) {
    const std::string& path = contracts().find(operation)->path;
    const auto answer = workspace.call(
        "POST", path, {{"segment_id", "nobody"}, {"fields_to_export", {"external_id"}}});
    EXPECT_EQ(answer.status, 400) << path;
    EXPECT_EQ(answer.body.at("message"), kUnknown);
  }
}

TEST_F(ExportFilesTest, WhatWasNeverExportedIsNotThere) {
  EXPECT_EQ(fetch("/__exports/x.zip").status, 404);
  HttpQuery other;
  other.method = "GET";
  other.target = "/users/export/ids";
  EXPECT_FALSE(download(workspace.emulator().store(), other).has_value());
}

TEST_F(ExportFilesTest, FilesAreGoneAfterAFewHours) {
  const std::string first = start({{"segment_id", "all"}}).body.at("url");
  tick(std::chrono::hours(1));
  const std::string second = start({{"segment_id", "all"}}).body.at("url");
  EXPECT_EQ(fetch(first).status, 200);
  tick(std::chrono::hours(4));
  start({{"segment_id", "berlin"}});
  EXPECT_EQ(fetch(first).status, 404);
  EXPECT_EQ(fetch(second).status, 200);
}

class DelayedExportTest : public ExportFilesTest {
 protected:
  DelayedExportTest() : ExportFilesTest(std::chrono::seconds(30)) {}
  std::string cancel_path() { return contracts().find("export.segment.cancel")->path; }
};

TEST_F(DelayedExportTest, TheAddressLeadsToTheFileWhenItIsReady) {
  const auto answer =
      start({{"segment_id", "all"}, {"callback_endpoint", "https://client.example/done"}});
  const std::string url = answer.body.at("url");
  EXPECT_EQ(fetch(url).status, 404);
  EXPECT_TRUE(workspace.emulator().store().take_outbox().empty());
  tick(std::chrono::seconds(31));
  EXPECT_EQ(fetch(url).status, 200);
  const auto messages = workspace.emulator().store().take_outbox();
  ASSERT_EQ(messages.size(), 1u);
  EXPECT_EQ(messages.front().body.at("url"), url);
}

TEST_F(DelayedExportTest, ASegmentIsExportedOnceAtATime) {
  ASSERT_EQ(start({{"segment_id", "all"}}).status, 201);
  EXPECT_EQ(start({{"segment_id", "all"}}).status, 429);
  EXPECT_EQ(start({{"segment_id", "berlin"}}).status, 201);
  tick(std::chrono::seconds(31));
  EXPECT_EQ(start({{"segment_id", "all"}}).status, 201);
}

TEST_F(DelayedExportTest, CancellingEndsTheExportOfThatSegment) {
  const std::string all = start({{"segment_id", "all"}}).body.at("url");
  const std::string berlin = start({{"segment_id", "berlin"}}).body.at("url");
  const auto cancelled = workspace.call("POST", cancel_path(), {{"segment_id", "all"}});
  EXPECT_EQ(cancelled.status, 201) << cancelled.body;
  tick(std::chrono::seconds(31));
  EXPECT_EQ(fetch(all).status, 404);
  EXPECT_EQ(fetch(berlin).status, 200);
  EXPECT_EQ(start({{"segment_id", "all"}}).status, 201);
}

TEST(ArchiveTest, Base64GivesBackEveryByteOfAnyLength) {
  std::string bytes;
  for (int i = 0; i < 300; ++i) {
    EXPECT_EQ(from_base64(to_base64(bytes)), bytes);
    bytes.push_back(static_cast<char>(i * 7));
  }
  std::string large(7u << 20, '\x5a');
  large.back() = '\0';
  EXPECT_EQ(from_base64(to_base64(large)), large);
}

}  // namespace
}  // namespace brazecheck::mock
