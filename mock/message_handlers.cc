#include <algorithm>

#include "mock/answers.h"
#include "mock/handlers.h"
#include "mock/json_view.h"
#include "mock/messaging.h"
#include "mock/row_time.h"
#include "mock/schedules.h"

namespace brazecheck::mock {

namespace {

Reply sent(const Call& call, Origin origin, State& state, Json extra = Json::object()) {
  extra["dispatch_id"] = call.new_hex("dispatch");
  dispatch(origin, call.body, text(extra, "dispatch_id"), call.now, &state);
  return success(*call.contract, std::move(extra));
}

Reply send_messages(const Call& call, State& state) {
  if (auto refusal = refuse_send(call, Origin::kRequest, state)) return std::move(*refusal);
  const std::string campaign_id = text(call.body, "campaign_id");
  if (!is_true(member(call.body, "broadcast")) || campaign_id.empty()) {
    return sent(call, Origin::kRequest, state);
  }
  // A broadcast that is counted says under which send.
  std::string send_id = text(call.body, "send_id");
  if (send_id.empty()) send_id = call.new_hex("send");
  if (!state.table(kSends).contains(send_key(campaign_id, send_id))) {
    put_send(campaign_id, send_id, call.now, &state);
  }
  Call counted = call;
  counted.body["send_id"] = send_id;
  return sent(counted, Origin::kRequest, state, {{"send_id", send_id}});
}

Reply trigger_campaign(const Call& call, State& state) {
  if (auto refusal = refuse_send(call, Origin::kCampaign, state)) return std::move(*refusal);
  const std::string send_id = text(call.body, "send_id");
  if (!is_true(member(call.body, "broadcast")) || send_id.empty()) {
    return sent(call, Origin::kCampaign, state);
  }
  // Broadcasts alone are told under which send they are counted.
  return sent(call, Origin::kCampaign, state, {{"send_id", send_id}});
}

/// Says in `notice` why the Canvas takes nobody.
Reply trigger_canvas(const Call& call, State& state) {
  if (auto refusal = refuse_send(call, Origin::kCanvas, state)) return std::move(*refusal);
  const Json& canvas = *find_document(state, kCanvases, text(call.body, "canvas_id"));
  const char* reason = is_true(member(canvas, "archived")) ? "canvas-archived"
                       : is_paused(canvas)                 ? "canvas-paused"
                                                           : nullptr;
  const DocumentedError* error = reason == nullptr ? nullptr : call.contract->find_error(reason);
  Json extra = Json::object();
  if (error != nullptr) extra["notice"] = error->message;
  return sent(call, Origin::kCanvas, state, std::move(extra));
}

/// The names of tags that a copy gets: one text, or a list where somebody sends one.
Json tags_of(const Json& names) {
  if (names.is_array()) return names;
  Json tags = Json::array();
  std::string rest = text(names);
  while (!rest.empty()) {
    const std::size_t comma = std::min(rest.find(','), rest.size());
    std::string tag = rest.substr(0, comma);
    rest.erase(0, comma + 1);
    tag.erase(0, tag.find_first_not_of(' '));
    if (!tag.empty()) tags.push_back(std::move(tag));
  }
  return tags;
}

/// Gives every variation of the copy an ID of its own.
void rename_variations(const Call& call, Json* copy) {
  Json ids = Json::array();
  Json messages = Json::object();
  for (const Json& old : items(*copy, "message_variations")) {
    const std::string id = call.new_uuid("variation " + text(old));
    const Json& message = member(member(*copy, "messages"), text(old));
    if (message.is_object()) messages[id] = message;
    ids.push_back(id);
  }
  if (ids.empty()) return;
  (*copy)["message_variations"] = std::move(ids);
  if (!messages.empty()) (*copy)["messages"] = std::move(messages);
}

Reply duplicate(const Call& call, State& state, const char* table, const char* parameter) {
  const Json* original = find_document(state, table, text(call.body, parameter));
  if (original == nullptr) return refuse_unknown_document(call, parameter);
  Json copy = *original;
  const std::string id = call.new_uuid("copy");
  copy["id"] = id;
  copy["name"] = member(call.body, "name");
  if (call.body.contains("description")) copy["description"] = call.body["description"];
  if (call.body.contains("tag_names")) copy["tags"] = tags_of(call.body["tag_names"]);
  // A copy has not been launched, nor sent to anybody.
  copy["draft"] = true;
  copy["enabled"] = false;
  for (const char* name : {"first_sent", "last_sent", "first_entry", "last_entry"}) {
    if (copy.contains(name)) copy[name] = nullptr;
  }
  for (const char* name : {"created_at", "updated_at"}) {
    copy[name] = to_second_time(call.now, "+00:00");
  }
  for (const char* name : {"broadcast_schedule", "per_day"}) copy.erase(name);
  rename_variations(call, &copy);
  state.table(table).put(id, std::move(copy));
  return success(*call.contract);
}

Reply duplicate_campaign(const Call& call, State& state) {
  return duplicate(call, state, kCampaigns, "campaign_id");
}

Reply duplicate_canvas(const Call& call, State& state) {
  return duplicate(call, state, kCanvases, "canvas_id");
}

}  // namespace

std::vector<Handler> message_handlers() {
  return {{"messages.send", send_messages},
          {"campaigns.trigger.send", trigger_campaign},
          {"canvas.trigger.send", trigger_canvas},
          {"campaigns.duplicate", duplicate_campaign},
          {"canvas.duplicate", duplicate_canvas}};
}

}  // namespace brazecheck::mock
