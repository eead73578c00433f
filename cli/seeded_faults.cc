#include "cli/seeded_faults.h"

#include <fmt/format.h>

#include <fstream>
#include <iterator>
#include <set>

#include "contract/error.h"
#include "contract/json.h"
#include "mock/embedded.h"
#include "mock/fault_grammar.h"

namespace brazecheck::cli {
namespace {

constexpr std::string_view kFolder = "seeded/";

[[noreturn]] void bad_line(const std::string& file, const std::string& fault,
                           const std::string& what) {
  throw InputError("selftest.bad-table", fault.empty() ? file : file + ": " + fault, what);
}

void check(const ContractIndex& index, const SeededFault& line, const std::string& file) {
  (void)mock::parse_fault(index, line.fault);
  const auto colon = line.caught_by.find(':');
  const Contract* contract = index.find(line.caught_by.substr(0, colon));
  if (colon == std::string::npos || contract == nullptr)
    bad_line(file, line.fault, fmt::format("\"{}\" names no operation", line.caught_by));
  const std::string requirement = line.caught_by.substr(colon + 1);
  for (const Requirement* own : contract->requirements) {
    if (own->id == requirement) return;
  }
  bad_line(file, line.fault,
           fmt::format("{} has no requirement \"{}\"", contract->operation, requirement));
}

SeededFault line_from(const Json& entry, const std::string& group) {
  SeededFault line;
  line.group = group;
  line.fault = entry.at("fault");
  line.caught_by = entry.at("caught_by");
  line.timeout_ms = entry.value("timeout_ms", 0);
  // Nearly always the operation that is to be red.
  line.run = entry.value(
      "run", std::vector<std::string>{line.caught_by.substr(0, line.caught_by.find(':'))});
  const Json also = entry.value("also", Json::object());
  for (const auto& [red, reason] : also.items()) line.also.push_back({red, reason});
  return line;
}

void read_table(const ContractIndex& index, const std::string& name, std::string_view bytes,
                std::vector<SeededFault>* lines) {
  try {
    const Json groups = Json::parse(bytes);
    for (const auto& [group, entries] : groups.items()) {
      for (const Json& entry : entries) {
        lines->push_back(line_from(entry, group));
        check(index, lines->back(), name);
      }
    }
  } catch (const Json::exception& problem) {
    bad_line(name, "", problem.what());
  }
}

}  // namespace

std::vector<SeededFault> seeded_faults(const ContractIndex& index, const std::string& file) {
  std::vector<SeededFault> lines;
  if (!file.empty()) {
    std::ifstream stream(file, std::ios::binary);
    const std::string bytes((std::istreambuf_iterator<char>(stream)), {});
    if (!stream) throw InputError("selftest.unreadable", file, "the table cannot be read");
    read_table(index, file, bytes, &lines);
  } else {
    for (const auto& [name, bytes] : mock::embedded_files()) {
      if (name.starts_with(kFolder)) read_table(index, name, bytes, &lines);
    }
  }
  std::set<std::pair<std::string, std::string>> known;
  for (const SeededFault& line : lines) {
    if (!known.emplace(line.fault, line.caught_by).second)
      bad_line(file, line.fault, "stands in the table twice");
  }
  return lines;
}

}  // namespace brazecheck::cli
