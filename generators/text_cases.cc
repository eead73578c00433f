#include "generators/text_cases.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

#include "contract/json_values.h"
#include "generators/broken_case.h"
#include "generators/facets.h"
#include "generators/generate.h"
#include "generators/merge.h"

namespace brazecheck {
namespace {

constexpr int kMaxDepth = 10;
constexpr std::size_t kMaxBases = 3;
constexpr std::size_t kMaxTexts = 40;
/// Longer ones go into few members: a request has to stay within what any server reads.
constexpr std::size_t kLong = 2'000;
constexpr std::size_t kMaxLongTexts = 3;
/// Addresses of more are refused by servers before anybody looks at them.
constexpr std::size_t kMaxAddressText = 1'500;

/// Where fields, buffers and columns of programs end.
constexpr std::array<std::size_t, 6> kLengths = {255, 256, 1'023, 1'024, 65'535, 65'536};

// Greek, Cyrillic, Arabic, Hebrew, Devanagari, Thai, Chinese, Japanese, Korean, combining marks,
// emoji of one and of several characters.
constexpr char kScripts[] =
    "Ωmega Жук مرحبا שלום नमस्ते สวัสดี 你好 こんにちは 안녕 e\xCC\x81 😀 "
    "👩‍👩‍👧 "
    "🏳️‍🌈";

/// A text that may be anything.
struct FreeText {
  std::uint64_t place = 0;
  Json::json_pointer pointer;  ///< into the body
  int field = -1;              ///< or the number of a field of the query
  bool unique = false;         ///< names something: what makes it new stays at its beginning
  Parts parts;                 ///< what holds for it
};

bool holds_it(const Schema& part) {
  return part.pattern != nullptr || part.format != nullptr || !part.enumeration.empty() ||
         part.constant || part.examples_only || !part.fixture.empty() || part.negated != nullptr;
}

void find(const Parts& parts, const Json& value, std::uint64_t place,
          const Json::json_pointer& pointer, int depth, std::vector<FreeText>* out) {
  if (depth > kMaxDepth || parts.empty() || out->size() >= 2 * kMaxTexts) return;
  const Merged merged = merge(parts, forms_of(value));
  // References may carry a hint themselves.
  for (const Parts* each : {&parts, &merged.parts}) {
    for (const Schema* part : *each) {
      if (part->examples_only || !part->fixture.empty()) return;
    }
  }
  if (value.is_string()) {
    // A choice between forms may hide what the text has to be.
    const bool bound = merged.forked || std::any_of(merged.parts.begin(), merged.parts.end(),
                                                    [](auto* part) { return holds_it(*part); });
    const auto is_new = [](const Schema* part) { return part->unique; };
    if (!bound)
      out->push_back({.place = place,
                      .pointer = pointer,
                      .unique = std::any_of(parts.begin(), parts.end(), is_new) ||
                                std::any_of(merged.parts.begin(), merged.parts.end(), is_new),
                      .parts = merged.parts});
  } else if (value.is_array()) {
    if (!value.empty())
      find(item_parts(merged.parts, 0), value.front(), item_place(place), pointer / 0, depth + 1,
           out);
  } else if (value.is_object()) {
    for (const auto& [name, member] : value.items()) {
      const bool declared =
          std::any_of(merged.parts.begin(), merged.parts.end(),
                      [&name = name](auto* part) { return part->property(name); });
      // Made-up names are one place.
      find(member_parts(merged.parts, name), member, member_place(place, declared ? name : "*"),
           pointer / name, depth + 1, out);
    }
  }
}

std::vector<FreeText> free_texts(const Contract& contract, const Request& request) {
  std::vector<FreeText> found;
  if (contract.body != nullptr && request.body)
    find({contract.body}, *request.body, place_of(Place::kBody), Json::json_pointer(), 0, &found);
  for (std::size_t i = 0; i < request.query.size(); ++i) {
    for (const auto& parameter : contract.query_parameters) {
      if (parameter.name != request.query[i].first) continue;
      std::vector<FreeText> own;
      const Schema& schema = resolved(*parameter.schema);
      if (schema.types != kString) continue;
      find({parameter.schema}, Json(request.query[i].second),
           member_place(place_of(Place::kQuery), parameter.name), Json::json_pointer(), 0, &own);
      for (auto& text : own) {
        text.field = static_cast<int>(i);
        found.push_back(text);
      }
    }
  }
  return found;
}

/// As few cases as have all free texts between them, the richest first.
std::vector<const Case*> bases_of(const Contract& contract, const std::vector<Case>& valid) {
  std::vector<std::set<std::uint64_t>> places;
  for (const auto& made : valid) {
    auto& own = places.emplace_back();
    for (const auto& text : free_texts(contract, made.request)) own.insert(text.place);
  }
  std::vector<const Case*> bases;
  while (bases.size() < kMaxBases) {
    std::size_t best = 0;
    for (std::size_t i = 1; i < places.size(); ++i) {
      if (places[i].size() > places[best].size()) best = i;
    }
    if (places.empty() || places[best].empty()) break;
    bases.push_back(&valid[best]);
    const auto covered = places[best];
    for (auto& own : places) {
      for (const auto place : covered) own.erase(place);
    }
  }
  return bases;
}

std::string filled(Filling filling, std::size_t length, const std::string& beginning) {
  switch (filling) {
    case Filling::kScripts:
      return beginning + kScripts;
    case Filling::kControl:
      return beginning + std::string("a\0b\x01\x1F\x7F", 6);
    case Filling::kLong:
      break;
  }
  return beginning + std::string(length - std::min(length, beginning.size()), 'a');
}

bool keeps_its_own_rules(const FreeText& text, const std::string& value) {
  return std::all_of(text.parts.begin(), text.parts.end(),
                     [&](const Schema* part) { return is_valid(*part, value); });
}

void put(const FreeText& text, const std::string& value, Request* request) {
  if (text.field >= 0) {
    request->query[static_cast<std::size_t>(text.field)].second = value;
  } else {
    (*request->body)[text.pointer] = value;
  }
}

/// Fills the texts as far as the request keeps every rule; false where none can be filled.
bool fill(const ContractIndex& index, const Contract& contract,
          const std::vector<std::pair<const FreeText*, std::string>>& values, Request* request) {
  Request whole = *request;
  for (const auto& [text, value] : values) put(*text, value, &whole);
  if (broken_musts(index, contract, whole).empty()) {
    *request = std::move(whole);
    return !values.empty();
  }
  // Texts that speak of each other, or of more than themselves: one after the other.
  bool any = false;
  for (const auto& [text, value] : values) {
    Request changed = *request;
    put(*text, value, &changed);
    if (!broken_musts(index, contract, changed).empty()) continue;
    *request = std::move(changed);
    any = true;
  }
  return any;
}

std::string label_of(Filling filling, std::size_t length) {
  switch (filling) {
    case Filling::kScripts:
      return "texts in many scripts, with emoji";
    case Filling::kControl:
      return "texts with NUL and control characters";
    case Filling::kLong:
      break;
  }
  return fmt::format("texts of {} characters", length);
}

}  // namespace

std::vector<Case> text_cases(const ContractIndex& index, const Contract& contract,
                             const Requirement& requirement, Filling filling,
                             const std::vector<Case>& valid) {
  std::vector<Case> cases;
  std::vector<std::size_t> lengths = {0};
  if (filling == Filling::kLong) lengths.assign(kLengths.begin(), kLengths.end());
  std::set<std::uint64_t> served;
  for (const Case* base : bases_of(contract, valid)) {
    const auto texts = free_texts(contract, base->request);
    for (const std::size_t length : lengths) {
      // A name of its own: what is sent here is not to meet what the base case made.
      const int number = static_cast<int>(cases.size());
      Case made = renewed(*base, 1'000 + 100 * static_cast<int>(filling) + number);
      const std::size_t most = length > kLong ? kMaxLongTexts : kMaxTexts;
      std::vector<std::pair<const FreeText*, std::string>> values;
      for (const auto& text : texts) {
        // Names may come back in addresses, when what they name is removed.
        const bool too_far = (text.field >= 0 || text.unique) && length > kMaxAddressText;
        if (values.size() == most || too_far || served.contains(text.place)) continue;
        std::string value = filled(filling, length, text.unique ? made.token : "");
        if (keeps_its_own_rules(text, value)) values.emplace_back(&text, std::move(value));
      }
      if (!fill(index, contract, values, &made.request)) continue;
      const bool accepted = filling == Filling::kScripts;
      made.requirement = &requirement;
      made.origin = accepted ? Origin::kValid : Origin::kInvalid;
      made.expect = accepted ? Expect::kAccepted : Expect::kRefused;
      made.label = label_of(filling, length);
      made.priority = 1;
      made.index = number;
      cases.push_back(std::move(made));
    }
    for (const auto& text : texts) served.insert(text.place);
  }
  return cases;
}

}  // namespace brazecheck
