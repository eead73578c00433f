#include <fmt/format.h>

#include <cmath>

#include "contract/json_values.h"
#include "contract/rules.h"
#include "generators/variations.h"

namespace brazecheck {
namespace {

// Larger limits cannot be met within the size that a request may have, or in reasonable time.
constexpr std::size_t kMaxItems = 20'000;
constexpr std::size_t kMaxText = 1'000'000;

std::string limit_label(std::size_t have, std::string_view what, bool upper, std::size_t limit) {
  return fmt::format("{} {} where at {} {} {} allowed", have, what, upper ? "most" : "least", limit,
                     limit == 1 ? "is" : "are");
}

/// At and past the limit for one dimension; `make` returns nothing for what it cannot build.
template <typename Make>
std::vector<Variation> at_and_past(const Json::json_pointer& pointer, std::size_t limit, bool upper,
                                   std::string_view what, std::size_t largest, const Make& make) {
  std::vector<Variation> found;
  const auto add = [&](std::size_t size, bool accepted) {
    if (size > largest) return;
    if (auto value = make(size)) {
      found.push_back({pointer, std::move(value), accepted, limit_label(size, what, upper, limit)});
    }
  };
  add(limit, true);
  if (upper || limit > 0) add(upper ? limit + 1 : limit - 1, false);
  return found;
}

std::vector<Variation> of_length(const Site& site, const Surroundings& around, Sampler& sampler,
                                 std::size_t limit, bool upper) {
  const auto make = [&](bool wide) {
    return [&, wide](std::size_t size) -> std::optional<Json> {
      auto text = sampler.string_of(around.parts, size, wide, site.plan);
      // A format may leave no text of this length: then the length is not all that is wrong.
      if (!text && !wide) return Json(std::string(size, 'a'));
      return text && count_code_points(*text) == size ? std::optional<Json>(std::move(*text))
                                                      : std::nullopt;
    };
  };
  auto found = at_and_past(site.pointer(), limit, upper, "characters", kMaxText, make(false));
  // Characters are counted, not bytes: whoever counts bytes finds too many at an upper limit, and
  // enough below a lower one.
  for (auto& wide : at_and_past(site.pointer(), limit, upper, "characters of several bytes",
                                kMaxText, make(true))) {
    const auto& text = wide.value->get_ref<const std::string&>();
    const bool tells = wide.accepted == upper && text.size() > count_code_points(text);
    if (tells && (upper || text.size() >= limit)) found.push_back(std::move(wide));
  }
  return found;
}

/// The same limits where they speak of the names of members.
std::vector<Variation> of_name_length(const Site& site, const Surroundings& around,
                                      Sampler& sampler, std::size_t limit, bool upper) {
  std::vector<Variation> found;
  Parts name_parts;
  for (const Schema* part : around.parts) {
    if (part->property_names != nullptr) name_parts.push_back(part->property_names);
  }
  const auto add = [&](std::size_t size, bool accepted) {
    if (size > kMaxText) return;
    const auto name = sampler.string_of(name_parts, size, false, Plan{});
    if (!name || count_code_points(*name) != size) return;
    const auto member = sampler.minimal(member_parts(around.parts, *name));
    Json value = around.document.at(site.pointer());
    if (!member || value.contains(*name)) return;
    value[*name] = *member;
    found.push_back({site.pointer(), std::move(value), accepted,
                     "a name of " + limit_label(size, "characters", upper, limit)});
  };
  add(limit, true);
  if (upper || limit > 0) add(upper ? limit + 1 : limit - 1, false);
  return found;
}

Json number_json(double value) {
  if (value == std::floor(value) && std::fabs(value) < 9e15)
    return static_cast<std::int64_t>(value);
  return value;
}

std::vector<Variation> of_number(const Site& site, const Surroundings& around, double limit,
                                 bool upper, bool exclusive) {
  unsigned types = spelled_types(0);
  double step = 0;
  for (const Schema* part : around.parts) {
    types &= spelled_types(part->types);
    if (part->multiple_of) step = *part->multiple_of;
  }
  if (step == 0) step = (types & kNumber) == 0 || std::fabs(limit) >= 1e9 ? 1 : 0.01;
  const double inside = exclusive ? (upper ? limit - step : limit + step) : limit;
  const double outside = exclusive ? limit : (upper ? limit + step : limit - step);
  const char* const bound =
      upper ? (exclusive ? "less than" : "at most") : (exclusive ? "more than" : "at least");
  const auto label = [&](double value) {
    return fmt::format("{} where {} {} is allowed", number_json(value).dump(), bound,
                       number_json(limit).dump());
  };
  return {{site.pointer(), number_json(inside), true, label(inside)},
          {site.pointer(), number_json(outside), false, label(outside)}};
}

}  // namespace

std::string quoted(const Json& value) {
  std::string text = value.dump(-1, ' ', false, Json::error_handler_t::replace);
  if (text.size() <= 48) return text;
  std::size_t end = 45;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  return text.substr(0, end) + "…";
}

std::vector<Variation> limit_variations(const Site& site, const Surroundings& around,
                                        Sampler& sampler) {
  if (site.schema == nullptr) return {};
  const Schema& schema = *site.schema;
  if (site.on_name) {
    if (site.keyword == Keyword::kMaxLength)
      return of_name_length(site, around, sampler, *schema.max_length, true);
    if (site.keyword == Keyword::kMinLength)
      return of_name_length(site, around, sampler, *schema.min_length, false);
    return {};
  }
  const auto array = [&](std::size_t size) {
    return sampler.array_of(around.parts, size, site.plan);
  };
  const auto object = [&](std::size_t size) {
    return sampler.object_of(around.parts, size, site.plan);
  };
  const auto at = site.pointer();
  switch (site.keyword) {
    case Keyword::kMaxItems:
      return at_and_past(at, *schema.max_items, true, "items", kMaxItems, array);
    case Keyword::kMinItems:
      return at_and_past(at, *schema.min_items, false, "items", kMaxItems, array);
    case Keyword::kMaxProperties:
      return at_and_past(at, *schema.max_properties, true, "members", kMaxItems, object);
    case Keyword::kMinProperties:
      return at_and_past(at, *schema.min_properties, false, "members", kMaxItems, object);
    case Keyword::kMaxLength:
      return of_length(site, around, sampler, *schema.max_length, true);
    case Keyword::kMinLength:
      return of_length(site, around, sampler, *schema.min_length, false);
    case Keyword::kMaximum:
      return of_number(site, around, *schema.maximum, true, false);
    case Keyword::kMinimum:
      return of_number(site, around, *schema.minimum, false, false);
    case Keyword::kExclusiveMaximum:
      return of_number(site, around, *schema.exclusive_maximum, true, true);
    case Keyword::kExclusiveMinimum:
      return of_number(site, around, *schema.exclusive_minimum, false, true);
    case Keyword::kRule:
      return rule_variations(site, around, sampler);
    default:
      return {};
  }
}

double measure(const Site& site, const Json& value) {
  if (site.keyword == Keyword::kRule) {
    const std::string_view rule = site.rule->rule->name;
    if (rule == "max_bytes" || rule == "min_bytes") {
      return value.is_string() ? static_cast<double>(value.get_ref<const std::string&>().size())
                               : -1;
    }
    if (rule == "max_json_bytes") return static_cast<double>(value.dump().size());
    if (rule == "max_total_items") {
      std::size_t total = 0;
      for (const auto& name : site.rule->args.at("arrays")) {
        total += value.is_object() ? value.value(name.get<std::string>(), Json::array()).size() : 0;
      }
      return static_cast<double>(total);
    }
    if (rule == "max_depth") {
      double deepest = 0;
      if (!value.is_structured()) return 0;
      for (const auto& part : value) deepest = std::max(deepest, measure(site, part));
      return deepest + 1;
    }
    return static_cast<double>(value.size());
  }
  if (value.is_number()) return value.get<double>();
  if (value.is_string())
    return static_cast<double>(count_code_points(value.get_ref<const std::string&>()));
  return static_cast<double>(value.size());
}

}  // namespace brazecheck
