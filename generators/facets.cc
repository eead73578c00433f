#include "generators/facets.h"

#include <algorithm>
#include <string>

#include "contract/schema.h"
#include "contract/wire.h"
#include "generators/generate.h"
#include "generators/merge.h"

namespace brazecheck {
namespace {

// Facets that are further away than this, or more of them, are left to random requests.
constexpr int kMaxDepth = 8;
constexpr int kMaxVisits = 3'000;
constexpr std::size_t kMaxListed = 64;
constexpr std::size_t kMaxItems = 3;

std::uint64_t mixed(std::uint64_t a, std::uint64_t b) {
  std::uint64_t hash = a ^ (b + 0x9E3779B97F4A7C15u + (a << 6) + (a >> 2));
  hash = (hash ^ (hash >> 31)) * 0xBF58476D1CE4E5B9u;
  return hash ^ (hash >> 29);
}

/// A schema that holds for a value, and whether it does so whatever else the value is.
struct Holding {
  const Schema* schema;
  bool always;
};

/// Walks a value beside its schema, or the schema alone where there is no value.
class Walker {
 public:
  std::vector<Facet> found;
  /// Members of which not both can be there, or not both be missing.
  std::vector<std::pair<Facet, Facet>> apart;

  void walk(const std::vector<const Schema*>& schemas, const Json* value, std::uint64_t group,
            std::uint64_t place, int depth, std::uint64_t salt = 0) {
    if (depth > kMaxDepth || --visits_ < 0) return;
    std::vector<Holding> holding;
    for (const Schema* schema : schemas) flatten(*schema, value, true, group, place, &holding);
    for (const auto& each : holding) {
      if (std::find(open_.begin(), open_.end(), each.schema) != open_.end()) return;
    }
    const std::size_t before = open_.size();
    for (const auto& each : holding) open_.push_back(each.schema);
    for (const auto& each : holding) values(*each.schema, value, group, place);
    items(holding, value, group, place, depth, salt);
    members(holding, value, place, depth, salt);
    open_.resize(before);
  }

  /// What is not there has neither form nor value: those found since then.
  void without(const Facet& missing, std::size_t since) {
    for (std::size_t i = since; i < found.size(); ++i) {
      if (found[i].group == missing.group) apart.emplace_back(missing, found[i]);
    }
  }

 private:
  void flatten(const Schema& given, const Json* value, bool always, std::uint64_t group,
               std::uint64_t place, std::vector<Holding>* out) {
    const Schema& schema = resolved(given);
    if (out->size() > kMaxListed || schema.never) return;
    for (const auto& each : *out) {
      if (each.schema == &schema) return;
    }
    out->push_back({&schema, always});
    for (const Schema* part : schema.all_of) flatten(*part, value, always, group, place, out);
    for (const auto* branches : {&schema.any_of, &schema.one_of}) {
      if (branches->empty() || !required_group(*branches).empty()) continue;
      for (std::size_t i = 0; i < branches->size(); ++i) {
        if (value != nullptr && !is_valid(*(*branches)[i], *value)) continue;
        found.push_back({Facet::Kind::kBranch, group, branch_factor(place, schema), i});
        flatten(*(*branches)[i], value, false, group, place, out);
        if (value != nullptr) break;
      }
    }
    if (schema.condition == nullptr) return;
    const bool holds = value != nullptr && is_valid(*schema.condition, *value);
    if (schema.then_schema != nullptr && (value == nullptr || holds))
      flatten(*schema.then_schema, value, false, group, place, out);
    if (schema.else_schema != nullptr && (value == nullptr || !holds))
      flatten(*schema.else_schema, value, false, group, place, out);
  }

