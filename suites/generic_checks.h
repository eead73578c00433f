#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "contract/index.h"
#include "generators/case.h"
#include "suites/check.h"

// What generic_checks() is made of: families of properties that every operation has.
namespace brazecheck {

/// A request that keeps all rules, for cases that spoil something around it.
[[nodiscard]] Case base_case(const ContractIndex& index, const Contract& contract,
                             const Requirement& requirement, std::uint64_t seed);
/// The same for a common requirement whose breach is seen whatever the target's state is.
[[nodiscard]] Case stateless_case(const ContractIndex& index, const Contract& contract,
                                  const char* requirement, std::uint64_t seed, std::string label);
/// A check of one requirement by these cases; there has to be one.
[[nodiscard]] Check check_of(std::vector<Case> cases);

/// Keys: none, unknown, without the permission, signed in another way.
void add_key_checks(const ContractIndex& index, const Contract& contract, std::uint64_t seed,
                    std::vector<Check>* out);
/// Required headers.
void add_header_checks(const ContractIndex& index, const Contract& contract, std::uint64_t seed,
                       std::vector<Check>* out);
/// Bodies: malformed, mislabelled, oversized, empty, hostile.
void add_body_checks(const ContractIndex& index, const Contract& contract, std::uint64_t seed,
                     std::vector<Check>* out);
/// Paths and methods that name no operation, and those that only ask about one.
void add_address_checks(const ContractIndex& index, const Contract& contract, std::uint64_t seed,
                        std::vector<Check>* out);
/// Texts that no rule limits. `valid` are cases of the contract to fill them in.
void add_text_checks(const ContractIndex& index, const Contract& contract,
                     const std::vector<Case>& valid, std::vector<Check>* out);
/// What a refused request leaves as it was, where the path of the operation can be read.
void add_refusal_check(const ContractIndex& index, const Contract& contract, std::uint64_t seed,
                       std::vector<Check>* out);
/// Documented errors that depend on state.
void add_documented_errors(const ContractIndex& index, const Contract& contract, std::uint64_t seed,
                           std::vector<Check>* out);
/// Each limit at and past it, each rule broken singly.
void add_rule_checks(const ContractIndex& index, const Contract& contract, std::uint64_t seed,
                     std::vector<Check>* out);

}  // namespace brazecheck
