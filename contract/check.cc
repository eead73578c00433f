#include "contract/check.h"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <cmath>
#include <limits>

#include "contract/json_values.h"
#include "contract/value_text.h"

namespace brazecheck {
namespace {

void add(std::vector<Finding>* findings, Side side, const Requirement* requirement,
         std::string pointer, std::string expected, std::string actual) {
  if (requirement == nullptr) return;
  findings->push_back(
      {side, requirement, std::move(pointer), std::move(expected), std::move(actual)});
}

void add_violations(std::vector<Finding>* findings, Side side, const Schema& schema,
                    const Json& value, const std::string& prefix) {
  for (auto& violation : validate(schema, value)) {
    add(findings, side, violation.requirement, prefix + violation.pointer,
        std::move(violation.expected), std::move(violation.actual));
  }
}

// Whole numbers are written in digits: "1e2" and "7.0" are none, though they are numbers.
std::optional<Json> parse_number(const std::string& text, bool whole) {
  const char* const end = text.data() + text.size();
  std::int64_t integer = 0;
  if (auto [stop, error] = std::from_chars(text.data(), end, integer);
      error == std::errc() && stop == end) {
    return Json(integer);
  }
  double number = 0;
  if (auto [stop, error] = std::from_chars(text.data(), end, number);
      !whole && error == std::errc() && stop == end && std::isfinite(number)) {
    return Json(number);
  }
  return std::nullopt;
}

// Query and path values are text on the wire: read one as the type that its schema asks for, and
// leave it a string where it cannot be read so, for the schema to refuse.
Json read_as(const Schema& schema, const std::string& text) {
  const Schema& target = resolved(schema);
  if (target.types == 0 || target.allows(kString)) return text;
  if (target.allows(kInteger | kNumber)) {
    if (auto number = parse_number(text, !target.allows(kNumber))) return *number;
  }
  if (target.allows(kBoolean) && (text == "true" || text == "false")) return text == "true";
  // How PHP writes them; the real service was seen to meet such clients.
  if (target.allows(kBoolean) && (text == "1" || text == "0")) return text == "1";
  return text;
}

/// Whether `name` is `parameter[]`, or `parameter[3]` as PHP writes it.
bool is_element_of(std::string_view name, std::string_view parameter) {
  if (!name.starts_with(parameter)) return false;
  name.remove_prefix(parameter.size());
  if (name.size() < 2 || name.front() != '[' || name.back() != ']') return false;
  return std::all_of(name.begin() + 1, name.end() - 1, [](char c) { return c >= '0' && c <= '9'; });
}

std::optional<Json> query_value(const Parameter& parameter, const Fields& query) {
  Json list = Json::array();
  std::optional<Json> single;
  const Schema& schema = resolved(*parameter.schema);
  Json repeated = Json::array();
  const auto element = [&](const std::string& text) {
    return schema.items != nullptr ? read_as(*schema.items, text) : Json(text);
  };
  for (const auto& [name, text] : query) {
    if (is_element_of(name, parameter.name)) {
      list.push_back(element(text));
    } else if (name == parameter.name) {
      if (!single) single = read_as(schema, text);
      repeated.push_back(element(text));
    }
  }
  if (!list.empty()) return list;
  // A name that comes twice is a list to whoever takes one.
  if (repeated.size() > 1 && schema.allows(kArray)) return repeated;
  return single;
}

void check_parameter(std::vector<Finding>* findings, const Parameter& parameter,
                     const std::optional<Json>& value, const std::string& where) {
  const std::string pointer = "/" + where + "/" + parameter.name;
  if (!value) {
    if (parameter.required) {
      add(findings, Side::kRequest, parameter.required_by, pointer, "a value", "absent");
    }
    return;
  }
  add_violations(findings, Side::kRequest, *parameter.schema, *value, pointer);
}

void check_parameters(std::vector<Finding>* findings, const ContractIndex& index,
                      const Contract& contract, const Request& request) {
  const auto match = index.match(contract.method, request.path);
  for (const auto& parameter : contract.path_parameters) {
    const auto value = match.path_parameters.find(parameter.name);
    if (match.contract == &contract && value != match.path_parameters.end()) {
      check_parameter(findings, parameter, read_as(*parameter.schema, value->second), "path");
    }
  }
  Json query = Json::object();
  for (const auto& parameter : contract.query_parameters) {
    const auto value = query_value(parameter, request.query);
    check_parameter(findings, parameter, value, "query");
    if (value && contract.query_together != nullptr) query[parameter.name] = *value;
  }
  if (contract.query_together != nullptr) {
    add_violations(findings, Side::kRequest, *contract.query_together, query, "/query");
  }
  // A header that the exchange does not show is not judged: recordings leave headers out.
  for (const auto& parameter : contract.header_parameters) {
    if (const auto* value = find_header(request.headers, parameter.name)) {
      check_parameter(findings, parameter, read_as(*parameter.schema, *value), "headers");
    }
  }
}

// "Text/HTML; charset=utf-8" -> "text/html"
std::string media_type(const std::string& content_type) {
  std::string media = content_type.substr(0, content_type.find(';'));
  std::transform(media.begin(), media.end(), media.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  const auto first = media.find_first_not_of(" \t");
  if (first == std::string::npos) return "";
  return media.substr(first, media.find_last_not_of(" \t") - first + 1);
}

bool is_json_type(const std::string& content_type) {
  const std::string media = media_type(content_type);
  return media == "application/json" || media.ends_with("+json") || media == "text/json";
}

bool is_among(const std::vector<std::string>& types, const std::string& content_type) {
  return std::find(types.begin(), types.end(), media_type(content_type)) != types.end();
}

// A type besides JSON that the operation takes; such a body is not judged.
bool is_other_documented_type(const Contract& contract, const std::string& content_type) {
  return !is_json_type(content_type) && is_among(contract.content_types, content_type);
}

void check_body(std::vector<Finding>* findings, const ContractIndex& index,
                const Contract& contract, const Request& request) {
  if (!contract.has_body) return;
  const auto* type = find_header(request.headers, "Content-Type");
  if (type != nullptr && is_other_documented_type(contract, *type)) return;
  if (request.body_text && !request.body_text->empty()) {
    add(findings, Side::kRequest, &index.common("request-json"), "", "well-formed JSON",
        "other text of " + std::to_string(request.body_text->size()) + " bytes");
    return;
  }
  if (!request.body) {
    if (contract.body_required) {
      add(findings, Side::kRequest, contract.body_required_by, "", "a JSON body", "absent");
    }
    return;
  }
  if (contract.body != nullptr) {
    add_violations(findings, Side::kRequest, *contract.body, *request.body, "");
  }
  if (type != nullptr && !is_json_type(*type)) {
    add(findings, Side::kRequest, &index.common("request-content-type"), "/headers/Content-Type",
        join_words(contract.content_types, " or "), *type);
  }
}

void check_size(std::vector<Finding>* findings, const ContractIndex& index,
                const Contract& contract, const Request& request) {
  // The limit is one of JSON: files that are sent as such have limits of their own.
  const auto* type = find_header(request.headers, "Content-Type");
  if (type != nullptr && is_other_documented_type(contract, *type)) return;
  const std::size_t limit = contract.max_body_bytes;
  std::string actual;
  if (request.body_text) {
    const std::size_t bytes = request.body_text->size();
    if (bytes > limit) actual = std::to_string(bytes) + " bytes";
  } else if (request.body && !surely_fits(*request.body, limit)) {
    // Compact text is the least that the wire can have carried; counting ends past the limit. What
    // is nested too deeply to be counted is refused by the schema.
    const std::size_t bytes = compact_size(*request.body, limit);
    const bool counted = bytes != std::numeric_limits<std::size_t>::max();
    if (counted && bytes > limit) actual = "more than " + std::to_string(limit) + " bytes";
  }
  if (actual.empty()) return;
  add(findings, Side::kRequest, &index.common("request-body-size"), "",
      "at most " + std::to_string(limit) + " bytes", actual);
}

// Recordings leave headers out: without any, nothing is said of those that are missing.
void check_response_headers(std::vector<Finding>* findings, const ResponseSpec& spec,
                            const Response& response) {
  for (const auto& header : spec.headers) {
    const auto* value = find_header(response.headers, header.name);
    const std::string pointer = "/headers/" + header.name;
    if (value != nullptr) {
      add_violations(findings, Side::kResponse, *header.schema, read_as(*header.schema, *value),
                     pointer);
    } else if (header.required && !response.headers.empty()) {
      add(findings, Side::kResponse, header.required_by, pointer, "a header", "absent");
    }
  }
}

std::string documented_statuses(const Contract& contract) {
  std::string list;
  for (const auto& spec : contract.responses) {
    if (spec.common) continue;
    list += (list.empty() ? "" : ", ") + std::to_string(spec.status);
  }
  return list + " or a status common to all operations";
}

}  // namespace

std::vector<Finding> check_request(const ContractIndex& index, const Contract& contract,
                                   const Request& request) {
  std::vector<Finding> findings;
  check_parameters(&findings, index, contract, request);
  check_body(&findings, index, contract, request);
  check_size(&findings, index, contract, request);
  return findings;
}

std::vector<Finding> check_response(const ContractIndex& index, const Contract& contract,
                                    const Response& response) {
  std::vector<Finding> findings;
  const ResponseSpec* spec = contract.response(response.status);
  const bool own_status = spec != nullptr && !spec->common;
  if (response.status >= 500 && !own_status) {
    add(&findings, Side::kResponse, &index.common("no-server-error"), "/status", "no server error",
        std::to_string(response.status));
  } else if (spec == nullptr) {
    add(&findings, Side::kResponse, &index.common("status-documented"), "/status",
        documented_statuses(contract), std::to_string(response.status));
  }
  if (spec == nullptr) return findings;
  check_response_headers(&findings, *spec, response);
  if (spec->body == nullptr) return findings;

  if (!response.body) {
    add(&findings, Side::kResponse, &index.common("response-json"), "", "a JSON body",
        response.body_text ? "text that is not JSON" : "no body");
    return findings;
  }
  if (const auto* type = find_header(response.headers, "Content-Type");
      type && !is_json_type(*type) && !is_among(spec->content_types, *type)) {
    std::vector<std::string> labels = {"application/json"};
    labels.insert(labels.end(), spec->content_types.begin(), spec->content_types.end());
    add(&findings, Side::kResponse, &index.common("response-content-type"), "/headers/Content-Type",
        join_words(labels, " or "), *type);
  }
  add_violations(&findings, Side::kResponse, *spec->body, *response.body, "");
  return findings;
}

std::optional<Finding> check_stage(const Contract& contract) {
  if (contract.deprecated_by == nullptr) return std::nullopt;
  return Finding{Side::kRequest, contract.deprecated_by, "/path",
                 contract.replaced_by.empty() ? "no use of it" : contract.replaced_by,
                 contract.operation + ", which is deprecated"};
}

}  // namespace brazecheck
