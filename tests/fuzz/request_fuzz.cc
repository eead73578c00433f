// Bytes as a client could send them, through the parser of the server into the emulator: whatever
// they are, there is an answer, and no crash.
//
// An input that starts with the byte 0x01 goes past HTTP: the second byte picks an operation with a
// body, the rest is that body. Any other input is what arrives over one connection.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "contract/index.h"
#include "mock/emulator.h"
#include "mock/http_parser.h"
#include "mock/http_server.h"
#include "mock/http_wire.h"

namespace brazecheck::mock {
namespace {

constexpr char kKey[] = "fuzz";
constexpr char kBodyMarker = 1;

/// Ends the process with the input in hand, as libFuzzer expects of a failure.
void fail(const std::string& what) {
  std::fprintf(stderr, "%s\n", what.c_str());
  std::abort();
}

const ContractIndex& contracts() {
  static const ContractIndex kIndex = ContractIndex::load(BRAZECHECK_SCHEMAS);
  return kIndex;
}

Emulator& emulator() {
  static Emulator instance(contracts(), [] {
    EmulatorOptions options;
    options.keys.emplace(kKey, std::nullopt);
    options.clock = [] { return *parse_time("2026-03-01T12:00:00Z"); };
    return options;
  }());
  return instance;
}

/// A defect shows as a 500 or an exception; everything else that is answered has to be well-formed.
void answer(const HttpQuery& query) {
  const HttpAnswer answer = emulator().handle(query);
  const bool known = reason_phrase(answer.status) != "Unknown";
  if (!known || answer.status == 500) {
    fail("answered " + std::to_string(answer.status) + ": " + answer.body.substr(0, 500));
  }
  const std::string* type = find_header(answer.headers, "Content-Type");
  if (type != nullptr && type->starts_with("application/json") && !answer.body.empty() &&
      !Json::accept(answer.body)) {
    fail("answered what is no JSON: " + answer.body.substr(0, 500));
  }
  const std::string head = to_wire(answer, true, true);
  if (head.find("\r\n\r\n") != head.size() - 4) fail("a header breaks out of its line: " + head);
}

struct Reading {
  std::vector<HttpQuery> complete;
  std::vector<HttpQuery> too_large;
};

/// What the server makes of a connection whose bytes arrive in pieces of that size.
Reading read(std::string_view bytes, std::size_t piece) {
  HttpServerOptions options;
  options.max_body_bytes = 64u << 10;
  options.body_limit = [](std::string_view method, std::string_view target) {
    return emulator().max_body_bytes(method, target);
  };
  RequestParser parser(options, "127.0.0.1");
  Reading reading;
  std::size_t begin = 0;
  std::size_t end = 0;
  const auto arrive = [&] { end = std::min(end + piece, bytes.size()); };
  while (begin < bytes.size()) {
    if (begin == end) arrive();
    std::size_t used = 0;
    const auto step = parser.feed(bytes.substr(begin, end - begin), &used);
    if (used > end - begin) fail("the parser used more than there is");
    begin += used;
    switch (step) {
      case RequestParser::Step::kMore:
        if (end == bytes.size()) return reading;
        arrive();
        break;
      case RequestParser::Step::kHead:
        break;
      case RequestParser::Step::kDone:
        (void)parser.keep_alive();
        reading.complete.push_back(parser.query());
        parser.next();
        break;
      case RequestParser::Step::kTooLarge:
        reading.too_large.push_back(parser.query());
        return reading;
      case RequestParser::Step::kRefused: {
        const auto& refusal = parser.refusal();
        if (refusal.status < 400 || reason_phrase(refusal.status) == "Unknown" ||
            !Json::accept("\"" + refusal.reason + "\"")) {
          fail("refused with " + std::to_string(refusal.status) + " " + refusal.reason);
        }
        return reading;
      }
    }
  }
  return reading;
}

void over_http(std::string_view bytes) {
  const Reading whole = read(bytes, bytes.size());
  // However the network cuts them, the requests are the same.
  const Reading pieces = read(bytes, 1 + bytes.size() % 13);
  if (whole.complete.size() != pieces.complete.size()) fail("pieces make other requests");
  for (std::size_t i = 0; i < whole.complete.size(); ++i) {
    const HttpQuery& a = whole.complete[i];
    const HttpQuery& b = pieces.complete[i];
    if (a.method != b.method || a.target != b.target || a.headers != b.headers ||
        a.body != b.body) {
      fail("pieces make another request");
    }
  }
  for (const HttpQuery& query : whole.complete) answer(query);
  for (const HttpQuery& query : whole.too_large) answer(query);
}

void as_body(std::string_view bytes) {
  static const std::vector<HttpQuery> kOperations = [] {
    std::vector<HttpQuery> queries;
    for (const auto& contract : contracts().operations()) {
      if (!contract->has_body) continue;
      HttpQuery query;
      query.method = contract->method;
      bool in_parameter = false;
      for (const char c : contract->path) {
        if (c == '{') query.target += 'a';
        in_parameter = c == '{' || (in_parameter && c != '}');
        if (!in_parameter && c != '}') query.target += c;
      }
      query.headers = {{"Authorization", std::string("Bearer ") + kKey},
                       {"Content-Type", "application/json"}};
      queries.push_back(std::move(query));
    }
    return queries;
  }();
  if (bytes.size() < 2) return;
  HttpQuery query = kOperations[static_cast<unsigned char>(bytes[1]) % kOperations.size()];
  query.body = bytes.substr(2);
  answer(query);
}

}  // namespace
}  // namespace brazecheck::mock

// libFuzzer calls it with one input after the other; each meets an empty workspace.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace brazecheck::mock;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  if (bytes.starts_with(kBodyMarker)) {
    as_body(bytes);
  } else {
    over_http(bytes);
  }
  emulator().store().reset();
  return 0;
}
