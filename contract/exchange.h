#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "contract/json.h"
#include "contract/requirement.h"

namespace brazecheck {

/// Name and value pairs in wire order. Header names compare without case; query names keep their
/// brackets ("external_id[]").
using Fields = std::vector<std::pair<std::string, std::string>>;

/// First value of a header, or null.
[[nodiscard]] const std::string* find_header(const Fields& headers, std::string_view name);

/// An HTTP request. At most one of `body` and `body_text` is in use: `body_text` carries bytes that
/// are not JSON, or JSON that nlohmann cannot hold (duplicate keys, invalid UTF-8).
struct Request {
  std::string method;  ///< "POST"
  std::string path;    ///< as on the wire, percent-encoded, without query: "/users/track"
  Fields query;        ///< decoded
  Fields headers;      ///< never holds the key: transport adds it on the wire only
  std::optional<Json> body;
  std::optional<std::string> body_text;
};

struct Response {
  int status = 0;
  Fields headers;
  std::optional<Json> body;              ///< absent when empty or not JSON
  std::optional<std::string> body_text;  ///< the bytes, when they are not JSON
};

/// Why no response came.
struct TransportError {
  enum class Kind {
    kResolve,
    kConnect,
    kTls,
    kTimeout,
    kReset,
    kTooLarge,
    kProtocol,
    kInterrupted
  };
  Kind kind = Kind::kConnect;
  std::string message;  ///< for people; never holds a secret
};

/// What was sent and what came of it. Exactly one of `response` and `error` is set once executed.
struct Exchange {
  std::string operation;  ///< operation id, or "" when none matches
  Request request;
  std::optional<Response> response;
  std::optional<TransportError> error;
  double seconds = 0;
};

/// One departure of an exchange from a requirement.
struct Finding {
  Side side = Side::kRequest;
  const Requirement* requirement = nullptr;
  std::string pointer;  ///< into the body; "/query/cursor", "/path/item_id", "/headers/x" elsewhere
  std::string expected;
  std::string actual;

  /// "/events: expected at most 75 items, found 76 items".
  [[nodiscard]] std::string message() const;
};

}  // namespace brazecheck