  void values(const Schema& schema, const Json* value, std::uint64_t group, std::uint64_t place) {
    const auto add = [&](const Json& one) {
      found.push_back({Facet::Kind::kValue, group, value_factor(place), level_of(one)});
    };
    const auto& list = schema.enumeration;
    if (list.size() > 1 && list.size() <= kMaxListed) {
      if (value == nullptr) {
        for (const auto& entry : list) add(entry);
      } else if (std::find(list.begin(), list.end(), *value) != list.end()) {
        add(*value);
      }
    } else if (list.empty() && schema.types == kBoolean) {
      if (value == nullptr) {
        add(false);
        add(true);
      } else if (value->is_boolean()) {
        add(*value);
      }
    }
  }

  void items(const std::vector<Holding>& holding, const Json* value, std::uint64_t group,
             std::uint64_t place, int depth, std::uint64_t salt) {
    std::vector<const Schema*> schemas;
    for (const auto& each : holding) {
      if (each.schema->items != nullptr) schemas.push_back(each.schema->items);
    }
    if (schemas.empty()) return;
    if (value == nullptr) {
      walk(schemas, nullptr, group, item_place(place), depth + 1);
    } else if (value->is_array()) {
      for (std::size_t i = 0; i < std::min(value->size(), kMaxItems); ++i)
        walk(schemas, &(*value)[i], group, item_place(place), depth + 1, mixed(salt, i));
    }
  }

  /// `salt` tells the items of a list apart, whose members are not paired with each other.
  void members(const std::vector<Holding>& holding, const Json* value, std::uint64_t place,
               int depth, std::uint64_t salt) {
    if (value != nullptr && !value->is_object()) return;
    std::map<std::string, std::vector<const Schema*>> named;
    std::set<std::string> fixed;
    for (const auto& each : holding) {
      for (const auto& property : each.schema->properties) {
        if (!resolved(*property.schema).never) named[property.name].push_back(property.schema);
      }
      for (const auto& entry : each.schema->required) {
        if (each.always) fixed.insert(entry.name);
      }
    }
    const std::uint64_t object = mixed(place, salt);
    const auto facet = [&](const std::string& name, bool there) -> Facet {
      const bool always = fixed.contains(name);
      return {always ? Facet::Kind::kField : Facet::Kind::kMember, object,
              member_place(place, name), there ? std::uint64_t{1} : 0};
    };
    for (const auto& [name, schemas] : named) {
      if (value == nullptr) {
        found.push_back(facet(name, true));
        if (!fixed.contains(name)) found.push_back(facet(name, false));
        const std::size_t before = found.size();
        walk(schemas, nullptr, object, member_place(place, name), depth + 1, salt);
        without(facet(name, false), before);
        continue;
      }
      const auto there = value->find(name);
      found.push_back(facet(name, there != value->end()));
      if (there != value->end())
        walk(schemas, &*there, object, member_place(place, name), depth + 1, salt);
    }
    if (value == nullptr) exclusions(holding, facet);
  }

  template <typename Make>
  void exclusions(const std::vector<Holding>& holding, const Make& facet) {
    const auto part = [&](const std::vector<std::string>& names) {
      for (std::size_t i = 0; i < names.size(); ++i) {
        for (std::size_t j = i + 1; j < names.size(); ++j)
          apart.emplace_back(facet(names[i], true), facet(names[j], true));
      }
    };
    for (const auto& each : holding) {
      if (each.schema->negated != nullptr) {
        if (const auto names = negated_group(*each.schema); names.size() == 2) part(names);
      }
      part(required_group(each.schema->one_of));
      const auto either = required_group(each.schema->any_of);
      const auto exactly = required_group(each.schema->one_of);
      for (const auto* names : {&either, &exactly}) {
        if (names->size() == 2)
          apart.emplace_back(facet((*names)[0], false), facet((*names)[1], false));
      }
    }
  }

