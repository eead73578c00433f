#include "cli/exchange_line.h"

#include <fmt/format.h>

#include <algorithm>
#include <sstream>

#include "contract/error.h"
#include "contract/uri.h"

namespace brazecheck::cli {
namespace {

struct BadLine {
  std::string reason;
};

// Deeper documents are refused: nothing real nests so far, and hostile ones exhaust stacks.
constexpr int kMaxDepth = 1000;

std::string as_text(const Json& value) {
  return value.is_string() ? value.get<std::string>() : value.dump();
}

const Json& member(const Json& object, const char* name, Json::value_t type, const char* what) {
  const Json& value = object.at(name);
  if (value.type() != type) throw BadLine{fmt::format("\"{}\" is not {}", name, what)};
  return value;
}

Fields read_fields(const Json& object, const char* name, bool lists) {
  Fields fields;
  if (!object.contains(name) || object[name].is_null()) return fields;
  for (const auto& [key, value] :
       member(object, name, Json::value_t::object, "an object").items()) {
    if (lists && value.is_array()) {
      for (const auto& entry : value) fields.emplace_back(key, as_text(entry));
    } else {
      fields.emplace_back(key, as_text(value));
    }
  }
  return fields;
}

Json parse_bounded(const std::string& text) {
  const auto bounded = [](int depth, Json::parse_event_t, Json&) {
    if (depth > kMaxDepth) throw BadLine{fmt::format("nested deeper than {} levels", kMaxDepth)};
    return true;
  };
  try {
    return Json::parse(text, bounded);
  } catch (const Json::parse_error& error) {
    throw BadLine{fmt::format("not JSON (at byte {})", error.byte)};
  }
}

// Recorders that keep bodies as they came write text: when it is JSON, it is judged as that.
std::optional<Json> parsed(const std::string& text) {
  try {
    return parse_bounded(text);
  } catch (const BadLine&) {
    return std::nullopt;
  }
}

void read_body(const Json& object, std::optional<Json>* body,
               std::optional<std::string>* body_text) {
  if (const auto found = object.find("body"); found != object.end()) *body = *found;
  if (object.contains("body_text")) {
    if (*body) throw BadLine{"\"body\" and \"body_text\" exclude each other"};
    *body_text = member(object, "body_text", Json::value_t::string, "a string").get<std::string>();
    *body = parsed(**body_text);
    if (*body) body_text->reset();
  }
}

// "/catalogs/x/items?cursor=a": recorders often leave the query in the path.
void split_query(Request* request) {
  const auto mark = request->path.find('?');
  if (mark == std::string::npos) return;
  std::istringstream pairs(request->path.substr(mark + 1));
  request->path.resize(mark);
  for (std::string pair; std::getline(pairs, pair, '&');) {
    if (pair.empty()) continue;
    const auto equals = std::min(pair.find('='), pair.size());
    const std::string value = equals < pair.size() ? pair.substr(equals + 1) : "";
    request->query.emplace_back(percent_decode(pair.substr(0, equals)), percent_decode(value));
  }
}

Request read_request(const Json& object) {
  Request request;
  request.method = member(object, "method", Json::value_t::string, "a string").get<std::string>();
  request.path = member(object, "path", Json::value_t::string, "a string").get<std::string>();
  request.query = read_fields(object, "query", true);
  split_query(&request);
  request.headers = read_fields(object, "headers", false);
  read_body(object, &request.body, &request.body_text);
  return request;
}

Response read_response(const Json& object) {
  Response response;
  const Json& status = object.at("status");
  if (!status.is_number_integer()) throw BadLine{"\"status\" is not an integer"};
  response.status = status.get<int>();
  response.headers = read_fields(object, "headers", false);
  read_body(object, &response.body, &response.body_text);
  return response;
}

}  // namespace

std::optional<RecordedExchange> read_exchange(const std::string& line, std::string* problem) {
  try {
    const Json object = parse_bounded(line);
    if (!object.is_object()) throw BadLine{"not a JSON object"};
    RecordedExchange recorded;
    recorded.id = object.value("id", Json());
    if (!object.contains("request"))
      throw BadLine{"\"request\" is missing: its method and path name the operation"};
    const Json& request = member(object, "request", Json::value_t::object, "an object");
    recorded.request = read_request(request);
    recorded.judge_request =
        request.size() > 2 || !recorded.request.query.empty() || !object.contains("response");
    if (object.contains("response") && !object["response"].is_null()) {
      recorded.response =
          read_response(member(object, "response", Json::value_t::object, "an object"));
    }
    return recorded;
  } catch (const BadLine& bad) {
    *problem = bad.reason;
  } catch (const Json::exception& error) {
    *problem = std::string("not a recorded exchange: ") + error.what();
  }
  return std::nullopt;
}

}  // namespace brazecheck::cli
