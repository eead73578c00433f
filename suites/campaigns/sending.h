#pragma once

#include <string>
#include <vector>

#include "suites/dashboard.h"
#include "suites/users/profile.h"

/// Sending an API-triggered campaign, or entering users into an API-triggered Canvas, now or at a
/// time: the calls take the same users. An export of a user shows what they got.
namespace brazecheck::dashboard {

struct Sending {
  const Kind* kind;
  bool scheduled = false;  ///< by trigger.schedule.create, for a time that comes at once

  [[nodiscard]] std::string operation() const {
    return kind->operation(scheduled ? "trigger.schedule.create" : "trigger.send");
  }
  [[nodiscard]] std::string of(const std::string& requirement) const {
    return operation() + "/" + requirement;
  }
  /// That who is named gets it at all.
  [[nodiscard]] std::string reached() const {
    return of(scheduled ? "sent-when-due" : "recipients-reached");
  }
  /// Operations that scenarios about it call.
  [[nodiscard]] std::vector<std::string> uses(std::vector<std::string> more = {}) const;
};

/// The call for these users; `members` of the body beside the campaign or Canvas.
[[nodiscard]] Call sending_call(Session& session, const Sending& sending, Json members);
/// Sends the call, and waits until its time has come.
Json deliver(Session& session, const Sending& sending, const Json& members);
/// The same for a recipient each.
Json deliver_to(Session& session, const Sending& sending, Json recipients);
/// A recipient by external ID.
[[nodiscard]] Json to_user(const std::string& external_id, Json more = Json::object());

/// A time soon enough to be waited for, to the second; and waiting until it is over.
[[nodiscard]] Moment soon();
void wait_for(const Session& session, Moment moment);

/// A user of its own who can be sent to.
[[nodiscard]] users::Known reachable_user(Session& session, const std::string& suffix = "");
/// Whether an export of the user names the campaign or Canvas (the supplied one where "") among
/// those received.
[[nodiscard]] bool has_received(Session& session, const Kind& kind, const std::string& external_id,
                                std::string id = "");
/// Waits until the user has got it.
bool receives(Session& session, const Sending& sending, const std::string& external_id);

}  // namespace brazecheck::dashboard
