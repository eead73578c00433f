#include <limits>

#include "contract/json_values.h"
#include "contract/pattern.h"
#include "contract/rules.h"
#include "generators/pattern_sampler.h"
#include "generators/sampler.h"
#include "generators/text.h"

// Arrays and objects of the sampler.

namespace brazecheck {
namespace {

using Names = std::set<std::string>;
constexpr std::size_t kNoLimit = std::numeric_limits<std::size_t>::max();

/// A limit that valid arrays reach by themselves; larger ones are left to the boundary cases.
constexpr std::size_t kReachableItems = 100;

struct MemberRules {
  Names declared, forced;
  std::size_t low = 0, high = kNoLimit;
  bool made_up = false;  ///< names beyond the declared ones are welcome

  MemberRules(const Parts& parts, const Plan* plan, const Step* step) {
    bool open = true, explicitly = false, hinted = false;
    for (const Schema* part : parts) {
      for (const auto& property : part->properties) {
        if (!resolved(*property.schema).never) declared.insert(property.name);
      }
      for (const auto& entry : part->generate) declared.insert(entry.name);
      for (const auto& entry : part->required) forced.insert(entry.name);
      low = std::max(low, part->min_properties.value_or(0));
      high = std::min(high, part->max_properties.value_or(kNoLimit));
      hinted = hinted || !part->generate.empty();
      if (part->additional_properties != nullptr) {
        open = open && !resolved(*part->additional_properties).never;
        explicitly = true;
      }
      explicitly = explicitly || !part->pattern_properties.empty();
      if (plan == nullptr) continue;
      for (const auto& choice : plan->choices) {
        if (choice.fork == Fork::kDependency && choice.schema == part) {
          forced.insert(part->dependencies[choice.index].name);
        }
      }
    }
    if (step != nullptr && !step->item) forced.insert(step->name);
    made_up = open && !hinted && (explicitly || declared.empty());
  }
};

/// Adds what dependencies ask for; true when that was anything.
bool add_dependents(const Parts& parts, Names* chosen) {
  const std::size_t before = chosen->size();
  for (const Schema* part : parts) {
    for (const auto& dependency : part->dependencies) {
      if (!chosen->contains(dependency.name)) continue;
      chosen->insert(dependency.required.begin(), dependency.required.end());
      if (dependency.schema == nullptr) continue;
      for (const auto& entry : resolved(*dependency.schema).required) chosen->insert(entry.name);
    }
  }
  return chosen->size() > before;
}

}  // namespace

std::set<std::string> Sampler::member_names(const Merged& merged, const Frame& frame, bool plain,
                                            std::optional<std::size_t> count) {
  MemberRules rules(merged.parts, frame.plan, frame.step());
  while (add_dependents(merged.parts, &rules.forced)) {
  }
  Names chosen = rules.forced;
  if (!plain) {
    // All and none are worth seeing as often as the mixtures between them.
    const int chance = draw_.chance(8) ? 0 : draw_.chance(8) ? 100 : 12 + size_ / 2;
    for (const auto& name : rules.declared) {
      if (draw_.chance(chance)) chosen.insert(name);
    }
  }
  const auto forced = [&](const std::string& name) { return rules.forced.contains(name); };
  for (const auto& group : merged.exactly_one) {
    std::vector<std::string> present;
    for (const auto& name : group) {
      if (chosen.contains(name)) present.push_back(name);
    }
    const auto bound = std::find_if(group.begin(), group.end(), forced);
    const std::string keep = bound != group.end() ? *bound
                             : !present.empty()   ? draw_.pick(present)
                             : plain              ? group.front()
                                                  : draw_.pick(group);
    for (const auto& name : group) chosen.erase(name);
    chosen.insert(keep);
  }
  for (const auto& group : merged.at_least_one) {
    const auto present = [&](const std::string& name) { return chosen.contains(name); };
    if (std::any_of(group.begin(), group.end(), present)) continue;
    // A name that must not stand alone with itself is forbidden: it serves nobody.
    std::vector<std::string> open;
    std::copy_if(group.begin(), group.end(), std::back_inserter(open), [&](const auto& name) {
      return std::find(merged.not_together.begin(), merged.not_together.end(),
                       std::vector<std::string>{name}) == merged.not_together.end();
    });
    const auto& names = open.empty() ? group : open;
    chosen.insert(plain ? names.front() : draw_.pick(names));
  }
  (void)add_dependents(merged.parts, &chosen);
  if (count) rules.low = rules.high = *count;
  const auto fill = [&](const std::string& name) {
    if (chosen.size() < rules.low) chosen.insert(name);
  };
  std::for_each(rules.declared.begin(), rules.declared.end(), fill);
  for (const auto& group : merged.not_together) {
    const auto present = [&](const std::string& name) { return chosen.contains(name); };
    if (!std::all_of(group.begin(), group.end(), present)) continue;
    std::vector<std::string> free;
    std::copy_if(group.begin(), group.end(), std::back_inserter(free),
                 [&](const std::string& name) { return !forced(name); });
    if (!free.empty()) chosen.erase(plain ? free.back() : draw_.pick(free));
  }
  for (auto it = chosen.begin(); chosen.size() > rules.high && it != chosen.end();) {
    it = forced(*it) ? std::next(it) : chosen.erase(it);
  }
  return chosen;
}

std::optional<std::string> Sampler::new_name(const Parts& parts, const Json& members) {
  Parts name_parts;
  std::vector<const Pattern*> patterns;
  bool additional = true;
  for (const Schema* part : parts) {
    if (part->property_names != nullptr) name_parts.push_back(part->property_names);
    for (const auto& entry : part->pattern_properties) patterns.push_back(entry.pattern.get());
    if (part->additional_properties != nullptr && resolved(*part->additional_properties).never)
      additional = false;
  }
  for (int attempt = 0; attempt < 8; ++attempt) {
    std::string name = sample_name(draw_);
    if (!patterns.empty() && (!additional || draw_.chance(50))) {
      name = PatternSampler(draw_.pick(patterns)->text(), parts.front()->location).sample(draw_, 8);
    } else if (!name_parts.empty()) {
      auto sampled = value(name_parts, {.depth = 1, .depth_left = 0});
      if (!sampled || !sampled->is_string()) continue;
      name = sampled->get<std::string>();
    }
    const bool declared = std::any_of(parts.begin(), parts.end(), [&](const Schema* part) {
      return part->property(name) != nullptr;
    });
    if (!declared && !members.contains(name)) return name;
  }
  return std::nullopt;
}

std::optional<Json> Sampler::object(Merged* merged, const Frame& frame, bool plain,
                                    std::optional<std::size_t> count) {
  const Names names = member_names(*merged, frame, plain, count);
  // Schemas that apply because of a member that is there.
  const Parts before = merged->parts;
  for (const Schema* part : before) {
    for (const auto& dependency : part->dependencies) {
      if (dependency.schema == nullptr || !names.contains(dependency.name)) continue;
      merge_into(merged, *dependency.schema, chooser(frame, plain, 0));
    }
  }
  const MemberRules rules(merged->parts, frame.plan, frame.step());
  const Step* const step = frame.step();
  Json made = Json::object();
  const auto add = [&](const std::string& name) {
    const bool on_path = step != nullptr && step->name == name;
    auto member = value(member_parts(merged->parts, name), frame.below(on_path));
    if (member) made[name] = std::move(*member);
    return made.contains(name);
  };
  for (const auto& name : names) {
    if (!add(name) && rules.forced.contains(name)) return std::nullopt;
  }
  if (!rules.made_up && !(count && made.size() < *count && rules.declared.empty())) {
    return count && made.size() != *count ? std::nullopt : std::optional<Json>(std::move(made));
  }
  std::size_t target = std::max(count.value_or(rules.low), made.size());
  if (!count && !plain && draw_.chance(60)) {
    target = std::min(rules.high, target + draw_.below(2 + static_cast<std::size_t>(size_) / 25));
  }
  while (made.size() < target) {
    const auto name = new_name(merged->parts, made);
    if (!name || !add(*name)) break;
  }
  if (made.size() < count.value_or(rules.low)) return std::nullopt;
  return made;
}

std::optional<Json> Sampler::array(const Merged& merged, const Frame& frame, bool plain,
                                   std::optional<std::size_t> count) {
  std::size_t low = 0, high = kNoLimit;
  bool distinct = false;
  std::vector<std::string> keys;
  for (const Schema* part : merged.parts) {
    low = std::max(low, part->min_items.value_or(0));
    high = std::min(high, part->max_items.value_or(kNoLimit));
    distinct = distinct || part->unique_items;
    for (const auto& use : part->rules) {
      if (use.rule->name == "unique_by") keys.push_back(use.args.at("key").get<std::string>());
    }
  }
  if (count) low = high = *count;
  if (low > high) return std::nullopt;
  const Step* const step = frame.step();
  const std::size_t target =
      step != nullptr && step->item ? frame.plan->index_at(frame.at) : kNoLimit;
  const bool containing = std::any_of(merged.parts.begin(), merged.parts.end(),
                                      [](const Schema* part) { return part->contains != nullptr; });
  // An empty list is allowed nearly everywhere and means little: seen, but seldom.
  std::size_t want =
      plain && containing ? low : std::max<std::size_t>(low, std::min<std::size_t>(high, 1));
  if (!plain) {
    want = std::min(high, want + draw_.below(1 + static_cast<std::size_t>(size_) / 12));
    if (draw_.chance(5)) want = low;
    if (size_ >= 50 && high <= kReachableItems && frame.depth < 4 && draw_.chance(4)) want = high;
  }
  if (target != kNoLimit) want = std::max(want, std::min(high, target + 1));

  std::set<std::string> seen;
  const auto repeated = [&](const Json& item) {
    if (distinct && !seen.insert(item.dump()).second) return true;
    return std::any_of(keys.begin(), keys.end(), [&](const std::string& key) {
      return item.is_object() && item.contains(key) && !seen.insert(key + item[key].dump()).second;
    });
  };
  Json made = Json::array();
  const bool tuple = std::any_of(merged.parts.begin(), merged.parts.end(),
                                 [](const Schema* part) { return !part->tuple.empty(); });
  const Parts shared = item_parts(merged.parts, 0);
  const std::size_t needed = std::max(low, target == kNoLimit ? 0 : target + 1);
  for (std::size_t misses = 0; made.size() < want && misses < 8;) {
    auto item = value(tuple ? item_parts(merged.parts, made.size()) : shared,
                      frame.below(made.size() == target));
    if (!item) break;
    if (repeated(*item)) {
      ++misses;
    } else {
      made.push_back(std::move(*item));
      misses = 0;
    }
  }
  if (made.size() < std::min(needed, high)) return std::nullopt;
  // An array that contains something has it in front where nothing else put it there.
  for (const Schema* part : merged.parts) {
    if (part->contains == nullptr || made.size() >= high) continue;
    Parts wanted = shared;
    wanted.push_back(part->contains);
    if (auto item = value(wanted, frame.below(false))) made.push_back(std::move(*item));
  }
  return made;
}

}  // namespace brazecheck
