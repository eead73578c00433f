#include "contract/contract_reader.h"

#include <algorithm>
#include <cctype>
#include <unordered_set>

#include "contract/error.h"
#include "contract/schema_locator.h"

namespace brazecheck {
namespace {

Effect read_effect(const std::string& name) {
  for (const auto effect :
       {Effect::kRead, Effect::kWrite, Effect::kSend, Effect::kDestroy, Effect::kExport}) {
    if (to_string(effect) == name) return effect;
  }
  return Effect::kDestroy;  // the meta-schema lets no other name through; assume the worst
}

Stage read_stage(const std::string& name) {
  for (const auto stage :
       {Stage::kGeneral, Stage::kEarlyAccess, Stage::kBeta, Stage::kHidden, Stage::kDeprecated}) {
    if (to_string(stage) == name) return stage;
  }
  return Stage::kGeneral;
}

Authentication read_authentication(const std::string& name) {
  for (const auto kind : {Authentication::kScimToken, Authentication::kClientKey}) {
    if (to_string(kind) == name) return kind;
  }
  return Authentication::kRestKey;
}

Fixture read_fixture(const Json& contract) {
  Fixture fixture;
  const auto found = contract.find("fixture");
  if (found == contract.end()) return fixture;
  fixture.per_case = found->value("per_case", false);
  const Json variables = found->value("variables", Json::object());
  for (const auto& [name, tmpl] : variables.items()) {
    fixture.variables[name] = tmpl.get<std::string>();
  }
  const Json needs = found->value("needs", Json::object());
  for (const auto& [name, what] : needs.items()) fixture.needs[name] = what.get<std::string>();
  fixture.setup = found->value("setup", Json::array());
  for (const auto& step : fixture.setup) {
    const Json keep = step.value("keep", Json::object());
    for (const auto& [name, pointer] : keep.items()) fixture.kept.insert(name);
  }
  fixture.teardown = found->value("teardown", Json::array());
  return fixture;
}

std::vector<Example> read_examples(const Json& examples) {
  std::vector<Example> out;
  for (const auto& entry : examples) {
    out.push_back({text_of(entry, "name"), text_of(entry, "source"), entry.value("request", Json()),
                   entry.value("response", Json())});
  }
  return out;
}

// What HTTP calls a request that is taken and carried out later.
constexpr int kAccepted = 202;

}  // namespace

ContractReader::ContractReader(DocumentStore& documents, SchemaSet& set)
    : documents_(documents),
      set_(set),
      compiler_(set, [&documents](const std::string& file) { return documents.find(file); }) {
  contract_meta_ = meta_schema("meta/contract.schema.json");
}

const Schema* ContractReader::meta_schema(const std::string& file) {
  const Json* document = documents_.find(file);
  if (document == nullptr) {
    throw InputError("contract.unreadable", (documents_.directory() / file).string(),
                     "a directory of contracts holds this file");
  }
  return compile_plain(set_, *document, file,
                       [this](const std::string& name) { return documents_.find(name); });
}

bool ContractReader::conforms(const Json& document) const {
  return is_valid(*contract_meta_, document);
}

const Json& ContractReader::checked_document(const std::string& file, const Schema& meta) {
  const Json* document = documents_.find(file);
  if (document == nullptr) {
    throw InputError("contract.unreadable", (documents_.directory() / file).string(),
                     "there is no such file");
  }
  if (&meta == contract_meta_ && documents_.inspected(file)) return *document;
  const auto violations = validate(meta, *document);
  if (!violations.empty()) {
    const auto& first = violations.front();
    throw InputError("contract.invalid", file + "#" + first.pointer,
                     "expected " + first.expected + ", found " + first.actual);
  }
  return *document;
}

RateLimit ContractReader::rate_limit_of(const Contract& contract, const Json& entry) const {
  const auto pool_named = [&](const Json& named, const std::string& pointer) {
    const auto pool = common_.pools.find(text_of(named, "pool"));
    if (pool != common_.pools.end()) return pool->second;
    throw InputError("contract.invalid", contract.file + "#/rate_limit" + pointer + "/pool",
                     "rate_limits.json has no pool \"" + text_of(named, "pool") + "\"");
  };
  const Json also = entry.value("also", Json::array());
  for (std::size_t i = 0; i < also.size(); ++i) {
    (void)pool_named(also[i], "/also/" + std::to_string(i));
  }
  RateLimit limit = pool_named(entry, "");
  limit.source = text_of(entry, "source");
  return limit;
}

std::unique_ptr<Contract> ContractReader::read(const std::string& file) {
  const Json& document = checked_document(file, *contract_meta_);
  auto contract = std::make_unique<Contract>();
  contract->file = file;
  contract->operation = text_of(document, "operation");
  contract->method = text_of(document, "method");
  contract->path = text_of(document, "path");
  contract->category = text_of(document, "category");
  contract->summary = text_of(document, "summary");
  contract->docs = text_of(document, "docs");
  contract->source = text_of(document, "source");
  for (const auto& alias : document.value("aliases", Json::array())) {
    contract->aliases.push_back(
        {text_of(alias, "path"), text_of(alias, "kind"), text_of(alias, "source")});
  }
  contract->authentication = read_authentication(text_of(document, "authentication"));
  contract->permission = text_of(document, "permission");
  contract->rate_limit = rate_limit_of(*contract, document["rate_limit"]);
  contract->effect = read_effect(text_of(document, "effect"));
  contract->stage = read_stage(text_of(document, "stage"));
  contract->replaced_by = text_of(document, "replaced_by");
  contract->fixture = read_fixture(document);
  contract->examples = read_examples(document["examples"]);

  if (contract->stage == Stage::kDeprecated) {
    contract->deprecated_by = set_.add_requirement(
        {.id = contract->operation + "/not-deprecated",
         .statement = contract->replaced_by.empty()
                          ? "The operation is deprecated and should not be used."
                          : "The operation is deprecated; use " + contract->replaced_by + ".",
         .level = Level::kShould,
         .basis = Basis::kStated,
         .source = contract->source,
         .side = Side::kRequest,
         .outcome = Outcome::kIgnored,
         .status = 0,
         .error = "",
         .location = file + "#/stage",
         .keyword = ""});
  }
  read_request(document["request"], contract.get());
  read_responses(document["responses"], contract.get());
  contract->asynchronous =
      document.contains("asynchronous") || contract->success_status() == kAccepted;
  contract->errors = read_errors(document["errors"], file, contract->operation);
  contract->error_lists = document.value("error_lists", std::vector<std::string>{"errors"});
  read_own_common(document, contract.get());
  collect(contract.get());
  for (std::size_t i = 0; i < document["requirements"].size(); ++i) {
    contract->requirements.push_back(read_statement(document["requirements"][i],
                                                    file + "#/requirements/" + std::to_string(i),
                                                    contract->operation));
  }
  return contract;
}

CompileScope ContractReader::scope_of(const Contract& contract, const std::string& path_prefix,
                                      Side side) const {
  return {.scope = contract.operation,
          .file = contract.file,
          .path_prefix = path_prefix,
          .source = contract.source,
          .side = side,
          .outcome = outcome_,
          .status = status_};
}

const Requirement* ContractReader::require(const Contract& contract, const std::string& path,
                                           std::string statement, const std::string& pointer,
                                           Side side) {
  return set_.add_requirement({.id = contract.operation + "/" + path + "-required",
                               .statement = std::move(statement),
                               .level = Level::kMust,
                               .basis = Basis::kSchema,
                               .source = contract.source,
                               .side = side,
                               .outcome = outcome_,
                               .status = status_,
                               .error = "",
                               .location = contract.file + "#" + pointer,
                               .keyword = "required"});
}

void ContractReader::read_request(const Json& request, Contract* contract) {
  outcome_ = Outcome::kRejected;
  status_ = kRefusal;
  if (const auto breach = request.find("on_violation"); breach != request.end()) {
    (void)from_string(text_of(*breach, "outcome"), &outcome_);  // the meta-schema knows the names
    status_ = breach->value("status", outcome_ == Outcome::kRejected ? kRefusal : 0);
  }
  // Path parameters are bare schemas: always required.
  const Json path = request.value("path", Json::object());
  for (const auto& [name, schema] : path.items()) {
    Parameter parameter{.name = name};
    parameter.schema = compiler_.compile(schema, "/request/path/" + pointer_token(name),
                                         scope_of(*contract, "path." + name, Side::kRequest));
    contract->path_parameters.push_back(std::move(parameter));
  }
  check_path_parameters(*contract);
  contract->query_parameters = read_parameters(
      request.value("query", Json::object()), "/request/query", "query", *contract, Side::kRequest);
  contract->header_parameters =
      read_parameters(request.value("headers", Json::object()), "/request/headers", "header",
                      *contract, Side::kRequest);
  read_query_as_a_whole(request, contract);
  read_body(request, contract);
}

void ContractReader::check_path_parameters(const Contract& contract) const {
  for (const auto& parameter : contract.path_parameters) {
    if (contract.path.find("{" + parameter.name + "}") == std::string::npos) {
      throw InputError("contract.invalid", contract.file + "#/request/path/" + parameter.name,
                       "the path " + contract.path + " has no such parameter");
    }
  }
  const auto declared =
      static_cast<std::size_t>(std::count(contract.path.begin(), contract.path.end(), '{'));
  if (declared != contract.path_parameters.size()) {
    throw InputError("contract.invalid", contract.file + "#/request/path",
                     "every parameter of " + contract.path + " needs a schema here");
  }
}

void ContractReader::read_query_as_a_whole(const Json& request, Contract* contract) {
  const auto together = request.find("query_together");
  if (together == request.end()) return;
  contract->query_together = compiler_.compile(*together, "/request/query_together",
                                               scope_of(*contract, "query", Side::kRequest));
  Schema* whole = set_.add_schema();
  whole->location = contract->file + "#/request/query";
  whole->types = kObject;
  for (const auto& parameter : contract->query_parameters) {
    whole->properties.push_back({parameter.name, parameter.schema});
    if (parameter.required) whole->required.push_back({parameter.name, parameter.required_by});
  }
  Schema* nothing_else = set_.add_schema();
  nothing_else->never = true;
  whole->additional_properties = nothing_else;
  whole->all_of.push_back(contract->query_together);
  contract->query = whole;
}

void ContractReader::read_body(const Json& request, Contract* contract) {
  contract->max_body_bytes = common_.max_body_bytes;
  if (const auto own = request.find("max_body_bytes"); own != request.end()) {
    contract->max_body_bytes = (*own)["value"].get<std::size_t>();
  }
  const auto body = request.find("body");
  if (body == request.end()) return;
  contract->has_body = true;
  contract->body_required = (*body)["required"].get<bool>();
  contract->content_types =
      body->value("content_types", std::vector<std::string>{"application/json"});
  contract->body = compiler_.compile((*body)["schema"], "/request/body/schema",
                                     scope_of(*contract, "", Side::kRequest));
  if (contract->body_required) {
    contract->body_required_by =
        require(*contract, "body", "The request has a body.", "/request/body/required");
  }
}

std::vector<Parameter> ContractReader::read_parameters(const Json& parameters,
                                                       const std::string& pointer,
                                                       const std::string& prefix,
                                                       const Contract& contract, Side side) {
  std::vector<Parameter> out;
  for (const auto& [name, entry] : parameters.items()) {
    const std::string path = prefix + "." + name;
    const std::string at = pointer + "/" + pointer_token(name);
    Parameter parameter{.name = name};
    parameter.schema =
        compiler_.compile(entry["schema"], at + "/schema", scope_of(contract, path, side));
    parameter.required = entry.value("required", false);
    if (parameter.required) {
      const std::string what = side == Side::kResponse ? "The answer has the header " + name + "."
                               : prefix == "header"
                                   ? "The header " + name + " is required."
                                   : "The query parameter " + name + " is required.";
      parameter.required_by = require(contract, path, what, at + "/required", side);
    }
    out.push_back(std::move(parameter));
  }
  return out;
}

void ContractReader::read_responses(const Json& responses, Contract* contract) {
  for (const auto& [status, response] : responses.items()) {
    ResponseSpec spec{.status = std::stoi(status),
                      .body = nullptr,
                      .headers = {},
                      .common = false,
                      .source = text_of(response, "source"),
                      .content_types = response.value("content_types", std::vector<std::string>{})};
    if (const auto body = response.find("body"); body != response.end()) {
      CompileScope scope = scope_of(*contract, "response." + status, Side::kResponse);
      if (!spec.source.empty()) scope.source = spec.source;
      spec.body = compiler_.compile(*body, "/responses/" + status + "/body", scope);
    }
    spec.headers = read_parameters(response.value("headers", Json::object()),
                                   "/responses/" + status + "/headers",
                                   "response." + status + ".header", *contract, Side::kResponse);
    contract->responses.push_back(std::move(spec));
  }
  if (contract->success_status() == 0) {
    throw InputError("contract.invalid", contract->file + "#/responses",
                     "no success status (2xx) is documented");
  }
  for (const auto& common : common_responses_) {
    if (contract->response(common.status) == nullptr) contract->responses.push_back(common);
  }
}

void ContractReader::read_own_common(const Json& document, Contract* contract) {
  const Json entries = document.value("common", Json::object());
  for (const auto& [name, entry] : entries.items()) {
    const std::string where = contract->file + "#/common/" + pointer_token(name);
    const Requirement* general = set_.find_requirement("common/" + name);
    if (general == nullptr)
      throw InputError("contract.invalid", where, "common.json has no such requirement");
    Requirement own = *general;
    own.id = contract->operation + "/" + name;
    own.location = where;
    own.source = text_of(entry, "source");
    if (entry.contains("statement")) own.statement = text_of(entry, "statement");
    own.status = entry.value("status", own.status);
    (void)from_string(text_of(entry, "level"), &own.level);
    (void)from_string(text_of(entry, "basis"), &own.basis);
    contract->own_common[name] = set_.add_requirement(std::move(own));
  }
}

// Each requirement once, those of the contract's own schemas before the common ones.
void ContractReader::collect(Contract* contract) const {
  std::unordered_set<const Requirement*> seen;
  const auto add = [&](const Requirement* requirement) {
    if (requirement != nullptr && seen.insert(requirement).second) {
      contract->requirements.push_back(requirement);
    }
  };
  const auto add_schema = [&add](const Schema* schema) {
    if (schema == nullptr) return;
    for (const auto* requirement : collect_requirements(*schema)) add(requirement);
  };
  for (const auto* list :
       {&contract->path_parameters, &contract->query_parameters, &contract->header_parameters}) {
    for (const auto& parameter : *list) {
      add(parameter.required_by);
      add_schema(parameter.schema);
    }
  }
  add_schema(contract->query_together);
  add(contract->body_required_by);
  add_schema(contract->body);
  for (const auto& response : contract->responses) {
    for (const auto& header : response.headers) {
      add(header.required_by);
      add_schema(header.schema);
    }
    add_schema(response.body);
  }
  for (const auto& error : contract->errors) add(error.requirement);
  for (const auto* requirement : common_requirements_) {
    const bool of_body = requirement->id.starts_with("common/request-");
    if (!contract->has_body && of_body) continue;
    const auto own =
        contract->own_common.find(requirement->id.substr(std::string("common/").size()));
    add(own == contract->own_common.end() ? requirement : own->second);
  }
}

}  // namespace brazecheck
