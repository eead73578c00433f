// Bodies: their limits, and gzip.

#include <gtest/gtest.h>

#include <thread>

#include "client.h"
#include "mock/http_server.h"

namespace brazecheck::mock {
namespace {

constexpr std::size_t kMegabyte = 1u << 20;
// What a refused body may cost, whatever its size.
constexpr std::size_t kFlat = 30 * kMegabyte;

HttpAnswer measure(const HttpQuery& query) {
  if (query.body_too_large) {
    EXPECT_TRUE(query.body.empty());
    return {413, {}, "too large"};
  }
  return {200, {}, std::to_string(query.body.size()) + ":" + query.body.substr(0, 20)};
}

std::unique_ptr<HttpServer> serve(HttpServerOptions options = {}) {
  return HttpServer::start(std::move(options), measure);
}

std::string gzip_request(const std::string& body, const std::string& encoding = "gzip") {
  return request_text("POST", "/", body, "", "Content-Encoding: " + encoding + "\r\n");
}

TEST(HttpBodyTest, GzipBodiesAreDecoded) {
  const auto server = serve();
  EXPECT_EQ(exchange(server->port(), gzip_request(gzipped("hello hello hello"))).body,
            "17:hello hello hello");
  EXPECT_EQ(exchange(server->port(), gzip_request(gzipped(""), "x-gzip")).body, "0:");
  EXPECT_EQ(exchange(server->port(), gzip_request("as it is", "identity")).body, "8:as it is");
  // Members one after the other are one text.
  EXPECT_EQ(exchange(server->port(), gzip_request(gzipped("one") + gzipped("two"))).body,
            "6:onetwo");
}

TEST(HttpBodyTest, GzipBodiesMayBeChunkedAnywhere) {
  const auto server = serve();
  const std::string body = gzipped(std::string(100'000, 'x') + "end");
  Client client(server->port());
  client.send(
      "POST / HTTP/1.1\r\nHost: x\r\nContent-Encoding: gzip\r\n"
      "Transfer-Encoding: chunked\r\n\r\n");
  for (const char byte : body) client.send(std::string("1\r\n") + byte + "\r\n");
  client.send("0\r\n\r\n");
  const auto answer = client.receive();
  ASSERT_TRUE(answer.has_value());
  EXPECT_EQ(answer->body, "100003:xxxxxxxxxxxxxxxxxxxx");
}

TEST(HttpBodyTest, BrokenGzipIsABadRequest) {
  const auto server = serve();
  std::string damaged = gzipped("hello hello hello hello");
  damaged[damaged.size() - 6] ^= 1;  // in the checksum
  const std::string whole = gzipped("hello hello hello hello");
  for (const std::string& body :
       {std::string("this is no gzip"), damaged, whole.substr(0, whole.size() - 3),
        whole + "trailing", whole.substr(0, 5)}) {
    EXPECT_EQ(exchange(server->port(), gzip_request(body)).status, 400);
  }
}

TEST(HttpBodyTest, UnknownContentEncodingsAreUnsupported) {
  const auto server = serve();
  for (const char* encoding : {"br", "deflate", "gzip, gzip", "zstd", "gzip2"}) {
    const RawAnswer answer = exchange(server->port(), gzip_request("hello", encoding));
    EXPECT_EQ(answer.status, 415) << encoding;
    EXPECT_EQ(answer.header("Accept-Encoding"), "gzip");
  }
}

TEST(HttpBodyTest, TheLimitHoldsForWhatGzipDecodesTo) {
  HttpServerOptions options;
  options.max_body_bytes = 1000;
  const auto server = serve(options);
  EXPECT_EQ(exchange(server->port(), gzip_request(gzipped(std::string(1000, 'x')))).status, 200);
  EXPECT_EQ(exchange(server->port(), gzip_request(gzipped(std::string(1001, 'x')))).status, 413);
}

TEST(HttpBodyTest, AGzipBombIsRefusedWithFlatMemory) {
  const auto server = serve();
  const std::string part = gzipped(std::string(100 * kMegabyte, '\0'));
  std::string bomb;
  for (int i = 0; i < 8; ++i) bomb += part;
  ASSERT_LT(bomb.size(), kMegabyte);
  const std::string request = gzip_request(bomb);
  const std::size_t before = resident_bytes();
  EXPECT_EQ(exchange(server->port(), request).status, 413);
  EXPECT_LT(resident_bytes(), before + kFlat);
}

TEST(HttpBodyTest, EachOperationMayHaveALimitOfItsOwn) {
  HttpServerOptions options;
  options.max_body_bytes = 10;
  options.body_limit = [](std::string_view method, std::string_view target) -> std::size_t {
    return method == "POST" && target.starts_with("/large") ? 5 * kMegabyte : 10;
  };
  const auto server = serve(options);
  const std::string large(5 * kMegabyte, 'x');
  EXPECT_EQ(exchange(server->port(), request_text("POST", "/large?a=b", large)).status, 200);
  EXPECT_EQ(exchange(server->port(), request_text("POST", "/large", large + "x")).status, 413);
  EXPECT_EQ(exchange(server->port(), request_text("PUT", "/large", "01234567890")).status, 413);
  EXPECT_EQ(exchange(server->port(), request_text("POST", "/", "0123456789")).status, 200);
}

TEST(HttpBodyTest, AHundredMegabytesDeclaredAreRefusedWithFlatMemory) {
  const auto server = serve();
  const std::string piece(kMegabyte, 'x');
  const std::size_t before = resident_bytes();
  // As a client that looks for the answer only once it has sent everything.
  Client client(server->port());
  client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 104857600\r\n\r\n");
  for (int i = 0; i < 100; ++i) ASSERT_TRUE(client.send(piece)) << i;
  const auto answer = client.receive();
  ASSERT_TRUE(answer.has_value());
  EXPECT_EQ(answer->status, 413);
  EXPECT_LT(resident_bytes(), before + kFlat);
}

TEST(HttpBodyTest, AHundredMegabytesInChunksAreRefusedWithFlatMemory) {
  const auto server = serve();
  const std::string chunk = "100000\r\n" + std::string(kMegabyte, 'x') + "\r\n";
  const std::size_t before = resident_bytes();
  Client client(server->port());
  client.send("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n");
  for (int i = 0; i < 100; ++i) ASSERT_TRUE(client.send(chunk)) << i;
  const auto answer = client.receive();
  ASSERT_TRUE(answer.has_value());
  EXPECT_EQ(answer->status, 413);
  EXPECT_LT(resident_bytes(), before + kFlat);
}

TEST(HttpBodyTest, ManyRefusedBodiesAtOnceStayFlat) {
  HttpServerOptions options;
  options.threads = 2;
  const auto server = serve(options);
  const std::string piece(kMegabyte, 'x');
  const std::size_t before = resident_bytes();
  std::vector<std::thread> threads;
  for (int t = 0; t < 8; ++t) {
    threads.emplace_back([&, t] {
      Client client(server->port());
      client.send(
          t % 2 == 0
              ? "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 20971520\r\n\r\n"
              : "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n1400000\r\n");
      for (int i = 0; i < 20; ++i) client.send(piece);
      const auto answer = client.receive();
      ASSERT_TRUE(answer.has_value());
      EXPECT_EQ(answer->status, 413);
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_LT(resident_bytes(), before + kFlat);
}

TEST(HttpBodyTest, TheAddressOfThePeerIsTold) {
  const auto server = HttpServer::start({}, [](const HttpQuery& query) {
    return HttpAnswer{200, {}, query.remote_address};
  });
  EXPECT_EQ(exchange(server->port(), request_text("GET", "/")).body, "127.0.0.1");
}

}  // namespace
}  // namespace brazecheck::mock
