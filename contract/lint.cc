#include "contract/lint.h"

#include <algorithm>
#include <array>
#include <fstream>
#include <functional>
#include <set>
#include <sstream>

#include "contract/check.h"
#include "contract/document_store.h"
#include "contract/uri.h"
#include "contract/wire.h"

namespace brazecheck {
namespace {

constexpr char kKnownIds[] = "requirement_ids.txt";

class Linter {
 public:
  explicit Linter(const ContractIndex& index)
      : index_(index), documents_(index.directory(), index.chosen_profiles()) {}

  std::vector<LintProblem> run() {
    for (const auto& contract : index_.operations()) {
      for (const auto& example : contract->examples) {
        if (!example.response.is_object()) continue;
        const auto* spec = contract->response(example.response.value("status", 0));
        if (spec != nullptr && spec->body != nullptr) shown_shapes_.insert(&resolved(*spec->body));
      }
    }
    for (const auto& contract : index_.operations()) {
      errors(*contract);
      examples(*contract);
      references(*contract);
      raw(*contract);
    }
    for (const auto* requirement : index_.requirements()) one(*requirement);
    shared_data();
    known_ids();
    return std::move(problems_);
  }

 private:
  void add(const char* id, std::string where, std::string message) {
    problems_.push_back({id, std::move(where), std::move(message)});
  }

  // A requirement has a source of a known kind, a statement, and stands where it says.
  void one(const Requirement& requirement) {
    static constexpr std::array<std::string_view, 5> kSources = {
        "braze-docs:", "braze-docs-2026:", "observed", "spec", "seed "};
    const bool known = std::any_of(kSources.begin(), kSources.end(), [&](std::string_view kind) {
      return requirement.source.starts_with(kind);
    });
    if (!known) {
      add("lint.no-source", requirement.location,
          requirement.id +
              " needs a source: braze-docs:, braze-docs-2026:, observed, spec or seed");
    }
    if (requirement.statement.empty())
      add("lint.no-statement", requirement.location, requirement.id + " says nothing");
    const std::size_t hash = requirement.location.find('#');
    const Json* document = documents_.find(requirement.location.substr(0, hash));
    const Json::json_pointer pointer(requirement.location.substr(hash + 1));
    if (document == nullptr || !document->contains(pointer)) {
      add("lint.no-constraint", requirement.location,
          requirement.id + " stands at no place of its file");
    }
  }

  // Every documented error has something that raises it, or a reason why nothing can.
  void errors(const Contract& contract) {
    std::set<std::string> raised;
    for (const auto* requirement : contract.requirements) raised.insert(requirement->error);
    for (std::size_t i = 0; i < contract.errors.size(); ++i) {
      const auto& error = contract.errors[i];
      const bool accounted = error.requirement != nullptr ||
                             (!error.id.empty() && raised.contains(error.id)) ||
                             (!error.message.empty() && raised.contains(error.message));
      if (!accounted) {
        add("lint.error-not-raised", contract.file + "#/errors/" + std::to_string(i),
            (error.id.empty() ? error.message : error.id) +
                " needs a constraint that names it, `provoke` or `not_provocable`");
      }
    }
    for (const auto* requirement : contract.requirements) {
      const bool own = requirement->id.starts_with(contract.operation + "/");
      if (own && !requirement->error.empty() &&
          contract.find_error(requirement->error) == nullptr) {
        add("lint.unknown-error", requirement->location,
            "`errors` has no \"" + requirement->error + "\"");
      }
    }
  }

