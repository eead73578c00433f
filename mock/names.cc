#include "mock/names.h"

#include <map>
#include <set>

#include "contract/index.h"
#include "mock/answers.h"
#include "mock/json_view.h"
#include "mock/listing.h"

namespace brazecheck::mock {

namespace {

/// Names that were recorded and names that the fixtures describe, in alphabetical order.
std::vector<std::string> names_of(State* state, const char* kind, const char* table) {
  std::set<std::string> names;
  for (std::string& name : state->activity.subjects(kind)) names.insert(std::move(name));
  for (const Table::Row* row : state->table(table).rows()) names.insert(row->id);
  return {names.begin(), names.end()};
}

Json page_of(const Call& call, const std::vector<std::string>& names, std::size_t size) {
  const std::size_t begin = page_start(call, size, names.size());
  const std::size_t end = begin + std::min(size, names.size() - begin);
  return std::vector<std::string>(names.begin() + static_cast<std::ptrdiff_t>(begin),
                                  names.begin() + static_cast<std::ptrdiff_t>(end));
}

Reply list_events(const Call& call, State& state) {
  const auto names = names_of(&state, "events", "events");
  return success(*call.contract,
                 {{"events", page_of(call, names, page_size(*call.contract, "events"))}});
}

/// The page does not say how many products are on a page: as many as events on one of theirs.
Reply list_products(const Call& call, State& state) {
  const Contract* events = call.index->find("events.list");
  const std::size_t size = events == nullptr ? SIZE_MAX : page_size(*events, "events");
  const auto names = names_of(&state, "purchases", "products");
  return success(*call.contract, {{"products", page_of(call, names, size)}});
}

/// What is said of an event or attribute, as far as somebody has said it.
Json described(const std::string& name, const Json& document) {
  const Json& status = member(document, "status");
  return {{"name", name},
          {"description", member(document, "description")},
          {"status", status.is_string() ? status : Json("Active")},
          {"tag_names", items(document, "tag_names")}};
}

Reply with_links(Reply reply, const CursorPage& page) {
  if (!page.links.empty()) reply.headers.emplace_back("Link", page.links);
  return reply;
}

Reply invalid_cursor(const Call& call) { return refuse(*call.contract, "cursor is not valid"); }

Reply describe_events(const Call& call, State& state) {
  const auto names = names_of(&state, "events", "events");
  const auto page = cursor_page(call, names.size(), "events");
  if (!page) return invalid_cursor(call);
  Json events = Json::array();
  for (std::size_t i = page->begin; i < page->end; ++i) {
    const Json* known = state.table("events").find(names[i]);
    Json event = described(names[i], known == nullptr ? Json() : *known);
    event["included_in_analytics_report"] =
        known != nullptr && is_true(member(*known, "included_in_analytics_report"));
    events.push_back(std::move(event));
  }
  return with_links(success(*call.contract, {{"events", std::move(events)}}), *page);
}

/// What kind of value an attribute holds, in the words of the dashboard.
std::string type_of(const Json& value) {
  if (value.is_boolean()) return "Boolean";
  if (value.is_number()) return "Number";
  if (value.is_object()) return "Object";
  if (value.is_array()) {
    return !value.empty() && value.front().is_object() ? "Object Array" : "Array";
  }
  return parse_time(text(value)) ? "Time" : "String";
}

Reply custom_attributes(const Call& call, State& state) {
  std::map<std::string, Json> found;
  for (const Table::Row* row : state.table("custom_attributes").rows()) {
    found.emplace(row->id, row->document);
  }
  // What profiles have besides; the longest list that anybody has is the length of an array.
  state.users.for_each([&](const Profile& profile) {
    for (const auto& [name, value] : profile.custom.items()) {
      const auto [entry, is_new] = found.try_emplace(name, Json::object());
      if (!entry->second.contains("data_type")) entry->second["data_type"] = type_of(value);
      if (!value.is_array()) continue;
      const Json& length = member(entry->second, "array_length");
      if (!length.is_number_integer() || length.get<std::size_t>() < value.size()) {
        entry->second["array_length"] = value.size();
      }
    }
  });
  const auto page = cursor_page(call, found.size(), "attributes");
  if (!page) return invalid_cursor(call);
  Json attributes = Json::array();
  auto entry = std::next(found.begin(), static_cast<std::ptrdiff_t>(page->begin));
  for (std::size_t i = page->begin; i < page->end; ++i, ++entry) {
    Json attribute = described(entry->first, entry->second);
    attribute["data_type"] = text(entry->second, "data_type");
    attribute["array_length"] = member(entry->second, "array_length");
    attributes.push_back(std::move(attribute));
  }
  return with_links(success(*call.contract, {{"attributes", std::move(attributes)}}), *page);
}

}  // namespace

std::vector<Handler> name_handlers() {
  return {{"events.list", list_events},
          {"events.get", describe_events},
          {"purchases.product_list", list_products},
          {"custom_attributes.get", custom_attributes}};
}

}  // namespace brazecheck::mock
