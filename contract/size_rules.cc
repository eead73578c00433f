#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "contract/json_values.h"
#include "contract/rule_arguments.h"
#include "contract/rule_sets.h"
#include "contract/schema_locator.h"
#include "contract/value_text.h"

// Rules of size: bytes and levels of nesting.

namespace brazecheck {
namespace {

using namespace rules;
using Breach = std::optional<RuleBreach>;

// max_bytes, min_bytes ----------------------------------------------------------------------------

std::string check_only_max(const Json& args) {
  return first_of({check_names(args, {"max"}), check_count(args, "max")});
}

std::string check_min_bytes(const Json& args) {
  return first_of({check_names(args, {"min"}), check_count(args, "min")});
}

std::string at_most_bytes(const Json& args) {
  return "at most " + count_of(count_in(args, "max"), "byte", "bytes") + " of UTF-8";
}

std::string at_least_bytes(const Json& args) {
  return "at least " + count_of(count_in(args, "min"), "byte", "bytes") + " of UTF-8";
}

Breach max_bytes(const Json& value, const Json& args) {
  if (!value.is_string()) return std::nullopt;
  const std::size_t size = value.get_ref<const std::string&>().size();
  if (size <= count_in(args, "max")) return std::nullopt;
  return RuleBreach{"", at_most_bytes(args), count_of(size, "byte", "bytes")};
}

Breach min_bytes(const Json& value, const Json& args) {
  if (!value.is_string()) return std::nullopt;
  const std::size_t size = value.get_ref<const std::string&>().size();
  if (size >= count_in(args, "min")) return std::nullopt;
  return RuleBreach{"", at_least_bytes(args), count_of(size, "byte", "bytes")};
}

// max_json_bytes ----------------------------------------------------------------------------------

std::string check_json_bytes(const Json& args) {
  if (auto wrong = check_names(args, {"max", "only_nested"}); !wrong.empty()) return wrong;
  if (args.contains("only_nested") && !args["only_nested"].is_boolean()) {
    return "\"only_nested\" must be true or false";
  }
  return check_count(args, "max");
}

bool has_nested(const Json& value) {
  return std::any_of(value.begin(), value.end(),
                     [](const Json& part) { return part.is_structured(); });
}

Breach max_json_bytes(const Json& value, const Json& args) {
  if (!value.is_structured()) return std::nullopt;
  if (args.value("only_nested", false) && !has_nested(value)) return std::nullopt;
  const std::size_t max = count_in(args, "max");
  if (surely_fits(value, max) || compact_size(value, max) <= max) return std::nullopt;
  return RuleBreach{"", "at most " + count_of(max, "byte", "bytes") + " of JSON", "more than that"};
}

std::string describe_json_bytes(const Json& args) {
  return fmt::format(
      "at most {} of compact JSON{}", count_of(count_in(args, "max"), "byte", "bytes"),
      args.value("only_nested", false) ? " where a member is an array or object" : "");
}

// max_depth ---------------------------------------------------------------------------------------

// Levels of nesting, counted no further than `limit` + 1.
std::size_t levels(const Json& value, std::size_t limit) {
  if (!value.is_structured()) return 0;
  std::size_t deepest = 0;
  if (limit > 0) {
    for (const Json& part : value) {
      deepest = std::max(deepest, levels(part, limit - 1));
      if (deepest >= limit) break;
    }
  }
  return deepest + 1;
}

std::string check_depth(const Json& args) {
  const std::string wrong = check_only_max(args);
  if (wrong.empty() && args["max"] > kMaxNesting) {
    return fmt::format("\"max\" must be at most {}", kMaxNesting);
  }
  return wrong;
}

Breach max_depth(const Json& value, const Json& args) {
  if (levels(value, count_in(args, "max")) <= count_in(args, "max")) return std::nullopt;
  return RuleBreach{"",
                    "at most " + count_of(count_in(args, "max"), "level", "levels") + " of nesting",
                    "deeper nesting"};
}

std::string describe_depth(const Json& args) {
  return "arrays and objects nest at most " + count_of(count_in(args, "max"), "level", "levels") +
         " deep";
}

// max_total_bytes ---------------------------------------------------------------------------------

std::string check_total_bytes(const Json& args) {
  return first_of({check_names(args, {"members", "max"}), check_count(args, "max"),
                   args.contains("members") ? check_members(args, "members") : std::string()});
}

// A text counts its UTF-8, anything else its compact JSON.
std::size_t bytes_of(const Json& value, std::size_t limit) {
  return value.is_string() ? value.get_ref<const std::string&>().size()
                           : compact_size(value, limit);
}

Breach max_total_bytes(const Json& value, const Json& args) {
  if (!value.is_object()) return std::nullopt;
  const std::size_t max = count_in(args, "max");
  const Json* names = member(args, "members");
  std::size_t total = 0;
  for (const auto& [name, part] : value.get_ref<const Json::object_t&>()) {
    const bool counts = names == nullptr || std::any_of(names->begin(), names->end(),
                                                        [&name = name](const Json& counted) {
                                                          return counted == name;
                                                        });
    if (counts) total += std::min(bytes_of(part, max), max + 1);
    if (total > max) {
      return RuleBreach{"", "at most " + count_of(max, "byte", "bytes") + " in all",
                        "more than that"};
    }
  }
  return std::nullopt;
}

std::string describe_total_bytes(const Json& args) {
  const Json* names = member(args, "members");
  return fmt::format("{} hold at most {} together",
                     names == nullptr ? "all members"
                                      : join_words(names->get<std::vector<std::string>>(), " and "),
                     count_of(count_in(args, "max"), "byte", "bytes"));
}

constexpr std::array<Rule, 5> kRules = {{
    {"max_bytes", "on a string: at most `max` bytes of UTF-8", check_only_max, max_bytes,
     at_most_bytes},
    {"min_bytes", "on a string: at least `min` bytes of UTF-8", check_min_bytes, min_bytes,
     at_least_bytes},
    {"max_json_bytes",
     "on an object or array: at most `max` bytes as compact JSON; with `only_nested` only where a "
     "member is an array or object",
     check_json_bytes, max_json_bytes, describe_json_bytes},
    {"max_depth", "arrays and objects nest at most `max` levels deep", check_depth, max_depth,
     describe_depth},
    {"max_total_bytes",
     "on an object: `members`, or all, hold at most `max` bytes together; texts count their UTF-8, "
     "other values their compact JSON",
     check_total_bytes, max_total_bytes, describe_total_bytes},
}};

}  // namespace

std::span<const Rule> size_rules() { return kRules; }

}  // namespace brazecheck
