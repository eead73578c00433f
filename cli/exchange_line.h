#pragma once

#include <optional>
#include <string>

#include "contract/exchange.h"

namespace brazecheck::cli {

/// A recorded exchange, one line of JSON.
struct RecordedExchange {
  Json id;  ///< as given; null when absent
  Request request;
  /// A request with nothing but method and path only names the operation and is not judged.
  bool judge_request = false;
  std::optional<Response> response;
};

/// Reads a line. Returns nullopt and a reason for what is not a recorded exchange.
[[nodiscard]] std::optional<RecordedExchange> read_exchange(const std::string& line,
                                                            std::string* problem);

}  // namespace brazecheck::cli
