#pragma once

#include <string>
#include <vector>

#include "suites/answer.h"
#include "suites/scenario.h"

namespace brazecheck::sdk_keys {

/// Keys of SDK authentication of the app that the target supplies. Scenarios touch their own keys
/// alone; which key is the primary one they put back at the end.

// What scenarios stand on is laid to these.
inline constexpr char kListed[] = "app_group.sdk_authentication.create/id-is-listed";
inline constexpr char kMadePrimary[] = "app_group.sdk_authentication.create/make-primary";

/// The app and what it had before the scenario began.
struct App {
  std::string id;
  std::string primary;              ///< its primary key
  std::vector<std::string> others;  ///< its other keys
};
/// Gives up where the app has no primary key, which could not be put back, or has less room for
/// further keys than `room`.
[[nodiscard]] App begin(Session& session, std::size_t room = 1);

/// The most keys that an app has.
[[nodiscard]] std::size_t most_keys(const Session& session);

[[nodiscard]] Call creation(const Session& session, const std::string& app, const std::string& name,
                            bool primary = false);
[[nodiscard]] Call naming_primary(const std::string& app, const std::string& key);
[[nodiscard]] Call deletion(const std::string& app, const std::string& key);
/// What a key of this name is described as.
[[nodiscard]] std::string description(const Session& session, const std::string& name);

/// Creates a key until the end of the scenario and sees it listed; its ID, or "" after a failure.
[[nodiscard]] std::string create(Session& session, const App& app, const std::string& name,
                                 bool primary = false);

/// The keys of the app, by the list or in another answer.
[[nodiscard]] Json listed(Session& session, const std::string& app);
[[nodiscard]] Json key_of(const Json& keys, const std::string& id);
/// IDs of the keys, sorted; those of the primary ones.
[[nodiscard]] std::vector<std::string> ids(const Json& keys);
[[nodiscard]] std::vector<std::string> primaries(const Json& keys);

/// All operations of this family.
[[nodiscard]] std::vector<std::string> uses();

}  // namespace brazecheck::sdk_keys
