#include "contract/rules.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "contract/formats.h"
#include "contract/json_values.h"
#include "contract/schema_locator.h"
#include "contract/value_text.h"

namespace brazecheck {
namespace {

using Breach = std::optional<RuleBreach>;

// Arguments -----------------------------------------------------------------------------------

bool is_count(const Json& value) { return value.is_number_integer() && value >= 0; }

bool is_name(const Json& value) {
  return value.is_string() && !value.get_ref<const std::string&>().empty();
}

std::string check_names(const Json& args, std::initializer_list<std::string_view> known) {
  for (const auto& [name, value] : args.items()) {
    if (std::find(known.begin(), known.end(), name) == known.end()) {
      return fmt::format("\"{}\" is no argument of this rule", name);
    }
  }
  return "";
}

std::string check_max(const Json& args) {
  return args.contains("max") && is_count(args["max"]) ? "" : "\"max\" must be a whole number";
}

std::string check_only_max(const Json& args) {
  const std::string wrong = check_names(args, {"max"});
  return wrong.empty() ? check_max(args) : wrong;
}

std::string check_key(const Json& args) {
  return args.contains("key") && is_name(args["key"]) ? "" : "\"key\" must name a member";
}

std::size_t max_of(const Json& args) { return args["max"].get<std::size_t>(); }

const std::string& key_of(const Json& args) { return args["key"].get_ref<const std::string&>(); }

// The named member of an object; null where there is none.
const Json* member(const Json& value, const std::string& name) {
  if (!value.is_object()) return nullptr;
  const auto found = value.find(name);
  return found == value.end() ? nullptr : &*found;
}

// max_total_items -----------------------------------------------------------------------------

std::string check_total(const Json& args) {
  if (auto wrong = check_names(args, {"arrays", "max"}); !wrong.empty()) return wrong;
  const Json* arrays = member(args, "arrays");
  if (arrays == nullptr || !arrays->is_array() || arrays->empty() ||
      !std::all_of(arrays->begin(), arrays->end(), is_name)) {
    return "\"arrays\" must list names of members";
  }
  return check_max(args);
}

Breach total_items(const Json& value, const Json& args) {
  if (!value.is_object()) return std::nullopt;
  std::size_t total = 0;
  for (const Json& name : args["arrays"]) {
    const Json* array = member(value, name.get_ref<const std::string&>());
    if (array != nullptr && array->is_array()) total += array->size();
  }
  if (total <= max_of(args)) return std::nullopt;
  return RuleBreach{"", "at most " + count_of(max_of(args), "item", "items") + " together",
                    count_of(total, "item", "items")};
}

std::string describe_total(const Json& args) {
  return fmt::format("{} hold at most {} together",
                     join_words(args["arrays"].get<std::vector<std::string>>(), " and "),
                     count_of(max_of(args), "item", "items"));
}

// unique_by -----------------------------------------------------------------------------------

std::string check_unique(const Json& args) {
  const std::string wrong = check_names(args, {"key"});
  return wrong.empty() ? check_key(args) : wrong;
}

Breach unique_by(const Json& value, const Json& args) {
  if (!value.is_array() || value.size() < 2) return std::nullopt;
  std::vector<const Json*> keys;
  std::vector<std::size_t> holders;
  for (std::size_t i = 0; i < value.size(); ++i) {
    if (const Json* key = member(value[i], key_of(args))) {
      keys.push_back(key);
      holders.push_back(i);
    }
  }
  const auto pair = find_equal_pair(keys);
  if (!pair) return std::nullopt;
  return RuleBreach{
      fmt::format("/{}/{}", holders[pair->second], pointer_token(key_of(args))),
      key_of(args) + " that no other item has",
      fmt::format("{}, as in item {}", describe_value(*keys[pair->second]), holders[pair->first])};
}

std::string describe_unique(const Json& args) {
  return "no two items have the same " + key_of(args);
}

// first_item_equals ---------------------------------------------------------------------------

std::string check_first(const Json& args) {
  if (auto wrong = check_names(args, {"value"}); !wrong.empty()) return wrong;
  const Json* value = member(args, "value");
  return value != nullptr && value->is_object() && !value->empty()
             ? ""
             : "\"value\" must be an object that is not empty";
}

Breach first_item(const Json& value, const Json& args) {
  if (!value.is_array() || value.empty()) return std::nullopt;
  const Json& first = value.front();
  if (!first.is_object()) return std::nullopt;
  for (const auto& [name, expected] : args["value"].get_ref<const Json::object_t&>()) {
    const Json* actual = member(first, name);
    if (actual != nullptr && json_equal(*actual, expected)) continue;
    return RuleBreach{"/0", fmt::format("{}: {}", name, describe_value(expected)),
                      actual == nullptr ? "no such member"
                                        : fmt::format("{}: {}", name, describe_value(*actual))};
  }
  return std::nullopt;
}

std::string describe_first(const Json& args) {
  std::vector<std::string> words;
  for (const auto& [name, value] : args["value"].items()) {
    words.push_back(fmt::format("{}: {}", name, describe_value(value)));
  }
  return "the first item has " + join_words(words, " and ");
}

// max_bytes, min_bytes ------------------------------------------------------------------------

std::string check_min_bytes(const Json& args) {
  if (auto wrong = check_names(args, {"min"}); !wrong.empty()) return wrong;
  return args.contains("min") && is_count(args["min"]) ? "" : "\"min\" must be a whole number";
}

std::string at_most_bytes(const Json& args) {
  return "at most " + count_of(max_of(args), "byte", "bytes") + " of UTF-8";
}

std::string at_least_bytes(const Json& args) {
  return "at least " + count_of(args["min"].get<std::size_t>(), "byte", "bytes") + " of UTF-8";
}

Breach max_bytes(const Json& value, const Json& args) {
  if (!value.is_string()) return std::nullopt;
  const std::size_t size = value.get_ref<const std::string&>().size();
  if (size <= max_of(args)) return std::nullopt;
  return RuleBreach{"", at_most_bytes(args), count_of(size, "byte", "bytes")};
}

Breach min_bytes(const Json& value, const Json& args) {
  if (!value.is_string()) return std::nullopt;
  const std::size_t size = value.get_ref<const std::string&>().size();
  if (size >= args["min"].get<std::size_t>()) return std::nullopt;
  return RuleBreach{"", at_least_bytes(args), count_of(size, "byte", "bytes")};
}

// max_json_bytes ------------------------------------------------------------------------------

std::string check_json_bytes(const Json& args) {
  if (auto wrong = check_names(args, {"max", "only_nested"}); !wrong.empty()) return wrong;
  if (args.contains("only_nested") && !args["only_nested"].is_boolean()) {
    return "\"only_nested\" must be true or false";
  }
  return check_max(args);
}

bool has_nested(const Json& value) {
  return std::any_of(value.begin(), value.end(),
                     [](const Json& part) { return part.is_structured(); });
}

Breach max_json_bytes(const Json& value, const Json& args) {
  if (!value.is_structured()) return std::nullopt;
  if (args.value("only_nested", false) && !has_nested(value)) return std::nullopt;
  const std::size_t size = compact_size(value, max_of(args));
  if (size <= max_of(args)) return std::nullopt;
  return RuleBreach{"", "at most " + count_of(max_of(args), "byte", "bytes") + " of JSON",
                    "more than that"};
}

std::string describe_json_bytes(const Json& args) {
  return fmt::format(
      "at most {} of compact JSON{}", count_of(max_of(args), "byte", "bytes"),
      args.value("only_nested", false) ? " where a member is an array or object" : "");
}

// max_depth -----------------------------------------------------------------------------------

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
  if (levels(value, max_of(args)) <= max_of(args)) return std::nullopt;
  return RuleBreach{"", "at most " + count_of(max_of(args), "level", "levels") + " of nesting",
                    "deeper nesting"};
}

std::string describe_depth(const Json& args) {
  return "arrays and objects nest at most " + count_of(max_of(args), "level", "levels") + " deep";
}

// no_times_in_arrays --------------------------------------------------------------------------

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

// max_distinct --------------------------------------------------------------------------------

std::string check_distinct(const Json& args) {
  if (auto wrong = check_names(args, {"key", "where", "max"}); !wrong.empty()) return wrong;
  if (auto wrong = check_key(args); !wrong.empty()) return wrong;
  if (const Json* where = member(args, "where")) {
    const Json* in = member(*where, "in");
    if (!where->is_object() || !check_names(*where, {"key", "in"}).empty() ||
        !check_key(*where).empty() || in == nullptr || !in->is_array() || in->empty()) {
      return "\"where\" must be {key, in: [values]}";
    }
  }
  return check_max(args);
}

bool selected(const Json& item, const Json& args) {
  const Json* where = member(args, "where");
  if (where == nullptr) return true;
  const Json* actual = member(item, key_of(*where));
  if (actual == nullptr) return false;
  const Json& in = (*where)["in"];
  return std::any_of(in.begin(), in.end(),
                     [&](const Json& value) { return json_equal(value, *actual); });
}

Breach max_distinct(const Json& value, const Json& args) {
  if (!value.is_array()) return std::nullopt;
  std::vector<const Json*> distinct;
  for (const Json& item : value) {
    const Json* key = selected(item, args) ? member(item, key_of(args)) : nullptr;
    if (key == nullptr || std::any_of(distinct.begin(), distinct.end(), [&](const Json* known) {
          return json_equal(*known, *key);
        })) {
      continue;
    }
    distinct.push_back(key);
    // One too many settles it, which also bounds the comparisons.
    if (distinct.size() > max_of(args)) {
      return RuleBreach{
          "",
          fmt::format("at most {} of {}",
                      count_of(max_of(args), "distinct value", "distinct values"), key_of(args)),
          "more than that"};
    }
  }
  return std::nullopt;
}

std::string describe_distinct(const Json& args) {
  std::string text =
      fmt::format("items have at most {} of {}",
                  count_of(max_of(args), "distinct value", "distinct values"), key_of(args));
  if (const Json* where = member(args, "where")) {
    std::vector<std::string> words;
    for (const Json& value : (*where)["in"]) words.push_back(describe_value(value));
    text += fmt::format(" where {} is {}", key_of(*where), join_words(words, " or "));
  }
  return text;
}

constexpr std::array<Rule, 9> kRules = {{
    {"max_total_items", "on an object: the `arrays` hold at most `max` items together", check_total,
     total_items, describe_total},
    {"unique_by", "on an array of objects: no two items share the value of `key`", check_unique,
     unique_by, describe_unique},
    {"first_item_equals", "on an array of objects: the first item holds the members of `value`",
     check_first, first_item, describe_first},
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
    {"no_times_in_arrays", "no string inside an array is a date and time", check_nothing,
     no_times_in_arrays, describe_no_times},
    {"max_distinct",
     "on an array of objects: at most `max` distinct values of `key`, among the items that `where` "
     "selects",
     check_distinct, max_distinct, describe_distinct},
}};

}  // namespace

const Rule* find_rule(std::string_view name) {
  const auto found = std::find_if(kRules.begin(), kRules.end(),
                                  [&](const Rule& rule) { return rule.name == name; });
  return found == kRules.end() ? nullptr : &*found;
}

std::span<const Rule> all_rules() { return kRules; }

}  // namespace brazecheck
