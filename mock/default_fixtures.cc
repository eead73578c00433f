#include <fmt/format.h>

#include "mock/clock.h"
#include "mock/embedded.h"
#include "mock/json_view.h"
#include "mock/row_time.h"
#include "mock/server.h"

namespace brazecheck::mock {

namespace {

/// Lists follow each other, members of objects are joined: two files may fill one table.
void join(const Json& value, Json* slot) {
  if (value.is_array()) {
    if (slot->is_null()) *slot = Json::array();
    for (const Json& item : value) slot->push_back(item);
  } else if (value.is_object()) {
    if (slot->is_null()) *slot = Json::object();
    for (const auto& [name, part] : value.items()) join(part, &(*slot)[name]);
  } else {
    *slot = value;
  }
}

/// The value with "{n}" replaced in its texts and names.
Json numbered(const Json& value, const std::string& number) {
  if (value.is_string()) {
    std::string text = value.get<std::string>();
    for (auto at = text.find("{n}"); at != std::string::npos; at = text.find("{n}", at))
      text.replace(at, 3, number);
    return text;
  }
  if (!value.is_structured()) return value;
  Json out = value.is_array() ? Json::array() : Json::object();
  if (value.is_array()) {
    for (const Json& item : value) out.push_back(numbered(item, number));
  } else {
    for (const auto& [name, part] : value.items())
      out[numbered(name, number).get<std::string>()] = numbered(part, number);
  }
  return out;
}

/// Rows for lists of more than one page: {"table", "count", "id", "document", "first",
/// "every_hours"}. The id and the document hold "{n}" where the rows differ; created_at goes up
/// from `first`, and edits come in another order.
void repeat(const Json& plan, Json* tables) {
  constexpr int kEditedWithin = 600;
  const Time first = parse_time(text(plan, "first")).value_or(Time{});
  Json& rows = (*tables)[text(plan, "table")];
  if (rows.is_null()) rows = Json::array();
  for (int n = 1; n <= plan.at("count").get<int>(); ++n) {
    const std::string number = fmt::format("{:03}", n);
    const std::string id = numbered(plan.at("id"), number).get<std::string>();
    const Time created = first + std::chrono::hours(n * plan.at("every_hours").get<int>());
    Json document = numbered(plan.at("document"), number);
    document["id"] = id;
    document["created_at"] = to_second_time(created, "+00:00");
    document["updated_at"] = to_second_time(
        created + std::chrono::hours(n * 7 * plan.at("every_hours").get<int>() % kEditedWithin),
        "+00:00");
    rows.push_back({{"id", id}, {"document", std::move(document)}});
  }
}

/// mock/fixtures/*.json, each {"state": as State::load() reads it, "supplies": {name: value},
/// "repeated": [as repeat() reads it]}, put together.
const Json& all() {
  static const Json kAll = [] {
    Json merged = {{"state", Json::object()}, {"supplies", Json::object()}};
    for (const auto& [name, bytes] : embedded_files()) {
      if (!name.starts_with("fixtures/")) continue;
      const Json file = Json::parse(bytes);
      merged["supplies"].update(file.value("supplies", Json::object()));
      for (const Json& plan : file.value("repeated", Json::array()))
        repeat(plan, &merged["state"]["tables"]);
      const Json state = file.value("state", Json::object());
      for (const auto& [part, value] : state.items()) join(value, &merged["state"][part]);
    }
    return merged;
  }();
  return kAll;
}

}  // namespace

Json default_fixtures() { return all().at("state"); }

std::map<std::string, std::string> default_supplies() { return all().at("supplies"); }

}  // namespace brazecheck::mock
