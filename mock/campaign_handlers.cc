#include "mock/answers.h"
#include "mock/handlers.h"
#include "mock/json_view.h"
#include "mock/listing.h"
#include "mock/message_documents.h"
#include "mock/message_stats.h"
#include "mock/series.h"

namespace brazecheck::mock {

namespace {

constexpr char kCampaigns[] = "campaigns";

/// The campaign that `campaign_id` names, or null.
const Json* campaign_of(const Call& call, State& state) {
  return state.table(kCampaigns).find(value_of(call, "campaign_id"));
}

Reply unknown_campaign(const Call& call) { return refuse_unknown(call, "campaign_id", "campaign"); }

Reply list(const Call& call, State& state) {
  Json campaigns = Json::array();
  for (const Table::Row* row : listed_page(call, state.table(kCampaigns), kCampaigns)) {
    const Json& tags = member(row->document, "tags");
    campaigns.push_back({{"id", row->id},
                         {"last_edited", shown_time(call, row->document, "updated_at")},
                         {"name", text(row->document, "name")},
                         {"is_api_campaign", is_true(member(row->document, "api"))},
                         {"tags", tags.is_array() ? tags : Json::array()}});
  }
  return success(*call.contract, {{kCampaigns, std::move(campaigns)}});
}

Reply details(const Call& call, State& state) {
  const Json* found = campaign_of(call, state);
  if (found == nullptr) return unknown_campaign(call);
  const Json campaign = launched(call, *found);
  Json shown = Json::object();
  for (const char* name : {"created_at", "updated_at"}) {
    shown[name] = shown_time(call, campaign, name);
  }
  for (const char* name : {"name", "description", "schedule_type"}) {
    shown[name] = text(campaign, name);
  }
  for (const char* name : {"archived", "draft", "enabled", "has_post_launch_draft"}) {
    shown[name] = is_true(member(campaign, name));
  }
  for (const char* name : {"tags", "teams", "conversion_behaviors"})
    shown[name] = items(campaign, name);
  const Json& messages = member(campaign, "messages");
  shown["channels"] = channels_of(messages);
  shown["messages"] = shown_messages(call, messages, !state.table("locales").empty());
  shown["first_sent"] = member(campaign, "first_sent");
  shown["last_sent"] = last_sent(call, campaign, "last_sent");
  return success(*call.contract, std::move(shown));
}

Reply data_series(const Call& call, State& state) {
  const Json* campaign = campaign_of(call, state);
  if (campaign == nullptr) return unknown_campaign(call);
  const std::string id = value_of(call, "campaign_id");
  const Traffic traffic = traffic_of(*campaign, call.now);
  const StatsForm form{"_by_send_time",
                       std::max<std::size_t>(1, items(*campaign, "conversion_behaviors").size()),
                       false};
  Json days = Json::array();
  for (const Point& point : points_of(call)) {
    const auto really =
        static_cast<std::int64_t>(state.activity.sum("sends", id, "", point.from, point.to));
    const std::int64_t sent = traffic.count(id, point);
    MessageStats stats = message_stats(form, member(*campaign, "messages"),
                                       member(*campaign, "control_group"), sent, really, point);
    Json day = {{"time", point.label}, {"unique_recipients", stats.recipients}};
    add_results(form, sent, id, point, &day);
    day["messages"] = std::move(stats.channels);
    days.push_back(std::move(day));
  }
  return success(*call.contract, {{"data", std::move(days)}});
}

Reply url_info(const Call& call, State& state) {
  const Json* campaign = campaign_of(call, state);
  if (campaign == nullptr) return refuse(*call.contract, "Missing/Invalid Campaign ID");
  return link_aliases(call, member(*campaign, "messages"), "Missing/Invalid Message Variant ID");
}

}  // namespace

std::vector<Handler> campaign_handlers() {
  return {{"campaigns.list", list},
          {"campaigns.details", details},
          {"campaigns.data_series", data_series},
          {"campaigns.url_info.details", url_info}};
}

}  // namespace brazecheck::mock
