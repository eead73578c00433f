#include "mock/server.h"

#include <gtest/gtest.h>

#include "client.h"
#include "contract/error.h"
#include "workspace.h"

namespace brazecheck::mock {
namespace {

ServerOptions options() {
  ServerOptions made;
  made.keys["full"] = std::nullopt;
  return made;
}

std::uint16_t port_of(const Server& server) {
  return static_cast<std::uint16_t>(
      std::stoi(server.base_url().substr(server.base_url().rfind(':') + 1)));
}

TEST(ServerTest, EmulatesOverASocket) {
  const auto server = Server::start(contracts(), options());
  EXPECT_TRUE(server->base_url().starts_with("http://127.0.0.1:"));
  Client client(port_of(*server));
  client.send(request_text("POST", "/users/track",
                           R"({"attributes":[{"external_id":"ada","first_name":"Ada"}]})"));
  const auto tracked = client.receive();
  ASSERT_TRUE(tracked.has_value());
  EXPECT_EQ(tracked->status, 201);
  EXPECT_EQ(tracked->header("content-type"), "application/json");
  client.send(request_text("POST", "/users/export/ids",
                           R"({"external_ids":["ada"],"fields_to_export":["first_name"]})"));
  const auto exported = client.receive();
  ASSERT_TRUE(exported.has_value());
  EXPECT_EQ(exported->json().at("users"), Json::array({{{"first_name", "Ada"}}}));
  EXPECT_GT(server->busy_seconds(), 0);
}

TEST(ServerTest, RefusesABodyOverTheDocumentedLimitAndGoesOn) {
  const auto server = Server::start(contracts(), options());
  const std::size_t limit = contracts().common_rules().max_body_bytes;
  const RawAnswer answer =
      exchange(port_of(*server), request_text("POST", "/users/track", std::string(limit + 1, ' ')));
  EXPECT_EQ(answer.status, 413);
  EXPECT_EQ(answer.header("Content-Type"), "application/json");
  EXPECT_EQ(exchange(port_of(*server), request_text("GET", "/catalogs")).status, 200);
}

TEST(ServerTest, HeadIsHarmless) {
  const auto server = Server::start(contracts(), options());
  Client client(port_of(*server));
  client.send(request_text("HEAD", "/users/track"));
  const auto head = client.receive(true);
  ASSERT_TRUE(head.has_value());
  EXPECT_EQ(head->status, 405);
  client.send(request_text("GET", "/__admin/health"));
  const auto health = client.receive();
  ASSERT_TRUE(health.has_value());
  EXPECT_EQ(health->json().at("service"), "brazecheck-emulator");
}

TEST(ServerTest, NamesUnknownFaults) {
  ServerOptions wrong = options();
  wrong.faults = {"nonsense"};
  EXPECT_THROW((void)Server::start(contracts(), wrong), InputError);
}

TEST(ServerTest, AFaultTruncatesOnTheWire) {
  ServerOptions faulty = options();
  faulty.faults = {"truncate:catalogs.list"};
  const auto server = Server::start(contracts(), faulty);
  Client client(port_of(*server));
  client.send(request_text("GET", "/catalogs"));
  EXPECT_FALSE(client.receive().has_value());
}

}  // namespace
}  // namespace brazecheck::mock
