#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>

#include "loopback_server.h"
#include "transport/http_client.h"

namespace brazecheck {
namespace {

using test::http_ok;
using test::RecordingServer;
using testing::HasSubstr;
using testing::Not;

const char kKey[] = "key-of-the-test";

/// Runs `script` in `shell` (from a file: that is not bounded like an argument) with the key in the
/// environment; its exit status.
int run(const std::string& shell, const std::string& script) {
  char name[] = "/tmp/brazecheck-curl-XXXXXX";
  const int fd = mkstemp(name);
  EXPECT_GE(fd, 0);
  EXPECT_EQ(write(fd, script.data(), script.size()), static_cast<ssize_t>(script.size()));
  close(fd);
  setenv("BRAZE_API_KEY", kKey, 1);
  const int status = std::system((shell + " " + name + " >/dev/null").c_str());
  unlink(name);
  return status;
}

/// A request as received, without what tells the two clients apart. Header lines may come in
/// another order.
std::vector<std::string> parts(const std::string& wire) {
  std::vector<std::string> lines;
  std::size_t at = 0;
  for (std::size_t end = 0; (end = wire.find("\r\n", at)) != at; at = end + 2) {
    std::string line = wire.substr(at, end - at);
    if (!line.starts_with("User-Agent:") && !line.starts_with("Accept:")) {
      lines.push_back(std::move(line));
    }
  }
  std::sort(lines.begin() + 1, lines.end());
  lines.push_back(wire.substr(at));
  return lines;
}

/// The command, run by a real shell and a real curl, sends what the client sends.
void expect_same(const Request& request, const std::string& shell = "/bin/sh",
                 bool signed_with_key = true) {
  RecordingServer server(http_ok("{}"));
  ClientOptions options;
  options.base_url = server.url() + "/base";
  const std::optional<std::string> key =
      signed_with_key ? std::optional<std::string>(kKey) : std::nullopt;
  (void)HttpClient(options).send(request, key);
  const std::string command = to_curl(options.base_url, request, signed_with_key);
  EXPECT_THAT(command, Not(HasSubstr(kKey)));
  ASSERT_EQ(run(shell, command), 0) << command.substr(0, 2000);
  const std::vector<std::string> wires = server.requests();
  ASSERT_EQ(wires.size(), 2u);
  EXPECT_EQ(parts(wires[0]), parts(wires[1])) << command.substr(0, 2000);
}

Request post(std::string body) {
  Request request;
  request.method = "POST";
  request.path = "/users/track";
  request.body_text = std::move(body);
  return request;
}

TEST(ToCurlTest, ReadsWell) {
  Request request;
  request.method = "POST";
  request.path = "/users/track";
  request.headers = {{"Content-Type", "application/json"}};
  request.body = Json{{"attributes", {{{"external_id", "it's"}}}}};
  EXPECT_EQ(to_curl("https://rest.example.com", request, true),
            "curl -sS -X POST 'https://rest.example.com/users/track' \\\n"
            "  -H \"Authorization: Bearer $BRAZE_API_KEY\" \\\n"
            "  -H 'Content-Type: application/json' \\\n"
            "  --data-raw '{\"attributes\":[{\"external_id\":\"it'\\''s\"}]}'");
}

TEST(ToCurlTest, SendsTheSameAsTheClient) {
  Request request;
  request.path = "/x";
  for (const char* method : {"GET", "HEAD", "DELETE", "POST", "PUT", "PATCH", "OPTIONS"}) {
    request.method = method;
    expect_same(request);
    expect_same(request, "/bin/sh", /*signed_with_key=*/false);
  }
  request.body = Json{{"a", 1}};
  for (const char* method : {"GET", "DELETE", "POST", "PUT"}) {
    request.method = method;
    expect_same(request);
  }
}

TEST(ToCurlTest, CarriesEveryKindOfBody) {
  std::string all_bytes;
  for (int byte = 0; byte < 256; ++byte) all_bytes += static_cast<char>(byte);
  const std::string bodies[] = {"",
                                "{}",
                                "it's \"quoted\" `x` $(y) $HOME \\n !! %s %% & | ; <>",
                                "two\nlines\n",
                                "\n",
                                "\t tabs",
                                "ünïcödé \xF0\x9F\x98\x80 \xE2\x80\xA8",
                                "@/etc/hostname",
                                "carriage\r\nreturn",
                                std::string("nul\0byte", 8),
                                "\x1b[31mescape",
                                "invalid \xff\xfe\xc3( utf-8",
                                "\xed\xa0\x80 surrogate",
                                "-starts with a dash",
                                "digits after escapes \x01"
                                "1234\x00"
                                "567",
                                all_bytes + all_bytes};
  for (const std::string& body : bodies) {
    expect_same(post(body));
    expect_same(post(body), "/bin/bash");
  }
}

TEST(ToCurlTest, CarriesBodiesLongerThanAnArgumentMayBe) {
  std::string body;
  while (body.size() < 300'000) body += "it's 100% \xC3\xBC ";
  expect_same(post(body));
  expect_same(post(body + '\xff'));
}

TEST(ToCurlTest, CarriesOddPathsQueriesAndHeaders) {
  Request request = post("{}");
  request.path = "/a/../b c/{x}[1-3]/'$HOME'";
  request.query = {{"external_id[]", "a'b&c=d \xC3\xBC\n"}, {"empty", ""}};
  request.headers = {{"X-Quote", "it's \"$HOME\" `x`"},
                     {"X-Empty", ""},
                     {"X-Bytes", "a\x01%s\xff\\z"},
                     {"Content-Type", "text/plain; charset=utf-8"}};
  expect_same(request);
  request.headers = {{"Content-Type", ""}};
  expect_same(request);
}

TEST(ToCurlTest, SignsOtherwiseWhereARequestSaysHow) {
  Request request = post("{}");
  request.headers = {{"Authorization", "Basic ${key}"}};
  const std::string curl = to_curl("http://h", request, true);
  EXPECT_THAT(curl, HasSubstr("-H \"Authorization: Basic $BRAZE_API_KEY\""));
  EXPECT_THAT(curl, Not(HasSubstr("Bearer")));
}

TEST(ToCurlTest, NeverPrintsAnAuthorizationHeader) {
  Request request = post("{}");
  request.headers = {{"authorization", "Bearer hidden-value"}};
  for (const bool signed_with_key : {true, false}) {
    EXPECT_THAT(to_curl("http://h", request, signed_with_key), Not(HasSubstr("hidden-value")));
  }
}

}  // namespace
}  // namespace brazecheck
