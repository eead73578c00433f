#include <algorithm>
#include <cmath>

#include "contract/formats.h"
#include "mock/answers.h"
#include "mock/handlers.h"
#include "mock/json_view.h"
#include "mock/listing.h"
#include "mock/message_stats.h"
#include "mock/messaging.h"
#include "mock/row_time.h"
#include "mock/schedules.h"

namespace brazecheck::mock {

namespace {

// Answers to transactional sends by external_send_id: {"answer", "sent_at"}, oldest first.
constexpr char kTransactionalSends[] = "transactional_sends";
// sends.data_series/kept-14-days, transactional.campaigns.send/send-id-deduplicates.
constexpr std::chrono::days kStatisticsKept{14};
constexpr std::chrono::hours kSendIdKept{24};

const Json* api_campaign(State& state, const std::string& id) {
  const Json* campaign = find_document(state, kCampaigns, id);
  return campaign != nullptr && text(*campaign, "type") == kApiCampaign ? campaign : nullptr;
}

Reply create_send(const Call& call, State& state) {
  const std::string campaign_id = text(call.body, "campaign_id");
  if (api_campaign(state, campaign_id) == nullptr) {
    return refuse_unknown_document(call, "campaign_id");
  }
  std::string send_id = text(call.body, "send_id");
  if (send_id.empty()) send_id = call.new_hex("send", 24);
  if (!state.table(kSends).contains(send_key(campaign_id, send_id))) {
    put_send(campaign_id, send_id, call.now, &state);
  }
  return success(*call.contract, {{"send_id", send_id}});
}

/// Users whom a fixture says the send reached on a day: its "history" counts back from now.
std::int64_t made_up_users(const Json& send, Time now, const Point& day) {
  double sum = 0;
  for (const Json& past : items(send, "history")) {
    const Json& ago = member(past, "days_ago");
    const Json& users = member(past, "users");
    if (!ago.is_number_integer() || !users.is_number()) continue;
    const Time then = now - std::chrono::days(ago.get<std::int64_t>());
    if (then >= day.from && then < day.to) sum += users.get<double>();
  }
  return static_cast<std::int64_t>(std::llround(sum));
}

/// A day of one send of the campaign.
Json day_of_send(const Call& call, const State& state, const Json& campaign, const Json& send,
                 const Point& day) {
  const std::string campaign_id = text(send, "campaign_id");
  const std::string subject = send_subject(text(send, "send_id"));
  const auto counted = [&](std::string_view kind, const std::string& scope) {
    return std::llround(state.activity.sum(kind, subject, scope, day.from, day.to));
  };
  const StatsForm form{"_by_send_time",
                       std::max<std::size_t>(1, items(campaign, "conversion_behaviors").size()),
                       false};
  const std::int64_t made_up = made_up_users(send, call.now, day);
  Json out = {{"time", day.label},
              {"unique_recipients", made_up + counted("sends", campaign_id)},
              {"messages", Json::object()}};
  add_results(form, made_up, subject, day, &out);
  for (const Json& variation : items(campaign, "message_variations")) {
    const Json& message = member(member(campaign, "messages"), text(variation));
    if (!message.is_object()) continue;
    // One variation at a time: calls say which one they send.
    const MessageStats stats =
        message_stats(form, {{text(variation), message}}, nullptr, made_up,
                      counted(kSentVariations, send_key(campaign_id, text(variation))), day);
    for (const auto& [channel, entries] : stats.channels.items()) {
      Json& list = out["messages"][channel];
      if (list.is_null()) list = Json::array();
      for (const Json& entry : entries) list.push_back(entry);
    }
  }
  return out;
}

Reply data_series(const Call& call, State& state) {
  const std::string campaign_id = value_of(call, "campaign_id");
  const Json* campaign = api_campaign(state, campaign_id);
  if (campaign == nullptr) return refuse_unknown_document(call, "campaign_id");
  const Json* send = state.table(kSends).find(send_key(campaign_id, value_of(call, "send_id")));
  Json data = Json::array();
  // A send that nobody created has no statistics.
  if (send == nullptr) return success(*call.contract, {{"data", std::move(data)}});
  const Time created = row_time(*send, "created_at", call.now).value_or(call.now);
  for (const Point& day : points_of(call)) {
    if (day.to <= created || day.from > call.now) continue;
    if (call.now - day.to >= kStatisticsKept) continue;
    data.push_back(day_of_send(call, state, *campaign, *send, day));
  }
  return success(*call.contract, {{"data", std::move(data)}});
}

/// The error that the campaign of a transactional send raises, or "".
std::string transactional_error(const std::string& id, State& state) {
  const Format* uuid = find_format("uuid");
  if (uuid != nullptr && !uuid->matches(id)) return "invalid-campaign-id";
  const Json* campaign = find_document(state, kCampaigns, id);
  if (campaign == nullptr) return "campaign-missing";
  if (text(*campaign, "type") != kTransactionalCampaign) return "not-transactional";
  if (is_true(member(*campaign, "archived"))) return "campaign-archived";
  return is_paused(*campaign) ? "campaign-paused" : "";
}

Json metadata_of(const std::string& campaign_id, const std::string& external_send_id) {
  Json metadata = {{"campaign_api_id", campaign_id}};
  if (!external_send_id.empty()) metadata["external_send_id"] = external_send_id;
  return metadata;
}

/// Posts what becomes of the message to the URL that the campaign has for events.
void post_events(const Json& campaign, const std::string& dispatch_id, const Json& metadata,
                 const std::string& time, State* state) {
  const std::string url = text(campaign, "postback_url");
  if (url.empty()) return;
  for (const std::string status : {"sent", "processed", "delivered"}) {
    Json told = metadata;
    told[status + "_at"] = time;
    state->outbox.push_back(
        {url, {{"dispatch_id", dispatch_id}, {"status", status}, {"metadata", std::move(told)}}});
  }
}

void forget_send_ids(Table* sends, Time now) {
  for (const Table::Row* row : sends->rows()) {
    const auto sent = parse_time(text(row->document, "sent_at"));
    if (sent && *sent + kSendIdKept > now) return;
    const std::string id = row->id;
    sends->erase(id);
  }
}

Reply send_transactional(const Call& call, State& state) {
  const std::string campaign_id = call.path.at("campaign_id");
  const std::string error = transactional_error(campaign_id, state);
  if (!error.empty()) return refuse(*call.contract, error);
  Table& sends = state.table(kTransactionalSends);
  forget_send_ids(&sends, call.now);
  const std::string send_id = text(call.body, "external_send_id");
  Reply reply;
  reply.status = call.contract->success_status();
  if (const Json* known = send_id.empty() ? nullptr : sends.find(send_id)) {
    reply.body = member(*known, "answer");
    return reply;
  }
  Json recipient = member(call.body, "recipient");
  // Attributes are enough for an unknown user to be created.
  if (recipient.is_object()) recipient["send_to_existing_only"] = false;
  Json request = {{"campaign_id", campaign_id}, {"recipients", Json::array({recipient})}};
  if (const Json& own = member(call.body, "trigger_properties"); own.is_object()) {
    request["trigger_properties"] = own;
  }
  const std::string dispatch_id = call.new_hex("dispatch");
  dispatch(Origin::kCampaign, request, dispatch_id, call.now, &state);
  const std::string time = to_catalog_time(call.now);
  const Json metadata = metadata_of(campaign_id, send_id);
  post_events(*find_document(state, kCampaigns, campaign_id), dispatch_id, metadata, time, &state);
  Json told = metadata;
  for (const char* name : {"received_at", "enqueued_at", "executed_at", "sent_at"}) {
    told[name] = time;
  }
  reply.body = {{"dispatch_id", dispatch_id}, {"status", "sent"}, {"metadata", std::move(told)}};
  if (!send_id.empty()) sends.put(send_id, {{"answer", reply.body}, {"sent_at", time}});
  return reply;
}

}  // namespace

std::vector<Handler> send_handlers() {
  return {{"sends.id.create", create_send},
          {"sends.data_series", data_series},
          {"transactional.campaigns.send", send_transactional}};
}

}  // namespace brazecheck::mock
