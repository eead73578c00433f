#include "transport/redact.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "loopback_server.h"
#include "transport/http_client.h"

namespace brazecheck {
namespace {

using test::http_ok;
using test::RecordingServer;
using testing::HasSubstr;
using testing::Not;

// Made up; with characters that every notation escapes in its own way.
const std::string kSecret = R"(k9-"Ab/c\d e+f%g)";

std::string redacted(std::string text, const std::string& secret = kSecret) {
  Redactor({secret}).redact(&text);
  return text;
}

TEST(RedactorTest, ReplacesEveryOccurrence) {
  EXPECT_EQ(redacted("secret-1secret-1secret", "secret-1"), "[redacted][redacted]secret");
  EXPECT_EQ(redacted("a key-1 b key-1", "key-1"), "a [redacted] b [redacted]");
  EXPECT_EQ(redacted("nothing here", "key-1"), "nothing here");
}

TEST(RedactorTest, FindsSecretsInEveryNotation) {
  EXPECT_EQ(redacted("<" + kSecret + ">"), "<[redacted]>");
  EXPECT_EQ(redacted("<" + percent_encode(kSecret) + ">"), "<[redacted]>");
  EXPECT_EQ(redacted("k9-%22Ab/c%5cd+e%2bf%25g"), "[redacted]");
  EXPECT_EQ(redacted(Json(kSecret).dump()), "\"[redacted]\"");
  EXPECT_EQ(redacted(R"(k9-\"Ab\/c\\d e+f%g)"), "[redacted]");
  std::string escaped, percent;
  for (const char c : kSecret) {
    char buffer[8];
    std::snprintf(buffer, sizeof buffer, "\\u%04X", static_cast<unsigned>(c));
    escaped += buffer;
    std::snprintf(buffer, sizeof buffer, "%%%02x", static_cast<unsigned>(c));
    percent += buffer;
  }
  EXPECT_EQ(redacted("[" + escaped + "]"), "[[redacted]]");
  EXPECT_EQ(redacted(percent), "[redacted]");
}

TEST(RedactorTest, FindsSecretsThatLookEncodedThemselves) {
  EXPECT_EQ(redacted("a%25b\\u0041 a%2525b", "a%25b"), "[redacted]\\u0041 [redacted]");
  EXPECT_EQ(redacted(R"(x\\y x\y)", R"(x\y)"), "[redacted] [redacted]");
}

TEST(RedactorTest, FindsSecretsInOtherLetterCase) {
  EXPECT_EQ(redacted("KEY-ABC key-abc Key-Abc", "key-ABC"), "[redacted] [redacted] [redacted]");
}

TEST(RedactorTest, TheLongerOfTwoSecretsGoesFirst) {
  std::string text = "key key-long";
  Redactor({"key", "key-long"}).redact(&text);
  EXPECT_EQ(text, "[redacted] [redacted]");
}

TEST(RedactorTest, ShortSecretsAreFoundWhereTheyStandAlone) {
  EXPECT_EQ(redacted(R"({"device_id":"dev","key":"Bearer dev"})", "dev"),
            R"({"device_id":"[redacted]","key":"Bearer [redacted]"})");
}

TEST(RedactorTest, EmptySecretsHideNothing) { EXPECT_EQ(redacted("text", ""), "text"); }

TEST(RedactorTest, ReachesNamesAndStringsAtAnyDepth) {
  Json document = {{"a", {1, {{"key-1", "x key-1 y"}}}}, {"b", "other"}};
  Redactor({"key-1"}).redact(&document);
  EXPECT_EQ(document, Json({{"a", {1, {{"[redacted]", "x [redacted] y"}}}}, {"b", "other"}}));
}

TEST(RedactorTest, CredentialHeadersLoseTheirValueWhateverItIs) {
  Fields headers = {{"authorization", "Basic dXNlcg=="}, {"Set-Cookie", "sid=1"}, {"X", "sid=1"}};
  Redactor({}).redact_headers(&headers);
  EXPECT_EQ(
      headers,
      (Fields{{"authorization", "[redacted]"}, {"Set-Cookie", "[redacted]"}, {"X", "sid=1"}}));
}

/// Everything that is recorded of an exchange, as one text.
std::string record(const Exchange& exchange) {
  std::string all = exchange.request.path;
  for (const auto& [name, value] : exchange.request.query) all += name + value;
  for (const auto& [name, value] : exchange.request.headers) all += name + value;
  if (exchange.request.body) all += exchange.request.body->dump();
  all += exchange.request.body_text.value_or("");
  if (exchange.error) all += exchange.error->message;
  if (!exchange.response) return all;
  for (const auto& [name, value] : exchange.response->headers) all += name + value;
  if (exchange.response->body) all += exchange.response->body->dump();
  return all + exchange.response->body_text.value_or("");
}

TEST(RedactionTest, AKeyThatTheServerEchoesIsNotRecorded) {
  const std::string key = "0f3c-secret-9d1e";
  const std::string encoded = "0f3c%2Dsecret%2D9d1e";
  const std::string bodies[] = {
      "{\"message\":\"Invalid API key: " + key + "\",\"" + key + "\":[\"0f3c\\u002dsecret-9d1e\"]}",
      "<h1>Invalid API key " + key + "</h1> " + encoded};
  for (const std::string& body : bodies) {
    RecordingServer server("HTTP/1.1 401 Unauthorized\r\nX-Key: " + key + "\r\nX-" + key +
                           ": 1\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" +
                           body);
    ClientOptions options;
    options.base_url = server.url();
    Request request;
    request.method = "POST";
    request.path = "/x/" + key;
    request.query = {{"api_key", key}};
    request.headers = {{"X-Copy", key}, {"Authorization", "Bearer " + key}};
    request.body = Json{{"api_key", key}, {key, 1}};
    // Known as a secret, or only seen as the bearer: hidden either way.
    for (const bool listed : {true, false}) {
      options.secrets = listed ? std::vector<std::string>{key} : std::vector<std::string>{};
      const Exchange exchange = HttpClient(options).send(request, key);
      ASSERT_TRUE(exchange.response.has_value());
      EXPECT_THAT(record(exchange), HasSubstr("[redacted]"));
      EXPECT_THAT(record(exchange), Not(HasSubstr("secret")));
      // The wire is not touched.
      EXPECT_THAT(server.requests().back(), HasSubstr("Authorization: Bearer " + key + "\r\n"));
      EXPECT_THAT(server.requests().back(),
                  HasSubstr("{\"" + key + "\":1,\"api_key\":\"" + key + "\"}"));
    }
    request.body.reset();
    request.body_text = "not json " + key;
    EXPECT_THAT(record(HttpClient(options).send(request, key)), Not(HasSubstr("secret")));
  }
}

TEST(RedactionTest, RedactedJsonStaysJson) {
  RecordingServer server(http_ok(R"({"key":"a\"b-c\"d"})"));
  ClientOptions options;
  options.base_url = server.url();
  options.secrets = {R"(a"b-c"d)"};
  Request request;
  request.method = "GET";
  request.path = "/status";
  EXPECT_EQ(HttpClient(options).send(request, std::nullopt).response.value().body,
            Json({{"key", "[redacted]"}}));
}

}  // namespace
}  // namespace brazecheck
