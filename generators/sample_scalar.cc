#include <fmt/format.h>

#include <cmath>
#include <limits>

#include "contract/formats.h"
#include "contract/json_values.h"
#include "contract/pattern.h"
#include "generators/pattern_sampler.h"
#include "generators/sampler.h"
#include "generators/text.h"

// Numbers and strings of the sampler.

namespace brazecheck {
namespace {

constexpr double kLargest = 9007199254740991.0;  // 2^53 - 1: what every JSON reader holds exactly
constexpr std::size_t kLongText = 1000;          // lengths that valid values reach by themselves
constexpr std::size_t kNoLimit = std::numeric_limits<std::size_t>::max();

struct Bounds {
  double low = -kLargest, high = kLargest;
  bool open_low = false, open_high = false;
  std::optional<double> unit;

  explicit Bounds(const Parts& parts) {
    for (const Schema* part : parts) {
      if (part->minimum && *part->minimum > low) low = *part->minimum, open_low = false;
      if (part->maximum && *part->maximum < high) high = *part->maximum, open_high = false;
      if (part->exclusive_minimum && *part->exclusive_minimum >= low) {
        low = *part->exclusive_minimum, open_low = true;
      }
      if (part->exclusive_maximum && *part->exclusive_maximum <= high) {
        high = *part->exclusive_maximum, open_high = true;
      }
      if (part->multiple_of) unit = part->multiple_of;
    }
  }
  [[nodiscard]] bool holds(double value) const {
    return (open_low ? value > low : value >= low) && (open_high ? value < high : value <= high);
  }
};

Json as_json(double value) {
  if (value == std::floor(value) && std::fabs(value) <= kLargest)
    return static_cast<std::int64_t>(value);
  return value;
}

/// What a string has to be, gathered from all parts.
struct TextRules {
  std::size_t low = 0, high = kNoLimit;
  bool unique = false;
  const Format* format = nullptr;
  std::vector<const Pattern*> patterns;
  std::string where;

