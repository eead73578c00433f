#include "cli/commands.h"
#include "contract/error.h"

namespace brazecheck::cli {

ContractIndex Context::load() const {
  if (!contracts_dir.empty()) return ContractIndex::load(contracts_dir);
  const auto found = find_contracts(executable, BRAZECHECK_SOURCE_SCHEMAS);
  if (!found) {
    throw InputError("contract.not-found", executable,
                     "no contracts beside the program, in its prefix or in the source tree; name "
                     "them with --contracts DIR");
  }
  return ContractIndex::load(*found);
}

}  // namespace brazecheck::cli
