#include "contract/json_values.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <functional>
#include <limits>
#include <string>

namespace brazecheck {
namespace {

using Pair = std::optional<std::pair<std::size_t, std::size_t>>;

// Above this many values, sorting by hash is cheaper than comparing each with each.
constexpr std::size_t kPairwise = 12;

double as_double(const Json& number) { return number.get<double>(); }

bool numbers_equal(const Json& a, const Json& b) {
  if (a.is_number_float()) {
    return b.is_number_float() ? as_double(a) == as_double(b)
                               : compare_number(b, as_double(a)) == 0;
  }
  if (b.is_number_float()) return compare_number(a, as_double(b)) == 0;
  // An unsigned value beyond int64 equals only another unsigned one.
  if (a.is_number_unsigned() != b.is_number_unsigned()) {
    const Json& sign = a.is_number_unsigned() ? b : a;
    if (sign.get<std::int64_t>() < 0) return false;
  }
  return a.get<std::uint64_t>() == b.get<std::uint64_t>();
}

bool equal(const Json& a, const Json& b, int depth) {
  if (a.is_number() && b.is_number()) return numbers_equal(a, b);
  if (a.type() != b.type()) return false;
  switch (a.type()) {
    case Json::value_t::boolean:
      return a.get<bool>() == b.get<bool>();
    case Json::value_t::string:
      return a.get_ref<const std::string&>() == b.get_ref<const std::string&>();
    case Json::value_t::array:
      return a.size() == b.size() && depth < kMaxNesting &&
             std::equal(a.begin(), a.end(), b.begin(),
                        [depth](const Json& x, const Json& y) { return equal(x, y, depth + 1); });
    case Json::value_t::object: {
      const auto& left = a.get_ref<const Json::object_t&>();
      const auto& right = b.get_ref<const Json::object_t&>();
      return left.size() == right.size() && depth < kMaxNesting &&
             std::equal(left.begin(), left.end(), right.begin(),
                        [depth](const auto& x, const auto& y) {
                          return x.first == y.first && equal(x.second, y.second, depth + 1);
                        });
    }
    default:
      return a.is_null();
  }
}

std::uint64_t mix(std::uint64_t seed, std::uint64_t value) {
  seed ^= value + 0x9e3779b97f4a7c15ULL + (seed << 6) + (seed >> 2);
  return seed * 0xff51afd7ed558ccdULL;
}

std::uint64_t hash(const Json& value, int depth) {
  switch (value.type()) {
    case Json::value_t::boolean:
      return value.get<bool>() ? 3 : 2;
    case Json::value_t::number_integer:
    case Json::value_t::number_unsigned:
    case Json::value_t::number_float: {
      // Via double, so that equal numbers of different types meet; -0.0 equals 0. Integers that no
      // double equals keep their own bits, lest a run of them shares one hash.
      const double number = as_double(value);
      if (!value.is_number_float() && compare_number(value, number) != 0) {
        return mix(19, value.get<std::uint64_t>());
      }
      return mix(5, std::bit_cast<std::uint64_t>(number == 0 ? 0.0 : number));
    }
    case Json::value_t::string:
      return mix(7, std::hash<std::string>{}(value.get_ref<const std::string&>()));
    case Json::value_t::array: {
      std::uint64_t result = mix(11, value.size());
      if (depth >= kMaxNesting) return result;
      for (const Json& item : value) result = mix(result, hash(item, depth + 1));
      return result;
    }
    case Json::value_t::object: {
      std::uint64_t result = mix(13, value.size());
      if (depth >= kMaxNesting) return result;
      for (const auto& [name, member] : value.get_ref<const Json::object_t&>()) {
        result = mix(mix(result, std::hash<std::string>{}(name)), hash(member, depth + 1));
      }
      return result;
    }
    default:
      return 17;
  }
}

Pair pairwise(std::size_t count, const std::function<const Json&(std::size_t)>& at) {
  for (std::size_t second = 1; second < count; ++second) {
    for (std::size_t first = 0; first < second; ++first) {
      if (json_equal(at(first), at(second))) return std::make_pair(first, second);
    }
  }
  return std::nullopt;
}

std::size_t string_size(const std::string& text) {
  std::size_t size = 2 + text.size();
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte >= 0x20 && c != '"' && c != '\\') continue;
    const bool letter = byte >= 0x20 || (byte >= 8 && byte <= 13 && byte != 11);  // \n and the like
    size += letter ? 1 : 5;
  }
  return size;
}

