#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "contract/contract.h"

namespace brazecheck {

/// What holds for every operation: from schemas/common.json and schemas/rate_limits.json.
struct CommonRules {
  std::size_t max_body_bytes = 0;
  std::string limit_header, remaining_header, reset_header;  ///< of the rate limit
  std::map<std::string, RateLimit> pools;                    ///< by name
  std::vector<DocumentedError> errors;
};

/// Limits that some accounts have instead of those of a new customer: from schemas/profiles.json.
struct Profile {
  std::string name;
  std::string summary;
  std::string standard;  ///< what holds without it
  std::string source;
};

/// All contracts of one directory, compiled. Move-only; pointers handed out live as long as it.
class ContractIndex {
 public:
  /// Loads `directory`/common.json, */*.json and objects/*.json. Throws InputError naming file and
  /// JSON pointer: contract.unreadable, contract.syntax, contract.duplicate-key,
  /// contract.unknown-keyword, contract.invalid, contract.dangling-ref, contract.duplicate-id (also
  /// of a method and path that two operations share), contract.bad-pattern,
  /// contract.unknown-format, contract.unknown-rule, contract.empty (no contract in there),
  /// contract.unknown-profile (in `profiles`, which name entries of profiles.json).
  static ContractIndex load(const std::filesystem::path& directory,
                            const std::set<std::string>& profiles = {});

  ContractIndex(ContractIndex&&) noexcept;
  ContractIndex& operator=(ContractIndex&&) noexcept;
  ~ContractIndex();

  [[nodiscard]] const std::vector<std::unique_ptr<Contract>>& operations() const;
  /// Null for an unknown operation id.
  [[nodiscard]] const Contract* find(std::string_view operation) const;

  struct Match {
    const Contract* contract = nullptr;
    std::map<std::string, std::string> path_parameters;  ///< decoded
    /// True when some operation has the path, but none with this method.
    bool path_known = false;
  };
  /// Literal segments win over parameters, the leftmost first; a trailing slash is tolerated, as
  /// the real service does. `path` comes without a query.
  [[nodiscard]] Match match(std::string_view method, std::string_view path) const;

  /// All requirements, sorted by id.
  [[nodiscard]] const std::vector<const Requirement*>& requirements() const;
  [[nodiscard]] const Requirement* find_requirement(std::string_view id) const;
  /// A requirement of common.json that code relies on; throws InputError when it is missing.
  [[nodiscard]] const Requirement& common(std::string_view name) const;
  /// The same as `contract` reads it.
  [[nodiscard]] const Requirement& common(std::string_view name, const Contract& contract) const;
  [[nodiscard]] const CommonRules& common_rules() const;
  /// Those that can be chosen, by name.
  [[nodiscard]] const std::vector<Profile>& profiles() const;
  /// Names of those that were.
  [[nodiscard]] const std::set<std::string>& chosen_profiles() const;
  [[nodiscard]] const std::filesystem::path& directory() const;
  /// Hash of every file that was loaded: tells two versions of the contracts apart.
  [[nodiscard]] const std::string& digest() const;

 private:
  struct Impl;
  explicit ContractIndex(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

/// Where contracts are looked for when no directory is given: next to the executable, in the
/// install prefix, in the source tree the binary was built from. Nullopt if there are none.
[[nodiscard]] std::optional<std::filesystem::path> find_contracts(
    const std::filesystem::path& executable, const std::filesystem::path& source_tree);

}  // namespace brazecheck
