#include <set>

#include "cli/commands.h"
#include "contract/error.h"

namespace brazecheck::cli {

ContractIndex Context::load() const {
  const std::set<std::string> chosen(limits.begin(), limits.end());
  if (!contracts_dir.empty()) return ContractIndex::load(contracts_dir, chosen);
  const auto found = find_contracts(executable, BRAZECHECK_SOURCE_SCHEMAS);
  if (!found) {
    throw InputError("contract.not-found", executable,
                     "no contracts beside the program, in its prefix or in the source tree; name "
                     "them with --contracts DIR");
  }
  return ContractIndex::load(*found, chosen);
}

std::string Context::invocation() const {
  std::string text = "brazecheck";
  if (!contracts_dir.empty()) text += " --contracts '" + contracts_dir + "'";
  for (const auto& profile : limits) text += " --limits " + profile;
  return text;
}

}  // namespace brazecheck::cli