  explicit TextRules(const Parts& parts) {
    for (const Schema* part : parts) {
      low = std::max(low, part->min_length.value_or(0));
      high = std::min(high, part->max_length.value_or(kNoLimit));
      unique = unique || part->unique;
      if (part->format != nullptr) format = part->format;
      if (part->pattern != nullptr) {
        patterns.push_back(part->pattern.get());
        where = part->location;
      }
    }
  }
  [[nodiscard]] bool holds(const std::string& text) const {
    const std::size_t length = count_code_points(text);
    if (length < low || length > high || (format != nullptr && !format->matches(text)))
      return false;
    return std::all_of(patterns.begin(), patterns.end(),
                       [&](const Pattern* pattern) { return pattern->matches(text); });
  }
};

/// The longer form of a formatted string that has room for more, or the string itself.
std::string stretched(std::string text, std::string_view format, std::size_t length) {
  const std::size_t have = count_code_points(text);
  if (have >= length) return text;
  if (format == "uri")
    return text + (text.find_first_of("/?#", 8) == std::string::npos ? "/" : "") +
           std::string(length - have, 'a');
  if (format == "email") {
    // Labels of a domain end at 63 characters, so the room is filled with many.
    std::string filler;
    while (filler.size() < length - have) {
      const std::size_t rest = length - have - filler.size();
      const std::size_t label = rest == 51 ? 48 : std::min<std::size_t>(rest - 1, 49);
      filler += std::string(label, 'a') + ".";
      if (rest == 1) break;
    }
    return text.insert(text.find('@') + 1, filler);
  }
  return text;
}

}  // namespace

std::optional<Json> Sampler::number(const Merged& merged, bool integer, bool plain) {
  const Bounds bounds(merged.parts);
  const auto usable = [&](double value) {
    return bounds.holds(value) && (!integer || value == std::floor(value)) &&
           (!bounds.unit || is_multiple_of(as_json(value), *bounds.unit));
  };
  const double step = bounds.unit.value_or(1.0);
  const double first = std::ceil(bounds.low / step) * step,
               last = std::floor(bounds.high / step) * step;
  const std::array<double, 13> edges = {1, 0,   first,      last, first + step, last - step, -1,
                                        2, 100, 2147483647, 0.5,  bounds.low,   bounds.high};
  if (plain) {
    for (const double edge : edges) {
      if (usable(edge)) return as_json(edge);
    }
    return usable((bounds.low + bounds.high) / 2)
               ? std::optional<Json>((bounds.low + bounds.high) / 2)
               : std::nullopt;
  }
  const double reach = std::pow(10.0, 1 + size_ / 16);
  const double from = std::max(bounds.low, bounds.high < reach ? bounds.high - 2 * reach : -reach);
  const double to = std::min(bounds.high, bounds.low > -reach ? bounds.low + 2 * reach : reach);
  for (int attempt = 0; attempt < 8; ++attempt) {
    double value = from + (to - from) * (static_cast<double>(draw_.next() >> 11) * 0x1p-53);
    if (draw_.chance(15)) value = draw_.pick(edges);
    if (bounds.unit) {
      value = std::round(value / step) * step;
    } else if (integer || draw_.chance(50)) {
      value = std::round(value);
    } else {
      // Prices and rates have few decimals.
      value = std::round(value * 100) / 100;
    }
    if (usable(value)) return as_json(value);
  }
  return number(merged, integer, true);
}

std::optional<std::string> Sampler::text(const Merged& merged, bool plain,
                                         std::optional<std::size_t> length, bool wide) {
  TextRules rules(merged.parts);
  if (length) rules.low = rules.high = *length;
  if (rules.low > rules.high) return std::nullopt;
  const std::string own = token_ + (counter_ > 0 ? "x" + std::to_string(counter_) : "");
  if (rules.unique) ++counter_;
  const auto drawn_length = [&](std::size_t low, std::size_t high) {
    if (plain) return std::clamp<std::size_t>(6, low, high);
    if (draw_.chance(4)) return low;
    if (high <= kLongText && draw_.chance(4)) return high;
    return low + draw_.below(std::min(high - low, static_cast<std::size_t>(1 + size_)) + 1);
  };
  if (rules.format != nullptr) {
    for (int attempt = 0; attempt < 8; ++attempt) {
      std::string text = rules.unique && rules.format->name == "email"
                             ? own + "@example.com"
                             : sample_format(draw_, *rules.format);
      text = stretched(std::move(text), rules.format->name, rules.low);
      if (rules.holds(text)) return text;
    }
    return std::nullopt;
  }
  if (!rules.patterns.empty()) {
    const PatternSampler sampler(rules.patterns.front()->text(), rules.where);
    const std::size_t low = std::max(rules.low, sampler.shortest());
    const std::size_t high = std::min(rules.high, sampler.longest());
    if (low > high) return std::nullopt;
    for (int attempt = 0; attempt < 8; ++attempt) {
      const std::size_t want = drawn_length(low, high);
      std::string text = sampler.sample(draw_, want);
      if (rules.unique) {
        // Names made of the token alone are fine where the pattern lets them be.
        const std::size_t rest = want > own.size() ? want - own.size() : 0;
        const std::string tail = rest == 0 ? "" : sampler.sample(draw_, rest);
        if (rules.holds(own + tail)) return own + tail;
        if (rules.holds(own)) return own;
      }
      if (rules.holds(text)) return text;
    }
    return std::nullopt;
  }
  const std::size_t chosen = drawn_length(rules.low, rules.high);
  if (rules.unique) {
    if (own.size() >= rules.high)
      return rules.low <= own.size() && !length ? first_code_points(own, rules.high)
                                                : plain_text(draw_, chosen);
    return own + (chosen > own.size() ? wide ? wide_text(chosen - own.size())
                                             : plain_text(draw_, chosen - own.size())
                                      : "");
  }
  if (wide) return wide_text(chosen);
  return plain ? plain_text(draw_, chosen) : sample_text(draw_, chosen);
}

}  // namespace brazecheck
