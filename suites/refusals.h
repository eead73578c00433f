#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "suites/scenario.h"

/// Plays about what a refused call leaves alone, for operations whose own path shows it to no
/// reader: each names what it would make or change, and looks for it afterwards.
namespace brazecheck::refusals {

/// What such a play speaks of, for ScenarioRegistration: common to all operations, and judged
/// beside what add_refusal_check() makes of the contract alone.
[[nodiscard]] std::string requirement_of(const std::string& operation);

/// Sends a call that is to be refused. False after a failure, and where it was taken: that is a
/// finding of the rule that it breaks, and nothing can be said of refusals then.
bool refused(Session& session, const Call& call, Credential credential = Credential::kFull);
/// The same call, which keeps every rule, with no key and with one that permits nothing, as far as
/// there is one.
bool refused_strangers(Session& session, const Call& call);

/// How many entries are one too many by the limit that the requirement states. Gives up where other
/// limits were chosen for the run.
[[nodiscard]] std::size_t one_too_many(Session& session, const std::string& requirement);
/// `first` and as many of the names "name_0", "name_1", … as make `count`.
[[nodiscard]] std::vector<std::string> filled(std::vector<std::string> first,
                                              const std::string& name, std::size_t count);

}  // namespace brazecheck::refusals
