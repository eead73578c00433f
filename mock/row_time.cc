#include "mock/row_time.h"

#include "mock/json_view.h"

namespace brazecheck::mock {

std::optional<Time> row_time(const Json& document, std::string_view name, Time now) {
  const Json& value = member(document, name);
  if (value.is_string()) return parse_time(value.get_ref<const std::string&>());
  if (value.is_number_integer()) return Time(std::chrono::milliseconds(value.get<std::int64_t>()));
  const Json& days = member(value, "days_ago");
  if (!days.is_number_integer()) return std::nullopt;
  const Json& hours = member(value, "hours");
  const auto midnight = std::chrono::floor<std::chrono::days>(now);
  const Time time = midnight - std::chrono::days(days.get<int>()) +
                    std::chrono::hours(hours.is_number_integer() ? hours.get<int>() : 0);
  // What happened today happened before now.
  return time > now ? now : time;
}

std::string to_second_time(Time time, std::string_view zone) {
  const std::string full = to_export_time(time);
  return full.substr(0, full.find('.')).append(zone);
}

std::string to_spaced_time(Time time) {
  std::string text = to_second_time(time, " +0000");
  text.replace(text.find('T'), 1, " ");
  return text;
}

}  // namespace brazecheck::mock
