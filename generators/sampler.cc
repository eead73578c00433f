#include "generators/sampler.h"

#include <array>
#include <memory>
#include <utility>

#include "contract/rules.h"
#include "generators/repair.h"

namespace brazecheck {
namespace {

// Bounds that hold whatever a schema says. Values turn plain well before sampling gives up.
constexpr int kMaxNodes = 60'000;
constexpr int kMaxPlannedNodes = 3'000;
constexpr int kPlainNodes = 4'000;
constexpr int kMaxDepth = 40;
constexpr int kPlainDepth = 7;
constexpr std::size_t kAttempts = 10;
constexpr std::size_t kWildAttempts = 3;

bool conforms(const Parts& parts, const Json& value) {
  return std::all_of(parts.begin(), parts.end(),
                     [&](const Schema* part) { return is_valid(*part, value); });
}

/// The types that keywords speak of, for schemas that leave `type` out.
unsigned suggested_types(const Parts& parts) {
  unsigned types = 0;
  for (const Schema* part : parts) {
    if (!part->properties.empty() || !part->required.empty() ||
        part->additional_properties != nullptr || part->property_names != nullptr ||
        part->min_properties || part->max_properties || !part->dependencies.empty() ||
        !part->generate.empty() || !part->pattern_properties.empty()) {
      types |= kObject;
    }
    if (part->items != nullptr || !part->tuple.empty() || part->contains != nullptr ||
        part->min_items || part->max_items || part->unique_items) {
      types |= kArray;
    }
    if (part->pattern != nullptr || part->format != nullptr || part->min_length ||
        part->max_length || part->unique) {
      types |= kString;
    }
    if (part->minimum || part->maximum || part->exclusive_minimum || part->exclusive_maximum ||
        part->multiple_of) {
      types |= kNumber;
    }
  }
  return types;
}

int allowed_depth(const Parts& parts, int depth_left) {
  for (const Schema* part : parts) {
    for (const auto& use : part->rules) {
      if (use.rule->name == "max_depth")
        depth_left = std::min(depth_left, use.args.at("max").get<int>());
    }
  }
  return depth_left;
}

}  // namespace

Sampler::Sampler(Draw draw, int size, std::string token)
    : draw_(std::move(draw)), size_(std::clamp(size, 0, 100)), token_(std::move(token)) {}

std::optional<Json> Sampler::sample(const Parts& parts, const Plan* plan) {
  nodes_ = 0;
  max_nodes_ = plan == nullptr ? kMaxNodes : kMaxPlannedNodes;
  plain_ = false;
  if (auto found = value(parts, {.plan = plan})) return found;
  return minimal(parts, plan);
}

std::optional<Json> Sampler::minimal(const Parts& parts, const Plan* plan) {
  nodes_ = 0;
  max_nodes_ = plan == nullptr ? kMaxNodes : kMaxPlannedNodes;
  plain_ = true;
  return value(parts, {.plan = plan});
}

Chooser Sampler::chooser(const Frame& frame, bool plain, std::size_t attempt) {
  const auto conditions = std::make_shared<std::size_t>(0);  // met so far
  return [this, &frame, plain, attempt, conditions](const Schema& schema, Fork fork,
                                                    std::size_t count) {
    if (frame.plan != nullptr) {
      for (const auto& choice : frame.plan->choices) {
        if (choice.schema == &schema && choice.fork == fork) return choice.index;
      }
    }
    if (!plain) return draw_.below(count);
    if (fork != Fork::kCondition) return attempt % count;
    // `else` first, which asks for less; then `then` everywhere; then at one condition after the
    // other, as where they tell forms apart of which only one can be had at a time.
    if (attempt < 2) return (attempt + 1) % count;
    return (*conditions)++ == attempt - 2 ? std::size_t{0} : std::size_t{1} % count;
  };
}

std::optional<Json> Sampler::value(const Parts& parts, const Frame& frame) {
  if (frame.depth > kMaxDepth) return std::nullopt;
  for (std::size_t attempt = 0; attempt < kAttempts; ++attempt) {
    if (++nodes_ > max_nodes_) return std::nullopt;
    const bool plain =
        plain_ || attempt >= kWildAttempts || frame.depth > kPlainDepth || nodes_ > kPlainNodes;
    Merged merged = merge(parts, chooser(frame, plain, attempt));
    if (!merged.never && merged.types != 0) {
      auto made = once(&merged, frame, plain);
      if (made && (!merged.risky || conforms(parts, *made))) return made;
    }
    if (!merged.risky && !merged.forked) break;
  }
  return std::nullopt;
}

std::optional<Json> Sampler::listed(const Merged& merged, bool plain) {
  for (const Schema* part : merged.parts) {
    if (part->constant) return *part->constant;
  }
  // What only the state decides comes before what the schema lists.
  for (const Schema* part : merged.parts) {
    if (!part->examples_only || part->unique) continue;
    if (part->examples.empty()) return std::nullopt;  // nobody but the target can make one up
    return plain ? part->examples.front() : draw_.pick(part->examples);
  }
  const std::vector<Json>* list = nullptr;
  for (const Schema* part : merged.parts) {
    if (part->enumeration.empty()) continue;
    // The shortest of several lists comes closest to what they have in common.
    if (list == nullptr || part->enumeration.size() < list->size()) list = &part->enumeration;
  }
  if (list != nullptr) {
    const std::size_t start = plain ? 0 : draw_.below(list->size());
    for (std::size_t i = 0; i < list->size(); ++i) {
      const Json& entry = (*list)[(start + i) % list->size()];
      if (!merged.risky || conforms(merged.parts, entry)) return entry;
    }
    return std::nullopt;
  }
  for (const Schema* part : merged.parts) {
    if (part->examples.empty() || part->unique || plain || !draw_.chance(20)) continue;
    const Json& example = draw_.pick(part->examples);
    if (conforms(merged.parts, example)) return example;
  }
  return std::nullopt;
}

unsigned Sampler::pick_type(const Merged& merged, const Frame& frame, bool plain) {
  unsigned types = merged.types;
  if (const Step* step = frame.step()) types &= step->item ? kArray : kObject;
  if (frame.target() && frame.plan->target_types != 0)
    types &= spelled_types(frame.plan->target_types);
  if (frame.depth_left <= 0) types &= ~static_cast<unsigned>(kArray | kObject);
  if (types == spelled_types(0)) {
    if (const unsigned suggested = suggested_types(merged.parts); suggested != 0) types = suggested;
  }
  if ((types & kNumber) != 0) types &= ~static_cast<unsigned>(kInteger);
  static constexpr std::array<unsigned, 7> kPlainest = {kString, kInteger, kNumber, kBoolean,
                                                        kObject, kArray,   kNull};
  std::vector<unsigned> open;
  for (const unsigned type : kPlainest) {
    if ((types & type) != 0) open.push_back(type);
  }
  if (open.empty()) return 0;
  if (plain || open.size() == 1) return open.front();
  if (open.back() == kNull && !draw_.chance(15)) open.pop_back();
  return draw_.pick(open);
}

std::optional<Json> Sampler::once(Merged* merged, const Frame& outer, bool plain) {
  Frame frame = outer;
  frame.depth_left = allowed_depth(merged->parts, frame.depth_left);
  if (frame.step() == nullptr) {
    const bool list =
        std::any_of(merged->parts.begin(), merged->parts.end(), [](const Schema* part) {
          return part->constant || !part->enumeration.empty() || part->examples_only;
        });
    auto found = listed(*merged, plain);
    if (found || list) return found;
  }
  std::optional<Json> made;
  switch (pick_type(*merged, frame, plain)) {
    case kNull:
      return Json(nullptr);
    case kBoolean:
      return Json(plain || draw_.chance(50));
    case kInteger:
      made = number(*merged, true, plain);
      break;
    case kNumber:
      made = number(*merged, false, plain);
      break;
    case kString:
      if (auto string = text(*merged, plain, std::nullopt, false)) made = std::move(*string);
      break;
    case kArray:
      made = array(*merged, frame, plain, std::nullopt);
      break;
    case kObject:
      made = object(merged, frame, plain, std::nullopt);
      break;
    default:
      break;
  }
  if (!made) return std::nullopt;
  for (const Schema* part : merged->parts) {
    for (const auto& use : part->rules) repair(use, &*made);
  }
  return made;
}

std::optional<Json> Sampler::array_of(const Parts& parts, std::size_t items, const Plan& plan) {
  nodes_ = 0;
  max_nodes_ = kMaxNodes + 4 * static_cast<int>(std::min<std::size_t>(items, 100'000));
  plain_ = items > 20;
  const Frame frame{.plan = &plan, .at = plan.steps.size()};
  Merged merged = merge(parts, chooser(frame, true, 0));
  auto made = array(merged, frame, true, items);
  if (!made) return std::nullopt;
  for (const Schema* part : merged.parts) {
    for (const auto& use : part->rules) {
      if (use.rule->name == "first_item_equals") repair(use, &*made);
    }
  }
  return made;
}

std::optional<Json> Sampler::object_of(const Parts& parts, std::size_t members, const Plan& plan) {
  nodes_ = 0;
  max_nodes_ = kMaxNodes + 4 * static_cast<int>(std::min<std::size_t>(members, 100'000));
  plain_ = true;
  const Frame frame{.plan = &plan, .at = plan.steps.size()};
  Merged merged = merge(parts, chooser(frame, true, 0));
  return object(&merged, frame, true, members);
}

std::optional<std::string> Sampler::string_of(const Parts& parts, std::size_t length, bool wide,
                                              const Plan& plan) {
  const Frame frame{.plan = &plan, .at = plan.steps.size()};
  return text(merge(parts, chooser(frame, true, 0)), true, length, wide);
}

}  // namespace brazecheck
