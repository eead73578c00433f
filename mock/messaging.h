#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "contract/json.h"
#include "mock/call.h"
#include "mock/state.h"

namespace brazecheck::mock {

// What the operations that send messages have in common: now, at a scheduled time, or once for one
// user.

// Tables. Rows of the first three are documents with "id", "name", "archived", "enabled", "draft";
// those of campaigns have "type", "message_variations": [ids] and "messages": {id: {"channel"}}
// too.
inline constexpr char kCampaigns[] = "campaigns";
inline constexpr char kCanvases[] = "canvases";
inline constexpr char kSegments[] = "segments";
inline constexpr char kApps[] = "apps";
// Types of campaigns. Messages of a request are counted under the first; the other two are sent by
// name.
inline constexpr char kApiCampaign[] = "api";
inline constexpr char kTriggeredCampaign[] = "api_triggered";
inline constexpr char kTransactionalCampaign[] = "transactional";
/// Send identifiers: {"campaign_id", "send_id", "created_at"} by send_key().
inline constexpr char kSends[] = "sends";
/// What was sent, the latest last: {"dispatch_id", "sent_at", "by", "campaign_id" | "canvas_id",
/// "send_id", "users", "recipients", "messages"}. Nothing of the API shows it; it is for those who
/// want to see what their integration sent.
inline constexpr char kDispatches[] = "dispatches";

/// What says what a message holds: the request itself, a campaign, or a Canvas.
enum class Origin { kRequest, kCampaign, kCanvas };

/// The one profile that is meant among several with one email address or phone number (latest
/// update last): each word of `prioritization` narrows the choice. Null while more than one is
/// left.
[[nodiscard]] Profile* prioritized(std::vector<Profile*> found,
                                   const std::vector<Json>& prioritization);

/// The campaign or Canvas of this ID, or null.
[[nodiscard]] const Json* find_document(State& state, const char* table, const std::string& id);
/// Whether nothing goes out for it because it was paused, stopped or never launched.
[[nodiscard]] bool is_paused(const Json& document);

/// The documented error that the campaign of a call raises, or "". For Origin::kRequest the
/// campaign may be left out; then it takes an API campaign, and variations of it of the right
/// channel.
[[nodiscard]] std::string campaign_error(Origin origin, const Json& body, State& state);
/// The error of messages that are counted under the campaign, or "".
[[nodiscard]] std::string variation_error(const Json& campaign, const Json& messages);

/// Sends to everybody whom the body of a call names or, without names, to its segment or audience;
/// nothing for what is paused or archived. Sets attributes and creates users where the recipients
/// say so, counts the users in the activity of the kind "sends" (under the campaign or Canvas, and
/// under send_subject()), and keeps a row in kDispatches.
void dispatch(Origin origin, const Json& body, const std::string& dispatch_id, Time now,
              State* state);

[[nodiscard]] std::string send_key(const std::string& campaign_id, const std::string& send_id);
/// Subject of the activity of a send; its scope is the campaign.
[[nodiscard]] std::string send_subject(const std::string& send_id);
/// Activity of this kind counts the messages of one variation under a send: scope is
/// send_key(campaign, variation).
inline constexpr std::string_view kSentVariations = "sent_variations";

/// Creates the send identifier for the campaign.
void put_send(const std::string& campaign_id, const std::string& send_id, Time now, State* state);

/// The refusal of a call that sends or schedules for a campaign, Canvas or segment that is not
/// there or does not fit; nothing where all is well.
[[nodiscard]] std::optional<Reply> refuse_send(const Call& call, Origin origin, State& state);
/// A refusal of an identifier that nobody has where no error is documented: it names the member.
[[nodiscard]] Reply refuse_unknown(const Call& call, std::string_view member_name);
/// The same for "campaign_id" and "canvas_id", with what the service says elsewhere.
[[nodiscard]] Reply refuse_unknown_document(const Call& call, std::string_view member_name);

}  // namespace brazecheck::mock
