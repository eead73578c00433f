#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "contract/exchange.h"
#include "contract/index.h"
#include "mock/clock.h"

namespace brazecheck::mock {

class Faults;

/// A request that passed the checks common to all operations, as the handlers of operations see it.
struct Call {
  const ContractIndex* index = nullptr;
  const Contract* contract = nullptr;
  const Faults* faults = nullptr;
  std::map<std::string, std::string> path;  ///< decoded path parameters
  Fields query;
  std::string raw_path;   ///< as on the wire, without query
  Json body;              ///< null when there is none
  std::string body_text;  ///< a body of another content type that the operation takes
  /// Breaches that leave the rest of the request standing: handlers name them in `errors` and skip
  /// the item. Only for handlers that work item by item.
  std::vector<Finding> reported;
  /// A fault lets a breach pass: what was judged on top of it would only refuse it after all.
  bool overlooked = false;
  Time now{};
  Time asked{};            ///< when the request came in: before `now` where its effect was put off
  std::uint64_t seed = 0;  ///< of the emulator: equal seeds give equal ids for equal things
  std::uint64_t number = 0;  ///< of the request, counted from 1
  std::string base_url;  ///< under which the client reached the emulator: "http://127.0.0.1:8080"

  /// The first query parameter of this name, or null. Lists are named "x[]".
  [[nodiscard]] const std::string* parameter(std::string_view name) const;
  /// All values of a list parameter: "x[]", "x[0]" or repeated "x".
  [[nodiscard]] std::vector<std::string> parameters(std::string_view name) const;
  /// A whole number parameter, or `otherwise` where it is missing or none.
  [[nodiscard]] std::int64_t number_parameter(std::string_view name, std::int64_t otherwise) const;
  /// A new id, the same again when the call is carried out later. `purpose` tells several apart.
  [[nodiscard]] std::string new_uuid(std::string_view purpose) const;  ///< dashed
  [[nodiscard]] std::string new_hex(std::string_view purpose, std::size_t digits = 32) const;
};

/// An answer before it is written out, and what it was refused for.
struct Reply {
  int status = 0;
  Json body;
  Fields headers;
  const Requirement* requirement = nullptr;  ///< the one that the request breaks
  const DocumentedError* error = nullptr;    ///< the error that it is refused with

  [[nodiscard]] bool succeeded() const { return status >= 200 && status < 300; }
};

}  // namespace brazecheck::mock
