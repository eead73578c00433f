#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "contract/check.h"
#include "contract/exchange.h"
#include "contract/index.h"
#include "runner/call_budgets.h"

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
  /// Ledgers of one run share what is left of `budgets`.
  explicit ResponseLedger(const ContractIndex& index,
                          std::shared_ptr<CallBudgets> budgets = std::make_shared<CallBudgets>());

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
  void record(const Contract& contract, const Exchange& exchange, Origination from,
              const Sending& when = Sending::now());

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

  void seen(const Contract& contract, const Requirement& requirement);
  void fail(const Contract& contract, Finding finding, const Exchange& exchange, Origination from);
  void answered(const Contract& contract, const Exchange& exchange, Origination from);
  /// `failed`: its type is a finding already.
  void check_label(const Contract& contract, const Exchange& exchange, Origination from,
                   bool failed);
  void check_refusal(const Contract& contract, const Exchange& exchange, Origination from);
  void check_rate_headers(const Contract& contract, const Exchange& exchange, Origination from,
                          const Sending& when);
  void check_budget(const Contract& contract, const Exchange& exchange, Origination from,
                    const Sending& when);
  void settle_silences() const;
  void settle_counts() const;
  static void note(std::map<Key, Entry>* entries, Key key, Finding finding,
                   const Exchange& exchange, Origination from);

  const ContractIndex& index_;
  std::int64_t longest_interval_ = 0;  ///< of any limit that is documented, in seconds
  std::map<Key, Entry> entries_;
  const Contract* refused_ = nullptr;  ///< whose request the last answer refused
  std::map<const Contract*, Followers> followers_;
  std::vector<Silence> silences_;
  std::shared_ptr<CallBudgets> budgets_;
  std::map<const Contract*, int> told_;  ///< answers that said what is left of a budget
  /// entries_ with silences_ laid to someone, and told_ as far as there was something to compare.
  mutable std::optional<std::map<Key, Entry>> settled_;
};

}  // namespace brazecheck
