#pragma once

#include <string>
#include <string_view>

#include "contract/exchange.h"
#include "mock/http_server.h"

namespace brazecheck::mock {

/// The bytes of an answer. `head_only` keeps Content-Length but leaves the body out (HEAD).
[[nodiscard]] std::string to_wire(const HttpAnswer& answer, bool head_only, bool keep_alive);

/// "Bad Request"; "Unknown" for a status without a usual phrase.
[[nodiscard]] std::string_view reason_phrase(int status);

/// The path of a request target, still encoded: without query, fragment, scheme or host.
[[nodiscard]] std::string_view target_path(std::string_view target);

/// Decoded names and values of a request target's query, in order. Plus signs are spaces; broken
/// percent escapes stay as they are.
[[nodiscard]] Fields target_query(std::string_view target);

/// Undoes percent-encoding; broken escapes stay as they are.
[[nodiscard]] std::string decode_percent(std::string_view text, bool plus_is_space);

}  // namespace brazecheck::mock