  void examples(const Contract& contract) {
    bool request_shown = false;
    std::set<int> shown;
    for (std::size_t i = 0; i < contract.examples.size(); ++i) {
      const auto& example = contract.examples[i];
      const std::string where = contract.file + "#/examples/" + std::to_string(i);
      const int status = example.response.is_object() ? example.response.value("status", 0) : 0;
      if (example.request.is_object() && status < 300) {
        request_shown = true;
        report(check_request(index_, contract, request_of(contract, example.request)),
               where + "/request");
      }
      if (!example.response.is_object()) continue;
      shown.insert(status);
      Response response{.status = status, .headers = {}, .body = {}, .body_text = {}};
      if (example.response.contains("body")) response.body = example.response["body"];
      report(check_response(index_, contract, response), where + "/response");
    }
    if (!request_shown)
      add("lint.no-example", contract.file + "#/examples", "no example shows an accepted request");
    for (const auto& spec : contract.responses) {
      if (spec.common || spec.body == nullptr || shown.contains(spec.status)) continue;
      if (shown_shapes_.contains(&resolved(*spec.body))) continue;  // by another answer
      add("lint.no-example", contract.file + "#/responses/" + std::to_string(spec.status),
          "no example shows this answer");
    }
  }

  void report(const std::vector<Finding>& findings, const std::string& where) {
    for (const auto& finding : findings) {
      if (finding.requirement->level != Level::kMust) continue;
      add("lint.example-breaks-rule", where, finding.requirement->id + " " + finding.message());
    }
  }

  static Request request_of(const Contract& contract, const Json& shown) {
    Request request;
    request.method = contract.method;
    request.path = contract.path;
    const Json path = shown.value("path", Json::object());
    for (const auto& [name, value] : path.items()) {
      const auto at = request.path.find("{" + name + "}");
      if (at != std::string::npos) {
        request.path.replace(at, name.size() + 2, percent_encode(wire_text(value)));
      }
    }
    request.query = query_fields(shown.value("query", Json::object()));
    if (shown.contains("body")) request.body = shown["body"];
    return request;
  }

  void references(const Contract& contract) {
    const auto& by = contract.replaced_by;
    if (!by.empty() && by.find(' ') == std::string::npos && index_.find(by) == nullptr)
      add("lint.unknown-operation", contract.file + "#/replaced_by", "there is no operation " + by);
    if (contract.permission.empty()) return;
    if (contract.authentication == Authentication::kScimToken)
      add("lint.permission", contract.file + "#/permission", "a SCIM token has no permissions");
    const Json& known = data("permissions.json", "permissions");
    const auto entry = known.find(contract.permission);
    const bool listed = entry != known.end() &&
                        std::find(entry->at("operations").begin(), entry->at("operations").end(),
                                  contract.operation) != entry->at("operations").end();
    if (!listed) {
      add("lint.permission", contract.file + "#/permission",
          "permissions.json does not list " + contract.operation + " under " + contract.permission);
    }
  }

  // Baselines, reports and replay commands know requirements by their ids, so that none changes by
  // accident: requirement_ids.txt lists them.
  void known_ids() {
    std::ifstream stream(index_.directory() / kKnownIds);
    if (!stream || !index_.chosen_profiles().empty()) return;
    std::set<std::string> known;
    for (std::string line; std::getline(stream, line);) known.insert(line);
    for (const auto& id : known) {
      if (index_.find_requirement(id) == nullptr) {
        add("lint.id-gone", kKnownIds,
            id + " is gone: baselines name it; put it back, or take it out here and say so in "
                 "the change log");
      }
    }
    for (const auto* requirement : index_.requirements()) {
      if (!known.contains(requirement->id)) {
        add("lint.id-new", requirement->location,
            requirement->id + " is not in " + kKnownIds + ": brazecheck contracts ids writes it");
      }
    }
  }

  const Json& data(const std::string& file, const char* member) {
    static const Json kNone = Json::object();
    const Json* document = documents_.find(file);
    if (document == nullptr || !document->contains(member)) return kNone;
    return document->at(member);
  }

  // What loading takes away or does not follow: profiles and the variables of fixtures.
  void raw(const Contract& contract) {
    std::set<std::string> variables = contract.fixture.supplied_names();
    for (const auto& [name, text] : contract.fixture.variables) variables.insert(name);
    std::set<const Schema*> seen;
    const std::function<void(const Schema&)> visit = [&](const Schema& schema) {
      if (!seen.insert(&schema).second) return;
      if (!schema.fixture.empty() && !variables.contains(schema.fixture)) {
        add("lint.unknown-variable", contract.file + "#/fixture",
            schema.location + " takes " + schema.fixture + ", which the fixture does not have");
      }
      for_each_part(schema, visit);
    };
    if (contract.body != nullptr) visit(*contract.body);
    for (const auto& parameter : contract.query_parameters) visit(*parameter.schema);
    for (const auto& parameter : contract.path_parameters) visit(*parameter.schema);
  }

