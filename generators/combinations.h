#pragma once

#include <cstdint>
#include <set>
#include <vector>

#include "generators/case.h"
#include "generators/facets.h"
#include "generators/sampler.h"

namespace brazecheck {

/// What the requests made so far show of a contract's facets.
struct Shown {
  std::set<std::uint64_t> levels;  ///< keys of facets
  std::set<std::uint64_t> pairs;

  /// Returns how much was new.
  std::size_t add(const std::vector<Facet>& facets);
};

/// Turns a valid value into one that shows more: gives and takes optional members, takes other
/// forms and listed values, whatever brings most levels and pairs that were not shown yet. The
/// value stays valid for `parts`; what a request says as a whole is left to the caller.
class Mixer {
 public:
  Mixer(const Shown& shown, Sampler& sampler) : shown_(shown), sampler_(sampler) {}
  void mix(const Parts& parts, Place place, Json* value);

 private:
  struct Spot {
    std::uint64_t group, place;
    int depth;
  };
  void vary(const Parts& parts, const Spot& spot, Json* value);
  void take_form(const Parts& parts, const Spot& spot, Json* value);
  void take_members(const Parts& parts, const Parts& merged, const Spot& spot, Json* value);
  void take_value(const Parts& parts, const Parts& merged, const Spot& spot, Json* value);
  /// How much of what was not shown yet the facet would bring beside what is decided in its group.
  [[nodiscard]] std::size_t gain(const Facet& facet) const;
  void decide(const Facet& facet) { decided_[facet.group].push_back(facet); }

  const Shown& shown_;
  Sampler& sampler_;
  std::map<std::uint64_t, std::vector<Facet>> decided_;
  int steps_ = 0;
};

}  // namespace brazecheck
