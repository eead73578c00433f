#include "mock/connected_audience.h"

#include <algorithm>
#include <optional>

#include "contract/error.h"
#include "contract/pattern.h"
#include "mock/json_view.h"

namespace brazecheck::mock {

namespace {

bool same(const Json& left, const Json& right) {
  if (left.is_number() && right.is_number()) return left.get<double>() == right.get<double>();
  return left == right;
}

bool matches(const Json& value, const Json& pattern) {
  if (!value.is_string() || !pattern.is_string()) return false;
  try {
    return Pattern(pattern.get<std::string>(), "").matches(value.get_ref<const std::string&>());
  } catch (const InputError&) {
    return false;
  }
}

/// Days from now until the time that the attribute holds; negative for times that have passed.
std::optional<double> days_ahead(const Json& value, Time now) {
  if (!value.is_string()) return std::nullopt;
  const auto time = parse_time(value.get_ref<const std::string&>());
  if (!time) return std::nullopt;
  return std::chrono::duration<double, std::chrono::days::period>(*time - now).count();
}

bool compare_days(const std::string& comparison, const Json& value, const Json& wanted, Time now) {
  const auto ahead = days_ahead(value, now);
  if (!ahead || !wanted.is_number()) return false;
  const double days = wanted.get<double>();
  if (comparison == "less_than_x_days_ago") return *ahead <= 0 && -*ahead < days;
  if (comparison == "greater_than_x_days_ago") return -*ahead > days;
  if (comparison == "less_than_x_days_in_the_future") return *ahead >= 0 && *ahead < days;
  return comparison == "greater_than_x_days_in_the_future" && *ahead > days;
}

/// "before" and "after" a given time.
bool compare_times(const std::string& comparison, const Json& value, const Json& wanted) {
  const auto time = parse_time(text(value));
  const auto limit = parse_time(text(wanted));
  if (!time || !limit) return false;
  return comparison == "after" ? *time > *limit : *time < *limit;
}

bool compare_numbers(const std::string& comparison, const Json& value, const Json& wanted) {
  if (!value.is_number() || !wanted.is_number()) return false;
  const double distance = value.get<double>() - wanted.get<double>();
  if (comparison == "greater_than") return distance > 0;
  if (comparison == "greater_than_or_equal_to") return distance >= 0;
  if (comparison == "less_than") return distance < 0;
  return comparison == "less_than_or_equal_to" && distance <= 0;
}

bool includes(const Json& value, const Json& wanted) {
  return value.is_array() && std::any_of(value.begin(), value.end(),
                                         [&](const Json& item) { return same(item, wanted); });
}

bool custom_attribute(const Json& filter, const Profile& profile, Time now) {
  const std::string comparison = text(filter, "comparison");
  const Json& value = member(profile.custom, text(filter, "custom_attribute_name"));
  const Json& wanted = member(filter, "value");
  if (comparison == "exists") return !value.is_null();
  if (comparison == "does_not_exist") return value.is_null();
  if (comparison == "equals") return same(value, wanted);
  if (comparison == "not_equal" || comparison == "does_not_equal") return !same(value, wanted);
  if (comparison == "matches_regex") return matches(value, wanted);
  if (comparison == "does_not_match_regex") return !matches(value, wanted);
  if (comparison == "includes_value") return includes(value, wanted);
  if (comparison == "does_not_include_value") return !includes(value, wanted);
  if (comparison == "before" || comparison == "after") {
    return compare_times(comparison, value, wanted);
  }
  return compare_numbers(comparison, value, wanted) || compare_days(comparison, value, wanted, now);
}

bool subscription(const Json& filter, const Profile& profile, const std::string& channel) {
  const bool equal = subscription_of(profile, channel) == text(filter, "value");
  return text(filter, "comparison") == "is_not" ? !equal : equal;
}

}  // namespace

std::string subscription_of(const Profile& profile, const std::string& channel) {
  const std::string state = text(profile.fields, channel + "_subscribe");
  return state.empty() ? "subscribed" : state;
}

bool in_audience(const Json& audience, const Profile& profile, Time now) {
  const auto inside = [&](const Json& part) { return in_audience(part, profile, now); };
  if (const auto& all = items(audience, "AND"); !all.empty()) {
    return std::all_of(all.begin(), all.end(), inside);
  }
  if (const auto& any = items(audience, "OR"); !any.empty()) {
    return std::any_of(any.begin(), any.end(), inside);
  }
  if (const Json& filter = member(audience, "custom_attribute"); filter.is_object()) {
    return custom_attribute(filter, profile, now);
  }
  for (const char* channel : {"push", "email"}) {
    const Json& filter = member(audience, std::string(channel) + "_subscription_status");
    if (filter.is_object()) return subscription(filter, profile, channel);
  }
  if (const Json& filter = member(audience, "last_used_app"); filter.is_object()) {
    return compare_times(text(filter, "comparison"), member(profile.fields, "date_of_last_session"),
                         member(filter, "value"));
  }
  return false;
}

}  // namespace brazecheck::mock
