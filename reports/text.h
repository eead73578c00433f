#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "reports/model.h"

namespace brazecheck {

/// `text` with every byte that is no UTF-8 replaced by U+FFFD: what the target sent may be
/// anything.
[[nodiscard]] std::string as_utf8(std::string_view text);
[[nodiscard]] bool is_utf8(std::string_view text);
/// As above, with control characters spelled out ("\x1b"), so that they cannot drive a terminal.
/// Line feeds and tabs stay when `keep_lines` is set.
[[nodiscard]] std::string printable(std::string_view text, bool keep_lines = false);
/// Number of characters.
[[nodiscard]] std::size_t width(std::string_view utf8);
/// The first characters of `text`, ending in "..." where it was cut.
[[nodiscard]] std::string clipped(const std::string& utf8, std::size_t columns);
/// Lines of at most `columns` characters; a word longer than that has a line of its own.
[[nodiscard]] std::vector<std::string> wrapped(std::string_view text, std::size_t columns);
/// A command of at most `limit` bytes as it is; a longer one cut, with a hint where all of it is.
[[nodiscard]] std::string shortened_command(const std::string& command, std::size_t limit);

/// "18,204".
[[nodiscard]] std::string grouped(std::int64_t number);
/// "1 case", "18,204 cases".
[[nodiscard]] std::string counted(std::int64_t number, std::string_view noun);
/// "0.4 s", "12 s", "3 min 20 s".
[[nodiscard]] std::string duration(double seconds);
[[nodiscard]] std::string base64(std::string_view bytes);
/// The bytes that `base64` made text of; anything else in `text` is skipped.
[[nodiscard]] std::string from_base64(std::string_view text);

/// 16 hexadecimal digits that depend on `text` alone, the same on every machine. For telling things
/// apart, not for security.
[[nodiscard]] std::string digest(std::string_view text, std::uint64_t salt = 0);
/// A UUID that depends on `text` alone.
[[nodiscard]] std::string stable_uuid(std::string_view text);
/// Milliseconds since 1970 of an RFC 3339 UTC time ("2026-01-31T12:00:00Z"); 0 for anything else.
[[nodiscard]] std::int64_t epoch_ms(const std::string& rfc3339);

/// Results by operation, then requirement, whatever their order in the run.
[[nodiscard]] std::vector<const RequirementResult*> sorted_results(const Run& run);
/// A request or response as it reads on the wire; JSON bodies are indented.
[[nodiscard]] std::string request_text(const Request& request);
[[nodiscard]] std::string response_text(const Exchange& exchange);

}  // namespace brazecheck
