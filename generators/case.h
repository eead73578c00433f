#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "contract/contract.h"
#include "contract/exchange.h"

namespace brazecheck {

/// How a request came to be.
enum class Origin { kValid, kBoundary, kInvalid };

/// What the documentation says becomes of it: accepted with a documented success, or refused in the
/// way that the outcome of the case's requirement says.
enum class Expect { kAccepted, kRefused };

/// Whose key signs the request.
enum class Credential { kFull, kNone, kUnknown, kWithoutPermission };

/// Values of a fixture's variables.
using Variables = std::map<std::string, std::string>;

/// One generated request and what it expects. A function of (contract, requirement, seed, index)
/// alone: the same in any order, subset, shard or number of workers.
struct Case {
  const Contract* contract = nullptr;
  const Requirement* requirement = nullptr;  ///< the one that it exercises
  Origin origin = Origin::kValid;
  Expect expect = Expect::kAccepted;
  Credential credential = Credential::kFull;
  Request request;                   ///< concrete: no placeholders left
  Variables variables;               ///< of the fixture that the request needs
  std::string token;                 ///< what the names of things that it creates begin with
  Json extra_setup = Json::array();  ///< steps after the fixture's own, as in Fixture::setup
  bool needs_fixture = true;  ///< false where the answer cannot depend on state (no key, …)
  std::string label;          ///< "76 entries where at most 75 are allowed"
  /// What a run of few requests sends first: 0 is essential (one for each requirement and class, a
  /// documented example), 1 a second place or value of the same, 2 a further draw.
  int priority = 0;
  std::uint64_t seed = 0;
  int index = 0;
};

[[nodiscard]] std::string_view to_string(Origin origin);

}  // namespace brazecheck
