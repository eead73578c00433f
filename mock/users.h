#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "contract/index.h"
#include "mock/change_log.h"
#include "mock/profiles.h"

namespace brazecheck::mock {

/// The profiles of a workspace and the ways to find them.
///
/// Profiles at rest are packed (a few hundred bytes); looking one up opens it, and it stays open
/// until settle() finds too many open. Pointers to profiles are good until then, or until the
/// profile is removed.
class Users {
 public:
  /// `log` must outlive it.
  explicit Users(ChangeLog* log) : log_(log) {}
  /// Reads from the contracts which attributes Braze knows by name. `seed` decides the ids.
  Users(const ContractIndex& index, std::uint64_t seed, ChangeLog* log);
  Users(const Users&) = delete;
  Users& operator=(const Users&) = delete;

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

  /// The profile where it is open (as all of the request at work are), or null.
  [[nodiscard]] const Profile* peek(const std::string& braze_id) const;
  [[nodiscard]] std::size_t size() const { return braze_ids_.size(); }
  /// Every profile, in no particular order that means anything but the same each time.
  void for_each(const std::function<void(const Profile&)>& visit) const;
  /// Adds a profile as it stands in a state file, or takes the place of the one with its Braze ID.
  void put(Profile profile);
  void clear();
  /// Between two requests: packs profiles that have been open for long where many are.
  void settle();

 private:
  struct Slot {
    std::string packed;  ///< empty while `open` is set, and when nobody has the slot
    std::unique_ptr<Profile> open;
    std::uint64_t reported = 0;  ///< the request in which the log heard of it last
  };
  using Number = std::uint32_t;  ///< position in slots_
  using Index = std::unordered_map<std::string, Number>;

  void apply_custom(Profile* profile, const std::string& name, const Json& value, bool merge);
  void add_token(Profile* profile, const Json& token);
  [[nodiscard]] Profile* find(const Index& index, const std::string& key);
  /// Opens the profile and tells the log that it may change.
  [[nodiscard]] Profile* open(Number number);
  [[nodiscard]] Number number_of(const Profile& profile) const;
  void store(Number number, std::unique_ptr<Profile> profile);
  void enter(Number number, const Profile& profile);  ///< into the indexes
  void leave(Number number, const Profile& profile);  ///< out of them, and frees the slot
  void add_contact(const std::string& field, const Json& value, Number number);
  void drop_contact(const std::string& field, const Json& value, Number number);

  ChangeLog* log_;
  std::uint64_t seed_ = 0;
  std::uint64_t updates_ = 0;
  std::set<std::string, std::less<>> known_names_;
  const Schema* custom_ = nullptr;  ///< what the contracts say of custom attributes
  std::vector<Slot> slots_;
  std::vector<Number> free_, opened_;
  Index braze_ids_, external_, deprecated_, aliases_, tokens_, devices_;
  std::map<std::string, std::unordered_multimap<std::string, Number>> contacts_;
};

}  // namespace brazecheck::mock
