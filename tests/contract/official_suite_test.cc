// The test suite of json-schema.org for draft-07: every file that is not optional.

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>

#include "contract/schema_compiler.h"

namespace brazecheck {
namespace {

namespace fs = std::filesystem;

const fs::path kSuite = BRAZECHECK_JSON_SCHEMA_SUITE;
constexpr std::string_view kRemoteHost = "http://localhost:1234/";

// The documents that the suite expects to find on a local web server, and the metaschema.
class Remotes {
 public:
  const Json* operator()(const std::string& uri) {
    const auto [entry, fresh] = documents_.try_emplace(uri);
    if (fresh) {
      fs::path file;
      if (uri.starts_with(kRemoteHost)) file = kSuite / "remotes" / uri.substr(kRemoteHost.size());
      if (uri == "http://json-schema.org/draft-07/schema") {
        file = fs::path(BRAZECHECK_TEST_DATA) / "data" / "draft-07.schema.json";
      }
      if (fs::is_regular_file(file)) entry->second = Json::parse(std::ifstream(file));
    }
    return entry->second.is_null() ? nullptr : &entry->second;
  }

 private:
  std::map<std::string, Json> documents_;
};

TEST(OfficialSuite, EveryDraft7TestHasTheStatedResult) {
  Remotes remotes;
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(kSuite / "tests" / "draft7")) {
    if (entry.is_regular_file()) files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  int tests = 0;
  for (const fs::path& file : files) {
    const Json groups = Json::parse(std::ifstream(file));
    for (const Json& group : groups) {
      SchemaSet set;
      const Schema* schema = compile_plain(set, group["schema"], "",
                                           [&](const std::string& uri) { return remotes(uri); });
      for (const Json& test : group["tests"]) {
        ++tests;
        const std::string what = file.filename().string() + ": " +
                                 group["description"].get<std::string>() + ": " +
                                 test["description"].get<std::string>();
        const bool expected = test["valid"];
        EXPECT_EQ(is_valid(*schema, test["data"]), expected) << what;
        EXPECT_EQ(validate(*schema, test["data"]).empty(), expected) << what;
      }
    }
  }
  EXPECT_GT(tests, 400) << "the suite is not complete: " << kSuite;
  RecordProperty("tests", tests);
}

}  // namespace
}  // namespace brazecheck
