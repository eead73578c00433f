#include "generators/broken_case.h"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

#include "contract/check.h"
#include "contract/uri.h"
#include "generators/examples_only.h"
#include "generators/generate.h"

namespace brazecheck {
namespace {

/// One place shows that a requirement is kept; a second one, that it is kept everywhere alike.
constexpr int kSitesPerRequirement = 2;
constexpr int kAttempts = 3;
constexpr int kFailuresPerRequirement = 12;
/// Breaches of one kind at the first site of a requirement; more show nothing new. Another site is
/// tried with one.
constexpr int kBreaches = 3;
/// Nearly every member has a type: one wrong type at each site, of different kinds, and two where
/// there is but one site.
constexpr int kWrongTypes = 2;
/// An operation with more constraints than this shows each at one site and in one way: the others
/// would be most of what a run sends.
constexpr int kFewBreaches = 2;
constexpr std::size_t kManyConstraints = 150;

/// Made-up names are refused by targets whose state fixes the names, which a fixture sets up.
bool bound_to_fixture(const Contract& contract) { return !contract.fixture.setup.empty(); }

/// Whether every member between the root and the site has a name that generated values may use.
bool names_allowed(const Contract& contract, const Site& site, const RequestDocument& document) {
  if (!bound_to_fixture(contract) || site.place != "body") return true;
  Parts parts = {contract.body};
  const Json* value = &document["body"];
  for (std::size_t at = 0; at < site.plan.steps.size(); ++at) {
    const Step& step = site.plan.steps[at];
    const auto choose = [&](const Schema&, Fork, std::size_t) -> std::size_t { return 0; };
    const Parts merged = merge(parts, choose).parts;
    if (!step.item) {
      bool hinted = false, known = false;
      for (const Schema* part : merged) {
        hinted = hinted || !part->generate.empty();
        known = known || part->property(step.name) != nullptr;
        for (const auto& hint : part->generate) known = known || hint.name == step.name;
      }
      if (hinted && !known) return false;
    }
    parts =
        step.item ? item_parts(merged, site.plan.index_at(at)) : member_parts(merged, step.name);
    value = step.item ? &value->at(site.plan.index_at(at)) : &value->at(step.name);
  }
  return true;
}

/// What stands in the address for a thing that the target has yet to supply need not look like it.
bool of_placeholder(const Contract& contract, const Request& request, const Finding& finding) {
  const std::set<std::string> names = contract.fixture.supplied_names();
  return std::any_of(names.begin(), names.end(), [&](const std::string& name) {
    return finding.pointer == "/path/" + name &&
           request.path.find(percent_encode("${" + name + "}")) != std::string::npos;
  });
}

}  // namespace

std::vector<const Requirement*> broken_musts(const ContractIndex& index, const Contract& contract,
                                             const Request& request) {
  std::vector<const Requirement*> broken;
  for (const auto& finding : check_request(index, contract, request)) {
    if (finding.requirement->level != Level::kMust) continue;
    if (of_placeholder(contract, request, finding)) continue;
    if (std::find(broken.begin(), broken.end(), finding.requirement) != broken.end()) continue;
    broken.push_back(finding.requirement);
  }
  return broken;
}

CaseMaker::CaseMaker(const ContractIndex& index, const Contract& contract, std::uint64_t seed,
                     Origin origin)
    : index_(index), contract_(contract), seed_(seed), origin_(origin) {}

std::vector<PlacedCase> CaseMaker::make(Vary vary, const Requirement* requirement) {
  auto sites = find_sites(contract_);
  // Different constraints in the branches of one anyOf are worth a case each.
  const auto constraint_of = [](const Site& site) {
    return std::tuple(site.requirement, site.schema, site.keyword, site.required);
  };
  struct Served {
    int sites = 0, made = 0, failed = 0;
  };
  std::map<std::tuple<const Requirement*, const Schema*, Keyword, std::string>, Served> served;
  for (const auto& site : sites) ++served[constraint_of(site)].sites;
  const bool many = served.size() > kManyConstraints;
  for (auto& site : sites) {
    if (requirement != nullptr && site.requirement != requirement) continue;
    if (speaks_of_limit(site.keyword) != (origin_ == Origin::kBoundary)) continue;
    // What only recommends cannot be broken in a way that a target must refuse.
    if (origin_ == Origin::kInvalid && site.requirement->level != Level::kMust) continue;
    Served& so_far = served[constraint_of(site)];
    const int most = many ? 1 : kSitesPerRequirement;
    if (so_far.made >= most || so_far.failed >= kFailuresPerRequirement) continue;
    const bool type = site.keyword == Keyword::kType;
    Effort effort{.enough = many ? kFewBreaches : kBreaches, .again = so_far.made > 0};
    if (type) effort.enough = many || so_far.sites > 1 ? 1 : kWrongTypes;
    if (effort.again) effort.enough = 1;
    effort.skip = type && effort.again ? 1 : 0;
    ++(at_site(std::move(site), vary, effort) ? so_far.made : so_far.failed);
  }
  return std::move(cases_);
}

bool CaseMaker::at_site(Site site, Vary vary, Effort effort) {
  const std::string scope = std::string(to_string(origin_)) + "/" + site.requirement->id;
  for (int attempt = 0; attempt < kAttempts; ++attempt) {
    const int number = numbers_[site.requirement];
    const Variables variables = case_variables(contract_, seed_, scope, number);
    const std::string token = unique_token(seed_, contract_.operation + "/" + scope, number);
    const std::string stream =
        fmt::format("{}/{}/{}/{}", contract_.operation, scope, site.pointer().to_string(), attempt);
    Sampler sampler(Draw(scoped_seed(seed_, stream)), attempt * 15, token);
    // Rules about the first item get in the way of the items' own.
    site.plan.item = attempt == 2 ? 1 : 0;
    const auto plainest = sample_document(contract_, variables, sampler, 0, true);
    const bool whole = site.schema == nullptr;
    std::optional<Surroundings> around;
    if (whole) {
      around = Surroundings{plainest, {}, token};
    } else {
      around = surround(contract_, plainest, site, attempt, sampler);
    }
    if (!around) continue;
    around->token = token;
    int kept = 0, skipped = 0;
    for (const auto& variation : vary(site, *around, sampler)) {
      // That what is at the limit is accepted was shown at the first site.
      if (effort.again && variation.accepted) continue;
      if (skipped++ < effort.skip) continue;
      if (keep(site, *around, variation)) ++kept;
      if (kept == effort.enough && (effort.again || origin_ == Origin::kInvalid)) break;
    }
    if (kept > 0) return true;
    if (whole) break;
  }
  return false;
}

// Variations share their surroundings; each gets names of its own, so that none meets what another
// created. An accepted value for a path parameter is one that the fixture gives to what it makes.
void CaseMaker::give_own_names(const Site& site, const Variation& variation,
                               const std::string& shared_token, Case* made,
                               RequestDocument* document) const {
  std::string text = document->dump(-1, ' ', false, Json::error_handler_t::replace);
  if (made->token != shared_token && text.find(shared_token) != std::string::npos) {
    for (auto at = text.find(shared_token); at != std::string::npos;
         at = text.find(shared_token, at + made->token.size())) {
      text.replace(at, shared_token.size(), made->token);
    }
    *document = Json::parse(text);
  }
  // A fixture that gives an unusual name to a thing is another one than the shared one.
  const bool names_thing =
      variation.accepted && site.place == "path" && !contract_.fixture.setup.empty();
  if (names_thing) made->variables = fixture_variables(contract_.fixture, made->token);
  for (auto& [name, value] : made->variables) {
    if (!document->contains("path") || !(*document)["path"].contains(name)) continue;
    Json& parameter = (*document)["path"][name];
    const bool varied = site.place == "path" && site.pointer().to_string() == "/path/" + name;
    if (!varied) {
      parameter = value;
    } else if (variation.accepted && parameter.is_string()) {
      value = parameter.get<std::string>();
    }
  }
  *document = substitute(*document, made->variables);
}

bool CaseMaker::keep(const Site& site, const Surroundings& around, const Variation& variation) {
  RequestDocument document = around.document;
  if (variation.value) {
    document[variation.pointer] = *variation.value;
  } else {
    Json& parent = document[variation.pointer.parent_pointer()];
    if (!parent.is_object()) return false;
    parent.erase(variation.pointer.back());
  }
  int& number = numbers_[site.requirement];
  PlacedCase placed;
  Case& made = placed.made;
  const std::string scope = std::string(to_string(origin_)) + "/" + site.requirement->id;
  made.variables = case_variables(contract_, seed_, scope, number);
  made.token = unique_token(seed_, contract_.operation + "/" + scope, number);
  give_own_names(site, variation, around.token, &made, &document);
  made.request = to_request(contract_, document);
  const auto broken = broken_musts(index_, contract_, made.request);
  if (variation.accepted) {
    if (!broken.empty() || !names_allowed(contract_, site, document)) return false;
    if (contract_.body != nullptr && document.contains("body") &&
        !from_examples(*contract_.body, document["body"])) {
      return false;
    }
    // Only the thing that the fixture names exists.
    if (std::any_of(around.parts.begin(), around.parts.end(),
                    [](const Schema* part) { return !part->fixture.empty(); })) {
      return false;
    }
    const auto target = site.pointer();
    if (document.contains(target) &&
        std::any_of(around.parts.begin(), around.parts.end(),
                    [&](const Schema* part) { return !is_valid(*part, document[target]); })) {
      return false;
    }
  } else if (broken.size() != 1 || broken.front() != site.requirement) {
    return false;
  }
  const Json varied = variation.value ? document.at(variation.pointer) : Json();
  use_fixture_names(contract_, made.variables, variation.pointer, &document);
  made.request = to_request(contract_, document);
  // A breach by the very values that would have to be names of things keeps them.
  if (!variation.accepted && varied.is_structured() &&
      broken_musts(index_, contract_, made.request) != broken) {
    document[variation.pointer] = varied;
    made.request = to_request(contract_, document);
  }
  made.contract = &contract_;
  made.requirement = site.requirement;
  made.origin = origin_;
  made.expect = variation.accepted ? Expect::kAccepted : Expect::kRefused;
  made.label = variation.label;
  made.seed = seed_;
  if (!alike_[site.requirement].add(made)) return false;
  made.index = number++;
  made.priority = shown_.insert({site.requirement, made.expect}).second ? 0 : 1;
  placed.pointer = site.pointer();
  cases_.push_back(std::move(placed));
  return true;
}

}  // namespace brazecheck
