#include "runner/selection.h"

#include <algorithm>

namespace brazecheck {
namespace {

bool names_operation(std::string_view glob, const Contract& contract) {
  return glob_match(glob, contract.operation) || glob_match(glob, contract.category);
}

}  // namespace

// Linear: on a mismatch, go back to the last '*' and let it swallow one character more.
bool glob_match(std::string_view glob, std::string_view text) {
  std::size_t g = 0, t = 0, star = std::string_view::npos, mark = 0;
  while (t < text.size()) {
    if (g < glob.size() && (glob[g] == '?' || (glob[g] == text[t] && glob[g] != '*'))) {
      ++g;
      ++t;
    } else if (g < glob.size() && glob[g] == '*') {
      star = g++;
      mark = t;
    } else if (star != std::string_view::npos) {
      g = star + 1;
      t = ++mark;
    } else {
      return false;
    }
  }
  while (g < glob.size() && glob[g] == '*') ++g;
  return g == glob.size();
}

bool Selection::picks_operation(const Contract& contract) const {
  if (selectors_.empty()) return true;
  return std::any_of(selectors_.begin(), selectors_.end(), [&](const std::string& selector) {
    return names_operation(selector, contract);
  });
}

bool Selection::picks(const Contract& contract, const Requirement& requirement) const {
  if (picks_operation(contract)) return true;
  return std::any_of(selectors_.begin(), selectors_.end(), [&](const std::string& selector) {
    const auto colon = selector.find(':');
    if (colon == std::string::npos) return glob_match(selector, requirement.id);
    return names_operation(std::string_view(selector).substr(0, colon), contract) &&
           glob_match(std::string_view(selector).substr(colon + 1), requirement.id);
  });
}

}  // namespace brazecheck
