#include "mock/received.h"

#include "mock/json_view.h"

namespace brazecheck::mock {

namespace {

/// The entry of the list whose `name` is `id`, a new one where there is none.
Json& entry_of(Json* fields, const char* list, const char* name, const std::string& id) {
  Json& entries = (*fields)[list];
  if (!entries.is_array()) entries = Json::array();
  for (Json& entry : entries) {
    if (member(entry, name) == id) return entry;
  }
  entries.push_back({{name, id}});
  return entries.back();
}

/// The variation that the user gets: the one that the request names, else the first.
std::string variation_of(const Json& body, const Json& campaign) {
  const Json& messages = member(body, "messages");
  if (messages.is_object()) {
    for (const auto& [channel, message] : messages.items()) {
      if (const std::string id = text(message, "message_variation_id"); !id.empty()) return id;
    }
  }
  const auto& variations = items(campaign, "message_variations");
  return variations.empty() ? "" : text(variations.front());
}

void note_campaign(const Json& body, const Json& campaign, const std::string& time, Json* fields) {
  const std::string variation = variation_of(body, campaign);
  const Json& message = member(member(campaign, "messages"), variation);
  Json& entry =
      entry_of(fields, "campaigns_received", "api_campaign_id", text(body, "campaign_id"));
  entry["name"] = text(campaign, "name");
  entry["last_received"] = time;
  entry["engaged"] = Json::object();
  entry["converted"] = false;
  entry["in_control"] = false;
  entry["variation_name"] =
      text(message, member(message, "variation_name").is_string() ? "variation_name" : "name");
  entry["variation_api_id"] = variation;
}

void note_canvas(const Json& body, const Json& canvas, const std::string& time, Json* fields) {
  Json& entry = entry_of(fields, "canvases_received", "api_canvas_id", text(body, "canvas_id"));
  entry["name"] = text(canvas, "name");
  entry["last_entered"] = time;
  entry["last_received_message"] = time;
  entry["last_entered_control_at"] = nullptr;
  entry["last_exited"] = nullptr;
  entry["in_control"] = false;
  // Everybody takes the first variant, and the first step at once.
  entry["variation_name"] = nullptr;
  entry["steps_received"] = Json::array();
  const auto& variants = items(canvas, "variants");
  if (variants.empty()) return;
  entry["variation_name"] = text(variants.front(), "name");
  const auto& first_steps = items(variants.front(), "first_step_ids");
  if (first_steps.empty()) return;
  for (const Json& step : items(canvas, "steps")) {
    if (text(step, "id") != text(first_steps.front())) continue;
    entry["steps_received"].push_back({{"name", text(step, "name")},
                                       {"api_canvas_step_id", text(step, "id")},
                                       {"last_received", time}});
  }
}

}  // namespace

void note_received(Origin origin, const Json& body, const Json& document, Time now,
                   Profile* profile) {
  if (!document.is_object()) return;
  const std::string time = to_export_time(now);
  if (origin == Origin::kCanvas) {
    note_canvas(body, document, time, &profile->fields);
  } else {
    note_campaign(body, document, time, &profile->fields);
  }
}

}  // namespace brazecheck::mock
