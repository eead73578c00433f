#include "mock/keys.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/ip/network_v4.hpp>
#include <boost/asio/ip/network_v6.hpp>
#include <sstream>

#include "contract/error.h"
#include "mock/json_view.h"

namespace brazecheck::mock {

namespace {

namespace ip = boost::asio::ip;
using boost::system::error_code;

std::vector<std::string> split(const std::string& text) {
  std::vector<std::string> parts;
  std::istringstream list(text);
  for (std::string part; std::getline(list, part, ',');) {
    if (!part.empty()) parts.push_back(part);
  }
  return parts;
}

/// The address itself is a network of one.
std::string with_length(std::string_view network) {
  std::string text(network);
  if (text.find('/') == std::string::npos) {
    text += text.find(':') == std::string::npos ? "/32" : "/128";
  }
  return text;
}

void check_network(const std::string& network, const std::string& where) {
  error_code v4, v6;
  (void)ip::make_network_v4(with_length(network), v4);
  (void)ip::make_network_v6(with_length(network), v6);
  if (v4 && v6) {
    throw InputError("usage.bad-key", where, "'" + network + "' is no address and no subnet");
  }
}

std::optional<Authentication> kind_of(const std::string& name, const std::string& where) {
  if (name.empty()) return std::nullopt;
  constexpr std::array kKinds = {Authentication::kRestKey, Authentication::kScimToken,
                                 Authentication::kClientKey};
  const auto* kind = std::find_if(kKinds.begin(), kKinds.end(),
                                  [&](Authentication known) { return to_string(known) == name; });
  if (kind == kKinds.end()) {
    throw InputError("usage.bad-key", where, "a kind is rest_key, scim_token or client_key");
  }
  return *kind;
}

}  // namespace

std::pair<std::string, KeyGrant> parse_key(const std::string& text) {
  KeyGrant grant;
  std::string rest = text;
  if (const std::size_t at = rest.rfind('@'); at != std::string::npos) {
    grant.addresses = split(rest.substr(at + 1));
    for (const std::string& network : grant.addresses) check_network(network, "--key");
    rest.resize(at);
  }
  const std::size_t equals = rest.find('=');
  std::string key = rest.substr(0, equals);
  if (key.empty()) throw InputError("usage.bad-key", "--key", "the key before '=' is empty");
  if (equals != std::string::npos) {
    const auto names = split(rest.substr(equals + 1));
    grant.permissions = std::set<std::string>(names.begin(), names.end());
  }
  return {std::move(key), std::move(grant)};
}

Keys parse_keys(const Json& document, const std::string& where) {
  if (!document.is_array()) throw InputError("usage.bad-key", where, "must be a list of keys");
  Keys keys;
  std::size_t i = 0;
  for (const Json& entry : document) {
    const std::string place = fmt::format("{}#/{}", where, i++);
    const std::string key = text(entry, "key");
    if (key.empty()) throw InputError("usage.bad-key", place, "an entry is an object with a key");
    KeyGrant grant;
    if (const Json& names = member(entry, "permissions"); !names.is_null()) {
      grant.permissions.emplace();
      for (const Json& name : items(entry, "permissions")) grant.permissions->insert(text(name));
    }
    for (const Json& network : items(entry, "ip_allowlist")) {
      grant.addresses.push_back(text(network));
      check_network(grant.addresses.back(), place + "/ip_allowlist");
    }
    grant.only = kind_of(text(entry, "kind"), place + "/kind");
    keys[key] = std::move(grant);
  }
  return keys;
}

bool in_network(std::string_view address, std::string_view network) {
  error_code error;
  auto host = ip::make_address(std::string(address), error);
  if (error) return false;
  // Clients of a socket for both versions have their old address inside a new one.
  if (host.is_v6() && host.to_v6().is_v4_mapped()) {
    host = ip::make_address_v4(ip::v4_mapped, host.to_v6());
  }
  const std::string text = with_length(network);
  if (host.is_v4()) {
    const auto range = ip::make_network_v4(text, error);
    return !error && ip::make_network_v4(host.to_v4(), range.prefix_length()).canonical() ==
                         range.canonical();
  }
  const auto range = ip::make_network_v6(text, error);
  return !error &&
         ip::make_network_v6(host.to_v6(), range.prefix_length()).canonical() == range.canonical();
}

bool admits(const KeyGrant& grant, std::string_view address) {
  return grant.addresses.empty() ||
         std::any_of(grant.addresses.begin(), grant.addresses.end(),
                     [&](const std::string& network) { return in_network(address, network); });
}

}  // namespace brazecheck::mock
