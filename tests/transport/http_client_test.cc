#include "transport/http_client.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>

#include "contract/error.h"
#include "loopback_server.h"

namespace brazecheck {
namespace {

using test::Connection;
using test::http_ok;
using test::LoopbackServer;
using test::RecordingServer;
using testing::ElementsAre;
using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;
using testing::Pair;
using testing::StartsWith;
using Kind = TransportError::Kind;

const std::optional<std::string> kNoKey;

HttpClient client(const std::string& url,
                  std::chrono::milliseconds timeout = std::chrono::seconds(20)) {
  ClientOptions options;
  options.base_url = url;
  options.timeout = timeout;
  return HttpClient(options);
}

Request request(std::string method, std::string path = "/") {
  Request out;
  out.method = std::move(method);
  out.path = std::move(path);
  return out;
}

/// What a client makes of `bytes` sent in answer to a GET.
Exchange answered_with(const std::string& bytes, std::size_t limit = 1u << 20) {
  LoopbackServer server([&](Connection& connection) {
    (void)connection.read_request();
    connection.send(bytes);
  });
  ClientOptions options;
  options.base_url = server.url();
  options.max_response_bytes = limit;
  return HttpClient(options).send(request("GET"), kNoKey);
}

Kind kind_of(const Exchange& exchange) {
  EXPECT_FALSE(exchange.response.has_value());
  return exchange.error.value().kind;
}

TEST(HttpClientTest, SendsMethodPathQueryHeadersAndBodyAsGiven) {
  RecordingServer server(http_ok("{}"));
  Request sent = request("PATCH", "/catalogs/a%20b/items");
  sent.query = {{"external_id[]", "a&b=ü"}, {"limit", "5"}};
  sent.headers = {{"X-Trace", "one two"}, {"X-Empty", ""}};
  sent.body = Json::parse(R"({"a":[1,"ü"]})");
  ASSERT_TRUE(client(server.url()).send(sent, "the-key").response.has_value());

  const std::string wire = server.requests().at(0);
  EXPECT_THAT(wire,
              StartsWith("PATCH /catalogs/a%20b/items?external_id%5B%5D=a%26b%3D%C3%BC&limit=5 "
                         "HTTP/1.1\r\n"));
  EXPECT_THAT(wire, HasSubstr("\r\nX-Trace: one two\r\n"));
  EXPECT_THAT(wire, HasSubstr("\r\nX-Empty:\r\n"));
  EXPECT_THAT(wire, HasSubstr("\r\nAuthorization: Bearer the-key\r\n"));
  EXPECT_THAT(wire, HasSubstr("\r\nContent-Type: application/json\r\n"));
  EXPECT_THAT(wire, HasSubstr("\r\nUser-Agent: brazecheck/"));
  EXPECT_THAT(wire, Not(HasSubstr("Expect")));
  EXPECT_THAT(wire, EndsWith("\r\n\r\n{\"a\":[1,\"ü\"]}"));
}

TEST(HttpClientTest, SendsRawBodiesByteForByte) {
  RecordingServer server(http_ok(""));
  HttpClient http = client(server.url());
  const std::string bodies[] = {std::string("{\"a\":1,\"a\":\0\xff}", 13), "@/etc/hostname", "\r\n",
                                std::string(3'000'000, 'x'), "{"};
  for (const std::string& body : bodies) {
    Request sent = request("POST");
    sent.body_text = body;
    ASSERT_TRUE(http.send(sent, kNoKey).response.has_value());
    EXPECT_TRUE(server.requests().back().ends_with("\r\n\r\n" + body));
  }
}

TEST(HttpClientTest, AnEmptyContentTypeSendsNone) {
  RecordingServer server(http_ok(""));
  Request sent = request("POST");
  sent.body_text = "x";
  sent.headers = {{"content-type", ""}};
  (void)client(server.url()).send(sent, kNoKey);
  sent.headers = {{"content-type", "text/plain"}};
  (void)client(server.url()).send(sent, kNoKey);
  EXPECT_THAT(server.requests().at(0), Not(HasSubstr("ontent-Type")));
  EXPECT_THAT(server.requests().at(0), Not(HasSubstr("ontent-type")));
  EXPECT_THAT(server.requests().at(1), HasSubstr("\r\ncontent-type: text/plain\r\n"));
}

TEST(HttpClientTest, SaysThatABodyIsEmptyWhereAMethodExpectsOne) {
  RecordingServer server(http_ok(""));
  HttpClient http = client(server.url());
  for (const char* method : {"POST", "PUT", "PATCH"}) {
    (void)http.send(request(method), kNoKey);
    EXPECT_THAT(server.requests().back(), StartsWith(method));
    EXPECT_THAT(server.requests().back(), HasSubstr("\r\nContent-Length: 0\r\n"));
    EXPECT_THAT(server.requests().back(), Not(HasSubstr("Content-Type")));
  }
  for (const char* method : {"GET", "DELETE", "OPTIONS", "BREW"}) {
    (void)http.send(request(method), kNoKey);
    EXPECT_THAT(server.requests().back(), StartsWith(std::string(method) + " / HTTP/1.1\r\n"));
    EXPECT_THAT(server.requests().back(), Not(HasSubstr("Content-Length")));
  }
  EXPECT_EQ(server.connections(), 1);
}

TEST(HttpClientTest, SendsABodyWithAnyMethodThatCanHaveOne) {
  RecordingServer server(http_ok(""));
  HttpClient http = client(server.url());
  for (const char* method : {"GET", "DELETE", "PUT"}) {
    Request sent = request(method);
    sent.body = Json::object();
    (void)http.send(sent, kNoKey);
    EXPECT_THAT(server.requests().back(), StartsWith(std::string(method) + " / "));
    EXPECT_THAT(server.requests().back(), EndsWith("\r\n\r\n{}"));
  }
}

TEST(HttpClientTest, SignsOtherwiseWhereARequestSaysHow) {
  RecordingServer server(http_ok(""));
  HttpClient http = client(server.url());
  Request odd = request("GET", "/x");
  odd.headers = {{"Authorization", "Basic ${key}"}};
  const Exchange exchange = http.send(odd, "the-long-key");
  EXPECT_THAT(server.requests().at(0), HasSubstr("\r\nAuthorization: Basic the-long-key\r\n"));
  EXPECT_THAT(server.requests().at(0), Not(HasSubstr("Bearer")));
  for (const auto& [name, value] : exchange.request.headers)
    EXPECT_THAT(value, Not(HasSubstr("the-long-key"))) << name;
  odd.headers = {{"Authorization", "Basic other"}};
  (void)http.send(odd, "the-long-key");
  EXPECT_THAT(server.requests().at(1), HasSubstr("\r\nAuthorization: Bearer the-long-key\r\n"));
}

TEST(HttpClientTest, OneRequestLeavesNothingInTheNext) {
  RecordingServer server(http_ok(""));
  HttpClient http = client(server.url());
  Request first = request("POST", "/first");
  first.query = {{"q", "1"}};
  first.headers = {{"X-First", "1"}};
  first.body = Json("first");
  (void)http.send(first, "first-key");
  (void)http.send(request("GET", "/second"), kNoKey);
  const std::string wire = server.requests().at(1);
  EXPECT_THAT(wire, StartsWith("GET /second HTTP/1.1\r\n"));
  EXPECT_THAT(wire, Not(HasSubstr("irst")));
  EXPECT_THAT(wire, Not(HasSubstr("Authorization")));
}

TEST(HttpClientTest, SegmentsWithDotsReachTheServer) {
  RecordingServer server(http_ok(""));
  (void)client(server.url() + "/prefix/").send(request("GET", "/a/../b/./c"), kNoKey);
  EXPECT_THAT(server.requests().at(0), StartsWith("GET /prefix/a/../b/./c HTTP/1.1\r\n"));
}

TEST(HttpClientTest, EncodesWhatAPathCannotHoldAndRecordsIt) {
  RecordingServer server(http_ok(""));
  const Exchange exchange = client(server.url()).send(request("GET", "/a b?c#d\r\nX: y/ü"), kNoKey);
  EXPECT_EQ(exchange.request.path, "/a%20b%3Fc%23d%0D%0AX:%20y/%C3%BC");
  EXPECT_THAT(server.requests().at(0),
              StartsWith("GET " + exchange.request.path + " HTTP/1.1\r\n"));
}

TEST(HttpClientTest, RecordsStatusHeadersInWireOrderAndAJsonBody) {
  const Exchange exchange = answered_with(
      "HTTP/1.1 201 Created\r\nX-B: 1\r\nX-A: 2\r\nX-B: 3\r\nContent-Length: 7\r\n\r\n{\"a\":1}");
  ASSERT_TRUE(exchange.response.has_value());
  EXPECT_EQ(exchange.response->status, 201);
  EXPECT_THAT(exchange.response->headers,
              ElementsAre(Pair("X-B", "1"), Pair("X-A", "2"), Pair("X-B", "3"),
                          Pair("Content-Length", "7")));
  EXPECT_EQ(exchange.response->body, Json({{"a", 1}}));
  EXPECT_FALSE(exchange.response->body_text.has_value());
  EXPECT_GT(exchange.seconds, 0);
}

TEST(HttpClientTest, KeepsBytesThatAreNotJson) {
  for (const std::string body : {"<html>", "{\"a\":", "\"\xff\"", "1e999", "{}{}"}) {
    const Exchange exchange = answered_with(http_ok(body));
    ASSERT_TRUE(exchange.response.has_value());
    EXPECT_FALSE(exchange.response->body.has_value()) << body;
    EXPECT_EQ(exchange.response->body_text, body);
  }
}

TEST(HttpClientTest, KeepsHostilelyNestedJsonAsBytes) {
  const std::string deep(100'000, '[');
  EXPECT_EQ(answered_with(http_ok(deep)).response.value().body_text, deep);
  const std::string closed = std::string(100'000, '[') + std::string(100'000, ']');
  EXPECT_EQ(answered_with(http_ok(closed)).response.value().body_text, closed);
}

TEST(HttpClientTest, BracketsInStringsAreNotNesting) {
  const std::string body = "[\"" + std::string(1000, '[') + "\\\"" + std::string(1000, '{') + "\"]";
  EXPECT_TRUE(answered_with(http_ok(body)).response.value().body.has_value());
}

TEST(HttpClientTest, ReadsChunkedBodiesAndFoldedHeaders) {
  const Exchange exchange = answered_with(
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nX-Folded: one\r\n  two\r\n\r\n"
      "4\r\n[1,2\r\n3\r\n,3]\r\n0\r\n\r\n");
  EXPECT_EQ(exchange.response.value().body, Json({1, 2, 3}));
  const std::string* folded = find_header(exchange.response->headers, "x-folded");
  ASSERT_NE(folded, nullptr);
  EXPECT_THAT(*folded, StartsWith("one"));
  EXPECT_THAT(*folded, EndsWith("two"));
}

TEST(HttpClientTest, SkipsInterimResponses) {
  const Exchange exchange =
      answered_with("HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n" + http_ok("true"));
  EXPECT_EQ(exchange.response.value().status, 200);
  EXPECT_EQ(find_header(exchange.response->headers, "Link"), nullptr);
}

TEST(HttpClientTest, NoContentAndHeadHaveNoBody) {
  const Exchange none = answered_with("HTTP/1.1 204 No Content\r\n\r\n");
  EXPECT_EQ(none.response.value().status, 204);
  EXPECT_FALSE(none.response->body || none.response->body_text);

  RecordingServer server("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n");
  HttpClient http = client(server.url());
  Request head = request("HEAD");
  head.body = Json::object();
  for (int i = 0; i < 2; ++i) {
    const Exchange exchange = http.send(head, kNoKey);
    EXPECT_EQ(exchange.response.value().status, 200);
    EXPECT_FALSE(exchange.response->body || exchange.response->body_text);
  }
  EXPECT_THAT(server.requests().at(1), StartsWith("HEAD / HTTP/1.1\r\n"));
  EXPECT_EQ(server.connections(), 1);
}

TEST(HttpClientTest, DoesNotFollowRedirects) {
  RecordingServer server("HTTP/1.1 302 Found\r\nLocation: /elsewhere\r\nContent-Length: 0\r\n\r\n");
  EXPECT_EQ(client(server.url()).send(request("GET"), kNoKey).response.value().status, 302);
  EXPECT_EQ(server.requests().size(), 1u);
}

TEST(HttpClientTest, UsesTheProxyOfTheEnvironmentButNotForLoopback) {
  RecordingServer proxy(http_ok("\"proxy\"")), server(http_ok("\"server\""));
  setenv("http_proxy", proxy.url().c_str(), 1);
  const Exchange outside = client("http://target.invalid").send(request("GET", "/x"), kNoKey);
  const Exchange loopback = client(server.url()).send(request("GET"), kNoKey);
  unsetenv("http_proxy");
  EXPECT_EQ(outside.response.value().body, Json("proxy"));
  EXPECT_THAT(proxy.requests().at(0), StartsWith("GET http://target.invalid/x HTTP/1.1\r\n"));
  EXPECT_EQ(loopback.response.value().body, Json("server"));
}

TEST(HttpClientTest, ReusesItsConnection) {
  RecordingServer server(http_ok("{}"));
  HttpClient http = client(server.url());
  for (int i = 0; i < 10; ++i) ASSERT_TRUE(http.send(request("GET"), kNoKey).response.has_value());
  HttpClient moved = std::move(http);
  ASSERT_TRUE(moved.send(request("GET"), kNoKey).response.has_value());
  EXPECT_EQ(server.connections(), 1);
}

TEST(HttpClientTest, ReportsARefusedConnection) {
  const std::string authority = "127.0.0.1:" + std::to_string(test::closed_port());
  const Exchange exchange = client("http://" + authority).send(request("GET"), kNoKey);
  EXPECT_EQ(kind_of(exchange), Kind::kConnect);
  EXPECT_EQ(exchange.error->message, authority + ": cannot connect: Connection refused");
}

TEST(HttpClientTest, ReportsANameThatDoesNotResolve) {
  const Exchange exchange = client("http://nowhere.invalid").send(request("GET"), kNoKey);
  EXPECT_EQ(kind_of(exchange), Kind::kResolve);
  EXPECT_EQ(exchange.error->message, "nowhere.invalid:80: the name does not resolve");
}

TEST(HttpClientTest, ReportsAServerThatNeverAnswers) {
  LoopbackServer server([](Connection& connection) { connection.wait_for_close(); });
  const Exchange exchange =
      client(server.url(), std::chrono::milliseconds(100)).send(request("GET"), kNoKey);
  EXPECT_EQ(kind_of(exchange), Kind::kTimeout);
  EXPECT_EQ(exchange.error->message, server.authority() + ": no complete response within 0.1 s");
}

TEST(HttpClientTest, ReportsABodyThatDoesNotArriveInTime) {
  LoopbackServer server([](Connection& connection) {
    (void)connection.read_request();
    connection.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n12");
    connection.wait_for_close();
  });
  EXPECT_EQ(
      kind_of(client(server.url(), std::chrono::milliseconds(100)).send(request("GET"), kNoKey)),
      Kind::kTimeout);
}

TEST(HttpClientTest, GivesUpAnExchangeThatHangsOnceToldToStop) {
  std::atomic<bool> stop{false};
  LoopbackServer server([&](Connection& connection) {
    (void)connection.read_request();
    stop = true;
    connection.wait_for_close();
  });
  ClientOptions options;
  options.base_url = server.url();
  options.timeout = std::chrono::hours(1);
  options.stop = &stop;
  HttpClient http(options);
  const Exchange exchange = http.send(request("GET"), kNoKey);
  EXPECT_EQ(kind_of(exchange), Kind::kInterrupted);
  EXPECT_THAT(exchange.error->message, HasSubstr("interrupted"));
}

TEST(HttpClientTest, GivesUpABodyThatTricklesOnceToldToStop) {
  std::atomic<bool> stop{false};
  LoopbackServer server([&](Connection& connection) {
    (void)connection.read_request();
    connection.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n12");
    stop = true;
    connection.wait_for_close();
  });
  ClientOptions options;
  options.base_url = server.url();
  options.timeout = std::chrono::hours(1);
  options.stop = &stop;
  EXPECT_EQ(kind_of(HttpClient(options).send(request("GET"), kNoKey)), Kind::kInterrupted);
}

TEST(HttpClientTest, WithAStopThatNobodySetsAllGoesOn) {
  const std::atomic<bool> stop{false};
  RecordingServer server(http_ok("true"));
  ClientOptions options;
  options.base_url = server.url();
  options.stop = &stop;
  HttpClient http(options);
  for (int i = 0; i < 3; ++i)
    EXPECT_EQ(http.send(request("GET"), kNoKey).response.value().status, 200);
}

TEST(HttpClientTest, ReportsConnectionsThatBreak) {
  LoopbackServer resets([](Connection& connection) {
    (void)connection.read_request();
    connection.reset_on_close();
  });
  EXPECT_EQ(kind_of(client(resets.url()).send(request("GET"), kNoKey)), Kind::kReset);
  EXPECT_EQ(kind_of(answered_with("")), Kind::kReset);
  const Exchange cut = answered_with("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n12345");
  EXPECT_EQ(kind_of(cut), Kind::kReset);
  EXPECT_THAT(cut.error->message, EndsWith("the connection ended before the response did"));
  EXPECT_EQ(kind_of(answered_with("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab")),
            Kind::kReset);
}

TEST(HttpClientTest, ReportsWhatIsNotHttp) {
  for (const char* bytes : {"SSH-2.0-OpenSSH_9.2\r\n", "HTTP/9.9 yes\r\n\r\n", "\0\0\0",
                            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
                            "HTTP/1.1 200 OK\r\nContent-Length: minus\r\n\r\n"}) {
    const Exchange exchange = answered_with(bytes);
    EXPECT_TRUE(exchange.error.has_value()) << bytes;
  }
  EXPECT_EQ(kind_of(answered_with("garbage\r\n\r\n")), Kind::kProtocol);
}

TEST(HttpClientTest, StopsReadingPastTheSizeLimit) {
  const std::string body(100'001, 'x');
  const Exchange announced = answered_with(http_ok(body), 100'000);
  EXPECT_EQ(kind_of(announced), Kind::kTooLarge);
  EXPECT_THAT(announced.error->message, EndsWith(": the response is larger than 100000 bytes"));
  EXPECT_EQ(kind_of(answered_with("HTTP/1.1 200 OK\r\n\r\n" + body, 100'000)), Kind::kTooLarge);
  EXPECT_TRUE(answered_with(http_ok(body), 100'001).response.has_value());
}

TEST(HttpClientTest, StopsReadingEndlessBodiesAndHeaders) {
  LoopbackServer body([](Connection& connection) {
    (void)connection.read_request();
    connection.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
    const std::string chunk = fmt::format("10000\r\n{:x<65536}\r\n", "");
    for (int i = 0; i < 2000; ++i) connection.send(chunk);
  });
  ClientOptions options;
  options.base_url = body.url();
  options.max_response_bytes = 1'000'000;
  EXPECT_EQ(kind_of(HttpClient(options).send(request("GET"), kNoKey)), Kind::kTooLarge);

  std::string headers = "HTTP/1.1 200 OK\r\n";
  for (int i = 0; i < 20'000; ++i) headers += "X-Header: " + std::string(100, 'x') + "\r\n";
  EXPECT_EQ(kind_of(answered_with(headers + "\r\n")), Kind::kTooLarge);
}

TEST(HttpClientTest, WorksAgainAfterAnError) {
  int count = 0;
  LoopbackServer server([&](Connection& connection) {
    (void)connection.read_request();
    if (++count == 1) return connection.send("garbage\r\n\r\n");
    connection.send(http_ok("true"));
  });
  HttpClient http = client(server.url());
  EXPECT_TRUE(http.send(request("GET"), kNoKey).error.has_value());
  EXPECT_EQ(http.send(request("GET"), kNoKey).response.value().body, Json(true));
}

TEST(HttpClientTest, RefusesBaseUrlsThatAreNone) {
  for (const char* url :
       {"", "localhost", "ftp://host", "file:///etc/passwd", "http://", "https://a b",
        "https://host?x=1", "https://host/#x", "https://host:99999"}) {
    try {
      client(url);
      FAIL() << url;
    } catch (const InputError& e) {
      EXPECT_EQ(e.id(), "target.bad-url");
    }
  }
}

TEST(HttpClientTest, DoesNotRepeatAPasswordInTheBaseUrl) {
  try {
    client("https://user:hunter2@host");
    FAIL();
  } catch (const InputError& e) {
    EXPECT_EQ(e.id(), "target.bad-url");
    EXPECT_THAT(e.what(), Not(HasSubstr("hunter2")));
  }
}

TEST(HttpClientTest, RefusesHeadersAndMethodsThatWouldSmuggleLines) {
  HttpClient http = client("http://127.0.0.1:1");
  const auto refused = [&](const Request& bad, const std::optional<std::string>& key) {
    try {
      (void)http.send(bad, key);
      return std::string("sent");
    } catch (const InputError& e) {
      EXPECT_THAT(e.what(), Not(HasSubstr("secret")));
      return e.id();
    }
  };
  Request bad = request("GET");
  bad.headers = {{"X", "secret\r\nEvil: 1"}};
  EXPECT_EQ(refused(bad, kNoKey), "request.bad-header");
  bad.headers = {{"X\r\nEvil", "1"}};
  EXPECT_EQ(refused(bad, kNoKey), "request.bad-header");
  EXPECT_EQ(refused(request("GET"), "secret\n"), "request.bad-header");
  EXPECT_EQ(refused(request("GET / HTTP/1.1\r\nX:"), kNoKey), "request.bad-method");
}

}  // namespace
}  // namespace brazecheck
