#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "mock/call.h"
#include "mock/http_server.h"

namespace brazecheck::mock {

/// A deliberate departure from the documentation, to prove that the suites notice it.
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
};

/// The grammar: a line for each kind, "accept:<requirement>  its breaches are overlooked".
[[nodiscard]] std::vector<std::string> fault_grammar();

/// The faults of one emulator. Immutable: shared by all threads.
class Faults {
 public:
  /// Throws InputError("mock.unknown-fault", <the fault>, …) for an unknown kind, operation,
  /// requirement or error, and says what there is.
  Faults(const ContractIndex& index, const std::vector<std::string>& faults);

  [[nodiscard]] bool has(FaultKind kind) const;
  [[nodiscard]] bool has(FaultKind kind, const Contract& contract) const;
  /// Breaches of the requirement go unnoticed.
  [[nodiscard]] bool overlooks(const Requirement& requirement) const;
  /// A requirement whose limit the call meets exactly, although that is to be refused; or null.
  [[nodiscard]] const Requirement* refused_limit(const Call& call) const;
  /// Changes an answer before it is written: status, members of the body, error ids.
  void spoil(const Contract* contract, Reply* reply) const;
  /// Changes a written answer: headers, bytes, delivery.
  void spoil(const Contract* contract, bool succeeded, HttpAnswer* answer) const;

 private:
  struct Fault {
    FaultKind kind = FaultKind::kAccept;
    const Contract* contract = nullptr;
    const Requirement* requirement = nullptr;
    const DocumentedError* error = nullptr;
    std::string argument;
    int status = 0;
  };
  static Fault parse(const ContractIndex& index, const std::string& text);
  static bool concerns(const Fault& fault, const Contract* contract, const Reply& reply);

  std::vector<Fault> faults_;
};

}  // namespace brazecheck::mock
