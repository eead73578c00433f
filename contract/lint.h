#pragma once

#include <string>
#include <vector>

#include "contract/index.h"

namespace brazecheck {

/// Something that a contract leaves unsaid or says wrongly, though it loads.
struct LintProblem {
  std::string id;       ///< kind of problem: "lint.no-source"
  std::string where;    ///< file and JSON pointer, or the file alone
  std::string message;  ///< what is wrong and what would be right
};

/// Holds the loaded contracts against what schemas/README.md asks of them: sources, requirements
/// for all constraints and constraints for all requirements, documented errors that something
/// raises, examples of every documented answer that conform, references to pools, permissions,
/// profiles, fixtures and operations that exist. Empty when there is nothing to complain about.
[[nodiscard]] std::vector<LintProblem> lint(const ContractIndex& index);

}  // namespace brazecheck
