#include "generators/combinations.h"

#include <algorithm>

#include "generators/examples_only.h"

namespace brazecheck {
namespace {

// Bounds of one request: what is beyond them stays as it was drawn.
constexpr int kMaxDepth = 7;
constexpr int kMaxSteps = 400;
constexpr std::size_t kMaxListed = 64;
constexpr unsigned kContainers = kArray | kObject;
const Json kNothing;

bool holds(const Parts& parts, const Json& value) {
  return std::all_of(parts.begin(), parts.end(), [&](const Schema* part) {
    return is_valid(*part, value) && from_examples(*part, value);
  });
}

}  // namespace

std::size_t Shown::add(const std::vector<Facet>& facets) {
  std::size_t added = 0;
  for (const auto& facet : facets) added += levels.insert(facet.key()).second ? 1 : 0;
  return added + add_pairs(facets, &pairs);
}

void Mixer::mix(const Parts& parts, Place place, Json* value) {
  decided_.clear();
  steps_ = 0;
  vary(parts, {place_of(place), place_of(place), 0}, value);
}

std::size_t Mixer::gain(const Facet& facet) const {
  std::size_t fresh = shown_.levels.contains(facet.key()) ? 0 : 1;
  if (const auto group = decided_.find(facet.group); group != decided_.end()) {
    for (const auto& other : group->second)
      fresh += shown_.pairs.contains(pair_of(facet, other)) ? 0 : 1;
  }
  return fresh;
}

void Mixer::vary(const Parts& parts, const Spot& spot, Json* value) {
  if (spot.depth > kMaxDepth || ++steps_ > kMaxSteps) return;
  take_form(parts, spot, value);
  const Merged whole = merge(parts, forms_of(*value));
  const Parts& merged = whole.parts;
  // What only the target's state decides stays as it was drawn.
  const bool given = std::any_of(merged.begin(), merged.end(), [](const Schema* part) {
    return part->examples_only || part->unique || !part->fixture.empty();
  });
  if (given) return;
  if (value->is_object()) {
    take_members(parts, merged, spot, value);
    for (auto& [name, member] : value->items()) {
      Json before = member;
      vary(member_parts(merged, name), {spot.place, member_place(spot.place, name), spot.depth + 1},
           &member);
      // Members may speak of each other.
      if ((whole.risky || whole.forked) && !holds(parts, *value)) member = std::move(before);
    }
  } else if (value->is_array()) {
    if (!value->empty())
      vary(item_parts(merged, 0), {spot.group, item_place(spot.place), spot.depth + 1},
           &value->front());
  } else {
    take_value(parts, merged, spot, value);
  }
}

void Mixer::take_form(const Parts& parts, const Spot& spot, Json* value) {
  // The first choice on the way; those inside its branches are left to the draw.
  const Schema* chosen = nullptr;
  Fork fork = Fork::kAnyOf;
  std::size_t count = 0;
  (void)merge(parts, [&](const Schema& schema, Fork which, std::size_t branches) -> std::size_t {
    if (chosen == nullptr && which != Fork::kCondition && which != Fork::kDependency) {
      chosen = &schema;
      fork = which;
      count = branches;
    }
    return forms_of(*value)(schema, which, branches);
  });
  if (chosen == nullptr) return;
  const std::size_t now = forms_of(*value)(*chosen, fork, count);
  const auto facet = [&](std::size_t branch) -> Facet {
    return {Facet::Kind::kBranch, spot.group, branch_factor(spot.place, *chosen), branch};
  };
  std::size_t best = now;
  for (std::size_t i = 0, start = sampler_.draw().below(count); i < count; ++i) {
    const std::size_t branch = (start + i) % count;
    if (gain(facet(branch)) > gain(facet(best))) best = branch;
  }
  if (best != now) {
    Plan plan;
    plan.choices.push_back({chosen, fork, best});
    auto other = sampler_.sample(parts, &plan);
    if (other && forms_of(*other)(*chosen, fork, count) == best && holds(parts, *other)) {
      *value = std::move(*other);
    } else {
      best = now;
    }
  }
  decide(facet(best));
}

void Mixer::take_members(const Parts& parts, const Parts& merged, const Spot& spot, Json* value) {
  std::vector<std::string> names;
  std::set<std::string> fixed;
  for (const Schema* part : merged) {
    for (const auto& entry : part->required) fixed.insert(entry.name);
    for (const auto& property : part->properties) {
      if (!resolved(*property.schema).never) names.push_back(property.name);
    }
  }
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  std::erase_if(names, [&](const auto& name) { return fixed.contains(name); });
  // Whoever is decided first has most freedom, so that is another one each time.
  for (std::size_t left = names.size(); left > 1; --left)
    std::swap(names[left - 1], names[sampler_.draw().below(left)]);
  for (const auto& name : names) {
    if (++steps_ > kMaxSteps) return;
    const auto facet = [&](bool there) -> Facet {
      return {Facet::Kind::kMember, spot.place, member_place(spot.place, name),
              there ? std::uint64_t{1} : 0};
    };
    const std::size_t with = gain(facet(true)), without = gain(facet(false));
    bool there = value->contains(name);
    // What is there has values, of which some may still have to meet others.
    const bool wanted = with == without ? sampler_.draw().chance(70) : with > without;
    if (wanted != there) {
      Json before = *value;
      if (wanted) {
        const Parts own = member_parts(merged, name);
        const bool nested = (merge(own, forms_of(kNothing)).types & kContainers) != 0;
        auto member = nested ? sampler_.minimal(own) : sampler_.sample(own);
        if (member) (*value)[name] = std::move(*member);
      } else {
        value->erase(name);
      }
      if (value->contains(name) == wanted && holds(parts, *value)) {
        there = wanted;
      } else {
        *value = std::move(before);
      }
    }
    decide(facet(there));
  }
}

void Mixer::take_value(const Parts& parts, const Parts& merged, const Spot& spot, Json* value) {
  const std::vector<Json>* list = nullptr;
  static const std::vector<Json> kEither = {false, true};
  for (const Schema* part : merged) {
    if (part->enumeration.size() > 1 && part->enumeration.size() <= kMaxListed)
      list = &part->enumeration;
    if (part->enumeration.empty() && part->types == kBoolean) list = &kEither;
  }
  if (list == nullptr) return;
  const auto facet = [&](const Json& one) -> Facet {
    return {Facet::Kind::kValue, spot.group, value_factor(spot.place), level_of(one)};
  };
  std::size_t most = gain(facet(*value));
  const std::size_t start = sampler_.draw().below(list->size());
  for (std::size_t i = 0; i < list->size(); ++i) {
    const Json& other = (*list)[(start + i) % list->size()];
    if (const std::size_t more = gain(facet(other)); more > most && holds(parts, other)) {
      *value = other;
      most = more;
    }
  }
  decide(facet(*value));
}

}  // namespace brazecheck
