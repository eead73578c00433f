#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "contract/contract.h"

namespace brazecheck::mock {

/// What a key may do, and from where.
struct KeyGrant {
  KeyGrant() = default;
  KeyGrant(std::nullopt_t) {}              // NOLINT(google-explicit-constructor): every permission
  KeyGrant(std::set<std::string> allowed)  // NOLINT(google-explicit-constructor)
      : permissions(std::move(allowed)) {}
  KeyGrant(std::optional<std::set<std::string>> allowed)  // NOLINT(google-explicit-constructor)
      : permissions(std::move(allowed)) {}

  std::optional<std::set<std::string>> permissions;  ///< nullopt: every one
  std::vector<std::string> addresses;  ///< "203.0.113.7" or "10.0.0.0/8"; empty: from anywhere
  std::optional<Authentication> only;  ///< nullopt: signs requests of every kind
};

using Keys = std::map<std::string, KeyGrant, std::less<>>;

/// Reads "KEY", "KEY=permission,permission", either with "@address,subnet" behind. Throws
/// InputError("usage.bad-key", …) without repeating the key.
[[nodiscard]] std::pair<std::string, KeyGrant> parse_key(const std::string& text);

/// Reads [{"key", "permissions"?: […], "ip_allowlist"?: […], "kind"?: "rest_key" | "scim_token" |
/// "client_key"}]. Throws InputError("usage.bad-key", place, …).
[[nodiscard]] Keys parse_keys(const Json& document, const std::string& where);

/// Whether `address` is the network or lies in it ("10.0.0.0/8", IPv6 too).
[[nodiscard]] bool in_network(std::string_view address, std::string_view network);

/// Whether the grant lets a request from this address through.
[[nodiscard]] bool admits(const KeyGrant& grant, std::string_view address);

}  // namespace brazecheck::mock
