#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <vector>

#include "contract/contract.h"
#include "contract/exchange.h"

namespace brazecheck {

/// One of several ways in which a request may go at one place: a member that is there or not, a
/// form of a choice, a value of a list.
struct Facet {
  enum class Kind {
    kMember,  ///< a member that may be left out: `level` 1 where it is there, 0 where not
    kField,   ///< a member that is always there
    kBranch,  ///< `level` is the number of the form
    kValue,   ///< `level` stands for the value
  };
  Kind kind = Kind::kMember;
  std::uint64_t group = 0;   ///< the object around the place: facets of one group are paired
  std::uint64_t factor = 0;  ///< the place, and what varies there
  std::uint64_t level = 0;

  /// Equal for what is varied in the same way, in whichever item of a list.
  [[nodiscard]] std::uint64_t key() const;
};

/// Where a request begins to be walked.
enum class Place { kQuery, kBody };

/// What facets of its objects can be told apart by: names of the places below.
[[nodiscard]] std::uint64_t place_of(Place place);
[[nodiscard]] std::uint64_t member_place(std::uint64_t object, std::string_view name);
[[nodiscard]] std::uint64_t item_place(std::uint64_t list);
/// The factors of a place.
[[nodiscard]] std::uint64_t branch_factor(std::uint64_t place, const Schema& schema);
[[nodiscard]] std::uint64_t value_factor(std::uint64_t place);
[[nodiscard]] std::uint64_t level_of(const Json& value);

/// Two facets of one group together.
[[nodiscard]] std::uint64_t pair_of(const Facet& a, const Facet& b);

/// All facets that requests of the contract may have, to a bounded depth.
struct FacetSpace {
  std::map<std::uint64_t, Facet> facets;  ///< by key
  std::set<std::uint64_t> pairs;          ///< that its schemas do not rule out at once
};
[[nodiscard]] FacetSpace facet_space(const Contract& contract);

/// Those that one request has.
[[nodiscard]] std::vector<Facet> facets_of(const Contract& contract, const Request& request);

/// Adds the pairs among `facets`; returns how many were new.
std::size_t add_pairs(const std::vector<Facet>& facets, std::set<std::uint64_t>* pairs);

}  // namespace brazecheck
