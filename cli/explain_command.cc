#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <memory>

#include "cli/commands.h"
#include "contract/error.h"

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

int explain(const Context& context, const std::string& id) {
  const ContractIndex index = context.load();
  const Requirement* requirement = index.find_requirement(id);
  if (requirement == nullptr) {
    const auto candidates = similar(index, id);
    throw InputError("usage.unknown-requirement", id,
                     candidates.empty()
                         ? "no requirement has this id; see brazecheck list requirements"
                         : fmt::format("no requirement has this id; did you mean {}?",
                                       fmt::join(candidates, ", ")));
  }
  fmt::print("{}\n\n  {}\n\n", requirement->id, requirement->statement);
  const auto line = [](const char* name, std::string_view value) {
    fmt::print("  {:<12} {}\n", name, value);
  };
  line("level", to_string(requirement->level));
  line("basis", to_string(requirement->basis));
  line("side", to_string(requirement->side));
  line("source", requirement->source);
  line("defined at", requirement->location);
  if (requirement->side == Side::kRequest) line("when broken", consequence(*requirement));
  std::string operations;
  for (const auto& contract : index.operations()) {
    const auto& own = contract->requirements;
    if (std::find(own.begin(), own.end(), requirement) != own.end())
      operations += (operations.empty() ? "" : ", ") + contract->operation;
  }
  if (requirement->id.starts_with("common/")) operations = "every operation";
  line("applies to", operations);
  fmt::print("\n  brazecheck run --only '{}'\n", requirement->id);
  return kConforming;
}

}  // namespace

void add_explain(CLI::App& app, const Context& context, Action* action) {
  auto id = std::make_shared<std::string>();
  auto* command = app.add_subcommand(
      "explain", "Explain a requirement: what it says, where from, what breaking it leads to");
  command->footer(
      "Examples:\n  brazecheck explain users.track/objects-max-combined\n  brazecheck explain "
      "common/key-required");
  command->add_option("requirement", *id, "Id, as reports and findings print it")->required();
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
