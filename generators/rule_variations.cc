#include <fmt/format.h>

#include <algorithm>
#include <chrono>

#include "contract/formats.h"
#include "contract/json_values.h"
#include "contract/rules.h"
#include "generators/repair.h"
#include "generators/text.h"
#include "generators/variations.h"

// Named rules at their edge. One function a rule, each proven against the rule's own check.

namespace brazecheck {
namespace {

constexpr std::size_t kMaxBytes = 2'000'000;

struct Context {
  const Site& site;
  const Surroundings& around;
  Sampler& sampler;
  const Json& args;
  std::vector<Variation>* found;

  [[nodiscard]] const Json& base() const { return around.document.at(site.pointer()); }
  void add(Json value, bool accepted, std::string label) const {
    found->push_back({site.pointer(), std::move(value), accepted, std::move(label)});
  }
  [[nodiscard]] std::size_t limit(const char* name = "max") const {
    return args.at(name).get<std::size_t>();
  }
};

// What holds for a part once its references are followed, by the first way where there are several.
Parts opened(const Parts& parts) {
  return merge(parts, [](const Schema&, Fork, std::size_t) { return std::size_t{0}; }).parts;
}

// Lists inside the items of a list, "sections.item.rows": each gets its share.
void total_items_below(const Context& c, const std::string& path, std::size_t max) {
  const std::size_t dot = path.find(".item.");
  if (dot == std::string::npos) return;
  const std::string outer = path.substr(0, dot), inner = path.substr(dot + 6);
  const Parts outer_parts = opened(member_parts(c.around.parts, outer));
  const Parts item = opened(item_parts(outer_parts, 0));
  for (const std::size_t total : {max, max + 1}) {
    Json object = c.base();
    auto list = c.sampler.array_of(outer_parts, 2, c.site.plan);
    if (!list) return;
    for (std::size_t i = 0; i < 2; ++i) {
      const std::size_t share = total / 2 + (i == 0 ? total % 2 : 0);
      auto part = c.sampler.array_of(member_parts(item, inner), share, c.site.plan);
      if (!part) return;
      (*list)[i][inner] = std::move(*part);
    }
    object[outer] = std::move(*list);
    c.add(std::move(object), total == max,
          fmt::format("{} entries in two lists where at most {} are allowed", total, max));
  }
}

// Many items are drawn alike: where only so many may be, the others are told apart.
void tell_apart(const Context& c, Json* object) {
  for (const Schema* part : c.around.parts) {
    for (const auto& use : part->rules) {
      if (use.rule->name == "max_per_key") repair(use, object);
    }
  }
}

void total_items(const Context& c) {
  std::vector<std::string> names;
  for (const auto& name : c.args.at("arrays")) names.push_back(name.get<std::string>());
  const std::size_t max = c.limit();
  if (names.front().find('.') != std::string::npos) return total_items_below(c, names.front(), max);
  // In each list alone, and spread over all: what is counted is the sum.
  const auto fill = [&](std::size_t total,
                        const std::vector<std::string>& lists) -> std::optional<Json> {
    Json object = c.base();
    for (const auto& name : names) object.erase(name);
    for (std::size_t i = 0; i < lists.size(); ++i) {
      const std::size_t share = total / lists.size() + (i < total % lists.size() ? 1 : 0);
      const Parts parts = member_parts(c.around.parts, lists[i]);
      auto list = c.sampler.array_of(parts, share, c.site.plan);
      if (!list) return std::nullopt;
      object[lists[i]] = std::move(*list);
    }
    tell_apart(c, &object);
    return object;
  };
  std::vector<std::vector<std::string>> choices;
  for (const auto& name : names) choices.push_back({name});
  choices.push_back(names);
  for (const auto& lists : choices) {
    for (const std::size_t total : {max, max + 1}) {
      if (auto object = fill(total, lists)) {
        c.add(std::move(*object), total == max,
              fmt::format("{} entries in {} where at most {} are allowed", total,
                          lists.size() > 1 ? "all lists together" : "`" + lists[0] + "`", max));
      }
    }
  }
}

// As many items as may be, and one more, that all have the same value of one key, over all lists.
void per_key(const Context& c) {
  const auto& arrays = c.args.at("arrays");
  const auto& keys = c.args.at("keys");
  const auto alike = [&](const std::string& key, std::size_t total) -> std::optional<Json> {
    Json object = c.base();
    std::optional<Json> shared;
    for (std::size_t i = 0; i < arrays.size(); ++i) {
      const auto name = arrays[i].get<std::string>();
      const Parts lists = opened(member_parts(c.around.parts, name));
      const std::size_t share = total / arrays.size() + (i < total % arrays.size() ? 1 : 0);
      auto list = c.sampler.array_of(lists, share, c.site.plan);
      if (!shared) shared = c.sampler.minimal(member_parts(opened(item_parts(lists, 0)), key));
      if (!list || !shared) return std::nullopt;
      for (auto& item : *list) {
        for (const auto& other : keys) item.erase(other.get<std::string>());
        item[key] = *shared;
      }
      object[name] = std::move(*list);
    }
    return object;
  };
  const std::size_t max = c.limit();
  for (const auto& key : keys) {
    const auto name = key.get<std::string>();
    for (const std::size_t total : {max, max + 1}) {
      if (auto object = alike(name, total)) {
        c.add(std::move(*object), total == max,
              fmt::format("{} entries with the same `{}` where at most {} are allowed", total, name,
                          max));
      }
    }
  }
}

void unique_by(const Context& c) {
  const auto key = c.args.at("key").get<std::string>();
  auto list = c.sampler.array_of(c.around.parts, 2, c.site.plan);
  if (!list) return;
  c.add(*list, true, fmt::format("two items with different `{}`", key));
  Json& second = (*list)[1];
  if (!(*list)[0].contains(key)) return;
  second[key] = (*list)[0][key];
  c.add(*list, false, fmt::format("two items with the same `{}`", key));
}

void first_item(const Context& c) {
  auto list = c.sampler.array_of(c.around.parts, 2, c.site.plan);
  if (!list) return;
  Json one = Json::array({(*list)[0]});
  c.add(one, true, "the first item is as asked, and the only one");
  std::swap((*list)[0], (*list)[1]);
  c.add(*list, false, "the item that must be first comes second");
  c.add(Json::array({(*list)[0]}), false, "the item that must be first is missing");
}

void text_bytes(const Context& c, bool upper) {
  const std::size_t limit = c.limit(upper ? "max" : "min");
  if (limit > kMaxBytes) return;
  const auto label = [&](std::size_t bytes, std::string_view of) {
    return fmt::format("{} bytes{} where at {} {} are allowed", bytes, of, upper ? "most" : "least",
                       limit);
  };
  const auto add = [&](std::size_t bytes, bool accepted) {
    auto text = c.sampler.string_of(c.around.parts, bytes, false, c.site.plan);
    if (text && text->size() == bytes) c.add(*text, accepted, label(bytes, ""));
    // As many bytes in fewer characters: two a character, and one more for odd numbers.
    std::string wide = bytes % 2 == 1 ? "a" : "";
    while (wide.size() < bytes) wide += "é";
    if (bytes > 1) c.add(wide, accepted, label(bytes, " in fewer characters"));
  };
  add(limit, true);
  if (upper || limit > 0) add(upper ? limit + 1 : limit - 1, false);
}

/// Lengthens strings inside `value` (never names) by `missing` bytes; false when there is none.
bool pad(Json* value, std::size_t missing, std::size_t longest) {
  if (value->is_string()) {
    auto& text = value->get_ref<std::string&>();
    if (text.size() + missing > longest) return false;
    text.append(missing, 'a');
    return true;
  }
  if (!value->is_structured()) return false;
  return std::any_of(value->begin(), value->end(),
                     [&](Json& part) { return pad(&part, missing, longest); });
}

/// Containers of exactly `bytes` of compact JSON, for schemas that let texts stand inside lists.
std::optional<Json> of_bytes(const Json& base, std::size_t bytes, const std::vector<Json>& chunks,
                             bool in_list) {
  Json value = base;
  std::size_t size = value.dump().size();
  for (int serial = 0; size < bytes; ++serial) {
    const std::size_t left = bytes - size;
    const Json& chunk = chunks[static_cast<std::size_t>(serial) % chunks.size()];
    const std::string name = fmt::format("pad_{}", serial);
    const std::size_t extra =
        chunk.dump().size() + (value.empty() ? 0 : 1) + (in_list ? 0 : name.size() + 3);
    if (extra > left) {
      if (!pad(&value, left, 250)) return std::nullopt;
      break;
    }
    if (in_list) {
      value.push_back(chunk);
    } else {
      value[name] = chunk;
    }
    size += extra;
  }
  return value.dump().size() == bytes ? std::optional<Json>(std::move(value)) : std::nullopt;
}

Json shortened(Json chunk) {
  (chunk.is_object() ? chunk["part"] : chunk.is_array() ? chunk[0] : chunk) = "b";
  return chunk;
}

void json_bytes(const Context& c) {
  const std::size_t limit = c.limit();
  if (limit > kMaxBytes || !c.base().is_structured()) return;
  const bool in_list = c.base().is_array();
  const std::string text(200, 'a');
  const std::vector<std::vector<Json>> menus = {{Json{{"part", text}}},
                                                {Json(text)},
                                                {Json::array({text})},
                                                {Json{{"part", text}}, Json(text)}};
  const auto add = [&](std::size_t bytes, bool accepted) {
    for (const auto& chunks : menus) {
      // Something short comes first: it takes the last bytes.
      Json base = in_list ? Json::array({shortened(chunks.front()), chunks.front()}) : c.base();
      if (!in_list) base["a_pad"] = shortened(chunks.front()), base["pad"] = chunks.front();
      auto value = of_bytes(base, bytes, chunks, in_list);
      if (!value || c.site.rule->rule->check(*value, c.args).has_value() == accepted) continue;
      const bool fits = std::all_of(c.around.parts.begin(), c.around.parts.end(),
                                    [&](const Schema* part) { return is_valid(*part, *value); });
      if (accepted && !fits) continue;
      c.add(std::move(*value), accepted,
            fmt::format("{} bytes of JSON where at most {} are allowed", bytes, limit));
    }
  };
  add(limit, true);
  add(limit + 1, false);
}

void depth(const Context& c) {
  const std::size_t limit = c.limit();
  if (limit > 400) return;
  const auto nested = [](std::size_t levels, bool lists) {
    Json value = "deep";
    for (std::size_t i = 0; i < levels; ++i)
      value = lists ? Json::array({value}) : Json{{"inner", value}};
    return value;
  };
  for (const bool lists : {false, true}) {
    for (const std::size_t levels : {limit, limit + 1}) {
      c.add(nested(levels, lists), levels == limit,
            fmt::format("{} levels of {} where at most {} are allowed", levels,
                        lists ? "lists" : "objects", limit));
    }
  }
}

void times_in_lists(const Context& c) {
  static const char* const kTime = "2024-05-17T18:30:00Z";
  const auto variant = [&](const Json& entry) -> Json {
    Json value = c.base();
    if (value.is_array()) return Json::array({entry});
    if (!value.is_object()) return Json::array({entry});
    for (auto& member : value) {
      if (member.is_array()) {
        member = Json::array({entry});
        return value;
      }
    }
    value["tags"] = Json::array({entry});
    return value;
  };
  c.add(variant("no time"), true, "a list without times");
  c.add(variant(kTime), false, "a time in a list");
}

void distinct(const Context& c) {
  const auto key = c.args.at("key").get<std::string>();
  const Json where = c.args.value("where", Json::object());
  const std::size_t max = c.limit();
  // As drawn, for targets whose state fixes the values that go together.
  const auto counts = [&](const Json& item) {
    if (!where.contains("key")) return true;
    const Json value = item.value(where["key"].get<std::string>(), Json());
    return std::find(where.at("in").begin(), where.at("in").end(), value) != where.at("in").end();
  };
  constexpr int kDraws = 24;
  for (int draw = 0; draw < kDraws; ++draw) {
    auto list = c.sampler.array_of(c.around.parts, max, c.site.plan);
    if (!list) return;
    if (!std::all_of(list->begin(), list->end(), counts)) continue;
    c.add(std::move(*list), true,
          fmt::format("{} different `{}` where at most {} are allowed", max, key, max));
    break;
  }
  for (const std::size_t count : {max, max + 1}) {
    auto list = c.sampler.array_of(c.around.parts, count, c.site.plan);
    if (!list) return;
    for (std::size_t i = 0; i < count; ++i) {
      Json& item = (*list)[i];
      if (where.contains("key")) item[where["key"].get<std::string>()] = where.at("in").front();
      Json& value = item[key];
      value = value.is_number() ? Json(i + 1) : Json(fmt::format("value_{}", i + 1));
    }
    c.add(std::move(*list), count == max,
          fmt::format("{} different `{}` where at most {} are allowed", count, key, max));
  }
}

// Whether a member takes days without a time.
bool takes_days(const Context& c, const std::string& name) {
  for (const Schema* part : member_parts(c.around.parts, name)) {
    const Schema& schema = resolved(*part);
    if (schema.format != nullptr && schema.format->name == "date") return true;
  }
  return false;
}

// The notation that a member takes of the moment `days` after a fixed one.
std::string moment(const Context& c, const std::string& name, int days) {
  using std::chrono::year;
  const std::chrono::sys_days start{year(2024) / 3 / 1};
  const std::chrono::year_month_day day{start + std::chrono::days(days)};
  const auto text =
      fmt::format("{:04}-{:02}-{:02}", static_cast<int>(day.year()),
                  static_cast<unsigned>(day.month()), static_cast<unsigned>(day.day()));
  return takes_days(c, name) ? text : text + "T10:00:00Z";
}

void ordered_times(const Context& c) {
  const auto earlier = c.args.at("earlier").get<std::string>();
  const auto later = c.args.at("later").get<std::string>();
  const bool or_equal = c.args.value("or_equal", false);
  const auto add = [&](int first, int second, bool accepted, const char* label) {
    Json value = c.base();
    value[earlier] = moment(c, earlier, first);
    value[later] = moment(c, later, second);
    c.add(std::move(value), accepted, fmt::format("`{}` {} `{}`", earlier, label, later));
  };
  add(0, 1, true, "a day before");
  add(0, 0, or_equal, "at the same time as");
  add(1, 0, false, "a day after");
}

void time_span(const Context& c) {
  const auto from = c.args.at("from").get<std::string>();
  const auto to = c.args.at("to").get<std::string>();
  const auto max = c.args.at("max_days").get<int>();
  for (const int days : {max, max + 1}) {
    Json value = c.base();
    value[from] = moment(c, from, 0);
    value[to] = moment(c, to, days);
    c.add(
        std::move(value), days == max,
        fmt::format("{} days from `{}` to `{}` where at most {} are allowed", days, from, to, max));
  }
}

void one_key(const Context& c) {
  const auto& keys = c.args.at("keys");
  auto list = c.sampler.array_of(c.around.parts, 2, c.site.plan);
  if (!list || keys.size() < 2) return;
  const auto use = [&](Json* item, std::size_t number) {
    for (const auto& key : keys) item->erase(key.get<std::string>());
    const auto name = keys[number].get<std::string>();
    auto value = c.sampler.minimal(member_parts(opened(item_parts(c.around.parts, 0)), name));
    if (value) (*item)[name] = std::move(*value);
  };
  use(&(*list)[0], 0);
  use(&(*list)[1], 0);
  c.add(*list, true, fmt::format("`{}` in both items", keys[0].get<std::string>()));
  use(&(*list)[1], 1);
  c.add(*list, false,
        fmt::format("`{}` in one item and `{}` in another", keys[0].get<std::string>(),
                    keys[1].get<std::string>()));
}

// Sees that `value` has a member, with the plainest value where it had none.
bool given(const Context& c, const std::string& name, Json* value) {
  if (value->contains(name)) return true;
  auto made = c.sampler.minimal(member_parts(c.around.parts, name));
  if (made) (*value)[name] = std::move(*made);
  return made.has_value();
}

void different_members(const Context& c) {
  const auto first = c.args.at("members")[0].get<std::string>();
  const auto second = c.args.at("members")[1].get<std::string>();
  Json value = c.base();
  if (!given(c, first, &value)) return;
  value[second] = value[first];
  c.add(std::move(value), false, fmt::format("the same `{}` as `{}`", second, first));
}

void text_naming(const Context& c) {
  const auto text = c.args.at("text").get<std::string>();
  const auto names = c.args.at("names").get<std::string>();
  Json value = c.base();
  if (!given(c, names, &value) || !value[names].is_string()) return;
  value[text] = c.args.at("before").get<std::string>() + value[names].get<std::string>() +
                c.args.at("after").get<std::string>();
  c.add(std::move(value), false, fmt::format("`{}` refers to its own `{}`", text, names));
}

// Lengthens one counted text until all members together are at the limit, then past it.
void total_bytes(const Context& c) {
  const std::size_t max = c.limit();
  if (max > kMaxBytes || !c.base().is_object()) return;
  const Json names = c.args.value("members", Json::array());
  for (const auto& [name, member] : c.base().items()) {
    const bool counts = names.empty() || std::find(names.begin(), names.end(), name) != names.end();
    if (!counts || !member.is_string()) continue;
    std::size_t others = 0;
    for (const auto& [other, part] : c.base().items()) {
      const bool counted =
          names.empty() || std::find(names.begin(), names.end(), other) != names.end();
      if (counted && other != name)
        others += part.is_string() ? part.get_ref<const std::string&>().size() : part.dump().size();
    }
    if (others >= max) return;
    for (const std::size_t total : {max, max + 1}) {
      Json value = c.base();
      value[name] = std::string(total - others, 'a');
      c.add(std::move(value), total == max,
            fmt::format("{} bytes in all where at most {} are allowed", total, max));
    }
    return;
  }
}

}  // namespace

std::vector<Variation> rule_variations(const Site& site, const Surroundings& around,
                                       Sampler& sampler) {
  std::vector<Variation> found;
  if (site.on_name) return found;
  const Context context{site, around, sampler, site.rule->args, &found};
  const std::string_view name = site.rule->rule->name;
  if (name == "max_total_items") total_items(context);
  if (name == "max_per_key") per_key(context);
  if (name == "unique_by") unique_by(context);
  if (name == "first_item_equals") first_item(context);
  if (name == "max_bytes") text_bytes(context, true);
  if (name == "min_bytes") text_bytes(context, false);
  if (name == "max_json_bytes") json_bytes(context);
  if (name == "max_depth") depth(context);
  if (name == "no_times_in_arrays") times_in_lists(context);
  if (name == "max_distinct") distinct(context);
  if (name == "times_ordered") ordered_times(context);
  if (name == "max_time_span") time_span(context);
  if (name == "one_key_across") one_key(context);
  if (name == "members_differ") different_members(context);
  if (name == "text_not_naming") text_naming(context);
  if (name == "max_total_bytes") total_bytes(context);
  return found;
}

}  // namespace brazecheck
