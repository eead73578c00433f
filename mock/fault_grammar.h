#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "contract/index.h"

namespace brazecheck::mock {

/// A deliberate departure from the documentation, to prove that the suites notice it, or a trouble
/// of networks and servers, to prove that clients survive it.
enum class FaultKind {
  kAccept,
  kRefuseLimit,
  kStatus,
  kDrop,
  kRetype,
  kErrorStatus,
  kErrorId,
  kNoAuth,
  kAnyKey,
  kNoPermissions,
  kNoRateHeaders,
  kContentType,
  kLostWrite,
  kStaleDelete,
  kDropPage,
  kServerError,
  kHang,
  kTruncate,
  kMalformed,
  kLatency,
  kReset,
  kSlowBody,
  kError,
  kRateLimited,
  kRateLimitedBare,
};

/// One fault, read.
struct Fault {
  FaultKind kind = FaultKind::kAccept;
  std::string text;                          ///< as it was given
  bool everywhere = false;                   ///< concerns each operation, and no operation as well
  const Contract* contract = nullptr;        ///< else the one operation that it concerns
  const Requirement* requirement = nullptr;  ///< what it is about, where the kind names one
  const DocumentedError* error = nullptr;    ///< what it is about, where the kind names one
  std::string argument;                      ///< pointer, text or type, as the kind has it
  int status = 0;
  std::chrono::milliseconds delay{0};
  double probability = 1;  ///< above 0, at most 1

  /// Whether it is about calls of the operation; null for requests that name none.
  [[nodiscard]] bool concerns(const Contract* called) const {
    return everywhere || (called != nullptr && contract == called);
  }
};

/// The grammar: a line for each kind, "accept:<requirement>  its breaches are overlooked". Kinds
/// whose arguments end in "[@probability]" take one.
[[nodiscard]] std::vector<std::string> fault_grammar();

/// Reads one fault. Throws InputError("mock.unknown-fault", <the fault>, …) for an unknown kind,
/// operation, requirement or error and for arguments out of range, and says what there is.
[[nodiscard]] Fault parse_fault(const ContractIndex& index, const std::string& text);

}  // namespace brazecheck::mock
