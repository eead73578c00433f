#include <fmt/format.h>

#include <algorithm>

#include "suites/answer.h"
#include "suites/sends/send_ids.h"

// Send identifiers, under which messages of an API campaign are counted, and their statistics:
// https://www.braze.com/docs/api/endpoints/messaging/send_messages/post_create_send_ids/
// https://www.braze.com/docs/api/endpoints/export/campaigns/get_send_analytics/
namespace brazecheck::sending {
namespace {

constexpr char kMadeUp[] = "sends.id.create/send_id-made-up";

Campaign api_campaign(Session& session) { return {session.supplied("api_campaign_id"), "", ""}; }

// Identifiers of a day are few: the longest that is allowed shows that it comes back whole.
void send_id_returned(Session& session) {
  std::string own = "bzc_" + session.token() + "_";
  own.resize(static_cast<std::size_t>(session.number_in(kMadeUp)), 'Z');
  const std::string id = created_send(session, api_campaign(session), own);
  session.expect(id == own, "the send_id that was sent comes back", id);
}

void send_id_made_up(Session& session) {
  const std::string id = created_send(session, api_campaign(session), "");
  const auto most = static_cast<std::size_t>(session.number_in(kMadeUp));
  const bool ascii = std::all_of(id.begin(), id.end(), [](char c) { return c >= ' ' && c <= '~'; });
  session.expect(!id.empty() && id.size() <= most && ascii,
                 "a send_id that is made is a short text of ASCII characters", id);
}

Json under(const Campaign& campaign, const std::string& send_id,
           const std::vector<std::string>& users) {
  return with(to_users(campaign, users), {{"send_id", send_id}});
}

// Sends to one user after the other under a new identifier.
void sends_under_id(Session& session) {
  const Campaign own = campaign(session);
  const auto users = people(session, 2);
  const std::string id = created_send(session, own, "bzc_" + session.token());
  session.ok(send(under(own, id, {users[0]})));
  gets(session, kReaches, own, users[0], "a user who is named gets the message");
  expect_sent(session, own, id, 1);
  session.ok(send(under(own, id, {users[1]})));
  expect_sent(session, own, id, 2);
}

// Recipients of the campaign, which others may send to as well.
double recipients(Session& session, const Campaign& campaign) {
  const series::Series counted{.operation = "campaigns.data_series",
                               .counts = {"unique_recipients"},
                               .subject = {},
                               .at_most = "at-most-length-days"};
  return series::read(session, counted, {{"campaign_id", campaign.id}}, {{"length", "2"}})
      .total("unique_recipients");
}

void campaign_counts(Session& session) {
  const Campaign own = campaign(session);
  const auto users = people(session, 2);
  const double before = recipients(session, own);
  session.ok(send(to_users(own, users)));
  gets(session, kReaches, own, users[0], "a user who is named gets the message");
  session.eventually([&] { return recipients(session, own) >= before + 2; },
                     "a message to two users is counted under its campaign");
}

// A campaign that is none of the API.
void api_campaigns_only(Session& session) {
  const Json campaigns = list(
      session.ok({.operation = "campaigns.list", .path = {}, .query = {}, .body = std::nullopt}),
      "campaigns");
  const auto other = std::find_if(campaigns.begin(), campaigns.end(), [](const Json& one) {
    return member(one, "is_api_campaign") == false && member(one, "id").is_string();
  });
  if (other == campaigns.end()) return session.skip("no campaign of the dashboard is listed");
  const Campaign own{(*other)["id"].get<std::string>(), "", ""};
  const Exchange& answer = session.send(send_statistics(own, "bzc_" + session.token()));
  if (session.failed()) return;
  const Json data = list(answer.response->body.value_or(Json()), "data");
  session.expect(answer.response->status >= 300 || data.empty(),
                 "a campaign that is none of the API has no statistics of sends", data.dump());
}

series::Series statistics() {
  return {.operation = "sends.data_series",
          .counts = {"unique_recipients"},
          .subject = [](Session& session) -> Fields {
            return {{"campaign_id", session.supplied("api_campaign_id")},
                    {"send_id", session.supplied("send_id")}};
          },
          .at_most = "at-most-length-days"};
}

// At most so many days, and one entry for each.
void one_entry_a_day(Session& session) {
  series::at_most_length(statistics())(session);
  series::one_point_a_unit(statistics())(session);
}

const std::vector<std::string> kCreate = {"sends.id.create"};
const std::vector<std::string> kSeries = {"sends.data_series"};
const std::vector<std::string> kSent =
    uses({"sends.id.create", "sends.data_series", "messages.send"});

const ScenarioRegistration kRegistrations[] = {
    ScenarioRegistration{{"sends.id.create/send_id-returned", kCreate, send_id_returned}},
    ScenarioRegistration{{kMadeUp, kCreate, send_id_made_up}},
    ScenarioRegistration{{kSeveral, kSent, sends_under_id}},
    ScenarioRegistration{{kCountsSends, kSent, sends_under_id}},
    ScenarioRegistration{{"messages.send/campaign-counts",
                          uses({"messages.send", "campaigns.data_series"}), campaign_counts}},
    ScenarioRegistration{{"sends.data_series/api-campaigns-only",
                          {"sends.data_series", "campaigns.list"},
                          api_campaigns_only}},
    ScenarioRegistration{{"sends.data_series/at-most-length-days", kSeries, one_entry_a_day}},
    ScenarioRegistration{
        {"sends.data_series/ends-at-ending-at", kSeries, series::within_window(statistics())}},
    ScenarioRegistration{{"sends.data_series/ends-now-by-default", kSeries,
                          series::ends_now_by_default(statistics())}},
};

}  // namespace
}  // namespace brazecheck::sending
