// Answers that come late, slowly, in part, or not at all.

#include <gtest/gtest.h>

#include <thread>
#include <vector>

#include "client.h"
#include "mock/http_server.h"

namespace brazecheck::mock {
namespace {

using std::chrono::milliseconds;
using Clock = std::chrono::steady_clock;
using Delivery = HttpAnswer::Delivery;

const std::string kGet = request_text("GET", "/", "", "");

std::unique_ptr<HttpServer> serve(HttpHandler handler, HttpServerOptions options = {}) {
  return HttpServer::start(std::move(options), std::move(handler));
}

HttpAnswer late(milliseconds delay) {
  HttpAnswer answer{200, {}, "late"};
  answer.delay = delay;
  return answer;
}

TEST(HttpDeliveryTest, ADelayHoldsUpItsOwnConnectionOnly) {
  const auto server = serve([](const HttpQuery& query) {
    return query.target == "/late" ? late(milliseconds(300)) : HttpAnswer{200, {}, "now"};
  });
  const auto begin = Clock::now();
  std::vector<std::unique_ptr<Client>> waiting;
  for (int i = 0; i < 50; ++i) {
    waiting.push_back(std::make_unique<Client>(server->port()));
    // What is pipelined behind waits as well.
    waiting.back()->send(request_text("GET", "/late") + kGet);
  }
  EXPECT_EQ(exchange(server->port(), kGet).body, "now");
  EXPECT_LT(Clock::now() - begin, milliseconds(290));
  for (auto& client : waiting) {
    const auto first = client->receive();
    ASSERT_TRUE(first.has_value());
    EXPECT_EQ(first->body, "late");
    EXPECT_GE(Clock::now() - begin, milliseconds(300));
    const auto second = client->receive();
    ASSERT_TRUE(second.has_value());
    EXPECT_EQ(second->body, "now");
  }
  EXPECT_LT(Clock::now() - begin, milliseconds(3000));  // all of them at once, on one thread
}

TEST(HttpDeliveryTest, ADelayMayBeLongerThanTheTimeouts) {
  HttpServerOptions options;
  options.idle_timeout = options.body_timeout = options.header_timeout = milliseconds(40);
  const auto server = serve([](const HttpQuery&) { return late(milliseconds(200)); }, options);
  EXPECT_EQ(exchange(server->port(), kGet).body, "late");
}

TEST(HttpDeliveryTest, AClientMayVanishDuringTheDelay) {
  const auto server = serve([](const HttpQuery&) { return late(milliseconds(50)); });
  for (int i = 0; i < 20; ++i) {
    Client client(server->port());
    client.send(kGet);
    client.reset();
  }
  EXPECT_EQ(exchange(server->port(), kGet).body, "late");
}

TEST(HttpDeliveryTest, StoppingCutsADelayShort) {
  auto server = serve([](const HttpQuery&) { return late(milliseconds(60'000)); });
  Client client(server->port());
  client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nExpect: 100-continue\r\n\r\n");
  ASSERT_TRUE(client.receive().has_value());
  client.send("body");
  std::this_thread::sleep_for(milliseconds(50));
  server.reset();
  const auto answer = client.receive();
  ASSERT_TRUE(answer.has_value());
  EXPECT_EQ(answer->body, "late");
}

TEST(HttpDeliveryTest, AResetIsNoAnswerAtAll) {
  const auto server = serve([](const HttpQuery&) {
    return HttpAnswer{200, {}, "never seen", Delivery::kReset};
  });
  Client client(server->port());
  client.send(kGet);
  EXPECT_TRUE(client.was_reset());
}

TEST(HttpDeliveryTest, AResetMayComeLate) {
  const auto server = serve([](const HttpQuery&) {
    HttpAnswer answer = late(milliseconds(80));
    answer.delivery = Delivery::kReset;
    return answer;
  });
  const auto begin = Clock::now();
  Client client(server->port());
  client.send(kGet);
  EXPECT_TRUE(client.was_reset());
  EXPECT_GE(Clock::now() - begin, milliseconds(80));
}

TEST(HttpDeliveryTest, ASlowBodyTricklesAndBlocksNobody) {
  const auto server = serve([](const HttpQuery& query) {
    return query.target == "/slow" ? HttpAnswer{200, {}, std::string(1000, 's'), Delivery::kSlow}
                                   : HttpAnswer{200, {}, "now"};
  });
  const auto begin = Clock::now();
  std::vector<std::unique_ptr<Client>> slow;
  for (int i = 0; i < 10; ++i) {
    slow.push_back(std::make_unique<Client>(server->port()));
    slow.back()->send(request_text("GET", "/slow") + kGet);
  }
  EXPECT_EQ(exchange(server->port(), kGet).body, "now");
  EXPECT_LT(Clock::now() - begin, milliseconds(1000));
  for (auto& client : slow) {
    const auto answer = client->receive();
    ASSERT_TRUE(answer.has_value());
    EXPECT_EQ(answer->body, std::string(1000, 's'));
    EXPECT_GE(Clock::now() - begin, milliseconds(1800));
    const auto next = client->receive();
    ASSERT_TRUE(next.has_value());
    EXPECT_EQ(next->body, "now");
  }
  EXPECT_LT(Clock::now() - begin, milliseconds(6000));
}

TEST(HttpDeliveryTest, ATruncatedAnswerWithoutBodyIsTruncatedInItsHead) {
  const auto server = serve([](const HttpQuery&) {
    return HttpAnswer{204, {}, "", Delivery::kTruncated};
  });
  Client client(server->port());
  client.send(kGet);
  const std::string all = client.rest();
  EXPECT_TRUE(all.starts_with("HTTP/1.1 204 "));
  EXPECT_EQ(all.find("\r\n\r\n"), std::string::npos);
}

}  // namespace
}  // namespace brazecheck::mock
