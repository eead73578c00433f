#include <algorithm>
#include <set>

#include "suites/answer.h"
#include "suites/campaigns/messages.h"
#include "suites/dashboard.h"

// Statistics of a campaign:
// https://www.braze.com/docs/api/endpoints/export/campaigns/get_campaign_analytics/
namespace brazecheck::dashboard {
namespace {

// The channel that the page prints for all push.
constexpr char kPrinted[] = "android_push";

series::Series campaign_series() {
  series::Series series = series_of(campaigns());
  series.counts = {"unique_recipients"};
  series.at_most = "at-most-length-days";
  return series;
}

// The messages of a day that is over, by channel.
Json past_messages(Session& session) {
  const series::Points points =
      series::read(session, campaign_series(), campaign_series().subject(session),
                   {{"length", "1"}, {"ending_at", to_text(morning(2))}});
  if (points.all.empty()) session.skip("the campaign has no statistics of that day");
  return points.all.empty() ? Json() : member(points.all.back(), "messages");
}

std::set<std::string> names_of(const Json& object) {
  std::set<std::string> names;
  if (!object.is_object()) return names;
  for (const auto& [name, value] : object.items()) names.insert(name);
  return names;
}

void push_channels_alike(Session& session) {
  const Json messages = past_messages(session);
  const Json printed = list(messages, kPrinted);
  if (session.failed()) return;
  if (printed.empty()) return session.skip("the campaign has no Android push");
  bool some = false;
  for (const auto& [channel, entries] : messages.items()) {
    if (!channel.ends_with("push") || channel == kPrinted) continue;
    for (const Json& entry : entries) {
      if (entry.contains("enrolled")) continue;
      some = true;
      session.expect(names_of(entry) == names_of(printed[0]),
                     channel + " has the statistics of " + kPrinted, entry.dump());
    }
  }
  if (!some) session.skip("the campaign has no other push channel");
}

void variations_have_entries(Session& session) {
  const Json described =
      all_messages(details_of(session, campaigns(), supplied_id(session, campaigns())));
  const Json messages = past_messages(session);
  if (session.failed()) return;
  for (const auto& [variation, message] : described.items()) {
    const Json entries = list(messages, text_of(member(message, "channel")));
    session.expect(std::any_of(entries.begin(), entries.end(),
                               [&, id = variation](const Json& entry) {
                                 return member(entry, "variation_api_id") == id;
                               }),
                   "the variation " + variation + " has an entry in the list of its channel",
                   entries.dump());
  }
}

void control_group_entries(Session& session) {
  const Json messages = past_messages(session);
  if (session.failed()) return;
  bool some = false;
  for (const auto& [channel, entries] : messages.items()) {
    for (const Json& entry : entries) {
      if (!entry.is_object() || !entry.contains("enrolled")) continue;
      some = true;
      session.expect(!entry.contains("sent"),
                     "the entry of a control group has no counts of its channel", entry.dump());
    }
  }
  if (!some) session.skip("the campaign has no control group");
}

// Who opened or clicked counts once, however often.
void unique_not_above_all(Session& session) {
  const series::Points points =
      series::read(session, campaign_series(), campaign_series().subject(session),
                   {{"length", "14"}, {"ending_at", to_text(morning(1))}});
  bool some = false;
  for (const Json& day : points.all) {
    const Json messages = member(day, "messages");
    if (!messages.is_object()) continue;
    for (const auto& [channel, entries] : messages.items()) {
      for (const Json& entry : entries) {
        for (const std::string what : {"opens", "clicks"}) {
          const Json unique = member(entry, "unique_" + what), all = member(entry, what);
          if (!unique.is_number() || !all.is_number()) continue;
          some = true;
          session.expect(unique <= all,
                         "no more unique " + what + " than " + what + " in " + channel,
                         entry.dump());
        }
      }
    }
  }
  if (!some) session.skip("the campaign counts nothing both ways");
}

// At most so many days, and one entry for each.
void one_entry_a_day(Session& session) {
  series::at_most_length(campaign_series())(session);
  series::one_point_a_unit(campaign_series())(session);
  longer_holds_shorter(campaign_series())(session);
}

struct Registrations {
  Registrations() {
    const std::vector<std::string> alone = {"campaigns.data_series"};
    const auto of = [&](const char* id) { return alone[0] + "/" + id; };
    add(of("at-most-length-days"), alone, one_entry_a_day);
    add(of("ends-at-ending-at"), alone, series::within_window(campaign_series()));
    add(of("ends-now-by-default"), alone, series::ends_now_by_default(campaign_series()));
    add(of("push-channels-alike"), alone, push_channels_alike);
    add(of("variations-have-entries"), {alone[0], "campaigns.details"}, variations_have_entries);
    add(of("control-group-entries"), alone, control_group_entries);
    add(of("unique-not-above-all"), alone, unique_not_above_all);
  }
};
const Registrations kRegistrations;

}  // namespace
}  // namespace brazecheck::dashboard
