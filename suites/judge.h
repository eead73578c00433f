#pragma once

#include <optional>
#include <string>

#include "contract/exchange.h"
#include "contract/index.h"
#include "generators/case.h"

namespace brazecheck {

/// In words, how an answer departs from what a case expects.
struct Departure {
  std::string summary;
  std::string expected;
  std::string actual;
};

/// Holds the answer of `exchange` against the case's expectation; nullopt when they agree.
/// REQUIRES: exchange.response is set (a transport error is the engine's to report).
[[nodiscard]] std::optional<Departure> judge(const ContractIndex& index, const Case& tested,
                                             const Exchange& exchange);

/// True when the answer is a documented success without errors beside it.
[[nodiscard]] bool is_accepted(const Contract& contract, const Response& response);

}  // namespace brazecheck
