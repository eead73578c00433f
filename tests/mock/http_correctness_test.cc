// What servers get wrong in HTTP/1.1, byte for byte.

#include <gtest/gtest.h>

#include <chrono>
#include <thread>
#include <vector>

#include "client.h"
#include "mock/http_server.h"

namespace brazecheck::mock {
namespace {

HttpAnswer echo(const HttpQuery& query) {
  if (query.body_too_large) return {413, {}, "too large"};
  return {200, {{"X-Target", query.target}}, query.method + ":" + query.body};
}

class HttpCorrectnessTest : public ::testing::Test {
 protected:
  static HttpServerOptions options() {
    HttpServerOptions out;
    out.max_body_bytes = 1000;
    return out;
  }

  /// Each is refused with the status, the connection closes, and nothing behind it is answered.
  void refuses(int status, const std::vector<std::string>& requests) {
    for (const std::string& request : requests) {
      SCOPED_TRACE(request.substr(0, 200));
      Client client(server_->port());
      ASSERT_TRUE(client.send(request));
      client.send("GET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n");
      const auto answer = client.receive();
      ASSERT_TRUE(answer.has_value());
      EXPECT_EQ(answer->status, status);
      EXPECT_EQ(answer->header("Connection"), "close");
      EXPECT_TRUE(client.closed());
      if (status == 413) continue;  // the handler speaks there
      EXPECT_TRUE(answer->json()["message"].is_string()) << answer->body;
    }
  }

  RawAnswer send(const std::string& bytes) { return exchange(server_->port(), bytes); }

