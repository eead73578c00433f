#pragma once

#include <string>
#include <vector>

#include "suites/email/dated_list.h"
#include "suites/scenario.h"

/// Email addresses of a scenario's own, and the two lists that they get onto.
namespace brazecheck::email {

/// Those who unsubscribed, and those whose mail bounced.
[[nodiscard]] const dated::DatedList& unsubscribes();
[[nodiscard]] const dated::DatedList& hard_bounces();

/// Says that the addresses shall be as new ones when the scenario is over.
void restore_later(Session& session, const std::vector<std::string>& addresses);
/// Gives the addresses a state, all in one call.
void set_state(Session& session, const std::vector<std::string>& addresses,
               const std::string& state);
/// Blocks them by `operation`: "email.blocklist" or its former name.
void block(Session& session, const std::string& operation,
           const std::vector<std::string>& addresses);

/// Whether the list has the address when asked for it.
[[nodiscard]] bool listed(Session& session, const dated::DatedList& list,
                          const std::string& address);

}  // namespace brazecheck::email
