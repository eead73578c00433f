#include <fmt/format.h>

#include "suites/answer.h"
#include "suites/campaigns/messages.h"
#include "suites/dashboard.h"

// What the details of a campaign, and of a Canvas, say of messages:
// https://www.braze.com/docs/api/endpoints/export/campaigns/get_campaign_details/
namespace brazecheck::dashboard {
namespace {

const Fields kWithTranslatable = {{"include_has_translatable_content", "true"}};

// The messages of one campaign by variation.
Json messages_of(Session& session, const std::string& id, const Fields& more = {}) {
  return all_messages(details_of(session, campaigns(), id, more));
}

void keys_are_variations(Session& session) {
  const std::string variation = session.supplied("translated_variation_id");
  const Json messages = messages_of(session, session.supplied("translated_campaign_id"));
  if (session.failed()) return;
  session.expect(messages.contains(variation),
                 "the message stands under the identifier of its variation", messages.dump());
}

void large_image_on_web_only(Session& session) {
  bool some = false;
  for (const Json& campaign : some_details(session, campaigns())) {
    const Json messages = all_messages(campaign);
    for (const auto& [id, message] : messages.items()) {
      if (!message.contains("large_image_url")) continue;
      some = true;
      session.expect(
          message["large_image_url"].is_null() || member(message, "channel") == "web_push",
          "large_image_url is null in a message that is no web push", message.dump());
    }
  }
  if (!some) session.skip("no push message is shown");
}

void extras_only_where_set(Session& session) {
  bool some = false;
  for (const Json& campaign : some_details(session, campaigns())) {
    const Json messages = all_messages(campaign);
    for (const auto& [id, message] : messages.items()) {
      const std::string channel = text_of(member(message, "channel"));
      if (!channel.starts_with("content_card") && !channel.ends_with("in_app_message")) continue;
      some = true;
      session.expect(!message.contains("extras") || !message["extras"].empty(),
                     "extras are left out where no pair is set", message.dump());
    }
  }
  if (!some) session.skip("no Content Card or in-app message is shown");
}

void any_app_is_null(Session& session) {
  bool some = false;
  for (const Json& campaign : some_details(session, campaigns())) {
    for (const Json& behavior : list(campaign, "conversion_behaviors")) {
      if (!behavior.is_object() || !behavior.contains("app_ids")) continue;
      some = true;
      session.expect(behavior["app_ids"].is_null() || !behavior["app_ids"].empty(),
                     "app_ids is null, not an empty list, where any app counts", behavior.dump());
    }
  }
  if (!some) session.skip("no conversion event names apps");
}

Play translatable_on_request(const Kind& kind) {
  return [kind](Session& session) {
    const std::string id = supplied_id(session, kind);
    const Json asked = all_messages(details_of(session, kind, id, kWithTranslatable));
    const Json plain = all_messages(details_of(session, kind, id));
    if (session.failed()) return;
    if (asked.empty()) return session.skip(kind.parameter + " has no messages");
    for (const auto& [variation, message] : asked.items()) {
      session.expect(message.contains("has_translatable_content"),
                     "has_translatable_content stands in each message on request", message.dump());
    }
    for (const auto& [variation, message] : plain.items()) {
      session.expect(!message.contains("has_translatable_content"),
                     "has_translatable_content stands in no message without", message.dump());
    }
  };
}

Play translatable_needs_locales(const Kind& kind) {
  return [kind](Session& session) {
    // The translated one has locales; so its workspace has.
    const std::vector<std::string> ids = {session.supplied("translated_" + kind.parameter),
                                          supplied_id(session, kind)};
    for (const std::string& id : ids) {
      const Json messages = all_messages(details_of(session, kind, id, kWithTranslatable));
      for (const auto& [variation, message] : messages.items()) {
        const Json told = member(message, "has_translatable_content");
        if (told.is_null()) continue;
        const bool tagged = !translation_tags(message).empty();
        session.expect(
            told == tagged,
            fmt::format("has_translatable_content is {} for a message {} translation tags", tagged,
                        tagged ? "with" : "without"),
            message.dump());
      }
    }
  };
}

void channels_of_messages(Session& session) {
  bool some = false;
  for (const Json& campaign : some_details(session, campaigns())) {
    if (all_messages(campaign).empty()) continue;
    some = true;
    session.expect(!list(campaign, "channels").empty(),
                   "a campaign with messages names the channels that it sends them by",
                   campaign.dump());
  }
  if (!some) session.skip("no campaign that is listed has messages");
}

struct Registrations {
  Registrations() {
    const std::vector<std::string> alone = {"campaigns.details"};
    const std::vector<std::string> both = {"campaigns.list", "campaigns.details"};
    add("campaigns.details/listed-campaign-has-details", both,
        listed_as_described(campaigns(), "name"));
    add("canvas.details/listed-canvas-has-details", {"canvas.list", "canvas.details"},
        listed_as_described(canvases(), "name"));
    for (const Kind* kind : {&campaigns(), &canvases()}) {
      const std::vector<std::string> own = {kind->operation("details")};
      add(own[0] + "/draft-changes", own, draft_on_request(*kind));
      add(own[0] + "/translatable-on-request", own, translatable_on_request(*kind));
      add(own[0] + "/translatable-needs-locales", own, translatable_needs_locales(*kind));
    }
    add("campaigns.details/message-keys-are-variations", alone, keys_are_variations);
    add("campaigns.details/large-image-on-web-only", both, large_image_on_web_only);
    add("campaigns.details/extras-only-where-set", both, extras_only_where_set);
    add("campaigns.details/any-app-is-null", both, any_app_is_null);
    add("campaigns.details/channels-of-messages", both, channels_of_messages);
    add("campaigns.details/times-in-order", both,
        times_in_order(campaigns(), {{"created_at", "updated_at"}, {"first_sent", "last_sent"}}));
    add("canvas.details/times-in-order", {"canvas.list", "canvas.details"},
        times_in_order(canvases(), {{"created_at", "updated_at"}, {"first_entry", "last_entry"}}));
  }
};
const Registrations kRegistrations;

}  // namespace
}  // namespace brazecheck::dashboard