  void shared_data() {
    const Json raw_profiles = data("profiles.json", "profiles");
    std::set<std::string> used;
    for (const auto& file : documents_.files()) {
      std::ifstream stream(index_.directory() / file, std::ios::binary);
      std::ostringstream text;
      text << stream.rdbuf();
      profiles_in(parse_document(text.str(), file), file == "rate_limits.json", &used);
    }
    for (const auto& name : used) {
      if (!raw_profiles.contains(name))
        add("lint.unknown-profile", "profiles.json", "has no " + name + ", which is used");
    }
    for (const auto& [name, entry] : raw_profiles.items()) {
      if (!used.contains(name))
        add("lint.unused", "profiles.json#/profiles/" + name, "changes nothing");
    }
    unused_names();
  }

  static void profiles_in(const Json& node, bool pools, std::set<std::string>* used) {
    if (!node.is_structured()) return;
    for (const auto& [name, part] : node.items()) {
      const bool patches = name == "x-profiles" || (pools && name == "profiles");
      if (node.is_object() && patches && part.is_object()) {
        for (const auto& [profile, patch] : part.items()) used->insert(profile);
      }
      profiles_in(part, pools, used);
    }
  }

  void unused_names() {
    std::set<std::string> pools, permissions;
    for (const auto& contract : index_.operations()) {
      const Json* document = documents_.find(contract->file);
      const Json& limit = document->at("rate_limit");
      pools.insert(limit.at("pool").get<std::string>());
      const Json others = limit.value("also", Json::array());
      for (const auto& also : others) pools.insert(also.at("pool").get<std::string>());
      permissions.insert(contract->permission);
    }
    for (const auto& [name, pool] : index_.common_rules().pools) {
      if (!pools.contains(name))
        add("lint.unused", "rate_limits.json#/pools/" + name, "no operation draws on this pool");
    }
    for (const auto& [name, entry] : data("permissions.json", "permissions").items()) {
      const std::string where = "permissions.json#/permissions/" + name;
      if (!permissions.contains(name) && !entry.contains("no_operation"))
        add("lint.unused", where, "no operation needs it: say why in `no_operation`");
      for (const auto& operation : entry.at("operations")) {
        const auto* contract = index_.find(operation.get<std::string>());
        if (contract == nullptr || contract->permission != name)
          add("lint.permission", where, operation.get<std::string>() + " does not ask for it");
      }
    }
    for (const auto& entry : data("excluded.json", "operations")) {
      const auto match = index_.match(entry.value("method", ""), entry.value("path", ""));
      if (match.contract != nullptr)
        add("lint.excluded", "excluded.json", entry.value("path", "") + " has a contract");
    }
  }

  static void for_each_part(const Schema& schema, const std::function<void(const Schema&)>& visit) {
    const auto one = [&](const Schema* part) {
      if (part != nullptr) visit(*part);
    };
    for (const auto* part : {schema.ref, schema.items, schema.additional_items, schema.contains,
                             schema.additional_properties, schema.property_names, schema.negated,
                             schema.condition, schema.then_schema, schema.else_schema}) {
      one(part);
    }
    for (const auto& property : schema.properties) one(property.schema);
    for (const auto& property : schema.pattern_properties) one(property.schema);
    for (const auto& dependency : schema.dependencies) one(dependency.schema);
    for (const auto* list : {&schema.all_of, &schema.any_of, &schema.one_of, &schema.tuple}) {
      for (const auto* part : *list) one(part);
    }
  }

  const ContractIndex& index_;
  DocumentStore documents_;
  std::set<const Schema*> shown_shapes_;  ///< of answers that some example shows
  std::vector<LintProblem> problems_;
};

}  // namespace

std::vector<LintProblem> lint(const ContractIndex& index) { return Linter(index).run(); }

}  // namespace brazecheck