  std::unique_ptr<HttpServer> server_ = HttpServer::start(options(), echo);
};

TEST_F(HttpCorrectnessTest, TwoDifferingContentLengthsAreRefused) {
  refuses(400,
          {"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello!",
           "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5, 6\r\n\r\nhello!"});
}

TEST_F(HttpCorrectnessTest, ContentLengthsThatAreNoPlainNumberAreRefused) {
  refuses(400, {"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\nhello",
                "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: +5\r\n\r\nhello",
                "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 0x5\r\n\r\nhello",
                "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5 5\r\n\r\nhello",
                "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5a\r\n\r\nhello",
                "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: \r\n\r\nhello",
                "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 18446744073709551617\r\n\r\nh"});
}

TEST_F(HttpCorrectnessTest, ContentLengthWithChunkedIsRefusedInEitherOrder) {
  refuses(400,
          {"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n"
           "0\r\n\r\n",
           "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n"
           "0\r\n\r\n"});
}

TEST_F(HttpCorrectnessTest, UnknownTransferEncodingsAreNotImplemented) {
  refuses(501,
          {"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip\r\n\r\nhello",
           "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
           "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: identity\r\n\r\nhello",
           "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
           "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n",
           "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: \"chunked\"\r\n\r\n0\r\n\r\n"});
}

TEST_F(HttpCorrectnessTest, TransferEncodingTwiceOrInHttp10IsRefused) {
  refuses(400, {"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n"
                "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                "POST / HTTP/1.0\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"});
}

TEST_F(HttpCorrectnessTest, ChunkSizesThatOverflowOrAreNoNumbersAreRefused) {
  const std::string head = "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n";
  refuses(400, {head + "10000000000000000\r\nhello", head + "fffffffffffffffff\r\nhello",
                head + "-5\r\nhello\r\n0\r\n\r\n", head + "0x5\r\nhello\r\n0\r\n\r\n",
                head + "\r\nhello\r\n0\r\n\r\n", head + "5 \rhello\r\n0\r\n\r\n",
                head + "5\nhello\n0\n\n", head + "5\r\nhelloXX0\r\n\r\n"});
  refuses(413, {head + "ffffffffffffffff\r\nhello", head + "7fffffffffffffff\r\nhello"});
}

TEST_F(HttpCorrectnessTest, LinesBetweenChunksAndTrailersHaveAnEnd) {
  const std::string head = "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n";
  refuses(400, {head + "5;" + std::string(40'000, 'x'),
                head + "0\r\nX-Trailer: " + std::string(40'000, 'x')});
}

TEST_F(HttpCorrectnessTest, TrailersAreReadAndDropped) {
  Client client(server_->port());
  client.send(
      "POST /a HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
      "5\r\nhello\r\n0\r\nHost: y\r\nX-More: 1\r\n\r\nGET /b HTTP/1.1\r\nHost: x\r\n\r\n");
  const auto first = client.receive();
  ASSERT_TRUE(first.has_value());
  EXPECT_EQ(first->body, "POST:hello");
  const auto second = client.receive();
  ASSERT_TRUE(second.has_value());
  EXPECT_EQ(second->header("X-Target"), "/b");
}

TEST_F(HttpCorrectnessTest, BareLineEndsAreRefused) {
  refuses(400, {"GET / HTTP/1.1\rHost: x\r\r", "GET / HTTP/1.1\nHost: x\n\n",
                "GET / HTTP/1.1\r\nHost: x\r\nX-A: b\rX-C: d\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: x\r\nX-A: b\nX-C: d\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: x\r\n\rX-C: d\r\n\r\n"});
}

TEST_F(HttpCorrectnessTest, NulAndOtherControlBytesAreRefused) {
  using namespace std::string_literals;
  refuses(400, {"GET / HTTP/1.1\r\nHost: x\r\nX-A: a\0b\r\n\r\n"s,
                "GET / HTTP/1.1\r\nHost: x\r\nX-\0A: b\r\n\r\n"s,
                "GET /a\0b HTTP/1.1\r\nHost: x\r\n\r\n"s,
                "GET / HTTP/1.1\r\nHost: x\r\nX-A: a\x01"
                "b\r\n\r\n"s,
                "G\0T / HTTP/1.1\r\nHost: x\r\n\r\n"s});
}

TEST_F(HttpCorrectnessTest, FoldedHeadersAreRefused) {
  refuses(400, {"GET / HTTP/1.1\r\nHost: x\r\nX-A: b\r\n c\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: x\r\nX-A:\r\n\tc\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: x\r\nX-A: b\r\n \r\n\r\n",
                "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n",
                "GET / HTTP/1.1\r\n Host: x\r\n\r\n"});
}

TEST_F(HttpCorrectnessTest, HeaderNamesAreTokensRightBeforeTheirColon) {
  refuses(400, {"GET / HTTP/1.1\r\nHost : x\r\n\r\n", "GET / HTTP/1.1\r\nHost: x\r\n: b\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: x\r\nX A: b\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: x\r\nnothing\r\n\r\n"});
}

TEST_F(HttpCorrectnessTest, Http11TakesExactlyOneHost) {
  refuses(400, {"GET / HTTP/1.1\r\n\r\n", "GET / HTTP/1.1\r\nHost: x\r\nHost: x\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: x\r\nX-A: b\r\nhost: y\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: x y\r\n\r\n", "GET / HTTP/1.1\r\nHost: a@b\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: x/y\r\n\r\n"});
  EXPECT_EQ(send("GET / HTTP/1.1\r\nHost:\r\n\r\n").status, 200);
  EXPECT_EQ(send("GET / HTTP/1.1\r\nHost: [::1]:8080\r\n\r\n").status, 200);
  EXPECT_EQ(send("GET / HTTP/1.0\r\n\r\n").status, 200);
}

TEST_F(HttpCorrectnessTest, StartLinesThatAreNoneAreRefused) {
  refuses(400, {"GET\r\n\r\n", "GET  / HTTP/1.1\r\nHost: x\r\n\r\n",
                "GET / HTTP/1.1 \r\nHost: x\r\n\r\n", "GET / http/1.1\r\nHost: x\r\n\r\n",
                "GET / HTTP/2.0\r\nHost: x\r\n\r\n", "GET / HTTP/1.1.1\r\nHost: x\r\n\r\n",
                "G@T / HTTP/1.1\r\nHost: x\r\n\r\n", "GET foo HTTP/1.1\r\nHost: x\r\n\r\n",
                "GET * HTTP/1.1\r\nHost: x\r\n\r\n", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
                "\x16\x03\x01\x02hello hello hello hello\r\n\r\n"});
}

TEST_F(HttpCorrectnessTest, EmptyLinesBeforeARequestDoNotCount) {
  EXPECT_EQ(send("\r\n\r\nGET /a HTTP/1.1\r\nHost: x\r\n\r\n").header("X-Target"), "/a");
}

TEST_F(HttpCorrectnessTest, BrokenPercentEscapesAreRefused) {
  refuses(400,
          {"GET /a%zz HTTP/1.1\r\nHost: x\r\n\r\n", "GET /a% HTTP/1.1\r\nHost: x\r\n\r\n",
           "GET /a%2 HTTP/1.1\r\nHost: x\r\n\r\n", "GET /a?b=%g0 HTTP/1.1\r\nHost: x\r\n\r\n"});
  EXPECT_EQ(send("GET /a%2Fb%00?c=%25 HTTP/1.1\r\nHost: x\r\n\r\n").header("X-Target"),
            "/a%2Fb%00?c=%25");
}

TEST_F(HttpCorrectnessTest, TargetsAndHeadersThatAreTooLongSaySo) {
  refuses(414, {"GET /" + std::string(20'000, 'a') + " HTTP/1.1\r\nHost: x\r\n\r\n",
                "GET /" + std::string(200'000, 'a') + " HTTP/1.1\r\nHost: x\r\n\r\n"});
  std::string many;
  for (int i = 0; i < 200; ++i) many += "X-" + std::to_string(i) + ": a\r\n";
  std::string large;
  for (int i = 0; i < 50; ++i)
    large += "X-" + std::to_string(i) + ": " + std::string(1000, 'a') + "\r\n";
  refuses(431, {"GET / HTTP/1.1\r\nHost: x\r\n" + many + "\r\n",
                "GET / HTTP/1.1\r\nHost: x\r\n" + large + "\r\n",
                "GET / HTTP/1.1\r\nHost: x\r\nX-A: " + std::string(20'000, 'a') + "\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: x\r\nX-" + std::string(20'000, 'a') + ": a\r\n\r\n"});
}

TEST_F(HttpCorrectnessTest, TargetsMayBeAbsolute) {
  const RawAnswer answer = send("GET http://x/a/b?c=d HTTP/1.1\r\nHost: other\r\n\r\n");
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.header("X-Target"), "http://x/a/b?c=d");
  EXPECT_EQ(send("OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n").status, 200);
}

TEST_F(HttpCorrectnessTest, PipelinedRequestsAreAnsweredInOrderWhateverTheirKind) {
  Client client(server_->port());
  std::string all;
  for (int i = 0; i < 30; ++i) {
    const std::string target = "/" + std::to_string(i);
    all += "GET " + target + " HTTP/1.1\r\nHost: x\r\n\r\n";
    all += "POST " + target + " HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\nab";
    all += "POST " + target +
           " HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n2\r\ncd\r\n0\r\n\r\n";
  }
  // In pieces that fall anywhere.
  for (std::size_t at = 0; at < all.size(); at += 37) ASSERT_TRUE(client.send(all.substr(at, 37)));
  for (int i = 0; i < 30; ++i) {
    for (const char* body : {"GET:", "POST:ab", "POST:cd"}) {
      const auto answer = client.receive();
      ASSERT_TRUE(answer.has_value());
      EXPECT_EQ(answer->body, body);
      EXPECT_EQ(answer->header("X-Target"), "/" + std::to_string(i));
    }
  }
}

TEST_F(HttpCorrectnessTest, RequestsThatArriveByteByByteAreTheSame) {
  Client client(server_->port());
  const std::string request =
      "POST /a HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
      "3;a=b\r\nabc\r\n00\r\nX-T: u\r\n\r\n";
  for (const char byte : request) ASSERT_TRUE(client.send({&byte, 1}));
  const auto answer = client.receive();
  ASSERT_TRUE(answer.has_value());
  EXPECT_EQ(answer->body, "POST:abc");
}

TEST_F(HttpCorrectnessTest, AnEmptyChunkedBodySplitAnywhereIsRead) {
  Client client(server_->port());
  const std::string head = "POST /a HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n";
  const std::string end = "0\r\n\r\n";
  for (std::size_t at = 0; at <= end.size(); ++at) {
    ASSERT_TRUE(client.send(head + end.substr(0, at)));
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
    ASSERT_TRUE(client.send(end.substr(at)));
    const auto answer = client.receive();
    ASSERT_TRUE(answer.has_value()) << at;
    EXPECT_EQ(answer->body, "POST:") << at;
  }
}

TEST_F(HttpCorrectnessTest, EveryHeadSplitInTwoIsReadTheSame) {
  const std::string request =
      "POST /a HTTP/1.1\r\nHost: x\r\nX-A: b\r\nContent-Length: 3\r\n\r\nabc";
  Client client(server_->port());
  for (std::size_t at = 1; at < request.size(); ++at) {
    ASSERT_TRUE(client.send(request.substr(0, at)));
    ASSERT_TRUE(client.send(request.substr(at)));
    const auto answer = client.receive();
    ASSERT_TRUE(answer.has_value()) << at;
    EXPECT_EQ(answer->body, "POST:abc") << at;
  }
}

TEST_F(HttpCorrectnessTest, ABodyTooLargeIsRefusedBeforeItIsSaidToContinue) {
  Client client(server_->port());
  client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5000\r\nExpect: 100-continue\r\n\r\n");
  const auto answer = client.receive();
  ASSERT_TRUE(answer.has_value());
  EXPECT_EQ(answer->status, 413);
  client.finish_sending();
  EXPECT_TRUE(client.closed());
}

TEST_F(HttpCorrectnessTest, ContinueIsSaidForChunkedBodiesAndNotInHttp10) {
  Client client(server_->port());
  client.send(
      "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nExpect: 100-Continue\r\n\r\n");
  const auto interim = client.receive();
  ASSERT_TRUE(interim.has_value());
  EXPECT_EQ(interim->status, 100);
  client.send("2\r\nok\r\n0\r\n\r\n");
  const auto answer = client.receive();
  ASSERT_TRUE(answer.has_value());
  EXPECT_EQ(answer->body, "POST:ok");
  EXPECT_EQ(send("POST / HTTP/1.0\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\nok").body,
            "POST:ok");
  EXPECT_EQ(send("GET / HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\n\r\n").status, 200);
  refuses(417, {"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nExpect: a-miracle\r\n\r\nok"});
}

TEST_F(HttpCorrectnessTest, Http10IsKeptAliveOnlyWhenItAsks) {
  Client client(server_->port());
  for (int i = 0; i < 3; ++i) {
    client.send("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
    const auto answer = client.receive();
    ASSERT_TRUE(answer.has_value());
    EXPECT_EQ(answer->header("Connection"), "keep-alive");
  }
  client.send("GET / HTTP/1.0\r\n\r\n");
  const auto last = client.receive();
  ASSERT_TRUE(last.has_value());
  EXPECT_EQ(last->header("Connection"), "close");
  EXPECT_TRUE(client.closed());
}

TEST_F(HttpCorrectnessTest, AClientThatSaysCloseIsClosed) {
  Client client(server_->port());
  client.send("GET / HTTP/1.1\r\nHost: x\r\nConnection: Close\r\n\r\n");
  const auto answer = client.receive();
  ASSERT_TRUE(answer.has_value());
  EXPECT_EQ(answer->status, 200);
  EXPECT_EQ(answer->header("Connection"), "close");
  EXPECT_TRUE(client.closed());
}

TEST_F(HttpCorrectnessTest, AClientThatOnlyListensOnIsAnswered) {
  Client client(server_->port());
  client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
  client.finish_sending();
  const auto answer = client.receive();
  ASSERT_TRUE(answer.has_value());
  EXPECT_EQ(answer->status, 200);
}

TEST_F(HttpCorrectnessTest, HeadHasTheHeadersOfGetAndNothingElse) {
  Client client(server_->port());
  client.send("HEAD /a HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
  const std::string all = client.rest();
  EXPECT_NE(all.find("Content-Length: 5\r\n"), std::string::npos);
  EXPECT_TRUE(all.ends_with("\r\n\r\n"));
}

TEST_F(HttpCorrectnessTest, ARefusedHeadHasNoBodyEither) {
  Client client(server_->port());
  client.send("HEAD /a?%& HTTP/1.1\r\nHost: x\r\n\r\n");
  const std::string all = client.rest();
  EXPECT_TRUE(all.starts_with("HTTP/1.1 400 ")) << all;
  EXPECT_TRUE(all.ends_with("\r\n\r\n")) << all;
}

}  // namespace
}  // namespace brazecheck::mock
