#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "contract/index.h"
#include "mock/profiles.h"

namespace brazecheck::mock {

/// The profiles of a workspace and the ways to find them. A value: copies are independent. Pointers
/// to profiles live until the profile is removed or the store is copied over.
class Users {
 public:
  Users() = default;
  /// Reads from the contracts which attributes Braze knows by name. `seed` decides the ids.
  Users(const ContractIndex& index, std::uint64_t seed);

  [[nodiscard]] Profile* by_external_id(const std::string& id);
  /// By an id that was replaced and not yet removed.
  [[nodiscard]] Profile* by_deprecated_id(const std::string& id);
  [[nodiscard]] Profile* by_braze_id(const std::string& id);
  [[nodiscard]] Profile* by_alias(const Alias& alias);
  /// All profiles with the value in this field ("email" or "phone"), latest update last.
  [[nodiscard]] std::vector<Profile*> by_contact(const std::string& field,
                                                 const std::string& value);
  [[nodiscard]] Profile* by_push_token(const std::string& token);
  [[nodiscard]] Profile* by_device(const std::string& device_id);

  /// A new profile without identifiers; `origin` (what identifies it) decides its Braze ID.
  Profile& create(const std::string& origin, Time now);
  void set_external_id(Profile* profile, const std::string& id);
  /// The present external ID steps back and stays usable; `id` takes its place.
  void rename(Profile* profile, const std::string& id);
  void forget_deprecated_id(const std::string& id);
  /// False when the alias belongs to someone or the profile has one of that label.
  bool add_alias(Profile* profile, const Alias& alias);
  void rename_alias(const Alias& old, const std::string& name);
  /// Sets or removes (null) an attribute that Braze knows by name.
  void set_field(Profile* profile, const std::string& name, const Json& value);
  /// Applies an entry of `attributes`: everything in it but identifiers and flags.
  void apply(Profile* profile, const Json& attributes);
  /// Merges `from` into `into`, moves its aliases where they fit and removes it.
  void absorb(Profile* into, Profile* from);
  void remove(Profile* profile);
  void touch(Profile* profile) { profile->updated = ++updates_; }

  [[nodiscard]] std::size_t size() const { return profiles_.size(); }

 private:
  void apply_custom(Profile* profile, const std::string& name, const Json& value, bool merge);
  [[nodiscard]] Profile* find(const std::unordered_map<std::string, std::string>& index,
                              const std::string& key);

  std::uint64_t seed_ = 0;
  std::uint64_t updates_ = 0;
  std::set<std::string, std::less<>> known_names_;
  const Schema* custom_ = nullptr;  ///< what the contracts say of custom attributes
  std::unordered_map<std::string, Profile> profiles_;  ///< by Braze ID
  std::unordered_map<std::string, std::string> external_, deprecated_, aliases_;
  std::map<std::string, std::unordered_map<std::string, std::set<std::string>>> contacts_;
};

}  // namespace brazecheck::mock
