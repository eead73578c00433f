#include "mock/answers.h"
#include "mock/handlers.h"
#include "mock/json_view.h"
#include "mock/listing.h"
#include "mock/series.h"

namespace brazecheck::mock {

namespace {

constexpr char kCards[] = "cards";

Reply unknown_card(const Call& call) { return refuse_unknown(call, "card_id", "card"); }

Reply list(const Call& call, State& state) {
  Json cards = Json::array();
  for (const Table::Row* row : listed_page(call, state.table(kCards), kCards)) {
    cards.push_back({{"id", row->id},
                     {"type", text(row->document, "type")},
                     {"title", text(row->document, "title")},
                     {"tags", items(row->document, "tags")}});
  }
  return success(*call.contract, {{kCards, std::move(cards)}});
}

Reply details(const Call& call, State& state) {
  const Json* card = state.table(kCards).find(value_of(call, "card_id"));
  if (card == nullptr) return unknown_card(call);
  Json shown = Json::object();
  for (const char* name : {"created_at", "updated_at", "publish_at", "end_at"}) {
    shown[name] = shown_time(call, *card, name);
  }
  for (const char* name : {"name", "title", "image_url", "description"}) {
    shown[name] = text(*card, name);
  }
  for (const char* name : {"archived", "draft"}) shown[name] = is_true(member(*card, name));
  shown["tags"] = items(*card, "tags");
  const Json& extras = member(*card, "extras");
  shown["extras"] = extras.is_object() ? extras : Json::object();
  return success(*call.contract, std::move(shown));
}

Reply data_series(const Call& call, State& state) {
  const std::string id = value_of(call, "card_id");
  const Json* card = state.table(kCards).find(id);
  if (card == nullptr) return unknown_card(call);
  const Traffic traffic = traffic_of(*card, call.now);
  Json data = Json::array();
  for (const Point& point : points_of(call)) {
    const std::int64_t impressions = traffic.count(id, point);
    const std::int64_t seen = part_of(impressions, 0.8, id + "seen", point);
    const std::int64_t clicks = part_of(impressions, 0.1, id + "clicks", point);
    data.push_back(
        {{"time", point.label},
         {"impressions", impressions},
         {"unique_impressions", seen},
         {"clicks", clicks},
         {"unique_clicks", std::min(seen, part_of(clicks, 0.9, id + "clickers", point))}});
  }
  return success(*call.contract, {{"data", std::move(data)}});
}

}  // namespace

std::vector<Handler> feed_handlers() {
  return {{"feed.list", list}, {"feed.details", details}, {"feed.data_series", data_series}};
}

}  // namespace brazecheck::mock
