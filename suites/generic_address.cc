#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "suites/generic_checks.h"

// What stands around the rules of a page: paths and methods.

namespace brazecheck {
namespace {

/// How many operations before this one have its path: what is sent to the path alone, whatever the
/// operation, is sent once, and differently for each where there is a choice.
std::size_t rank_on_path(const ContractIndex& index, const Contract& contract) {
  std::size_t rank = 0;
  for (const auto& other : index.operations()) {
    if (other.get() == &contract) break;
    rank += other->path == contract.path ? 1 : 0;
  }
  return rank;
}

/// Whether this is the operation that speaks for its path: the one that reads there, or the first.
/// So whoever selects what reads has its path asked about.
bool speaks_for_path(const ContractIndex& index, const Contract& contract) {
  const Contract* first = nullptr;
  for (const auto& other : index.operations()) {
    if (other->path != contract.path) continue;
    if (other->method == "GET") return other.get() == &contract;
    if (first == nullptr) first = other.get();
  }
  return first == &contract;
}

void add_asking(const ContractIndex& index, const Contract& contract, const char* requirement,
                const char* method, std::uint64_t seed, std::vector<Check>* out) {
  Case asking = stateless_case(index, contract, requirement, seed, fmt::format("{} alone", method));
  asking.request.method = method;
  asking.request.body.reset();
  asking.priority = 1;
  out->push_back(check_of({std::move(asking)}));
}

}  // namespace

void add_address_checks(const ContractIndex& index, const Contract& contract, std::uint64_t seed,
                        std::vector<Check>* out) {
  Case unknown = stateless_case(index, contract, "unknown-path", seed,
                                "a path below the operation's that names nothing");
  unknown.request.path += "/bzc/" + unknown.token;
  out->push_back(check_of({std::move(unknown)}));

  const std::size_t rank = rank_on_path(index, contract);
  Case method = stateless_case(index, contract, "unknown-method", seed, "");
  std::vector<const char*> candidates = {"PATCH", "DELETE", "PUT", "POST", "GET"};
  std::erase_if(candidates, [&](const char* candidate) {
    return index.match(candidate, method.request.path).contract != nullptr;
  });
  if (rank < candidates.size()) {
    method.request.method = candidates[rank];
    method.label = fmt::format("{} where the path has no such method", candidates[rank]);
    out->push_back(check_of({std::move(method)}));
  }
  if (!speaks_for_path(index, contract)) return;
  add_asking(index, contract, "head-harmless", "HEAD", seed, out);
  add_asking(index, contract, "options-harmless", "OPTIONS", seed, out);
}

}  // namespace brazecheck
