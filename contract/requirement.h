#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace brazecheck {

/// How strongly the documentation states a rule.
enum class Level { kMust, kShould, kMay };

/// What the rule is read from: a sentence, a parameter table or schema, a printed example, or the
/// recorded behaviour of the real service.
enum class Basis { kStated, kSchema, kExample, kObserved };

/// Which half of an exchange a rule speaks of.
enum class Side { kRequest, kResponse };

/// What the documentation says becomes of a request that breaks the rule.
enum class Outcome {
  kRejected,      ///< refused as a whole, status 4xx
  kReported,      ///< refused, or answered with success and an entry in `errors`
  kIgnored,       ///< accepted; the offending part has no effect
  kUndocumented,  ///< nothing is said: every answer without a server error conforms
};

/// One checkable statement of the documentation. Owned by the ContractIndex that loaded it, which
/// outlives every pointer to it; identity is the address within one index, the id across runs.
struct Requirement {
  std::string id;         ///< "users.track/objects-max-combined"; unique and stable
  std::string statement;  ///< one sentence, our own words
  Level level = Level::kMust;
  Basis basis = Basis::kSchema;
  std::string source;  ///< page of the documentation that the rule is read from
  Side side = Side::kRequest;
  Outcome outcome = Outcome::kRejected;
  int status = 0;     ///< documented status of a refusal; 0 where none is stated
  std::string error;  ///< id of the documented error (Contract::errors) that a breach raises, or ""
  std::string location;  ///< "users/track.json#/request/body/schema/x-rules/0"
  std::string keyword;   ///< schema keyword or named rule; "" for a rule checked by a scenario
  std::string not_testable = {};  ///< why no call can show whether a statement holds, or ""
  /// Another documented error that a breach may raise, where it cannot be told from a breach of
  /// that, or "".
  std::string other_error = {};
  std::optional<std::int64_t> value = {};  ///< a whole number that a statement speaks of
};

[[nodiscard]] std::string_view to_string(Level level);
[[nodiscard]] std::string_view to_string(Basis basis);
[[nodiscard]] std::string_view to_string(Side side);
[[nodiscard]] std::string_view to_string(Outcome outcome);

/// Parse the names above; false leaves `*out` untouched.
[[nodiscard]] bool from_string(std::string_view text, Level* out);
[[nodiscard]] bool from_string(std::string_view text, Basis* out);
[[nodiscard]] bool from_string(std::string_view text, Outcome* out);

}  // namespace brazecheck
