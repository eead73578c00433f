#include <algorithm>
#include <functional>

#include "contract/check.h"
#include "generators/broken_case.h"
#include "generators/generate.h"
#include "generators/request_document.h"
#include "generators/variations.h"

namespace brazecheck {
namespace {

constexpr int kMaxPlaces = 2'000;

bool breaks_only(const ContractIndex& index, const Contract& contract, const Response& response,
                 const Requirement& requirement) {
  const auto findings = check_response(index, contract, response);
  return !findings.empty() && std::all_of(findings.begin(), findings.end(), [&](const auto& found) {
    return found.requirement == &requirement;
  });
}

// Every place of a document, the outermost first.
std::vector<Json::json_pointer> places_of(const Json& document) {
  std::vector<Json::json_pointer> places = {Json::json_pointer()};
  for (std::size_t at = 0; at < places.size() && places.size() < kMaxPlaces; ++at) {
    const Json::json_pointer here = places[at];
    const Json& value = document.at(here);
    if (value.is_object()) {
      for (const auto& [name, member] : value.items()) places.push_back(here / name);
    } else if (value.is_array()) {
      for (std::size_t i = 0; i < value.size(); ++i) places.push_back(here / i);
    }
  }
  return places;
}

// The document without a place, and with values there that most constraints refuse.
void for_each_change(const Json& document, const Json::json_pointer& place,
                     const std::function<bool(const Json&)>& stop) {
  if (!place.empty()) {
    Json without = document;
    Json& parent = without[place.parent_pointer()];
    if (parent.is_object()) {
      parent.erase(place.back());
    } else {
      parent.erase(std::stoul(place.back()));
    }
    if (stop(without)) return;
  }
  static const std::vector<Json> kValues = {17, "text",        nullptr,       -1, 0.5, true,
                                            "", Json::array(), Json::object()};
  for (const auto& value : kValues) {
    Json changed = document;
    changed[place] = value;
    if (stop(changed)) return;
  }
}

// A documented request, changed in one place so that no `must` but this requirement is broken:
// recommendations are not what cases are made for.
std::optional<Case> spoilt_example(const ContractIndex& index, const Contract& contract,
                                   const Requirement& requirement) {
  std::optional<Case> found;
  for (const auto& example : contract.examples) {
    if (!example.request.is_object()) continue;
    for (const auto& place : places_of(example.request)) {
      const std::string at = place.to_string();
      if (!at.starts_with("/body") && !at.starts_with("/query/")) continue;
      for_each_change(example.request, place, [&](const Json& changed) {
        Request request = to_request(contract, changed);
        bool broken = false;
        for (const auto& finding : check_request(index, contract, request)) {
          broken = broken || finding.requirement == &requirement;
          const bool other = finding.requirement != &requirement;
          if (other && finding.requirement->level == Level::kMust) return false;
        }
        if (!broken) return false;
        found.emplace();
        found->contract = &contract;
        found->requirement = &requirement;
        found->origin = Origin::kInvalid;
        found->expect = Expect::kRefused;
        found->request = std::move(request);
        found->label = "the example \"" + example.name + "\", changed at " + at;
        return true;
      });
      if (found) return found;
    }
  }
  return found;
}

}  // namespace

std::optional<Case> breaking_case(const ContractIndex& index, const Contract& contract,
                                  const Requirement& requirement) {
  constexpr std::uint64_t kSeed = 1;
  for (const Origin origin : {Origin::kBoundary, Origin::kInvalid}) {
    const auto vary = origin == Origin::kBoundary ? limit_variations : breach_variations;
    for (auto& placed : CaseMaker(index, contract, kSeed, origin).make(vary, &requirement)) {
      if (placed.made.expect == Expect::kRefused) return std::move(placed.made);
    }
  }
  return spoilt_example(index, contract, requirement);
}

std::optional<BrokenAnswer> breaking_answer(const ContractIndex& index, const Contract& contract,
                                            const Requirement& requirement) {
  std::optional<BrokenAnswer> found;
  for (const auto& example : contract.examples) {
    if (!example.response.is_object() || !example.response.contains("body")) continue;
    const int status = example.response.value("status", 0);
    const Json& body = example.response["body"];
    for (const auto& place : places_of(body)) {
      for_each_change(body, place, [&](const Json& changed) {
        const Response response{.status = status, .headers = {}, .body = changed, .body_text = {}};
        if (!breaks_only(index, contract, response, requirement)) return false;
        found = BrokenAnswer{status, place.to_string(), changed};
        return true;
      });
      if (found) return found;
    }
  }
  return found;
}

}  // namespace brazecheck
