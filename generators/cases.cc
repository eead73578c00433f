#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <string>

#include "contract/check.h"
#include "contract/rules.h"
#include "generators/broken_case.h"
#include "generators/generate.h"
#include "generators/shrink.h"
#include "generators/variations.h"

// Boundary and invalid cases, and how cases get smaller.

namespace brazecheck {
namespace {

constexpr std::size_t kMaxCandidates = 250;

bool is_limit(const Contract& contract, const Requirement& requirement) {
  static constexpr std::array kLimits = {
      "maximum",   "exclusiveMaximum", "minimum",  "exclusiveMinimum", "maxLength",
      "minLength", "maxItems",         "minItems", "maxProperties",    "minProperties"};
  // An address has no empty segments.
  const bool empty_segment = requirement.keyword == "minLength" &&
                             requirement.location.find("#/request/path/") != std::string::npos;
  // Nor can a query say that a list is empty.
  const bool empty_list = requirement.keyword == "minItems" && !contract.has_body;
  return !empty_segment && !empty_list &&
         (find_rule(requirement.keyword) != nullptr ||
          std::find(kLimits.begin(), kLimits.end(), requirement.keyword) != kLimits.end());
}

std::vector<PlacedCase> placed_boundaries(const ContractIndex& index, const Contract& contract,
                                          std::uint64_t seed, const Requirement* requirement) {
  return CaseMaker(index, contract, seed, Origin::kBoundary).make(limit_variations, requirement);
}

std::vector<Case> cases_of(std::vector<PlacedCase> placed) {
  std::vector<Case> cases;
  cases.reserve(placed.size());
  for (auto& each : placed) cases.push_back(std::move(each.made));
  return cases;
}

/// What a request holds at a pointer of its document, if that is in the body.
const Json* body_at(const Request& request, const Json::json_pointer& pointer) {
  if (!request.body) return nullptr;
  const std::string text = pointer.to_string();
  if (!text.starts_with("/body")) return nullptr;
  const Json::json_pointer inner(text.substr(5));
  return request.body->contains(inner) ? &request.body->at(inner) : nullptr;
}

/// Members that name something of the fixture or of the target, with the values that they may have:
/// another name would name nothing, which is another failure.
class NameKeeper {
 public:
  explicit NameKeeper(const Case& original) {
    for (const auto& [name, value] : original.variables) {
      if (!value.empty()) values_.insert(value);
    }
    if (original.request.body && !values_.empty()) collect("", *original.request.body);
  }

  [[nodiscard]] bool holds(const Request& request) const {
    return names_.empty() || !request.body || holds("", *request.body);
  }

 private:
  void collect(const std::string& key, const Json& value) {
    if (value.is_string() && values_.contains(value.get_ref<const std::string&>()))
      names_[key].insert(value.get_ref<const std::string&>());
    each(key, value, [&](const std::string& own, const Json& inner) {
      collect(own, inner);
      return true;
    });
  }
  [[nodiscard]] bool holds(const std::string& key, const Json& value) const {
    const auto named = names_.find(key);
    if (named != names_.end() && value.is_string() &&
        !named->second.contains(value.get_ref<const std::string&>()))
      return false;
    return each(key, value,
                [&](const std::string& own, const Json& inner) { return holds(own, inner); });
  }
  // Elements of a list go by the name of the list. Stops at the first false.
  template <typename Visit>
  static bool each(const std::string& key, const Json& value, Visit visit) {
    if (value.is_object()) {
      for (const auto& [name, inner] : value.items()) {
        if (!visit(name, inner)) return false;
      }
    } else if (value.is_array()) {
      for (const Json& inner : value) {
        if (!visit(key, inner)) return false;
      }
    }
    return true;
  }

  std::set<std::string> values_;
  std::map<std::string, std::set<std::string>> names_;
};

/// Whether a smaller request of a case at a limit is still at the limit.
class LimitKeeper {
 public:
  LimitKeeper(const ContractIndex& index, const Case& original) {
    const auto placed =
        placed_boundaries(index, *original.contract, original.seed, original.requirement);
    const auto same = std::find_if(placed.begin(), placed.end(), [&](const PlacedCase& each) {
      return each.made.index == original.index;
    });
    if (same == placed.end()) return;
    pointer_ = same->pointer;
    for (const auto& site : find_sites(*original.contract)) {
      if (site.requirement == original.requirement) sites_.push_back(site);
    }
    const Json* value = body_at(original.request, pointer_);
    if (value == nullptr) return;
    original_ = *value;
    in_body_ = true;
  }

