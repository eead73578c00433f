#include "mock/messaging.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>

#include "mock/answers.h"
#include "mock/audience.h"
#include "mock/connected_audience.h"
#include "mock/json_view.h"
#include "mock/received.h"
#include "mock/segments.h"

namespace brazecheck::mock {

namespace {

// So many dispatches are kept to look at.
constexpr std::size_t kKeptDispatches = 500;
// Of larger audiences only the numbers are kept, not on every profile what it got.
constexpr std::size_t kNotedUsers = 2000;

struct Recipient {
  Profile* profile = nullptr;
  Json properties;  ///< what the message says to this user alone
};

using Recipients = std::vector<Recipient>;

const char* properties_name(Origin origin) {
  return origin == Origin::kCanvas ? "context" : "trigger_properties";
}

/// The properties of a call or recipient; for Canvases the former name counts as well.
Json properties_of(Origin origin, const Json& object) {
  const Json* own = &member(object, properties_name(origin));
  if (origin == Origin::kCanvas && !own->is_object()) {
    own = &member(object, "canvas_entry_properties");
  }
  return own->is_object() ? *own : Json::object();
}

Profile* by_external_id(Users* users, const std::string& id) {
  Profile* profile = users->by_external_id(id);
  return profile != nullptr ? profile : users->by_deprecated_id(id);
}

Profile* by_alias(Users* users, const Json& alias) {
  return users->by_alias({text(alias, "alias_label"), text(alias, "alias_name")});
}

Profile* find_user(Users* users, const Json& recipient) {
  if (const std::string id = text(recipient, "external_user_id"); !id.empty()) {
    return by_external_id(users, id);
  }
  if (const Json& alias = member(recipient, "user_alias"); alias.is_object()) {
    return by_alias(users, alias);
  }
  if (const std::string id = text(recipient, "braze_id"); !id.empty()) {
    return users->by_braze_id(id);
  }
  const std::string email = text(recipient, "email");
  return email.empty()
             ? nullptr
             : prioritized(users->by_contact("email", email), items(recipient, "prioritization"));
}

/// The user of a recipient, with the attributes that the recipient sets; null where nobody matches
/// and nobody is to be created.
Profile* resolve(Origin origin, const Json& recipient, Time now, State* state) {
  Users& users = state->users;
  Profile* profile = find_user(&users, recipient);
  Json attributes = member(recipient, "attributes");
  const std::string id = text(recipient, "external_user_id");
  if (profile == nullptr && !id.empty() && attributes.is_object() &&
      is_false(member(recipient, "send_to_existing_only"))) {
    profile = &users.create("external_id " + id, now);
    users.set_external_id(profile, id);
    state->activity.add("new_users", "", "", now, 1);
  }
  if (profile == nullptr || !attributes.is_object()) return profile;
  // By default those of a Canvas leave subscription groups alone.
  if (origin == Origin::kCanvas) attributes.erase("subscription_groups");
  users.apply(profile, attributes);
  follow_attributes(state, profile, attributes, now);
  return profile;
}

bool names_users(const Json& body) {
  return member(body, "recipients").is_array() || member(body, "external_user_ids").is_array() ||
         member(body, "user_aliases").is_array();
}

/// Everybody who is named, once each: the last entry says what the message holds.
Recipients named_users(Origin origin, const Json& body, Time now, State* state) {
  Recipients found;
  const auto add = [&](Profile* profile, Json properties) {
    if (profile == nullptr) return;
    const auto known = std::find_if(found.begin(), found.end(), [&](const Recipient& recipient) {
      return recipient.profile == profile;
    });
    if (known != found.end()) {
      known->properties = std::move(properties);
    } else {
      found.push_back({profile, std::move(properties)});
    }
  };
  if (origin == Origin::kRequest) {
    for (const Json& id : items(body, "external_user_ids")) {
      add(by_external_id(&state->users, text(id)), nullptr);
    }
    for (const Json& alias : items(body, "user_aliases")) {
      add(by_alias(&state->users, alias), nullptr);
    }
    return found;
  }
  for (const Json& recipient : items(body, "recipients")) {
    Json properties = properties_of(origin, body);
    properties.update(properties_of(origin, recipient));
    add(resolve(origin, recipient, now, state), std::move(properties));
  }
  return found;
}

/// The channel of a message whose receivers can say that they do not want it, or "".
std::string subscribed_channel(std::string_view channel) {
  if (channel == "email") return "email";
  return channel.ends_with("_push") ? "push" : "";
}

/// Whether a message of this channel goes to the user, as recipient_subscription_state says.
bool admits(const Json& body, std::string_view channel, const Profile& profile) {
  const std::string wanted = text(body, "recipient_subscription_state");
  const std::string subject = subscribed_channel(channel);
  if (subject.empty() || wanted == "all") return true;
  const std::string state = subscription_of(profile, subject);
  return wanted == "opted_in" ? state == wanted : state != "unsubscribed";
}

/// Who gets what: users of the call, and of each channel.
struct Reached {
  std::int64_t users = 0;
  std::map<std::string, std::int64_t> by_channel;
  Json recipients = Json::array();     ///< those who were named
  std::vector<std::string> braze_ids;  ///< of the first kNotedUsers
};

/// Counts the user in; false when the message is not for this user.
bool reach(Origin origin, const Json& body, const Json* segment, const Profile& profile, Time now,
           Reached* reached) {
  if (segment != nullptr && !in_segment(*segment, profile)) return false;
  const Json& audience = member(body, "audience");
  if (audience.is_object() && !in_audience(audience, profile, now)) return false;
  const Json& messages = member(body, "messages");
  bool any = origin != Origin::kRequest || !messages.is_object();
  if (!any) {
    for (const auto& [channel, message] : messages.items()) {
      if (!admits(body, channel, profile)) continue;
      ++reached->by_channel[channel];
      any = true;
    }
  }
  if (!any) return false;
  ++reached->users;
  if (reached->braze_ids.size() < kNotedUsers) reached->braze_ids.push_back(profile.braze_id);
  return true;
}

Reached reach_all(Origin origin, const Json& body, Time now, State* state) {
  Reached reached;
  const Json* segment = origin == Origin::kRequest
                            ? find_document(*state, kSegments, text(body, "segment_id"))
                            : nullptr;
  if (!names_users(body)) {
    state->users.for_each([&](const Profile& profile) {
      (void)reach(origin, body, segment, profile, now, &reached);
    });
    return reached;
  }
  for (const Recipient& recipient : named_users(origin, body, now, state)) {
    if (!reach(origin, body, segment, *recipient.profile, now, &reached)) continue;
    Json entry = {{"braze_id", recipient.profile->braze_id}};
    if (const std::string& id = recipient.profile->external_id; !id.empty()) {
      entry["external_user_id"] = id;
    }
    if (recipient.properties.is_object()) {
      entry[properties_name(origin)] = recipient.properties;
    }
    reached.recipients.push_back(std::move(entry));
  }
  return reached;
}

void count(Origin origin, const Json& body, const Json* document, const Reached& reached, Time now,
           State* state) {
  const std::string id = text(body, origin == Origin::kCanvas ? "canvas_id" : "campaign_id");
  // Statistics are kept for what is sent under a campaign.
  if (id.empty() || reached.users == 0) return;
  Activity& activity = state->activity;
  activity.add("sends", id, "", now, static_cast<double>(reached.users));
  const std::string send_id = text(body, "send_id");
  if (!state->table(kSends).contains(send_key(id, send_id))) return;
  const std::string subject = send_subject(send_id);
  activity.add("sends", subject, id, now, static_cast<double>(reached.users));
  const auto add = [&](const std::string& variation, std::int64_t times) {
    if (variation.empty()) return;
    activity.add(kSentVariations, subject, send_key(id, variation), now,
                 static_cast<double>(times));
  };
  for (const auto& [channel, times] : reached.by_channel) {
    add(text(member(member(body, "messages"), channel), "message_variation_id"), times);
  }
  if (origin != Origin::kCampaign || document == nullptr) return;
  // Users of a campaign with several variations get one of them: all the first, to be predictable.
  const auto& variations = items(*document, "message_variations");
  if (!variations.empty()) add(text(variations.front()), reached.users);
}

void remember(Origin origin, const Json& body, const std::string& dispatch_id, Reached reached,
              Time now, State* state) {
  Json row = {{"dispatch_id", dispatch_id},
              {"sent_at", to_export_time(now)},
              {"users", reached.users},
              {"recipients", std::move(reached.recipients)}};
  row["by"] = origin == Origin::kRequest    ? "request"
              : origin == Origin::kCampaign ? "campaign"
                                            : "canvas";
  for (const char* name :
       {"campaign_id", "canvas_id", "send_id", "segment_id", "audience", "broadcast", "messages",
        "attachments", "trigger_properties", "context"}) {
    if (const Json& value = member(body, name); !value.is_null()) row[name] = value;
  }
  Table& table = state->table(kDispatches);
  table.put(dispatch_id, std::move(row));
  while (table.size() > kKeptDispatches) {
    const std::string oldest = table.page(0, 1).front()->id;
    table.erase(oldest);
  }
}

/// "apple_push" and "ios_push" are one channel, "content_card" and "content_cards" as well.
std::string channel_of(std::string name) {
  if (name == "ios_push") return "apple_push";
  if (name == "content_cards") return "content_card";
  return name;
}

}  // namespace

Profile* prioritized(std::vector<Profile*> found, const std::vector<Json>& prioritization) {
  for (const Json& word : prioritization) {
    if (found.size() < 2) break;
    if (word == "most_recently_updated") return found.back();
    if (word == "least_recently_updated") return found.front();
    std::vector<Profile*> narrowed;
    std::copy_if(found.begin(), found.end(), std::back_inserter(narrowed),
                 [&](const Profile* profile) {
                   return profile->external_id.empty() == (word == "unidentified");
                 });
    if (!narrowed.empty()) found = std::move(narrowed);
  }
  return found.size() == 1 ? found.front() : nullptr;
}

const Json* find_document(State& state, const char* table, const std::string& id) {
  return state.table(table).find(id);
}

bool is_paused(const Json& document) {
  return is_false(member(document, "enabled")) || is_true(member(document, "draft"));
}

std::string variation_error(const Json& campaign, const Json& messages) {
  if (!messages.is_object()) return "";
  const auto& variations = items(campaign, "message_variations");
  for (const auto& [channel, message] : messages.items()) {
    const std::string id = text(message, "message_variation_id");
    if (std::none_of(variations.begin(), variations.end(),
                     [&](const Json& variation) { return variation == id; })) {
      return "Invalid Message Variant";
    }
    const std::string own = text(member(member(campaign, "messages"), id), "channel");
    if (!own.empty() && channel_of(own) != channel_of(channel)) return "Mismatched Message Type";
  }
  return "";
}

std::string campaign_error(Origin origin, const Json& body, State& state) {
  const Json& named = member(body, "campaign_id");
  if (origin == Origin::kRequest && named.is_null()) return "";
  const Json* campaign = find_document(state, kCampaigns, text(named));
  const char* type = origin == Origin::kRequest ? kApiCampaign : kTriggeredCampaign;
  if (campaign == nullptr || text(*campaign, "type") != type) return "Invalid Campaign ID";
  return origin == Origin::kRequest ? variation_error(*campaign, member(body, "messages")) : "";
}

void dispatch(Origin origin, const Json& body, const std::string& dispatch_id, Time now,
              State* state) {
  const bool canvas = origin == Origin::kCanvas;
  const Json* document = find_document(*state, canvas ? kCanvases : kCampaigns,
                                       text(body, canvas ? "canvas_id" : "campaign_id"));
  if (document != nullptr && (is_true(member(*document, "archived")) || is_paused(*document))) {
    return;
  }
  Reached reached = reach_all(origin, body, now, state);
  count(origin, body, document, reached, now, state);
  for (const std::string& id : reached.braze_ids) {
    Profile* profile = document == nullptr ? nullptr : state->users.by_braze_id(id);
    if (profile != nullptr) note_received(origin, body, *document, now, profile);
  }
  remember(origin, body, dispatch_id, std::move(reached), now, state);
}

std::string send_key(const std::string& campaign_id, const std::string& send_id) {
  return campaign_id + "/" + send_id;
}

std::string send_subject(const std::string& send_id) { return "send:" + send_id; }

void put_send(const std::string& campaign_id, const std::string& send_id, Time now, State* state) {
  state->table(kSends).put(
      send_key(campaign_id, send_id),
      {{"campaign_id", campaign_id}, {"send_id", send_id}, {"created_at", to_export_time(now)}});
}

std::optional<Reply> refuse_send(const Call& call, Origin origin, State& state) {
  // What a fault let pass would only be refused here after all.
  if (origin == Origin::kCanvas) {
    if (find_document(state, kCanvases, text(call.body, "canvas_id")) == nullptr) {
      return refuse_unknown_document(call, "canvas_id");
    }
    return std::nullopt;
  }
  const std::string error = campaign_error(origin, call.body, state);
  if (!error.empty() && !call.overlooked) return refuse(*call.contract, error);
  const std::string segment = text(call.body, "segment_id");
  if (origin == Origin::kRequest && !segment.empty() && !call.overlooked &&
      find_document(state, kSegments, segment) == nullptr) {
    return refuse_unknown(call, "segment_id");
  }
  return std::nullopt;
}

Reply refuse_unknown_document(const Call& call, std::string_view member_name) {
  if (member_name == "campaign_id") return refuse(*call.contract, "Invalid Campaign ID");
  // The text that was observed where a Canvas is read.
  const Contract* details = call.index->find("canvas.details");
  for (const DocumentedError& error : details->errors) {
    if (error.message.starts_with(member_name)) return refuse(*call.contract, error.message);
  }
  return refuse_unknown(call, member_name);
}

Reply refuse_unknown(const Call& call, std::string_view member_name) {
  return refuse(*call.contract, fmt::format("'{}' is not valid", member_name));
}

}  // namespace brazecheck::mock
