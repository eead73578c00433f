#include "generators/site.h"

#include <algorithm>
#include <map>
#include <tuple>

#include "contract/pattern.h"
#include "generators/pattern_sampler.h"

namespace brazecheck {
namespace {

constexpr std::size_t kMaxSteps = 9;
constexpr int kMaxVisits = 30'000;
constexpr int kSitesPerConstraint = 16;

bool carries(const Schema& schema, Keyword keyword) {
  switch (keyword) {
    case Keyword::kFalse:
      return schema.never;
    case Keyword::kType:
      return schema.types != 0;
    case Keyword::kEnum:
      return !schema.enumeration.empty();
    case Keyword::kConst:
      return schema.constant.has_value();
    case Keyword::kMultipleOf:
      return schema.multiple_of.has_value();
    case Keyword::kMaximum:
      return schema.maximum.has_value();
    case Keyword::kExclusiveMaximum:
      return schema.exclusive_maximum.has_value();
    case Keyword::kMinimum:
      return schema.minimum.has_value();
    case Keyword::kExclusiveMinimum:
      return schema.exclusive_minimum.has_value();
    case Keyword::kMaxLength:
      return schema.max_length.has_value();
    case Keyword::kMinLength:
      return schema.min_length.has_value();
    case Keyword::kPattern:
      return schema.pattern != nullptr;
    case Keyword::kFormat:
      return schema.format != nullptr;
    case Keyword::kMaxItems:
      return schema.max_items.has_value();
    case Keyword::kMinItems:
      return schema.min_items.has_value();
    case Keyword::kUniqueItems:
      return schema.unique_items;
    case Keyword::kContains:
      return schema.contains != nullptr;
    case Keyword::kMaxProperties:
      return schema.max_properties.has_value();
    case Keyword::kMinProperties:
      return schema.min_properties.has_value();
    case Keyword::kAdditionalProperties:
      return schema.additional_properties != nullptr &&
             resolved(*schema.additional_properties).never;
    case Keyword::kDependencies:
      return !schema.dependencies.empty();
    case Keyword::kAnyOf:
      return !schema.any_of.empty();
    case Keyword::kOneOf:
      return !schema.one_of.empty();
    case Keyword::kNot:
      return schema.negated != nullptr;
    default:
      return false;
  }
}

/// The types that a keyword speaks of; 0 for any.
unsigned types_of(Keyword keyword) {
  switch (keyword) {
    case Keyword::kMultipleOf:
    case Keyword::kMaximum:
    case Keyword::kExclusiveMaximum:
    case Keyword::kMinimum:
    case Keyword::kExclusiveMinimum:
      return kNumber;
    case Keyword::kMaxLength:
    case Keyword::kMinLength:
    case Keyword::kPattern:
    case Keyword::kFormat:
      return kString;
    case Keyword::kAdditionalItems:
    case Keyword::kMaxItems:
    case Keyword::kMinItems:
    case Keyword::kUniqueItems:
    case Keyword::kContains:
      return kArray;
    case Keyword::kMaxProperties:
    case Keyword::kMinProperties:
    case Keyword::kRequired:
    case Keyword::kAdditionalProperties:
    case Keyword::kPropertyNames:
    case Keyword::kDependencies:
      return kObject;
    default:
      return 0;
  }
}

class Walker {
 public:
  /// `hints_first` where the target's state decides which names are known.
  Walker(std::vector<Site>* sites, bool hints_first) : sites_(sites), hints_first_(hints_first) {}

  /// `owner` is the combining keyword that constraints in here belong to, or null.
  void walk(const Schema& at, const Site& here, const Requirement* owner) {
    const Schema& schema = resolved(at);
    if (--visits_ < 0 || here.plan.steps.size() > kMaxSteps) return;
    if (std::find(open_.begin(), open_.end(), &schema) != open_.end()) return;
    open_.push_back(&schema);
    constraints(schema, here, owner);
    branches(schema, here, owner);
    if (!here.on_name) parts(schema, here, owner);
    open_.pop_back();
  }

 private:
  void constraints(const Schema& schema, const Site& here, const Requirement* owner) {
    for (std::size_t i = 0; i < static_cast<std::size_t>(Keyword::kCount); ++i) {
      const auto keyword = static_cast<Keyword>(i);
      if (!carries(schema, keyword)) continue;
      add(schema, keyword, here, owner != nullptr ? owner : schema.requirement(keyword), "",
          nullptr);
    }
    for (const auto& entry : schema.required) {
      add(schema, Keyword::kRequired, here, owner != nullptr ? owner : entry.requirement,
          entry.name, nullptr);
    }
    for (const auto& use : schema.rules) {
      add(schema, Keyword::kRule, here, owner != nullptr ? owner : use.requirement, "", &use);
    }
  }

