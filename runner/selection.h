#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "contract/contract.h"

namespace brazecheck {

/// True when `text` matches `glob`, in which '*' stands for any characters and '?' for one.
[[nodiscard]] bool glob_match(std::string_view glob, std::string_view text);

/// What `--only` picks. A selector is an operation id, a category, a requirement id, a glob of one,
/// or OPERATION:REQUIREMENT, each side of which may be a glob. Several add up; none picks all.
class Selection {
 public:
  explicit Selection(std::vector<std::string> selectors = {}) : selectors_(std::move(selectors)) {}

  /// The requirement, for this operation, is picked.
  [[nodiscard]] bool picks(const Contract& contract, const Requirement& requirement) const;
  /// The operation as a whole is picked, with all that is judged of it.
  [[nodiscard]] bool picks_operation(const Contract& contract) const;
  [[nodiscard]] bool everything() const { return selectors_.empty(); }
  [[nodiscard]] const std::vector<std::string>& selectors() const { return selectors_; }

 private:
  std::vector<std::string> selectors_;
};

}  // namespace brazecheck
