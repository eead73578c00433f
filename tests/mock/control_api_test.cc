#include <gtest/gtest.h>

#include <set>

#include "mock/admin.h"
#include "mock/embedded.h"
#include "workspace.h"

namespace brazecheck::mock {
namespace {

Json description() {
  const auto file = embedded_files().find("ui/openapi.json");
  return file == embedded_files().end() ? Json() : Json::parse(file->second, nullptr, false);
}

/// "/__admin/tables/{name}" as routes write it: "/tables/*".
std::string as_route(const std::string& path) {
  const std::string rest = path.substr(kAdminPath.size());
  const std::size_t brace = rest.find('{');
  return brace == std::string::npos ? rest : rest.substr(0, brace) + "*";
}

TEST(ControlApiTest, TheDescriptionHasEveryRouteAndNoOther) {
  const Json document = description();
  ASSERT_TRUE(document.is_object());
  std::set<std::string> described;
  for (const auto& [path, operations] : document.at("paths").items()) {
    ASSERT_TRUE(path.starts_with(kAdminPath)) << path;
    for (const auto& [method, operation] : operations.items()) {
      if (!operation.contains("operationId")) continue;
      std::string upper = method;
      for (char& c : upper) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
      described.insert(upper + " " + as_route(path));
    }
  }
  // Served as files, not as routes.
  EXPECT_EQ(described.erase("GET /openapi.json"), 1u);
  EXPECT_EQ(described.erase("GET /ui"), 1u);
  std::set<std::string> routes;
  for (const auto& [method, path] : Admin::operations()) {
    routes.insert(std::string(method) + " " + std::string(path));
  }
  EXPECT_GT(routes.size(), 10u);
  EXPECT_EQ(described, routes);
}

TEST(ControlApiTest, ThePageAndItsPartsAreServedWithAPolicyThatLetsNothingElseIn) {
  Workspace workspace;
  EmulatedClock clock;
  Admin admin(workspace.emulator(), clock, {true, "a token", {}});
  std::set<std::string> targets = {"/__admin/ui", "/__admin/ui/", "/__admin/openapi.json"};
  for (const auto& [name, bytes] : embedded_files()) {
    if (name.starts_with("ui/")) targets.insert("/__admin/" + name);
  }
  EXPECT_GT(targets.size(), 8u);
  for (const std::string& target : targets) {
    HttpQuery query;
    query.method = "GET";
    query.target = target;
    const auto answer = admin.handle(query);
    ASSERT_TRUE(answer.has_value()) << target;
    EXPECT_EQ(answer->status, 200) << target;
    EXPECT_FALSE(answer->body.empty()) << target;
    EXPECT_EQ(header(*answer, "Content-Security-Policy"), "default-src 'self'") << target;
    const std::string type = header(*answer, "Content-Type");
    EXPECT_EQ(target.ends_with(".js"), type.starts_with("text/javascript")) << target;
    EXPECT_EQ(target.ends_with(".svg"), type == "image/svg+xml") << target;
  }
}

}  // namespace
}  // namespace brazecheck::mock
