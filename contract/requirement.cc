#include "contract/requirement.h"

#include <array>
#include <utility>

namespace brazecheck {
namespace {

template <typename Enum, std::size_t N>
using Names = std::array<std::pair<Enum, std::string_view>, N>;

constexpr Names<Level, 3> kLevels{
    {{Level::kMust, "must"}, {Level::kShould, "should"}, {Level::kMay, "may"}}};
constexpr Names<Basis, 4> kBases{{{Basis::kStated, "stated"},
                                  {Basis::kSchema, "schema"},
                                  {Basis::kExample, "example"},
                                  {Basis::kObserved, "observed"}}};
constexpr Names<Side, 2> kSides{{{Side::kRequest, "request"}, {Side::kResponse, "response"}}};
constexpr Names<Outcome, 4> kOutcomes{{{Outcome::kRejected, "rejected"},
                                       {Outcome::kReported, "reported"},
                                       {Outcome::kIgnored, "ignored"},
                                       {Outcome::kUndocumented, "undocumented"}}};

template <typename Enum, std::size_t N>
std::string_view name_of(const Names<Enum, N>& names, Enum value) {
  for (const auto& [known, name] : names) {
    if (known == value) return name;
  }
  return "";
}

template <typename Enum, std::size_t N>
bool parse(const Names<Enum, N>& names, std::string_view text, Enum* out) {
  for (const auto& [known, name] : names) {
    if (name == text) {
      *out = known;
      return true;
    }
  }
  return false;
}

}  // namespace

std::string_view to_string(Level level) { return name_of(kLevels, level); }
std::string_view to_string(Basis basis) { return name_of(kBases, basis); }
std::string_view to_string(Side side) { return name_of(kSides, side); }
std::string_view to_string(Outcome outcome) { return name_of(kOutcomes, outcome); }

bool from_string(std::string_view text, Level* out) { return parse(kLevels, text, out); }
bool from_string(std::string_view text, Basis* out) { return parse(kBases, text, out); }
bool from_string(std::string_view text, Outcome* out) { return parse(kOutcomes, text, out); }

}  // namespace brazecheck
