#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <utility>

#include "contract/formats.h"
#include "contract/json_values.h"
#include "contract/rule_arguments.h"
#include "contract/rule_sets.h"
#include "contract/schema_locator.h"
#include "contract/time_formats.h"
#include "contract/value_text.h"

// Rules of times: where they may stand, and which comes first.

namespace brazecheck {
namespace {

using namespace rules;
using Breach = std::optional<RuleBreach>;

// no_times_in_arrays ------------------------------------------------------------------------------

std::string check_nothing(const Json& args) { return check_names(args, {}); }

Breach find_time(const Json& value, bool in_array, int depth) {
  static const Format* const kDateTime = find_format("date-time");
  if (depth > kMaxNesting) return std::nullopt;
  if (value.is_string()) {
    if (!in_array || !kDateTime->matches(value.get_ref<const std::string&>())) return std::nullopt;
    return RuleBreach{"", "no date and time inside an array", describe_value(value)};
  }
  if (value.is_array()) {
    for (std::size_t i = 0; i < value.size(); ++i) {
      if (auto breach = find_time(value[i], true, depth + 1)) {
        breach->pointer.insert(0, "/" + std::to_string(i));
        return breach;
      }
    }
  } else if (value.is_object()) {
    for (const auto& [name, part] : value.get_ref<const Json::object_t&>()) {
      if (auto breach = find_time(part, in_array, depth + 1)) {
        breach->pointer.insert(0, "/" + pointer_token(name));
        return breach;
      }
    }
  }
  return std::nullopt;
}

Breach no_times_in_arrays(const Json& value, const Json&) { return find_time(value, false, 0); }

std::string describe_no_times(const Json&) { return "no array holds a date and time"; }

// times_ordered -----------------------------------------------------------------------------------

std::string check_ordered(const Json& args) {
  const Json* equal = member(args, "or_equal");
  return first_of(
      {check_names(args, {"earlier", "later", "or_equal"}), check_member(args, "earlier"),
       check_member(args, "later"),
       equal == nullptr || equal->is_boolean() ? "" : "\"or_equal\" must be true or false"});
}

// The moments that two members name; a text that is no time is for its own schema to refuse.
std::optional<std::pair<std::int64_t, std::int64_t>> moments(const Json& value,
                                                             const std::string& from,
                                                             const std::string& to) {
  const Json* first = member(value, from);
  const Json* second = member(value, to);
  if (first == nullptr || second == nullptr || !first->is_string() || !second->is_string()) {
    return std::nullopt;
  }
  const auto begin = moment_of(first->get_ref<const std::string&>());
  const auto end = moment_of(second->get_ref<const std::string&>());
  if (!begin || !end) return std::nullopt;
  return std::pair(*begin, *end);
}

Breach times_ordered(const Json& value, const Json& args) {
  const auto& earlier = text_in(args, "earlier");
  const auto& later = text_in(args, "later");
  const auto pair = moments(value, earlier, later);
  if (!pair || pair->first < pair->second) return std::nullopt;
  const bool or_equal = args.value("or_equal", false);
  if (or_equal && pair->first == pair->second) return std::nullopt;
  return RuleBreach{"/" + pointer_token(earlier),
                    fmt::format("a time {} {}", or_equal ? "not after" : "before", later),
                    fmt::format("{}, with {} {}", describe_value(value.at(earlier)), later,
                                describe_value(value.at(later)))};
}

std::string describe_ordered(const Json& args) {
  return fmt::format("{} is {} {}", text_in(args, "earlier"),
                     args.value("or_equal", false) ? "not after" : "before",
                     text_in(args, "later"));
}

// max_time_span -----------------------------------------------------------------------------------

std::string check_span(const Json& args) {
  return first_of({check_names(args, {"from", "to", "max_days"}), check_member(args, "from"),
                   check_member(args, "to"), check_count(args, "max_days")});
}

Breach max_time_span(const Json& value, const Json& args) {
  constexpr std::int64_t kDay = 86'400'000;
  const auto pair = moments(value, text_in(args, "from"), text_in(args, "to"));
  const std::size_t days = count_in(args, "max_days");
  if (!pair || pair->second <= pair->first) return std::nullopt;
  // Days that are begun: a product with `max_days` might not fit.
  const std::int64_t begun = (pair->second - pair->first - 1) / kDay;
  if (static_cast<std::size_t>(begun) < days) return std::nullopt;
  return RuleBreach{
      "/" + pointer_token(text_in(args, "to")),
      fmt::format("at most {} after {}", count_of(days, "day", "days"), text_in(args, "from")),
      "a later time"};
}

std::string describe_span(const Json& args) {
  return fmt::format("{} is at most {} after {}", text_in(args, "to"),
                     count_of(count_in(args, "max_days"), "day", "days"), text_in(args, "from"));
}

constexpr std::array<Rule, 3> kRules = {{
    {"no_times_in_arrays", "no string inside an array is a date and time", check_nothing,
     no_times_in_arrays, describe_no_times},
    {"times_ordered",
     "on an object: the time in `earlier` is before the one in `later`, or the same with "
     "`or_equal`",
     check_ordered, times_ordered, describe_ordered},
    {"max_time_span", "on an object: at most `max_days` lie between the times in `from` and `to`",
     check_span, max_time_span, describe_span},
}};

}  // namespace

std::span<const Rule> time_rules() { return kRules; }

}  // namespace brazecheck
