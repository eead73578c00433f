#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <memory>

#include "cli/commands.h"
#include "contract/document_store.h"

namespace brazecheck::cli {
namespace {

struct Options {
  std::string what;
  bool json = false;
};

Json as_json(const Contract& contract) {
  return {{"operation", contract.operation},
          {"method", contract.method},
          {"path", contract.path},
          {"category", contract.category},
          {"effect", to_string(contract.effect)},
          {"stage", to_string(contract.stage)},
          {"permission", contract.permission},
          {"summary", contract.summary},
          {"docs", contract.docs},
          {"requirements", contract.requirements.size()}};
}

Json as_json(const Requirement& requirement) {
  Json out = {{"id", requirement.id},
              {"statement", requirement.statement},
              {"level", to_string(requirement.level)},
              {"basis", to_string(requirement.basis)},
              {"side", to_string(requirement.side)},
              {"source", requirement.source},
              {"location", requirement.location}};
  if (requirement.side == Side::kRequest) {
    out["outcome"] = to_string(requirement.outcome);
    if (requirement.status != 0) out["status"] = requirement.status;
    if (!requirement.error.empty()) out["error"] = requirement.error;
  }
  return out;
}

// Things that no request can make, with the operations whose cases speak of them.
Json fixtures(const ContractIndex& index) {
  Json all = Json::object();
  for (const auto& contract : index.operations()) {
    for (const auto& [name, what] : contract->fixture.needs) {
      Json& entry = all[name];
      if (entry.is_null()) entry = {{"what", what}, {"operations", Json::array()}};
      entry["operations"].push_back(contract->operation);
    }
  }
  return all;
}

// What stands beside the contracts, by name.
Json shared_data(const ContractIndex& index, const std::string& what) {
  DocumentStore documents(index.directory());
  const auto member = [&](const char* file, const char* name) {
    const Json* document = documents.find(file);
    return document == nullptr ? Json::object() : document->at(name);
  };
  if (what == "fixtures") return fixtures(index);
  if (what == "instances") return member("instances.json", "instances");
  if (what == "permissions") return member("permissions.json", "permissions");
  return member("profiles.json", "profiles");
}

void print_shared(const std::string& what, const Json& data) {
  for (const auto& [name, entry] : data.items()) {
    if (what == "instances") {
      fmt::print("{:<8} {:<36} {}\n", entry.value("name", ""), entry.value("rest", ""),
                 entry.value("sdk", ""));
    } else if (what == "fixtures") {
      fmt::print("{:<32} {}\n", name, entry.value("what", ""));
    } else if (what == "permissions") {
      const auto operations = entry.at("operations").get<std::vector<std::string>>();
      fmt::print("{:<46} {}\n", name, fmt::join(operations, ", "));
    } else {
      fmt::print("{:<32} {}\n{:<32} otherwise: {}\n", name, entry.value("summary", ""), "",
                 entry.value("default", ""));
    }
  }
}

int list(const Context& context, const Options& options) {
  const ContractIndex index = context.load();
  if (options.what != "operations" && options.what != "requirements") {
    const Json data = shared_data(index, options.what);
    if (options.json) {
      fmt::print("{}\n", data.dump(2));
    } else {
      print_shared(options.what, data);
    }
    return kConforming;
  }
  if (options.what == "operations") {
    if (options.json) {
      Json all = Json::array();
      for (const auto& contract : index.operations()) all.push_back(as_json(*contract));
      fmt::print("{}\n", all.dump(2));
      return kConforming;
    }
    for (const auto& contract : index.operations()) {
      fmt::print("{:<30} {:<6} {:<48} {:>4} requirements\n", contract->operation, contract->method,
                 contract->path, contract->requirements.size());
    }
    return kConforming;
  }
  if (options.json) {
    Json all = Json::array();
    for (const auto* requirement : index.requirements()) all.push_back(as_json(*requirement));
    fmt::print("{}\n", all.dump(2));
    return kConforming;
  }
  for (const auto* requirement : index.requirements()) {
    fmt::print("{:<60} {:<6} {}\n", requirement->id, to_string(requirement->level),
               requirement->statement);
  }
  return kConforming;
}

}  // namespace

void add_list(CLI::App& app, const Context& context, Action* action) {
  auto options = std::make_shared<Options>();
  auto* command = app.add_subcommand("list", "List what the contracts hold");
  command->footer(
      "Examples:\n  brazecheck list operations\n  brazecheck list requirements --json | jq "
      "'.[].id'");
  command
      ->add_option("what", options->what,
                   "operations, requirements, fixtures (what --fixture names), permissions, "
                   "instances or profiles (of limits)")
      ->required()
      ->check(CLI::IsMember(
          {"operations", "requirements", "fixtures", "permissions", "instances", "profiles"}));
  command->add_flag("--json", options->json, "As a JSON array");
  command->callback([&context, options, action] {
    *action = [&context, options] { return list(context, *options); };
  });
}

}  // namespace brazecheck::cli
