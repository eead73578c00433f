#pragma once

#include <rapidcheck.h>

#include <cstdint>
#include <string>
#include <vector>

#include "contract/index.h"
#include "generators/case.h"

/// The generators' interface; the implementation is split over value, string, request, boundary and
/// invalid. Only generators/ includes RapidCheck (this header re-exports Gen, Random, Shrinkable).
namespace brazecheck {

/// Valid values of `schema`, with optional fields, unions, formats, unicode, empty and large
/// values; `size` (0..100) grows them. Shrinks stay valid. `token` makes `x-unique` strings new.
/// Never loops: depth, node count and retries are bounded.
[[nodiscard]] rc::Gen<Json> value_gen(const Schema& schema, std::string token);

/// Valid requests for `contract`: path parameters (from `variables` where named there), query,
/// body.
[[nodiscard]] rc::Gen<Request> request_gen(const ContractIndex& index, const Contract& contract,
                                           Variables variables, std::string token);

/// Valid cases exercising common/valid-accepted: the documented examples, then combinations of
/// optional members, forms and listed values until each two of them have met, then random ones
/// whose size grows. At most `count` and a fifth more besides the examples, no two alike, at least
/// one.
[[nodiscard]] std::vector<Case> valid_cases(const ContractIndex& index, const Contract& contract,
                                            std::uint64_t seed, int count);

/// The random ones among them, exactly `count`, also where they are alike.
[[nodiscard]] std::vector<Case> random_cases(const ContractIndex& index, const Contract& contract,
                                             std::uint64_t seed, int count);

/// Every limit of the contract at its edge: one case at the limit (accepted) and one past it
/// (refused), for arrays, strings in characters and in bytes, numbers, sizes and named rules.
[[nodiscard]] std::vector<Case> boundary_cases(const ContractIndex& index, const Contract& contract,
                                               std::uint64_t seed);

/// Requests that break exactly one `must` requirement each: required removed, wrong type, enum,
/// format, pattern, exclusive-or, at-least-one, extra where forbidden, named rules.
[[nodiscard]] std::vector<Case> invalid_cases(const ContractIndex& index, const Contract& contract,
                                              std::uint64_t seed);

/// Request-side `must` requirements of the contract's schemas that no boundary or invalid case
/// could be made for: to be reported as not tested.
[[nodiscard]] std::vector<const Requirement*> uncovered(const ContractIndex& index,
                                                        const Contract& contract);

/// A request of `contract` that breaks `requirement` and nothing else, or nullopt where none can be
/// made.
[[nodiscard]] std::optional<Case> breaking_case(const ContractIndex& index,
                                                const Contract& contract,
                                                const Requirement& requirement);

/// An answer of `contract` that breaks `requirement`: a documented example, spoilt in one place.
struct BrokenAnswer {
  int status = 0;
  std::string pointer;  ///< of the place
  Json body;
};
[[nodiscard]] std::optional<BrokenAnswer> breaking_answer(const ContractIndex& index,
                                                          const Contract& contract,
                                                          const Requirement& requirement);

/// Those of `uncovered` that set a limit to a length, a number, a count or a size.
[[nodiscard]] std::vector<const Requirement*> uncovered_limits(const ContractIndex& index,
                                                               const Contract& contract);

/// Smaller cases of the same class, most aggressive first: a valid one stays valid, an invalid one
/// breaks the same requirement and no other. Finite, at most a few hundred.
[[nodiscard]] std::vector<Case> shrink_candidates(const ContractIndex& index, const Case& original);

/// The same case with other names for what it creates and, where the fixture is made for each case,
/// for what it stands on: sent again, it does not meet what the first sending left behind.
[[nodiscard]] Case renewed(const Case& original, int attempt);

/// Puts in what the target supplies of the things that no request can make (Fixture::needs), or
/// what setup steps have kept of their answers (Fixture::kept); generators leave "${name}" in their
/// place.
void supply(const Variables& supplies, Case* tested);

/// Values for the variables of the contract's fixture, plus those named in the templates.
/// `token` stands for "${unique}".
[[nodiscard]] Variables fixture_variables(const Fixture& fixture, const std::string& token);
/// Replaces "${name}" in every string (also inside longer strings); unknown names stay.
[[nodiscard]] Json substitute(const Json& tmpl, const Variables& variables);
/// Fills "{name}" of a path template, percent-encoded.
[[nodiscard]] std::string expand_path(std::string_view path_template, const Variables& parameters);

/// A token of letters and digits for (seed, scope, index): "k3f9x2ab".
[[nodiscard]] std::string unique_token(std::uint64_t seed, std::string_view scope, int index);
/// Hash for per-requirement randomness: equal seeds in two scopes give unrelated values.
[[nodiscard]] std::uint64_t scoped_seed(std::uint64_t seed, std::string_view scope);

}  // namespace brazecheck
