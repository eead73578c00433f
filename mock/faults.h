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
  /// Whether there is such a fault that concerns the operation; null for requests that name none.
  [[nodiscard]] bool has(FaultKind kind, const Contract* contract) const;
  [[nodiscard]] const std::vector<Fault>& all() const { return faults_; }

  /// The operation that a request is taken for although its method or path is another's or
  /// nobody's; no contract where no fault says so.
  [[nodiscard]] ContractIndex::Match misroute(const ContractIndex& index,
                                              const std::string& path) const;
  /// Breaches of the requirement go unnoticed.
  [[nodiscard]] bool overlooks(const Requirement& requirement) const;
  /// This breach of it does: by a call that goes one past the limit.
  [[nodiscard]] bool overlooks(const Requirement& requirement, const Call& call) const;
  /// Breaches of the requirement are answered with a server error.
  [[nodiscard]] bool crashes_at(const Requirement& requirement) const;
  /// Breaches of the requirement take effect although they are refused.
  [[nodiscard]] bool carries_out(const Requirement& requirement) const;

  /// Why a call that is to be accepted is not.
  struct Rejection {
    const Requirement* requirement = nullptr;  ///< whose limit it meets; null for a mere member
    std::string pointer;                       ///< to the member
    bool crash = false;                        ///< with a server error
  };
  [[nodiscard]] std::optional<Rejection> rejection(const Call& call) const;

  /// Changes what a call that passed all checks asks for.
  void misread(Call* call, Names* names) const;
  /// What is stored for the call, where that is something else: with kStored if it is accepted,
  /// with kSalvage if it is refused.
  [[nodiscard]] std::optional<Call> miswritten(const Call& call, FaultKind kind) const;
  /// Entries by which the next page begins too late (or, below 0, too early).
  [[nodiscard]] int page_shift(const Contract& contract) const;

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
  [[nodiscard]] bool names(FaultKind kind, const Requirement& requirement) const;

  std::vector<Fault> faults_;
};

}  // namespace brazecheck::mock
