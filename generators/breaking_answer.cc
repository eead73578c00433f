#include <algorithm>
#include <functional>

#include "contract/check.h"
#include "generators/generate.h"

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

}  // namespace

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
