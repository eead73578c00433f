#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "contract/json.h"
#include "mock/clock.h"

namespace brazecheck::mock {

/// A user alias. Names are case sensitive.
struct Alias {
  std::string label;
  std::string name;
  friend bool operator==(const Alias&, const Alias&) = default;
};

/// How often something happened, and when first and last.
struct Tally {
  std::int64_t count = 0;
  std::optional<Time> first, last;

  void add(std::int64_t times, Time at);
  void merge(const Tally& other);
};

/// One user.
struct Profile {
  std::string braze_id;     ///< 24 hex digits; identity within the workspace
  std::string external_id;  ///< "" for users who are not identified
  std::vector<std::string> deprecated_ids;
  std::vector<Alias> aliases;
  Json fields = Json::object();  ///< what Braze knows by name, in the form that exports print
  Json custom = Json::object();  ///< custom attributes
  std::map<std::string, Tally> events, purchases;
  std::map<std::string, std::string> subscription_groups;  ///< group id -> state
  Json push_tokens = Json::array();
  double total_revenue = 0;
  Time created_at{};
  int random_bucket = 0;
  std::uint64_t updated = 0;  ///< grows with every write to any profile: the larger, the later

  [[nodiscard]] const Alias* alias(const std::string& label) const;
};

/// The profile as a document that holds all of it, and back. For state files, snapshots and the
/// packed form; exports have another form.
[[nodiscard]] Json to_json(const Profile& profile);
[[nodiscard]] Profile profile_from(const Json& document);

/// Sets, changes or removes (null) a custom attribute: plain values, {"inc": n}, {"add": [...]},
/// {"remove": [...]}, {"$add" | "$remove" | "$update": [...]} on arrays of objects, and objects,
/// which are merged deeply when `merge_objects`.
void set_custom_attribute(Json* custom, const std::string& name, const Json& value,
                          bool merge_objects);

/// Adds the token unless the profile has it already.
void add_push_token(Profile* profile, const Json& token);

/// Gives `kept` what it lacks of `merged`: fields, custom attributes, push tokens, subscriptions;
/// counts and revenue add up, first dates become the earlier and last dates the later ones.
/// Identifiers stay as they are.
void merge_profile(Profile* kept, const Profile& merged);

}  // namespace brazecheck::mock