std::size_t digits_of(std::uint64_t number) {
  std::size_t digits = 1;
  for (; number >= 10; number /= 10) ++digits;
  return digits;
}

// As nlohmann prints what is no text and has no parts.
std::size_t scalar_size(const Json& value) {
  switch (value.type()) {
    case Json::value_t::boolean:
      return value.get<bool>() ? 4 : 5;
    case Json::value_t::null:
      return 4;
    case Json::value_t::number_unsigned:
      return digits_of(value.get<std::uint64_t>());
    case Json::value_t::number_integer: {
      const auto number = value.get<std::int64_t>();
      return number < 0 ? 1 + digits_of(0 - static_cast<std::uint64_t>(number))
                        : digits_of(static_cast<std::uint64_t>(number));
    }
    default:
      return value.dump().size();
  }
}

// Takes from `*left` at least what the value needs; false once there is too little.
bool take_size(const Json& value, int depth, std::size_t* left) {
  constexpr std::size_t kScalar = 32;      // more than any number
  constexpr std::size_t kEscaped = 6;      // bytes that one byte of a text can become
  constexpr std::size_t kPunctuation = 4;  // quotes, colon, comma
  const auto take = [left](std::size_t bytes) {
    if (bytes > *left) return false;
    *left -= bytes;
    return true;
  };
  if (const auto* text = value.get_ptr<const std::string*>()) {
    return take(text->size() * kEscaped + kPunctuation);
  }
  if (!take(kScalar) || depth > kMaxNesting) return false;
  if (const auto* items = value.get_ptr<const Json::array_t*>()) {
    return std::all_of(items->begin(), items->end(), [&](const Json& item) {
      return take(1) && take_size(item, depth + 1, left);
    });
  }
  if (const auto* members = value.get_ptr<const Json::object_t*>()) {
    return std::all_of(members->begin(), members->end(), [&](const auto& member) {
      return take(member.first.size() * kEscaped + kPunctuation) &&
             take_size(member.second, depth + 1, left);
    });
  }
  return !value.is_binary();
}

void add_size(const Json& value, std::size_t limit, int depth, std::size_t* size) {
  if (*size > limit) return;
  if (depth > kMaxNesting) {
    *size = std::numeric_limits<std::size_t>::max();
    return;
  }
  if (value.is_string()) {
    *size += string_size(value.get_ref<const std::string&>());
  } else if (value.is_array()) {
    *size += 2 + (value.empty() ? 0 : value.size() - 1);
    for (const Json& item : value) add_size(item, limit, depth + 1, size);
  } else if (value.is_object()) {
    *size += 2 + (value.empty() ? 0 : value.size() - 1);
    for (const auto& [name, member] : value.get_ref<const Json::object_t&>()) {
      if (*size > limit) return;
      *size += string_size(name) + 1;
      add_size(member, limit, depth + 1, size);
    }
  } else {
    *size += scalar_size(value);
  }
}

}  // namespace

bool json_equal(const Json& a, const Json& b) { return equal(a, b, 0); }

std::uint64_t json_hash(const Json& value) { return hash(value, 0); }

Pair find_equal_pair(const std::vector<const Json*>& values) {
  if (values.size() <= kPairwise) {
    return pairwise(values.size(), [&](std::size_t i) -> const Json& { return *values[i]; });
  }
  std::vector<std::pair<std::uint64_t, std::size_t>> hashed(values.size());
  for (std::size_t i = 0; i < values.size(); ++i) hashed[i] = {json_hash(*values[i]), i};
  std::sort(hashed.begin(), hashed.end());
  Pair best;
  for (std::size_t i = 1; i < hashed.size(); ++i) {
    // Neighbours of one hash are in order of index; a collision of unequal values is passed over.
    for (std::size_t j = i; j-- > 0 && hashed[j].first == hashed[i].first;) {
      if (best && best->second <= hashed[i].second) break;
      if (json_equal(*values[hashed[j].second], *values[hashed[i].second])) {
        best = std::make_pair(hashed[j].second, hashed[i].second);
        break;
      }
    }
  }
  return best;
}

