// Many clients, slow clients, clients that vanish; and the end of the server.

#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <thread>
#include <vector>

#include "client.h"
#include "contract/error.h"
#include "mock/http_server.h"

namespace brazecheck::mock {
namespace {

using std::chrono::milliseconds;
using Clock = std::chrono::steady_clock;

HttpAnswer echo(const HttpQuery& query) { return {200, {}, query.method + ":" + query.body}; }

std::unique_ptr<HttpServer> serve(HttpServerOptions options = {}, HttpHandler handler = echo) {
  return HttpServer::start(std::move(options), std::move(handler));
}

const std::string kGet = request_text("GET", "/", "", "");

/// Waits for another thread, up to ten seconds.
template <typename Condition>
bool eventually(Condition condition) {
  const auto end = Clock::now() + std::chrono::seconds(10);
  while (!condition()) {
    if (Clock::now() > end) return false;
    std::this_thread::sleep_for(milliseconds(1));
  }
  return true;
}

TEST(HttpRobustnessTest, AThousandIdleConnectionsLeaveRoomForManyBusyOnes) {
  HttpServerOptions options;
  options.threads = 2;
  const auto server = serve(options);
  std::vector<std::unique_ptr<Client>> idle;
  for (int i = 0; i < 1000; ++i) {
    idle.push_back(std::make_unique<Client>(server->port()));
    // Half of them have been used before.
    if (i % 2 == 0) continue;
    ASSERT_TRUE(idle.back()->send(kGet));
    ASSERT_TRUE(idle.back()->receive().has_value()) << i;
  }
  std::atomic<int> good{0};
  std::vector<std::thread> threads;
  for (int t = 0; t < 8; ++t) {
    threads.emplace_back([&] {
      std::vector<std::unique_ptr<Client>> busy;
      for (int i = 0; i < 32; ++i) busy.push_back(std::make_unique<Client>(server->port()));
      for (int round = 0; round < 20; ++round) {
        for (auto& client : busy) client->send(request_text("POST", "/", "x", ""));
        for (auto& client : busy) {
          const auto answer = client->receive();
          if (answer && answer->body == "POST:x") ++good;
        }
      }
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(good, 8 * 32 * 20);
  for (auto& client : idle) {
    ASSERT_TRUE(client->send(kGet));
    const auto answer = client->receive();
    ASSERT_TRUE(answer.has_value());
    EXPECT_EQ(answer->status, 200);
  }
}

TEST(HttpRobustnessTest, SlowHeadersAndBodiesAreCutWhileOthersAreServed) {
  HttpServerOptions options;
  options.header_timeout = options.body_timeout = milliseconds(300);
  const auto server = serve(options);
  std::atomic<bool> over{false};
  std::atomic<int> served{0};
  std::thread other([&] {
    Client client(server->port());
    while (!over) {
      client.send(kGet);
      if (!client.receive()) break;
      ++served;
    }
  });
  // A byte now and then does not buy more time.
  const auto drip = [&](const std::string& first) {
    Client client(server->port());
    const auto begin = Clock::now();
    client.send(first);
    std::atomic<bool> cut{false};
    std::thread dripping([&] {
      while (!cut && client.send("a")) std::this_thread::sleep_for(milliseconds(20));
    });
    EXPECT_FALSE(client.receive().has_value());
    const auto taken = Clock::now() - begin;
    cut = true;
    dripping.join();
    return taken;
  };
  std::vector<std::future<Clock::duration>> slow;
  for (int i = 0; i < 20; ++i) {
    slow.push_back(std::async(std::launch::async, drip, "GET / HTTP/1.1\r\nHost: x\r\nX-A: "));
    slow.push_back(std::async(std::launch::async, drip,
                              "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n"));
    slow.push_back(std::async(std::launch::async, drip,
                              "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
                              "10000\r\n"));
  }
  for (auto& result : slow) {
    const auto taken = result.get();
    EXPECT_GE(taken, milliseconds(300));
    EXPECT_LT(taken, milliseconds(3000));
  }
  over = true;
  other.join();
  EXPECT_GT(served, 100);
}

TEST(HttpRobustnessTest, AKeptConnectionHasItsTimesForEachRequest) {
  HttpServerOptions options;
  options.header_timeout = milliseconds(150);
  const auto server = serve(options);
  Client client(server->port());
  for (int i = 0; i < 4; ++i) {
    ASSERT_TRUE(client.send("GET / HTTP/1.1\r\n"));
    std::this_thread::sleep_for(milliseconds(60));
    ASSERT_TRUE(client.send("Host: x\r\n\r\n"));
    ASSERT_TRUE(client.receive().has_value()) << i;
  }
  client.send("GET / HTTP/1.1\r\n");
  EXPECT_TRUE(client.closed());
}

TEST(HttpRobustnessTest, AClientThatNeverReadsItsAnswerIsCut) {
  HttpServerOptions options;
  options.body_timeout = milliseconds(200);
  std::atomic<int> handled{0};
  const std::string large(32u << 20, 'x');
  const auto server = serve(options, [&](const HttpQuery& query) {
    ++handled;
    return HttpAnswer{200, {}, query.target == "/large" ? large : "small"};
  });
  Client deaf(server->port());
  deaf.send(request_text("GET", "/large", "", ""));
  deaf.send(request_text("GET", "/large", "", ""));
  ASSERT_TRUE(eventually([&] { return handled == 1; }));
  EXPECT_EQ(exchange(server->port(), kGet).body, "small");
  std::this_thread::sleep_for(milliseconds(600));
  EXPECT_FALSE(deaf.receive().has_value());
  EXPECT_EQ(handled, 2);  // the small one, and the first large one
}

TEST(HttpRobustnessTest, AClientThatReadsSlowlyGetsItsAnswer) {
  HttpServerOptions options;
  options.body_timeout = milliseconds(200);
  const std::string large(16u << 20, 'x');
  const auto server = serve(options, [&](const HttpQuery&) { return HttpAnswer{200, {}, large}; });
  Client client(server->port());
  client.send(kGet);
  std::size_t received = 0;
  for (int i = 0; i < 20; ++i) {
    std::this_thread::sleep_for(milliseconds(25));
    received += client.skip(800'000);
  }
  while (received < large.size()) {
    const std::size_t count = client.skip(1u << 20);
    if (count == 0) break;
    received += count;
  }
  EXPECT_GE(received, large.size());
}

TEST(HttpRobustnessTest, ResetsInTheMiddleOfARequestHarmNobodyElse) {
  HttpServerOptions options;
  options.threads = 2;
  const auto server = serve(options);
  const std::string request = request_text("POST", "/", std::string(5000, 'x'));
  Client witness(server->port());
  for (std::size_t at = 1; at < request.size(); at += 53) {
    Client client(server->port());
    client.send(request.substr(0, at));
    client.reset();
    if (at % 10 != 0) continue;
    ASSERT_TRUE(witness.send(kGet));
    ASSERT_TRUE(witness.receive().has_value());
  }
  EXPECT_EQ(exchange(server->port(), kGet).status, 200);
}

TEST(HttpRobustnessTest, ConnectionsBeyondTheCapAreTurnedAwayAndOthersGoOn) {
  HttpServerOptions options;
  options.max_connections = 3;
  const auto server = serve(options);
  std::vector<std::unique_ptr<Client>> clients;
  for (int i = 0; i < 3; ++i) {
    clients.push_back(std::make_unique<Client>(server->port()));
    ASSERT_TRUE(clients.back()->send(kGet));
    ASSERT_TRUE(clients.back()->receive().has_value());
  }
  for (int i = 0; i < 5; ++i) {
    Client more(server->port());
    const auto answer = more.receive();
    ASSERT_TRUE(answer.has_value());
    EXPECT_EQ(answer->status, 503);
    EXPECT_TRUE(more.closed());
  }
  for (auto& client : clients) {
    ASSERT_TRUE(client->send(kGet));
    ASSERT_TRUE(client->receive().has_value());
  }
  clients.pop_back();
  // The place is free once the server has seen the farewell.
  EXPECT_TRUE(eventually([&] { return exchange(server->port(), kGet).status == 200; }));
}

TEST(HttpRobustnessTest, StoppingFinishesAnswersInFlight) {
  std::promise<void> entered;
  std::promise<void> go_on;
  auto server = serve({}, [&](const HttpQuery&) {
    entered.set_value();
    go_on.get_future().wait();
    return HttpAnswer{200, {}, std::string(4u << 20, 'x')};
  });
  Client client(server->port());
  client.send(kGet);
  entered.get_future().wait();
  std::thread stopping([&] { server.reset(); });
  std::this_thread::sleep_for(milliseconds(50));
  go_on.set_value();
  const auto answer = client.receive();
  ASSERT_TRUE(answer.has_value());
  EXPECT_EQ(answer->body.size(), 4u << 20);
  EXPECT_EQ(answer->header("Connection"), "close");
  EXPECT_TRUE(client.closed());
  stopping.join();
}

TEST(HttpRobustnessTest, StoppingTakesARequestWhoseBodyIsOnItsWay) {
  auto server = serve();
  Client client(server->port());
  client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nExpect: 100-continue\r\n\r\n");
  ASSERT_TRUE(client.receive().has_value());
  std::thread stopping([&] { server.reset(); });
  std::this_thread::sleep_for(milliseconds(50));
  client.send("body");
  const auto answer = client.receive();
  stopping.join();
  ASSERT_TRUE(answer.has_value());
  EXPECT_EQ(answer->body, "POST:body");
}

TEST(HttpRobustnessTest, StoppingWaitsNoLongerThanItMay) {
  HttpServerOptions options;
  options.stop_timeout = milliseconds(100);
  const std::string large(32u << 20, 'x');
  auto server = serve(options, [&](const HttpQuery&) { return HttpAnswer{200, {}, large}; });
  Client deaf(server->port());
  deaf.send(kGet);
  ASSERT_GT(deaf.skip(1), 0u);
  const auto begin = Clock::now();
  server.reset();
  EXPECT_GE(Clock::now() - begin, milliseconds(100));
  EXPECT_LT(Clock::now() - begin, milliseconds(1500));
}

TEST(HttpRobustnessTest, StoppingAnIdleServerTakesNoTime) {
  HttpServerOptions options;
  options.threads = 3;
  auto server = serve(options);
  std::vector<std::unique_ptr<Client>> clients;
  for (int i = 0; i < 50; ++i) {
    clients.push_back(std::make_unique<Client>(server->port()));
    clients.back()->send(kGet);
    ASSERT_TRUE(clients.back()->receive().has_value());
  }
  const auto begin = Clock::now();
  server.reset();
  EXPECT_LT(Clock::now() - begin, milliseconds(1000));
  for (auto& client : clients) EXPECT_TRUE(client->closed());
}

}  // namespace
}  // namespace brazecheck::mock
