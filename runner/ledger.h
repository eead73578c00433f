#pragma once

#include <cstddef>
#include <cstdint>
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

  /// Judges the response side of `exchange`: schema, status, content type, what a refusal says,
  /// rate-limit headers, and whether there is an answer at all. Exchanges of one ledger follow each
  /// other in time.
  void record(const Contract& contract, const Exchange& exchange, Origination from);

  void merge(ResponseLedger&& other);
  [[nodiscard]] const std::map<Key, Entry>& entries() const;

 private:
  /// A request that was not answered right after another one had been refused: which of the two is
  /// to blame shows only when all exchanges are known.
  struct Silence {
    const Contract* refuser;
    const Contract* silent;
    Finding finding;
    Exchange exchange;
    Origination from;
  };
  /// Requests sent after refusals of an operation, and how many of them stayed without answer.
  struct Followers {
    int sent = 0, silent = 0;
  };
  /// What an answer said of a budget of calls, and until when; of an operation, or of the pool that
  /// it shares with others (then without `contract`).
  struct Budget {
    const Contract* contract = nullptr;
    std::string pool;
    std::int64_t limit = 0, reset = 0;
    auto operator<=>(const Budget&) const = default;
  };

  void seen(const Contract& contract, const Requirement& requirement);
  void fail(const Contract& contract, Finding finding, const Exchange& exchange, Origination from);
  void answered(const Contract& contract, const Exchange& exchange, Origination from);
  /// `failed`: its type is a finding already.
  void check_label(const Contract& contract, const Exchange& exchange, Origination from,
                   bool failed);
  void check_refusal(const Contract& contract, const Exchange& exchange, Origination from);
  void check_rate_headers(const Contract& contract, const Exchange& exchange, Origination from);
  void check_budget(const Contract& contract, const Exchange& exchange, Origination from);
  static void note(std::map<Key, Entry>* entries, Key key, Finding finding,
                   const Exchange& exchange, Origination from);

  const ContractIndex& index_;
  std::map<Key, Entry> entries_;
  const Contract* refused_ = nullptr;  ///< whose request the last answer refused
  std::map<const Contract*, Followers> followers_;
  std::vector<Silence> silences_;
  std::map<Budget, std::int64_t> remaining_;
  mutable std::optional<std::map<Key, Entry>>
      settled_;  ///< entries_ with silences_ laid to someone
};

}  // namespace brazecheck
