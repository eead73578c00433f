#include "mock/message_stats.h"

#include <fmt/format.h>

#include <map>
#include <string_view>
#include <vector>

#include "mock/json_view.h"

namespace brazecheck::mock {

namespace {

/// A counter and about how many of it there are to a message sent.
struct Measure {
  std::string_view name;
  double ratio;
};
using Measures = std::vector<Measure>;

const Measures& measures_of(const std::string& channel, bool canvas) {
  static const std::map<std::string, Measures> kMeasures = {
      {"email",
       {{"sent", 1},
        {"delivered", 0.97},
        {"opens", 0.45},
        {"unique_opens", 0.36},
        {"clicks", 0.12},
        {"unique_clicks", 0.09},
        {"unsubscribes", 0.004},
        {"bounces", 0.02},
        {"reported_spam", 0.001},
        {"machine_open", 0.2},
        {"machine_amp_open", 0.01}}},
      {"sms",
       {{"sent", 1},
        {"sent_to_carrier", 0.99},
        {"delivered", 0.96},
        {"rejected", 0.01},
        {"delivery_failed", 0.01},
        {"clicks", 0.08},
        {"opt_out", 0.002},
        {"help", 0.001}}},
      {"whats_app", {{"sent", 1}, {"delivered", 0.97}, {"failed", 0.01}, {"read", 0.6}}},
      {"content_cards",
       {{"sent", 1},
        {"total_clicks", 0.15},
        {"total_dismissals", 0.1},
        {"total_impressions", 1.8},
        {"unique_clicks", 0.11},
        {"unique_dismissals", 0.08},
        {"unique_impressions", 0.7}}},
      {"webhook", {{"sent", 1}, {"errors", 0.01}}},
      {"trigger_in_app_message",
       {{"impressions", 1},
        {"clicks", 0.3},
        {"first_button_clicks", 0.2},
        {"second_button_clicks", 0.1}}}};
  static const Measures kPush = {{"sent", 1},
                                 {"direct_opens", 0.06},
                                 {"total_opens", 0.13},
                                 {"bounces", 0.02},
                                 {"body_clicks", 0.05}};
  static const Measures kCanvasPush = {
      {"sent", 1}, {"opens", 0.06}, {"influenced_opens", 0.13}, {"bounces", 0.02}};
  const auto found =
      kMeasures.find(channel == "in_app_message" ? "trigger_in_app_message" : channel);
  if (found != kMeasures.end()) return found->second;
  return canvas ? kCanvasPush : kPush;
}

/// Whether calls that send count here: what is sent is taken to arrive.
bool follows_sends(std::string_view measure) {
  return measure == "sent" || measure == "delivered" || measure == "sent_to_carrier" ||
         measure == "impressions";
}

/// The variation that messages sent by calls are counted for: the first of email, or else of all.
std::string variation_of_sends(const Json& messages) {
  for (const auto& [id, message] : messages.items()) {
    if (text(message, "channel") == "email") return id;
  }
  return messages.empty() ? "" : messages.begin().key();
}

// What a conversion is worth, and how many recipients convert.
constexpr double kOrder = 11.25;
constexpr double kConverting = 0.06;

}  // namespace

void add_results(const StatsForm& form, std::int64_t recipients, const std::string& subject,
                 const Point& point, Json* out) {
  double rate = kConverting;
  for (std::size_t event = 0; event < form.conversion_events; ++event, rate /= 2) {
    const std::string name = event == 0 ? "conversions" : fmt::format("conversions{}", event);
    const std::int64_t count = part_of(recipients, rate, subject + name, point);
    (*out)[name] = count;
    (*out)[name + form.timed] = part_of(count, 0.9, subject + form.timed, point);
    if (event == 0) (*out)["revenue"] = to_cents(kOrder * static_cast<double>(count));
  }
}

MessageStats message_stats(const StatsForm& form, const Json& messages, const Json& control,
                           std::int64_t sent, std::int64_t really, const Point& point) {
  MessageStats stats;
  if (!messages.is_object()) return stats;
  const std::string reached = variation_of_sends(messages);
  for (const auto& [id, message] : messages.items()) {
    const std::int64_t own = id == reached ? really : 0;
    const std::string channel = text(message, "channel");
    const Json& share = member(message, "share");
    const std::int64_t made_up =
        part_of(sent, share.is_number() ? share.get<double>() : 1.0, id, point);
    Json entry = {{"variation_api_id", id}};
    if (const Json& name = member(message, "variation_name"); name.is_string()) {
      entry["variation_name"] = name;
    }
    for (const auto& [name, ratio] : measures_of(channel, form.canvas)) {
      entry[std::string(name)] =
          part_of(made_up, ratio, id + std::string(name), point) + (follows_sends(name) ? own : 0);
    }
    if (!form.canvas) {
      entry["unique_recipients"] = made_up + own;
      add_results(form, made_up, id, point, &entry);
    }
    stats.recipients += made_up + own;
    stats.channels[channel].push_back(std::move(entry));
  }
  if (control.is_object()) {
    const Json& share = member(control, "share");
    for (auto& [channel, entries] : stats.channels.items()) {
      const std::string subject = "control " + channel;
      const std::int64_t enrolled =
          part_of(sent, share.is_number() ? share.get<double>() : 0.0, subject, point);
      // Who is in the control group gets nothing: no counts of the channel.
      Json entry = {{"variation_name", "Control Group"},
                    {"enrolled", enrolled},
                    {"unique_recipients", enrolled}};
      add_results(form, enrolled / 2, subject, point, &entry);
      entries.push_back(std::move(entry));
    }
  }
  // Beside email the list of text messages stands there even without any.
  if (stats.channels.contains("email") && !stats.channels.contains("sms")) {
    stats.channels["sms"] = Json::array();
  }
  return stats;
}

void add_up(const Json& part, Json* sum) {
  if (part.is_object() && sum->is_object()) {
    for (const auto& [name, value] : part.items()) {
      const auto slot = sum->find(name);
      if (slot == sum->end()) {
        (*sum)[name] = value;
      } else {
        add_up(value, &*slot);
      }
    }
  } else if (part.is_array() && sum->is_array() && part.size() == sum->size()) {
    for (std::size_t i = 0; i < part.size(); ++i) add_up(part[i], &(*sum)[i]);
  } else if (part.is_number_integer() && sum->is_number_integer()) {
    *sum = sum->get<std::int64_t>() + part.get<std::int64_t>();
  } else if (part.is_number() && sum->is_number()) {
    *sum = to_cents(sum->get<double>() + part.get<double>());
  } else {
    *sum = part;
  }
}

}  // namespace brazecheck::mock
