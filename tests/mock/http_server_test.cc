#include "mock/http_server.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>
#include <vector>

#include "client.h"
#include "contract/error.h"

namespace brazecheck::mock {
namespace {

HttpAnswer echo(const HttpQuery& query) {
  if (query.body_too_large) return {413, {}, "too large", {}};
  return {200, {{"X-Target", query.target}}, query.method + ":" + query.body, {}};
}

std::unique_ptr<HttpServer> serve(HttpHandler handler = echo, HttpServerOptions options = {}) {
  return HttpServer::start(std::move(options), std::move(handler));
}

TEST(HttpServerTest, AnswersARequestWithItsBody) {
  const auto server = serve();
  const RawAnswer answer = exchange(server->port(), request_text("POST", "/a?b=c", "hello"));
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.body, "POST:hello");
  EXPECT_EQ(answer.header("X-Target"), "/a?b=c");
}

TEST(HttpServerTest, KeepsAConnectionForManyRequests) {
  const auto server = serve();
  Client client(server->port());
  for (int i = 0; i < 50; ++i) {
    ASSERT_TRUE(client.send(request_text("POST", "/", std::to_string(i))));
    const auto answer = client.receive();
    ASSERT_TRUE(answer.has_value());
    EXPECT_EQ(answer->body, "POST:" + std::to_string(i));
  }
}

TEST(HttpServerTest, AnswersPipelinedRequestsInOrder) {
  const auto server = serve();
  Client client(server->port());
  std::string many;
  for (int i = 0; i < 200; ++i) many += request_text("POST", "/", std::to_string(i));
  ASSERT_TRUE(client.send(many));
  for (int i = 0; i < 200; ++i) {
    const auto answer = client.receive();
    ASSERT_TRUE(answer.has_value()) << i;
    EXPECT_EQ(answer->body, "POST:" + std::to_string(i));
  }
}

TEST(HttpServerTest, ReadsChunkedBodies) {
  const auto server = serve();
  const RawAnswer answer =
      exchange(server->port(),
               "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
               "3\r\nabc\r\n2;x=y\r\nde\r\n0\r\n\r\n");
  EXPECT_EQ(answer.body, "POST:abcde");
}

TEST(HttpServerTest, SaysContinueToThoseWhoAsk) {
  const auto server = serve();
  Client client(server->port());
  client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n");
  const auto interim = client.receive();
  ASSERT_TRUE(interim.has_value());
  EXPECT_EQ(interim->status, 100);
  client.send("ok");
  const auto answer = client.receive();
  ASSERT_TRUE(answer.has_value());
  EXPECT_EQ(answer->body, "POST:ok");
}

TEST(HttpServerTest, LeavesTheBodyOutForHead) {
  const auto server = serve();
  Client client(server->port());
  client.send(request_text("HEAD", "/"));
  const auto head = client.receive(true);
  ASSERT_TRUE(head.has_value());
  EXPECT_EQ(head->header("Content-Length"), "5");
  client.send(request_text("GET", "/"));
  const auto next = client.receive();
  ASSERT_TRUE(next.has_value());
  EXPECT_EQ(next->body, "GET:");
}

TEST(HttpServerTest, RefusesADeclaredBodyThatIsTooLarge) {
  HttpServerOptions options;
  options.max_body_bytes = 1000;
  const auto server = serve(echo, options);
  Client client(server->port());
  client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1001\r\n\r\n");
  const auto answer = client.receive();
  ASSERT_TRUE(answer.has_value());
  EXPECT_EQ(answer->status, 413);
  EXPECT_EQ(answer->header("Connection"), "close");
}

TEST(HttpServerTest, TakesABodyOfExactlyTheLimit) {
  HttpServerOptions options;
  options.max_body_bytes = 1000;
  const auto server = serve(echo, options);
  const RawAnswer answer =
      exchange(server->port(), request_text("POST", "/", std::string(1000, 'x')));
  EXPECT_EQ(answer.status, 200);
}

TEST(HttpServerTest, RefusesAChunkedBodyOnceItIsTooLarge) {
  HttpServerOptions options;
  options.max_body_bytes = 100'000;
  const auto server = serve(echo, options);
  Client client(server->port());
  client.send("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n");
  const std::string chunk = "2710\r\n" + std::string(10'000, 'x') + "\r\n";
  for (int i = 0; i < 200; ++i) {
    if (!client.send(chunk)) break;
  }
  const auto answer = client.receive();
  ASSERT_TRUE(answer.has_value());
  EXPECT_EQ(answer->status, 413);
}

TEST(HttpServerTest, AnswersWhileALargeBodyIsStillComing) {
  HttpServerOptions options;
  options.max_body_bytes = 1000;
  const auto server = serve(echo, options);
  const RawAnswer answer =
      exchange(server->port(), request_text("POST", "/", std::string(8u << 20, 'x')));
  EXPECT_EQ(answer.status, 413);
}

TEST(HttpServerTest, AnswersWhatIsNotHttpWith400AndCloses) {
  const auto server = serve();
  for (const char* garbage :
       {"\x01\x02\x03\xff\xfe garbage\r\n\r\n", "GET\r\n\r\n", "GET / HTTP/9.9\r\n\r\n",
        "POST / HTTP/1.1\r\nContent-Length: -5\r\n\r\n",
        "POST / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
        "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"}) {
    Client client(server->port());
    client.send(garbage);
    const auto answer = client.receive();
    ASSERT_TRUE(answer.has_value()) << garbage;
    EXPECT_EQ(answer->status, 400) << garbage;
    EXPECT_TRUE(client.closed()) << garbage;
  }
}

TEST(HttpServerTest, RefusesHeadersThatAreTooLarge) {
  const auto server = serve();
  const RawAnswer answer =
      exchange(server->port(),
               "GET / HTTP/1.1\r\nHost: x\r\nX-Long: " + std::string(20'000, 'a') + "\r\n\r\n");
  EXPECT_GE(answer.status, 400);
  EXPECT_LT(answer.status, 500);
}

TEST(HttpServerTest, ClosesOnClientsThatDoNotFinishTheirHeaders) {
  HttpServerOptions options;
  options.header_timeout = std::chrono::milliseconds(50);
  const auto server = serve(echo, options);
  Client client(server->port());
  client.send("GET / HTTP/1.1\r\nHost");
  EXPECT_TRUE(client.closed());
}

TEST(HttpServerTest, ClosesOnClientsThatDoNotFinishTheirBody) {
  HttpServerOptions options;
  options.body_timeout = std::chrono::milliseconds(50);
  const auto server = serve(echo, options);
  Client client(server->port());
  client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nabc");
  EXPECT_TRUE(client.closed());
}

TEST(HttpServerTest, ClosesIdleConnections) {
  HttpServerOptions options;
  options.idle_timeout = std::chrono::milliseconds(50);
  const auto server = serve(echo, options);
  Client client(server->port());
  EXPECT_TRUE(client.closed());
}

TEST(HttpServerTest, ServesHundredsOfConnectionsAtOnce) {
  const auto server = serve();
  std::vector<std::unique_ptr<Client>> clients;
  for (int i = 0; i < 256; ++i) clients.push_back(std::make_unique<Client>(server->port()));
  for (int round = 0; round < 3; ++round) {
    for (auto& client : clients) ASSERT_TRUE(client->send(request_text("GET", "/")));
    for (auto& client : clients) {
      const auto answer = client->receive();
      ASSERT_TRUE(answer.has_value());
      EXPECT_EQ(answer->status, 200);
    }
  }
}

TEST(HttpServerTest, SurvivesClientsThatVanish) {
  const auto server = serve();
  for (int i = 0; i < 50; ++i) {
    Client client(server->port());
    client.send(i % 2 == 0 ? request_text("POST", "/", "body") : "POST / HTTP/1.1\r\nContent-Le");
    client.reset();
  }
  EXPECT_EQ(exchange(server->port(), request_text("GET", "/")).status, 200);
}

TEST(HttpServerTest, ServesFromSeveralThreads) {
  HttpServerOptions options;
  options.threads = 4;
  std::atomic<int> handled{0};
  const auto server = serve(
      [&](const HttpQuery& query) {
        ++handled;
        return echo(query);
      },
      options);
  std::vector<std::thread> threads;
  std::atomic<int> good{0};
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([&] {
      Client client(server->port());
      for (int k = 0; k < 50; ++k) {
        client.send(request_text("POST", "/", "x"));
        const auto answer = client.receive();
        if (answer && answer->body == "POST:x") ++good;
      }
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(good, 400);
  EXPECT_EQ(handled, 400);
}

TEST(HttpServerTest, ATruncatedAnswerEndsInTheMiddleOfItsBody) {
  const auto server = serve([](const HttpQuery&) {
    return HttpAnswer{200, {}, "0123456789", HttpAnswer::Delivery::kTruncated};
  });
  Client client(server->port());
  client.send(request_text("GET", "/"));
  const std::string all = client.rest();
  EXPECT_NE(all.find("Content-Length: 10"), std::string::npos);
  EXPECT_TRUE(all.ends_with("\r\n\r\n01234")) << all;
}

TEST(HttpServerTest, AnAnswerThatNeverComesEndsWithTheIdleTime) {
  HttpServerOptions options;
  options.idle_timeout = std::chrono::milliseconds(50);
  const auto server = serve(
      [](const HttpQuery&) {
        return HttpAnswer{200, {}, "", HttpAnswer::Delivery::kNever};
      },
      options);
  Client client(server->port());
  client.send(request_text("GET", "/"));
  EXPECT_TRUE(client.closed());
}

TEST(HttpServerTest, AHandlerThatThrowsCostsOneAnswerOnly) {
  const auto server = serve([](const HttpQuery& query) -> HttpAnswer {
    if (query.target == "/throw") throw std::runtime_error("defect");
    return {200, {}, "fine", {}};
  });
  EXPECT_EQ(exchange(server->port(), request_text("GET", "/throw")).status, 500);
  EXPECT_EQ(exchange(server->port(), request_text("GET", "/")).status, 200);
}

TEST(HttpServerTest, HeaderValuesCannotBreakOutOfTheirLine) {
  const auto server = serve([](const HttpQuery&) {
    return HttpAnswer{200, {{"X-Echo", "a\r\nX-Evil: 1"}}, "ok", {}};
  });
  const RawAnswer answer = exchange(server->port(), request_text("GET", "/"));
  EXPECT_EQ(answer.header("X-Echo"), "a");
  EXPECT_EQ(answer.header("X-Evil"), "");
}

TEST(HttpServerTest, StopsWithOpenConnections) {
  auto server = serve();
  Client idle(server->port());
  Client half(server->port());
  half.send("GET / HT");
  EXPECT_EQ(exchange(server->port(), request_text("GET", "/")).status, 200);
  server.reset();
  EXPECT_TRUE(idle.closed());
  EXPECT_TRUE(half.closed());
}

TEST(HttpServerTest, NamesAPortThatIsInUse) {
  const auto server = serve();
  HttpServerOptions options;
  options.port = server->port();
  try {
    (void)serve(echo, options);
    FAIL() << "two servers share a port";
  } catch (const InputError& error) {
    EXPECT_EQ(error.id(), "mock.port-in-use");
    EXPECT_EQ(error.where(), "127.0.0.1:" + std::to_string(server->port()));
  }
}

TEST(HttpServerTest, NamesAHostThatIsNoAddress) {
  HttpServerOptions options;
  options.host = "not an address";
  try {
    (void)serve(echo, options);
    FAIL() << "listening on nothing";
  } catch (const InputError& error) {
    EXPECT_EQ(error.id(), "mock.bad-host");
  }
}

}  // namespace
}  // namespace brazecheck::mock
