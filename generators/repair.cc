#include "generators/repair.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "contract/formats.h"
#include "contract/rules.h"
#include "contract/time_formats.h"

namespace brazecheck {
namespace {

void trim_total(const Json& args, Json* object) {
  if (!object->is_object()) return;
  const auto max = args.at("max").get<std::size_t>();
  for (;;) {
    std::size_t total = 0;
    Json* longest = nullptr;
    for (const auto& name : args.at("arrays")) {
      const auto found = object->find(name.get<std::string>());
      if (found == object->end() || !found->is_array()) continue;
      total += found->size();
      if (longest == nullptr || found->size() > longest->size()) longest = &*found;
    }
    if (total <= max || longest == nullptr || longest->empty()) return;
    longest->erase(longest->end() - 1);
  }
}

// A text that no other item has, made of one that too many have. A number that stands for
// something, such as one to call, has no such variant.
std::optional<std::string> varied(const std::string& text, std::size_t serial) {
  const bool number = text.find_first_not_of("+0123456789") == std::string::npos;
  if (number) return std::nullopt;
  const bool address = text.find('@') != std::string::npos;
  return address ? fmt::format("n{}.{}", serial, text) : fmt::format("{}_{}", text, serial);
}

// Gives items other keys once too many have the same, and drops them where that cannot be done.
void spread_keys(const Json& args, Json* object) {
  if (!object->is_object()) return;
  const auto max = args.at("max").get<std::size_t>();
  std::map<std::pair<std::string, Json>, std::size_t> counts;
  std::size_t serial = 0;
  const auto keep = [&](Json& item) {
    for (const auto& key : args.at("keys")) {
      const auto name = key.get<std::string>();
      if (!item.is_object() || !item.contains(name) || item[name].is_null()) continue;
      if (++counts[{name, item[name]}] <= max) return true;
      const auto* text = item[name].get_ptr<const std::string*>();
      auto other = text == nullptr ? std::nullopt : varied(*text, serial++);
      if (!other) return false;
      item[name] = std::move(*other);
      return true;
    }
    return true;
  };
  for (const auto& array : args.at("arrays")) {
    const auto found = object->find(array.get<std::string>());
    if (found == object->end() || !found->is_array()) continue;
    Json kept = Json::array();
    for (auto& item : *found) {
      if (keep(item)) kept.push_back(std::move(item));
    }
    *found = std::move(kept);
  }
}

void drop_repeated(const std::string& key, Json* array) {
  if (!array->is_array()) return;
  std::set<Json> seen;
  Json kept = Json::array();
  for (auto& item : *array) {
    if (item.is_object() && item.contains(key) && !seen.insert(item[key]).second) continue;
    kept.push_back(std::move(item));
  }
  *array = std::move(kept);
}

void keep_distinct(const Json& args, Json* array) {
  if (!array->is_array()) return;
  const auto key = args.at("key").get<std::string>();
  const auto where = args.value("where", Json::object());
  std::set<Json> values;
  for (auto& item : *array) {
    if (!item.is_object() || !item.contains(key)) continue;
    if (where.contains("key")) {
      const auto other = where["key"].get<std::string>();
      const auto& in = where.at("in");
      if (!item.contains(other) || std::find(in.begin(), in.end(), item[other]) == in.end())
        continue;
    }
    if (values.size() < args.at("max").get<std::size_t>()) {
      values.insert(item[key]);
    } else if (!values.empty() && !values.contains(item[key])) {
      item[key] = *values.begin();
    }
  }
}

void drop_times(bool inside_array, Json* value) {
  if (value->is_string() && inside_array) {
    const Format* format = find_format("date-time");
    if (format != nullptr && format->matches(value->get_ref<const std::string&>()))
      *value = "no time";
  } else if (value->is_structured()) {
    for (auto& part : *value) drop_times(inside_array || value->is_array(), &part);
  }
}

void fit_bytes(const Json& args, bool at_most, Json* value) {
  if (!value->is_string()) return;
  const auto limit = args.at(at_most ? "max" : "min").get<std::size_t>();
  auto& text = value->get_ref<std::string&>();
  if (!at_most) {
    if (text.size() < limit) text.append(limit - text.size(), 'a');
    return;
  }
  if (text.size() <= limit) return;
  std::size_t end = limit;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  text.resize(end);
}

std::string* text_member(Json* object, const std::string& name) {
  if (!object->is_object()) return nullptr;
  const auto found = object->find(name);
  return found == object->end() ? nullptr : found->get_ptr<std::string*>();
}

void order_times(const Json& args, Json* object) {
  auto* earlier = text_member(object, args.at("earlier").get<std::string>());
  auto* later = text_member(object, args.at("later").get<std::string>());
  if (earlier == nullptr || later == nullptr) return;
  const auto first = moment_of(*earlier), second = moment_of(*later);
  if (!first || !second) return;
  if (*first > *second) std::swap(*earlier, *later);
  // Every notation begins with the year.
  if (*first == *second && !args.value("or_equal", false)) earlier->replace(0, 4, "1970");
}

void shorten_span(const Json& args, Json* object) {
  auto* from = text_member(object, args.at("from").get<std::string>());
  auto* to = text_member(object, args.at("to").get<std::string>());
  if (from == nullptr || to == nullptr) return;
  const auto begin = moment_of(*from), end = moment_of(*to);
  constexpr std::int64_t kDay = 86'400'000;
  const auto max = args.at("max_days").get<std::int64_t>();
  if (!begin || !end || *end - *begin <= max * kDay) return;
  *to = *from;
  // A day apart, for rules that ask for an order: every notation begins with year, month and day.
  constexpr std::size_t kDayAt = 8;
  if (max < 1 || from->size() < kDayAt + 2) return;
  from->replace(kDayAt, 2, "10");
  to->replace(kDayAt, 2, "11");
}

void keep_one_key(const Json& args, Json* array) {
  if (!array->is_array()) return;
  const Json* kept = nullptr;
  for (auto& item : *array) {
    for (const auto& key : args.at("keys")) {
      const auto& name = key.get_ref<const std::string&>();
      if (!item.is_object() || !item.contains(name)) continue;
      if (kept == nullptr) kept = &key;
      if (*kept != key) item.erase(name);
    }
  }
  // Items that lost their only key would say nothing.
  if (kept == nullptr) return;
  const auto& name = kept->get_ref<const std::string&>();
  for (auto item = array->begin(); item != array->end();) {
    const bool empty = item->is_object() && !item->contains(name);
    item = empty && array->size() > 1 ? array->erase(item) : item + 1;
  }
}

void tell_apart(const Json& args, Json* object) {
  const auto& members = args.at("members");
  for (std::size_t i = 0; i < members.size(); ++i) {
    for (std::size_t k = i + 1; k < members.size(); ++k) {
      const auto* first = text_member(object, members[i].get<std::string>());
      auto* second = text_member(object, members[k].get<std::string>());
      if (first != nullptr && second != nullptr && *first == *second) *second += "2";
    }
  }
}

}  // namespace

void repair(const RuleUse& use, Json* value) {
  const std::string_view name = use.rule->name;
  if (name == "max_total_items") {
    trim_total(use.args, value);
  } else if (name == "max_per_key") {
    spread_keys(use.args, value);
  } else if (name == "unique_by") {
    drop_repeated(use.args.at("key").get<std::string>(), value);
  } else if (name == "first_item_equals") {
    if (value->is_array() && !value->empty() && value->front().is_object()) {
      value->front().update(use.args.at("value"));
    }
  } else if (name == "max_distinct") {
    keep_distinct(use.args, value);
  } else if (name == "times_ordered") {
    order_times(use.args, value);
  } else if (name == "max_time_span") {
    shorten_span(use.args, value);
  } else if (name == "one_key_across") {
    keep_one_key(use.args, value);
  } else if (name == "members_differ") {
    tell_apart(use.args, value);
  } else if (name == "no_times_in_arrays") {
    drop_times(false, value);
  } else if (name == "max_bytes" || name == "min_bytes") {
    fit_bytes(use.args, name == "max_bytes", value);
  }
}

}  // namespace brazecheck