  int visits_ = kMaxVisits;
  std::vector<const Schema*> open_;
};

/// Values of a query are text: those that a list has are looked up by their text.
void walk_query(const Contract& contract, const Fields* query, Walker* walker) {
  const std::uint64_t place = place_of(Place::kQuery);
  for (const auto& parameter : contract.query_parameters) {
    const auto facet = [&](bool there) -> Facet {
      return {parameter.required ? Facet::Kind::kField : Facet::Kind::kMember, place,
              member_place(place, parameter.name), there ? std::uint64_t{1} : 0};
    };
    const std::uint64_t below = member_place(place, parameter.name);
    if (query == nullptr) {
      walker->found.push_back(facet(true));
      if (!parameter.required) walker->found.push_back(facet(false));
      const std::size_t before = walker->found.size();
      walker->walk({parameter.schema}, nullptr, place, below, 1);
      walker->without(facet(false), before);
      continue;
    }
    const auto given = std::find_if(query->begin(), query->end(), [&](const auto& field) {
      return field.first == parameter.name || field.first == parameter.name + "[]";
    });
    walker->found.push_back(facet(given != query->end()));
    if (given == query->end()) continue;
    const Schema& schema = resolved(*parameter.schema);
    Json value = given->second;
    for (const auto& entry : schema.enumeration) {
      if (wire_text(entry) == given->second) value = entry;
    }
    if (schema.types == kBoolean) value = given->second == "true" || given->second == "1";
    if (schema.enumeration.empty() && schema.types != kBoolean && schema.types != kString) continue;
    walker->walk({parameter.schema}, &value, place, below, 1);
  }
}

bool is_paired(const Facet& facet) { return facet.kind != Facet::Kind::kField; }

}  // namespace

std::uint64_t place_of(Place place) { return place == Place::kQuery ? 1 : 2; }
std::uint64_t member_place(std::uint64_t object, std::string_view name) {
  return scoped_seed(object, name);
}
std::uint64_t item_place(std::uint64_t list) { return mixed(list, 3); }
std::uint64_t branch_factor(std::uint64_t place, const Schema& schema) {
  return mixed(place, scoped_seed(4, schema.location));
}
std::uint64_t value_factor(std::uint64_t place) { return mixed(place, 5); }
std::uint64_t level_of(const Json& value) {
  return scoped_seed(6, value.dump(-1, ' ', false, Json::error_handler_t::replace));
}

std::uint64_t Facet::key() const { return mixed(factor, level); }

std::uint64_t pair_of(const Facet& a, const Facet& b) {
  const std::uint64_t one = a.key(), other = b.key();
  return one < other ? mixed(one, other) : mixed(other, one);
}

FacetSpace facet_space(const Contract& contract) {
  Walker walker;
  walk_query(contract, nullptr, &walker);
  if (contract.body != nullptr)
    walker.walk({contract.body}, nullptr, place_of(Place::kBody), place_of(Place::kBody), 0);
  FacetSpace space;
  for (const auto& facet : walker.found) space.facets.emplace(facet.key(), facet);
  std::vector<Facet> different;
  for (const auto& [key, facet] : space.facets) different.push_back(facet);
  (void)add_pairs(different, &space.pairs);
  for (const auto& [a, b] : walker.apart) space.pairs.erase(pair_of(a, b));
  return space;
}

std::vector<Facet> facets_of(const Contract& contract, const Request& request) {
  Walker walker;
  walk_query(contract, &request.query, &walker);
  if (contract.body != nullptr && request.body) {
    walker.walk({contract.body}, &*request.body, place_of(Place::kBody), place_of(Place::kBody), 0);
  }
  return std::move(walker.found);
}

std::size_t add_pairs(const std::vector<Facet>& facets, std::set<std::uint64_t>* pairs) {
  std::map<std::uint64_t, std::vector<const Facet*>> groups;
  for (const auto& facet : facets) {
    if (is_paired(facet)) groups[facet.group].push_back(&facet);
  }
  std::size_t added = 0;
  for (const auto& [group, members] : groups) {
    for (std::size_t i = 0; i < members.size(); ++i) {
      for (std::size_t j = i + 1; j < members.size(); ++j) {
        if (members[i]->factor == members[j]->factor) continue;
        added += pairs->insert(pair_of(*members[i], *members[j])).second ? 1 : 0;
      }
    }
  }
  return added;
}

}  // namespace brazecheck
