#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <memory>

#include "cli/commands.h"
#include "cli/coverage.h"
#include "contract/error.h"
#include "contract/lint.h"
#include "generators/generate.h"
#include "mock/emulator.h"

namespace brazecheck::cli {
namespace {

// Limits that no request can be made to meet would pass for tested without ever being.
void add_untested_limits(const ContractIndex& index, std::vector<LintProblem>* problems) {
  for (const auto& contract : index.operations()) {
    try {
      for (const auto* requirement : uncovered_limits(index, *contract)) {
        problems->push_back({"lint.no-case", requirement->location,
                             fmt::format("no request of {} could be made that breaks {} alone",
                                         contract->operation, requirement->id)});
      }
    } catch (const InputError& error) {
      problems->push_back({"lint.no-request", contract->file, error.what()});
    }
  }
}

int lint_all(const Context& context, bool fast) {
  const ContractIndex index = context.load();
  auto problems = lint(index);
  for (const auto& profile : index.profiles()) {
    try {
      (void)ContractIndex::load(index.directory(), {profile.name});
    } catch (const InputError& error) {
      problems.push_back({"lint.profile", "profiles.json#/profiles/" + profile.name,
                          fmt::format("contracts do not load with it: {}", error.what())});
    }
  }
  if (!fast) add_untested_limits(index, &problems);
  for (const auto& problem : problems)
    fmt::print("[{}] {}: {}\n", problem.id, problem.where, problem.message);
  fmt::print("{} operations, {} requirements, {} problems\n", index.operations().size(),
             index.requirements().size(), problems.size());
  return problems.empty() ? kConforming : kUsage;
}

int print_ids(const Context& context) {
  const ContractIndex index = context.load();
  for (const auto* requirement : index.requirements()) fmt::print("{}\n", requirement->id);
  return kConforming;
}

int print_coverage(const Context& context) {
  const ContractIndex index = context.load();
  const mock::Emulator emulator(index, {});
  fmt::print("{}", coverage_page(index, emulator.lacks()));
  return kConforming;
}

}  // namespace

void add_contracts(CLI::App& app, const Context& context, Action* action) {
  auto* command = app.add_subcommand("contracts", "Work on the contracts themselves");
  command->require_subcommand(1);
  command->footer("Examples:\n  brazecheck contracts lint\n  brazecheck contracts coverage");
  auto fast = std::make_shared<bool>(false);
  auto* lint_command = command->add_subcommand(
      "lint", "Find what contracts leave unsaid: sources, errors, examples, limits without a case");
  lint_command->footer(
      "Examples:\n  brazecheck contracts lint\n  brazecheck --contracts "
      "my-schemas contracts lint --fast");
  lint_command->add_flag("--fast", *fast, "Do not make a request for every limit");
  lint_command->callback([&context, fast, action] {
    *action = [&context, fast] { return lint_all(context, *fast); };
  });
  auto* ids = command->add_subcommand(
      "ids", "Print the id of every requirement, as schemas/requirement_ids.txt holds them");
  ids->footer("Examples:\n  brazecheck contracts ids > schemas/requirement_ids.txt");
  ids->callback([&context, action] { *action = [&context] { return print_ids(context); }; });
  auto* coverage = command->add_subcommand(
      "coverage", "Print what contracts, suites and emulator cover, as docs/coverage.md holds it");
  coverage->footer("Examples:\n  brazecheck contracts coverage > docs/coverage.md");
  coverage->callback(
      [&context, action] { *action = [&context] { return print_coverage(context); }; });
}

}  // namespace brazecheck::cli