  [[nodiscard]] bool holds(const Request& request) const {
    // A limit of the address itself leaves nothing to make smaller.
    if (!in_body_) return false;
    const Json* value = body_at(request, pointer_);
    if (value == nullptr || value->type() != original_.type()) return false;
    return std::all_of(sites_.begin(), sites_.end(), [&](const Site& site) {
      return site.on_name ? *value == original_ : measure(site, *value) == measure(site, original_);
    });
  }

 private:
  Json::json_pointer pointer_;
  std::vector<Site> sites_;
  Json original_;
  bool in_body_ = false;
};

}  // namespace

std::vector<Case> boundary_cases(const ContractIndex& index, const Contract& contract,
                                 std::uint64_t seed) {
  return cases_of(placed_boundaries(index, contract, seed, nullptr));
}

std::vector<Case> invalid_cases(const ContractIndex& index, const Contract& contract,
                                std::uint64_t seed) {
  return cases_of(
      CaseMaker(index, contract, seed, Origin::kInvalid).make(breach_variations, nullptr));
}

namespace {

std::set<const Requirement*> broken_requirements(const ContractIndex& index,
                                                 const Contract& contract, const Request& request) {
  std::set<const Requirement*> broken;
  for (const auto& finding : check_request(index, contract, request))
    broken.insert(finding.requirement);
  return broken;
}

// A smaller request departs from no rule that the original keeps, if only a recommended one: it
// would be refused for that, and not for what it is to show.
bool keeps_advice(const ContractIndex& index, const Contract& contract, const Request& request,
                  const std::set<const Requirement*>& already) {
  const auto broken = broken_requirements(index, contract, request);
  return std::includes(already.begin(), already.end(), broken.begin(), broken.end());
}

}  // namespace

std::vector<Case> shrink_candidates(const ContractIndex& index, const Case& original) {
  const Contract& contract = *original.contract;
  const bool refused = original.expect == Expect::kRefused;
  std::optional<LimitKeeper> limit;
  if (original.origin == Origin::kBoundary && !refused) limit.emplace(index, original);
  const NameKeeper names(original);
  const auto advice = broken_requirements(index, contract, original.request);
  std::vector<Case> smaller;
  for (auto& request : smaller_requests(original.request, kMaxCandidates)) {
    if (!names.holds(request)) continue;
    const auto broken = broken_musts(index, contract, request);
    if (refused ? broken != std::vector{original.requirement} : !broken.empty()) continue;
    if (!keeps_advice(index, contract, request, advice)) continue;
    if (limit && !limit->holds(request)) continue;
    Case made = original;
    made.request = std::move(request);
    smaller.push_back(refused ? std::move(made)
                              : renewed(made, static_cast<int>(smaller.size()) + 1));
  }
  return smaller;
}

std::vector<const Requirement*> uncovered(const ContractIndex& index, const Contract& contract) {
  std::set<const Requirement*> covered;
  for (auto* make : {&boundary_cases, &invalid_cases}) {
    for (const auto& made : make(index, contract, 1)) {
      if (made.expect == Expect::kRefused) covered.insert(made.requirement);
    }
  }
  std::vector<const Requirement*> missing;
  for (const Requirement* requirement : contract.requirements) {
    const bool judged = requirement->side == Side::kRequest && requirement->level == Level::kMust &&
                        !requirement->keyword.empty();
    if (judged && !covered.contains(requirement)) missing.push_back(requirement);
  }
  return missing;
}

std::vector<const Requirement*> uncovered_limits(const ContractIndex& index,
                                                 const Contract& contract) {
  auto missing = uncovered(index, contract);
  std::erase_if(missing,
                [&](const auto* requirement) { return !is_limit(contract, *requirement); });
  return missing;
}

}  // namespace brazecheck
