#include "contract/rules.h"

#include <algorithm>
#include <vector>

#include "contract/rule_sets.h"

namespace brazecheck {

std::span<const Rule> all_rules() {
  static const std::vector<Rule> kRules = [] {
    std::vector<Rule> rules;
    for (const auto set : {list_rules(), size_rules(), time_rules()}) {
      rules.insert(rules.end(), set.begin(), set.end());
    }
    return rules;
  }();
  return kRules;
}

const Rule* find_rule(std::string_view name) {
  const auto rules = all_rules();
  const auto found =
      std::find_if(rules.begin(), rules.end(), [&](const Rule& rule) { return rule.name == name; });
  return found == rules.end() ? nullptr : &*found;
}

}  // namespace brazecheck
