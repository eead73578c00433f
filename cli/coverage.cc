#include "cli/coverage.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "contract/document_store.h"
#include "generators/generate.h"
#include "suites/machine.h"
#include "suites/scenario.h"

namespace brazecheck::cli {
namespace {

struct Row {
  std::size_t request_rules = 0, response_rules = 0;
  std::size_t raised = 0, provoked = 0, not_provocable = 0;
  std::size_t with_case = 0, musts = 0;
  std::size_t statements = 0, judged = 0, not_testable = 0;
  bool emulated = false;
};

bool is_judged(const Requirement& requirement) {
  const auto& all = scenarios();
  return machine_for(requirement.id) != nullptr ||
         std::any_of(all.begin(), all.end(), [&](const Scenario& scenario) {
           return scenario.requirement == requirement.id;
         });
}

Row row_of(const ContractIndex& index, const Contract& contract) {
  Row row;
  const auto missing = uncovered(index, contract);
  for (const auto* requirement : contract.requirements) {
    if (requirement->id.starts_with("common/")) continue;
    ++(requirement->side == Side::kRequest ? row.request_rules : row.response_rules);
    if (!requirement->keyword.empty()) {
      if (requirement->side != Side::kRequest || requirement->level != Level::kMust) continue;
      ++row.musts;
      if (std::find(missing.begin(), missing.end(), requirement) == missing.end()) ++row.with_case;
    } else if (requirement->location.find("#/requirements/") != std::string::npos) {
      ++row.statements;
      if (is_judged(*requirement)) ++row.judged;
      if (!requirement->not_testable.empty()) ++row.not_testable;
    }
  }
  for (const auto& error : contract.errors) {
    ++(!error.provoke.is_null()        ? row.provoked
       : !error.not_provocable.empty() ? row.not_provocable
                                       : row.raised);
  }
  return row;
}

std::string of(std::size_t part, std::size_t all) {
  return all == 0 ? "–" : fmt::format("{}/{}", part, all);
}

std::string line(const Contract& contract, const Row& row) {
  std::string statuses;
  for (const auto& response : contract.responses) {
    if (!response.common)
      statuses += (statuses.empty() ? "" : " ") + std::to_string(response.status);
  }
  const std::string stage =
      contract.stage == Stage::kGeneral ? "" : fmt::format(" ({})", to_string(contract.stage));
  const std::size_t errors = row.raised + row.provoked + row.not_provocable;
  return fmt::format(
      "| `{}`{} | `{} {}` | {} | {} ({}) | {} | {} | {} | {} |\n", contract.operation, stage,
      contract.method, contract.path, row.request_rules, row.response_rules, statuses,
      errors == 0
          ? "–"
          : fmt::format("{}: {}, {}, {}", errors, row.raised, row.provoked, row.not_provocable),
      of(row.with_case, row.musts), of(row.judged, row.statements), row.emulated ? "yes" : "no");
}

std::string excluded(const ContractIndex& index) {
  DocumentStore documents(index.directory());
  const Json* document = documents.find("excluded.json");
  std::string out = "\n## Excluded\n\n";
  if (document == nullptr || document->at("operations").empty())
    return out + "Nothing: every operation that is known of has a contract.\n";
  out += "| operation | method and path | why | source |\n|---|---|---|---|\n";
  for (const auto& entry : document->at("operations")) {
    out += fmt::format("| `{}` | `{} {}` | {} | {} |\n", entry.value("operation", ""),
                       entry.value("method", ""), entry.value("path", ""),
                       entry.value("reason", ""), entry.value("source", ""));
  }
  return out;
}

constexpr char kIntroduction[] =
    "# Coverage\n\n"
    "Written by `brazecheck contracts coverage`; a test fails when it is out of date.\n\n"
    "- **request**, **responses**: requirements of each side, and the documented statuses besides "
    "those that all\n  operations share\n"
    "- **errors**: documented errors: those that a rule of the request raises, those that a recipe "
    "provokes, those that\n  nothing can provoke (each says why)\n"
    "- **generic**: `must` rules of the request for which the suites make a request that breaks "
    "this rule alone, of all;\n  the others are parts of a choice, or say that a parameter is "
    "text\n"
    "- **stateful**: statements that no schema carries, and how many of them a scenario or a "
    "machine judges; the others\n  say why no call can show them\n"
    "- **mock**: whether the emulator has the operation; where not, it answers 501 and a run says "
    "`not_tested`\n";

}  // namespace

std::string coverage_page(const ContractIndex& index, const std::set<std::string>& lacks) {
  std::map<std::string, std::string> tables;
  Row sum;
  std::map<std::string_view, std::size_t> stages;
  std::size_t emulated = 0;
  for (const auto& contract : index.operations()) {
    Row row = row_of(index, *contract);
    row.emulated = !lacks.contains(contract->operation);
    tables[contract->category] += line(*contract, row);
    ++stages[to_string(contract->stage)];
    emulated += row.emulated ? 1 : 0;
    sum.raised += row.raised;
    sum.provoked += row.provoked;
    sum.not_provocable += row.not_provocable;
    sum.with_case += row.with_case;
    sum.musts += row.musts;
    sum.statements += row.statements;
    sum.judged += row.judged;
    sum.not_testable += row.not_testable;
  }
  std::string by_stage;
  for (const auto& [stage, count] : stages)
    by_stage += fmt::format("{}{} {}", by_stage.empty() ? "" : ", ", count, stage);
  std::string page = kIntroduction;
  page += fmt::format(
      "\n{} operations ({}), {} requirements. Errors: {} raised by a rule, {} provoked, {} not "
      "provocable.\nRules with a case: {} of {} (a shared rule counts in each operation).\n"
      "Statements that a scenario or a machine judges: {} of {}; that no call can show: {}.\n"
      "In the emulator: {} operations.\n",
      index.operations().size(), by_stage, index.requirements().size(), sum.raised, sum.provoked,
      sum.not_provocable, sum.with_case, sum.musts, sum.judged, sum.statements, sum.not_testable,
      emulated);
  for (const auto& [category, rows] : tables) {
    page += fmt::format(
        "\n## {}\n\n| operation | method and path | request | responses | errors | generic | "
        "stateful | mock |\n|---|---|---|---|---|---|---|---|\n{}",
        category, rows);
  }
  return page + excluded(index);
}

}  // namespace brazecheck::cli