  void add(const Schema& schema, Keyword keyword, const Site& here, const Requirement* requirement,
           const std::string& required, const RuleUse* rule) {
    if (requirement == nullptr || requirement->side != Side::kRequest) return;
    if (++count_[{requirement, &schema, keyword, required, rule}] > kSitesPerConstraint) return;
    Site site = here;
    site.schema = &schema;
    site.keyword = keyword;
    site.requirement = requirement;
    site.required = required;
    site.rule = rule;
    site.plan.target_types = here.on_name ? static_cast<unsigned>(kObject) : types_of(keyword);
    sites_->push_back(std::move(site));
  }

  Site choosing(const Site& here, const Schema& schema, Fork fork, std::size_t index) const {
    Site chosen = here;
    chosen.plan.choices.push_back({&schema, fork, index});
    return chosen;
  }

  void branches(const Schema& schema, const Site& here, const Requirement* owner) {
    for (const Schema* part : schema.all_of) walk(*part, here, owner);
    const auto fork = [&](const std::vector<const Schema*>& list, Fork kind, Keyword keyword) {
      const Requirement* const own = owner != nullptr ? owner : schema.requirement(keyword);
      if (own == nullptr || !required_group(list).empty()) return;
      for (std::size_t i = 0; i < list.size(); ++i)
        walk(*list[i], choosing(here, schema, kind, i), own);
    };
    fork(schema.any_of, Fork::kAnyOf, Keyword::kAnyOf);
    fork(schema.one_of, Fork::kOneOf, Keyword::kOneOf);
    if (schema.then_schema != nullptr) {
      walk(*schema.then_schema, choosing(here, schema, Fork::kCondition, 0), owner);
    }
    if (schema.else_schema != nullptr) {
      walk(*schema.else_schema, choosing(here, schema, Fork::kCondition, 1), owner);
    }
    for (std::size_t i = 0; i < schema.dependencies.size(); ++i) {
      const Schema* const applied = schema.dependencies[i].schema;
      const Requirement* const own =
          owner != nullptr ? owner : schema.requirement(Keyword::kDependencies);
      if (applied != nullptr && own != nullptr) {
        walk(*applied, choosing(here, schema, Fork::kDependency, i), own);
      }
    }
  }

  void parts(const Schema& schema, const Site& here, const Requirement* owner) {
    const auto member = [&](const std::string& name, const Schema& inner) {
      Site below = here;
      below.plan.steps.push_back({false, name});
      walk(inner, below, owner);
    };
    for (const auto& property : schema.properties) member(property.name, *property.schema);
    for (const auto& entry : schema.pattern_properties) {
      Draw draw(1);
      member(PatternSampler(entry.pattern->text(), schema.location).sample(draw, 8), *entry.schema);
    }
    if (schema.additional_properties != nullptr && !resolved(*schema.additional_properties).never) {
      // A made-up name takes values of every kind; one that is hinted at, only what fits the hint.
      const auto name = free_name(schema);
      if (name && !hints_first_) member(*name, *schema.additional_properties);
      for (const auto& hint : schema.generate) member(hint.name, *schema.additional_properties);
      if (name && hints_first_) member(*name, *schema.additional_properties);
    }
    if (schema.property_names != nullptr) {
      Site names = here;
      names.on_name = true;
      walk(*schema.property_names, names, owner);
    }
    if (schema.items != nullptr) {
      Site below = here;
      below.plan.steps.push_back({true, ""});
      walk(*schema.items, below, owner);
    }
  }

  /// A name that is not declared and that the schema lets members have.
  static std::optional<std::string> free_name(const Schema& schema) {
    for (const char* name : {"shade", "shade_of_grey", "Shade1", "a"}) {
      if (schema.property(name) != nullptr) continue;
      if (schema.property_names == nullptr || is_valid(*schema.property_names, name)) return name;
    }
    return std::nullopt;
  }

