#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <unordered_map>

#include "contract/json_values.h"
#include "contract/rule_arguments.h"
#include "contract/rule_sets.h"
#include "contract/schema_locator.h"
#include "contract/value_text.h"

// Rules of lists: how many, which, and what they have in common.

namespace brazecheck {
namespace {

using namespace rules;
using Breach = std::optional<RuleBreach>;

// max_total_items ---------------------------------------------------------------------------------

// Items of the lists that a path of member names leads to; "item" stands for all items of a list.
std::size_t items_at(const Json& value, std::string_view path) {
  const std::size_t dot = path.find('.');
  const std::string name(path.substr(0, dot));
  if (name == "item" && value.is_array()) {
    std::size_t total = 0;
    for (const Json& item : value) total += items_at(item, path.substr(dot + 1));
    return total;
  }
  const Json* found = member(value, name);
  if (found == nullptr) return 0;
  if (dot != std::string_view::npos) return items_at(*found, path.substr(dot + 1));
  return found->is_array() ? found->size() : 0;
}

std::string check_total(const Json& args) {
  return first_of({check_names(args, {"arrays", "max"}), check_members(args, "arrays"),
                   check_count(args, "max")});
}

Breach total_items(const Json& value, const Json& args) {
  if (!value.is_object()) return std::nullopt;
  std::size_t total = 0;
  for (const Json& path : args["arrays"]) {
    total += items_at(value, path.get_ref<const std::string&>());
  }
  if (total <= count_in(args, "max")) return std::nullopt;
  return RuleBreach{"", "at most " + count_of(count_in(args, "max"), "item", "items") + " together",
                    count_of(total, "item", "items")};
}

std::string describe_total(const Json& args) {
  return fmt::format("{} hold at most {} together",
                     join_words(args["arrays"].get<std::vector<std::string>>(), " and "),
                     count_of(count_in(args, "max"), "item", "items"));
}

// unique_by ---------------------------------------------------------------------------------------

std::string check_unique(const Json& args) {
  return first_of({check_names(args, {"key"}), check_member(args, "key")});
}

Breach unique_by(const Json& value, const Json& args) {
  if (!value.is_array() || value.size() < 2) return std::nullopt;
  std::vector<const Json*> keys;
  std::vector<std::size_t> holders;
  for (std::size_t i = 0; i < value.size(); ++i) {
    if (const Json* key = member(value[i], text_in(args, "key"))) {
      keys.push_back(key);
      holders.push_back(i);
    }
  }
  const auto pair = find_equal_pair(keys);
  if (!pair) return std::nullopt;
  return RuleBreach{
      fmt::format("/{}/{}", holders[pair->second], pointer_token(text_in(args, "key"))),
      text_in(args, "key") + " that no other item has",
      fmt::format("{}, as in item {}", describe_value(*keys[pair->second]), holders[pair->first])};
}

std::string describe_unique(const Json& args) {
  return "no two items have the same " + text_in(args, "key");
}

// first_item_equals -------------------------------------------------------------------------------

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

// max_distinct ------------------------------------------------------------------------------------

std::string check_distinct(const Json& args) {
  if (auto wrong = check_names(args, {"key", "where", "max"}); !wrong.empty()) return wrong;
  if (auto wrong = check_member(args, "key"); !wrong.empty()) return wrong;
  if (const Json* where = member(args, "where")) {
    const Json* in = member(*where, "in");
    if (!where->is_object() || !check_names(*where, {"key", "in"}).empty() ||
        !check_member(*where, "key").empty() || in == nullptr || !in->is_array() || in->empty()) {
      return "\"where\" must be {key, in: [values]}";
    }
  }
  return check_count(args, "max");
}

bool selected(const Json& item, const Json& args) {
  const Json* where = member(args, "where");
  if (where == nullptr) return true;
  const Json* actual = member(item, text_in(*where, "key"));
  if (actual == nullptr) return false;
  const Json& in = (*where)["in"];
  return std::any_of(in.begin(), in.end(),
                     [&](const Json& value) { return json_equal(value, *actual); });
}

Breach max_distinct(const Json& value, const Json& args) {
  if (!value.is_array()) return std::nullopt;
  std::vector<const Json*> distinct;
  for (const Json& item : value) {
    const Json* key = selected(item, args) ? member(item, text_in(args, "key")) : nullptr;
    if (key == nullptr || std::any_of(distinct.begin(), distinct.end(), [&](const Json* known) {
          return json_equal(*known, *key);
        })) {
      continue;
    }
    distinct.push_back(key);
    // One too many settles it, which also bounds the comparisons.
    if (distinct.size() > count_in(args, "max")) {
      return RuleBreach{
          "",
          fmt::format("at most {} of {}",
                      count_of(count_in(args, "max"), "distinct value", "distinct values"),
                      text_in(args, "key")),
          "more than that"};
    }
  }
  return std::nullopt;
}

std::string describe_distinct(const Json& args) {
  std::string text = fmt::format(
      "items have at most {} of {}",
      count_of(count_in(args, "max"), "distinct value", "distinct values"), text_in(args, "key"));
  if (const Json* where = member(args, "where")) {
    std::vector<std::string> words;
    for (const Json& value : (*where)["in"]) words.push_back(describe_value(value));
    text += fmt::format(" where {} is {}", text_in(*where, "key"), join_words(words, " or "));
  }
  return text;
}

// one_key_across ----------------------------------------------------------------------------------

std::string check_one_key(const Json& args) {
  return first_of({check_names(args, {"keys"}), check_members(args, "keys")});
}

Breach one_key_across(const Json& value, const Json& args) {
  if (!value.is_array()) return std::nullopt;
  const Json* used = nullptr;
  std::size_t user = 0;
  for (std::size_t i = 0; i < value.size(); ++i) {
    for (const Json& key : args["keys"]) {
      if (member(value[i], key.get_ref<const std::string&>()) == nullptr) continue;
      if (used != nullptr && *used != key) {
        return RuleBreach{
            fmt::format("/{}", i),
            fmt::format("no {} beside {}", key.get<std::string>(), used->get<std::string>()),
            fmt::format("{} here, {} in item {}", key.get<std::string>(), used->get<std::string>(),
                        user)};
      }
      used = &key;
      user = i;
    }
  }
  return std::nullopt;
}

std::string describe_one_key(const Json& args) {
  return fmt::format("only one of {} is used over all items",
                     join_words(args["keys"].get<std::vector<std::string>>(), " and "));
}

// members_differ ----------------------------------------------------------------------------------

std::string check_differ(const Json& args) {
  return first_of({check_names(args, {"members"}), check_members(args, "members")});
}

Breach members_differ(const Json& value, const Json& args) {
  const Json& names = args["members"];
  for (std::size_t i = 0; i < names.size(); ++i) {
    const Json* first = member(value, names[i].get_ref<const std::string&>());
    for (std::size_t k = i + 1; first != nullptr && k < names.size(); ++k) {
      const auto& name = names[k].get_ref<const std::string&>();
      const Json* second = member(value, name);
      if (second == nullptr || !json_equal(*first, *second)) continue;
      return RuleBreach{"/" + pointer_token(name),
                        "another value than that of " + names[i].get<std::string>(),
                        describe_value(*second)};
    }
  }
  return std::nullopt;
}

std::string describe_differ(const Json& args) {
  return join_words(args["members"].get<std::vector<std::string>>(), " and ") + " differ";
}

// text_not_naming ---------------------------------------------------------------------------------

std::string check_naming(const Json& args) {
  const auto text = [&](const char* name) {
    const Json* value = member(args, name);
    return value != nullptr && is_name(*value) ? std::string()
                                               : fmt::format("\"{}\" must be a text", name);
  };
  return first_of({check_names(args, {"text", "names", "before", "after"}),
                   check_member(args, "text"), check_member(args, "names"), text("before"),
                   text("after")});
}

Breach text_not_naming(const Json& value, const Json& args) {
  const Json* text = member(value, text_in(args, "text"));
  const Json* name = member(value, text_in(args, "names"));
  if (text == nullptr || name == nullptr || !text->is_string() || !is_name(*name)) {
    return std::nullopt;
  }
  const std::string wanted =
      text_in(args, "before") + name->get<std::string>() + text_in(args, "after");
  if (text->get_ref<const std::string&>().find(wanted) == std::string::npos) return std::nullopt;
  return RuleBreach{"/" + pointer_token(text_in(args, "text")), "a text without " + wanted,
                    "one that has it"};
}

std::string describe_naming(const Json& args) {
  return fmt::format("{} does not hold {}<{}>{}", text_in(args, "text"), text_in(args, "before"),
                     text_in(args, "names"), text_in(args, "after"));
}

// max_per_key -------------------------------------------------------------------------------------

std::string check_per_key(const Json& args) {
  return first_of({check_names(args, {"arrays", "keys", "max"}), check_members(args, "arrays"),
                   check_members(args, "keys"), check_count(args, "max")});
}

// Items that have one value of one key.
struct Alike {
  const std::string* key = nullptr;
  const Json* value = nullptr;
  std::size_t count = 0;
};

// The first of `keys` that says something of an item; null names nothing.
Alike name_of(const Json& item, const Json& keys) {
  for (const Json& key : keys) {
    const auto& name = key.get_ref<const std::string&>();
    const Json* value = member(item, name);
    if (value != nullptr && !value->is_null()) return {&name, value, 0};
  }
  return {};
}

// The items that are like this one so far. Null where more unequal values share a hash than chance
// makes: such a list is built to be slow to judge.
Alike* find_alike(const Alike& named, std::vector<Alike>* of_hash) {
  constexpr std::size_t kMostOfOneHash = 8;
  const auto known = std::find_if(of_hash->begin(), of_hash->end(), [&](const Alike& other) {
    return *other.key == *named.key && json_equal(*other.value, *named.value);
  });
  if (known != of_hash->end()) return &*known;
  if (of_hash->size() == kMostOfOneHash) return nullptr;
  return &of_hash->emplace_back(named);
}

Breach max_per_key(const Json& value, const Json& args) {
  const std::size_t max = count_in(args, "max");
  std::unordered_map<std::uint64_t, std::vector<Alike>> by_hash;
  for (const Json& array : args["arrays"]) {
    const auto& name = array.get_ref<const std::string&>();
    const Json* list = member(value, name);
    if (list == nullptr || !list->is_array()) continue;
    for (std::size_t i = 0; i < list->size(); ++i) {
      const Alike named = name_of((*list)[i], args["keys"]);
      if (named.key == nullptr) continue;
      Alike* alike = find_alike(named, &by_hash[json_hash(*named.value)]);
      if (alike == nullptr || ++alike->count <= max) continue;
      return RuleBreach{
          fmt::format("/{}/{}", pointer_token(name), i),
          fmt::format("at most {} with one {}", count_of(max, "item", "items"), *named.key),
          fmt::format("one more with {}", describe_value(*named.value))};
    }
  }
  return std::nullopt;
}

std::string describe_per_key(const Json& args) {
  return fmt::format("{} hold at most {} with the same {}",
                     join_words(args["arrays"].get<std::vector<std::string>>(), " and "),
                     count_of(count_in(args, "max"), "item", "items"),
                     join_words(args["keys"].get<std::vector<std::string>>(), " or "));
}

constexpr std::array<Rule, 8> kRules = {{
    {"max_total_items",
     "on an object: the `arrays` hold at most `max` items together; a path leads through lists "
     "as in `sections.item.rows`",
     check_total, total_items, describe_total},
    {"unique_by", "on an array of objects: no two items share the value of `key`", check_unique,
     unique_by, describe_unique},
    {"first_item_equals", "on an array of objects: the first item holds the members of `value`",
     check_first, first_item, describe_first},
    {"max_distinct",
     "on an array of objects: at most `max` distinct values of `key`, among the items that `where` "
     "selects",
     check_distinct, max_distinct, describe_distinct},
    {"one_key_across", "on an array of objects: only one of `keys` is used over all items",
     check_one_key, one_key_across, describe_one_key},
    {"members_differ", "on an object: no two of `members` have the same value", check_differ,
     members_differ, describe_differ},
    {"text_not_naming",
     "on an object: the member `text` does not hold the value of the member `names` between "
     "`before` and `after`",
     check_naming, text_not_naming, describe_naming},
    {"max_per_key",
     "on an object: at most `max` items of the `arrays`, taken together, have the same value "
     "of the same key; an item counts by the first of `keys` that it has",
     check_per_key, max_per_key, describe_per_key},
}};

}  // namespace

std::span<const Rule> list_rules() { return kRules; }

}  // namespace brazecheck
