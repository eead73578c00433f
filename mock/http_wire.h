#pragma once

#include <string>
#include <string_view>

#include "contract/exchange.h"
#include "mock/http_server.h"

namespace brazecheck::mock {

/// What an answer says of its connection.
enum class Persistence {
  kKept,      ///< nothing: HTTP/1.1 keeps it
  kSaidKept,  ///< that it is kept, which HTTP/1.0 has to be told
  kClosed,    ///< that it closes
};

/// Whether the status comes without body and length, whatever the answer holds.
[[nodiscard]] bool is_bodiless(int status);

/// Appends the head of an answer, with Content-Length and the empty line.
void append_head(const HttpAnswer& answer, Persistence persistence, std::string* out);

/// The bytes of an answer. `head_only` keeps Content-Length but leaves the body out (HEAD).
[[nodiscard]] std::string to_wire(const HttpAnswer& answer, bool head_only, bool keep_alive);

/// "Bad Request"; "Unknown" for a status without a usual phrase.
[[nodiscard]] std::string_view reason_phrase(int status);

/// The path of a request target, still encoded: without query, fragment, scheme or host.
[[nodiscard]] std::string_view target_path(std::string_view target);

/// Decoded names and values of a request target's query, in order. Plus signs are spaces; broken
/// percent escapes stay as they are.
[[nodiscard]] Fields target_query(std::string_view target);

/// Whether each percent sign is followed by two hexadecimal digits.
[[nodiscard]] bool has_valid_escapes(std::string_view text);

/// Undoes percent-encoding; broken escapes stay as they are.
[[nodiscard]] std::string decode_percent(std::string_view text, bool plus_is_space);

}  // namespace brazecheck::mock
