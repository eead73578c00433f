#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "mock/call.h"
#include "mock/fault_grammar.h"
#include "mock/http_server.h"

namespace brazecheck::mock {

/// The faults of one emulator. Immutable: shared by all threads.
class Faults {
 public:
  /// What is answered in place of carrying out a call.
  struct Refusal {
    int status = 0;
    bool rate_limited = false;  ///< the caller has no requests left
    bool bare = false;          ///< without rate-limit headers
    std::string_view fault;     ///< as it was given; lives as long as these faults
  };
  /// The faults that had a part in an answer, as they were given; they live as long as these.
  using Names = std::vector<std::string_view>;

  /// Throws InputError("mock.unknown-fault", <the fault>, …) for an unknown kind, operation,
  /// requirement or error, and says what there is.
  Faults(const ContractIndex& index, const std::vector<std::string>& faults);

  /// As they were given.
  [[nodiscard]] std::vector<std::string> texts() const;
  [[nodiscard]] bool has(FaultKind kind) const;
  [[nodiscard]] bool has(FaultKind kind, const Contract& contract) const;
  /// Breaches of the requirement go unnoticed.
  [[nodiscard]] bool overlooks(const Requirement& requirement) const;
  /// A requirement whose limit the call meets exactly, although that is to be refused; or null.
  [[nodiscard]] const Requirement* refused_limit(const Call& call) const;

  // `draw` decides for faults with a probability, each by itself: equal draws decide alike, and
  // draws that are spread evenly over all numbers meet each fault as often as it says.

  /// The first fault that refuses a call of the operation before it takes effect, or nothing.
  [[nodiscard]] std::optional<Refusal> refusal(const Contract& contract, std::uint64_t draw) const;
  /// Changes an answer before it is written: status, members of the body, error ids. `contract` is
  /// null for a request that names no operation.
  void spoil(const Contract* contract, std::uint64_t draw, Reply* reply, Names* names) const;
  /// Changes a written answer: headers, bytes, delivery.
  void spoil(const Contract* contract, std::uint64_t draw, bool succeeded, HttpAnswer* answer,
             Names* names) const;

 private:
  std::vector<Fault> faults_;
};

}  // namespace brazecheck::mock
