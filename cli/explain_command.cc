#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <memory>

#include "cli/commands.h"
#include "contract/address.h"
#include "contract/error.h"
#include "generators/generate.h"
#include "transport/http_client.h"

namespace brazecheck::cli {
namespace {

std::string consequence(const Requirement& requirement) {
  switch (requirement.outcome) {
    case Outcome::kRejected: {
      std::string text = requirement.status != 0
                             ? fmt::format("the request is refused with {}", requirement.status)
                             : "the request is refused";
      if (!requirement.error.empty()) text += fmt::format(": \"{}\"", requirement.error);
      return text;
    }
    case Outcome::kReported:
      return "the request is refused, or the success lists the error";
    case Outcome::kIgnored:
      return "the request is accepted, the offending part has no effect";
    case Outcome::kUndocumented:
      return "the documentation names no consequence";
  }
  return "";
}

void line(const char* name, std::string_view value) {
  if (!value.empty()) fmt::print("  {:<12} {}\n", name, value);
}

// Where `brazecheck serve` listens by default: what people paste reaches no workspace.
constexpr char kServeUrl[] = "http://127.0.0.1:8080";

// Ids that share the most with a mistyped one.
std::vector<std::string> similar(const ContractIndex& index, const std::string& id) {
  const std::string tail = id.substr(id.find('/') == std::string::npos ? 0 : id.find('/') + 1);
  std::vector<std::string> out;
  for (const auto* requirement : index.requirements()) {
    if (requirement->id.find(tail) != std::string::npos || requirement->id.starts_with(id))
      out.push_back(requirement->id);
    if (out.size() == 5) break;
  }
  return out;
}

std::vector<const Contract*> carriers(const ContractIndex& index, const Requirement& requirement) {
  std::vector<const Contract*> found;
  for (const auto& contract : index.operations()) {
    const auto& own = contract->requirements;
    if (std::find(own.begin(), own.end(), &requirement) != own.end())
      found.push_back(contract.get());
  }
  return found;
}

std::string shortened(const std::string& text) {
  constexpr std::size_t kShown = 1'500;
  if (text.size() <= kShown) return text;
  return fmt::format("{}… ({} bytes in all)", text.substr(0, kShown), text.size());
}

// What breaking it looks like, on the first operation that can show it.
void print_breach(const ContractIndex& index, const Requirement& requirement,
                  const std::vector<const Contract*>& operations) {
  for (const auto* contract : operations) {
    if (requirement.side == Side::kRequest) {
      const auto broken = breaking_case(index, *contract, requirement);
      if (!broken) continue;
      fmt::print("\n  for example, in {}: {}\n\n{}\n", contract->operation, broken->label,
                 shortened(to_curl(kServeUrl, broken->request, true)));
      return;
    }
    const auto broken = breaking_answer(index, *contract, requirement);
    if (!broken) continue;
    fmt::print("\n  for example, an answer of {} with {}, wrong at {}:\n\n{}\n",
               contract->operation, broken->status,
               broken->pointer.empty() ? "the whole body" : broken->pointer,
               shortened(broken->body.dump(2, ' ', false, Json::error_handler_t::replace)));
    return;
  }
}

int explain_requirement(const ContractIndex& index, const Requirement& requirement) {
  fmt::print("{}\n\n  {}\n\n", requirement.id, requirement.statement);
  line("level", to_string(requirement.level));
  line("basis", to_string(requirement.basis));
  line("side", to_string(requirement.side));
  line("source", requirement.source);
  line("defined at", requirement.location);
  if (requirement.side == Side::kRequest) line("when broken", consequence(requirement));
  const auto operations = carriers(index, requirement);
  std::string names;
  for (const auto* contract : operations)
    names += (names.empty() ? "" : ", ") + contract->operation;
  line("applies to", requirement.id.starts_with("common/") ? "every operation" : names);
  print_breach(index, requirement, operations);
  fmt::print("\n  brazecheck run --only '{}'\n", requirement.id);
  return kConforming;
}

std::string parameters(const std::vector<Parameter>& list) {
  std::string text;
  for (const auto& parameter : list)
    text += (text.empty() ? "" : ", ") + parameter.name + (parameter.required ? " (required)" : "");
  return text;
}

int explain_operation(const Contract& contract, const PathAlias* alias) {
  if (alias != nullptr) {
    fmt::print("{} is {} of {} {} ({})\n\n", alias->path,
               alias->kind == "misprint" ? "a misprint"
               : alias->kind == "former" ? "a former path"
                                         : "another spelling",
               contract.method, contract.path, alias->source);
  }
  fmt::print("{}  {} {}\n\n  {}\n\n", contract.operation, contract.method, contract.path,
             contract.summary);
  line("page", contract.docs);
  line("stage", to_string(contract.stage));
  line("replaced by", contract.replaced_by);
  line("effect", to_string(contract.effect));
  line("permission",
       contract.authentication == Authentication::kRestKey
           ? contract.permission
           : fmt::format("{} {}", to_string(contract.authentication), contract.permission));
  line("rate limit", fmt::format("{} requests in {} s (pool {})", contract.rate_limit.requests,
                                 contract.rate_limit.per_seconds, contract.rate_limit.pool));
  line("query", parameters(contract.query_parameters));
  line("headers", parameters(contract.header_parameters));
  if (contract.has_body)
    line("body", fmt::format("{}{}", fmt::join(contract.content_types, " or "),
                             contract.body_required ? " (required)" : ""));
  std::string statuses;
  for (const auto& response : contract.responses) {
    if (!response.common)
      statuses += (statuses.empty() ? "" : ", ") + std::to_string(response.status);
  }
  line("answers", statuses);
  line("contract", contract.file);
  const auto count = [&](Side side) {
    return std::count_if(contract.requirements.begin(), contract.requirements.end(),
                         [&](const auto* requirement) { return requirement->side == side; });
  };
  line("requirements",
       fmt::format("{} of requests, {} of answers", count(Side::kRequest), count(Side::kResponse)));
  fmt::print("\n  brazecheck run --only {}\n", contract.operation);
  return kConforming;
}

int explain_path(const ContractIndex& index, const std::string& address) {
  const auto meanings = operations_at(index, address);
  if (meanings.empty()) {
    const auto candidates = similar_paths(index, address, 5);
    throw InputError("usage.unknown-path", address,
                     candidates.empty()
                         ? "no operation has this path; see brazecheck list operations"
                         : fmt::format("no operation has this path; did you mean {}?",
                                       fmt::join(candidates, ", ")));
  }
  for (std::size_t i = 0; i < meanings.size(); ++i) {
    if (i > 0) fmt::print("\n");
    (void)explain_operation(*meanings[i].contract, meanings[i].alias);
  }
  return kConforming;
}

int explain(const Context& context, const std::string& what) {
  const ContractIndex index = context.load();
  if (const auto* requirement = index.find_requirement(what))
    return explain_requirement(index, *requirement);
  if (const auto* contract = index.find(what)) return explain_operation(*contract, nullptr);
  if (what.starts_with('/') || what.find(" /") != std::string::npos)
    return explain_path(index, what);
  const auto candidates = similar(index, what);
  throw InputError("usage.unknown-requirement", what,
                   candidates.empty()
                       ? "no requirement, operation or path has this name; see brazecheck list"
                       : fmt::format("no requirement has this id; did you mean {}?",
                                     fmt::join(candidates, ", ")));
}

}  // namespace

void add_explain(CLI::App& app, const Context& context, Action* action) {
  auto id = std::make_shared<std::string>();
  auto* command = app.add_subcommand(
      "explain", "Explain a requirement, an operation or a path: what it says, and where from");
  command->footer(
      "Examples:\n  brazecheck explain users.track/objects-max-combined\n  brazecheck explain "
      "users.track\n  brazecheck explain 'GET /canvas/liste'");
  command->add_option("what", *id, "Requirement id, operation id, or path with or without method")
      ->required();
  command->callback(
      [&context, id, action] { *action = [&context, id] { return explain(context, *id); }; });
}

void add_version(CLI::App& app, const Context& context, Action* action) {
  auto* command =
      app.add_subcommand("version", "Print the version of the program and of its contracts");
  command->footer("Examples:\n  brazecheck version");
  command->callback([&context, action] {
    *action = [&context] {
      const ContractIndex index = context.load();
      fmt::print(
          "brazecheck {}\ncontracts  {} operations, {} requirements, digest {}\n           {}\n",
          BRAZECHECK_VERSION, index.operations().size(), index.requirements().size(),
          index.digest(), index.directory().string());
      return static_cast<int>(kConforming);
    };
  });
}

}  // namespace brazecheck::cli
