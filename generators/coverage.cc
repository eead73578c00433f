#include "generators/coverage.h"

#include <set>

#include "generators/combinations.h"
#include "generators/facets.h"
#include "generators/site.h"

namespace brazecheck {
namespace {

Coverage::Part* part_of(Coverage* coverage, const Facet& facet) {
  switch (facet.kind) {
    case Facet::Kind::kMember:
      return facet.level == 1 ? &coverage->fields : nullptr;
    case Facet::Kind::kField:
      return &coverage->fields;
    case Facet::Kind::kBranch:
      return &coverage->branches;
    case Facet::Kind::kValue:
      return &coverage->enum_values;
  }
  return nullptr;
}

void add(const Coverage::Part& from, Coverage::Part* to) {
  to->covered += from.covered;
  to->total += from.total;
}

}  // namespace

Coverage& Coverage::operator+=(const Coverage& other) {
  add(other.fields, &fields);
  add(other.branches, &branches);
  add(other.enum_values, &enum_values);
  add(other.boundaries, &boundaries);
  add(other.pairs, &pairs);
  return *this;
}

Coverage coverage_of(const ContractIndex& /*index*/, const Contract& contract,
                     const std::vector<const Case*>& cases) {
  const FacetSpace space = facet_space(contract);
  Shown shown;
  std::set<std::pair<const Requirement*, Expect>> sides;
  for (const Case* made : cases) {
    if (made->contract != &contract) continue;
    if (made->origin == Origin::kBoundary) sides.emplace(made->requirement, made->expect);
    // A refusal says nothing of what else the request held.
    if (made->expect == Expect::kAccepted) (void)shown.add(facets_of(contract, made->request));
  }
  Coverage coverage;
  for (const auto& [key, facet] : space.facets) {
    Coverage::Part* part = part_of(&coverage, facet);
    if (part == nullptr) continue;
    ++part->total;
    part->covered += shown.levels.contains(key) ? 1 : 0;
  }
  coverage.pairs.total = space.pairs.size();
  for (const auto pair : space.pairs) coverage.pairs.covered += shown.pairs.contains(pair) ? 1 : 0;
  std::set<const Requirement*> limits;
  for (const auto& site : find_sites(contract)) {
    if (speaks_of_limit(site.keyword)) limits.insert(site.requirement);
  }
  coverage.boundaries.total = 2 * limits.size();
  for (const auto& side : sides) coverage.boundaries.covered += limits.contains(side.first) ? 1 : 0;
  return coverage;
}

Coverage coverage_of(const ContractIndex& index, const Contract& contract,
                     const std::vector<Case>& cases) {
  std::vector<const Case*> all;
  all.reserve(cases.size());
  for (const auto& made : cases) all.push_back(&made);
  return coverage_of(index, contract, all);
}

}  // namespace brazecheck