Pair find_equal_items(const Json& array) {
  const auto& items = array.get_ref<const Json::array_t&>();
  if (items.size() <= kPairwise) {
    return pairwise(items.size(), [&](std::size_t i) -> const Json& { return items[i]; });
  }
  std::vector<const Json*> values(items.size());
  std::transform(items.begin(), items.end(), values.begin(),
                 [](const Json& item) { return &item; });
  return find_equal_pair(values);
}

bool is_integral(const Json& number) {
  if (number.is_number_integer()) return true;
  if (!number.is_number_float()) return false;
  const double value = as_double(number);
  return std::isfinite(value) && std::trunc(value) == value;
}

int compare_number(const Json& number, double limit) {
  constexpr std::int64_t kExact = std::int64_t{1} << 53;
  const auto order = [](auto a, auto b) { return a < b ? -1 : (a > b ? 1 : 0); };
  if (number.is_number_float()) return order(as_double(number), limit);
  // Both ends of the integers' range are doubles, so the limit can be tested before it is cast.
  if (limit >= 18446744073709551616.0) return -1;
  if (limit < -9223372036854775808.0) return 1;
  const double whole = std::floor(limit);
  if (number.is_number_unsigned()) {
    const auto value = number.get<std::uint64_t>();
    if (value <= static_cast<std::uint64_t>(kExact))
      return order(static_cast<double>(value), limit);
    if (limit < 0) return 1;
    const int ordered = order(value, static_cast<std::uint64_t>(whole));
    return ordered == 0 && limit > whole ? -1 : ordered;
  }
  const auto value = number.get<std::int64_t>();
  if (value <= kExact && value >= -kExact) return order(static_cast<double>(value), limit);
  if (limit >= 9223372036854775808.0) return -1;
  const int ordered = order(value, static_cast<std::int64_t>(whole));
  return ordered == 0 && limit > whole ? -1 : ordered;
}

bool is_multiple_of(const Json& number, double unit) {
  constexpr double kExact = 9007199254740992.0;  // 2^53
  if (number.is_number_integer() && std::trunc(unit) == unit && unit < kExact) {
    const auto divisor = static_cast<std::uint64_t>(unit);
    if (number.is_number_unsigned()) return number.get<std::uint64_t>() % divisor == 0;
    const auto value = number.get<std::int64_t>();
    const auto magnitude =
        value < 0 ? 0 - static_cast<std::uint64_t>(value) : static_cast<std::uint64_t>(value);
    return magnitude % divisor == 0;
  }
  const double value = as_double(number);
  const double quotient = value / unit;
  // Too large for the fraction of the quotient to mean anything: the exact remainder decides.
  if (!std::isfinite(quotient) || std::abs(quotient) >= kExact) return std::fmod(value, unit) == 0;
  const double tolerance = 4 * std::numeric_limits<double>::epsilon() * std::abs(quotient);
  return std::abs(quotient - std::round(quotient)) <= tolerance;
}

std::size_t count_code_points(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
  }));
}

bool has_code_points(std::string_view text, std::size_t count) {
  for (std::size_t i = 0; count > 0; ++i) {
    if (i == text.size()) return false;
    if ((static_cast<unsigned char>(text[i]) & 0xC0) != 0x80) --count;
  }
  return true;
}

bool surely_fits(const Json& value, std::size_t limit) {
  std::size_t left = limit;
  return take_size(value, 0, &left);
}

std::size_t compact_size(const Json& value, std::size_t limit) {
  std::size_t size = 0;
  add_size(value, limit, 0, &size);
  return size;
}

}  // namespace brazecheck
