#include "generators/request_document.h"

#include <fmt/format.h>

#include <set>

#include "contract/error.h"
#include "contract/formats.h"
#include "contract/wire.h"
#include "generators/generate.h"

namespace brazecheck {
namespace {

[[noreturn]] void unsatisfiable(const Contract& contract, const std::string& what) {
  throw InputError("generate.unsatisfiable", contract.file,
                   "no value conforms to the schema of " + what);
}

/// Clients and servers drop or resolve these segments.
bool usable_segment(const Json& value) {
  const std::string text = wire_text(value);
  return !text.empty() && text != "." && text != "..";
}

Json sample_parameter(const Contract& contract, const Parameter& parameter, Sampler& sampler,
                      bool plain) {
  const Parts parts = {parameter.schema};
  auto value = plain ? sampler.minimal(parts) : sampler.sample(parts);
  if (!value) unsatisfiable(contract, "parameter " + parameter.name);
  return std::move(*value);
}

/// Values that nobody but the target can make up, like a cursor.
bool unknown_to_all(const Schema& schema) {
  const Schema& own = resolved(schema);
  return own.examples_only && own.examples.empty();
}

void sample_optional(const Contract& contract, const std::vector<Parameter>& parameters,
                     Sampler& sampler, int chance, Json* into) {
  for (const auto& parameter : parameters) {
    if (!parameter.required &&
        (unknown_to_all(*parameter.schema) || !sampler.draw().chance(chance)))
      continue;
    Json value = sample_parameter(contract, parameter, sampler, chance == 0);
    if (!value.is_null()) (*into)[parameter.name] = std::move(value);
  }
}

/// Calls `visit(schema, value)` for every string that declared members and items lead to.
template <typename Visit>
void for_each_text(const Schema& schema, Json* value, const Visit& visit, int depth = 0) {
  constexpr int kMaxDepth = 40;
  if (depth > kMaxDepth) return;
  const Schema& target = resolved(schema);
  if (value->is_string()) {
    visit(schema, value);
    if (&schema != &target) visit(target, value);
  }
  for (const Schema* part : target.all_of) for_each_text(*part, value, visit, depth + 1);
  for (const auto* branches : {&target.any_of, &target.one_of}) {
    for (const Schema* branch : *branches) {
      if (is_valid(*branch, *value)) for_each_text(*branch, value, visit, depth + 1);
    }
  }
  if (target.condition != nullptr) {
    const Schema* branch =
        is_valid(*target.condition, *value) ? target.then_schema : target.else_schema;
    if (branch != nullptr) for_each_text(*branch, value, visit, depth + 1);
  }
  if (value->is_array() && target.items != nullptr) {
    for (auto& item : *value) for_each_text(*target.items, &item, visit, depth + 1);
  }
  if (!value->is_object()) return;
  for (const auto& property : target.properties) {
    const auto found = value->find(property.name);
    if (found != value->end()) for_each_text(*property.schema, &*found, visit, depth + 1);
  }
}

/// Calls `visit` for the texts of the query and the body.
template <typename Visit>
void for_each_text(const Contract& contract, RequestDocument* document, const Visit& visit) {
  for (const auto& parameter : contract.query_parameters) {
    const Json::json_pointer place = Json::json_pointer("/query") / parameter.name;
    if (document->contains(place)) for_each_text(*parameter.schema, &(*document)[place], visit);
  }
  if (contract.body != nullptr && document->contains("body"))
    for_each_text(*contract.body, &(*document)["body"], visit);
}

void set_path(const Contract& contract, const Variables& variables, Json* document) {
  for (const auto& parameter : contract.path_parameters) {
    const auto variable = variables.find(parameter.name);
    if (variable != variables.end()) {
      (*document)["path"][parameter.name] = variable->second;
    } else if (contract.fixture.supplied(parameter.name)) {
      (*document)["path"][parameter.name] = "${" + parameter.name + "}";
    } else if (!parameter.schema->fixture.empty()) {
      (*document)["path"][parameter.name] = "${" + parameter.schema->fixture + "}";
    }
  }
}

}  // namespace

Request to_request(const Contract& contract, const RequestDocument& document) {
  Request request;
  request.method = contract.method;
  Variables path;
  static const Json kNone = Json::object();
  const auto members = [&](const char* place) {
    const auto found = document.find(place);
    return (found == document.end() ? kNone : *found).items();
  };
  for (const auto& [name, value] : members("path")) path[name] = wire_text(value);
  request.path = expand_path(contract.path, path);
  if (const auto query = document.find("query"); query != document.end() && query->is_object())
    request.query = query_fields(*query);
  for (const auto& [name, value] : members("headers")) {
    request.headers.emplace_back(name, wire_text(value));
  }
  if (document.contains("body")) request.body = document["body"];
  return request;
}

RequestDocument sample_document(const Contract& contract, const Variables& variables,
                                Sampler& sampler, int size, bool minimal) {
  RequestDocument document = Json::object();
  for (const auto& parameter : contract.path_parameters) {
    if (variables.contains(parameter.name)) continue;
    const bool free_text = resolved(*parameter.schema).pattern == nullptr;
    Json value = sample_parameter(contract, parameter, sampler, minimal || free_text);
    if (!usable_segment(value)) value = "a";
    document["path"][parameter.name] = std::move(value);
  }
  set_path(contract, variables, &document);
  const int chance = minimal ? 0 : 25 + size / 2;
  if (contract.query != nullptr) {
    const Parts parts = {contract.query};
    auto query = minimal ? sampler.minimal(parts) : sampler.sample(parts);
    if (!query) unsatisfiable(contract, "the query");
    document["query"] = std::move(*query);
  } else {
    sample_optional(contract, contract.query_parameters, sampler, chance, &document["query"]);
  }
  // Headers carry printable ASCII only, so nothing is drawn for them but what is plain.
  for (const auto& parameter : contract.header_parameters) {
    if (!parameter.required && !sampler.draw().chance(chance / 2)) continue;
    document["headers"][parameter.name] = sample_parameter(contract, parameter, sampler, true);
  }
  if (contract.body != nullptr && (contract.body_required || sampler.draw().chance(chance + 25))) {
    const Parts parts = {contract.body};
    auto body = minimal ? sampler.minimal(parts) : sampler.sample(parts);
    if (!body) unsatisfiable(contract, "the body");
    document["body"] = std::move(*body);
  }
  return substitute(document, variables);
}

RequestDocument example_document(const Contract& contract, const Example& example,
                                 const Variables& variables, const std::string& token) {
  RequestDocument document = substitute(example.request, variables);
  set_path(contract, variables, &document);
  // Examples leave out the headers that every request of the operation has.
  Sampler sampler(Draw(std::uint64_t{0}), 0, token);
  for (const auto& parameter : contract.header_parameters) {
    if (!parameter.required || document["headers"].contains(parameter.name)) continue;
    document["headers"][parameter.name] = sample_parameter(contract, parameter, sampler, true);
  }
  int counter = 0;
  std::set<const Json*> renewed;
  for_each_text(contract, &document, [&](const Schema& schema, Json* value) {
    if (!schema.unique || !renewed.insert(value).second) return;
    *value = counter == 0 ? token : fmt::format("{}x{}", token, counter);
    const Schema& own = resolved(schema);
    if (own.format != nullptr && own.format->name == "email")
      *value = value->get<std::string>() + "@example.com";
    ++counter;
  });
  return document;
}

void use_fixture_names(const Contract& contract, const Variables& variables,
                       const std::optional<Json::json_pointer>& except, RequestDocument* document) {
  const Json* kept = except && document->contains(*except) ? &document->at(*except) : nullptr;
  for_each_text(contract, document, [kept](const Schema& schema, Json* value) {
    if (!schema.fixture.empty() && value != kept) *value = "${" + schema.fixture + "}";
  });
  *document = substitute(*document, variables);
}

Variables case_variables(const Contract& contract, std::uint64_t seed, const std::string& scope,
                         int index) {
  const bool own = contract.fixture.per_case;
  return fixture_variables(
      contract.fixture,
      unique_token(seed, own ? contract.operation + "/" + scope : contract.operation,
                   own ? index : 0));
}

}  // namespace brazecheck
