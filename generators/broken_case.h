#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "contract/index.h"
#include "generators/case.h"
#include "generators/likeness.h"
#include "generators/site.h"

namespace brazecheck {

/// A value to put at a site, or at another place of the request, and what should come of it.
struct Variation {
  Json::json_pointer pointer;  ///< into the request document
  std::optional<Json> value;   ///< none removes what is there
  bool accepted = false;
  std::string label;
};

/// A case with the place that it is about.
struct PlacedCase {
  Case made;
  Json::json_pointer pointer;
};

/// The `must` requirements that a request breaks, whatever the target is going to supply.
[[nodiscard]] std::vector<const Requirement*> broken_musts(const ContractIndex& index,
                                                           const Contract& contract,
                                                           const Request& request);

/// Turns variations around the sites of one contract into cases, keeping only those that do what
/// they are meant to: accepted ones break nothing, refused ones break their requirement alone.
class CaseMaker {
 public:
  CaseMaker(const ContractIndex& index, const Contract& contract, std::uint64_t seed,
            Origin origin);

  /// Variations around a valid value at the site. `surroundings` may be copied and changed.
  using Vary = std::vector<Variation> (*)(const Site& site, const Surroundings& surroundings,
                                          Sampler& sampler);

  /// Cases of all sites of `requirement` (of all requirements when null).
  [[nodiscard]] std::vector<PlacedCase> make(Vary vary, const Requirement* requirement);

 private:
  /// How much is tried at a site.
  struct Effort {
    int enough = 1;      ///< cases, of breaches
    int skip = 0;        ///< variations that another site has shown
    bool again = false;  ///< the constraint was met at another site before
  };
  /// Adds the cases of one site; false when none came of it.
  bool at_site(Site site, Vary vary, Effort effort);
  bool keep(const Site& site, const Surroundings& surroundings, const Variation& variation);
  void give_own_names(const Site& site, const Variation& variation, const std::string& shared_token,
                      Case* made, RequestDocument* document) const;

  const ContractIndex& index_;
  const Contract& contract_;
  std::uint64_t seed_;
  Origin origin_;
  std::map<const Requirement*, int> numbers_;
  std::set<std::pair<const Requirement*, Expect>> shown_;  ///< by a case at all
  std::map<const Requirement*, Alike> alike_;  ///< of each alone: cases of one depend on no other
  std::vector<PlacedCase> cases_;
};

}  // namespace brazecheck
