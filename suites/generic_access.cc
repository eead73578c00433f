#include "contract/exchange.h"
#include "suites/generic_checks.h"

// Who may call: the properties of keys.

namespace brazecheck {

void add_key_checks(const ContractIndex& index, const Contract& contract, std::uint64_t seed,
                    std::vector<Check>* out) {
  const auto add = [&](const char* requirement, Credential credential, const char* label) {
    Case tested = stateless_case(index, contract, requirement, seed, label);
    tested.credential = credential;
    out->push_back(check_of({std::move(tested)}));
  };
  add("key-required", Credential::kNone, "no key");
  add("key-known", Credential::kUnknown, "a key that nobody issued");
  // The transport puts the key in, so that nothing but the scheme is wrong.
  std::vector<Case> otherwise;
  for (const auto& [value, label] : {std::pair("${key}", "the key without a scheme"),
                                     std::pair("Basic ${key}", "the key with the scheme Basic")}) {
    Case tested = stateless_case(index, contract, "key-scheme", seed, label);
    tested.request.headers.emplace_back("Authorization", value);
    tested.priority = otherwise.empty() ? 0 : 1;
    tested.index = static_cast<int>(otherwise.size());
    otherwise.push_back(std::move(tested));
  }
  out->push_back(check_of(std::move(otherwise)));
  // Where no permission is named, none can be missing.
  if (contract.permission.empty()) return;
  add("key-permission", Credential::kWithoutPermission, "a key without the operation's permission");
}

}  // namespace brazecheck
