#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "contract/check.h"
#include "contract/exchange.h"
#include "contract/index.h"

namespace brazecheck {

/// Which request an exchange came of. Orders exchanges the same way for any number of workers.
struct Origination {
  std::size_t check = 0;
  std::size_t item = 0;
  int step = 0;
  auto operator<=>(const Origination&) const = default;
};

/// What the responses of a run say of each response requirement, per operation. Every worker keeps
/// one of its own; merged at the end, the sum does not depend on who saw what.
class ResponseLedger {
 public:
  explicit ResponseLedger(const ContractIndex& index) : index_(index) {}

  struct Entry {
    int seen = 0;
    int failed = 0;  ///< exchanges, however many findings each has
    /// The earliest failure, by origination.
    struct First {
      Origination from;
      Finding finding;
      Exchange exchange;
    };
    std::optional<First> first;
  };
  using Key = std::pair<const Contract*, const Requirement*>;

  /// Judges the response side of `exchange`: schema, status, content type, rate-limit headers, and
  /// whether there is an answer at all.
  void record(const Contract& contract, const Exchange& exchange, Origination from);

  void merge(ResponseLedger&& other);
  [[nodiscard]] const std::map<Key, Entry>& entries() const { return entries_; }

 private:
  void seen(const Contract& contract, const Requirement& requirement);
  void fail(const Contract& contract, Finding finding, const Exchange& exchange, Origination from);
  void check_rate_headers(const Contract& contract, const Exchange& exchange, Origination from);

  const ContractIndex& index_;
  std::map<Key, Entry> entries_;
};

}  // namespace brazecheck
