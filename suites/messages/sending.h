#pragma once

#include <string>
#include <vector>

#include "suites/moments.h"
#include "suites/scenario.h"

namespace brazecheck::sending {

/// An API campaign that the target supplies. Messages that name it leave a note on the profiles of
/// those who get them, and so show who was sent to.
struct Campaign {
  std::string id;
  std::string variation;  ///< its email
  std::string app;
};

/// Gives up where the target supplies none.
[[nodiscard]] Campaign campaign(Session& session);
/// The operations that the plays with recipients call besides what they are about.
[[nodiscard]] std::vector<std::string> uses(std::vector<std::string> own);

/// An external ID of this scenario's own that nobody has.
[[nodiscard]] std::string nobody(const Session& session, const std::string& suffix = "");
/// Users of this scenario's own with email addresses that reach nobody, deleted at the end; `more`
/// attributes for all of them. Waits until they are there.
[[nodiscard]] std::vector<std::string> people(Session& session, int count,
                                              const Json& more = Json::object());

/// An email of the campaign.
[[nodiscard]] Json email(const Campaign& campaign);
/// Bodies: the email to these users; a webhook without a campaign to them.
[[nodiscard]] Json to_users(const Campaign& campaign, const std::vector<std::string>& users);
[[nodiscard]] Json webhook_to(const std::string& user);
/// The body with these members instead of its own, or besides.
[[nodiscard]] Json with(Json body, const Json& more);

/// Sends at once, schedules, changes and cancels.
[[nodiscard]] Call send(Json body);
[[nodiscard]] Call schedule(Json body, Json when);
[[nodiscard]] Call reschedule(const std::string& schedule_id, Json changes);
[[nodiscard]] Call cancel(const std::string& schedule_id);

/// Schedules this and returns the schedule's ID; it is cancelled at the end. "" after a failure.
[[nodiscard]] std::string scheduled(Session& session, Json body, Json when);

/// Whether the target takes the call; for calls whose refusal is looked into.
[[nodiscard]] bool accepted(Session& session, const Call& call);
/// Changes, or cancels, what is known to be there. A refusal is laid to the schedule_id where the
/// other operation does not know it either.
void change(Session& session, const std::string& schedule_id, Json changes);
void call_off(Session& session, const std::string& schedule_id);
/// Schedules a message to nobody and changes it: that schedules are kept at all is a requirement of
/// its own, which others stand on.
void keeps_schedules(Session& session);

/// Schedules of everybody at once, now and a month from now.
[[nodiscard]] Json now();
[[nodiscard]] Json next_month();

/// Which of the users have a message of the campaign: their external IDs, sorted.
[[nodiscard]] std::vector<std::string> receivers(Session& session, const Campaign& campaign,
                                                 const std::vector<std::string>& users);
/// The variation of the campaign that the user got last, or "".
[[nodiscard]] std::string variation_received(Session& session, const Campaign& campaign,
                                             const std::string& user);
/// Waits until the user has a message of the campaign.
bool gets(Session& session, const std::string& requirement, const Campaign& campaign,
          const std::string& user, const std::string& statement);
/// Whether the user has none, once a message that was sent after to the witness has come: "in
/// vain" is only told by what came later. The witness is a user who gets nothing else.
bool gets_nothing(Session& session, const Campaign& campaign, const std::string& user,
                  const std::string& witness);

/// Two users who are subscribed to emails, and a third who has unsubscribed.
[[nodiscard]] std::vector<std::string> subscribers(Session& session);

/// That a user who is named gets a message: what everything else stands on.
inline constexpr char kReaches[] = "messages.send/reaches-named-users";
inline constexpr char kScheduledReaches[] = "messages.schedule.create/time-for-all";
inline constexpr char kUsable[] = "messages.schedule.create/schedule-id-usable";
inline constexpr char kReplaced[] = "messages.schedule.update/schedule-replaced";
inline constexpr char kGone[] = "messages.schedule.delete/cancelled-is-gone";

}  // namespace brazecheck::sending
