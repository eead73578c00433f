#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "contract/index.h"
#include "mock/json_distortion.h"

namespace brazecheck::mock {

/// A deliberate departure from the documentation, to prove that the suites notice it, or a trouble
/// of networks and servers, to prove that clients survive it.
enum class FaultKind {
  // What is accepted and refused.
  kAccept,
  kAcceptOne,
  kRefuseLimit,
  kRefuse,
  kCrash,
  kCrashLimit,
  kRefusedEffect,
  kNoAuth,
  kAnyKey,
  kAnyScheme,
  kNoPermissions,
  kAnyMethod,
  kAnyPath,
  // What is answered.
  kStatus,
  kDrop,
  kRetype,
  kAnswer,
  kSuccessBody,
  kErrorStatus,
  kErrorId,
  kRefusal,
  kErrorBody,
  kNoRateHeaders,
  kContentType,
  kHeader,
  kSuccessHeader,
  kErrorHeader,
  kDropPage,
  kRepeatPage,
  // What becomes of the state.
  kLostWrite,
  kStaleDelete,
  kIgnore,
  kRequest,
  kStored,
  kSalvage,
  kKeep,
  kSpill,
  kDeleteNeighbour,
  kStale,
  kCached,
  // Troubles that pass.
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
  const Contract* other = nullptr;           ///< a second operation, where the kind names one
  const Requirement* requirement = nullptr;  ///< what it is about, where the kind names one
  const DocumentedError* error = nullptr;    ///< what it is about, where the kind names one
  std::string argument;                      ///< pointer, text or type, as the kind has it
  std::string name;                          ///< of a header
  std::optional<Json> value;                 ///< what a pointer leads to, where that is given
  std::optional<Distortion> distortion;      ///< of what a pointer leads to
  int status = 0;
  std::chrono::milliseconds delay{0};
  double probability = 1;  ///< above 0, at most 1

  /// Whether it is about calls of the operation; null for requests that name none.
  [[nodiscard]] bool concerns(const Contract* called) const {
    return everywhere || (called != nullptr && contract == called);
  }
  /// Whether it happens this time: equal draws decide alike, and draws that are spread evenly over
  /// all numbers meet it as often as `probability` says.
  [[nodiscard]] bool happens(std::uint64_t draw) const;
};

/// The grammar: a line for each kind, "accept:<requirement>  its breaches are overlooked". Kinds
/// whose arguments end in "[@probability]" take one.
[[nodiscard]] std::vector<std::string> fault_grammar();

/// Reads one fault. Throws InputError("mock.unknown-fault", <the fault>, …) for an unknown kind,
/// operation, requirement or error and for arguments out of range, and says what there is.
[[nodiscard]] Fault parse_fault(const ContractIndex& index, const std::string& text);

}  // namespace brazecheck::mock
