#pragma once

#include <string>
#include <string_view>

#include "contract/exchange.h"

namespace brazecheck {

/// The parts of a base URL that a client needs to know.
struct BaseUrl {
  std::string text;       ///< without a trailing slash
  std::string authority;  ///< "host:port", the port always there: for messages
  bool tls = false;
  bool loopback = false;  ///< localhost or a loopback address
};

/// Throws InputError("target.bad-url", …) for anything but http(s)://host[:port][/prefix]. Names
/// and passwords in the URL are refused, and never repeated in the message.
[[nodiscard]] BaseUrl parse_base_url(const std::string& text);

/// `path` with every byte that a path cannot hold percent-encoded; what is encoded stays so.
[[nodiscard]] std::string wire_path(std::string_view path);
/// "?a=1&b%5B%5D=2", or "" for an empty query.
[[nodiscard]] std::string wire_query(const Fields& query);

}  // namespace brazecheck