  std::vector<Site>* sites_;
  bool hints_first_;
  std::vector<const Schema*> open_;
  std::map<std::tuple<const Requirement*, const Schema*, Keyword, std::string, const RuleUse*>, int>
      count_;
  int visits_ = kMaxVisits;
};

void whole_required(const std::string& place, const Parameter* parameter,
                    const Requirement* requirement, std::vector<Site>* sites) {
  if (requirement == nullptr || place == "path") return;
  Site site;
  site.place = place;
  site.parameter = parameter;
  site.keyword = Keyword::kRequired;
  site.requirement = requirement;
  sites->push_back(std::move(site));
}

/// Chooses as the value at hand did, so that the schemas that hold for its parts are known.
Parts follow(const Parts& root, const Plan& plan, const Json& document) {
  Parts parts = root;
  const Json* value = &document;
  for (std::size_t at = 0;; ++at) {
    const auto choose = [&](const Schema& schema, Fork fork, std::size_t count) -> std::size_t {
      for (const auto& choice : plan.choices) {
        if (choice.schema == &schema && choice.fork == fork) return choice.index;
      }
      if (fork == Fork::kCondition) return is_valid(*schema.condition, *value) ? 0 : 1;
      const auto& list = fork == Fork::kAnyOf ? schema.any_of : schema.one_of;
      for (std::size_t i = 0; i < count; ++i) {
        if (is_valid(*list[i], *value)) return i;
      }
      return 0;
    };
    parts = merge(parts, choose).parts;
    if (at == plan.steps.size()) return parts;
    const Step& step = plan.steps[at];
    parts = step.item ? item_parts(parts, plan.index_at(at)) : member_parts(parts, step.name);
    value = step.item ? &value->at(plan.index_at(at)) : &value->at(step.name);
  }
}

}  // namespace

Json::json_pointer Site::pointer() const {
  Json::json_pointer pointer;
  pointer /= place;
  if (parameter != nullptr) pointer /= parameter->name;
  for (std::size_t at = 0; at < plan.steps.size(); ++at) {
    if (plan.steps[at].item) {
      pointer /= plan.index_at(at);
    } else {
      pointer /= plan.steps[at].name;
    }
  }
  return pointer;
}

std::string Site::subject() const {
  for (auto step = plan.steps.rbegin(); step != plan.steps.rend(); ++step) {
    if (!step->item) return step->name;
  }
  return parameter != nullptr ? parameter->name : place;
}

std::vector<Site> find_sites(const Contract& contract) {
  std::vector<Site> sites;
  Walker walker(&sites, !contract.fixture.setup.empty());
  const auto parameters = [&](const std::vector<Parameter>& list, const std::string& place) {
    for (const auto& parameter : list) {
      whole_required(place, &parameter, parameter.required_by, &sites);
      Site start;
      start.place = place;
      start.parameter = &parameter;
      walker.walk(*parameter.schema, start, nullptr);
    }
  };
  parameters(contract.path_parameters, "path");
  if (contract.query == nullptr) {
    parameters(contract.query_parameters, "query");
  } else {  // parameters that speak of each other are varied together
    Site start;
    start.place = "query";
    walker.walk(*contract.query, start, nullptr);
  }
  parameters(contract.header_parameters, "headers");
  if (contract.body != nullptr) {
    whole_required("body", nullptr, contract.body_required_by, &sites);
    Site start;
    start.place = "body";
    walker.walk(*contract.body, start, nullptr);
  }
  std::stable_sort(sites.begin(), sites.end(), [](const Site& a, const Site& b) {
    return a.plan.steps.size() + a.plan.choices.size() <
           b.plan.steps.size() + b.plan.choices.size();
  });
  return sites;
}

std::optional<Surroundings> surround(const Contract& contract, const RequestDocument& plainest,
                                     const Site& site, int attempt, Sampler& sampler) {
  Surroundings found;
  found.document = plainest;
  const Parts root = {site.parameter != nullptr ? site.parameter->schema
                      : site.place == "query"   ? contract.query
                                                : contract.body};
  auto value = attempt == 0 ? sampler.minimal(root, &site.plan) : sampler.sample(root, &site.plan);
  if (!value) return std::nullopt;
  Json::json_pointer base;
  base /= site.place;
  if (site.parameter != nullptr) base /= site.parameter->name;
  found.document[base] = std::move(*value);
  if (!found.document.contains(site.pointer())) return std::nullopt;
  found.parts = follow(root, site.plan, found.document[base]);
  return found;
}

bool speaks_of_limit(Keyword keyword) {
  switch (keyword) {
    case Keyword::kMaximum:
    case Keyword::kExclusiveMaximum:
    case Keyword::kMinimum:
    case Keyword::kExclusiveMinimum:
    case Keyword::kMaxLength:
    case Keyword::kMinLength:
    case Keyword::kMaxItems:
    case Keyword::kMinItems:
    case Keyword::kMaxProperties:
    case Keyword::kMinProperties:
    case Keyword::kRule:
      return true;
    default:
      return false;
  }
}

}  // namespace brazecheck
