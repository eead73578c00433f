#include "mock/embedded.h"
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

/// mock/fixtures/*.json, each {"state": as State::load() reads it, "supplies": {name: value}}, put
/// together.
const Json& all() {
  static const Json kAll = [] {
    Json merged = {{"state", Json::object()}, {"supplies", Json::object()}};
    for (const auto& [name, bytes] : embedded_files()) {
      if (!name.starts_with("fixtures/")) continue;
      const Json file = Json::parse(bytes);
      merged["supplies"].update(file.value("supplies", Json::object()));
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
